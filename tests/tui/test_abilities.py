"""What the screen makes of an environment."""

from __future__ import annotations

from pathlib import Path

import pytest

from h2craft.session import state_folder
from h2craft.tui.abilities import clipboard_routes, colours


@pytest.mark.parametrize(
    ("environment", "known"),
    [
        ({"TERM": "xterm-256color", "COLORTERM": "truecolor"}, 16_777_216),
        ({"TERM": "xterm-256color"}, 256),
        ({"TERM": "xterm"}, 16),
        ({"TERM": "dumb"}, 0),
    ],
)
def test_the_colours_are_those_the_environment_speaks_of(environment, known) -> None:
    assert colours(environment) == known


def test_a_terminal_that_is_known_to_be_deaf_is_not_spoken_to() -> None:
    assert clipboard_routes({"TERM": "xterm"})[:2] == (True, "")
    assert clipboard_routes({"TERM": "linux"})[:2] == (False, "")


@pytest.mark.skipif("sys.platform == 'darwin'", reason="pbcopy needs no desktop's variable")
def test_the_program_of_the_desktop_is_named(tmp_path: Path) -> None:
    (tmp_path / "xclip").write_text("#!/bin/sh\n")
    (tmp_path / "xclip").chmod(0o755)
    there = {"TERM": "xterm", "PATH": str(tmp_path)}
    assert clipboard_routes(there)[:2] == (True, "")
    assert clipboard_routes({**there, "DISPLAY": ":0"})[:2] == (True, "xclip")


def test_the_file_that_is_always_filled_is_in_the_state_folder() -> None:
    assert clipboard_routes({})[2] == state_folder() / "copied.txt"
