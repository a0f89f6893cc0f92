"""The library: where scenarios lie, which there are, and which one a name means. Runs none.

Two folders: what came with the program, and the person's own, which goes first. Each holds
scenarios and, one level down, groups of them.
"""

from __future__ import annotations

import difflib
import os
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import platformdirs

from h2craft.scenario.entry import Entry, read_entry, read_source
from h2craft.scenario.score import ScenarioError
from h2craft.scenario.writing import write_new

FOLDER_VARIABLE = "H2CRAFT_SCENARIOS"
DATA_VARIABLE = "H2CRAFT_DATA"
FOLDER = "scenarios"
SUFFIX = ".py"

_PACKAGE = Path(__file__).resolve().parents[1]
_NAME = re.compile(r"[a-z0-9][a-z0-9_-]*", re.IGNORECASE)
NEAR = 3


def shipped_folder() -> Path:
    """The scenarios that came with the program: in the package, or beside it in a checkout."""
    installed = _PACKAGE / FOLDER
    return installed if installed.is_dir() else _PACKAGE.parent / FOLDER


def users_folder() -> Path:
    """The person's own: $H2CRAFT_SCENARIOS, or where h2craft keeps its data. It may not exist."""
    chosen = os.environ.get(FOLDER_VARIABLE)
    if chosen:
        return Path(chosen)
    data = os.environ.get(DATA_VARIABLE)
    return (Path(data) if data else platformdirs.user_data_path("h2craft")) / FOLDER


def scenario_files(folder: Path) -> Iterator[tuple[str, Path]]:
    """Group and file of each scenario in a library folder, by name; those in no group first."""
    groups = sorted(one for one in _visible(folder) if one.is_dir())
    for group, place in (("", folder), *((one.name, one) for one in groups)):
        yield from ((group, file) for file in sorted(_visible(place)) if _is_scenario(file))


def entries() -> list[Entry]:
    """All there are, the person's own first, each part by group and name.

    A shipped one is left out where the person has one of that name, which then `hides` it.
    """
    own = list(_entries(users_folder(), shipped=False))
    shipped = list(_entries(shipped_folder(), shipped=True))
    names, hidden = {one.name for one in own}, {one.name for one in shipped}
    return [
        *(replace(one, hides=one.name in hidden) for one in own),
        *(one for one in shipped if one.name not in names),
    ]


def find(name_or_path: str | Path) -> Entry:
    """The scenario of that name, of that "group/name", of that case id, or in that file.

    ScenarioError where there is none, with the nearest names, or where it could be several.
    """
    wanted = str(name_or_path)
    if isinstance(name_or_path, Path) or wanted.endswith(SUFFIX):
        return _in_file(Path(name_or_path))
    known = entries()
    group, _, name = wanted.rpartition("/")
    found = [one for one in known if one.case and one.case == wanted]
    found = found or [one for one in known if one.name == name and group in ("", one.group)]
    if len(found) > 1:
        where = " or ".join(called(one) for one in found)
        raise ScenarioError(f"{wanted!r} could be {where}")
    if found:
        return found[0]
    if Path(wanted).is_file():
        return _in_file(Path(wanted))
    raise ScenarioError(f"no scenario is called {wanted!r}{_nearest(name, known, wanted)}")


def promote(source: Path | str, name: str, group: str = "") -> Path:
    """Put a recording, a file or its text, into the person's own library; returns where it lies.

    ScenarioError where the name is no name, or is taken there, or it cannot be written.
    """
    for word in (name, *([group] if group else [])):
        if not _NAME.fullmatch(word):
            raise ScenarioError(f"{word!r} cannot be a name: letters, digits, - and _ can")
    text = _text_of(source) if isinstance(source, Path) else source
    target = users_folder() / group / f"{name}{SUFFIX}"
    if target.exists():
        raise ScenarioError(f"there is a scenario {called_at(group, name)} already")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        write_new(target, text)
    except OSError as error:
        raise ScenarioError(f"{target} cannot be written: {error.strerror or error}") from error
    return target


def _text_of(file: Path) -> str:
    """For copying: the octets stay what they are, whatever coding line the file has."""
    read_source(file)
    try:
        return file.read_text("utf-8")
    except UnicodeDecodeError as error:
        raise ScenarioError(f"{file.name} is not UTF-8") from error


def called(entry: Entry) -> str:
    """ "goaway/graceful-in-two-phases": a name that means one scenario."""
    return called_at(entry.group, entry.name)


def called_at(group: str, name: str) -> str:
    return f"{group}/{name}" if group else name


def _in_file(file: Path) -> Entry:
    if not file.is_file():
        known = entries()
        raise ScenarioError(f"there is no file {file}{_nearest(file.stem, known)}")
    if file.suffix != SUFFIX:
        raise ScenarioError(f"{file} is no handler script: its name does not end in {SUFFIX}")
    for folder, shipped in ((users_folder(), False), (shipped_folder(), True)):
        if file.resolve().parent.parent == folder.resolve():
            return read_entry(file, group=file.resolve().parent.name, shipped=shipped)
    return read_entry(file)


def _entries(folder: Path, *, shipped: bool) -> Iterator[Entry]:
    for group, file in scenario_files(folder):
        yield read_entry(file, group=group, shipped=shipped)


def _visible(folder: Path) -> Iterable[Path]:
    try:
        return [one for one in folder.iterdir() if one.name[0] not in "._"]
    except OSError:
        return []


def _is_scenario(file: Path) -> bool:
    return file.suffix == SUFFIX and file.is_file()


def _nearest(name: str, known: Sequence[Entry], wanted: str = "") -> str:
    ids = [one.case for one in known if one.case]
    near = difflib.get_close_matches(wanted, ids, n=NEAR) if "/" in wanted else []
    if near:
        return f"; did you mean {' or '.join(near)}?"
    members = [one.name for one in known if one.group == name]
    if members:
        more = f" and {len(members) - NEAR} more" if len(members) > NEAR else ""
        return f"; it is a group, of {', '.join(members[:NEAR])}{more}"
    names = sorted({one.name for one in known})
    near = difflib.get_close_matches(name, names, n=NEAR)
    near = near or [one for one in names if name and name in one][:NEAR]
    return f"; did you mean {' or '.join(near)}?" if near else "; h2craft scenarios lists them"
