"""The Fields tab: what a record says, what is wrong first, the frame's header last."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import hyperframe.frame as hf
import pytest

from h2craft.actions import Data, Send
from h2craft.explain import fields, plain
from h2craft.explain.fields import kind_name
from h2craft.explain.text import Role, Text
from h2craft.trace import Kind, Origin, Record

LineWith = Callable[[Text, str], str]


def test_a_head_shows_its_fields_with_pseudo_fields_strong(story: Any) -> None:
    text = fields(story.moment(story.peer.headers(end=True)))
    shown = plain(text)
    assert shown.startswith("HEADERS  < received  stream 1\n")
    assert "Header block  request of stream 1, 4 fields" in shown
    strong = [span.text for line in text for span in line if span.role is Role.STRONG]
    assert "  :method: " in strong


def test_every_span_of_a_part_has_its_octets(story: Any) -> None:
    text = fields(story.moment(story.peer.window_update(0, 5)))
    (line,) = [line for line in text if any("Window Size" in span.text for span in line)]
    assert {span.at for span in line} == {(9, 13)}


def test_single_bits_stand_in_their_octet(story: Any, line_with: LineWith) -> None:
    text = fields(story.moment(story.peer.headers(end=True)))
    assert ".... ...1" in line_with(text, "END_STREAM   1")
    assert "0... ...." in line_with(text, "Reserved")


def test_findings_come_first_with_code_and_scope(story: Any) -> None:
    shown = plain(fields(story.moment(story.peer.window_update(1, 0))))
    assert shown.index("Findings") < shown.index("Payload")
    assert "! 6.9" in shown and "PROTOCOL_ERROR, stream error" in shown


def test_text_in_data_is_shown_as_lines(story: Any) -> None:
    story.peer.headers()
    text = fields(story.moment(story.peer.data(1, b"first\nsecond \x1b[31m\n")))
    assert "\n  first\n  second \\x1b[31m\n" in plain(text)


def test_long_text_is_cut_and_its_length_said(story: Any) -> None:
    story.peer.headers()
    shown = plain(fields(story.moment(story.peer.data(1, b"word \xc3\xa9\n" * 1000))))
    assert "8,000 octets" in shown and shown.count("word") < 30


def test_octets_that_are_no_text_are_not_shown_as_text(story: Any) -> None:
    story.peer.headers()
    assert "as text" not in plain(fields(story.moment(story.peer.data(1, b"\xff\xfe" * 50))))


def test_a_block_that_goes_on_says_what_has_to_follow(story: Any) -> None:
    shown = plain(fields(story.moment(story.peer.headers(whole=False))))
    assert "CONTINUATION has to follow" in shown


def test_a_block_that_cannot_be_read_points_at_the_findings(story: Any) -> None:
    shown = plain(fields(story.moment(story.peer.headers(block=b"\xff\xff"))))
    assert "not read: see the findings" in shown and "! 4.3" in shown


def test_a_promise_tells_the_fields_of_the_promised_stream(story: Any) -> None:
    story.peer.headers(end=True)
    assert "promised request of stream 2" in plain(fields(story.moment(story.us.promise(1, 2))))


def test_a_held_reply_was_not_on_the_wire(story: Any) -> None:
    frame = hf.HeadersFrame(1, b"\x82", flags=["END_HEADERS"]).serialize()
    held = story(Kind.FRAME_HELD, frame, origin=Origin.AUTOMATIC)
    shown = plain(fields(story.moment(held)))
    assert "not on the wire" in shown and "by an automatic reply" in shown


def test_what_a_captured_server_says_is_nobodys_doing_here(make_story: Any) -> None:
    story = make_story()
    story(Kind.CONNECTION_OPENED, origin=Origin.ENGINE, packet=1, tcp_stream=0)
    ping = story.us.ping(origin=Origin.SCRIPT)
    assert "by the server of the capture" in plain(fields(story.moment(ping)))
    assert "by h2craft" in plain(fields(story.moment(1)))


def test_a_record_without_a_frame_shows_its_detail_line_by_line(story: Any) -> None:
    seq = story(Kind.HANDLER_RAISED, detail={"stream": 1, "error": "E", "traceback": "a\nb"})
    shown = plain(fields(story.moment(seq))).split("\n")
    assert shown[0] == "HANDLER_RAISED  stream 1"
    assert any(line.endswith(" a") for line in shown) and any(line.endswith(" b") for line in shown)


@pytest.mark.parametrize(("detail", "shown"), [("a \x1b text", "a \\x1b text"), ([1, 2], "[1, 2]")])
def test_a_detail_that_is_no_mapping_is_shown_as_it_is(
    story: Any, line_with: LineWith, detail: Any, shown: str
) -> None:
    text = fields(story.moment(story(Kind.NOTED, detail=detail)))
    assert shown in line_with(text, "detail")


def test_what_caused_a_record_is_named(story: Any) -> None:
    ping = story.peer.ping()
    ack = story.us.ping(ack=True, cause=ping, origin=Origin.AUTOMATIC)
    assert f"because of record {ping}" in plain(fields(story.moment(ack)))
    assert "because of" not in plain(fields(story.moment(ping)))


def test_an_action_is_shown_by_its_parts(story: Any, line_with: LineWith) -> None:
    action = Send(frames=(Data(stream_id=1, data=b"x"),))
    text = fields(story.moment(story(Kind.ACTION_FIRED, detail=action, origin=Origin.HAND)))
    assert "send" in line_with(text, "verb")
    assert "by a hand" in plain(text)


def test_octets_that_are_no_frame_are_shown(story: Any) -> None:
    text = fields(story.moment(story(Kind.OCTETS_RECEIVED, b"GET / HTTP/1.1\r\n")))
    assert "GET / HTTP/1.1\\r\\n" in plain(text)


def test_a_kind_from_the_future_has_its_number_for_a_name() -> None:
    assert kind_name(Record(1, 0.0, 1, 99)) == "kind 99"  # type: ignore[arg-type]
    assert kind_name(Record(1, 0.0, 1, Kind.NOTED)) == "NOTED"


def test_very_many_fields_and_facts_are_counted_beyond_the_first(story: Any) -> None:
    shown = plain(fields(story.moment(story.peer.headers(1, block=b"\x82" * 600))))
    assert "and 100 more" in shown
    facts = {f"k{number}": number for number in range(80)}
    assert "and 20 more" in plain(fields(story.moment(story(Kind.NOTED, detail=facts))))


def test_a_goaway_that_announces_a_shutdown_says_so(story: Any) -> None:
    shown = plain(fields(story.moment(story.us.goaway(0x7FFF_FFFF))))
    assert "announced first (6.8)" in shown


def test_text_that_is_cut_within_a_character_is_text_all_the_same(story: Any) -> None:
    story.peer.headers(end=True)
    story.us.headers(1, [(":status", "200")])
    long = "a" + "\N{GREEK SMALL LETTER ALPHA}" * 1_500
    shown = plain(fields(story.moment(story.us.data(1, long.encode()))))
    assert "Content  as text" in shown
    story.peer.headers(3, end=True)
    story.us.headers(3, [(":status", "200")])
    shown = plain(fields(story.moment(story.us.data(3, b"\xff" + long.encode()))))
    assert "Content  as text" not in shown
