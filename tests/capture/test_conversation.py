from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from h2craft.capture import conversation as module
from h2craft.capture.packet import ACK, FIN, RST, SYN, Tls
from h2craft.capture.speech import Speech
from h2craft.model import Board
from h2craft.trace import Record
from h2craft.wire import PREFACE, frame_octets

CLIENT, SERVER = ("192.0.2.7", 51_000), ("2001:db8::1", 8443)
SETTINGS = frame_octets(4, 0, 0, b"")
PING = frame_octets(6, 0, 0, bytes(8))
EXCHANGE = [
    "CONNECTION_OPENED",
    "PREFACE_RECEIVED",
    "FRAME_RECEIVED",
    "FRAME_SENT",
    "FRAME_SENT",
    "FRAME_RECEIVED",
    "FRAME_RECEIVED",
    "FRAME_SENT",
    "FRAME_SENT",
]
FINISHED = ["END_RECEIVED", "CONNECTION_CLOSED"]
ASKS = (
    b"GET / HTTP/1.1\r\nHost: x\r\nConnection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\n"
    b"HTTP2-Settings: AAMAAABk\r\n\r\n"
)
SWITCHES = b"HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: h2c\r\n\r\n"
HELLO = Tls(types=(22,), messages=(1,), version=0x0303, alpn=("h2", "http/1.1"))
FLIGHT = Tls(
    types=(22, 22, 22),
    sealed=2,
    messages=(2, 8, 20),
    supported=(0x0304,),
    suites=(0x1301,),
    alpn=("h2",),
)
OPENED = Tls(types=(23,), sealed=1)
HELLO_OCTETS, FLIGHT_OCTETS, SEALED = b"\x16\x03\x01hello", b"\x16\x03\x03flight", b"\x17\x03\x03?"


def secured(wire, tls: Tls = FLIGHT):
    """A TLS 1.3 handshake that is decrypted."""
    wire.opens().client(HELLO_OCTETS, tls=HELLO)
    return wire.server(FLIGHT_OCTETS, tls=tls)


# In the clear


def test_a_connection_from_its_beginning_to_its_end(wire, heard) -> None:
    found = heard(wire.opens().exchange().closes().packets)
    assert found.kinds == EXCHANGE + FINISHED
    assert found.detail("CONNECTION_OPENED") == {
        "peer": [*CLIENT],
        "local": [*SERVER],
        "scheme": "http",
        "packet": 1,
        "tcp_stream": 0,
    }
    assert found.detail("END_RECEIVED") == {"how": "fin"}
    received = found.octets("PREFACE_RECEIVED", "FRAME_RECEIVED")
    sent = found.octets("FRAME_SENT")
    assert found.detail("CONNECTION_CLOSED") == {
        "how": "fin",
        "by": "peer",
        "octets_received": len(received),
        "octets_sent": len(sent),
    }
    assert received.startswith(PREFACE) and sent.endswith(b"hello")


def test_times_are_those_of_the_segments_that_complete_a_record(wire, heard) -> None:
    wire.opens().client(PREFACE, SETTINGS[:4], SETTINGS[4:])
    found = heard(wire.packets)
    assert [one.at // 1_000_000 for one in found.told] == [1, 4, 6]


def test_the_fold_finds_nothing_wrong_with_a_lawful_exchange(wire, heard) -> None:
    found = heard(wire.opens().exchange().closes().packets)
    board = Board()
    readings = [
        board.fold(Record(seq, one.at / 1e9, 1, one.kind, one.octets, 0, one.origin, one.detail))
        for seq, one in enumerate(found.told, 1)
    ]
    assert not [finding for one in readings for finding in one.findings]
    assert board.connections[1].closed_streams[1].status == 200


def test_a_server_that_closes_first_has_closed_it(wire, heard) -> None:
    wire.opens().exchange()
    wire.put(SERVER, flags=ACK | FIN)
    wire.put(CLIENT, flags=ACK | FIN)
    assert heard(wire.packets).detail("CONNECTION_CLOSED")["by"] == "us"


@pytest.mark.parametrize(("source", "by"), [(CLIENT, "peer"), (SERVER, "us")])
def test_a_reset_ends_it_at_once_and_says_what_was_under_way(wire, heard, source, by) -> None:
    found = heard(wire.opens().exchange().client(PING[:5]).resets(source).packets)
    ends = ["END_RECEIVED"] if source == CLIENT else []
    assert found.kinds == [*EXCHANGE, "OCTETS_RECEIVED", *ends, "CONNECTION_CLOSED"]
    assert found.octets("OCTETS_RECEIVED") == PING[:5]
    assert found.detail("OCTETS_RECEIVED") == {"cut_off": "reset"}
    closed = found.detail("CONNECTION_CLOSED")
    assert (closed["how"], closed["by"]) == ("reset", by)


def test_what_comes_after_the_close_is_nothing(wire, heard) -> None:
    wire.opens().exchange().resets().resets(SERVER)
    assert heard(wire.client(PING).packets).kinds.count("CONNECTION_CLOSED") == 1


def test_a_capture_that_ends_in_a_frame_says_what_has_come_of_it(wire, heard) -> None:
    found = heard(wire.opens().exchange().server(PING[:5]).packets)
    assert found.kinds == [*EXCHANGE, "OCTETS_SENT"]
    assert found.detail("OCTETS_SENT") == {"cut_off": "the capture ends"}


def test_who_leaves_without_a_word_is_seen_where_the_server_has_said_one(wire, heard) -> None:
    wire.opens()
    wire.put(CLIENT, flags=ACK | FIN)
    wire.server(SETTINGS)
    wire.put(SERVER, flags=ACK | FIN)
    found = heard(wire.packets)
    assert found.kinds == ["CONNECTION_OPENED", "FRAME_SENT", *FINISHED]


# What is missing


def test_segments_out_of_order_say_the_same(wire, heard) -> None:
    packets = wire.opens().exchange().closes().packets
    swapped = [*packets]
    swapped[6], swapped[7] = swapped[7], swapped[6]  # header block and body of the response
    first, second = heard(packets), heard(swapped)
    assert second.kinds == first.kinds
    assert [one.octets for one in second.told] == [one.octets for one in first.told]


def test_what_is_lost_is_said_and_nothing_after_it_is_guessed(wire, heard) -> None:
    packets = wire.opens().exchange().client(PING).server(PING).closes().packets
    lost = packets.pop(6)
    found = heard(packets)
    assert found.kinds == [*EXCHANGE[:-2], "RECORDS_LOST"]
    (loss,) = [one for one in found.told if one.kind.name == "RECORDS_LOST"]
    assert loss.detail == {
        "reason": f"the capture does not have {lost.length} octets that the server has sent, before"
        f" packet {packets[6].number}: what follows on this connection cannot be told apart"
    }


def test_an_answer_to_what_was_lost_does_not_stand_alone(wire, heard) -> None:
    packets = wire.opens().exchange().packets
    request = packets.pop(5)
    found = heard(packets)
    assert found.kinds == [*EXCHANGE[:5], "RECORDS_LOST"]
    assert f"{request.length} octets that the client has sent" in found.told[-1].detail["reason"]


def test_of_a_connection_with_a_loss_the_end_is_still_seen(wire, heard) -> None:
    wire.opens().exchange()
    wire.put(SERVER, b"gone")
    wire.packets.pop()
    for _ in range(80):
        wire.server(b"what is behind").client(PING)
    found = heard(wire.closes().packets)
    assert found.kinds == [*EXCHANGE, "RECORDS_LOST", "END_RECEIVED"]


def test_a_reset_behind_a_loss_ends_the_waiting(wire, heard) -> None:
    packets = wire.opens().exchange().resets().packets
    packets.pop(6)
    found = heard(packets)
    assert found.kinds[-3:] == ["RECORDS_LOST", *FINISHED]


def test_a_capture_cut_to_its_headers_has_lost_everything_behind(wire, heard) -> None:
    wire.opens().client(PREFACE + SETTINGS).server(SETTINGS)
    wire.put(CLIENT, PING[:9], length=17)
    found = heard(wire.client(PING).packets)
    assert found.kinds == [*EXCHANGE[:4], "RECORDS_LOST"]


def test_a_loss_before_anything_is_clear_is_no_http2(wire, heard) -> None:
    packets = wire.opens().client(PREFACE, SETTINGS).packets
    packets.pop(3)
    found = heard(packets)
    assert found.kinds == [] and found.conversation.speech is Speech.OTHER


def test_while_octets_are_missing_other_connections_need_not_wait_for_ever(wire, heard) -> None:
    packets = wire.opens().exchange().packets
    packets.pop(6)
    waiting = heard(packets[:7], finish=False).conversation
    assert waiting.waits == 7_000_000
    assert heard(packets).conversation.waits is None


# What is no HTTP/2


def test_other_protocols_leave_no_record_and_are_named(wire, heard) -> None:
    wire.opens().client(b"GET / HTTP/1.1\r\n\r\n").server(b"HTTP/1.1 200 OK\r\n\r\n")
    found = heard(wire.closes().packets)
    assert found.kinds == []
    assert found.conversation.why == 'begins with "GET / HTTP/1.1"'
    assert found.conversation.names == "192.0.2.7:51000 to [2001:db8::1]:8443"


def test_a_connection_that_says_nothing_is_none(wire, heard) -> None:
    assert heard(wire.opens().closes().packets).conversation.why == "says nothing"


def test_what_is_not_clear_after_so_much_is_something_else(wire, heard, monkeypatch) -> None:
    monkeypatch.setattr(module, "EARLY_OCTETS", 100)
    wire.opens().client(b"x" * 60, b"x" * 60)
    assert heard(wire.packets, finish=False).conversation.speech is Speech.OTHER


def test_a_client_that_answers_http2_with_something_else_is_shown(wire, heard) -> None:
    found = heard(wire.opens().server(SETTINGS).client(b"GET / HTTP/1.1\r\n\r\n").packets)
    assert found.kinds == ["CONNECTION_OPENED", "FRAME_SENT", "OCTETS_RECEIVED"]


# A capture that begins late


def test_without_the_beginning_nothing_is_told_apart(wire, heard) -> None:
    found = heard(wire.server(b"hello", PING).client(PING).packets)
    assert found.kinds == [] and found.conversation.why == module.IN_THE_MIDDLE


def test_a_preface_tells_who_the_client_is(wire, heard) -> None:
    found = heard(wire.exchange().packets)
    assert found.kinds == EXCHANGE
    assert found.detail("CONNECTION_OPENED")["peer"] == [*CLIENT]


def test_the_answer_to_a_connection_attempt_tells_it_too(wire, heard) -> None:
    wire.put(SERVER, flags=SYN | ACK)
    assert heard(wire.exchange().packets).detail("CONNECTION_OPENED")["peer"] == [*CLIENT]


def test_frames_of_a_server_that_has_begun_before_are_not_cut_anywhere(wire, heard) -> None:
    wire.put(CLIENT, flags=SYN)
    wire.client(PREFACE + SETTINGS).server(b"the rest of a frame", PING).client(PING)
    assert heard(wire.packets).kinds == [*EXCHANGE[:3], "RECORDS_LOST"]


def test_a_server_whose_first_frame_is_there_has_not_begun_before(wire, heard) -> None:
    wire.put(CLIENT, flags=SYN)
    assert heard(wire.exchange().packets).kinds == EXCHANGE


def test_only_acknowledgements_are_no_conversation(wire, heard) -> None:
    wire.put(CLIENT)
    assert heard(wire.packets).conversation.why == module.IN_THE_MIDDLE


# Upgraded


def test_an_upgrade_is_http1_and_then_http2(wire, heard) -> None:
    wire.opens().client(ASKS).server(SWITCHES + SETTINGS)
    found = heard(wire.client(PREFACE + SETTINGS).server(PING).packets)
    assert found.kinds == [
        "CONNECTION_OPENED",
        "OCTETS_RECEIVED",
        "UPGRADED",
        "OCTETS_SENT",
        "FRAME_SENT",
        "PREFACE_RECEIVED",
        "FRAME_RECEIVED",
        "FRAME_SENT",
    ]
    assert found.octets("OCTETS_RECEIVED") == ASKS
    assert found.octets("OCTETS_SENT") == SWITCHES
    assert found.detail("UPGRADED") == {"from": "h2c", "settings": "000300000064"}


def test_the_body_of_the_request_may_come_after_the_answer(wire, heard) -> None:
    asks = ASKS.replace(b"Host: x\r\n", b"Content-Length: 4\r\n")
    wire.opens().client(asks + b"a=").server(b"HTTP/1.1 100 Continue\r\n\r\n", SWITCHES)
    found = heard(wire.client(b"bc" + PREFACE).packets)
    assert found.kinds == [
        "CONNECTION_OPENED",
        "OCTETS_RECEIVED",
        "OCTETS_SENT",
        "UPGRADED",
        "OCTETS_SENT",
        "OCTETS_RECEIVED",
        "PREFACE_RECEIVED",
    ]


def test_settings_that_cannot_be_read_are_none(wire, heard) -> None:
    wire.opens().client(ASKS.replace(b"AAMAAABk", b"??")).server(SWITCHES)
    assert heard(wire.packets).detail("UPGRADED")["settings"] is None


def test_a_chunked_request_ends_nobody_knows_where(wire, heard) -> None:
    asks = ASKS.replace(b"Host: x\r\n", b"Transfer-Encoding: chunked\r\n")
    found = heard(wire.opens().client(asks).server(SWITCHES).packets)
    assert found.kinds == ["CONNECTION_OPENED", "RECORDS_LOST"]


# TLS


def test_what_tls_carried_is_what_counts(wire, heard) -> None:
    secured(wire).client(SEALED, tls=OPENED, opened=(PREFACE + SETTINGS,))
    wire.server(SEALED, tls=OPENED, opened=(SETTINGS, PING))
    found = heard(wire.closes().packets)
    assert found.kinds == [
        "CONNECTION_OPENED",
        "TLS_ESTABLISHED",
        "PREFACE_RECEIVED",
        "FRAME_RECEIVED",
        "FRAME_SENT",
        "FRAME_SENT",
        *FINISHED,
    ]
    assert found.detail("CONNECTION_OPENED")["scheme"] == "https"
    assert found.detail("TLS_ESTABLISHED")["alpn"] == "h2"
    assert found.detail("END_RECEIVED") == {"how": "fin", "tls": "no close_notify"}


def test_close_notify_ends_the_clients_direction(wire, heard) -> None:
    secured(wire).client(SEALED, tls=OPENED, opened=(PREFACE + SETTINGS + PING[:3],))
    wire.client(SEALED, tls=Tls(types=(21,), sealed=1, alerts=(0,)))
    found = heard(wire.closes().packets)
    assert found.kinds[-4:] == ["OCTETS_RECEIVED", "END_RECEIVED", *FINISHED]
    ends = [one.detail for one in found.told if one.kind.name == "END_RECEIVED"]
    assert ends == [{"how": "close-notify"}, {"how": "fin"}]


def test_an_alert_later_on_is_noted(wire, heard) -> None:
    secured(wire).client(SEALED, tls=OPENED, opened=(PREFACE,))
    wire.server(SEALED, tls=Tls(types=(21,), sealed=1, alerts=(80,)))
    text = heard(wire.packets).detail("NOTED")["text"]
    assert text == "the server says by a TLS alert: internal_error (80)"


def test_an_alert_after_the_close_is_nothing(wire, heard) -> None:
    secured(wire).client(SEALED, tls=OPENED, opened=(PREFACE,)).resets()
    wire.server(SEALED, tls=Tls(types=(21,), sealed=1, alerts=(80,)))
    assert heard(wire.packets).kinds[-1] == "CONNECTION_CLOSED"


def test_a_handshake_that_fails_says_who_and_why(wire, heard) -> None:
    secured(wire).client(SEALED, tls=Tls(types=(21,), sealed=1, alerts=(48,)))
    found = heard(wire.closes().packets)
    assert found.kinds == ["CONNECTION_OPENED", "TLS_FAILED", *FINISHED]
    assert found.detail("TLS_FAILED")["reason"] == "the client says unknown_ca (48)"


def test_h2_by_alpn_is_http2_whatever_is_said(wire, heard) -> None:
    secured(wire).client(SEALED, tls=OPENED, opened=(b"GET / HTTP/1.1\r\n\r\n",))
    assert heard(wire.packets).kinds == ["CONNECTION_OPENED", "TLS_ESTABLISHED", "OCTETS_RECEIVED"]


def test_another_protocol_by_alpn_is_named(wire, heard) -> None:
    secured(wire, FLIGHT._replace(alpn=("http/1.1",)))
    found = heard(wire.client(SEALED, tls=OPENED, opened=(b"GET /",)).packets)
    assert found.kinds == [] and found.conversation.why == "ALPN http/1.1"


def test_without_keys_it_is_said_for_the_connection(wire, heard) -> None:
    wire.opens().client(HELLO_OCTETS, tls=HELLO)
    wire.server(FLIGHT_OCTETS, tls=Tls(types=(22,), sealed=4, messages=(2,), supported=(0x0304,)))
    wire.client(SEALED, tls=Tls(sealed=1))
    found = heard(wire.closes().packets)
    assert found.kinds == ["CONNECTION_OPENED", "NOTED", *FINISHED]
    assert found.conversation.sealed
    noted = found.detail("NOTED")
    assert noted["text"] == module.NO_KEYS and noted["offered"] == ["h2", "http/1.1"]
    assert found.detail("END_RECEIVED") == {"how": "fin"}  # close_notify cannot be seen


@pytest.mark.parametrize(
    ("alpn", "why"),
    [((), "TLS without ALPN, no keys"), (("http/1.1", "spdy/3"), "ALPN http/1.1, spdy/3")],
)
def test_without_keys_only_what_offers_h2_may_be_http2(wire, heard, alpn, why) -> None:
    wire.opens().client(HELLO_OCTETS, tls=HELLO._replace(alpn=alpn))
    wire.server(FLIGHT_OCTETS, tls=Tls(types=(22,), sealed=4, messages=(2,)))
    found = heard(wire.packets)
    assert found.kinds == [] and found.conversation.why == why


def test_a_handshake_that_is_never_finished_is_no_http2(wire, heard) -> None:
    found = heard(wire.opens().client(HELLO_OCTETS, tls=HELLO).closes().packets)
    assert found.kinds == [] and found.conversation.why == "TLS, ALPN h2, http/1.1"


def test_what_cannot_be_decrypted_any_more_is_lost(wire, heard) -> None:
    secured(wire).client(SEALED, tls=OPENED, opened=(PREFACE + SETTINGS,))
    wire.server(SEALED, tls=Tls(sealed=1)).client(SEALED, tls=OPENED, opened=(PING,))
    found = heard(wire.packets)
    assert found.kinds[-1] == "RECORDS_LOST"
    assert "TLS could not be decrypted in packet 7" in found.detail("RECORDS_LOST")["reason"]


# Through a proxy

CONNECT = b"CONNECT example.net:443 HTTP/1.1\r\nHost: example.net\r\n\r\n"


def test_what_is_said_in_a_tunnel_counts_and_not_what_asked_for_it(wire, heard) -> None:
    wire.opens().client(CONNECT).server(b"HTTP/1.1 200 Connection established\r\n\r\n")
    wire.client(HELLO_OCTETS, tls=HELLO).server(FLIGHT_OCTETS, tls=FLIGHT)
    found = heard(wire.client(SEALED, tls=OPENED, opened=(PREFACE,)).packets)
    assert found.kinds == ["CONNECTION_OPENED", "TLS_ESTABLISHED", "PREFACE_RECEIVED"]
    assert found.detail("CONNECTION_OPENED")["tunnel"] == "example.net:443"


def test_a_tunnel_that_is_refused_or_not_used_is_no_http2(wire, make_wire, heard) -> None:
    refused = wire.opens().client(CONNECT).server(b"HTTP/1.1 403 Forbidden\r\n\r\n")
    assert heard(refused.packets).conversation.why.startswith('begins with "CONNECT ')
    unused = make_wire().opens().client(CONNECT).server(b"HTTP/1.1 200 OK\r\n")
    unused.client(HELLO_OCTETS, tls=HELLO)  # before the response is whole
    assert heard(unused.packets).conversation.why.startswith('begins with "CONNECT ')


# Whatever is captured

SAID = st.sampled_from(
    [
        PREFACE,
        PREFACE[:9],
        SETTINGS,
        PING,
        PING[:11],
        ASKS,
        SWITCHES,
        b"\x16\x03\x01hello",
        b"x",
        b"",
    ]
)
TOLD = st.sampled_from([Tls(), HELLO, FLIGHT, OPENED, Tls(sealed=2), Tls(types=(21,), alerts=(0,))])
ACTS = st.tuples(
    st.sampled_from([CLIENT, SERVER]),
    SAID,
    st.sampled_from([ACK, ACK, ACK, ACK | FIN, SYN, SYN | ACK, RST, 0]),
    TOLD,
    st.lists(SAID, max_size=2),
    st.sampled_from([0, 0, 0, 0, 1, -9, 500, 1 << 31]),
)


@given(st.lists(ACTS, min_size=1, max_size=25), st.booleans())
def test_nothing_that_is_captured_makes_it_fail_or_speak_after_the_end(
    make_wire, heard, acts, opens
) -> None:
    wire = make_wire().opens() if opens else make_wire()
    for source, said, flags, tls, opened, off in acts:
        seq = (wire.seq(source) + off) % (1 << 32) if off else None
        wire.put(source, said, flags, seq=seq, tls=tls, opened=tuple(opened))
    found = heard(wire.packets)
    kinds = found.kinds
    assert kinds[:1] in ([], ["CONNECTION_OPENED"])
    assert kinds.count("CONNECTION_OPENED") <= 1 and kinds.count("CONNECTION_CLOSED") <= 1
    if "CONNECTION_CLOSED" in kinds:
        assert kinds[-1] == "CONNECTION_CLOSED"
    if "RECORDS_LOST" in kinds:
        left = set(kinds[kinds.index("RECORDS_LOST") + 1 :])
        assert left <= {"END_RECEIVED", "CONNECTION_CLOSED"}
    assert (kinds == []) is (found.conversation.speech is Speech.OTHER)
    assert found.conversation.waits is None
