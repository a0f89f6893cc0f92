"""The time before the greeting, which an application may ask for. Knows its link, no protocol.

What comes meanwhile is kept, and reading stops, till the application has opened the connection or
its time is up.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from h2craft.endpoint import Endpoint, Greeting
from h2craft.trace import Kind, Origin

if TYPE_CHECKING:
    from h2craft.engine.link import Link

Call = Callable[[], object]


class Prelude:
    """One connection's; made when the endpoint is there, gone when the connection is open."""

    __slots__ = ("_greeted", "_kept", "_link", "_read_on", "_since")

    def __init__(self, link: Link, seconds: float) -> None:
        self._link = link
        self._kept: list[Call] = []
        self._greeted = False
        self._since = link.engine.now()

        def late() -> None:
            detail = {"limit": "opening_hook_seconds", "value": seconds}
            link.record(Kind.LIMIT_REACHED, detail={**detail, "done": "the client is read again"})
            link.go_on()

        self._read_on = link.hold_reading(seconds, late)

    def keep(self, call: Call) -> None:
        """Make this call when the connection is open."""
        self._kept.append(call)

    @property
    def peer_has_spoken(self) -> bool:
        """The peer has said something, read or not."""
        return bool(self._kept) or self._link.pipe.unread

    def greet(self, endpoint: Endpoint, greeting: Greeting | None, origin: Origin) -> bool:
        """Say this, or the usual greeting; False where somebody has greeted already."""
        if self._greeted:
            return False
        self._note_who_is_first()
        endpoint.open(self._link.engine.now(), greeting, origin)
        self._greeted = True
        return True

    def _note_who_is_first(self) -> None:
        """RFC 9113 3.4: a client need not wait for our SETTINGS; whether it does shows here."""
        early = self.peer_has_spoken
        what = "The peer has spoken" if early else "The peer has said nothing"
        detail = {"text": f"{what} before our SETTINGS.", "early": early}
        seconds = round(self._link.engine.now() - self._since, 6)
        self._link.record(Kind.NOTED, detail={**detail, "seconds": seconds})

    def end(self) -> None:
        """It is open: what has come meanwhile is heard, and the peer is read again."""
        for call in self._kept:
            call()
        self._read_on()
