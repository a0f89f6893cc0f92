"""Keys typed ahead."""

from __future__ import annotations

import io
import os
import pty
import sys
import termios
from collections.abc import Iterator
from typing import TextIO

import pytest

from h2craft.repl.echo import EchoedInput, echoing, quiet


@pytest.fixture
def terminal() -> Iterator[tuple[int, TextIO]]:
    """Where keys are pressed, and the terminal."""
    keys, end = pty.openpty()
    with open(end, encoding="utf-8") as file:
        yield keys, file
    os.close(keys)


def echoes(file: TextIO) -> bool:
    return bool(termios.tcgetattr(file.fileno())[3] & termios.ECHO)


def test_nothing_is_echoed_till_it_is_over(terminal: tuple[int, TextIO]) -> None:
    _, file = terminal
    before = sys.stdin
    with quiet(file, lambda: None) as hush:
        assert not echoes(file)
        with echoing(file.fileno(), True):
            hush()
            assert not echoes(file)
    assert echoes(file)
    assert sys.stdin is before


def test_the_end_of_input_typed_ahead_is_a_key_like_others(terminal: tuple[int, TextIO]) -> None:
    keys, file = terminal
    with quiet(file, lambda: None):
        os.write(keys, b"\x04")
        assert os.read(file.fileno(), 8) == b"\x04"


def test_who_reads_standard_input_sees_what_is_typed(terminal: tuple[int, TextIO]) -> None:
    keys, file = terminal
    seen: list[bool] = []
    os.write(keys, b"Bob\n")
    with quiet(file, lambda: seen.append(True)), echoing(file.fileno(), False):
        assert sys.stdin.isatty() and sys.stdin.readable()
        assert input() == "Bob"
        assert not echoes(file)
    assert seen == [True]


def test_what_is_no_terminal_is_left_alone() -> None:
    given = io.StringIO("one\n")
    with quiet(given, lambda: None):
        assert not isinstance(sys.stdin, EchoedInput)
    with open(os.devnull) as file, echoing(file.fileno(), False):
        pass
