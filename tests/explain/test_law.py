"""Lawful where it stands, and what that asks of the receiver."""

from __future__ import annotations

from typing import Any

import pytest

from h2craft.explain.law import Before, duty, ends, lore_of, state_before, why_lawful
from h2craft.model import ClosedBy, StreamState
from h2craft.trace import Kind
from h2craft.wire import Frame

OK = [(":status", "200")]


def before(story: Any, seq: int, *, with_readings: bool = True) -> Before | None:
    readings = [one for one in story.readings if one.record.seq < seq] if with_readings else []
    return state_before(story.moment(seq), readings)


def why(story: Any, seq: int) -> str:
    return why_lawful(story.moment(seq), before(story, seq))


def test_the_two_ends_have_their_names(story: Any, make_story: Any) -> None:
    assert ends(story.moment(story.peer.ping())) == ("the client", "we")
    assert ends(story.moment(story.us.ping())) == ("we", "the client")
    client = make_story("client").greet()
    assert ends(client.moment(client.us.ping())) == ("we", "the server")
    opened = story.moment(1)
    assert ends(opened) == ("somebody", "somebody")


@pytest.mark.parametrize("with_readings", [True, False])
def test_the_state_before_a_record_is_known(story: Any, with_readings: bool) -> None:
    opens = story.peer.headers(end=True)
    answers = story.us.headers(1, OK)
    ends_it = story.us.data(1, b"x", end=True)
    late = story.peer.window_update(1, 1)
    states = [before(story, seq, with_readings=with_readings) for seq in (opens, answers, late)]
    assert states[0] == Before(StreamState.IDLE)
    assert states[1] == Before(StreamState.HALF_CLOSED_REMOTE)
    assert states[2] == Before(StreamState.CLOSED, ClosedBy.ENDED)
    assert before(story, ends_it) == Before(StreamState.HALF_CLOSED_REMOTE)


def test_a_state_that_cannot_be_told_is_not_guessed(story: Any) -> None:
    story.peer.headers()
    reset = story.us.reset(1)
    assert before(story, reset, with_readings=False) is None
    assert before(story, reset) == Before(StreamState.OPEN)
    assert before(story, story.peer.ping()) is None


def test_the_first_response_on_a_pushed_stream_came_in_reserved(story: Any) -> None:
    story.peer.headers(end=True)
    story.us.promise(1, 2)
    seq = story.us.headers(2, OK)
    readings = [one for one in story.readings if one.record.seq < seq]
    assert state_before(story.moment(seq), readings) == Before(StreamState.RESERVED_LOCAL)
    assert "begins the promised response; the client cannot send" in why(story, seq)


def test_readings_with_a_gap_are_not_taken_for_the_whole_way(story: Any) -> None:
    opened = story.peer.headers()
    story.peer.data(1, b"", end=True)
    answer = story.us.headers(1, OK)
    only_the_first = [one for one in story.readings if one.record.seq == opened]
    found = state_before(story.moment(answer), only_the_first)
    assert found == Before(StreamState.HALF_CLOSED_REMOTE)


def test_a_reset_is_seen_by_the_end_that_receives_the_frame(story: Any) -> None:
    story.peer.headers(1)
    story.peer.reset(1)
    late = why(story, story.us.window_update(1, 5))
    assert late.endswith("its sender may not have seen the reset yet; it is discarded (5.1)")
    story.peer.headers(3)
    story.us.reset(3)
    late = why(story, story.peer.window_update(3, 5))
    assert late.endswith("its sender may not have seen the reset yet; it is discarded (5.1)")


def test_the_reason_is_that_of_the_state_as_its_receiver_sees_it(story: Any) -> None:
    assert "stream 1 was idle: opens the stream (5.1)" in why(story, story.peer.headers(end=True))
    answer = why(story, story.us.headers(1, OK))
    assert answer == "stream 1 was half-closed (remote): only we can still speak here (5.1)"
    story.us.data(1, b"", end=True)
    assert "under way when the stream ended" in why(story, story.peer.window_update(1, 5))
    assert "belongs to the connection" in why(story, story.peer.ping())
    assert "no matter of stream states (5.5)" in why(story, story.peer.raw(0x42, stream_id=1)) or (
        "under way" in why(story, story.peer.raw(0x42, stream_id=1))
    )


def test_an_acknowledgement_has_lore_of_its_own() -> None:
    assert lore_of(Frame.build(4, flags=1)).answer == "nothing"
    assert "ACK" in lore_of(Frame.build(4)).answer
    assert lore_of(Frame.build(0x42)).section == "5.5"


def test_a_connection_error_asks_for_goaway(story: Any) -> None:
    said = duty(story.moment(story.peer.raw(8, bytes(4))))
    assert "connection error of type PROTOCOL_ERROR (6.9): send GOAWAY" in said


def test_a_stream_error_asks_for_a_reset(story: Any) -> None:
    story.peer.headers(end=True)
    said = duty(story.moment(story.peer.data(1, b"late")))
    assert "stream error of type STREAM_CLOSED (5.1): send RST_STREAM" in said


def test_a_malformed_request_may_get_a_response_first(story: Any, make_story: Any) -> None:
    bad = [(":method", "GET"), ("connection", "close")]
    assert "4xx" in duty(story.moment(story.peer.headers(1, bad)))
    client = make_story("client").greet()
    client.us.headers(1, end=True)
    assert "4xx" not in duty(client.moment(client.peer.headers(1, [("connection", "close")])))


def test_a_head_asks_a_server_for_a_response_and_a_client_for_nothing(story: Any) -> None:
    assert duty(story.moment(story.peer.headers(end=True))).startswith("a response")
    assert duty(story.moment(story.us.headers(1, OK))).startswith("nothing")
    assert duty(story.moment(story.us.headers(1, whole=False))).startswith("wait: CONTINUATION")


def test_what_the_findings_name_is_ignored(story: Any) -> None:
    said = duty(story.moment(story.peer.raw(6, b"12345678", flags=0x40)))
    assert said.startswith("PING with ACK") and "it ignores" in said


def test_a_record_without_surroundings_is_not_judged(story: Any) -> None:
    held = story(Kind.FRAME_HELD, bytes.fromhex("000000 04 01 00000000"))
    assert "belongs to the connection" in why_lawful(story.moment(held), None)
