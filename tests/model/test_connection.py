"""The fold as a whole: records without frames, missing beginnings, bounds, arbitrary octets."""

from __future__ import annotations

from typing import Any

import h2.config
import h2.connection
import h2.events
import hpack
import hyperframe.frame as hf
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from h2craft.model import ClosedBy, Connection, Severity, StreamState
from h2craft.model import connection as room
from h2craft.trace import Kind, Origin, Record
from h2craft.wire import PieceKind, Splitter
from h2craft.wire import SettingId as Id

GET = ((":method", "GET"), (":scheme", "https"), (":authority", "a.test"), (":path", "/"))
POST = ((":method", "POST"), *GET[1:])
OK = ((":status", "200"),)
UPGRADE = b"GET /x HTTP/1.1\r\nHost: a.test\r\nConnection: Upgrade\r\nUpgrade: h2c\r\n\r\n"


def test_facts_of_the_connection_are_kept(talk: Any) -> None:
    connection = talk.connection
    assert connection.opened == {"peer": "192.0.2.1:5000"}
    talk.record(Kind.TLS_ESTABLISHED, version="TLSv1.3", alpn="h2")
    assert connection.tls["version"] == "TLSv1.3"
    talk.record(Kind.H2_GAVE_UP, reason="bad")
    assert connection.h2_gave_up == {"reason": "bad"}
    assert connection.closed is None
    talk.record(Kind.END_RECEIVED, how="reset")
    talk.record(Kind.CONNECTION_CLOSED, by="peer")
    assert (connection.peer.ended, connection.closed) == ("reset", {"by": "peer"})
    assert connection.closed_at > connection.opened_at
    assert connection.finding_count == 0


def test_a_request_that_waits_for_a_person_is_held_till_it_is_released(talk: Any) -> None:
    talk.peer.headers(1)
    stream = talk.connection.stream(1)
    talk.record(Kind.REQUEST_HELD, stream=1, why="path:/", by="filter")
    assert (stream.held, talk.connection.held) == ("path:/", None)
    talk.record(Kind.REQUEST_RELEASED, stream=1, to="script")
    assert stream.held is None
    talk.record(Kind.REQUEST_HELD, stream=1, why="", by="script")
    assert stream.held


def test_a_script_may_hold_the_connection_itself(talk: Any) -> None:
    talk.record(Kind.REQUEST_HELD, stream=0, why="look at this", by="script")
    assert talk.connection.held == "look at this"
    talk.record(Kind.REQUEST_RELEASED, stream=0, to="script")
    assert talk.connection.held is None


def test_a_word_about_a_stream_nobody_knows_neither_holds_nor_releases(talk: Any) -> None:
    talk.record(Kind.REQUEST_HELD, stream=99, why="of no stream we know")
    assert talk.connection.held is None
    talk.record(Kind.REQUEST_HELD, stream=0, why="look at this")
    talk.record(Kind.REQUEST_RELEASED, stream=99, to="script")
    assert talk.connection.held == "look at this"


def test_octets_and_frames_are_counted_for_each_end(talk: Any) -> None:
    frames, octets = talk.connection.peer.frames, talk.connection.peer.octets
    talk.peer.ping()
    assert talk.connection.peer.frames == frames + 1
    assert talk.connection.peer.octets == octets + 17


@pytest.mark.parametrize(
    ("detail", "sections"),
    [
        ({"version": "TLSv1.1", "alpn": "h2"}, ["9.2"]),
        ({"version": "TLSv1.2", "alpn": None}, ["3.2"]),
        ({"version": "TLSv1.2", "alpn": "h2"}, []),
    ],
)
def test_tls_must_be_fit_for_http2(
    make_talk: Any, found: Any, detail: dict[str, Any], sections: list[str]
) -> None:
    assert found(make_talk().detailed(Kind.TLS_ESTABLISHED, detail)) == sections


def test_a_limit_that_is_reached_is_a_note(talk: Any) -> None:
    (finding,) = talk.record(Kind.LIMIT_REACHED, limit="streams", value=100, stream=5).findings
    assert (finding.severity, finding.stream_id) == (Severity.NOTE, 5)
    assert finding.text == "limit streams of 100 reached"


def test_a_handler_leaves_its_name_on_the_stream(talk: Any) -> None:
    talk.record(Kind.HANDLER_STARTED, stream=1, script="too_early.py")
    talk.peer.headers(1)
    reading = talk.record(Kind.HANDLER_STARTED, stream=1, script="hello.py")
    assert reading.stream is talk.stream()
    assert talk.stream().script == "hello.py"


def test_held_and_dropped_frames_change_nothing(talk: Any) -> None:
    ping = hf.PingFrame(0, b"12345678").serialize()
    reading = talk.record(Kind.FRAME_HELD, ping)
    assert reading.frame is not None and reading.direction is None
    assert talk.record(Kind.FRAME_DROPPED, b"short").frame is None
    assert not talk.connection.us.pings


def test_the_end_within_a_header_block_is_noted(talk: Any, found: Any) -> None:
    talk.peer.headers(1, whole=False)
    assert found(talk.record(Kind.END_RECEIVED)) == ["6.10"]
    assert talk.connection.peer.ended == "fin"


class TestOctetsThatAreNoFrame:
    @pytest.fixture
    def fresh(self, make_talk: Any) -> Any:
        talk = make_talk()
        talk.record(Kind.CONNECTION_OPENED)
        return talk

    def test_a_wrong_preface_is_an_error_at_its_first_octets(self, fresh: Any, found: Any) -> None:
        assert found(fresh.record(Kind.OCTETS_RECEIVED, b"")) == []
        assert found(fresh.record(Kind.OCTETS_RECEIVED, b"PRI * HTTP/3")) == ["3.4"]
        assert found(fresh.record(Kind.OCTETS_RECEIVED, b"more")) == []

    def test_a_preface_that_is_cut_off_is_not_wrong(self, fresh: Any, found: Any) -> None:
        assert found(fresh.record(Kind.OCTETS_RECEIVED, b"PRI * HT")) == []

    def test_http_1_is_a_note(self, fresh: Any) -> None:
        octets = b"GET / HTTP/1.1\r\n\r\n"
        (finding,) = fresh.record(Kind.OCTETS_RECEIVED, octets).findings
        assert (finding.section, finding.severity) == ("3.4", Severity.NOTE)

    def test_text_without_an_http_version_is_no_preface(self, fresh: Any, found: Any) -> None:
        assert found(fresh.record(Kind.OCTETS_RECEIVED, b"GET /\r\n")) == []
        assert found(fresh.record(Kind.OCTETS_RECEIVED, b"\r\n")) == ["3.4"]

    def test_an_upgrade_is_none(self, fresh: Any, found: Any) -> None:
        assert found(fresh.record(Kind.OCTETS_RECEIVED, UPGRADE)) == []

    def test_tls_on_a_cleartext_port_is_a_note(self, fresh: Any, found: Any) -> None:
        assert found(fresh.record(Kind.OCTETS_RECEIVED, b"\x16\x03\x01\0\0")) == ["3.3"]

    def test_a_tail_that_is_no_frame_is_a_note(self, talk: Any, found: Any) -> None:
        assert found(talk.record(Kind.OCTETS_RECEIVED, b"")) == []
        assert found(talk.record(Kind.OCTETS_RECEIVED, b"\0\0\x08")) == ["4.1"]
        assert found(talk.record(Kind.FRAME_RECEIVED, b"\0\0\x08")) == ["4.1"]

    def test_a_frame_too_large_to_be_kept_is_found_once(self, talk: Any, found: Any) -> None:
        head = (20_000).to_bytes(3, "big") + bytes(6)
        assert found(talk.record(Kind.OCTETS_RECEIVED, head + bytes(11_000))) == ["4.2"]
        assert found(talk.record(Kind.OCTETS_RECEIVED, bytes(9_000))) == []
        assert found(talk.record(Kind.OCTETS_RECEIVED, b"x")) == ["4.1"]

    def test_a_server_that_answers_in_http_1(self, make_talk: Any, found: Any) -> None:
        talk = make_talk("client")
        talk.record(Kind.CONNECTION_OPENED)
        talk.record(Kind.PREFACE_SENT)
        assert found(talk.record(Kind.OCTETS_RECEIVED, b"HTTP/1.1 101 Switching")) == []
        assert found(talk.record(Kind.OCTETS_RECEIVED, b"HTTP/1.1 400 Bad")) == ["3.4"]

    def test_octets_we_sent_are_not_judged(self, talk: Any, found: Any) -> None:
        assert found(talk.record(Kind.OCTETS_SENT, b"\xff" * 20)) == []
        assert talk.connection.us.table_lost  # they may have held a header block

    def test_octets_we_sent_before_any_frame_hold_no_block(self, fresh: Any) -> None:
        fresh.record(Kind.OCTETS_SENT, b"HTTP/1.1 101 Switching Protocols\r\n\r\n")
        assert not fresh.connection.us.table_lost


class TestUpgrade:
    """RFC 7540 3.2."""

    def upgraded(self, talk: Any, settings: str = "000400000064") -> Any:
        talk.record(Kind.CONNECTION_OPENED)
        kind = Kind.OCTETS_RECEIVED if talk.connection.role == "server" else Kind.OCTETS_SENT
        talk.record(kind, UPGRADE[:20])
        talk.record(kind, UPGRADE[20:])
        talk.record(Kind.UPGRADED, settings=settings, **{"from": "h2c"})
        return talk

    def test_the_request_is_stream_1_half_closed(self, make_talk: Any) -> None:
        talk = self.upgraded(make_talk())
        stream = talk.stream()
        assert stream.state is StreamState.HALF_CLOSED_REMOTE
        assert (stream.method, stream.path, stream.authority) == (b"GET", b"/x", b"a.test")
        assert talk.connection.peer.highest == 1

    def test_its_settings_are_in_force_at_once(self, make_talk: Any) -> None:
        talk = self.upgraded(make_talk(), "000400000064")
        assert talk.connection.peer.settings[Id.INITIAL_WINDOW_SIZE] == 100
        assert talk.stream().sent_window.size == 100
        assert talk.stream().received_window.size == 65_535

    def test_the_conversation_goes_on_lawfully(self, make_talk: Any) -> None:
        talk = self.upgraded(make_talk())
        talk.us.settings()
        talk.record(Kind.PREFACE_RECEIVED)
        talk.peer.settings()
        talk.us.response(1, [(":status", "200")], end=True)
        assert talk.stream().closed_by is ClosedBy.ENDED
        talk.peer.headers(3)
        assert not talk.connection.findings

    def test_the_client_role_mirrors_it(self, make_talk: Any) -> None:
        talk = self.upgraded(make_talk("client"))
        assert talk.stream().state is StreamState.HALF_CLOSED_LOCAL
        assert talk.stream().path == b"/x"

    @pytest.mark.parametrize("settings", ["", "zz", "00"])
    def test_bad_settings_are_no_settings(self, make_talk: Any, settings: str) -> None:
        talk = self.upgraded(make_talk(), settings)
        assert talk.connection.peer.settings[Id.INITIAL_WINDOW_SIZE] == 65_535
        assert {finding.section for finding in talk.connection.findings} <= {"7540 3.2.1"}

    def test_without_the_request_it_is_still_there(self, make_talk: Any) -> None:
        talk = make_talk()
        talk.record(Kind.UPGRADED)
        assert (talk.stream().method, talk.stream().authority) == (None, None)

    def test_a_request_without_host(self, make_talk: Any) -> None:
        talk = make_talk()
        talk.record(Kind.CONNECTION_OPENED)
        talk.record(Kind.OCTETS_RECEIVED, b"GET / HTTP/1.1\r\n\r\n")
        talk.record(Kind.UPGRADED)
        assert (talk.stream().path, talk.stream().authority) == (b"/", None)

    def test_in_the_middle_of_a_conversation_it_opens_nothing(self, talk: Any) -> None:
        talk.peer.headers(3)
        talk.record(Kind.UPGRADED)
        assert talk.connection.stream(1) is None


class TestSeenFromTheMiddle:
    """The journal has lost the connection's first records."""

    @pytest.fixture
    def joined(self, make_talk: Any) -> Any:
        talk = make_talk()
        talk.record(Kind.NOTED, text="says nothing of the wire")
        talk.peer.ping()
        assert not talk.connection.whole
        return talk

    def test_a_greeting_is_a_beginning(self, make_talk: Any) -> None:
        talk = make_talk()
        talk.us.settings()
        assert talk.connection.whole

    def test_streams_are_taken_on_trust(self, joined: Any, found: Any) -> None:
        assert found(joined.peer.data(5, b"x")) == []
        assert joined.stream(5).adopted
        assert found(joined.us.response(5)) == []
        assert found(joined.us.data(5, b"x", end=True)) == []
        assert found(joined.peer.headers(5, [("a", "b")], end=True)) == []
        assert joined.stream(5).closed_by is ClosedBy.ENDED
        assert found(joined.peer.window_update(3, 1)) == []

    def test_a_first_block_is_told_by_its_fields(self, joined: Any, found: Any) -> None:
        assert found(joined.us.response(5)) == []
        assert joined.stream(5).status == 200
        assert found(joined.us.headers(3, [("a", "b")], end=True)) == []
        assert joined.stream(3).state is StreamState.HALF_CLOSED_LOCAL

    def test_nothing_is_held_against_anybody_that_needs_the_past(
        self, joined: Any, found: Any
    ) -> None:
        assert found(joined.us.settings_ack()) == []
        assert found(joined.peer.ping(ack=True)) == []
        assert found(joined.peer.continuation(1)) == []
        assert found(joined.us.settings({Id.NO_RFC7540_PRIORITIES: 1})) == []
        joined.peer.headers(1, POST)
        for _ in range(5):
            assert found(joined.peer.data(1, bytes(16_384))) == []

    def test_new_streams_are_not_adopted(self, joined: Any) -> None:
        joined.peer.headers(9)
        assert not joined.stream(9).adopted

    def test_a_table_from_before_is_a_note(self, joined: Any) -> None:
        encoder = hpack.Encoder()
        encoder.encode([("x-early", "1")])
        joined.peer.encoder = encoder
        (finding,) = joined.peer.headers(9, [*GET, ("x-early", "1")]).findings
        assert (finding.section, finding.severity) == ("4.3", Severity.NOTE)

    def test_a_large_table_is_nothing_strange(self, joined: Any, found: Any) -> None:
        joined.peer.encoder.header_table_size = 60_000
        assert found(joined.peer.headers(9)) == []

    def test_a_smaller_table_is_not_owed(self, joined: Any, found: Any) -> None:
        joined.us.settings({Id.HEADER_TABLE_SIZE: 100})
        joined.peer.settings_ack()
        assert found(joined.peer.headers(9)) == []


class TestBounds:
    def test_only_the_last_closed_streams_are_kept(self, talk: Any, found: Any) -> None:
        talk.tick = 1.0
        for number in range(1, 2 * 1010, 2):
            talk.peer.headers(number)
            talk.peer.reset(number)
        connection = talk.connection
        assert len(connection.closed_streams) == 1000
        assert connection.stream(1) is None
        assert found(talk.peer.data(1, b"x")) == ["5.1"]
        assert found(talk.peer.reset(1)) == []
        assert connection.finding_count == 1

    def test_forgotten_streams_are_not_taken_on_trust(self, make_talk: Any, found: Any) -> None:
        talk = make_talk()
        talk.tick = 1.0
        for number in range(1, 2 * 1010, 2):
            talk.peer.headers(number)
            talk.peer.reset(number)
        assert not talk.connection.whole
        assert found(talk.peer.data(1, b"x")) == ["5.1"]
        assert talk.connection.stream(1) is None

    def test_open_streams_have_an_end_too(self, talk: Any, monkeypatch: Any) -> None:
        monkeypatch.setattr(room, "KEPT_OPEN", 10)
        for number in range(1, 41, 2):
            talk.peer.headers(number)
        assert len(talk.connection.streams) == 10
        assert talk.connection.peer.active == 10
        assert talk.connection.peer.forgotten == 19

    def test_reserved_streams_that_are_given_up_were_not_counted(
        self, talk: Any, monkeypatch: Any
    ) -> None:
        monkeypatch.setattr(room, "KEPT_OPEN", 1)
        talk.peer.headers(1)
        talk.us.promise(1, 2)
        talk.peer.headers(3)
        assert (talk.connection.us.active, talk.connection.peer.active) == (0, 1)

    def test_findings_are_bounded_and_counted(self, talk: Any) -> None:
        for _ in range(10_010):
            talk.peer.raw(0x0, b"")
        assert len(talk.connection.findings) == 10_000
        assert talk.connection.finding_count == 10_010


KINDS = st.sampled_from(
    [
        Kind.FRAME_RECEIVED,
        Kind.FRAME_SENT,
        Kind.OCTETS_RECEIVED,
        Kind.OCTETS_SENT,
        Kind.PREFACE_RECEIVED,
        Kind.FRAME_HELD,
        *Kind,
    ]
)
DETAILS = st.one_of(
    st.none(),
    st.integers(),
    st.dictionaries(
        st.sampled_from(["stream", "settings", "script", "how", "alpn", "role", "text"]),
        st.one_of(st.none(), st.text(max_size=8), st.integers()),
        max_size=4,
    ),
)


@st.composite
def frames(draw: Any) -> bytes:
    """A frame that is likely to mean something: small numbers, short blocks."""
    payload = draw(st.one_of(st.binary(max_size=24), st.just(b"\x82\x84\x87"), st.just(bytes(8))))
    frame_type = draw(st.integers(0, 17))
    flags = draw(st.sampled_from([0, 1, 4, 5, 8, 0x20, 0x2D, 0xFF]))
    stream_id = draw(st.sampled_from([0, 1, 2, 3, 4, 5, 1 << 31, 0xFFFF_FFFF]))
    length = draw(st.one_of(st.just(len(payload)), st.integers(0, 0xFF_FFFF)))
    head = length.to_bytes(3, "big") + bytes((frame_type, flags)) + stream_id.to_bytes(4, "big")
    return head + payload


@given(
    st.lists(st.tuples(KINDS, st.one_of(frames(), st.binary(max_size=40)), DETAILS), max_size=20),
    st.sampled_from(["server", "client"]),
    st.booleans(),
)
@example([(Kind.FRAME_RECEIVED, bytes(9), None)], "server", False)
def test_no_records_make_the_fold_raise(
    records: list[tuple[Kind, bytes, Any]], role: str, opened: bool
) -> None:
    connection = Connection(1, role)
    if opened:
        connection.fold(Record(0, 0.0, 1, Kind.CONNECTION_OPENED))
    for seq, (kind, octets, detail) in enumerate(records, 1):
        record = Record(seq, seq * 0.001, 1, kind, octets, 0, Origin.PEER, detail)
        reading = connection.fold(record)
        assert reading.record is record
        assert reading.summary.isprintable()
        assert all(finding.text.isprintable() for finding in reading.findings)
        assert (reading.stream_id, reading.direction) is not None
    active = sum(stream.active for stream in connection.streams.values())
    assert active == connection.peer.active + connection.us.active
    assert all(stream.state is StreamState.CLOSED for stream in connection.closed_streams.values())


@given(st.lists(st.tuples(st.booleans(), frames()), max_size=20))
def test_both_ends_of_a_conversation_fold_to_mirrored_states(
    said: list[tuple[bool, bytes]],
) -> None:
    server, client = Connection(1, "server"), Connection(1, "client")
    for connection in (server, client):
        connection.fold(Record(0, 0.0, 1, Kind.CONNECTION_OPENED))
    for seq, (by_client, octets) in enumerate(said, 1):
        kinds = (Kind.FRAME_RECEIVED, Kind.FRAME_SENT)
        at_server, at_client = kinds if by_client else kinds[::-1]
        here = server.fold(Record(seq, float(seq), 1, at_server, octets))
        there = client.fold(Record(seq, float(seq), 1, at_client, octets))
        assert [finding.section for finding in here.findings] == [
            finding.section for finding in there.findings
        ] or "3.4" in {finding.section for finding in (*here.findings, *there.findings)}
    assert set(server.streams) == set(client.streams)
    for stream_id, stream in server.streams.items():
        other = client.streams[stream_id]
        assert stream.received_window.size == other.sent_window.size
        assert (
            stream.state.replace("local", "x").replace("remote", "local").replace("x", "remote")
            == other.state
        )


class LawfulPair:
    """h2's client and h2's server talk; every frame is folded as the server's end sees it.

    Only what is lawful is tried, since a refusal leaves marks in h2.
    """

    def __init__(self) -> None:
        self.client = h2.connection.H2Connection(h2.config.H2Configuration(client_side=True))
        self.server = h2.connection.H2Connection(h2.config.H2Configuration(client_side=False))
        self.connection = Connection(1)
        self.seq = 0
        self.connection.fold(Record(0, 0.0, 1, Kind.CONNECTION_OPENED))
        self.cutters = {True: Splitter(True), False: Splitter(False)}
        self.on_its_way = b""
        self.asked: set[int] = set()  # streams whose request the server has
        self.answered: set[int] = set()
        self.ended: set[tuple[bool, int]] = set()
        self.highest = 0
        self.client.initiate_connection()
        self.server.initiate_connection()
        self.exchange()

    def exchange(self) -> None:
        """Deliver until nobody has anything to say."""
        while True:
            self.speak()
            octets, self.on_its_way = self.on_its_way, b""
            self.client.receive_data(octets)
            said = self.client.data_to_send()
            self.fold(True, said)
            for event in self.server.receive_data(said):
                if isinstance(event, h2.events.RequestReceived):
                    self.asked.add(event.stream_id)
            self.speak()
            if not said and not self.on_its_way:
                return

    def speak(self) -> None:
        """What the server says is folded when it says it, whenever it arrives."""
        octets = self.server.data_to_send()
        self.fold(False, octets)
        self.on_its_way += octets

    def fold(self, by_client: bool, octets: bytes) -> None:
        frame = Kind.FRAME_RECEIVED if by_client else Kind.FRAME_SENT
        for piece, part in self.cutters[by_client].feed(octets):
            self.seq += 1
            kind = Kind.PREFACE_RECEIVED if piece is PieceKind.PREFACE else frame
            self.connection.fold(Record(self.seq, float(self.seq), 1, kind, part))

    def act(self, by_client: bool, what: str, stream_id: int, size: int) -> None:
        end = self.client if by_client else self.server
        stream = end.streams.get(stream_id)
        live = stream is not None and not stream.closed
        begun = live and (by_client or stream_id in self.answered)
        may_speak = begun and (by_client, stream_id) not in self.ended
        if what == "open" and by_client and stream_id > self.highest:
            self.highest = stream_id
            end.send_headers(stream_id, POST)
        elif what == "answer" and not by_client and live and stream_id not in self.answered:
            self.answered.add(stream_id)
            end.send_headers(stream_id, OK)
        elif what == "data" and may_speak:
            end.send_data(stream_id, bytes(max(0, min(size, self.room(end, stream_id)))))
        elif what == "end" and may_speak:
            self.ended.add((by_client, stream_id))
            end.end_stream(stream_id)
        elif what == "trailers" and may_speak:
            self.ended.add((by_client, stream_id))
            end.send_headers(stream_id, [("x-trailer", "1")], end_stream=True)
        elif what == "reset" and live:
            end.reset_stream(stream_id)
        elif what == "window" and live:
            end.increment_flow_control_window(size + 1, stream_id)
        elif what in ALWAYS:
            ALWAYS[what](end, size)
        self.speak()
        if what == "size":  # h2 takes one ACK for all SETTINGS in flight: never have two
            self.exchange()

    def room(self, end: h2.connection.H2Connection, stream_id: int) -> int:
        return min(end.local_flow_control_window(stream_id), end.max_outbound_frame_size)


ALWAYS: dict[str, Any] = {
    "connection": lambda end, size: end.increment_flow_control_window(size + 1),
    "ping": lambda end, size: end.ping(b"12345678"),
    "size": lambda end, size: end.update_settings({Id.INITIAL_WINDOW_SIZE: size * 20}),
}
ACTS = ("open", "answer", "data", "data", "end", "trailers", "reset", "window", *ALWAYS)


@given(
    st.lists(
        st.tuples(
            st.booleans(),
            st.sampled_from(ACTS),
            st.sampled_from([1, 3, 5]),
            st.integers(0, 5000),
            st.booleans(),
        ),
        max_size=40,
    )
)
def test_lawful_traffic_of_h2_has_no_finding_and_the_same_windows(said: list[Any]) -> None:
    pair = LawfulPair()
    for by_client, what, stream_id, size, deliver in said:
        pair.act(by_client, what, stream_id, size)
        if deliver:
            pair.exchange()
    pair.exchange()
    connection = pair.connection
    assert list(connection.findings) == []
    assert connection.us.window.size == pair.server.outbound_flow_control_window
    assert connection.peer.window.size == pair.server.inbound_flow_control_window
    for stream_id, stream in connection.streams.items():
        theirs = pair.server.streams[stream_id]
        assert stream.sent_window.size == theirs.outbound_flow_control_window
        assert stream.state is StreamState[theirs.state_machine.state.name]


def test_a_connection_is_named_where_it_is_looked_at() -> None:
    assert repr(Connection(3)) == "<Connection 3 open, open streams: 0>"
