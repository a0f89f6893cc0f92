from __future__ import annotations

from typing import Any

import pytest

from h2craft.scenario.telling import Telling, frame_name, subject, title_of


def told(sheet: Any, part: Any, width: int = 90, **named: Any) -> str:
    telling = Telling(part.turn)
    for act in part.acts:
        telling.take(sheet.actions[act.seq])
    return telling.text(width, **named)


@pytest.mark.parametrize(
    ("lines", "what"),
    [
        ([], "nothing"),
        (["headers 1 :status=200 end_stream"], "200"),
        (
            ["headers 1 :status=200", 'data 1 "hello"', 'data 1 "!" end_stream'],
            "200, then 6 octets",
        ),
        (["headers 1 :status=200 content-length=6", 'data 1 "hello!"'], "200, then 6 octets"),
        (["headers 1 :status=200 content-length=9", 'data 1 "hello"'], "200, then 5 of 9 octets"),
        (["headers 1 :status=200 content-length=x", 'data 1 "h"'], "200, then 1 octet"),
        (["headers 1 :status=103", "headers 1 :status=204 end_stream"], "103, then 204"),
        (["headers 1 :status=200", "trailers 1 a=b"], "200, then trailers"),
        (["rst 1 CANCEL"], "RST_STREAM CANCEL"),
        (["goaway code=0x77"], "GOAWAY 0x77"),
        (["raw 0x42 stream=1"], "0x42"),
        (["ping", "ping"], "PING"),
        (['octets "HTTP/1.1"'], "8 octets as they are"),
        (["close reset"], "a TCP reset"),
        (["headers 3 :status=200", 'data 3 "x"'], "200 on stream 3, then DATA on stream 3"),
        (["policy ping_ack=drop"], "another policy"),
    ],
)
def test_what_a_request_gets(sheet: Any, lines: list[str], what: str) -> None:
    part = sheet.request(b"/x")
    for line in lines:
        part(line)
    assert told(sheet, part) == f"GET /x gets {what}"


def test_the_response_of_a_push_is_told_with_it(sheet: Any) -> None:
    part = sheet.request(b"/x")
    part.act("push 1 :method=GET :path=/a.css", promised=2)
    part("headers 2 :status=200", 'data 2 "x" end_stream', "headers 1 :status=200 end_stream")
    assert told(sheet, part) == "GET /x gets a push of /a.css, then 200"


def test_what_has_no_end_says_so(sheet: Any) -> None:
    part = sheet.request(b"/x")
    assert told(sheet, part, left_open=True) == "GET /x gets nothing"
    part("headers 1 :status=200")
    assert told(sheet, part, left_open=True) == "GET /x gets 200, and no end"


def test_what_has_no_room_is_more(sheet: Any) -> None:
    part = sheet.request(b"/x")
    part("headers 1 :status=200", "ping", "rst 1 CANCEL")
    assert told(sheet, part, 30) == "GET /x gets 200, then more"
    assert told(sheet, part, 10) == "GET /x gets more than a line can say"
    for number in range(20):
        part(f"wire window {number + 1}", "ping")
    assert told(sheet, part, 400).endswith(", then more")


def test_hostile_names_are_printable_and_short(sheet: Any) -> None:
    part = sheet.request(b"/\x1b[31m" + b"x" * 500, method=b"G\n")
    said = subject(part.turn)
    assert said.isprintable() and len(said) < 60 and said.startswith("G\\n /\\x1b[31m")
    assert subject(sheet.greeting().turn) == "a new connection"


def test_a_frame_has_the_name_of_its_type(sheet: Any) -> None:
    seq = sheet.request()("wire settings + raw 0x42 stream=1")
    assert [frame_name(frame) for frame in sheet.actions[seq].frames] == ["SETTINGS", "0x42"]


def test_a_title_counts_who_has_no_room() -> None:
    assert title_of([], 0, 50) == "Nothing happens."
    assert title_of(["a b"], 1, 50) == "A b."
    assert title_of(["GET /a gets 1", "GET /b gets 2"], 2, 50) == "GET /a gets 1; GET /b gets 2."
    assert title_of(["GET /a gets 1", "GET /b gets 2"], 900, 32) == "GET /a gets 1; and 899 more."


def test_what_is_no_frame_no_octets_and_no_policy_is_not_told(sheet: Any) -> None:
    part = sheet.request()
    part("note hm", "headers 1 :status=204 end_stream")
    assert told(sheet, part) == "GET / gets 204"
