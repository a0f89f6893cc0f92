"""Fixtures of this room's tests: a conversation told record by record, and any moment of it.

The story goes through the real journal and the real reader. Frames are made by hyperframe and
hpack, so that what explains our octets has not made them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import hpack
import hyperframe.frame as hf
import pytest

from h2craft.explain import Moment, Text, plain
from h2craft.model import Connection, Reading, Stream
from h2craft.reader import Reader
from h2craft.trace import Journal, Kind, Origin
from h2craft.wire import PREFACE

GET = ((":method", "GET"), (":scheme", "https"), (":authority", "a.test"), (":path", "/"))
OK = ((":status", "200"),)
Pairs = Sequence[tuple[str, str]]


class Speaker:
    """One end; every method says one frame and returns the seq of its record."""

    def __init__(self, tell: Callable[..., int]) -> None:
        self.tell = tell
        self.encoder = hpack.Encoder()

    def frame(self, frame: hf.Frame, **more: Any) -> int:
        return self.tell(frame.serialize(), **more)

    def headers(
        self,
        stream_id: int = 1,
        fields: Pairs = GET,
        *,
        end: bool = False,
        whole: bool = True,
        block: bytes | None = None,
        **more: Any,
    ) -> int:
        flags = ["END_STREAM"] * end + ["END_HEADERS"] * whole
        octets = self.encoder.encode(list(fields)) if block is None else block
        return self.frame(hf.HeadersFrame(stream_id, octets, flags=flags), **more)

    def continuation(self, stream_id: int, block: bytes, *, whole: bool = True) -> int:
        return self.frame(hf.ContinuationFrame(stream_id, block, flags=["END_HEADERS"] * whole))

    def data(self, stream_id: int = 1, data: bytes = b"", *, end: bool = False, **more: Any) -> int:
        return self.frame(hf.DataFrame(stream_id, data, flags=["END_STREAM"] * end), **more)

    def settings(self, values: dict[int, int] | None = None, **more: Any) -> int:
        return self.frame(hf.SettingsFrame(0, settings=values or {}), **more)

    def settings_ack(self, **more: Any) -> int:
        return self.frame(hf.SettingsFrame(0, flags=["ACK"]), **more)

    def ping(self, octets: bytes = b"12345678", *, ack: bool = False, **more: Any) -> int:
        return self.frame(hf.PingFrame(0, octets, flags=["ACK"] * ack), **more)

    def goaway(self, last: int = 0, code: int = 0, **more: Any) -> int:
        return self.frame(hf.GoAwayFrame(0, last_stream_id=last, error_code=code), **more)

    def reset(self, stream_id: int = 1, code: int = 8, **more: Any) -> int:
        return self.frame(hf.RstStreamFrame(stream_id, error_code=code), **more)

    def window_update(self, stream_id: int = 0, increment: int = 1) -> int:
        return self.frame(hf.WindowUpdateFrame(stream_id, window_increment=increment))

    def promise(self, stream_id: int = 1, promised: int = 2, fields: Pairs = GET) -> int:
        block = self.encoder.encode(list(fields))
        return self.frame(hf.PushPromiseFrame(stream_id, promised, block, flags=["END_HEADERS"]))

    def raw(
        self,
        frame_type: int,
        payload: bytes = b"",
        *,
        flags: int = 0,
        stream_id: int = 0,
        length: int | None = None,
        **more: Any,
    ) -> int:
        size = len(payload) if length is None else length
        head = size.to_bytes(3, "big") + bytes((frame_type, flags)) + stream_id.to_bytes(4, "big")
        return self.tell(head + payload, **more)


class Story:
    """One connection's journal; records are a tenth of a second apart."""

    def __init__(self, role: str = "server") -> None:
        self.journal = Journal()
        self.reader = Reader(self.journal, role)
        self.role = role
        self.peer = Speaker(lambda octets, **more: self(Kind.FRAME_RECEIVED, octets, **more))
        self.us = Speaker(lambda octets, **more: self(Kind.FRAME_SENT, octets, **more))

    def __call__(
        self,
        kind: Kind,
        octets: bytes = b"",
        *,
        cause: int = 0,
        origin: Origin = Origin.PEER,
        detail: Any = None,
        **facts: Any,
    ) -> int:
        """Tell a record; `facts` are its detail."""
        at = (self.journal.last + 1) / 10
        return self.journal.append(at, 1, kind, octets, cause, origin, detail or facts or None)

    def greet(self, peer: dict[int, int] | None = None, us: dict[int, int] | None = None) -> Story:
        """Open it; both ends' SETTINGS, acknowledged."""
        self(Kind.CONNECTION_OPENED, peer=["192.0.2.1", 5000], role=self.role)
        ours = self.role == "client"
        self(Kind.PREFACE_SENT if ours else Kind.PREFACE_RECEIVED, PREFACE)
        self.peer.settings(peer)
        self.us.settings(us)
        self.us.settings_ack()
        self.peer.settings_ack()
        return self

    def read(self) -> Reader:
        while self.reader.advance(1000):
            pass
        return self.reader

    @property
    def readings(self) -> list[Reading]:
        return self.read().readings_of(1, limit=10_000)

    def moment(self, seq: int) -> Moment:
        found = self.read().moment(seq)
        assert found is not None
        return found

    def reading(self, seq: int) -> Reading:
        return self.moment(seq).reading

    @property
    def connection(self) -> Connection:
        return self.read().board.connections[1]

    def stream(self, stream_id: int = 1) -> Stream:
        stream = self.connection.stream(stream_id)
        assert stream is not None
        return stream


@pytest.fixture
def make_story() -> Callable[..., Story]:
    """Makes conversations: `make_story(role)`, not yet greeted."""
    return Story


@pytest.fixture
def story() -> Story:
    """Our end is a server, and the greetings are over."""
    return Story().greet()


@pytest.fixture
def line_with() -> Callable[[Text, str], str]:
    """The one line of a text that has these words in it."""

    def find(text: Text, words: str) -> str:
        found = [line for line in plain(text).split("\n") if words in line]
        assert len(found) == 1, f"{len(found)} lines with {words!r} in\n{plain(text)}"
        return found[0]

    return find


@pytest.fixture
def printable() -> Callable[[str], None]:
    """Asserts that nothing in a text could do anything to a terminal."""
    import unicodedata

    def look(text: str) -> None:
        for character in text:
            fine = character.isprintable() or character == "\n"
            narrow = unicodedata.east_asian_width(character) not in "WF"
            alone = unicodedata.category(character) not in ("Mn", "Me", "Mc", "Cf")
            assert fine and narrow and alone, f"{character!r} in {text[:2000]!r}"

    return look
