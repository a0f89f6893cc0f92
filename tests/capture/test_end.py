from __future__ import annotations

import pytest

from h2craft.capture.end import End
from h2craft.trace import Kind, Origin
from h2craft.wire import PREFACE, frame_octets

PING = frame_octets(6, 0, 0, bytes(8))


def client() -> End:
    end = End(("192.0.2.7", 50_000))
    end.becomes(client=True)
    return end


def server() -> End:
    end = End(("192.0.2.8", 443))
    end.becomes(client=False)
    return end


def test_a_client_says_the_preface_and_frames() -> None:
    end = client()
    told = [*end.say(1, PREFACE[:10]), *end.say(2, PREFACE[10:] + PING[:4]), *end.say(3, PING[4:])]
    assert [(one.at, one.kind, one.octets) for one in told] == [
        (2, Kind.PREFACE_RECEIVED, PREFACE),
        (3, Kind.FRAME_RECEIVED, PING),
    ]
    assert all(one.origin is Origin.PEER for one in told)
    assert end.octets == len(PREFACE + PING)


@pytest.mark.parametrize(
    ("octets", "origin"),
    [
        (frame_octets(4, 0, 0, b""), Origin.SCRIPT),  # not its first
        (frame_octets(4, 1, 0, b""), Origin.AUTOMATIC),
        (frame_octets(6, 1, 0, bytes(8)), Origin.AUTOMATIC),
        (PING, Origin.SCRIPT),
        (frame_octets(8, 0, 0, bytes(4)), Origin.AUTOMATIC),
        (frame_octets(7, 0, 0, bytes(8)), Origin.SCRIPT),
        (frame_octets(0, 1, 1, b"x"), Origin.SCRIPT),
    ],
)
def test_what_any_server_says_by_itself_is_told_from_the_rest(
    octets: bytes, origin: Origin
) -> None:
    end = server()
    (greeting,) = end.say(1, frame_octets(4, 0, 0, b""))
    assert greeting.origin is Origin.AUTOMATIC and greeting.kind is Kind.FRAME_SENT
    (frame,) = end.say(2, octets)
    assert frame.origin is origin


def test_octets_of_http1_are_no_frames_and_count_down() -> None:
    end = server()
    end.plain = 5
    told = end.say_plain(1, b"HTT")
    assert (told.kind, told.octets, told.origin) == (Kind.OCTETS_SENT, b"HTT", Origin.ENGINE)
    assert end.plain == 2
    assert client().say_plain(1, b"G").kind is Kind.OCTETS_RECEIVED


def test_the_end_brings_out_what_never_will_be_whole() -> None:
    end = server()
    assert list(end.say(1, PING[:12])) == []
    (told,) = end.cut_off(2, "reset")
    assert (told.kind, told.octets, told.detail) == (
        Kind.OCTETS_SENT,
        PING[:12],
        {"cut_off": "reset"},
    )
    assert list(end.cut_off(3, "fin")) == []


def test_a_wrong_preface_is_octets_received() -> None:
    end = client()
    (told,) = end.say(1, b"GET / HTTP/1.1\r\n")
    assert told.kind is Kind.OCTETS_RECEIVED


def test_each_end_has_a_name_for_sentences_and_for_records() -> None:
    assert (client().who, client().side) == ("the client", "peer")
    assert (server().who, server().side) == ("the server", "us")
