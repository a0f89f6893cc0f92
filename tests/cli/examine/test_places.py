"""Folders and files, as they are."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from types import SimpleNamespace

import pytest

from h2craft.cli.examine import State, places


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("H2CRAFT_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("H2CRAFT_RUNTIME", str(tmp_path / "runtime"))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    return tmp_path


def test_on_a_new_machine_all_is_well_and_nothing_is_made(home: Path) -> None:
    told = list(places.examine())
    assert {one.state for one in told} <= {State.OK, State.NOTE}
    assert {"configuration", "data", "state", "control sockets"} <= {one.name for one in told}
    assert list(home.iterdir()) == []


def test_a_folder_below_a_file_is_a_problem(home: Path) -> None:
    (home / "file").write_text("")
    one = places.folder("data", home / "file" / "below")
    assert one.state is State.PROBLEM and f"{home / 'file'} is no folder" in one.says


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_cannot_be_written_is_a_problem(home: Path) -> None:
    (home / "locked").mkdir(mode=0o500)
    one = places.folder("data", home / "locked" / "data")
    assert one.state is State.PROBLEM and "cannot be written" in one.says


def test_what_is_wrong_in_the_configuration_is_told_line_by_line(home: Path) -> None:
    file = home / "config" / "h2craft" / "config.toml"
    file.parent.mkdir(parents=True)
    file.write_text('them = 1\n[keymap]\n"frames.filtr" = "q"\n')
    wrong = [one for one in places.examine() if one.name == "configuration"]
    assert [one.state for one in wrong] == [State.PROBLEM, State.PROBLEM]
    assert f"{file}:1" in wrong[0].says and "did you mean frames.filter?" in wrong[1].says
    file.write_text("mouse = false\n")
    [one] = [one for one in places.examine() if one.name == "configuration"]
    assert one.says == f"{file}, 1 settings"


def test_a_folder_of_sockets_that_is_open_to_others_is_a_problem(home: Path) -> None:
    (home / "runtime").mkdir()
    (home / "runtime").chmod(0o755)
    [one] = [one for one in places.examine() if one.name == "control sockets"]
    assert one.state is State.PROBLEM and "chmod 700" in one.says


@pytest.mark.parametrize(
    ("free", "state"), [(10, State.PROBLEM), (500, State.NOTE), (5_000, State.OK)]
)
def test_room_is_told_in_mebioctets(
    home: Path, monkeypatch: pytest.MonkeyPatch, free: int, state: State
) -> None:
    usage = SimpleNamespace(free=free * places.MEBI)
    monkeypatch.setattr(shutil, "disk_usage", lambda path: usage)
    one = places.room("room for traces", home)
    assert one.state is state and f"{free:,} MiB free" in one.says


def test_a_disk_that_is_not_there_is_a_problem(home: Path) -> None:
    assert places.room("room", home / "gone").state is State.PROBLEM


def test_fewer_descriptors_than_connections_are_a_note(monkeypatch: pytest.MonkeyPatch) -> None:
    resource = pytest.importorskip("resource")
    monkeypatch.setattr(resource, "getrlimit", lambda what: (256, 1_256))
    one = places.descriptors()
    assert one.state is State.NOTE and one.says.startswith("1,000 at once of 10,000")
    monkeypatch.setattr(resource, "getrlimit", lambda what: (256, resource.RLIM_INFINITY))
    assert places.descriptors().state is State.OK
