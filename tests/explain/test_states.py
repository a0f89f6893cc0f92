"""The State tab."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from h2craft.explain import plain, state
from h2craft.explain.states import PASSAGES_SHOWN
from h2craft.explain.text import Text
from h2craft.model import Connection, resume, standing_of
from h2craft.trace import Kind

LineWith = Callable[[Text, str], str]


def page(story: Any, number: int = 1, upto: int | None = None) -> Text:
    return state(story.connection, story.stream(number), story.readings, upto=upto)


def test_the_page_says_where_the_stream_is_and_how_it_got_there(
    story: Any, line_with: LineWith
) -> None:
    story.peer.headers(end=True)
    seq = story.us.reset(1, 7)
    text = page(story)
    assert plain(text).startswith("Stream 1 is closed  RST_STREAM was sent  REFUSED_STREAM\n")
    assert "GET /" in plain(text)
    step = line_with(text, f"record {seq}")
    assert "  > RST_STREAM" in step and "half-closed (remote) → closed" in step


def test_faults_are_said_with_their_section(story: Any, line_with: LineWith) -> None:
    story.peer.headers(end=True)
    story.peer.data(1, b"late")
    line = line_with(page(story), "not allowed")
    assert "a stream which its sender had ended with END_STREAM (5.1)" in line


def test_a_moment_leaves_later_records_alone(story: Any) -> None:
    seq = story.peer.headers()
    moment = story.moment(seq)
    story.us.reset(1)
    shown = plain(state(moment.connection, moment.stream, story.readings, upto=seq))
    assert shown.startswith("Stream 1 is open") and " → closed" not in shown
    assert "not all of its records" not in shown


def test_records_that_are_missing_are_not_made_up(story: Any) -> None:
    story.peer.headers(end=True)
    shown = plain(state(story.connection, story.stream(), []))
    assert "nothing has happened to it" in shown
    assert "not all of its records are here" in shown


def test_a_pushed_stream_says_where_it_was_promised(story: Any) -> None:
    story.peer.headers(end=True)
    story.us.promise(1, 2)
    assert "promised on stream 1" in plain(page(story, 2))


def test_a_connection_has_no_states(story: Any) -> None:
    assert "no states of its own" in plain(state(story.connection, None, []))


def test_a_stream_whose_beginning_is_unknown_begins_open(make_story: Any) -> None:
    story = make_story()
    story.peer.data(1, b"x", end=True)
    shown = plain(page(story))
    assert "its beginning is not in the records" in shown
    assert "open → half-closed (remote)" in shown


def test_a_stream_that_was_taken_over_names_no_record_it_was_opened_in(story: Any) -> None:
    opened = story.peer.headers()
    assert f"opened by the peer, in record {opened}" in plain(page(story))
    told = standing_of(story.connection)
    late = Connection(1)
    for one in told["streams"]:
        del one["opened"]
    resume(late, told, 100, 1.0)
    shown = plain(state(late, late.stream(1), []))
    assert "opened by the peer" in shown and "in record" not in shown


def test_what_h2_sees_otherwise_is_said(story: Any) -> None:
    story.peer.headers()
    story(Kind.H2_GAVE_UP, reason="x", code=1)
    assert "h2 gave the connection up" in plain(page(story))


def test_very_many_faults_are_cut(story: Any) -> None:
    story.peer.headers(end=True)
    for _ in range(PASSAGES_SHOWN + 20):
        story.peer.data(1, b"x")
    shown = plain(page(story))
    assert "before" in shown and shown.count("not allowed") == PASSAGES_SHOWN


def test_a_held_stream_that_h2_cannot_follow_says_both(story: Any) -> None:
    story.peer.headers(end=True)
    story(Kind.REQUEST_HELD, stream=1, why="look", by="script")
    detail = {"door": "wire", "step": "no head yet", "h2": "open"}
    seq = story.us.data(1, b"x", detail=detail)
    shown = plain(page(story))
    assert "h2 has it as open, the wire as half-closed (remote)" in shown
    assert "held: look" in shown
    assert f"h2 is out of step: no head yet (record {seq})" in shown
