"""`h2craft tour`: what it says without a terminal, and where it keeps what it makes."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from h2craft.cli.errors import Failure
from h2craft.cli.tour import home_in, made_folder, visitor_of
from h2craft.tui import STEPS


def test_its_steps_are_listed_without_a_terminal(run) -> None:
    done = run("tour", "--list")
    assert (done.returncode, done.stderr) == (0, "")
    assert [line[4:] for line in done.stdout.splitlines()] == [step.title for step in STEPS]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ([], "no terminal"),
        (["--client", "netscape"], "is none of curl, nghttp, httpx"),
        (["--theme", "none"], "none"),
        (["x"], "x"),
    ],
)
def test_what_cannot_be_is_one_line(run, arguments, words) -> None:
    done = run("tour", *arguments)
    assert done.returncode == 2 and done.stderr.count("\n") == 1
    assert done.stderr.startswith("h2craft: ") and words in done.stderr


def test_a_client_that_is_not_here_is_said_to_be_missing(monkeypatch, tmp_path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(Failure, match="curl is not installed here"):
        visitor_of("curl")


def test_its_folder_goes_with_it() -> None:
    with made_folder(None) as folder:
        (folder / "scenarios").mkdir()
        assert folder.stat().st_mode & 0o777 == 0o700
    assert not folder.exists()


def test_a_folder_of_the_persons_own_stays(tmp_path) -> None:
    with made_folder(tmp_path / "a" / "b") as folder:
        (folder / "made").touch()
    assert folder == tmp_path / "a" / "b" and (folder / "made").exists()


def test_what_a_crash_has_left_stays_where_it_was_said_to_be() -> None:
    with made_folder(None) as folder:
        (folder / "state").mkdir()
        crash = folder / "state" / "crash-1.txt"
        crash.touch()
    assert crash.exists()
    crash.unlink()
    crash.parent.rmdir()
    folder.rmdir()


def test_a_folder_that_cannot_be_made_is_one_line(tmp_path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(Failure, match="cannot make"), made_folder(tmp_path / "file" / "x"):
        pytest.fail("there is none")


def test_the_persons_own_folders_are_theirs_again_afterwards(monkeypatch, tmp_path) -> None:
    monkeypatch.setenv("H2CRAFT_DATA", "/mine")
    monkeypatch.delenv("H2CRAFT_STATE", raising=False)
    with home_in(tmp_path):
        assert Path(os.environ["H2CRAFT_DATA"]) == tmp_path
        assert Path(os.environ["H2CRAFT_STATE"]) == tmp_path / "state"
        assert Path(os.environ["H2CRAFT_SCENARIOS"]) == tmp_path / "scenarios"
    assert os.environ["H2CRAFT_DATA"] == "/mine"
    assert "H2CRAFT_STATE" not in os.environ
