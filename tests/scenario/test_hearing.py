"""Which frames of the peer an act may have come after."""

from __future__ import annotations

from h2craft.wire import encode_stateless


def wait_of(play, seq: int):
    [act] = [act for act in play.acts() if act.seq == seq]
    return act.wait and (act.wait.pattern, act.wait.stream_id, act.wait.seq)


def test_a_reset_by_the_client(play) -> None:
    play.talk.request(1)
    play.fire("headers :status=200")
    reset = play.reset(1)
    assert wait_of(play, play.fire("goaway")) == ("type:RST_STREAM", 1, reset)


def test_data_of_an_upload_in_progress(play) -> None:
    play.talk.request(1, method="POST", end=False)
    data = play.talk.received(0, 0, 1, b"half")
    assert wait_of(play, play.fire("headers :status=413")) == ("type:DATA", 1, data)


def test_the_end_of_an_upload_needs_no_wait_since_a_hook_is_called(play) -> None:
    play.talk.request(1, method="POST", end=False)
    play.talk.received(0, 0, 1, b"half")
    play.talk.received(0, 1, 1, b"the rest")
    assert wait_of(play, play.fire("headers :status=200")) is None


def test_trailers_that_end_the_request_need_none_and_others_do(play) -> None:

    trailers = encode_stateless([(b"x-sum", b"1")])
    play.talk.request(1, method="POST", end=False)
    odd = play.talk.received(1, 4, 1, trailers)
    first = play.fire("headers :status=200")
    play.talk.received(1, 5, 1, trailers)
    second = play.fire('data "x" end_stream')
    assert wait_of(play, first) == ("type:HEADERS", 1, odd)
    assert wait_of(play, second) is None


def test_goaway_of_the_client(play) -> None:
    play.talk.request(1)
    goaway = play.goaway()
    assert wait_of(play, play.fire("headers :status=200")) == ("type:GOAWAY", 0, goaway)


def test_one_goaway_is_waited_for_once(play) -> None:
    play.talk.request(1)
    play.talk.request(3)
    play.goaway()
    first = play.fire("headers :status=200", stream=1)
    second = play.fire("headers :status=200", stream=3)
    assert wait_of(play, first) is not None
    assert wait_of(play, second) is None
    assert next(act.after for act in play.acts() if act.seq == second) == first


def test_priorities_and_unknown_frames_are_noise(play) -> None:
    play.talk.request(1)
    play.talk.received(2, 0, 1, bytes(5))
    play.talk.received(0x42, 0, 1, b"?")
    play.talk.received(16, 0, 0, bytes(4) + b"u=1")
    assert wait_of(play, play.fire("headers :status=200")) is None


def test_nothing_before_the_last_act_of_the_turn_is_waited_for(play) -> None:
    play.talk.request(1)
    play.reset(1)
    first = play.fire("goaway")
    second = play.fire("close")
    assert wait_of(play, first) is not None
    assert wait_of(play, second) is None


def test_of_several_frames_the_last_is_enough(play) -> None:
    play.talk.request(1)
    play.goaway()
    reset = play.reset(1)
    assert wait_of(play, play.fire("close")) == ("type:RST_STREAM", 1, reset)


def test_a_frame_on_another_stream_is_for_the_turn_of_that_stream(play) -> None:
    play.talk.request(1)
    play.talk.request(3)
    play.reset(3)
    assert wait_of(play, play.fire("headers :status=200", stream=1)) is None


def test_a_reset_of_a_pushed_stream_is_for_the_turn_of_the_promise(play) -> None:
    play.talk.request(1)
    play.fire("push 1 2 :path=/s :method=GET :scheme=https :authority=a.test")
    reset = play.reset(2)
    assert wait_of(play, play.fire("headers :status=200")) == ("type:RST_STREAM", 2, reset)
