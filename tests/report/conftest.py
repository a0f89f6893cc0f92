"""Fixtures of the report's tests: one conversation with something of everything in it."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from h2craft.model import Board, Reading
from h2craft.trace import Journal, Kind, Origin
from h2craft.wire import PREFACE, frame_octets
from h2craft.wire.hpack import Encoder

SETTINGS = bytes.fromhex("000300000064000402000000000200000000")


class Told:
    """A journal one line a record, and what the model makes of it."""

    def __init__(self) -> None:
        self.journal = Journal()
        self.board = Board()
        self.readings: list[Reading] = []

    def __call__(self, kind: Kind, octets: bytes = b"", **more: object) -> Reading:
        seq = self.journal.append(
            more.get("at", len(self.readings) / 100),
            more.get("connection", 1),
            kind,
            octets,
            more.get("cause", 0),
            more.get("origin", Origin.PEER),
            more.get("detail"),
        )
        record = self.journal.get(seq)
        assert record is not None
        self.readings.append(self.board.fold(record))
        return self.readings[-1]


@pytest.fixture
def tell() -> Told:
    return Told()


@pytest.fixture
def request_block() -> Callable[..., bytes]:
    """Makes the field block of a request."""
    encoder = Encoder()

    def block(path: str, method: str = "GET") -> bytes:
        fields = [(":method", method), (":path", path), (":scheme", "https"), (":authority", "x")]
        return encoder.encode(fields)

    return block


@pytest.fixture
def conversation(tell: Told, request_block: Callable[..., bytes]) -> Told:
    """Opened, greeted, one request answered, one WINDOW_UPDATE of 0, closed."""
    sides = {"peer": ["127.0.0.1", 51234], "local": ["127.0.0.1", 8443], "scheme": "https"}
    tell(Kind.CONNECTION_OPENED, detail=sides, origin=Origin.ENGINE)
    tell(Kind.PREFACE_RECEIVED, PREFACE)
    tell(Kind.FRAME_RECEIVED, frame_octets(4, 0, 0, SETTINGS))
    tell(Kind.FRAME_SENT, frame_octets(4, 0, 0, b""), origin=Origin.AUTOMATIC)
    tell(Kind.FRAME_SENT, frame_octets(4, 1, 0, b""), origin=Origin.AUTOMATIC)
    tell(Kind.FRAME_RECEIVED, frame_octets(1, 5, 1, request_block("/hello.py?name=curl")))
    answer = Encoder().encode([(":status", "200"), ("content-type", "text/plain")])
    tell(Kind.FRAME_SENT, frame_octets(1, 4, 1, answer), origin=Origin.SCRIPT)
    tell(Kind.FRAME_SENT, frame_octets(0, 1, 1, b"hello\n"), origin=Origin.SCRIPT)
    tell(Kind.FRAME_RECEIVED, frame_octets(8, 0, 0, bytes(4)))
    counts = {"how": "fin", "by": "peer", "octets_received": 1234, "octets_sent": 99}
    tell(Kind.CONNECTION_CLOSED, detail=counts, origin=Origin.ENGINE)
    return tell
