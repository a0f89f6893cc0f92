"""What a terminal says when it is asked."""

from __future__ import annotations

import os
import pty
import threading

import pytest

from h2craft.cli.examine.asking import Answers, ask, asked, read

TMUX = b"\x1b[1;4R\x1bP>|tmux 3.3a\x1b\\\x1b[?1;2c"


def test_the_answers_of_tmux_are_read() -> None:
    assert read(TMUX) == Answers(name="tmux 3.3a", columns=3, answered=True)


def test_a_terminal_with_a_mouse_and_a_clipboard_says_so() -> None:
    answers = read(b"\x1b[7;10R\x1b[?1006;2$y\x1b[?64;1;52;29c")
    assert (answers.columns, answers.mouse, answers.clipboard) == (9, True, True)


def test_a_mode_that_is_not_known_is_no_mouse() -> None:
    assert read(b"\x1b[?1006;0$y\x1b[?1c").mouse is False
    assert read(b"\x1b[?2026;2$y\x1b[?1c").mouse is None


@pytest.mark.parametrize("octets", [b"", b"typed ahead", b"\x1b[", b"\xff\xfe"])
def test_what_is_no_answer_says_nothing(octets: bytes) -> None:
    assert read(octets) == Answers()


def test_the_last_answer_ends_the_waiting() -> None:
    ours, theirs = pty.openpty()
    try:

        def terminal() -> None:
            heard = b""
            while not heard.endswith(b"\x1b[c"):
                heard += os.read(ours, 1024)
            for start in range(0, len(TMUX), 5):  # as a slow line would
                os.write(ours, TMUX[start : start + 5])

        answering = threading.Thread(target=terminal)
        import tty

        tty.setraw(theirs)
        answering.start()
        assert read(asked(theirs, seconds=60)) == read(TMUX)
        answering.join()
    finally:
        os.close(ours)
        os.close(theirs)


def test_a_terminal_that_never_answers_is_given_up() -> None:
    ours, theirs = pty.openpty()
    try:
        assert asked(theirs, seconds=0.01) == b""
    finally:
        os.close(ours)
        os.close(theirs)


def test_a_process_without_a_terminal_asks_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    def no_terminal(*_arguments: object) -> int:
        raise OSError(6, "No such device or address")

    monkeypatch.setattr(os, "open", no_terminal)
    assert ask() is None
