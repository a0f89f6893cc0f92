"""Readings to filter, made by folding a short conversation."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import hpack
import hyperframe.frame as hf
import pytest

from h2craft.filter import compile
from h2craft.model import Board, Reading
from h2craft.trace import Kind, Origin, Record

GET = [(":method", "GET"), (":scheme", "https"), (":authority", "a.test:8443"), (":path", "/x/y")]
OK = [(":status", "404"), ("content-type", "application/json"), ("x-note", "a b")]


class Story:
    """Records folded one after the other; `numbers` says which a filter matches, by seq."""

    def __init__(self) -> None:
        self.board = Board()
        self.readings: list[Reading] = []
        self.encoders = {Kind.FRAME_RECEIVED: hpack.Encoder(), Kind.FRAME_SENT: hpack.Encoder()}

    def add(
        self,
        kind: Kind,
        octets: bytes = b"",
        *,
        connection: int = 1,
        cause: int = 0,
        origin: Origin = Origin.PEER,
        detail: Any = None,
    ) -> Reading:
        seq = len(self.readings) + 1
        record = Record(seq, seq * 0.5, connection, kind, octets, cause, origin, detail)
        self.readings.append(self.board.fold(record))
        return self.readings[-1]

    def frame(self, kind: Kind, frame: hf.Frame, **more: Any) -> Reading:
        return self.add(kind, frame.serialize(), **more)

    def headers(self, kind: Kind, fields: Any, stream_id: int = 1, *, end: bool = True) -> Reading:
        flags = ["END_HEADERS"] + ["END_STREAM"] * end
        block = self.encoders[kind].encode(fields)
        return self.frame(kind, hf.HeadersFrame(stream_id, block, flags=flags))

    def numbers(self, text: str) -> list[int]:
        matches = compile(text).matches
        return [reading.record.seq for reading in self.readings if matches(reading)]


@pytest.fixture
def blank() -> Story:
    """A story nobody has told yet."""
    return Story()


@pytest.fixture
def story() -> Story:
    """One connection opened, greeted, one exchange of which a script knows; see the comments."""
    received, sent = Kind.FRAME_RECEIVED, Kind.FRAME_SENT
    told = Story()
    told.add(Kind.CONNECTION_OPENED, origin=Origin.ENGINE, detail={"peer": "192.0.2.1"})  # 1
    told.add(Kind.PREFACE_RECEIVED, b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n")  # 2
    told.frame(received, hf.SettingsFrame(0, settings={5: 20_000}))  # 3
    told.frame(
        sent, hf.SettingsFrame(0, flags=["ACK"]), cause=3, origin=Origin.AUTOMATIC
    )  # 4: a finding
    told.headers(received, GET)  # 5
    told.add(Kind.HANDLER_STARTED, detail={"stream": 1, "script": "handlers/hello.py"})  # 6
    told.add(Kind.PRINTED, detail={"stream": 1, "text": "x" * 400 + "needle"})  # 7
    told.headers(sent, OK, end=False)  # 8
    told.frame(sent, hf.DataFrame(1, b"Hello, World", flags=["END_STREAM"]))  # 9
    told.frame(received, hf.DataFrame(1, b"late"))  # 10: a finding
    told.frame(sent, hf.RstStreamFrame(1, error_code=7))  # 11
    told.frame(sent, hf.GoAwayFrame(0, last_stream_id=1, error_code=7))  # 12
    told.frame(Kind.FRAME_HELD, hf.PingFrame(0, flags=["ACK"]), connection=2)  # 13
    return told


@pytest.fixture
def numbers(story: Story) -> Callable[[str], list[int]]:
    """Which records of the story a filter matches."""
    return story.numbers
