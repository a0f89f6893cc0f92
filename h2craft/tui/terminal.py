"""The terminal itself: that it can be lost is no reason to hang or to lose a trace.

Knows Textual's driver, nothing of what is shown.
"""

from __future__ import annotations

import contextlib
import errno
import os
import sys
from typing import IO, Any

from textual.app import App
from textual.driver import Driver


class Tolerant:
    """A terminal's file that takes what is written to it, also when nobody reads it any more.

    Textual writes from a thread of its own over a bounded queue: if that thread died of an error,
    the screen would wait for it for ever.
    """

    def __init__(self, file: IO[str]) -> None:
        self._file = file

    def write(self, text: str) -> int:
        with contextlib.suppress(OSError, ValueError):
            return self._file.write(text)
        return len(text)

    def flush(self) -> None:
        with contextlib.suppress(OSError, ValueError):
            self._file.flush()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._file, name)


class Ending:
    """The `os` of Textual's input thread, for which the end of the input is an error.

    Its loop takes nothing read for nothing there, and would ask again for ever.
    """

    def read(self, fileno: int, octets: int) -> bytes:
        """OSError where no more will ever come."""
        got = os.read(fileno, octets)
        if not got:
            raise OSError(errno.EIO, "the terminal has ended")
        return got

    def __getattr__(self, name: str) -> Any:
        return getattr(os, name)


def driver_for(app: type[App[Any]]) -> type[Driver] | None:
    """Textual's driver for a Unix terminal, over a tolerant file; None: Textual's own choice."""
    if sys.platform == "win32":
        return None
    from textual.drivers import linux_driver
    from textual.drivers.linux_driver import LinuxDriver

    linux_driver.os = Ending()  # type: ignore[attr-defined, assignment]

    class TerminalDriver(LinuxDriver):
        def __init__(self, app: App[Any], **options: Any) -> None:
            super().__init__(app, **options)
            file: Any = Tolerant(self._file or sys.stderr)
            self._file = file

        def _run_input_thread(self) -> None:
            """End the program where the terminal is gone; Textual would show a traceback."""
            try:
                self.run_input_thread()
            except OSError:
                self._app.call_later(getattr(self._app, "leave", self._app.exit))

    return TerminalDriver


def is_lost() -> bool:
    """Whether the terminal is gone: one that only sent SIGHUP can still be put back in order."""
    if sys.platform == "win32":
        return False
    import termios

    try:
        termios.tcgetattr(sys.__stdin__.fileno() if sys.__stdin__ is not None else 0)
    except (termios.error, OSError, ValueError):
        return True
    return False


def let_go() -> None:
    """Point the standard streams at nothing: what is still written to the terminal gets nowhere."""
    nothing = os.open(os.devnull, os.O_RDWR)
    for number in (0, 1, 2):
        with contextlib.suppress(OSError):
            os.dup2(nothing, number)
    os.close(nothing)
