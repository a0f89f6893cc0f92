"""What the receiver did, as later records show."""

from __future__ import annotations

from typing import Any

import pytest

from h2craft.explain import answers
from h2craft.explain.text import Role
from h2craft.trace import Kind

OK = [(":status", "200")]


def said(story: Any, seq: int, now: float | None = None) -> list[str]:
    return [one.text for one in answers(story.moment(seq), story.readings, now)]


def roles(story: Any, seq: int) -> list[Role]:
    return [one.role for one in answers(story.moment(seq), story.readings)]


def test_each_settings_has_the_ack_that_is_its_own(story: Any) -> None:
    first = story.us.settings({3: 1})
    second = story.us.settings({3: 2})
    ack = story.peer.settings_ack()
    (answer,) = answers(story.moment(first), story.readings)
    assert answer.record == ack and answer.text == "acknowledged it, 0.2000 s later"
    assert said(story, second)[0].startswith("not acknowledged in 0.1000 s; 1 frame")
    story.peer.settings_ack()
    assert said(story, second)[0].startswith("acknowledged it")


def test_settings_of_the_other_end_acknowledge_nothing(story: Any) -> None:
    seq = story.us.settings({3: 1})
    story.peer.settings({3: 2})
    assert said(story, seq)[0].startswith("not acknowledged")
    story.peer.settings_ack()
    assert said(story, seq) == ["acknowledged it, 0.2000 s later"]


def test_a_ping_is_answered_by_its_own_octets(story: Any) -> None:
    seq = story.us.ping(b"aaaaaaaa")
    story.peer.ping(b"bbbbbbbb", ack=True)
    assert said(story, seq)[0].startswith("not answered")
    story.peer.ping(b"aaaaaaaa", ack=True)
    assert said(story, seq)[0].startswith("answered")


def test_how_long_nothing_came_is_said_by_the_clock_of_a_live_session(story: Any) -> None:
    seq = story.us.ping()
    assert said(story, seq, now=5.0) == ["not answered in 4.3000 s"]
    assert said(story, seq, now=0.0) == ["not answered in 0.0000 s"]


def test_a_request_is_answered_by_a_script_and_a_response(story: Any) -> None:
    seq = story.peer.headers(end=True)
    assert said(story, seq)[0].startswith("no response")
    story(Kind.HANDLER_STARTED, stream=1, script="a\x07.py", path="/")
    story.us.headers(3, OK)
    story.us.headers(1, OK)
    script, response = said(story, seq)
    assert script.startswith("the script a\\x07.py has it")
    assert response.startswith("HEADERS 200, 0.3000 s later")


def test_a_held_request_waits_for_a_person(story: Any) -> None:
    seq = story.peer.headers(end=True)
    story(Kind.REQUEST_HELD, stream=1, why="", by="filter", cause=seq)
    assert "held for a person" in said(story, seq)[0] and roles(story, seq)[0] is Role.HELD


def test_a_request_is_not_answered_by_what_happens_to_another(story: Any) -> None:
    seq = story.peer.headers(1, end=True)
    story.peer.headers(3, end=True)
    story(Kind.HANDLER_STARTED, stream=3, script="b.py", path="/")
    assert said(story, seq)[0].startswith("no response")
    story(Kind.HANDLER_STARTED, stream=1, script="a.py", path="/")
    assert said(story, seq)[0].startswith("the script a.py has it")


def test_a_request_on_a_connection_that_ended_says_that(story: Any) -> None:
    seq = story.peer.headers(end=True)
    story(Kind.END_RECEIVED, how="fin")
    assert said(story, seq)[0].startswith("the connection ended before that")


def test_a_response_is_taken_or_reset(story: Any) -> None:
    story.peer.headers(end=True)
    seq = story.us.headers(1, OK)
    assert said(story, seq) == ["took it, as far as the wire shows"]
    story.peer.reset(1)
    assert said(story, seq)[0].startswith("reset the stream: CANCEL")


def test_a_promise_is_refused_or_not(story: Any) -> None:
    story.peer.headers(end=True)
    seq = story.us.promise(1, 2)
    assert said(story, seq) == ["has not refused the promise"]
    story.peer.reset(2, 7)
    assert said(story, seq)[0].startswith("refused the promise: REFUSED_STREAM")


def test_after_goaway_new_streams_are_told_and_old_ones_are_not(story: Any) -> None:
    story.peer.headers(1)
    seq = story.us.goaway(1)
    story.peer.headers(1, [("x-t", "1")], end=True)
    assert said(story, seq)[0].startswith("no new stream and no end")
    story.peer.headers(3)
    story.peer.headers(5)
    assert said(story, seq)[0].startswith("opened 2 streams after it")
    story(Kind.CONNECTION_CLOSED, by="peer")
    assert said(story, seq)[1].startswith("the connection ended")


def test_after_a_reset_frames_of_the_stream_are_counted(story: Any) -> None:
    story.peer.headers(1)
    seq = story.us.reset(1)
    assert said(story, seq)[0].startswith("nothing more on this stream")
    story.peer.data(1, b"x")
    assert said(story, seq)[0].startswith("sent 1 frame more on the stream")


def test_data_gets_credit_and_credit_gets_data(story: Any) -> None:
    story.peer.headers(1, end=True)
    story.us.headers(1, OK)
    data = story.us.data(1, b"xy")
    assert said(story, data)[0].startswith("no WINDOW_UPDATE")
    credit = story.peer.window_update(1, 2)
    story.peer.window_update(0, 3)
    assert [one.split(",")[0] for one in said(story, data)] == [
        "gave credit for the stream",
        "gave credit for the connection",
    ]
    assert said(story, credit)[0].startswith("no DATA")
    story.us.data(1, b"z")
    assert said(story, credit)[0].startswith("sent DATA, 1 octet")


def test_a_window_update_of_zero_gives_no_credit(story: Any) -> None:
    story.peer.headers(1, end=True)
    story.us.headers(1, OK)
    data = story.us.data(1, b"xy")
    story.peer.window_update(1, 0)
    assert said(story, data)[0].startswith("no WINDOW_UPDATE")
    story.peer.window_update(1, 2)
    assert said(story, data) == ["gave credit for the stream, +2, 0.2000 s later"]


def test_of_what_asks_for_nothing_nothing_is_said(story: Any) -> None:
    assert said(story, story.peer.settings_ack())
    assert said(story, story.peer.raw(0x42)) == ["nothing was asked of it"]


# Errors


def test_the_right_reset_and_the_wrong_one_are_told_apart(story: Any) -> None:
    story.peer.headers(end=True)
    seq = story.peer.data(1, b"late")
    assert said(story, seq)[0].startswith("nothing yet")
    story.us.reset(1, 5)
    assert roles(story, seq) == [Role.GOOD]
    assert "with STREAM_CLOSED, as the section asks" in said(story, seq)[0]


@pytest.mark.parametrize(("code", "role"), [(1, Role.GOOD), (0, Role.WARNING), (2, Role.WARNING)])
def test_a_goaway_is_held_against_the_code_of_the_section(
    story: Any, code: int, role: Role
) -> None:
    seq = story.peer.raw(8, bytes(4))
    story.us.goaway(0, code)
    assert roles(story, seq) == [role]


def test_a_stream_error_may_be_taken_for_a_connection_error(story: Any) -> None:
    story.peer.headers(end=True)
    seq = story.peer.data(1, b"late")
    story.us.goaway(1, 5)
    assert "to be stricter is allowed (5.4.2)" in said(story, seq)[0]


def test_a_mere_reset_is_too_little_for_a_connection_error(story: Any) -> None:
    seq = story.us.data(5, b"on an idle stream")
    story.peer.reset(5, 1)
    assert said(story, seq)[0].endswith("but it is a connection error, 0.1000 s later")


def test_a_peer_that_goes_on_has_ignored_it(story: Any) -> None:
    seq = story.us.raw(8, bytes(4))
    story.peer.ping()
    (answer,) = answers(story.moment(seq), story.readings)
    assert answer.role is Role.WARNING and answer.text.startswith("ignored it: 1 frame more")


def test_a_closed_connection_is_an_answer_of_whoever_closed_it(story: Any) -> None:
    seq = story.us.raw(8, bytes(4))
    story(Kind.END_RECEIVED, how="fin")
    assert said(story, seq)[0].startswith("closed the connection")
    ours = story.peer.raw(8, bytes(4))
    assert not any("closed" in one for one in said(story, ours))
    story(Kind.CONNECTION_CLOSED, by="us")
    assert any("closed" in one for one in said(story, ours))


def test_what_h2_made_of_it_and_what_is_in_the_tray_is_told(story: Any) -> None:
    seq = story.peer.raw(8, bytes(4))
    story(Kind.H2_GAVE_UP, cause=seq, reason="no\x07", code=1)
    goaway = bytes.fromhex("000008 07 00 00000000 00000000 00000001")
    story(Kind.FRAME_HELD, goaway, cause=seq)
    story(Kind.FRAME_DROPPED, goaway, cause=seq)
    gave_up, held, dropped = said(story, seq)
    assert gave_up.startswith("h2 gave up: no\\x07")
    assert held.startswith("the GOAWAY of h2 is held in the tray")
    assert dropped.startswith("the GOAWAY of h2 was dropped")


def test_what_answers_another_error_is_no_answer_to_this_one(story: Any) -> None:
    seq = story.peer.raw(8, bytes(4))
    other = story.peer.raw(8, bytes(4))
    goaway = bytes.fromhex("000008 07 00 00000000 00000000 00000001")
    story(Kind.H2_GAVE_UP, cause=other, reason="no", code=1)
    story(Kind.FRAME_HELD, goaway, cause=other)
    assert said(story, seq)[0].startswith("nothing yet")
    assert [one.split(",")[0] for one in said(story, other)] == [
        "h2 gave up: no",
        "the GOAWAY of h2 is held in the tray",
    ]


@pytest.mark.parametrize("frame_type", [3, 7])
@pytest.mark.parametrize("scope", ["stream", "connection"])
def test_a_reset_or_goaway_that_is_cut_off_answers_nothing(
    story: Any, frame_type: int, scope: str
) -> None:
    story.peer.headers(end=True)
    if scope == "stream":
        seq = story.peer.data(1, b"late")
    else:
        seq = story.peer.raw(1, b"\xff\xff", flags=4, stream_id=1)
    story.us.raw(frame_type, b"\0\0", stream_id=1 if frame_type == 3 else 0)
    assert said(story, seq)[0].startswith("ignored it: 1 frame more")


def test_the_announcement_of_a_shutdown_does_not_answer_a_stream_error(story: Any) -> None:
    story.peer.headers(end=True)
    seq = story.peer.data(1, b"late")
    story.us.goaway(0x7FFF_FFFF, 0)
    assert said(story, seq)[0].startswith("ignored it: 1 frame more")


def test_an_end_that_was_the_senders_own_is_no_answer(story: Any) -> None:
    seq = story.peer.raw(8, bytes(4))
    story(Kind.END_RECEIVED, how="fin")
    assert said(story, seq)[0].startswith("nothing yet")
