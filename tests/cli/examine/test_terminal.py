"""What is made of a terminal's answers and of the environment."""

from __future__ import annotations

from pathlib import Path

import pytest

from h2craft.cli.examine import State, terminal
from h2craft.cli.examine.asking import Answers


@pytest.fixture(autouse=True)
def _outside_tmux(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("TMUX", raising=False)


def test_without_a_terminal_nothing_is_asked_and_nothing_is_a_problem() -> None:
    kind, clipboard = terminal.examine()
    assert kind.name == "kind" and kind.state is State.NOTE
    assert "is no terminal" in kind.says and "h2craft serve" in kind.remedy
    assert clipboard.name == "clipboard"


def test_a_terminal_is_called_what_it_calls_itself_and_its_name_is_printable() -> None:
    answers = Answers(name="evil\x1b[2J", answered=True)
    one = terminal.kind({"TERM": "xterm", "TERM_PROGRAM": "WezTerm"}, answers)
    assert one.state is State.OK
    assert one.says == r"evil\x1b[2J, TERM=xterm, WezTerm"


def test_a_terminal_that_says_nothing_is_noted() -> None:
    assert terminal.kind({"TERM": "xterm"}, Answers()).state is State.NOTE
    assert "export TERM" in terminal.kind({}, Answers(answered=True)).remedy


@pytest.mark.parametrize(
    ("answers", "encoding", "state"),
    [
        (Answers(columns=3), "utf-8", State.OK),
        (Answers(), "utf-8", State.OK),
        (Answers(columns=9), "utf-8", State.NOTE),
        (Answers(columns=3), "ascii", State.NOTE),
    ],
)
def test_characters_are_as_wide_as_the_screen_thinks(answers, encoding, state) -> None:
    assert terminal.characters(answers, encoding).state is state


def test_the_mouse_is_never_more_than_mentioned() -> None:
    said = [terminal.mouse(Answers(mouse=mouse)).says for mouse in (True, False, None)]
    assert said == ["it reports", "not reported", "the terminal does not say"]


def tmux(folder: Path, says: str) -> dict[str, str]:
    program = folder / "tmux"
    program.write_text(f"#!/bin/sh\necho {says}\n")
    program.chmod(0o755)
    return {"TERM": "tmux-256color", "TMUX": "/tmp/x,1,0", "PATH": str(folder)}


@pytest.mark.parametrize(("says", "state"), [("external", State.NOTE), ("on", State.OK)])
def test_a_tmux_that_drops_what_is_copied_is_named(tmp_path, monkeypatch, says, state) -> None:
    environment = tmux(tmp_path, says)
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    [one] = terminal._clipboard(environment, Answers())
    assert one.state is state
    assert ("OSC 52 (set-clipboard external)" in one.says) == (says == "external")
    assert "copied.txt" in one.says


def test_a_terminal_without_any_clipboard_leaves_the_file() -> None:
    [one] = terminal._clipboard({"TERM": "linux"}, Answers())
    assert one.state is State.NOTE and one.says.startswith("none: the file ")


def test_a_terminal_that_says_it_has_a_clipboard_is_believed() -> None:
    [one] = terminal._clipboard({"TERM": "foot"}, Answers(clipboard=True))
    assert "OSC 52 (it says so)" in one.says
