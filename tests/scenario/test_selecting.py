"""Which acts a filter means."""

from __future__ import annotations

import pytest

from h2craft.actions import RstStream, Send
from h2craft.filter import compile


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("stream:3", [3]),
        ("not stream:3", [1]),
        ("path:/b", [3]),
        ("conn:2", []),
        ("flag:END_STREAM type:DATA", [3]),
        ("status:200", [1]),
        ("field:server", [1]),
    ],
)
def test_a_filter_chooses_requests_and_acts(play, text, kept) -> None:
    play.talk.request(1, "/a")
    play.talk.request(3, "/b")
    play.fire("headers :status=200 server=x", stream=1)
    play.fire('data "x" end_stream', stream=3)
    turns = play.turns(wanted=compile(text))
    assert [turn.stream_id for turn in turns if turn.acts] == kept


def test_a_filter_for_those_who_act_leaves_out_the_other_acts(play) -> None:
    play.talk.request(1)
    play.script("headers :status=200")
    by_hand = play.fire('data "x" end_stream')
    assert [act.seq for act in play.acts(wanted=compile("origin:hand"))] == [by_hand]


def test_requests_and_connections_count_anew_where_a_filter_leaves_some_out(play) -> None:
    play.talk.request(1, "/a")
    play.talk.opened(2)
    play.fire("ping", connection=2)
    play.talk.request(1, "/b", connection=2)
    opening, request = play.turns(wanted=compile("conn:2"))
    assert (opening.connection, opening.ordinal) == (2, 1)
    assert (request.path, request.ordinal) == (b"/b", 1)


def test_what_was_said_is_of_what_is_wanted(play) -> None:
    play.talk.request(1, "/a")
    play.talk.opened(2)
    play.talk.request(1, "/b", connection=2)
    play.fire("headers :status=200", connection=2)
    said = play.score(wanted=compile("path:/b")).said
    paths = [dict(one.meaning["fields"])[":path"] for one in said if one.frame == "HEADERS"]
    assert paths == ["/b"]


@pytest.mark.parametrize(
    ("line", "meant"),
    [
        ("rst 1 CANCEL", "type:RST_STREAM code:CANCEL"),
        ("goaway code=0xb", "type:GOAWAY code:ENHANCE_YOUR_CALM"),
        ('goaway CANCEL "bye" last=5', "type:GOAWAY code:CANCEL"),
        ("ping ack", "type:PING flag:ACK"),
        ("settings ack", "type:SETTINGS flag:ACK"),
        ('data 1 "x" padding=3', "type:DATA flag:PADDED"),
        ("continuation 1 a=b", "type:CONTINUATION flag:END_HEADERS"),
        ('raw 0xfa 1 "x" flags=0x4', "type:0xfa"),
        ('raw DATA 1 "x" flags=END_STREAM', "type:DATA flag:END_STREAM"),
    ],
)
def test_an_act_is_meant_by_the_frame_it_makes(play, line: str, meant: str) -> None:
    play.talk.request(1)
    seq = play.fire(line, leaves=False)
    assert [act.seq for act in play.acts(wanted=compile(meant))] == [seq]
    assert play.acts(wanted=compile(f"not ({meant})")) == ()


def test_a_frame_no_wire_holds_is_meant_by_no_type(play) -> None:
    play.talk.request(1)
    play.fire(Send(frames=(RstStream(stream_id=1, error_code=1 << 40),)), leaves=False)
    assert play.acts(wanted=compile("type:RST_STREAM")) == ()
    assert len(play.acts(wanted=compile("origin:hand"))) == 1
