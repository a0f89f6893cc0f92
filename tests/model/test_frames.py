"""What each frame does to a connection, and what is wrong about it. Classes are RFC sections."""

from __future__ import annotations

from typing import Any

import pytest

from h2craft.model import ClosedBy, Severity, StreamState, Who
from h2craft.trace import Kind
from h2craft.wire import SettingId as Id

POST = ((":method", "POST"), (":scheme", "https"), (":authority", "a.test"), (":path", "/"))
OK = ((":status", "200"),)


def test_a_lawful_exchange_has_no_finding(talk: Any) -> None:
    talk.peer.headers(1, POST)
    talk.peer.data(1, b"hello", end=True)
    talk.us.response(1, [*OK, ("content-length", "2")])
    talk.us.data(1, b"hi", end=True)
    talk.peer.window_update(0, 2)
    talk.peer.ping()
    talk.us.ping(ack=True)
    talk.peer.goaway()
    assert talk.connection.finding_count == 0
    stream = talk.stream()
    assert (stream.state, stream.closed_by) == (StreamState.CLOSED, ClosedBy.ENDED)
    assert (stream.method, stream.path, stream.status) == (b"POST", b"/", 200)


def test_the_same_exchange_seen_from_the_client_has_no_finding_either(client_talk: Any) -> None:
    client_talk.us.headers(1, POST)
    client_talk.us.data(1, b"hello", end=True)
    client_talk.peer.response(1)
    client_talk.peer.data(1, b"hi", end=True)
    assert client_talk.connection.finding_count == 0
    assert client_talk.stream().initiator is Who.US


def test_what_we_do_wrong_is_a_warning_about_us(talk: Any) -> None:
    (finding,) = talk.us.data(1, b"x").findings
    assert (finding.section, finding.severity, finding.who) == ("5.1", Severity.WARNING, Who.US)


def test_what_the_peer_does_wrong_is_an_error_about_the_peer(talk: Any) -> None:
    (finding,) = talk.peer.data(1, b"x").findings
    assert (finding.severity, finding.who) == (Severity.ERROR, Who.PEER)
    assert (finding.connection, finding.stream_id, finding.record) == (7, 1, talk.seq)
    assert finding.text == (
        "DATA on stream 1, which is idle: only HEADERS or PRIORITY may come first"
    )


def test_problems_of_the_frame_itself_are_findings(talk: Any, found: Any) -> None:
    reading = talk.peer.raw(0x8, bytes(3))
    assert found(reading) == ["6.9"]
    assert reading.findings[0].text == "WINDOW_UPDATE: payload of 3 octets, must be 4"


def test_what_a_receiver_ignores_is_a_warning_or_a_note(talk: Any) -> None:
    assert talk.peer.raw(0x6, bytes(8), flags=0x40).findings[0].severity is Severity.WARNING
    assert talk.us.raw(0x6, bytes(8), flags=0x40).findings[0].severity is Severity.NOTE


def test_frames_of_unknown_types_change_nothing(talk: Any) -> None:
    talk.peer.headers(1)
    reading = talk.peer.raw(0x42, b"abc", flags=0xFF, stream_id=1)
    assert reading.findings == ()
    assert reading.stream is talk.stream()
    assert talk.stream().state is StreamState.OPEN


class Test3_4:
    """HTTP/2 connection preface."""

    def test_the_first_frame_must_be_settings(self, make_talk: Any, found: Any) -> None:
        talk = make_talk()
        talk.record(Kind.CONNECTION_OPENED)
        talk.record(Kind.PREFACE_RECEIVED)
        assert found(talk.peer.ping()) == ["3.4"]
        assert found(talk.peer.ping()) == []
        assert found(talk.us.settings_ack()) == ["3.4", "6.5.3"]

    def test_a_client_without_its_magic_octets(self, make_talk: Any, found: Any) -> None:
        talk = make_talk("client")
        talk.record(Kind.CONNECTION_OPENED)
        assert found(talk.us.settings()) == ["3.4"]
        assert found(talk.peer.settings()) == []


class Test4_2:
    """Frame size."""

    def test_a_frame_above_the_acknowledged_maximum(self, talk: Any) -> None:
        talk.peer.headers(1, POST)
        (finding,) = talk.peer.data(1, bytes(16_385)).findings
        assert (finding.section, finding.code, finding.scope) == ("4.2", 6, "stream")
        assert finding.text == "DATA of 16,385 octets is longer than MAX_FRAME_SIZE 16,384"

    def test_it_is_a_connection_error_for_a_header_block(self, talk: Any) -> None:
        (finding, *_) = talk.peer.headers(1, block=bytes(16_385)).findings
        assert (finding.section, finding.scope) == ("4.2", "connection")

    def test_either_value_is_right_while_one_is_in_flight(self, talk: Any, found: Any) -> None:
        talk.peer.headers(1, POST)
        talk.us.settings({Id.MAX_FRAME_SIZE: 20_000})
        assert found(talk.peer.data(1, bytes(20_000))) == []
        talk.peer.settings_ack()
        assert found(talk.peer.data(1, bytes(20_000))) == []
        assert found(talk.peer.data(1, bytes(20_001))) == ["4.2"]

    def test_what_we_send_is_held_against_the_peers_settings(self, talk: Any, found: Any) -> None:
        talk.peer.headers(1, end=True)
        talk.us.settings({Id.MAX_FRAME_SIZE: 20_000})
        talk.peer.settings_ack()
        talk.us.response(1)
        assert found(talk.us.data(1, bytes(16_385))) == ["4.2"]


class Test5_1:
    """Stream states."""

    def test_data_after_end_stream_is_a_stream_closed_finding(self, talk: Any) -> None:
        talk.peer.headers(1, end=True)
        (finding,) = talk.peer.data(1, b"x").findings
        assert (finding.section, finding.code, finding.scope) == ("5.1", 5, "stream")

    def test_a_closed_stream_stays_closed(self, talk: Any, found: Any) -> None:
        talk.peer.headers(1, end=True)
        talk.us.response(1, end=True)
        assert found(talk.peer.headers(1)) == ["5.1"]
        assert found(talk.peer.window_update(1, 5)) == []
        assert talk.stream().state is StreamState.CLOSED

    def test_frames_in_flight_when_we_reset_are_no_fault(self, talk: Any, found: Any) -> None:
        talk.peer.headers(1, POST)
        talk.us.reset(1)
        assert talk.stream().closed_by is ClosedBy.RESET_SENT
        assert found(talk.peer.data(1, b"x")) == []
        assert found(talk.peer.headers(1, (("a", "b"),), end=True)) == []
        assert found(talk.peer.reset(1, 2)) == []
        assert talk.stream().error_code == 8

    def test_frames_after_the_peers_own_reset_are(self, talk: Any, found: Any) -> None:
        talk.peer.headers(1, POST)
        talk.peer.reset(1)
        assert talk.stream().closed_by is ClosedBy.RESET_RECEIVED
        assert found(talk.peer.data(1, b"x")) == ["5.1"]
        assert found(talk.us.data(1, b"x")) == []

    def test_priority_goes_in_every_state(self, talk: Any, found: Any) -> None:
        assert found(talk.peer.priority(9)) == []
        assert talk.connection.stream(9) is None
        talk.peer.headers(1)
        talk.peer.reset(1)
        assert found(talk.peer.priority(1)) == []
        assert found(talk.peer.raw(0x2, bytes(5))) == ["6.3"]


class Test5_1_1:
    """Stream identifiers."""

    def test_identifiers_must_increase(self, talk: Any, found: Any) -> None:
        talk.peer.headers(5)
        assert found(talk.peer.headers(3)) == ["5.1.1"]
        assert found(talk.peer.data(1, b"x")) == ["5.1"]

    def test_a_client_opens_no_even_stream(self, talk: Any, found: Any) -> None:
        assert found(talk.peer.headers(2)) == ["5.1.1"]
        assert talk.connection.stream(2) is None
        assert found(talk.peer.headers(1)) == []

    def test_a_server_opens_none_with_headers(self, talk: Any, found: Any) -> None:
        assert found(talk.us.response(1)) == ["5.1.1"]
        assert found(talk.us.response(2)) == ["5.1.1"]

    def test_a_server_answers_no_skipped_stream(self, talk: Any, found: Any) -> None:
        talk.peer.headers(3)
        assert found(talk.us.response(1)) == ["5.1.1"]

    def test_stream_0_carries_no_message(self, talk: Any, found: Any) -> None:
        assert found(talk.peer.raw(0x0, b"abc")) == ["6.1"]
        assert found(talk.peer.raw(0x1, b"\x82", flags=4)) == ["6.2"]
        assert found(talk.peer.raw(0x3, bytes(4))) == ["6.4"]
        assert found(talk.peer.raw(0x5, bytes(8), flags=4)) == ["6.6", "6.6", "8.4", "4.3"]


class Test5_1_2:
    """Stream concurrency."""

    def test_streams_above_the_acknowledged_limit(self, make_talk: Any, found: Any) -> None:
        talk = make_talk().greet(us={Id.MAX_CONCURRENT_STREAMS: 2})
        assert found(talk.peer.headers(1)) == []
        assert found(talk.peer.headers(3)) == []
        reading = talk.peer.headers(5)
        assert found(reading) == ["5.1.2"]
        assert reading.findings[0].text == "stream 5 makes 3, MAX_CONCURRENT_STREAMS is 2"
        talk.us.reset(5)
        talk.us.reset(3)
        assert talk.connection.peer.active == 1
        assert found(talk.peer.headers(7)) == []

    def test_a_limit_in_flight_binds_nobody(self, talk: Any, found: Any) -> None:
        talk.us.settings({Id.MAX_CONCURRENT_STREAMS: 0})
        assert found(talk.peer.headers(1)) == []
        talk.peer.settings_ack()
        assert found(talk.peer.headers(3)) == ["5.1.2"]

    def test_pushed_streams_count_once_they_are_answered(self, make_talk: Any, found: Any) -> None:
        talk = make_talk().greet(peer={Id.MAX_CONCURRENT_STREAMS: 0})
        talk.peer.headers(1)
        assert found(talk.us.promise(1, 2)) == []
        assert found(talk.us.response(2)) == ["5.1.2"]


class Test6_4:
    """RST_STREAM."""

    def test_an_idle_stream_cannot_be_reset(self, talk: Any, found: Any) -> None:
        assert found(talk.peer.reset(1)) == ["6.4"]

    def test_the_code_stays_with_the_stream(self, talk: Any) -> None:
        talk.peer.headers(1)
        talk.peer.reset(1, 0x42)
        assert talk.stream().error_code == 0x42


class Test6_5:
    """SETTINGS."""

    def test_values_out_of_range(self, talk: Any, found: Any) -> None:
        assert found(talk.peer.settings({Id.ENABLE_PUSH: 2})) == ["6.5.2"]

    def test_a_server_must_not_enable_push(self, client_talk: Any, found: Any) -> None:
        assert found(client_talk.peer.settings({Id.ENABLE_PUSH: 1})) == ["6.5.2"]
        assert found(client_talk.us.settings({Id.ENABLE_PUSH: 1})) == []

    def test_an_ack_nobody_waits_for(self, talk: Any) -> None:
        (finding,) = talk.peer.settings_ack().findings
        assert (finding.section, finding.severity) == ("6.5.3", Severity.WARNING)

    def test_settings_on_a_stream_are_not_taken_in(self, talk: Any, found: Any) -> None:
        assert found(talk.peer.raw(0x4, b"\0\5\0\0\x50\0", stream_id=1)) == ["6.5"]
        assert not talk.connection.peer.settings.in_flight

    def test_extended_connect_is_not_taken_back(self, talk: Any, found: Any) -> None:
        assert found(talk.us.settings({Id.ENABLE_CONNECT_PROTOCOL: 0})) == []
        assert found(talk.us.settings({Id.ENABLE_CONNECT_PROTOCOL: 1})) == []
        assert found(talk.us.settings({Id.ENABLE_CONNECT_PROTOCOL: 0})) == ["8441 3"]

    def test_priorities_are_settled_with_the_first_settings(
        self, make_talk: Any, found: Any
    ) -> None:
        talk = make_talk().greet(peer={Id.NO_RFC7540_PRIORITIES: 1})
        assert talk.connection.finding_count == 0
        assert found(talk.peer.settings({Id.NO_RFC7540_PRIORITIES: 1})) == []
        assert found(talk.peer.settings({Id.NO_RFC7540_PRIORITIES: 0})) == ["9218 2.1"]


class Test6_6:
    """PUSH_PROMISE."""

    def test_a_promise_reserves_a_stream(self, talk: Any, found: Any) -> None:
        talk.peer.headers(1)
        reading = talk.us.promise(1, 2)
        assert found(reading) == []
        assert reading.stream is talk.stream(1)
        promised = talk.stream(2)
        assert promised.state is StreamState.RESERVED_LOCAL
        assert (promised.promised_on, promised.path) == (1, b"/")
        talk.us.response(2)
        assert talk.stream(2).state is StreamState.HALF_CLOSED_REMOTE

    def test_a_client_sees_it_reserved_remote(self, client_talk: Any) -> None:
        client_talk.us.headers(1, end=True)
        client_talk.peer.promise(1, 2)
        assert client_talk.stream(2).state is StreamState.RESERVED_REMOTE
        client_talk.peer.response(2, end=True)
        assert client_talk.stream(2).state is StreamState.CLOSED
        assert client_talk.connection.finding_count == 0

    def test_a_client_cannot_push(self, talk: Any, found: Any) -> None:
        talk.peer.headers(1)
        assert found(talk.peer.promise(1, 2)) == ["8.4"]
        assert talk.connection.stream(2) is None

    def test_push_when_it_is_disabled(self, make_talk: Any, found: Any) -> None:
        talk = make_talk().greet(peer={Id.ENABLE_PUSH: 0})
        talk.peer.headers(1)
        assert found(talk.us.promise(1, 2)) == ["6.6"]

    def test_the_carrier_must_be_open(self, talk: Any, found: Any) -> None:
        assert found(talk.us.promise(1, 2)) == ["6.6"]

    @pytest.mark.parametrize(("stream_id", "promised"), [(0, 2), (1, 0)])
    def test_stream_0_promises_nothing_and_is_not_promised(
        self, client_talk: Any, found: Any, stream_id: int, promised: int
    ) -> None:
        client_talk.us.headers(1)
        block = promised.to_bytes(4, "big") + b"\x82\x87\x84\x41\x06a.test"
        reading = client_talk.peer.raw(5, block, flags=4, stream_id=stream_id)
        assert found(reading) == ["6.6"]
        assert reading.fields is not None, "the table moves on all the same"
        assert set(client_talk.connection.streams) == {1}

    def test_the_promised_stream_must_be_new_and_even(self, talk: Any, found: Any) -> None:
        talk.peer.headers(1)
        talk.us.promise(1, 4)
        assert found(talk.us.promise(1, 4)) == ["5.1.1"]
        assert found(talk.us.promise(1, 2)) == ["5.1.1"]
        assert found(talk.us.promise(1, 7)) == ["6.6"]


class Test6_7:
    """PING."""

    def test_an_ack_must_answer_a_ping(self, talk: Any) -> None:
        talk.us.ping(b"aaaaaaaa")
        assert talk.peer.ping(b"aaaaaaaa", ack=True).findings == ()
        (finding,) = talk.peer.ping(b"aaaaaaaa", ack=True).findings
        assert (finding.section, finding.severity) == ("6.7", Severity.WARNING)

    def test_each_of_a_flood_of_pings_may_be_answered(self, talk: Any, found: Any) -> None:
        sent = [number.to_bytes(8, "big") for number in range(1100)]
        for octets in sent:
            talk.us.ping(octets)
        for octets in sent:
            assert found(talk.peer.ping(octets, ack=True)) == []
        assert found(talk.peer.ping(sent[0], ack=True)) == ["6.7"]


class Test6_8:
    """GOAWAY."""

    def test_the_last_stream_must_not_rise(self, talk: Any, found: Any) -> None:
        talk.us.goaway(0x7FFF_FFFF)
        assert found(talk.us.goaway(1)) == []
        assert found(talk.us.goaway(3)) == ["6.8"]
        assert [goaway.last_stream_id for goaway in talk.connection.us.goaways] == [
            0x7FFF_FFFF,
            1,
            3,
        ]

    def test_the_last_stream_is_of_the_other_end(self, talk: Any) -> None:
        (finding,) = talk.peer.goaway(1).findings
        assert (finding.section, finding.severity) == ("6.8", Severity.WARNING)

    def test_a_stream_opened_after_it_is_worth_a_note(self, talk: Any) -> None:
        talk.us.goaway(0)
        (finding,) = talk.peer.headers(1).findings
        assert (finding.section, finding.severity) == ("6.8", Severity.NOTE)


class Test6_9:
    """Flow control."""

    def test_data_moves_both_windows_of_its_direction(self, talk: Any) -> None:
        talk.peer.headers(1, POST)
        talk.peer.data(1, b"x" * 100)
        assert talk.stream().received_window.size == 65_435
        assert talk.stream().sent_window.size == 65_535
        assert talk.connection.peer.window.size == 65_435
        assert talk.connection.us.window.size == 65_535

    def test_padding_counts(self, talk: Any) -> None:
        talk.peer.headers(1, POST)
        talk.peer.raw(0x0, b"\x03abc\0\0\0", flags=8, stream_id=1)
        assert talk.stream().received_window.size == 65_535 - 7
        assert talk.stream().received.octets == 3

    def test_credit_goes_to_the_other_direction(self, talk: Any) -> None:
        talk.peer.headers(1, POST)
        talk.us.window_update(1, 10)
        talk.us.window_update(0, 20)
        assert talk.stream().received_window.size == 65_545
        assert talk.connection.peer.window.size == 65_555

    def test_more_data_than_the_window(self, talk: Any, found: Any) -> None:
        talk.peer.headers(1, POST)
        for _ in range(4):
            reading = talk.peer.data(1, bytes(16_383))
        assert found(reading) == []
        reading = talk.peer.data(1, bytes(4))
        assert found(reading) == ["6.9.1", "6.9.1"]
        assert [finding.scope for finding in reading.findings] == ["connection", "stream"]
        assert reading.findings[1].text == "DATA of 4 octets, the window of the stream 1 had 3"
        assert found(talk.peer.data(1, end=True)) == []

    def test_a_larger_window_in_flight_counts(self, talk: Any, found: Any) -> None:
        talk.us.window_update(0, 100_000)
        talk.us.settings({Id.INITIAL_WINDOW_SIZE: 65_536})
        talk.peer.headers(1, POST)
        for _ in range(4):
            assert found(talk.peer.data(1, bytes(16_384))) == []

    def test_an_increment_of_zero(self, talk: Any) -> None:
        talk.peer.headers(1, POST)
        assert talk.peer.window_update(0, 1).findings == ()
        (finding,) = talk.peer.raw(0x8, bytes(4), stream_id=1).findings
        assert (finding.section, finding.scope) == ("6.9", "stream")

    def test_a_window_above_its_maximum(self, talk: Any) -> None:
        (finding,) = talk.peer.window_update(0, 0x7FFF_FFFF).findings
        assert (finding.section, finding.code) == ("6.9.1", 3)

    def test_an_acknowledged_window_size_moves_open_streams(self, talk: Any) -> None:
        talk.peer.headers(1, POST)
        talk.peer.settings({Id.INITIAL_WINDOW_SIZE: 10})
        assert talk.stream().sent_window.size == 65_535
        talk.us.settings_ack()
        assert talk.stream().sent_window.size == 10
        assert talk.stream().received_window.size == 65_535
        talk.peer.headers(3, POST)
        assert talk.stream(3).sent_window.size == 10

    def test_a_window_may_become_negative(self, talk: Any, found: Any) -> None:
        talk.peer.headers(1, end=True)
        talk.us.response(1)
        talk.us.data(1, bytes(100))
        talk.peer.settings({Id.INITIAL_WINDOW_SIZE: 0})
        assert found(talk.us.settings_ack()) == []
        assert talk.stream().sent_window.size == -100
        assert found(talk.us.data(1, b"x")) == ["6.9.1"]

    def test_a_window_size_that_lifts_a_stream_too_high(self, talk: Any, found: Any) -> None:
        talk.peer.headers(1, POST)
        talk.peer.window_update(1, 1)
        assert found(talk.peer.settings({Id.INITIAL_WINDOW_SIZE: 0x7FFF_FFFF})) == ["6.9.2"]
        assert found(talk.us.settings_ack()) == []

    def test_data_on_a_stream_nobody_knows_still_counts(self, talk: Any) -> None:
        talk.peer.data(1, b"abc")
        assert talk.connection.peer.window.size == 65_532


class Test10_5:
    """Denial of service."""

    @pytest.mark.parametrize("what", ["ping", "settings", "priority", "empty"])
    def test_a_flood_is_one_note(self, talk: Any, what: str) -> None:
        talk.tick = 0.001
        talk.peer.headers(1, POST)
        say = getattr(talk.peer, what, lambda: talk.peer.data(1))
        findings = [finding for _ in range(150) for finding in say().findings]
        assert [(f.section, f.severity, f.code) for f in findings] == [("10.5", Severity.NOTE, 0xB)]

    def test_rapid_reset_is_noted(self, talk: Any) -> None:
        talk.tick = 0.001
        for number in range(110):
            talk.peer.headers(2 * number + 1)
            talk.peer.reset(2 * number + 1)
        assert [finding.text for finding in talk.connection.findings] == [
            "more than 100 RST_STREAM frames within a second"
        ]

    def test_the_same_number_in_more_time_is_no_flood(self, talk: Any) -> None:
        for _ in range(150):
            assert talk.peer.ping().findings == ()


def test_altsvc_and_origin_of_a_client_are_noted(talk: Any, found: Any) -> None:
    altsvc = b"\0\x01a" + b"h2"
    assert found(talk.peer.raw(0xA, altsvc)) == ["7838 4"]
    assert found(talk.us.raw(0xA, altsvc)) == []
    assert found(talk.peer.raw(0xC, b"\0\x01a")) == ["8336 2.1"]


def test_a_server_sends_no_priority_update(talk: Any, found: Any) -> None:
    update = b"\0\0\0\1u=1"
    assert found(talk.peer.raw(0x10, update)) == []
    assert found(talk.us.raw(0x10, update)) == ["9218 7.1"]
