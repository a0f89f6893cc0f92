"""A conversation to fold: two frame factories on hyperframe and hpack, never our own codec.

`talk` is a greeted connection at the server's end; `make_talk` makes others. The peer speaks with
`talk.peer`, we with `talk.us`; both return the reading of what they said.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import hpack
import hyperframe.frame as hf
import pytest

from h2craft.model import Connection, Reading, Stream
from h2craft.trace import Kind, Origin, Record

PREFACE = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"
GET = ((":method", "GET"), (":scheme", "https"), (":authority", "a.test"), (":path", "/"))
OK = ((":status", "200"),)
Pairs = Sequence[tuple[str, str]]


class Speaker:
    """One end, with an encoder of its own. Every method says one frame."""

    def __init__(self, fold: Callable[[bytes], Reading]) -> None:
        self.say = fold
        self.encoder = hpack.Encoder()

    def frame(self, frame: hf.Frame) -> Reading:
        return self.say(frame.serialize())

    def headers(
        self,
        stream_id: int = 1,
        fields: Pairs = GET,
        *,
        end: bool = False,
        whole: bool = True,
        block: bytes | None = None,
    ) -> Reading:
        flags = ["END_STREAM"] * end + ["END_HEADERS"] * whole
        octets = self.encoder.encode(list(fields)) if block is None else block
        return self.frame(hf.HeadersFrame(stream_id, octets, flags=flags))

    def response(self, stream_id: int = 1, fields: Pairs = OK, *, end: bool = False) -> Reading:
        return self.headers(stream_id, fields, end=end)

    def continuation(
        self, stream_id: int = 1, block: bytes = b"", *, whole: bool = True
    ) -> Reading:
        flags = ["END_HEADERS"] * whole
        return self.frame(hf.ContinuationFrame(stream_id, block, flags=flags))

    def promise(
        self, stream_id: int = 1, promised: int = 2, fields: Pairs = GET, *, whole: bool = True
    ) -> Reading:
        flags = ["END_HEADERS"] * whole
        block = self.encoder.encode(list(fields))
        return self.frame(hf.PushPromiseFrame(stream_id, promised, block, flags=flags))

    def data(self, stream_id: int = 1, data: bytes = b"", *, end: bool = False) -> Reading:
        return self.frame(hf.DataFrame(stream_id, data, flags=["END_STREAM"] * end))

    def settings(self, values: dict[int, int] | None = None) -> Reading:
        return self.frame(hf.SettingsFrame(0, settings=values or {}))

    def settings_ack(self) -> Reading:
        return self.frame(hf.SettingsFrame(0, flags=["ACK"]))

    def ping(self, octets: bytes = b"12345678", *, ack: bool = False) -> Reading:
        return self.frame(hf.PingFrame(0, octets, flags=["ACK"] * ack))

    def goaway(self, last: int = 0, code: int = 0) -> Reading:
        return self.frame(hf.GoAwayFrame(0, last_stream_id=last, error_code=code))

    def reset(self, stream_id: int = 1, code: int = 8) -> Reading:
        return self.frame(hf.RstStreamFrame(stream_id, error_code=code))

    def window_update(self, stream_id: int = 0, increment: int = 1) -> Reading:
        return self.frame(hf.WindowUpdateFrame(stream_id, window_increment=increment))

    def priority(self, stream_id: int = 1, depends_on: int = 0) -> Reading:
        return self.frame(hf.PriorityFrame(stream_id, depends_on=depends_on))

    def raw(
        self, frame_type: int, payload: bytes = b"", *, flags: int = 0, stream_id: int = 0
    ) -> Reading:
        head = len(payload).to_bytes(3, "big") + bytes((frame_type, flags))
        return self.say(head + stream_id.to_bytes(4, "big") + payload)


class Talk:
    """A connection and what is said on it."""

    def __init__(self, role: str = "server") -> None:
        self.connection = Connection(7, role)
        self.now = 0.0
        self.tick = 0.1
        self.seq = 0
        self.peer = Speaker(lambda octets: self.record(Kind.FRAME_RECEIVED, octets))
        self.us = Speaker(lambda octets: self.record(Kind.FRAME_SENT, octets))

    def record(self, kind: Kind, octets: bytes = b"", **detail: Any) -> Reading:
        return self.detailed(kind, detail or None, octets)

    def detailed(self, kind: Kind, detail: Any, octets: bytes = b"") -> Reading:
        self.seq += 1
        self.now += self.tick
        record = Record(self.seq, self.now, 7, kind, octets, 0, Origin.PEER, detail)
        return self.connection.fold(record)

    def greet(self, peer: dict[int, int] | None = None, us: dict[int, int] | None = None) -> Talk:
        """Open it; both ends' SETTINGS, acknowledged."""
        self.record(Kind.CONNECTION_OPENED, peer="192.0.2.1:5000")
        client_is_peer = self.connection.role == "server"
        self.record(Kind.PREFACE_RECEIVED if client_is_peer else Kind.PREFACE_SENT, PREFACE)
        self.peer.settings(peer)
        self.us.settings(us)
        self.us.settings_ack()
        self.peer.settings_ack()
        return self

    def stream(self, stream_id: int = 1) -> Stream:
        stream = self.connection.stream(stream_id)
        assert stream is not None
        return stream


@pytest.fixture
def make_talk() -> Callable[..., Talk]:
    """Makes connections: `make_talk(role)`, not yet greeted."""
    return Talk


@pytest.fixture
def talk() -> Talk:
    """Our end is a server, and the greetings are over."""
    return Talk().greet()


@pytest.fixture
def client_talk() -> Talk:
    """Our end is a client, and the greetings are over."""
    return Talk("client").greet()


@pytest.fixture
def found() -> Callable[[Reading], list[str]]:
    """The sections of a reading's findings."""
    return lambda reading: [finding.section for finding in reading.findings]
