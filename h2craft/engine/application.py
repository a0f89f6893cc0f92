"""What the engine expects of whoever serves the streams. Knows the names, no behaviour."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from h2craft.endpoint import Event

if TYPE_CHECKING:
    from h2craft.engine.link import Link


class Application(Protocol):
    """Called on the loop's thread, so nothing here may block.

    What it says to a connection inside a call leaves in one write after it. An exception is
    recorded and costs nothing else.
    """

    def opening_seconds(self, link: Link) -> float:
        """How long it may take to open this connection itself; 0 where that is not its wish.

        Then nothing leaves by itself and nothing of the peer's is read till `link.go_on`.
        """

    def connection_opened(self, link: Link) -> None:
        """HTTP/2 begins on this connection; `link.endpoint` is there."""

    def event(self, link: Link, event: Event) -> None:
        """One event, in the order of the wire. Answer with `link.submit`, now or later."""

    def connection_closed(self, link: Link) -> None:
        """The socket is gone. Every ticket of the connection is settled already."""


class Silence:
    """The application that answers nothing: requests wait for a hand."""

    def opening_seconds(self, link: Link) -> float:
        return 0.0

    def connection_opened(self, link: Link) -> None:
        pass

    def event(self, link: Link, event: Event) -> None:
        pass

    def connection_closed(self, link: Link) -> None:
        pass
