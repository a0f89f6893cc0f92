"""One sentence: who cannot send, and why."""

from __future__ import annotations

from typing import Any

import pytest

from h2craft.actions import Data, Door, Headers, Send
from h2craft.explain import Waiting, is_stuck, stuck, waiting
from h2craft.model import KEPT_MOVES, Direction
from h2craft.trace import Kind, Origin

OK = [(":status", "200")]


@pytest.fixture
def answering(make_story: Any) -> Any:
    """A client with windows of 1,000 octets; our response has begun on stream 1."""
    story = make_story().greet({4: 1000})
    story.peer.headers(end=True)
    story.us.headers(1, OK)
    return story


def said(story: Any, number: int = 1, held_up: Waiting | None = None) -> str:
    return stuck(story.connection, story.stream(number), held_up)


def test_nobody_is_stuck_while_there_is_room(answering: Any) -> None:
    assert said(answering) == "Nobody is stuck on stream 1: we may send 1,000 octets."


def test_a_used_up_stream_window_names_the_record_and_what_has_not_come(answering: Any) -> None:
    seq = answering.us.data(1, b"x" * 1000)
    assert said(answering) == (
        f"We cannot send on stream 1: the stream's window is 0 since record {seq},"
        " and the client has never sent WINDOW_UPDATE for it."
    )
    assert is_stuck(answering.connection, answering.stream()) is Direction.SENT


def test_octets_that_wait_are_said_with_their_record(answering: Any) -> None:
    action = Send(frames=(Data(stream_id=1, data=b"x" * 13_000),))
    fired = answering(Kind.ACTION_FIRED, detail=action, origin=Origin.HAND)
    answering.us.data(1, b"x" * 1000, cause=fired)
    held_up = waiting(answering.readings, 1)
    assert held_up == Waiting(12_000, fired)
    assert f"; 12,000 octets of stream 1 wait since record {fired}." in said(
        answering, held_up=held_up
    )


def test_what_is_done_refused_reset_or_raw_does_not_wait(answering: Any) -> None:
    action = Send(frames=(Data(stream_id=1, data=b"x" * 13_000),))
    for over in (Kind.ACTION_DONE, Kind.ACTION_REFUSED):
        fired = answering(Kind.ACTION_FIRED, detail=action)
        answering(over, cause=fired)
    answering(Kind.ACTION_FIRED, detail=Send(frames=action.frames, door=Door.WIRE))
    assert waiting(answering.readings, 1) is None
    answering(Kind.ACTION_FIRED, detail=action)
    assert waiting(answering.readings, 1) is not None
    answering.peer.reset(3)
    assert waiting(answering.readings, 1) is not None
    answering.peer.reset(1)
    assert waiting(answering.readings, 1) is None


def test_credit_once_given_is_not_said_to_be_missing_for_ever(answering: Any) -> None:
    answering.us.data(1, b"x" * 1000)
    answering.peer.window_update(1, 10)
    seq = answering.us.data(1, b"x" * 10)
    assert f"since record {seq}, and the client has sent no WINDOW_UPDATE since" in said(answering)


def test_a_window_that_settings_lowered_names_them(answering: Any) -> None:
    answering.us.data(1, b"x" * 900)
    answering.peer.settings({4: 100})
    seq = answering.us.settings_ack()
    assert f"is -800 since record {seq}, which lowered INITIAL_WINDOW_SIZE" in said(answering)


def test_a_window_that_began_at_nothing_names_the_setting(make_story: Any) -> None:
    story = make_story().greet({4: 0})
    story.peer.headers(end=True)
    story.us.headers(1, OK)
    assert said(story) == (
        "We cannot send on stream 1: the stream's window is 0 from the beginning,"
        " by the client's INITIAL_WINDOW_SIZE."
    )


def test_the_connection_window_holds_up_every_stream(make_story: Any) -> None:
    story = make_story().greet({4: 1_000_000})
    for number in (1, 3):
        story.peer.headers(number, end=True)
        story.us.headers(number, OK)
    story.us.data(1, b"x" * 65_535)
    assert "We cannot send on stream 3: the connection's window is 0" in said(story, 3)
    assert "We cannot send: the connection's window is 0" in stuck(story.connection)


def test_several_streams_with_windows_of_their_own_are_named(make_story: Any) -> None:
    story = make_story().greet({4: 10})
    for number in (1, 3, 5, 7, 9, 11):
        story.peer.headers(number, end=True)
        story.us.headers(number, OK)
        story.us.data(number, b"x" * 10)
    assert stuck(story.connection) == (
        "We cannot send on streams 1, 3, 5, 7 and 2 more: their own windows are used up."
    )


def test_a_client_that_waits_for_us_is_stuck_too(make_story: Any) -> None:
    story = make_story().greet(us={4: 100})
    story.peer.headers(1, [(":method", "POST"), ("content-length", "500")])
    seq = story.peer.data(1, b"x" * 100)
    assert said(story) == (
        f"The client cannot send on stream 1: the stream's window is 0 since record {seq}, and we"
        " have never sent WINDOW_UPDATE for it; 400 of 500 octets of content are still to come."
    )
    assert is_stuck(story.connection, story.stream()) is Direction.RECEIVED


def test_whoever_has_sent_all_content_is_not_stuck(make_story: Any) -> None:
    story = make_story().greet(us={4: 100})
    story.peer.headers(1, [(":method", "POST"), ("content-length", "100")])
    story.peer.data(1, b"x" * 100)
    assert said(story).startswith("Nobody is stuck")
    assert is_stuck(story.connection, story.stream()) is None


def test_what_is_over_is_not_stuck(answering: Any) -> None:
    answering.us.data(1, b"x" * 1000)
    answering.peer.reset(1)
    assert said(answering) == "Nobody is stuck: stream 1 is closed."
    answering(Kind.CONNECTION_CLOSED, how="fin")
    assert stuck(answering.connection) == "Nobody is stuck: the connection is closed."


def test_a_head_that_an_action_has_sent_is_none_of_its_data(answering: Any) -> None:
    frames = Headers(stream_id=1, fields=()), Data(stream_id=1, data=b"x" * 13_000)
    fired = answering(Kind.ACTION_FIRED, detail=Send(frames=frames), origin=Origin.HAND)
    answering.us.headers(1, OK, cause=fired)
    assert waiting(answering.readings, 1) == Waiting(13_000, fired)


def test_of_a_window_that_moved_often_the_last_moves_are_known(answering: Any) -> None:
    first = answering.us.data(1, b"x")
    for _ in range(KEPT_MOVES):
        answering.us.data(1, b"x")
    answering.us.data(1, b"x" * (999 - KEPT_MOVES))
    known = f"sent WINDOW_UPDATE for it since before record {first + 2}."
    assert said(answering).endswith(known)


def test_octets_that_wait_while_there_is_room_are_said_as_well(answering: Any) -> None:
    assert said(answering, held_up=Waiting(5, 9)) == (
        "Nobody is stuck on stream 1: we may send 1,000 octets; 5 octets wait since record 9."
    )
