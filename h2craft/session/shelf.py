"""The library of scenarios, and what came of each the last time. Knows files; runs nothing.

Results are remembered beside what else the program remembers, one file for all front ends: whoever
writes takes in first what another has written.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field, fields
from datetime import UTC, datetime
from pathlib import Path

from h2craft.scenario import Entry, called, entries
from h2craft.session.folders import state_folder, write_private
from h2craft.session.visible import visible
from h2craft.wire import elide

FILE = "results.json"
KEPT = 1_000  # names; those with the oldest results go
LARGEST = 4 << 20  # octets of the file
LONGEST = 300  # characters of each word

DONE, NOT_DONE = "done", "not done"


@dataclass(frozen=True, slots=True, kw_only=True)
class Last:
    """What came of a scenario the last time.

    outcome   `DONE`, `NOT_DONE`, or what else was said
    client    what the client calls itself
    sentence  the verdict
    at        when, ISO 8601 in UTC; empty if unknown
    """

    outcome: str
    client: str = ""
    sentence: str = ""
    at: str = ""

    @property
    def is_done(self) -> bool:
        return self.outcome == DONE


@dataclass(frozen=True, slots=True, kw_only=True)
class Results:
    """The last result by the name of the scenario, the oldest first.

    trouble  why they could not be read, a sentence; empty if they could
    """

    by_name: Mapping[str, Last] = field(default_factory=dict)
    trouble: str = ""


def results(file: Path | None = None) -> Results:
    """What is remembered. Nothing in the file makes it raise."""
    path = file or _file()
    try:
        if path.stat().st_size > LARGEST:
            return Results(trouble=f"{path} is larger than {LARGEST:,} octets: results are unknown")
        said = json.loads(path.read_bytes())
    except FileNotFoundError:
        return Results()
    except OSError as error:
        return Results(trouble=f"{path}: {error.strerror or error}: results are unknown")
    except (ValueError, RecursionError):
        return Results(trouble=f"{path} is damaged: results are unknown")
    if not isinstance(said, dict):
        return Results(trouble=f"{path} is damaged: results are unknown")
    read = {name: _last(one) for name, one in said.items()}
    known = {name: one for name, one in read.items() if one is not None}
    damage = "" if len(known) == len(read) else f"{path} is damaged: some results are unknown"
    return Results(by_name=known, trouble=damage)


def remember(
    name: str,
    outcome: str,
    client: str = "",
    sentence: str = "",
    *,
    file: Path | None = None,
    now: Callable[[], datetime] = lambda: datetime.now(UTC),
) -> str:
    """Keep what came of the scenario of that name.

    Returns why that could not be, a sentence; empty if it could.
    """
    path = file or _file()
    known = dict(results(path).by_name)
    known.pop(name, None)
    kept, who, told = (elide(visible(word), LONGEST) for word in (outcome, client, sentence))
    known[name] = Last(outcome=kept, client=who, sentence=told, at=f"{now():%Y-%m-%dT%H:%M:%SZ}")
    while len(known) > KEPT:
        del known[next(iter(known))]
    try:
        lines = {each: asdict(one) for each, one in known.items()}
        write_private(path, json.dumps(lines, indent=1) + "\n")
    except OSError as error:
        return f"{path}: {error.strerror or error}: the result is not remembered"
    return ""


def _file() -> Path:
    return state_folder() / FILE


def _last(said: object) -> Last | None:
    """What a file says of one; None where that is nothing."""
    if not isinstance(said, dict) or not isinstance(said.get("outcome"), str):
        return None
    known = {one.name for one in fields(Last)}
    told = {
        name: visible(word)[:LONGEST]
        for name, word in said.items()
        if name in known and isinstance(word, str)
    }
    return Last(**told)


@dataclass(frozen=True, slots=True, kw_only=True)
class Shelved:
    """A scenario of the library. `last` is None where nobody has replayed it."""

    entry: Entry
    last: Last | None = None


class Shelf:
    """The library joined with the last results; read anew by `look`.

    trouble  why something of it could not be read, a sentence; empty if all could
    """

    def __init__(self, file: Path | None = None) -> None:
        self._file = file
        self.trouble = ""
        self.all: tuple[Shelved, ...] = ()
        self.look()

    def look(self) -> None:
        """Read library and results as they are now."""
        known = results(self._file)
        self.trouble = known.trouble
        last = known.by_name
        self.all = tuple(Shelved(entry=each, last=last.get(each.name)) for each in entries())

    def matching(self, text: str = "") -> list[Shelved]:
        """Those in which all words stand: in name, group, title, tags or sections, in any case."""
        words = text.lower().split()
        return [one for one in self.all if all(word in _words(one.entry) for word in words)]


def _words(entry: Entry) -> str:
    said = (called(entry), entry.title, *entry.tags, *entry.sections)
    return "\n".join(said).lower()
