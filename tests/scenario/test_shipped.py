"""All shipped scenarios at once: their form, that they load, and that none is without a test."""

from __future__ import annotations

import ast
import re
import shutil
import subprocess
import sys
import tarfile
import threading
import tomllib
import zipfile
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

import h2craft
from h2craft.scenario import Entry, read_entry, scenario_files, shipped_folder
from h2craft.script.loader import Loader

ROOT = Path(__file__).parents[2]
SHIPPED = [
    read_entry(file, group=group, shipped=True) for group, file in scenario_files(shipped_folder())
]
SECTION = re.compile(r"RFC \d{4} \d{1,2}(\.\d+)*")
LONGEST_TITLE = 92
LONGEST = 60
LEAST = 40
ENDED_WITHIN = 15.0
OF_CASE = ["Case", "Level", "Requires", "Needs", "Strict", "Lenient", "Expect", "Variants", "Serve"]
"""Labels of a conformance case, in this order."""

each = pytest.mark.parametrize("entry", SHIPPED, ids=[one.name for one in SHIPPED])

ALONE = [one for one in SHIPPED if not (one.case and "parallel" in one.needs)]
"""A case that waits for requests at the same time is run by those who make them: tests/check."""


@each
def test_it_says_what_it_does_and_what_a_good_client_does(entry: Entry) -> None:
    paragraphs = entry.text.split("\n\n")
    assert entry.trouble == ""
    assert entry.title.endswith(".") and len(entry.title) <= LONGEST_TITLE
    assert any(one.startswith("A good client") for one in paragraphs), entry.text
    assert entry.sections and all(SECTION.fullmatch(one) for one in entry.sections)
    assert entry.tags and all(re.fullmatch(r"[a-z0-9-]+", one) for one in entry.tags)
    assert entry.path.startswith("/")


@each
def test_it_is_short_and_its_docstring_has_nothing_that_was_not_understood(entry: Entry) -> None:
    source = entry.file.read_text()
    assert len(source.splitlines()) <= LONGEST
    labels = re.findall(r"^([A-Z]\w+): ", ast.get_docstring(ast.parse(source)) or "", re.MULTILINE)
    of_case = [label for label, _ in entry.labels]
    assert of_case == sorted(of_case, key=OF_CASE.index)
    known = [*of_case, *(one for one in ("Tags", "Needs", "Path") if one not in of_case)]
    assert labels == [one for one in known if one in labels]
    assert Counter(entry.tags).most_common(1)[0][1] == 1


@each
def test_it_loads_and_has_a_hook(entry: Entry) -> None:
    notes: list[object] = []
    loader = Loader(None, lambda *note: notes.append(note))
    try:
        assert loader.script(str(entry.file)).current().names, notes
    finally:
        loader.close()


@pytest.mark.parametrize("entry", ALONE, ids=[one.name for one in ALONE])
@pytest.mark.engine
def test_it_ends_when_the_client_has_left(entry: Entry, peer: Any) -> None:
    before = set(threading.enumerate())
    with h2craft.serve(entry.file, tls=False) as server:
        client = peer.Peer(server.url)
        client.request(entry.path, "POST", [("expect", "100-continue")], body=b"x" * 100)
        server.wait_for("kind:HANDLER_STARTED", timeout=ENDED_WITHIN)
        client.close()
        server.wait_for("kind:CONNECTION_CLOSED", timeout=ENDED_WITHIN)
    for thread in set(threading.enumerate()) - before:
        thread.join(ENDED_WITHIN)
        assert not thread.is_alive(), thread.name
    raised = server.readings("kind:HANDLER_RAISED")
    assert raised == [], [one.record.detail for one in raised]


def test_there_are_many_and_each_has_a_name_of_its_own_in_a_group() -> None:
    names = Counter(one.name for one in SHIPPED)
    assert len(names) >= LEAST
    assert [name for name, count in names.items() if count > 1] == []
    assert all(re.fullmatch(r"[a-z0-9]+([.-][a-z0-9]+)*", name) for name in names)
    assert all(re.fullmatch(r"[a-z]+", one.group) for one in SHIPPED)


def test_there_is_nothing_else_in_the_folder() -> None:
    known = {one.file for one in SHIPPED}
    files = {file for file in shipped_folder().rglob("*") if file.is_file()}
    assert {file for file in files - known if "__pycache__" not in file.parts} == set()


def test_each_is_played_against_a_real_client() -> None:
    named: set[str] = set()
    for file in (ROOT / "tests" / "clients").glob("test_scenarios*.py"):
        constants = (node for node in ast.walk(ast.parse(file.read_text())))
        named |= {
            node.value
            for node in constants
            if isinstance(node, ast.Constant) and isinstance(node.value, str)
        }
    # a conformance case is run against clients that are held to it: tests/check
    scenarios = [one for one in SHIPPED if not one.case]
    assert [one.name for one in scenarios if one.name not in named] == []


def test_all_are_laid_out_as_ruff_leaves_them() -> None:
    beside = Path(sys.executable).with_name("ruff")
    ruff = str(beside) if beside.exists() else shutil.which("ruff")
    if ruff is None:
        pytest.skip("ruff is not installed")
    for command in (["format", "--check"], ["check", "--no-cache"]):
        done = subprocess.run(
            [ruff, *command, str(shipped_folder())], capture_output=True, text=True, cwd=ROOT
        )
        assert done.returncode == 0, done.stdout + done.stderr


def test_they_are_part_of_what_is_installed(tmp_path: Path) -> None:
    pytest.importorskip("hatchling", reason="no wheel can be made without hatchling")
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-t", "sdist", "-d", tmp_path],
        cwd=ROOT,
        check=True,
        capture_output=True,
    )
    wanted = {f"{one.group}/{one.file.name}" for one in SHIPPED}
    (wheel,), (source,) = tmp_path.glob("*.whl"), tmp_path.glob("*.tar.gz")
    with zipfile.ZipFile(wheel) as archive:
        assert wanted <= _below("h2craft/scenarios/", archive.namelist())
        assert "h2craft/__init__.py" in archive.namelist()
    with tarfile.open(source) as archive:
        names = [name.partition("/")[2] for name in archive.getnames()]
        assert wanted <= _below("scenarios/", names)
        assert "pyproject.toml" in names


def _below(folder: str, names: list[str]) -> set[str]:
    return {name.removeprefix(folder) for name in names if name.startswith(folder)}


def test_a_wheel_is_told_to_have_them_where_an_installed_program_looks() -> None:
    targets = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["hatch"]["build"]
    wheel, source = targets["targets"]["wheel"], targets["targets"]["sdist"]
    assert wheel["only-include"] == ["h2craft", "scenarios"]
    assert wheel["sources"] == {"scenarios": "h2craft/scenarios"}
    assert "/scenarios" in source["include"]
