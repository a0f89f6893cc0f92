"""Whatever a peer sends and whatever is asked for, an endpoint does not raise and loses no octet.

One state machine for the endpoint's laws: nothing raises; every octet in and out is in the
journal exactly once, in order; what left through the lawful door or through the shared encoder
is decodable by an independent peer; windows agree with h2's; held replies never leak.
"""

from __future__ import annotations

from typing import Any

import hpack
from hyperframe.frame import (
    ContinuationFrame,
    DataFrame,
    Frame,
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
    AltSvc,
    Close,
    CloseHow,
    Continuation,
    Data,
    Door,
    GoAway,
    Headers,
    Hpack,
    Note,
    Origin,
    Ping,
    Policy,
    Priority,
    PushPromise,
    Raw,
    Reply,
    RstStream,
    Send,
    SendOctets,
    Settings,
    Sleep,
    WindowUpdate,
    fields_of,
)
from h2craft.endpoint import Endpoint, Outcome
from h2craft.model import Board
from h2craft.trace import RECEIVED, SENT, Journal

PREFACE = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"
GET = [(":method", "GET"), (":scheme", "https"), (":authority", "a"), (":path", "/")]

stream_ids = st.sampled_from([0, 1, 2, 3, 4, 5, 7, 9, 2**31 - 1])
small = st.binary(max_size=20)
fields = st.lists(
    st.sampled_from(
        [
            (":status", "200"),
            (":status", "103"),
            ("content-type", "text/plain"),
            ("Upper", "x"),
            ("connection", "close"),
            ("x-a", "1"),
            ("x-b", "some longer value that is worth an entry"),
            (":method", "GET"),
            (":path", "/"),
            (":scheme", "https"),
        ]
    ),
    max_size=5,
).map(fields_of)
paddings = st.none() | st.sampled_from([0, 1, 255, 256])
numbers = st.sampled_from([0, 1, 5, 16_384, 65_535, 2**31 - 1, 2**31, 2**32 - 1, 2**33])
blocks = st.none() | st.binary(max_size=12)

crafted = st.one_of(
    st.builds(
        Data,
        stream_id=stream_ids,
        data=st.sampled_from([b"", b"x", b"y" * 20_000]),
        end_stream=st.booleans(),
        padding=paddings,
        whole=st.booleans(),
    ),
    st.builds(
        Headers,
        stream_id=stream_ids,
        fields=fields,
        end_stream=st.booleans(),
        end_headers=st.booleans(),
        padding=paddings,
        priority=st.none() | st.tuples(st.booleans(), stream_ids, st.sampled_from([0, 1, 256])),
        hpack=st.sampled_from(Hpack),
        block=blocks,
    ),
    st.builds(Continuation, stream_id=stream_ids, fields=fields, block=blocks),
    st.builds(
        PushPromise,
        stream_id=stream_ids,
        promised_stream_id=st.none() | stream_ids,
        fields=fields,
        block=blocks,
    ),
    st.builds(Priority, stream_id=stream_ids, depends_on=stream_ids),
    st.builds(RstStream, stream_id=stream_ids, error_code=numbers),
    st.builds(
        Settings,
        pairs=st.lists(st.tuples(st.integers(0, 10), numbers), max_size=3).map(tuple),
        ack=st.booleans(),
    ),
    st.builds(Ping, opaque_data=st.binary(max_size=9), ack=st.booleans()),
    st.builds(GoAway, last_stream_id=st.none() | stream_ids, error_code=numbers, debug_data=small),
    st.builds(WindowUpdate, increment=numbers, stream_id=stream_ids),
    st.builds(AltSvc, field_value=small, origin=small, stream_id=stream_ids),
    st.builds(Origin, origins=st.lists(small, max_size=2).map(tuple)),
    st.builds(
        Raw,
        type=st.integers(0, 300),
        payload=small,
        flags=st.integers(0, 300),
        stream_id=stream_ids,
        length=st.none() | st.integers(0, 30),
        reserved=st.integers(0, 1),
    ),
)
actions = st.one_of(
    st.builds(
        Send,
        frames=st.lists(crafted, max_size=3).map(tuple),
        door=st.sampled_from(Door),
        inform=st.booleans(),
    ),
    st.builds(SendOctets, octets=st.binary(max_size=40)),
    st.builds(
        Policy,
        changes=st.dictionaries(
            st.sampled_from([*AUTOMATIC_REPLIES, "nonsense"]), st.sampled_from(Reply), max_size=2
        ),
    ),
    st.builds(Close, how=st.sampled_from(CloseHow)),
    st.builds(Note, text=st.text(max_size=3)),
    st.builds(Sleep, seconds=st.just(1.0)),
)


class Connection(RuleBasedStateMachine):
    """A peer that may say anything, and hands that may do anything."""

    def __init__(self) -> None:
        super().__init__()
        self.journal = Journal()
        self.endpoint = Endpoint(connection=1, journal=self.journal)
        self.encoder = hpack.Encoder()
        self.received = b""
        self.sent = b""
        self.now = 0.0
        self.outcomes: list[Outcome] = []
        self.board = Board()
        self.folded = 0
        self.endpoint.open(self.now)
        self.feed(PREFACE + SettingsFrame(0).serialize())

    def feed(self, octets: bytes) -> None:
        self.now += 0.01
        self.received += octets
        self.endpoint.receive(octets, self.now)

    @rule(
        stream_id=stream_ids.filter(bool),
        end=st.booleans(),
        path=st.sampled_from(["/", "/long/path"]),
        extra=st.sampled_from([[], [("content-length", "3")], [("x", "y" * 100)]]),
    )
    def peer_sends_headers(self, stream_id: int, end: bool, path: str, extra: Any) -> None:
        block = self.encoder.encode([*GET[:3], (":path", path), *extra])
        flags = ["END_HEADERS", *(["END_STREAM"] if end else [])]
        self.feed(HeadersFrame(stream_id, block, flags=flags).serialize())

    @rule(stream_id=stream_ids.filter(bool), data=small, end=st.booleans())
    def peer_sends_data(self, stream_id: int, data: bytes, end: bool) -> None:
        self.feed(DataFrame(stream_id, data, flags=["END_STREAM"] if end else []).serialize())
        self.endpoint.credit(stream_id, len(data), self.now)

    @rule(
        frame=st.sampled_from(
            [
                PingFrame(0, b"12345678"),
                SettingsFrame(0, {4: 0}),
                SettingsFrame(0, {1: 0, 4: 100_000}),
                SettingsFrame(0, {1: 4096, 5: 20_000}),
                SettingsFrame(0, flags=["ACK"]),
                WindowUpdateFrame(0, window_increment=1000),
                WindowUpdateFrame(1, window_increment=30_000),
                WindowUpdateFrame(3, window_increment=2**31 - 1),
                RstStreamFrame(1, error_code=8),
                RstStreamFrame(3, error_code=1),
                PriorityFrame(5, depends_on=3),
                ContinuationFrame(1, b"\x82", flags=["END_HEADERS"]),
            ]
        )
    )
    def peer_sends_frame(self, frame: Frame) -> None:
        self.feed(frame.serialize())

    @rule(frame=crafted, at=st.integers(0, 20), flip=st.integers(1, 255))
    def peer_sends_mutated_frame(self, frame: Any, at: int, flip: int) -> None:
        other = Endpoint(connection=2, journal=Journal(), role="client")
        other.apply(Send(frames=(frame,), door=Door.WIRE), 0.0)
        octets = bytearray(b"".join(other.take_output()))
        if at < len(octets) and at > 2:
            octets[at] ^= flip
        self.feed(bytes(octets))

    @rule(octets=st.binary(max_size=30))
    def peer_sends_octets(self, octets: bytes) -> None:
        self.feed(octets)

    @rule(action=actions)
    def we_do(self, action: Any) -> None:
        self.now += 0.01
        outcome = self.endpoint.apply(action, self.now)
        assert outcome.accepted or outcome.reason
        self.outcomes.append(outcome)

    @rule(writable=st.booleans())
    def transport_changes(self, writable: bool) -> None:
        self.endpoint.writable = writable
        self.endpoint.pump(self.now)

    @precondition(lambda self: self.endpoint.lawful.gone is None)
    @rule(data=st.binary(max_size=50))
    def we_respond_lawfully(self, data: bytes) -> None:
        for stream_id in [i for i in self.endpoint.lawful.h2.streams if i % 2]:
            head = Headers(stream_id=stream_id, fields=fields_of([(":status", "200")]))
            body = Data(stream_id=stream_id, data=data, end_stream=True)
            self.endpoint.apply(Send(frames=(head, body)), self.now)

    @invariant()
    def every_octet_is_in_the_journal_once(self) -> None:
        self.sent += b"".join(self.endpoint.take_output())
        records = self.journal.read(0, 1 << 20)
        assert b"".join(r.octets for r in records if r.kind in SENT) == self.sent
        kept = b"".join(r.octets for r in records if r.kind in RECEIVED)
        assert kept + bytes(self.endpoint.splitter.pending) == self.received

    @invariant()
    def events_and_tickets_do_not_pile_up(self) -> None:
        self.endpoint.take_events()
        for _, error in self.endpoint.completed():
            assert error is None or error

    @invariant()
    def the_fold_knows_where_h2_is_elsewhere(self) -> None:
        for record in self.journal.read(self.folded):
            self.board.fold(record)
            self.folded = record.seq
        connection = self.board.connections.get(1)
        lawful = self.endpoint.lawful
        if connection is None or lawful.gone is not None or lawful._in_block:
            return  # h2 hears of a header block when it is whole
        for streams in (connection.streams, connection.closed_streams):
            for number, stream in streams.items():
                believed = stream.h2_state or stream.state
                assert str(believed) == lawful.state_of(number), number

    def teardown(self) -> None:
        self.endpoint.receive_end(self.now, "fin")
        self.endpoint.end(self.now, "over")
        records = self.journal.read(0, 1 << 20)
        assert b"".join(r.octets for r in records if r.kind in RECEIVED) == self.received
        waited = {outcome.pending for outcome in self.outcomes if outcome.pending}
        assert not self.endpoint.queue.streams
        assert len(waited) == len([o for o in self.outcomes if o.pending])


TestConnection = Connection.TestCase
TestConnection.settings = settings(max_examples=120, stateful_step_count=25, deadline=None)


class LawfulOnly(RuleBasedStateMachine):
    """Lawful, refused and shared-encoder sends in any mixture: the peer's decoder keeps up."""

    def __init__(self) -> None:
        super().__init__()
        self.endpoint = Endpoint(connection=1, journal=Journal())
        self.encoder = hpack.Encoder()
        self.decoder = hpack.Decoder()
        self.table = 4096
        self.endpoint.open(0.0)
        self.endpoint.receive(PREFACE + SettingsFrame(0).serialize(), 0.0)
        self.next_id = 1

    @rule(end=st.booleans())
    def request(self, end: bool) -> None:
        flags = ["END_HEADERS", *(["END_STREAM"] if end else [])]
        frame = HeadersFrame(self.next_id, self.encoder.encode(GET), flags=flags)
        self.endpoint.receive(frame.serialize(), 0.1)
        self.next_id += 2

    @rule(sizes=st.lists(st.sampled_from([0, 64, 100, 4096, 8192]), min_size=1, max_size=3))
    def table_sizes(self, sizes: list[int]) -> None:
        for size in sizes:
            self.endpoint.receive(SettingsFrame(0, {1: size}).serialize(), 0.1)
        self.table = sizes[-1]

    @rule(
        stream_id=st.integers(0, 6).map(lambda n: 2 * n + 1),
        head=fields.filter(bool),  # hyperframe takes an empty padded fragment for an error
        end=st.booleans(),
        padding=st.none() | st.integers(0, 255),
        wire=st.booleans(),
    )
    def head(self, stream_id: int, head: Any, end: bool, padding: Any, wire: bool) -> None:
        headers = Headers(stream_id=stream_id, fields=head, end_stream=end, padding=padding)
        door = Door.WIRE if wire else Door.LAWFUL
        self.endpoint.apply(Send(frames=(headers,), door=door), 0.2)

    @rule(stream_id=st.sampled_from([1, 3, 2]), promised=st.none() | st.sampled_from([2, 4, 5]))
    def push(self, stream_id: int, promised: int | None) -> None:
        push = PushPromise(stream_id=stream_id, promised_stream_id=promised, fields=fields_of(GET))
        self.endpoint.apply(Send(frames=(push,)), 0.2)

    @invariant()
    def an_independent_peer_decodes_every_block(self) -> None:
        self.decoder.max_allowed_table_size = max(self.table, self.decoder.header_table_size)
        block = b""
        for octets in self.endpoint.take_output():
            at = 0
            while at < len(octets):
                frame, length = Frame.parse_frame_header(memoryview(octets[at : at + 9]))
                frame.parse_body(memoryview(octets[at + 9 : at + 9 + length]))
                at += 9 + length
                data = getattr(frame, "data", b"")
                if isinstance(frame, DataFrame) or not data:
                    continue
                block += data
                if "END_HEADERS" in frame.flags:
                    self.decoder.decode(block)
                    block = b""


TestLawfulOnly = LawfulOnly.TestCase
TestLawfulOnly.settings = settings(max_examples=80, stateful_step_count=25, deadline=None)
