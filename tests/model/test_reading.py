"""A record understood: direction, stream, one line of words."""

from __future__ import annotations

from typing import Any

import pytest

from h2craft.actions import (
    Close,
    CloseHow,
    Data,
    Door,
    Note,
    Ping,
    Policy,
    Reply,
    Send,
    SendOctets,
    Sleep,
    action_to_json,
)
from h2craft.model import Direction, Reading
from h2craft.trace import Kind, Record


def read(kind: Kind, detail: Any = None, octets: bytes = b"") -> Reading:
    return Reading(Record(1, 0.0, 1, kind, octets, detail=detail))


@pytest.mark.parametrize(
    ("kind", "detail", "summary"),
    [
        (
            Kind.CONNECTION_OPENED,
            {"peer": "a", "scheme": "https"},
            "connection opened: peer=a scheme=https",
        ),
        (Kind.PREFACE_RECEIVED, None, "connection preface"),
        (Kind.PRINTED, {"stream": 1, "text": "hello\n"}, "hello\\n"),
        (Kind.NOTED, "not a mapping", ""),
        (Kind.FRAME_HELD, None, "record of kind 20"),
        (Kind.ACTION_FIRED, SendOctets(octets=b"abc"), "send 3 octets"),
        (Kind.ACTION_FIRED, Close(how=CloseHow.RESET), "close reset"),
        (Kind.ACTION_FIRED, Policy(changes={"goaway": Reply.HOLD}), "policy goaway=hold"),
        (Kind.ACTION_FIRED, Note(text="mark"), "mark"),
        (Kind.ACTION_FIRED, Sleep(seconds=1), "Sleep(seconds=1)"),
        (
            Kind.ACTION_FIRED,
            Send(frames=(Data(stream_id=1), Data(stream_id=1)), door=Door.WIRE),
            "send Data, Data by the wire door",
        ),
    ],
)
def test_records_without_a_frame_are_told_in_words(kind: Kind, detail: Any, summary: str) -> None:
    assert read(kind, detail).summary == summary


def test_octets_are_shown_escaped_and_cut() -> None:
    assert read(Kind.OCTETS_SENT, octets=b"\x1b[2J").summary == '4 octets "\\x1b[2J"'
    assert len(read(Kind.OCTETS_SENT, octets=b"x" * 10_000).summary) <= 300


def test_hostile_detail_is_escaped() -> None:
    assert "\x1b" not in read(Kind.H2_GAVE_UP, {"\x1b": "\x1b"}).summary


def test_a_frames_summary_knows_its_fields(talk: Any) -> None:
    reading = talk.peer.headers(1)
    assert reading.summary == "GET /"
    assert reading.summary is reading.summary
    assert repr(reading) == f"<Reading {talk.seq} GET />"


def test_direction_is_that_of_the_wire() -> None:
    assert read(Kind.FRAME_RECEIVED).direction is Direction.RECEIVED
    assert read(Kind.OCTETS_SENT).direction is Direction.SENT
    assert read(Kind.FRAME_HELD).direction is None
    assert Direction.SENT.opposite is Direction.RECEIVED
    assert Direction.RECEIVED.opposite is Direction.SENT


def test_the_stream_is_that_of_the_frame_or_the_detail(talk: Any) -> None:
    assert talk.peer.headers(3).stream_id == 3
    assert read(Kind.HANDLER_ENDED, {"stream": 5}).stream_id == 5
    assert read(Kind.HANDLER_ENDED, {"stream": "five"}).stream_id == 0


def test_an_action_in_a_detail_is_told_in_the_words_it_has_elsewhere() -> None:
    action = action_to_json(Send(frames=(Ping(),)))
    held = Record(1, 0.0, 1, Kind.ACTION_HELD, detail={"stream": 1, "action": action})
    assert Reading(held).summary == "action held: stream=1 action=send Ping by the lawful door"
    odd = Record(1, 0.0, 1, Kind.ACTION_HELD, detail={"action": {"verb": "odd"}})
    assert Reading(odd).summary == "action held: action={'verb': 'odd'}"


def test_tls_that_was_kept_is_counted_and_a_secret_is_never_shown() -> None:
    assert read(Kind.TLS_RECEIVED, octets=bytes(517)).summary == "TLS received: 517 octets"
    assert read(Kind.TLS_SENT, octets=bytes(122)).summary == "TLS sent: 122 octets"
    line = b"CLIENT_RANDOM 0123 4567"
    assert read(Kind.TLS_SECRETS, octets=line).summary == "TLS secret CLIENT_RANDOM"
    hostile = read(Kind.TLS_SECRETS, octets=b"\x1b[2J" * 1000).summary
    assert "\x1b" not in hostile and len(hostile) <= 800


def test_a_comment_is_its_text() -> None:
    detail = {"text": "why?", "marked": True}
    assert Reading(Record(2, 0.0, 0, Kind.COMMENTED, detail=detail)).summary == "why?"


def test_a_policy_names_the_replies_it_sends_and_drops() -> None:
    policy = Policy(changes={"reset": Reply.HOLD}, release=(4, 5), drop=(6,))
    record = Record(1, 0.0, 1, Kind.ACTION_FIRED, detail=policy)
    assert Reading(record).summary == "policy reset=hold release 4,5 drop 6"


def test_what_is_there_for_who_looks_for_it_is_not_in_the_line() -> None:
    detail = {"version": "TLSv1.3", "ciphers": [0x1301, 0xC02F]}
    record = Record(1, 0.0, 1, Kind.TLS_ESTABLISHED, detail=detail)
    assert Reading(record).summary == "TLS established: version=TLSv1.3"
