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


def test_an_act_of_long_ago_can_be_forgotten(play, monkeypatch) -> None:
    monkeypatch.setattr("h2craft.scenario.book.KEPT_RECENT", 1)
    play.talk.request()
    seqs = [play.fire("ping") for _ in range(3)]
    recorder = play.recorder()
    assert recorder.forget(seqs[0]) and not recorder.forget(seqs[0])
    assert [act.seq for act in recorder.acts] == seqs[1:]


def test_a_recording_that_is_begun_anew_has_nothing_of_before(play) -> None:
    play.talk.request(1, "/a")
    for _ in range(40):
        play.fire("ping")
    recorder = play.recorder(most=20)
    assert recorder.score().lost
    recorder.clear()
    score = recorder.score()
    assert (score.turns, score.acts, score.said, score.lost, score.client) == ((), (), (), 0, "")
    assert not recorder.forget(play.talk.journal.last)


def test_giving_up_what_is_gone_leaves_turns_without_such_acts_alone(play) -> None:
    play.talk.request(1)
    first = play.fire("headers :status=200", stream=1)
    play.talk.request(3)
    play.talk.request(5)
    last = play.fire("headers :status=200", stream=5)
    recorder = play.recorder()
    recorder.lose(last)
    assert first < last and recorder.score().lost == 1
    assert [act.seq for act in recorder.acts] == [last]
