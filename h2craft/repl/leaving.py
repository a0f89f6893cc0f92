"""How a prompt ends that nobody ends at the keyboard, and the question before it ends an engine.

A terminal that is closed sends SIGHUP (POSIX 11.1.10): what is open has to be closed in order,
so that a trace is complete. Knows prompt_toolkit's application; no shell.
"""

from __future__ import annotations

import contextlib
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from prompt_toolkit.application import Application

SIGNALS = ("SIGHUP", "SIGTERM")
BASE = 128  # a status says which signal it was, as a shell does


class Hangup:
    """Ends what runs when a signal says so; `number` is that signal, 0 till then."""

    def __init__(self) -> None:
        self.number = 0
        self._application: Application[Any] | None = None

    @property
    def status(self) -> int:
        """What to leave with."""
        return BASE + self.number

    @contextmanager
    def heard(self) -> Iterator[None]:
        """Signals come here while this lasts. One that has come stays ignored: shells repeat it."""
        before = {}
        for name in SIGNALS:
            if (number := getattr(signal, name, None)) is not None:
                with contextlib.suppress(ValueError):  # not on the main thread
                    before[number] = signal.signal(number, self._come)
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, signal.SIG_IGN if number == self.number else handler)

    @contextmanager
    def ends(self, application: Application[Any]) -> Iterator[None]:
        """A signal ends this application, by EOFError; what else runs ends by SystemExit."""
        self._application = application
        try:
            yield
        finally:
            self._application = None

    def _come(self, number: int, frame: object) -> None:
        again = self.number != 0
        self.number = number
        application = self._application
        if application is not None and application.loop is not None:
            application.loop.call_soon_threadsafe(_leave, application)
        elif not again:
            raise SystemExit(self.status)


def _leave(application: Application[Any]) -> None:
    if application.is_running and not application.is_done:
        application.exit(exception=EOFError())


def confirmed(read: Callable[[], str]) -> bool:
    """Ask till the answer is yes or no; Ctrl-C is no, and a second Ctrl-D is yes."""
    while True:
        try:
            answer = read().strip().lower()
        except KeyboardInterrupt:
            return False
        except EOFError:
            return True
        if answer in ("y", "yes"):
            return True
        if answer in ("n", "no", ""):
            return False
