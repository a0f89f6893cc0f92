"""The terminal between two prompts: keys typed ahead are kept for the next one and not echoed.

While something runs, frames are printed: an echo would stand in the middle of them, and once more
in the prompt. Nor does the terminal make lines of keys (POSIX 11.1.6): a Ctrl-D typed ahead would
be the end of one and lost. Ctrl-C and Ctrl-Z act as ever. Who reads standard input from Python
(`input()`, a debugger) has lines, and sees what is typed. Knows terminals, no prompt.
"""

from __future__ import annotations

import contextlib
import io
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, TextIO

try:
    import termios
except ImportError:  # no such terminals here
    termios = None  # type: ignore[assignment]

_LOCAL = 3  # of what tcgetattr returns: the local modes
_OF_LINES = 0 if termios is None else termios.ECHO | termios.ICANON | termios.IEXTEN


@contextmanager
def echoing(descriptor: int, on: bool) -> Iterator[None]:
    """The terminal makes lines and shows them, or neither, while this lasts."""
    before = _modes(descriptor)
    if before is None:
        yield
        return
    _turn(descriptor, on)
    try:
        yield
    finally:
        _set(descriptor, before)


def _turn(descriptor: int, on: bool) -> None:
    if (modes := _modes(descriptor)) is not None:
        modes[_LOCAL] = modes[_LOCAL] | _OF_LINES if on else modes[_LOCAL] & ~_OF_LINES
        _set(descriptor, modes)


def _set(descriptor: int, modes: list[Any]) -> None:
    with contextlib.suppress(termios.error):  # it has gone
        termios.tcsetattr(descriptor, termios.TCSANOW, modes)


def _modes(descriptor: int) -> list[Any] | None:
    """None for what is no terminal, or has gone."""
    try:
        return None if termios is None else termios.tcgetattr(descriptor)
    except termios.error:
        return None


class EchoedInput(io.TextIOBase):
    """Stands in for a terminal's `sys.stdin`. It has no descriptor, so that `input` reads here."""

    def __init__(self, terminal: TextIO, echoed: Callable[[], object]) -> None:
        self._terminal = terminal
        self._echoed = echoed

    def readline(self, size: int | None = -1, /) -> str:  # type: ignore[override]
        with self._shown():
            return self._terminal.readline(-1 if size is None else size)

    def read(self, size: int | None = -1, /) -> str:
        with self._shown():
            return self._terminal.read(-1 if size is None else size)

    @contextmanager
    def _shown(self) -> Iterator[None]:
        with echoing(self._terminal.fileno(), True):
            yield
        self._echoed()

    def readable(self) -> bool:
        return True

    def isatty(self) -> bool:
        return self._terminal.isatty()


@contextmanager
def quiet(stdin: TextIO, echoed: Callable[[], object]) -> Iterator[Callable[[], None]]:
    """See the module; `sys.stdin` is another one while this lasts.

    `echoed` is called when the terminal has shown a line that was typed. What this gives makes it
    quiet again, after a shell or a program had the terminal in between.
    """
    descriptor = _descriptor(stdin)
    if descriptor is None:
        yield lambda: None
        return
    before = sys.stdin
    with echoing(descriptor, False):
        sys.stdin = EchoedInput(stdin, echoed)
        try:
            yield lambda: _turn(descriptor, False)
        finally:
            sys.stdin = before


def _descriptor(stdin: TextIO) -> int | None:
    """None where there is none, as in tests."""
    try:
        return stdin.fileno()
    except (OSError, ValueError):
        return None
