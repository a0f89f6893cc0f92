"""The terminal between two prompts: keys typed ahead are kept for the next one and not echoed.

While something runs, frames are printed: an echo would stand in the middle of them, and once more
in the prompt. Who reads standard input from Python (`input()`, a debugger) sees what is typed.
Knows terminals, no prompt.
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


@contextmanager
def echoing(descriptor: int, on: bool) -> Iterator[None]:
    """The terminal shows what is typed, or does not, while this lasts."""
    before = _modes(descriptor)
    if before is None:
        yield
        return
    changed = list(before)
    changed[_LOCAL] = before[_LOCAL] | termios.ECHO if on else before[_LOCAL] & ~termios.ECHO
    with contextlib.suppress(termios.error):
        termios.tcsetattr(descriptor, termios.TCSANOW, changed)
    try:
        yield
    finally:
        with contextlib.suppress(termios.error):
            termios.tcsetattr(descriptor, termios.TCSANOW, before)


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
def quiet(stdin: TextIO, echoed: Callable[[], object]) -> Iterator[None]:
    """See the module; `sys.stdin` is another one while this lasts.

    `echoed` is called when the terminal has shown a line that was typed.
    """
    descriptor = _descriptor(stdin)
    if descriptor is None:
        yield
        return
    before = sys.stdin
    with echoing(descriptor, False):
        sys.stdin = EchoedInput(stdin, echoed)
        try:
            yield
        finally:
            sys.stdin = before


def _descriptor(stdin: TextIO) -> int | None:
    """None where there is none, as in tests."""
    try:
        return stdin.fileno()
    except (OSError, ValueError):
        return None
