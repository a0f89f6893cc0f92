"""The way of a stream through the states, walked again with the model's table."""

from __future__ import annotations

from typing import Any

from h2craft.explain import path, path_of
from h2craft.model import Direction, StreamInput, StreamState
from h2craft.trace import Kind


def moves(story: Any, stream_id: int = 1) -> list[str]:
    return [one.after.value for one in path(stream_id, story.readings) if one.moved]


def test_a_request_and_its_response_lead_to_closed(story: Any) -> None:
    story.peer.headers(end=True)
    story.us.headers(1, [(":status", "200")])
    story.us.data(1, b"x", end=True)
    assert moves(story) == ["open", "half-closed-remote", "closed"]


def test_a_promise_reserves_the_promised_stream(story: Any) -> None:
    story.peer.headers(end=True)
    promise = story.us.promise(1, 2)
    story.us.headers(2, [(":status", "200")], end=True)
    first, *_ = path(2, story.readings)
    assert (first.record, first.what, first.direction) == (
        promise,
        StreamInput.RESERVE,
        Direction.SENT,
    )
    assert moves(story, 2) == ["reserved-local", "half-closed-remote", "closed"]


def test_a_frame_at_fault_leads_nowhere_and_its_end_stream_counts_for_nothing(story: Any) -> None:
    story.peer.headers(end=True)
    story.peer.data(1, b"late", end=True)
    last = path(1, story.readings)[-1]
    assert last.fault is not None and last.fault.section == "5.1" and not last.moved
    assert last.what is StreamInput.DATA


def test_what_arrives_after_our_reset_is_no_fault(story: Any) -> None:
    story.peer.headers()
    story.us.reset(1)
    story.peer.data(1, b"under way")
    assert [one.fault for one in path(1, story.readings)] == [None, None, None]


def test_what_arrives_after_the_peers_own_reset_is_a_fault(story: Any) -> None:
    story.peer.headers()
    story.peer.reset(1)
    story.peer.data(1, b"x")
    assert path(1, story.readings)[-1].fault is not None


def test_a_stream_opened_by_the_wrong_end_does_not_open(story: Any) -> None:
    story.peer.headers(2)
    (only,) = path(2, story.readings)
    assert only.fault is not None and only.fault.section == "5.1.1"


def test_an_upgraded_request_is_stream_one_half_closed(make_story: Any) -> None:
    story = make_story()
    story(Kind.CONNECTION_OPENED, role="server")
    story(Kind.OCTETS_RECEIVED, b"GET / HTTP/1.1\r\nupgrade: h2c\r\n\r\n")
    story(Kind.UPGRADED, **{"from": "h2c", "settings": ""})
    assert moves(story) == ["open", "half-closed-remote"]


def test_the_path_ends_where_the_model_is(story: Any) -> None:
    story.peer.headers(1)
    story.peer.continuation(1, b"")
    story.peer.headers(3, end=True)
    story.us.reset(3)
    story.peer.window_update(1, 5)
    for number in (1, 3):
        assert path(number, story.readings)[-1].after is story.stream(number).state


def test_a_beginning_nobody_saw_can_be_given(story: Any) -> None:
    story.peer.headers()
    seq = story.peer.data(1, b"x")
    (only,) = path(1, [story.reading(seq)], begins=StreamState.OPEN)
    assert only.before is only.after is StreamState.OPEN


def test_frames_that_never_were_on_the_wire_are_no_step(story: Any) -> None:
    story(Kind.FRAME_HELD, bytes.fromhex("000004 03 00 00000001 00000000"))
    assert path(1, story.readings) == []


def test_a_promise_is_known_without_the_readings_of_its_carrier(story: Any) -> None:
    story.peer.headers(end=True)
    seq = story.us.promise(1, 2)
    story.us.headers(2, [(":status", "200")])
    alone = [one for one in story.readings if one.stream_id == 2]
    found = path_of(story.stream(2), alone)
    assert found[0].record == seq and found[0].after is StreamState.RESERVED_LOCAL
    assert found[-1].after is story.stream(2).state


def test_a_path_whose_beginning_is_missing_begins_where_it_has_to(make_story: Any) -> None:
    story = make_story()
    story(Kind.CONNECTION_OPENED, role="server")
    story(Kind.UPGRADED, **{"from": "h2c", "settings": ""})
    story.us.headers(1, [(":status", "200")], end=True)
    alone = [one for one in story.readings if one.stream_id == 1]
    assert path_of(story.stream(), alone)[0].before is StreamState.HALF_CLOSED_REMOTE
    assert path_of(story.stream(), []) == []
