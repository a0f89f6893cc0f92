"""What a handler script can be told by exception. Knows nothing else of the room."""

from __future__ import annotations


class ProtocolError(Exception):
    """What was asked is refused: by h2, or because it cannot be put on the wire.

    `section` names the rule ("9113 6.9.1"), empty where there is none. Nothing was sent, and
    nothing of the connection's state has changed.
    """

    def __init__(self, reason: str, section: str = "") -> None:
        super().__init__(f"{reason} ({_rule(section)})" if section else reason)
        self.reason = reason
        self.section = section


def _rule(section: str) -> str:
    """A section with its RFC, which is HTTP/2's own where none is named."""
    if section.startswith("RFC "):
        return section
    return f"RFC {section}" if " " in section else f"RFC 9113 {section}"


class StreamClosed(ProtocolError):
    """The stream ended (reset by the peer, say): nothing more can be written to it."""


class ConnectionClosed(StreamClosed):
    """The connection is gone, and every stream of it."""


class HTTPException(Exception):
    """Raised by a script to answer with an error: `code` is the status, `message` the reason.

    Its str is that of its arguments, as in wptserve: it is what the client reads in the answer.
    """

    def __init__(self, code: int, message: str = "") -> None:
        self.code = code
        self.message = message
