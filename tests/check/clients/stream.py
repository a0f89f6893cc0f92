"""One stream of a connection: how far both sides are, and its windows. Values, and no rules."""

from __future__ import annotations

from exchange import Exchange

ENDED, WE_RESET, PEER_RESET = "ended", "we reset", "peer reset"


class Stream:
    """One stream that is open or half-closed.

    received  octets of content, to be compared with what content-length `expected`
    unread    what the application has not taken yet, `credit` octets of windows with its padding
    owed      octets it has taken, by which the stream's window is not open again yet
    """

    def __init__(self, stream_id: int, exchange: Exchange, send: int, receive: int) -> None:
        self.id = stream_id
        self.exchange = exchange
        self.send_window = send
        self.receive_window = receive
        self.sent = 0
        self.local_done = False
        self.remote_done = False
        self.ended_at = 0.0
        self.continued = not exchange.request.expects
        self.final = False
        self.interim = 0
        self.no_content = False
        self.expected: int | None = None
        self.received = 0
        self.unread = bytearray()
        self.credit = 0
        self.owed = 0
        self.pushed = stream_id % 2 == 0
