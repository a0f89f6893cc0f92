"""Whoever attaches in the middle sees what those see who were there from the beginning.

At every moment an endpoint's standing, taken over, gives the connection the fold of all records
has; and whoever took one over at any moment reads every later record the same, makes the same of
streams, windows, settings and tables, and finds nothing wrong that the others do not find.
"""

from __future__ import annotations

import json
from typing import Any

import hpack
from hyperframe.frame import (
    ContinuationFrame,
    DataFrame,
    Frame,
    GoAwayFrame,
    HeadersFrame,
    PingFrame,
    PriorityFrame,
    RstStreamFrame,
    SettingsFrame,
    WindowUpdateFrame,
)
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from h2craft.actions import (
    AUTOMATIC_REPLIES,
    Continuation,
    Data,
    Door,
    GoAway,
    Headers,
    Policy,
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
from h2craft.endpoint import Endpoint, standing
from h2craft.model import Board, Connection, Side, resume
from h2craft.trace import Journal
from h2craft.wire import PREFACE

GET = [(":method", "GET"), (":scheme", "https"), (":authority", "a"), (":path", "/")]
LATECOMERS = 3
ids = st.integers(0, 5).map(lambda number: 2 * number + 1)


def side(one: Side) -> dict[str, Any]:
    """All of one end that later records are read by."""
    table = one.decoder.table
    return {
        "settings": dict(one.settings.acknowledged),
        "in flight": [dict(frame.values) for frame in one.settings.in_flight],
        "window": one.window.size,
        "table": None if one.table_lost else [tuple(map(bytes, entry)) for entry in table.entries],
        "table size": None if one.table_lost else table.max_size,
        "highest": one.highest,
        "goaways": [tuple(seen) for seen in one.goaways],
        "block": one.block and (one.block.stream_id, b"".join(one.block.octets)),
        "active": one.active,
        "octets left": one.octets_left,
    }


def state(connection: Connection) -> dict[str, Any]:
    streams = {
        number: (str(s.state), s.h2_state, s.received_window.size, s.sent_window.size)
        for number, s in connection.streams.items()
    }
    ours = side(connection.us)
    return {"peer": side(connection.peer), "us": ours, "streams": streams} | {
        "given up": connection.h2_gave_up,
        "out of step": connection.out_of_step,
    }


def agree(known: dict[str, Any], told: dict[str, Any]) -> None:
    """Equal; but what our encoder has put out of its table, our next block will say."""
    whole, kept = known["us"]["table"], told["us"]["table"]
    if whole is not None and kept is not None and whole[: len(kept)] == kept:
        told["us"]["table"] = whole
    assert told == known


class Latecomers(RuleBasedStateMachine):
    """An endpoint, the fold of all its records, and connections that took its standing over."""

    endpoint: Endpoint
    journal: Journal
    now: float

    def __init__(self, role: str = "server") -> None:
        super().__init__()
        self.board = Board(role)
        self.late: list[Connection] = []
        self.folded = 0
        self.somebody_comes = False

    @rule()
    def attach(self) -> None:
        self.somebody_comes = True

    @invariant()
    def all_see_the_same(self) -> None:
        self.those_who_came_read_on()
        self.the_standing_is_what_the_fold_has()

    def those_who_came_read_on(self) -> None:
        for record in self.journal.read(self.folded, 1 << 20):
            reading = self.board.fold(record)
            self.folded = record.seq
            found = {(one.section, one.record) for one in reading.findings}
            for connection in self.late:
                read = connection.fold(record)
                assert read.fields == reading.fields
                assert {(one.section, one.record) for one in read.findings} <= found
        known = self.board.connections[1]
        for connection in self.late:
            agree(state(known), state(connection))

    def the_standing_is_what_the_fold_has(self) -> None:
        told = json.loads(json.dumps(standing(self.endpoint)))
        late = Connection(1, self.endpoint.role)
        resume(late, told, self.journal.last, self.now)
        known = self.board.connections[1]
        agree(state(known), state(late))
        if self.somebody_comes and len(self.late) < LATECOMERS:
            self.late.append(late)
        self.somebody_comes = False


class Lawful(Latecomers):
    """A client and a server that mostly keep to the rules."""

    def __init__(self) -> None:
        super().__init__()
        self.journal = Journal()
        self.endpoint = Endpoint(connection=1, journal=self.journal)
        self.encoder = hpack.Encoder()
        self.now = 0.0
        self.next = 1
        self.unacknowledged = 1
        self.rest: bytes | None = None  # of a header block, by CONTINUATION
        self.endpoint.open(0.0)
        self.feed(PREFACE)
        self.feed(SettingsFrame(0))

    def feed(self, frame: Frame | bytes) -> None:
        self.now += 0.01
        octets = frame if isinstance(frame, bytes) else frame.serialize()
        self.endpoint.receive(octets, self.now)

    def says(self, frame: Frame | bytes) -> None:
        """A frame of the peer, not within a header block."""
        if self.rest is not None:
            rest, self.rest = self.rest, None
            self.feed(ContinuationFrame(self.next - 2, rest, flags=["END_HEADERS"]))
        self.feed(frame)

    def used(self, stream_id: int) -> bool:
        return self.endpoint.lawful.was_opened(stream_id)

    def send(self, *frames: Any, door: Door = Door.LAWFUL) -> bool:
        self.now += 0.01
        return self.endpoint.apply(Send(frames=frames, door=door), self.now).accepted

    # The peer

    @rule(
        end=st.booleans(),
        extra=st.sampled_from([[], [("content-length", "3")], [("x", "y" * 200)], [("a", "c")]]),
        cut=st.booleans(),
        skip=st.booleans(),
    )
    def request(self, end: bool, extra: Any, cut: bool, skip: bool) -> None:
        self.says(PriorityFrame(self.next + 40))
        self.next += 2 * skip
        block = self.encoder.encode([*GET, *extra])
        flags = ["END_STREAM"] * end
        if cut:
            self.feed(HeadersFrame(self.next, block[:3], flags=flags))
            self.rest = block[3:]
        else:
            self.feed(HeadersFrame(self.next, block, flags=[*flags, "END_HEADERS"]))
        self.next += 2

    @rule(stream_id=ids)
    def trailers(self, stream_id: int) -> None:
        if self.rest is None and self.used(stream_id):
            block = self.encoder.encode([("t", "v")])
            self.feed(HeadersFrame(stream_id, block, flags=["END_STREAM", "END_HEADERS"]))

    @rule(
        stream_id=ids, size=st.sampled_from([0, 1, 3, 9000]), end=st.booleans(), pad=st.booleans()
    )
    def data(self, stream_id: int, size: int, end: bool, pad: bool) -> None:
        if not self.used(stream_id):
            return
        frame = DataFrame(stream_id, bytes(size), flags=["END_STREAM"] * end)
        if pad:
            frame.flags.add("PADDED")
            frame.pad_length = 7
        self.says(frame)
        if size % 2:
            self.endpoint.credit(stream_id, size, self.now)

    @rule(
        frame=st.sampled_from(
            [
                PingFrame(0, b"12345678"),
                SettingsFrame(0, {4: 0}),
                SettingsFrame(0, {1: 0, 4: 100_000}),
                SettingsFrame(0, {1: 4096, 5: 20_000}),
                SettingsFrame(0, {1: 64, 77: 5}),
                WindowUpdateFrame(0, window_increment=1000),
                GoAwayFrame(0, 0, 0, b"x"),
                PriorityFrame(5, depends_on=3),
            ]
        )
    )
    def frame(self, frame: Frame) -> None:
        self.says(frame)

    @rule(
        stream_id=ids,
        frame=st.sampled_from(
            [
                WindowUpdateFrame(1, window_increment=1),
                WindowUpdateFrame(1, window_increment=30_000),
                RstStreamFrame(1, error_code=8),
            ]
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

    # We

    @rule(
        pairs=st.lists(
            st.tuples(st.sampled_from([1, 3, 4, 5, 99]), st.sampled_from([64, 20_000, 100_000])),
            max_size=2,
        ).map(tuple)
    )
    def our_settings(self, pairs: Any) -> None:
        self.unacknowledged += self.send(Settings(pairs=pairs))

    @rule(
        stream_id=ids,
        size=st.sampled_from([0, 5, 60_000]),
        end=st.booleans(),
        wire=st.booleans(),
        fields=st.sampled_from(
            [[(":status", "200")], [(":status", "103")], [(":status", "404"), ("b", "v" * 50)]]
        ),
    )
    def response(self, stream_id: int, size: int, end: bool, wire: bool, fields: Any) -> None:
        lawful = self.endpoint.lawful
        if not lawful.is_open(stream_id) or (wire and lawful.headers_sent(stream_id)):
            return
        door = Door.WIRE if wire else Door.LAWFUL
        self.send(Headers(stream_id=stream_id, fields=fields_of(fields)), door=door)
        if size and fields[0][1] != "103":
            self.send(Data(stream_id=stream_id, data=bytes(size), end_stream=end))

    @rule(stream_id=ids)
    def reset(self, stream_id: int) -> None:
        self.send(RstStream(stream_id=stream_id, error_code=2))

    @rule(stream_id=ids)
    def push(self, stream_id: int) -> None:
        self.send(PushPromise(stream_id=stream_id, fields=fields_of(GET)))

    @rule(stream_id=st.sampled_from([2, 4, 6]), end=st.booleans())
    def pushed(self, stream_id: int, end: bool) -> None:
        fields = fields_of([(":status", "200")])
        self.send(Headers(stream_id=stream_id, fields=fields, end_stream=end))

    @rule(stream_id=st.just(0) | ids, increment=st.sampled_from([1, 70_000]))
    def open_window(self, stream_id: int, increment: int) -> None:
        self.send(WindowUpdate(stream_id=stream_id, increment=increment))

    @rule(last=st.none() | ids)
    def say_goodbye(self, last: int | None) -> None:
        self.send(GoAway(last_stream_id=last))

    @rule(writable=st.booleans())
    def transport_changes(self, writable: bool) -> None:
        self.endpoint.writable = writable
        self.endpoint.pump(self.now)


class Lawless(Lawful):
    """The same with hands that may do anything, and a peer that breaks the rules."""

    @rule(
        crafted=st.one_of(
            st.builds(
                Data, stream_id=ids, data=st.sampled_from([b"", b"x"]), end_stream=st.booleans()
            ),
            st.builds(
                Headers,
                stream_id=ids,
                fields=st.just(fields_of([(":status", "200"), ("w", "ire")])),
                end_stream=st.booleans(),
                end_headers=st.booleans(),
                block=st.none() | st.sampled_from([b"\x88", b"\x48\x03abc", b"\xff"]),
            ),
            st.builds(Continuation, stream_id=ids, block=st.just(b"\x88")),
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
        self.endpoint.apply(Send(frames=(crafted,), door=door, inform=inform), self.now)

    @rule(octets=st.sampled_from([b"\0\0\0\0", b"\0\0\0\6\0\0\0\0\0", PingFrame(0).serialize()]))
    def octets(self, octets: bytes) -> None:
        self.endpoint.apply(SendOctets(octets=octets), self.now)

    @rule(name=st.sampled_from(AUTOMATIC_REPLIES), reply=st.sampled_from(Reply))
    def policy(self, name: str, reply: Reply) -> None:
        self.endpoint.apply(Policy(changes={name: reply}), self.now)

    @rule(
        frame=st.sampled_from(
            [
                SettingsFrame(0, {4: 9}).serialize()[:-1] + b"\xff\0\0",
                SettingsFrame(0, {2: 7}),
                SettingsFrame(0, flags=["ACK"]),
                WindowUpdateFrame(0, window_increment=2**31 - 1),
                WindowUpdateFrame(1, window_increment=2**31 - 1),
                WindowUpdateFrame(99, window_increment=1),
                RstStreamFrame(99, error_code=1),
                DataFrame(1, bytes(9000)),
                HeadersFrame(1, b"\xff\xff\xff", flags=["END_HEADERS"]),
                HeadersFrame(9, b"\x40\1a\1b\xfe", flags=["END_HEADERS"]),
                HeadersFrame(8, b"\x82", flags=["END_HEADERS"]),
                ContinuationFrame(1, b"\x82", flags=["END_HEADERS"]),
                b"\xff\xff\xff\0\0\0\0\0\1" + bytes(20),
            ]
        )
    )
    def against_the_rules(self, frame: Frame | bytes) -> None:
        self.feed(frame)


TestLawful = Lawful.TestCase
TestLawful.settings = settings(max_examples=50, stateful_step_count=40, deadline=None)
TestLawless = Lawless.TestCase
TestLawless.settings = settings(max_examples=50, stateful_step_count=40, deadline=None)
