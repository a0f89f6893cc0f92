"""Header blocks: put together, decoded, and judged as messages."""

from __future__ import annotations

from typing import Any

import hpack
import pytest

from h2craft.model import FieldsKind, Severity
from h2craft.wire import Representation
from h2craft.wire import SettingId as Id

GET = ((":method", "GET"), (":scheme", "https"), (":authority", "a.test"), (":path", "/"))
POST = ((":method", "POST"), *GET[1:])
OK = ((":status", "200"),)


def test_fields_stand_on_the_record_that_completes_the_block(talk: Any) -> None:
    block = hpack.Encoder().encode(list(GET))
    first = talk.peer.headers(1, block=block[:3], whole=False)
    assert first.fields is None
    assert talk.peer.continuation(1, block[3:5], whole=False).fields is None
    last = talk.peer.continuation(1, block[5:])
    assert last.fields == tuple((name.encode(), value.encode()) for name, value in GET)
    assert last.fields_kind is FieldsKind.REQUEST
    assert last.stream is talk.stream()
    assert talk.stream().path == b"/"
    assert talk.connection.finding_count == 0


def test_representations_are_kept(talk: Any) -> None:
    lines = talk.peer.headers(1).header_fields
    assert [line.representation for line in lines[:2]] == [Representation.INDEXED] * 2


class Test6_10:
    """CONTINUATION."""

    def test_nothing_may_come_within_a_block(self, talk: Any, found: Any) -> None:
        talk.peer.headers(1, whole=False)
        reading = talk.peer.ping()
        assert found(reading) == ["6.10"]
        assert reading.findings[0].text == (
            "PING on stream 0 within the header block of stream 1: only its CONTINUATION may come"
        )
        assert found(talk.peer.continuation(1)) == []

    def test_another_streams_continuation_neither(self, talk: Any, found: Any) -> None:
        talk.peer.headers(1, whole=False)
        assert found(talk.peer.continuation(3)) == ["6.10"]
        assert found(talk.peer.continuation(1)) == []

    def test_a_block_within_a_block_takes_its_place(self, talk: Any, found: Any) -> None:
        talk.peer.headers(1, whole=False)
        talk.peer.encoder = hpack.Encoder()
        assert found(talk.peer.headers(3)) == ["6.10"]
        assert found(talk.peer.continuation(1)) == ["6.10"]

    def test_a_continuation_of_nothing(self, talk: Any, found: Any) -> None:
        assert found(talk.peer.continuation(1)) == ["6.10"]

    def test_the_other_direction_is_not_concerned(self, talk: Any, found: Any) -> None:
        talk.peer.headers(1, whole=False)
        assert found(talk.us.ping()) == []

    def test_many_continuations_are_noted_once(self, talk: Any) -> None:
        talk.peer.headers(1, whole=False)
        findings = [
            finding
            for _ in range(80)
            for finding in talk.peer.continuation(1, whole=False).findings
        ]
        assert [(finding.section, finding.severity) for finding in findings] == [
            ("10.5.1", Severity.NOTE)
        ]


class Test4_3:
    """Field section compression."""

    def test_a_block_that_does_not_decode(self, talk: Any) -> None:
        reading = talk.peer.headers(1, block=b"\x80")
        (finding,) = reading.findings
        assert (finding.section, finding.code, finding.scope) == ("4.3", 9, "connection")
        assert finding.text.startswith("the header block cannot be decoded: ")
        assert reading.fields is None

    def test_after_it_old_entries_fail_instead_of_misleading(self, talk: Any) -> None:
        talk.peer.headers(1, [*GET, ("x-old", "1")])
        talk.peer.headers(3, block=b"\x80")
        (finding,) = talk.peer.headers(5, [*GET, ("x-old", "1")]).findings
        assert (finding.section, finding.severity) == ("4.3", Severity.NOTE)
        talk.peer.encoder = hpack.Encoder()
        assert talk.peer.headers(7, [*GET, ("x-new", "1")]).findings == ()
        assert talk.peer.headers(9, [*GET, ("x-new", "1")]).fields[-1] == (b"x-new", b"1")

    def test_nothing_is_held_against_a_message_that_cannot_be_read(
        self, talk: Any, found: Any
    ) -> None:
        talk.peer.headers(1, block=b"\x80")
        assert found(talk.peer.data(1, b"x", end=True)) == []

    def test_a_block_too_long_to_keep_is_a_note(self, talk: Any, found: Any) -> None:
        talk.peer.headers(1, block=bytes(16_000), whole=False)
        for _ in range(66):
            talk.peer.continuation(1, bytes(16_000), whole=False)
        assert found(talk.peer.continuation(1)) == ["10.5.1"]
        assert talk.connection.peer.table_lost

    def test_a_list_too_long_to_read_is_a_note(self, talk: Any, found: Any) -> None:
        entry = b"\x40\x01x\x7f\xa1\x1e" + b"y" * 4000  # one octet stands for it from now on
        talk.peer.headers(1, block=b"\x82\x84\x87" + entry)
        assert found(talk.peer.headers(3, block=b"\x82\x84\x87" + b"\xbe" * 1000)) == ["10.5.1"]
        assert talk.connection.peer.table_lost

    def test_blocks_of_a_frame_at_fault_are_decoded_all_the_same(self, talk: Any) -> None:
        talk.peer.headers(2, [*GET, ("x-entry", "1")])
        assert talk.peer.headers(1, [*GET, ("x-entry", "1")]).fields[-1] == (b"x-entry", b"1")


class Test4_3_1:
    """Table size updates."""

    @pytest.fixture
    def shrunk(self, talk: Any) -> Any:
        talk.us.settings({Id.HEADER_TABLE_SIZE: 100})
        talk.peer.settings_ack()
        return talk

    def test_a_smaller_table_must_be_announced(self, shrunk: Any, found: Any) -> None:
        reading = shrunk.peer.headers(1)
        assert found(reading) == ["4.3.1"]
        assert reading.findings[0].code == 9
        assert reading.fields is not None
        assert found(shrunk.peer.headers(3)) == []

    def test_an_empty_block_does_not_announce_it(self, shrunk: Any, found: Any) -> None:
        assert found(shrunk.peer.headers(1, block=b""))[0] == "4.3.1"

    def test_announced_it_is_lawful(self, shrunk: Any, found: Any) -> None:
        shrunk.peer.encoder.header_table_size = 100
        reading = shrunk.peer.headers(1)
        assert found(reading) == []
        assert reading.header_fields[0].representation is Representation.SIZE_UPDATE
        assert len(reading.fields) == 4

    def test_the_announced_size_must_not_be_above_it(self, shrunk: Any, found: Any) -> None:
        shrunk.peer.encoder.header_table_size = 200
        reading = shrunk.peer.headers(1)
        assert found(reading) == ["4.3.1"]
        assert reading.findings[0].text.endswith("update to 200, above 100")

    def test_of_two_changes_the_lower_counts(self, shrunk: Any, found: Any) -> None:
        shrunk.us.settings({Id.HEADER_TABLE_SIZE: 50})
        shrunk.peer.settings_ack()
        shrunk.us.settings({Id.HEADER_TABLE_SIZE: 4096})
        shrunk.peer.settings_ack()
        assert shrunk.connection.peer.owed_update == 50

    def test_later_updates_keep_to_the_limit_too(self, shrunk: Any, found: Any) -> None:
        shrunk.peer.headers(1)
        shrunk.peer.encoder.header_table_size = 2000
        reading = shrunk.peer.headers(3)
        assert found(reading) == ["4.3.1"]
        assert reading.findings[0].text == (
            "a table size update to 2,000, above HEADER_TABLE_SIZE 100"
        )


class Test8_1:
    """HTTP message framing."""

    def test_malformed_fields_are_found(self, talk: Any, found: Any) -> None:
        assert found(talk.peer.headers(1, [*GET, ("Upper", "x")])) == ["8.2.1"]

    def test_trailers_need_end_stream(self, talk: Any, found: Any) -> None:
        talk.peer.headers(1, POST)
        reading = talk.peer.headers(1, [("a", "b")])
        assert found(reading) == ["8.1"]
        assert reading.fields_kind is FieldsKind.TRAILERS

    def test_lawful_trailers(self, talk: Any, found: Any) -> None:
        talk.peer.headers(1, POST)
        talk.peer.data(1, b"x")
        assert found(talk.peer.headers(1, [("a", "b")], end=True)) == []

    def test_informational_responses_come_before_the_final_one(self, talk: Any, found: Any) -> None:
        talk.peer.headers(1, end=True)
        reading = talk.us.response(1, [(":status", "103")])
        assert (found(reading), reading.fields_kind) == ([], FieldsKind.INFORMATIONAL)
        assert talk.stream().status == 103
        assert talk.us.response(1).fields_kind is FieldsKind.RESPONSE
        assert talk.stream().status == 200

    def test_an_informational_response_does_not_end_the_stream(self, talk: Any, found: Any) -> None:
        talk.peer.headers(1, end=True)
        assert found(talk.us.response(1, [(":status", "100")], end=True)) == ["8.1"]

    def test_data_before_the_head(self, talk: Any, found: Any) -> None:
        talk.peer.headers(1, end=True)
        assert found(talk.us.data(1, b"x")) == ["8.1"]
        assert found(talk.us.data(1, b"x")) == []

    def test_a_response_without_a_readable_status(self, talk: Any, found: Any) -> None:
        talk.peer.headers(1, end=True)
        assert found(talk.us.response(1, [(":status", "2")])) == ["8.3.2"]
        assert talk.stream().status is None
        talk.peer.headers(3, end=True)
        assert found(talk.us.response(3, [("a", "b")])) == ["8.3.2"]


class Test8_1_1:
    """Malformed messages: content-length."""

    def test_less_content_than_announced(self, talk: Any, found: Any) -> None:
        talk.peer.headers(1, [*POST, ("content-length", "5")])
        reading = talk.peer.data(1, b"abc", end=True)
        assert found(reading) == ["8.1.1"]
        assert reading.findings[0].text == (
            "the message ended with 3 of 5 octets of content-length"
        )

    def test_more_content_is_found_as_it_comes_and_once(self, talk: Any, found: Any) -> None:
        talk.peer.headers(1, [*POST, ("content-length", "2")])
        assert found(talk.peer.data(1, b"abc")) == ["8.1.1"]
        assert found(talk.peer.data(1, b"def", end=True)) == []

    def test_a_head_that_ends_the_stream(self, talk: Any, found: Any) -> None:
        assert found(talk.peer.headers(1, [*POST, ("content-length", "5")], end=True)) == ["8.1.1"]

    def test_trailers_that_end_it(self, talk: Any, found: Any) -> None:
        talk.peer.headers(1, [*POST, ("content-length", "5")])
        assert found(talk.peer.headers(1, [("a", "b")], end=True)) == ["8.1.1"]

    def test_a_length_that_is_no_number_is_said_once(self, talk: Any, found: Any) -> None:
        assert found(talk.peer.headers(1, [*POST, ("content-length", "x")])) == ["8.1.1"]
        assert found(talk.peer.data(1, b"x", end=True)) == []

    def test_head_responses_announce_what_does_not_come(self, talk: Any, found: Any) -> None:
        talk.peer.headers(1, [(":method", "HEAD"), *GET[1:]], end=True)
        assert found(talk.us.response(1, [*OK, ("content-length", "5")], end=True)) == []

    def test_content_that_must_not_be(self, talk: Any, found: Any) -> None:
        talk.peer.headers(1, end=True)
        assert found(talk.us.response(1, [(":status", "304")])) == []
        assert found(talk.us.data(1, b"x")) == ["9110 6.4.1"]

    def test_a_204_has_no_content_length(self, talk: Any) -> None:
        talk.peer.headers(1, end=True)
        reading = talk.us.response(1, [(":status", "204"), ("content-length", "0")], end=True)
        (finding,) = reading.findings
        assert (finding.section, finding.severity) == ("9110 8.6", Severity.NOTE)

    def test_a_tunnel_has_no_length(self, talk: Any, found: Any) -> None:
        talk.peer.headers(1, [(":method", "CONNECT"), (":authority", "a:1")])
        talk.us.response(1, [*OK, ("content-length", "1")])
        assert found(talk.us.data(1, b"abc", end=True)) == []


class Test8_4:
    """Server push."""

    def test_a_promised_request_must_be_safe(self, talk: Any) -> None:
        talk.peer.headers(1)
        (finding,) = talk.us.promise(1, 2, POST).findings
        assert (finding.section, finding.stream_id) == ("8.4", 2)

    def test_a_promised_request_has_no_content(self, talk: Any, found: Any) -> None:
        talk.peer.headers(1)
        assert found(talk.us.promise(1, 2, [*GET, ("content-length", "5")])) == ["8.4"]
        assert found(talk.us.promise(1, 4, [*GET, ("content-length", "0")])) == []

    def test_a_promise_may_be_continued(self, talk: Any) -> None:
        talk.peer.headers(1)
        talk.us.promise(1, 2, whole=False)
        reading = talk.us.continuation(1)
        assert reading.fields_kind is FieldsKind.PUSH_REQUEST
        assert talk.stream(2).method == b"GET"

    def test_a_promise_that_cannot_be_read(self, talk: Any, found: Any) -> None:
        talk.peer.headers(1)
        reading = talk.us.raw(0x5, b"\0\0\0\2\x80", flags=4, stream_id=1)
        assert found(reading) == ["4.3"]
        assert talk.stream(2).method is None


def test_extended_connect_is_lawful_once_the_server_announced_it(
    make_talk: Any, found: Any
) -> None:
    fields = [(":method", "CONNECT"), *GET[1:], (":protocol", "websocket")]
    talk = make_talk().greet(us={Id.ENABLE_CONNECT_PROTOCOL: 1})
    assert found(talk.peer.headers(1, fields)) == []
    assert found(make_talk().greet().peer.headers(1, fields)) == ["8441 4"]


def test_a_header_list_above_the_advised_size(make_talk: Any) -> None:
    limit = {Id.MAX_HEADER_LIST_SIZE: 200}
    talk = make_talk().greet(us=limit, peer=limit)
    assert talk.peer.headers(3).findings == ()
    (finding,) = talk.peer.headers(5, [*GET, ("x", "y" * 100)]).findings
    assert (finding.section, finding.severity) == ("10.5.1", Severity.WARNING)
    (finding,) = talk.us.response(5, [*OK, ("x", "y" * 200)]).findings
    assert finding.severity is Severity.NOTE
