"""The same as of a server (test_standing_machine.py), where we are the client.

At every moment an endpoint's standing, taken over, gives the connection the fold of all records
has, whatever a server says, and whatever we do by hand.
"""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from typing import Any

import hpack
from hyperframe.frame import (
    ContinuationFrame,
    DataFrame,
    Frame,
    GoAwayFrame,
    HeadersFrame,
    PingFrame,
    PushPromiseFrame,
    RstStreamFrame,
    SettingsFrame,
    WindowUpdateFrame,
)
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from h2craft.actions import (
    AUTOMATIC_REPLIES,
    NEW_STREAM,
    Continuation,
    Data,
    Door,
    GoAway,
    Headers,
    Policy,
    Priority,
    PushPromise,
    Raw,
    Reply,
    RstStream,
    Send,
    SendOctets,
    Settings,
    WindowUpdate,
    fields_of,
)
from h2craft.endpoint import CLIENT_GREETING, Endpoint
from h2craft.trace import Journal


def beside(name: str) -> Any:
    spec = importlib.util.spec_from_file_location(name, Path(__file__).with_name(f"{name}.py"))
    assert spec is not None and spec.loader is not None
    sys.modules[name] = made = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(made)
    return made


machine = beside("test_standing_machine")
GET = [(":method", "GET"), (":scheme", "https"), (":authority", "a"), (":path", "/")]
HEAD = [(":method", "HEAD"), *GET[1:]]
ids = st.integers(0, 5).map(lambda number: 2 * number + 1)
picks = st.integers(0, 9)
ANSWERED = frozenset(("open", "half-closed-local"))
LATE = 0.25
"""Seconds: nobody leaves before, or little would be said."""
pushed_ids = st.integers(1, 4).map(lambda number: 2 * number)


class Lawful(machine.Latecomers):  # type: ignore[name-defined,misc]
    """A client and a server that mostly keep to the rules."""

    def __init__(self) -> None:
        super().__init__("client")
        self.journal = Journal()
        greeting = CLIENT_GREETING.changed([(2, 1)])
        self.endpoint = Endpoint(
            connection=1, journal=self.journal, role="client", greeting=greeting
        )
        self.encoder = hpack.Encoder()
        self.now = 0.0
        self.promised = 2
        self.unacknowledged = 1
        self.endpoint.open(0.0)
        self.says(SettingsFrame(0, {3: 100}))

    def says(self, frame: Frame | bytes) -> None:
        self.now += 0.01
        octets = frame if isinstance(frame, bytes) else frame.serialize()
        self.endpoint.receive(octets, self.now)

    def one_of(self, pick: int, states: frozenset[str]) -> int:
        """A stream in one of these states; 0 for none."""
        lawful = self.endpoint.lawful
        found = [one for one in lawful.h2.streams if lawful.state_of(one) in states]
        return found[pick % len(found)] if found else 0

    def used(self, stream_id: int) -> bool:
        return self.endpoint.lawful.was_opened(stream_id)

    def send(self, *frames: Any, door: Door = Door.LAWFUL) -> Any:
        self.now += 0.01
        return self.endpoint.apply(Send(frames=frames, door=door), self.now)

    # We

    @rule(
        fields=st.sampled_from([GET, HEAD, [*GET, ("x", "y" * 200)], [*GET, ("a", "c")]]),
        size=st.sampled_from([-1, 0, 5, 60_000]),
        end=st.booleans(),
        wire=st.booleans(),
    )
    def request(self, fields: Any, size: int, end: bool, wire: bool) -> None:
        ends = end and size < 0
        frames: list[Any] = [
            Headers(stream_id=NEW_STREAM, fields=fields_of(fields), end_stream=ends)
        ]
        if size >= 0:
            frames.append(Data(stream_id=NEW_STREAM, data=bytes(size), end_stream=end))
        self.send(*frames[: 1 if wire else 2], door=Door.WIRE if wire else Door.LAWFUL)

    @rule(stream_id=ids, size=st.sampled_from([0, 9, 30_000]), end=st.booleans())
    def content(self, stream_id: int, size: int, end: bool) -> None:
        self.send(Data(stream_id=stream_id, data=bytes(size), end_stream=end))

    @rule(stream_id=ids)
    def our_trailers(self, stream_id: int) -> None:
        fields = fields_of([("t", "v")])
        self.send(Headers(stream_id=stream_id, fields=fields, end_stream=True))

    @rule(stream_id=ids | pushed_ids)
    def reset(self, stream_id: int) -> None:
        self.send(RstStream(stream_id=stream_id, error_code=8))

    @rule(pairs=st.sampled_from([(), ((4, 100_000),), ((5, 20_000),), ((1, 64), (99, 1))]))
    def our_settings(self, pairs: Any) -> None:
        self.unacknowledged += self.send(Settings(pairs=pairs)).accepted

    @rule(stream_id=st.just(0) | ids, increment=st.sampled_from([1, 70_000]))
    def open_window(self, stream_id: int, increment: int) -> None:
        self.send(WindowUpdate(stream_id=stream_id, increment=increment))

    @rule(stream_id=ids)
    def prioritize(self, stream_id: int) -> None:
        self.send(Priority(stream_id=stream_id, depends_on=stream_id + 2))

    @precondition(lambda self: self.now > LATE)
    @rule(last=st.none() | pushed_ids)
    def say_goodbye(self, last: int | None) -> None:
        self.send(GoAway(last_stream_id=last))

    # The server

    @rule(
        pick=picks,
        fields=st.sampled_from(
            [
                [(":status", "103")],
                [(":status", "200")],
                [(":status", "304"), ("content-length", "9")],
                [(":status", "200"), ("content-length", "3")],
            ]
        ),
        end=st.booleans(),
    )
    def response(self, pick: int, fields: Any, end: bool) -> None:
        stream_id = self.one_of(pick, ANSWERED | {"reserved-remote"})
        streams = self.endpoint.lawful.h2.streams
        if not stream_id or streams[stream_id].state_machine.headers_received:
            return
        flags = ["END_STREAM"] * (end and fields[0][1] != "103")
        block = self.encoder.encode(fields)
        self.says(HeadersFrame(stream_id, block, flags=[*flags, "END_HEADERS"]))

    @rule(
        pick=picks,
        size=st.sampled_from([0, 1, 3, 9000]),
        end=st.booleans(),
    )
    def data(self, pick: int, size: int, end: bool) -> None:
        stream_id = self.one_of(pick, ANSWERED)
        if not self.endpoint.lawful.may_receive_data(stream_id):
            return
        self.says(DataFrame(stream_id, bytes(size), flags=["END_STREAM"] * end))
        if size % 2:
            self.endpoint.credit(stream_id, size, self.now)

    @rule(pick=picks)
    def trailers(self, pick: int) -> None:
        stream_id = self.one_of(pick, ANSWERED)
        if self.endpoint.lawful.may_receive_data(stream_id):
            block = self.encoder.encode([("t", "v")])
            self.says(HeadersFrame(stream_id, block, flags=["END_STREAM", "END_HEADERS"]))

    @rule(pick=picks, fields=st.sampled_from([GET, HEAD]))
    def promise(self, pick: int, fields: Any) -> None:
        stream_id = self.one_of(pick, ANSWERED)
        if stream_id % 2:
            block = self.encoder.encode(fields)
            frame = PushPromiseFrame(stream_id, self.promised, block, flags=["END_HEADERS"])
            self.promised += 2
            self.says(frame)

    @rule(
        frame=st.sampled_from(
            [
                PingFrame(0, b"12345678"),
                SettingsFrame(0, {4: 0}),
                SettingsFrame(0, {1: 64, 4: 100_000}),
                SettingsFrame(0, {3: 1}),
                SettingsFrame(0, {8: 1, 5: 20_000}),
                WindowUpdateFrame(0, window_increment=1000),
            ]
        )
    )
    def frame(self, frame: Frame) -> None:
        self.says(frame)

    @precondition(lambda self: self.now > LATE)
    @rule()
    def the_server_leaves(self) -> None:
        self.says(GoAwayFrame(0, 5, 0, b"x"))

    @rule(
        stream_id=ids,
        frame=st.sampled_from(
            [WindowUpdateFrame(1, window_increment=30_000), RstStreamFrame(1, error_code=7)]
        ),
    )
    def frame_on_a_stream(self, stream_id: int, frame: Frame) -> None:
        if self.used(stream_id):
            octets = frame.serialize()
            self.says(octets[:5] + stream_id.to_bytes(4, "big") + octets[9:])

    @precondition(lambda self: self.unacknowledged)
    @rule()
    def acknowledge(self) -> None:
        self.unacknowledged -= 1
        self.says(SettingsFrame(0, flags=["ACK"]))


class Lawless(Lawful):
    """The same with hands that may do anything, and a server that breaks the rules."""

    @rule(
        crafted=st.one_of(
            st.builds(
                Data, stream_id=ids, data=st.sampled_from([b"", b"x"]), end_stream=st.booleans()
            ),
            st.builds(
                Headers,
                stream_id=ids | pushed_ids | st.just(NEW_STREAM),
                fields=st.just(fields_of([*GET, ("w", "ire")])),
                end_stream=st.booleans(),
                end_headers=st.booleans(),
                block=st.none() | st.sampled_from([b"\x82", b"\x48\x03abc", b"\xff"]),
            ),
            st.builds(Continuation, stream_id=ids, block=st.just(b"\x82")),
            st.builds(PushPromise, stream_id=ids, promised_stream_id=st.sampled_from([2, 3, 4])),
            st.builds(RstStream, stream_id=ids),
            st.builds(Settings, pairs=st.just(((4, 7), (1, 64))), ack=st.booleans()),
            st.builds(GoAway, last_stream_id=ids),
            st.builds(WindowUpdate, stream_id=st.just(0) | ids, increment=st.just(9)),
            st.builds(Raw, type=st.integers(0, 12), stream_id=ids, payload=st.binary(max_size=9)),
        ),
        inform=st.booleans(),
        lawful=st.booleans(),
    )
    def by_hand(self, crafted: Any, inform: bool, lawful: bool) -> None:
        self.now += 0.01
        door = Door.LAWFUL if lawful else Door.WIRE
        action = Send(frames=(crafted,), door=door, inform=inform)
        shown = self.endpoint.preview(action, self.now)
        before = len(self.endpoint.output)
        accepted = self.endpoint.apply(action, self.now).accepted
        assert accepted == (not shown.refused)
        left = b"".join(self.endpoint.output[before:])
        assert left == b"".join(one.octets for one in shown.frames)

    @rule(octets=st.sampled_from([b"\0\0\0\0", b"\0\0\0\6\0\0\0\0\0", PingFrame(0).serialize()]))
    def octets(self, octets: bytes) -> None:
        self.endpoint.apply(SendOctets(octets=octets), self.now)

    @rule(name=st.sampled_from(AUTOMATIC_REPLIES), reply=st.sampled_from(Reply))
    def policy(self, name: str, reply: Reply) -> None:
        self.endpoint.apply(Policy(changes={name: reply}), self.now)

    @precondition(lambda self: self.now > LATE)
    @rule(
        frame=st.sampled_from(
            [
                SettingsFrame(0, {2: 1}),
                SettingsFrame(0, flags=["ACK"]),
                WindowUpdateFrame(0, window_increment=2**31 - 1),
                WindowUpdateFrame(99, window_increment=1),
                RstStreamFrame(99, error_code=1),
                DataFrame(1, bytes(9000)),
                DataFrame(2, b"not promised"),
                HeadersFrame(1, b"\xff\xff\xff", flags=["END_HEADERS"]),
                HeadersFrame(1, b"\x40\1a\1b\xfe", flags=["END_HEADERS"]),
                HeadersFrame(1, b"\x88", flags=["END_HEADERS"]),
                HeadersFrame(1, b"\x40\1A\1b", flags=["END_HEADERS"]),
                HeadersFrame(8, b"\x88", flags=["END_HEADERS"]),
                PushPromiseFrame(1, 3, b"\x82", flags=["END_HEADERS"]),
                PushPromiseFrame(1, 20, b"\x88", flags=["END_HEADERS"]),
                ContinuationFrame(1, b"\x82", flags=["END_HEADERS"]),
                b"HTTP/1.1 400 Bad Request\r\n\r\n",
                b"\xff\xff\xff\0\0\0\0\0\1" + bytes(20),
            ]
        )
    )
    def against_the_rules(self, frame: Frame | bytes) -> None:
        self.says(frame)


TestLawful = Lawful.TestCase
TestLawful.settings = settings(max_examples=50, stateful_step_count=40, deadline=None)
TestLawless = Lawless.TestCase
TestLawless.settings = settings(max_examples=50, stateful_step_count=40, deadline=None)
