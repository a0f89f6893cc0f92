"""What each key means, on the story of conftest."""

from __future__ import annotations

from typing import Any

import hyperframe.frame as hf
import pytest

from h2craft.filter import KEYS, compile
from h2craft.model import Reading
from h2craft.trace import Kind, Record

Numbers = Any


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("", list(range(1, 14))),
        ("type:DATA", [9, 10]),
        ("type:headers,0x4", [3, 4, 5, 8]),
        ("stream:1", [5, 6, 7, 8, 9, 10, 11]),
        ("stream:0", [3, 4, 12, 13]),
        ("conn:2", [13]),
        ("connection:2", [13]),
        ("dir:received", [2, 3, 5, 10]),
        ("dir:in", [2, 3, 5, 10]),
        ("dir:<", [2, 3, 5, 10]),
        ("dir:sent", [4, 8, 9, 11, 12]),
        ("dir:> type:DATA", [9]),
        ("flag:END_STREAM", [5, 9]),
        ("flag:end-stream,ack", [4, 5, 9, 13]),
        ("flag:ACK", [4, 13]),
        ("flag:0x1", [4, 5, 9, 13]),
        ("flag:4", [5, 8]),
        ("len:12", [9]),
        ("len:>8", [2, 5, 8, 9]),
        ("len:20..30 dir:received", [2]),
        ("field:content-type", [8]),
        ("field:Content-Type=application/json", [8]),
        ("field:content-type=json", []),
        ("field:content-type~json", [8]),
        ('field:x-note="a b"', [8]),
        ("field:x-note~b$", [8]),
        ("status:4xx", [5, 6, 7, 8, 9, 10, 11]),
        ("status:404 type:HEADERS dir:sent", [8]),
        ("status:200", []),
        ("method:get type:HEADERS", [5, 8]),
        ("method~^G type:DATA", [9, 10]),
        ("path:/x", [5, 6, 7, 8, 9, 10, 11]),
        ("path:/y", []),
        ("path~y$ type:HEADERS", [5, 8]),
        ("authority:a.test type:HEADERS", [5, 8]),
        ("host~8443$ type:HEADERS", [5, 8]),
        ("code:REFUSED_STREAM", [11, 12]),
        ("code:7,cancel type:GOAWAY", [12]),
        ("setting:MAX_FRAME_SIZE", [3]),
        ("setting:SETTINGS_ENABLE_PUSH", []),
        ("finding:", [4, 10]),
        ("finding:5.1", [10]),
        ("finding:5", [10]),
        ("finding:5.1.1", []),
        ("finding:error", [10]),
        ("finding:warning,note", [4]),
        ("finding:peer", [10]),
        ("finding:us", [4]),
        ("finding~end_stream", [10]),
        ("kind:PRINTED,connection-opened", [1, 7]),
        ("origin:automatic", [4]),
        ("origin:ENGINE", [1]),
        ("script:hello", [6, 7, 8, 9, 10, 11, 5]),
        ("script:other", []),
        ("script~hello\\.py$ kind:HANDLER_STARTED", [6]),
        ("held:", [13]),
        ("seq:2..3", [2, 3]),
        ("cause:3", [4]),
        ("at:<1.5", [1, 2]),
        ("text:hello,", [9]),
        ("hello", [6, 9]),
        ("needle", [7]),
        ("goaway", [12]),
        ("~^data", [9, 10]),
        ("text~world", [9]),
        ('"Hello, World"', [9]),
    ],
)
def test_each_key_on_the_story(numbers: Numbers, text: str, wanted: list[int]) -> None:
    assert numbers(text) == sorted(wanted)


def test_a_promise_is_about_both_its_streams(blank: Any) -> None:
    promise = hf.PushPromiseFrame(1, 2, b"\x82", flags=["END_HEADERS"])
    blank.frame(Kind.FRAME_SENT, promise)
    assert blank.numbers("stream:1") == blank.numbers("stream:2") == [1]
    assert blank.numbers("stream:3") == []


def test_a_records_own_fields_go_before_its_streams(blank: Any) -> None:
    get = [(":method", "GET"), (":scheme", "http"), (":authority", "a"), (":path", "/1")]
    blank.add(Kind.CONNECTION_OPENED)
    blank.headers(Kind.FRAME_RECEIVED, get)
    blank.headers(Kind.FRAME_SENT, [(":status", "103")], end=False)
    blank.headers(Kind.FRAME_SENT, [(":status", "200")])
    assert blank.numbers("status:103") == [3]
    assert blank.numbers("status:200") == [2, 4]


def test_octets_that_are_no_text_are_seen_escaped(blank: Any) -> None:
    blank.headers(Kind.FRAME_RECEIVED, [(b"x", b"\xff"), (b"y", "é".encode())])
    assert blank.numbers("field:x~xff") == [1]
    assert blank.numbers("field:y=é") == [1]


def test_a_status_that_is_no_number_matches_nothing(blank: Any) -> None:
    blank.headers(Kind.FRAME_RECEIVED, [(":status", "many")])
    assert blank.numbers("status:>0") == []


def test_records_without_frame_stream_or_detail_match_what_they_can() -> None:
    bare = Reading(Record(1, 0.0, 0, Kind.PRINTED))
    for key in KEYS.values():
        if key.name not in ("seq", "at", "kind", "origin", "conn", "cause"):
            for text in key.shape.split("  "):
                assert not compile(text).matches(bare)


@pytest.mark.parametrize("kind", [Kind.FRAME_HELD, Kind.REQUEST_HELD, Kind.ACTION_HELD])
def test_whatever_a_person_may_release_is_held(kind: Kind) -> None:
    reading = Reading(Record(1, 0.0, 1, kind))
    assert compile("held:").matches(reading)
    assert not compile("held:").matches(Reading(Record(2, 0.0, 1, Kind.REQUEST_RELEASED)))
