"""What is recorded so far, and the bound on it."""

from __future__ import annotations


def test_an_act_can_be_forgotten(play) -> None:
    play.talk.request()
    first = play.fire("headers :status=200")
    second = play.fire('data "x" end_stream')
    recorder = play.recorder()
    assert recorder.last is not None and recorder.last.seq == second
    assert recorder.forget(second)
    assert [act.seq for act in recorder.acts] == [first]
    assert not recorder.forget(second)
    assert recorder.last.seq == first
    assert recorder.forget(first) and recorder.last is None and len(recorder) == 0


def test_acts_whose_records_are_gone_are_given_up_and_counted(play) -> None:
    play.talk.request()
    play.fire("headers :status=200")
    second = play.fire('data "x" end_stream')
    recorder = play.recorder()
    recorder.lose(second)
    assert [act.seq for act in recorder.acts] == [second]
    assert recorder.score().lost == 1


def test_beyond_the_bound_the_oldest_turns_go_and_are_counted(play) -> None:
    for number in range(50):
        play.talk.request(2 * number + 1)
        play.script("headers :status=200 end_stream", stream=2 * number + 1)
    score = play.score(most=20)
    assert len(score.acts) == 10 and score.lost == 40
    assert [turn.stream_id for turn in score.turns] == list(range(81, 100, 2))


def test_one_turn_that_never_ends_is_bounded_too(play) -> None:
    play.talk.request()
    for _ in range(100):
        last = play.fire("ping")
    score = play.score(most=20)
    assert len(score.acts) <= 20 and score.lost == 100 - len(score.acts)
    assert score.acts[-1].seq == last
