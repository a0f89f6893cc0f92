"""What scripts print, routed to the stream they print for. Knows no stream: a sink is a callable.

The process's stdout and stderr are replaced once by stand-ins that look at a context variable.
Whoever prints outside of a hook (also a thread a script starts) writes where it always did.
"""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Callable
from contextvars import ContextVar
from typing import IO, Any

LINES_PER_SECOND = 100
LINE_CHARACTERS = 4096

current: ContextVar[Printer | None] = ContextVar("h2craft_printer", default=None)


class Printer:
    """Lines of one stream on their way to `tell`; what is too much is counted, not kept."""

    __slots__ = ("_dropped", "_line", "_lines", "_second", "_tell")

    def __init__(self, tell: Callable[[str], None]) -> None:
        keep_in_place()
        self._tell = tell
        self._line = ""
        self._second = 0.0
        self._lines = 0
        self._dropped = 0

    def write(self, text: str) -> None:
        """Take text; whole lines go on."""
        *lines, rest = text.split("\n")
        if lines:
            lines[0] = self._line + lines[0]
            self._line = ""
            for line in lines:
                self._whole_line(line)
        room = LINE_CHARACTERS + 1 - len(self._line)
        if room > 0:
            self._line += rest[:room]

    def close(self) -> None:
        """The hook is over: what stands without a newline goes on too."""
        if self._line:
            self._whole_line(self._line)
            self._line = ""
        self._tell_dropped()

    def _whole_line(self, line: str) -> None:
        now = time.monotonic()
        if now - self._second >= 1:
            self._tell_dropped()
            self._second, self._lines = now, 0
        self._lines += 1
        if self._lines > LINES_PER_SECOND:
            self._dropped += 1
        elif len(line) > LINE_CHARACTERS:
            self._tell(line[:LINE_CHARACTERS] + " [line cut]")
        else:
            self._tell(line)

    def _tell_dropped(self) -> None:
        if self._dropped:
            text = f"[{self._dropped:,} more lines not kept: over {LINES_PER_SECOND} a second]"
            self._dropped = 0
            self._tell(text)


class _StandIn:
    """Writes to the current printer, or to `real`; for everything else it is `real`."""

    def __init__(self, real: IO[str]) -> None:
        self._h2craft_real = real

    def write(self, text: str) -> int:
        printer = current.get()
        if printer is None:
            return self._h2craft_real.write(text)
        printer.write(text)
        return len(text)

    def writelines(self, lines: Any) -> None:
        for line in lines:
            self.write(line)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._h2craft_real, name)


_lock = threading.Lock()
_users = 0


def install() -> None:
    """Put the stand-ins in place. Counted: each call wants its `uninstall`."""
    global _users
    with _lock:
        _users += 1
        _put_in_place()


def keep_in_place() -> None:
    """Put the stand-ins back where somebody replaced them meanwhile, as pytest does for each phase
    of a test: a server started in a fixture would lose what its scripts print."""
    if not (isinstance(sys.stdout, _StandIn) and isinstance(sys.stderr, _StandIn)):
        with _lock:
            if _users:
                _put_in_place()


def _put_in_place() -> None:
    for name in ("stdout", "stderr"):
        real = getattr(sys, name)
        if real is not None and not isinstance(real, _StandIn):
            setattr(sys, name, _StandIn(real))


def uninstall() -> None:
    """Put the real ones back, unless somebody else has replaced the stand-ins since."""
    global _users
    with _lock:
        _users -= 1
        if _users == 0:
            for name in ("stdout", "stderr"):
                stream = getattr(sys, name)
                if isinstance(stream, _StandIn):
                    setattr(sys, name, stream._h2craft_real)
