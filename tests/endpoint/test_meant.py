from __future__ import annotations

import hpack
import pytest
from hyperframe.frame import HeadersFrame, PingFrame, RstStreamFrame, SettingsFrame

from h2craft.endpoint import events
from h2craft.endpoint.lawful import Lawful

GET = [(b":method", b"GET"), (b":scheme", b"https"), (b":authority", b"a"), (b":path", b"/")]
OK = [(b":status", b"200")]
HINTS = [(b":status", b"103")]
SUM = [(b"x-sum", b"1")]


def end(role: str) -> Lawful:
    made = Lawful(role=role, strict=False, header_list=65_536, encoder_table=4096)
    if role == "server":
        made.feed(b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 1)
    made.feed(SettingsFrame(0).serialize(), 2)
    return made


@pytest.fixture
def client() -> Lawful:
    """Its request on stream 1 is out, and has not ended."""
    made = end("client")
    made.head(1, GET, end_stream=False)
    return made


def heard(ours: Lawful, fields: list[tuple[bytes, bytes]], *flags: str) -> list[events.Event]:
    """What a header block on stream 1 means, which is record 7."""
    block = hpack.Encoder().encode(fields)
    frame = HeadersFrame(1, block, flags=["END_HEADERS", *flags])
    if "PRIORITY" in flags:
        frame.depends_on, frame.stream_weight, frame.exclusive = 3, 9, True
    meant, _ = ours.feed(frame.serialize(), 7)
    return meant


def test_a_request_has_its_fields_as_they_came_and_its_record() -> None:
    [request] = heard(end("server"), GET, "END_STREAM")
    assert request == events.RequestReceived(1, GET, events.StreamEnded(1), None, 7)


def test_a_request_that_goes_on_has_no_end() -> None:
    [request] = heard(end("server"), GET)
    assert isinstance(request, events.RequestReceived)
    assert request.stream_ended is None


def test_priority_with_the_head_is_part_of_it() -> None:
    [request] = heard(end("server"), GET, "PRIORITY")
    assert isinstance(request, events.RequestReceived)
    assert request.priority_updated == events.PriorityUpdated(1, 3, 10, True)


def test_an_informational_response_is_told_from_the_final_one(client: Lawful) -> None:
    [hints] = heard(client, HINTS)
    [final] = heard(client, OK, "END_STREAM")
    assert hints == events.ResponseReceived(1, HINTS, None, None, 7, True)
    assert final == events.ResponseReceived(1, OK, events.StreamEnded(1), None, 7, False)


def test_trailers_end_the_stream(client: Lawful) -> None:
    heard(client, OK)
    [trailers] = heard(client, SUM, "END_STREAM")
    assert trailers == events.TrailersReceived(1, SUM, events.StreamEnded(1), None, 7)


def test_a_reset_of_the_peers_is_said_to_be_the_peers(client: Lawful) -> None:
    meant, _ = client.feed(RstStreamFrame(1, error_code=8).serialize(), 7)
    assert meant == [events.StreamReset(1, 8, True, 7)]


def test_what_is_read_from_the_octets_is_not_told_twice() -> None:
    ours = end("server")
    assert ours.feed(PingFrame(0, bytes(8)).serialize(), 7)[0] == []
    assert ours.feed(SettingsFrame(0, {4: 100}).serialize(), 8)[0] == []
