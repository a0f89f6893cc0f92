"""The facts about h2 the endpoint rests on, proved at each run, and what `Lawful` makes of them.

A release of h2 that changes one of them fails here, by name.
"""

from __future__ import annotations

from typing import Any

import h2.config
import h2.connection
import h2.events
import h2.exceptions
import pytest
from hyperframe.frame import (
    HeadersFrame,
    PingFrame,
    PushPromiseFrame,
    SettingsFrame,
    WindowUpdateFrame,
)

from h2craft.endpoint.lawful import Lawful, explain
from h2craft.endpoint.refusal import GaveUp, Refused
from h2craft.wire import ErrorCode

PREFACE = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"
BAD_PING = bytes.fromhex("000007 06 00 00000000 31323334353637")
REQUEST = [(":method", "GET"), (":scheme", "https"), (":authority", "a"), (":path", "/")]


def h2_pair() -> tuple[h2.connection.H2Connection, h2.connection.H2Connection]:
    client = h2.connection.H2Connection(h2.config.H2Configuration(client_side=True))
    server = h2.connection.H2Connection(h2.config.H2Configuration(client_side=False))
    client.initiate_connection()
    server.initiate_connection()
    server.receive_data(client.data_to_send())
    client.receive_data(server.data_to_send())
    server.receive_data(client.data_to_send())
    return client, server


class TestFactsAboutH2:
    def test_chunked_feeding_loses_events(self) -> None:
        client, server = h2_pair()
        client.send_headers(1, REQUEST, end_stream=True)
        with pytest.raises(h2.exceptions.ProtocolError):
            server.receive_data(client.data_to_send() + BAD_PING)
        assert 1 in server.streams  # its effects remain, its event is gone

    def test_a_frame_that_fails_to_parse_stays_at_the_front(self) -> None:
        _, server = h2_pair()
        for _ in range(2):
            with pytest.raises(h2.exceptions.ProtocolError):
                server.receive_data(BAD_PING)
        with pytest.raises(h2.exceptions.ProtocolError):
            server.receive_data(b"")

    def test_a_bad_preface_queues_nothing(self) -> None:
        server = h2.connection.H2Connection(h2.config.H2Configuration(client_side=False))
        with pytest.raises(h2.exceptions.ProtocolError):
            server.receive_data(b"GET / HTTP/1.1")
        assert server.data_to_send() == b""

    def test_an_overlong_frame_is_judged_only_when_complete(self) -> None:
        _, server = h2_pair()
        server.data_to_send()
        assert server.receive_data((100_000).to_bytes(3, "big") + bytes(5) + b"\1") == []
        assert server.data_to_send() == b""

    def test_a_sent_goaway_closes_the_connection_for_streams_too(self) -> None:
        client, server = h2_pair()
        client.send_headers(1, REQUEST, end_stream=True)
        server.receive_data(client.data_to_send())
        server.close_connection()
        with pytest.raises(h2.exceptions.ProtocolError):
            server.send_headers(1, [(":status", "200")])

    def test_a_refused_send_leaves_marks(self) -> None:
        client, server = h2_pair()
        client.send_headers(1, REQUEST, end_stream=True)
        server.receive_data(client.data_to_send())
        server.send_headers(1, [(":status", "200")])
        with pytest.raises(h2.exceptions.ProtocolError):
            server.send_headers(1, [("x", "trailer")])
        with pytest.raises(h2.exceptions.ProtocolError):
            server.send_headers(1, [("x", "trailer")], end_stream=True)

    def test_two_settings_in_flight_and_one_ack_promote_both(self) -> None:
        _, server = h2_pair()
        server.update_settings({4: 1})
        server.update_settings({3: 7})
        server.receive_data(SettingsFrame(0, flags=["ACK"]).serialize())
        assert server.local_settings.initial_window_size == 1
        assert server.local_settings.max_concurrent_streams == 7

    def test_negative_windows_are_safe(self) -> None:
        client, server = h2_pair()
        client.send_headers(1, REQUEST, end_stream=True)
        server.receive_data(client.data_to_send())
        server.send_headers(1, [(":status", "200")])
        server.outbound_flow_control_window -= 100_000
        server.streams[1].outbound_flow_control_window -= 100_000
        server.receive_data(WindowUpdateFrame(1, window_increment=5).serialize())
        server.end_stream(1)

    def test_inbound_header_validation_is_a_connection_error(self) -> None:
        client, server = h2_pair()
        client.config.validate_outbound_headers = False
        client.config.normalize_outbound_headers = False
        client.send_headers(1, [*REQUEST, ("Upper", "x")])
        with pytest.raises(h2.exceptions.ProtocolError):
            server.receive_data(client.data_to_send())


def lawful(**options: Any) -> Lawful:
    made = Lawful(
        **{"role": "server", "strict": False, "header_list": 65_536, "encoder_table": 4096}
        | options
    )
    made.feed(PREFACE, 1)
    made.feed(SettingsFrame(0).serialize(), 2)
    return made


def with_request(end: bool = True) -> Lawful:
    made = lawful()
    encoder = h2.connection.Encoder()
    flags = ["END_HEADERS", *(["END_STREAM"] if end else [])]
    made.feed(HeadersFrame(1, encoder.encode(REQUEST), flags=flags).serialize(), 3)
    return made


def test_giving_up_tells_reason_code_and_section_and_happens_once() -> None:
    ours = lawful()
    with pytest.raises(GaveUp) as gone:
        ours.feed(BAD_PING, 3)
    assert gone.value.code in (1, 6)
    assert gone.value.section
    with pytest.raises(Refused):
        ours.attempt(0, lambda: None)


def test_anything_h2_raises_is_taken_for_its_end() -> None:
    ours = lawful()

    def broken(octets: bytes) -> list[h2.events.Event]:
        raise IndexError("from deep inside")

    ours.h2.receive_data = broken  # type: ignore[method-assign]
    with pytest.raises(GaveUp) as gone:
        ours.feed(PingFrame(0, bytes(8)).serialize(), 3)
    assert (gone.value.code, gone.value.reason) == (2, "from deep inside")


def test_a_refused_push_leaves_no_stream_behind() -> None:
    ours = with_request()
    head = [(b":status", b"200")]
    ours.head(1, head, end_stream=True)
    streams = dict(ours.h2.streams)
    with pytest.raises(Refused):
        ours.promise(1, 2, [(b":method", b"GET")])
    assert ours.h2.streams == streams
    assert ours.next_stream_id == 2


def test_a_1xx_head_that_would_end_the_stream_is_refused() -> None:
    ours = with_request()
    hints = [(b":status", b"103")]
    with pytest.raises(Refused) as refused:
        ours.head(1, hints, end_stream=True)
    assert refused.value.section == "8.1"
    ours.head(1, hints, end_stream=False)
    assert ours.headers_sent(1) is False


def test_states_have_the_rfcs_names() -> None:
    ours = with_request(end=False)
    assert ours.state_of(1) == "open"
    assert ours.state_of(3) == "idle"
    assert ours.was_opened(1)
    assert not ours.was_opened(3)
    assert not ours.was_opened(2)
    assert with_request().state_of(1) == "half-closed-remote"


def test_exceptions_read_as_sentences() -> None:
    assert explain(h2.exceptions.NoSuchStreamError(7)) == "stream 7 is idle"
    assert explain(h2.exceptions.StreamIDTooLowError(3, 5)) == "stream 3 is not above 5"
    assert explain(AssertionError()) == "AssertionError"


def test_a_peers_offer_of_a_huge_table_is_not_taken() -> None:
    ours = lawful(encoder_table=10_000)
    ours.feed(SettingsFrame(0, {1: 1 << 31}).serialize(), 3)
    assert ours.encoder.header_table_size == 10_000


def test_settings_nobody_can_read_refuse_the_upgrade() -> None:
    ours = Lawful(role="server", strict=False, header_list=65_536, encoder_table=4096)
    with pytest.raises(Refused):
        ours.upgrade(b"\0\2\0\0\0\7")


def test_client_role_meets_server_role() -> None:
    client = Lawful(role="client", strict=False, header_list=65_536, encoder_table=4096)
    server = Lawful(role="server", strict=False, header_list=65_536, encoder_table=4096)
    server.feed(PREFACE, 1)
    server.feed(SettingsFrame(0).serialize(), 2)
    client.feed(SettingsFrame(0).serialize(), 1)
    fields = [(name.encode(), value.encode()) for name, value in REQUEST]

    def headers(end: Lawful, fields: Any, *flags: str) -> bytes:
        return HeadersFrame(
            1, end.encoder.encode(fields), flags=["END_HEADERS", *flags]
        ).serialize()

    client.head(1, fields, end_stream=True)
    [request], _ = server.feed(headers(client, fields, "END_STREAM"), 3)
    assert dict(request.headers)[b":path"] == b"/"
    head = [(b":status", b"103"), (b"link", b"<a>")]
    server.head(1, head[:1], end_stream=False)
    [hints], _ = client.feed(headers(server, head), 2)
    assert (hints.informational, hints.headers) == (True, head)
    server.promise(1, 2, fields)
    promise = PushPromiseFrame(1, 2, server.encoder.encode(fields), flags=["END_HEADERS"])
    [push], _ = client.feed(promise.serialize(), 3)
    assert (push.stream_id, push.promised_stream_id) == (1, 2)
    final = [(b":status", b"200")]
    server.head(1, final, end_stream=False)
    [response], _ = client.feed(headers(server, final), 4)
    assert (response.informational, response.stream_ended) == (False, None)
    server.head(1, [], end_stream=True)
    [trailers], _ = client.feed(headers(server, [(b"x-sum", b"1")], "END_STREAM"), 5)
    assert trailers.stream_ended
    assert client.state_of(1) == server.state_of(1) == "closed"


def test_a_block_that_cannot_be_decoded_is_a_compression_error() -> None:
    with pytest.raises(GaveUp) as gone:  # RFC 9113 4.3, where h2 says PROTOCOL_ERROR
        lawful().feed(bytes.fromhex("000001 01 05 00000001 ff"), 3)
    assert (gone.value.code, gone.value.section) == (ErrorCode.COMPRESSION_ERROR, "4.3")
