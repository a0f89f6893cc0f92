"""Conversations told frame by frame, and what the passive checks say of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import pytest

from h2craft.judge.passive import Passive
from h2craft.model import Board
from h2craft.trace import Kind, Origin
from h2craft.wire import Encoder, encode_stateless

DATA, HEADERS, PRIORITY, RST, SETTINGS, PUSH, PING, GOAWAY, WINDOW, CONTINUATION = range(10)
ACK = END_STREAM = 0x1
END_HEADERS, PADDED = 0x4, 0x8
ORDER = ("kept", "info", "warn", "error")
GET = (
    (b":method", b"GET"),
    (b":scheme", b"https"),
    (b":authority", b"a.test"),
    (b":path", b"/"),
)
TLS = {"version": "TLSv1.3", "cipher": "x", "alpn": "h2", "server_name": "a.test"}


class Story:
    """A `Talk` with a verb for each frame: `c_` is what the client sends, `s_` what we send.

    Streams are 1 and numbers are small unless something else is said.
    """

    get = GET

    def __init__(self, talk: Any) -> None:
        self.talk = talk
        self.encoder = Encoder()

    @property
    def seq(self) -> int:
        """The last record."""
        last: int = self.talk.journal.last
        return last

    def wait(self, seconds: float) -> None:
        self.talk.now += seconds

    def connects(self, tls: dict[str, Any] | None = TLS, scheme: str = "https") -> None:
        sides = {"peer": ["127.0.0.1", 5], "local": ["127.0.0.1", 6], "scheme": scheme}
        self.tell(Kind.CONNECTION_OPENED, detail=sides)
        if tls is not None:
            self.tell(Kind.TLS_ESTABLISHED, detail=tls)

    def tell(self, kind: Kind, octets: bytes = b"", **more: Any) -> int:
        seq: int = self.talk(kind, octets, **{"origin": Origin.ENGINE, **more})
        return seq

    def opens(self, *settings: tuple[int, int], ours: Iterable[tuple[int, int]] = ()) -> None:
        """Connection, preface and SETTINGS of both, acknowledged."""
        self.connects()
        self.tell(Kind.PREFACE_RECEIVED, b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n")
        self.c_settings(*settings)
        self.s_settings(*ours)
        self.talk.sent(SETTINGS, ACK, 0)
        self.c_ack()

    # What the client sends

    def client(self, kind: int, flags: int = 0, stream: int = 0, payload: bytes = b"") -> int:
        seq: int = self.talk.received(kind, flags, stream, payload)
        return seq

    def c_settings(self, *pairs: tuple[int, int]) -> int:
        return self.client(SETTINGS, payload=_settings(pairs))

    def c_ack(self) -> int:
        return self.client(SETTINGS, ACK)

    def c_ping(self, octets: bytes = b"12345678", flags: int = ACK) -> int:
        return self.client(PING, flags, 0, octets)

    def c_head(
        self,
        stream: int = 1,
        *,
        end: bool = True,
        fields: Iterable[tuple[bytes, bytes]] = GET,
        more: Iterable[tuple[bytes, bytes]] = (),
    ) -> int:
        block = encode_stateless([*fields, *more])
        return self.client(HEADERS, END_HEADERS | (END_STREAM if end else 0), stream, block)

    def c_post(self, stream: int = 1, length: int | None = None) -> int:
        said = () if length is None else ((b"content-length", b"%d" % length),)
        fields = [(b":method", b"POST"), *GET[1:], *said]
        return self.c_head(stream, end=False, fields=fields)

    def c_data(self, size: int = 5, stream: int = 1, *, end: bool = False) -> int:
        return self.client(DATA, END_STREAM if end else 0, stream, b"x" * size)

    def c_reset(self, stream: int = 1, code: int = 8) -> int:
        return self.client(RST, 0, stream, code.to_bytes(4, "big"))

    def c_window(self, increment: int, stream: int = 0) -> int:
        return self.client(WINDOW, 0, stream, increment.to_bytes(4, "big"))

    def c_goaway(self, last: int = 0, code: int = 0) -> int:
        return self.client(GOAWAY, 0, 0, last.to_bytes(4, "big") + code.to_bytes(4, "big"))

    def leaves(self, how: str = "close-notify", by: str = "peer") -> None:
        self.tell(Kind.END_RECEIVED, detail={"how": how}, origin=Origin.PEER)
        self.tell(Kind.CONNECTION_CLOSED, detail={"how": "clean", "by": by})

    # What we send

    def server(self, kind: int, flags: int = 0, stream: int = 0, payload: bytes = b"") -> int:
        seq: int = self.talk.sent(kind, flags, stream, payload)
        return seq

    def s_settings(self, *pairs: tuple[int, int]) -> int:
        return self.server(SETTINGS, payload=_settings(pairs))

    def s_ping(self, octets: bytes = b"12345678") -> int:
        return self.server(PING, payload=octets)

    def s_head(self, stream: int = 1, *, end: bool = False, status: bytes = b"200") -> int:
        block = encode_stateless([(b":status", status)])
        return self.server(HEADERS, END_HEADERS | (END_STREAM if end else 0), stream, block)

    def s_data(
        self, size: int = 5, stream: int = 1, *, end: bool = False, padding: int | None = None
    ) -> int:
        flags = END_STREAM if end else 0
        if padding is None:
            return self.server(DATA, flags, stream, b"x" * size)
        padded = bytes((padding,)) + b"x" * size + bytes(padding)
        return self.server(DATA, flags | PADDED, stream, padded)

    def s_reset(self, stream: int = 1, code: int = 8) -> int:
        return self.server(RST, 0, stream, code.to_bytes(4, "big"))

    def s_window(self, increment: int, stream: int = 0) -> int:
        return self.server(WINDOW, 0, stream, increment.to_bytes(4, "big"))

    def s_push(self, promised: int = 2, stream: int = 1) -> int:
        block = promised.to_bytes(4, "big") + encode_stateless(GET)
        return self.server(PUSH, END_HEADERS, stream, block)

    def barrier(self, octets: bytes = b"-barrier") -> None:
        self.s_ping(octets)
        self.c_ping(octets)

    def responds(self, stream: int = 1) -> None:
        self.s_head(stream)
        self.s_data(stream=stream, end=True)

    def exchange(self, stream: int = 1) -> None:
        self.c_head(stream)
        self.responds(stream)


def _settings(pairs: Iterable[tuple[int, int]]) -> bytes:
    return b"".join((name << 32 | value).to_bytes(6, "big") for name, value in pairs)


Tell = Callable[[Story], object]


@pytest.fixture
def story(talk: Any) -> Story:
    return Story(talk)


@pytest.fixture
def heard() -> Callable[[Story], Passive]:
    """What all checks say once a story is over."""

    def hear(story: Story) -> Passive:
        board, passive = Board(), Passive()
        for record in story.talk.journal.read(0, 100_000):
            passive.take(board.fold(record))
        passive.end()
        return passive

    return hear


@pytest.fixture
def outcome_of(story: Story, heard: Callable[[Story], Passive]) -> Callable[[str, Tell], str]:
    """What one check says of a story: unseen, kept, or the worst it found."""

    def outcome(check: str, tell: Tell) -> str:
        tell(story)
        passive = heard(story)
        found = passive.found[check]
        assert passive.seen[check] or not found
        assert all(1 <= seq <= story.seq for finding in found for seq in finding.records)
        if not passive.seen[check]:
            return "unseen"
        return max((finding.severity.value for finding in found), key=ORDER.index, default="kept")

    return outcome
