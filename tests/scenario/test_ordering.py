"""What keeps turns in step, and how much time lies between acts."""

from __future__ import annotations

import pytest

OK = "headers :status=200 end_stream"


def after(play) -> dict[int, int]:
    return {act.seq: act.after for act in play.acts()}


def test_a_later_request_answered_first_holds_the_earlier_one_back(play) -> None:
    play.talk.request(1)
    play.talk.request(3)
    third = play.fire(OK, stream=3)
    first = play.fire(OK, stream=1)
    assert after(play) == {third: 0, first: third}


def test_scripts_that_answer_in_another_order_are_kept_in_it(play) -> None:
    play.talk.request(1)
    play.talk.request(3)
    third = play.script(OK, stream=3)
    first = play.script(OK, stream=1)
    assert after(play) == {third: 0, first: third}


def test_how_the_acts_of_scripts_mingle_is_an_accident(play) -> None:
    play.talk.request(1)
    play.talk.request(3)
    for _ in range(3):
        play.script('data "x"', stream=1)
        play.script('data "y"', stream=3)
    assert not any(after(play).values())


def test_how_a_persons_acts_mingle_is_not(play) -> None:
    play.talk.request(1)
    play.talk.request(3)
    a = play.fire("headers :status=200", stream=1)
    b = play.fire("headers :status=200", stream=3)
    c = play.fire('data "x" end_stream', stream=1)
    d = play.fire('data "y" end_stream', stream=3)
    assert after(play) == {a: 0, b: a, c: b, d: c}


def test_acts_of_one_turn_need_nothing(play) -> None:
    play.talk.request(1)
    play.fire("headers :status=200")
    play.fire("ping")
    play.fire('data "x" end_stream')
    assert not any(after(play).values())


def test_a_request_that_came_after_the_other_act_sees_to_it_itself(play) -> None:
    play.talk.request(1)
    play.fire(OK, stream=1)
    play.talk.request(3)
    play.fire(OK, stream=3)
    assert not any(after(play).values())


def test_a_wait_that_is_newer_sees_to_it_itself(play) -> None:
    play.talk.request(1)
    play.talk.request(3)
    play.fire(OK, stream=3)
    play.reset(1)
    last = play.fire("wire headers :status=200", stream=1)
    assert after(play)[last] == 0
    assert play.acts()[-1].wait is not None


def test_what_follows_the_end_of_the_request_counts_from_there(play) -> None:
    play.talk.request(1, method="POST", end=False)
    play.talk.request(3)
    play.fire(OK, stream=3)
    play.talk.received(0, 1, 1, b"body")
    last = play.fire(OK, stream=1)
    assert after(play)[last] == 0


def test_a_person_who_held_a_request_until_another_had_come(play) -> None:
    play.talk.request(1)
    play.later(2.0)
    second = play.talk.request(3)
    first = play.fire(OK, stream=1)
    assert after(play) == {first: second}


def test_requests_sent_together_were_not_waited_for(play) -> None:
    play.talk.request(1)
    play.talk.request(3)
    play.later(2.0)
    first = play.fire(OK, stream=1)
    assert after(play) == {first: 0}


def test_a_script_does_not_wait_for_requests_of_others(play) -> None:
    play.talk.request(1)
    play.later(2.0)
    play.talk.request(3)
    first = play.script(OK, stream=1)
    assert after(play) == {first: 0}


def test_connections_are_kept_in_step_as_streams_are(play) -> None:
    play.talk.request(1)
    play.fire("goaway")
    play.talk.opened(2)
    play.talk.request(1, connection=2)
    second = play.fire(OK, connection=2)
    first = play.fire(OK, connection=1)
    assert after(play)[first] == second
    assert after(play)[second] == 0


def test_an_act_that_was_forgotten_is_waited_for_no_more(play) -> None:
    play.talk.request(1)
    play.talk.request(3)
    third = play.fire(OK, stream=3)
    play.fire(OK, stream=1)
    recorder = play.recorder()
    recorder.forget(third)
    assert [act.after for act in recorder.acts] == [0]


# Time


def pauses(play) -> list[float]:
    return [round(act.pause, 1) for act in play.acts()]


def test_a_pause_is_since_the_act_before_in_the_turn(play) -> None:
    play.talk.request(1)
    play.later(3)
    play.fire("headers :status=200")
    play.later(5)
    play.fire('data "x" end_stream')
    assert [act.pause for act in play.acts()] == [
        pytest.approx(3, abs=0.1),
        pytest.approx(5, abs=0.1),
    ]


def test_a_pause_is_since_the_wait_where_that_is_later(play) -> None:
    play.talk.request(1)
    play.fire("headers :status=200")
    play.later(5)
    play.reset(1)
    play.later(2)
    play.fire("goaway")
    assert pauses(play)[-1] == 2.0


def test_a_pause_is_since_the_request_was_complete(play) -> None:
    play.talk.request(1, method="POST", end=False)
    play.later(5)
    play.talk.received(0, 1, 1, b"body")
    play.later(2)
    play.fire(OK)
    assert pauses(play)[-1] == 2.0


def test_a_pause_is_since_the_act_of_another_turn_that_had_to_come_first(play) -> None:
    play.talk.request(1)
    play.talk.request(3)
    play.later(5)
    play.fire(OK, stream=3)
    play.later(2)
    play.fire(OK, stream=1)
    assert [act.pause for act in play.acts()] == [
        pytest.approx(5, abs=0.1),
        pytest.approx(2, abs=0.1),
    ]


def test_time_in_which_data_waited_for_a_window_is_no_pause(play) -> None:
    play.talk.request(1)
    first = play.fire('data "x"*100000', leaves=False)
    play.later(5)
    play.done(first)
    play.later(1)
    play.fire("rst")
    assert pauses(play)[-1] == 1.0


def test_a_clock_that_goes_backwards_makes_no_negative_pause(play) -> None:
    play.talk.request(1)
    play.later(-5)
    play.fire(OK)
    assert play.acts()[0].pause >= 0


def test_the_acts_of_very_many_requests_stand_in_the_order_they_were_done(play) -> None:
    for number in range(70):
        play.talk.request(2 * number + 1)
    done = [
        play.script("headers :status=204 end_stream", stream=2 * n + 1) for n in range(69, -1, -1)
    ]
    assert [act.seq for act in play.acts()] == done
