"""What an act visibly came after, and what is noise."""

from __future__ import annotations

import pytest

from h2craft.trace import Kind, Origin
from h2craft.wire import frame_octets

ACK, PING, SETTINGS = 1, 6, 4


def wait_of(play, seq: int):
    [act] = [act for act in play.acts() if act.seq == seq]
    return act.wait and (act.wait.pattern, act.wait.stream_id, act.wait.seq)


# What counts


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
    from h2craft.wire import encode_stateless

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


def test_an_answer_to_our_ping_and_to_no_other(play) -> None:
    play.talk.request(1)
    play.talk.received(PING, ACK, 0, b"nobodys!")
    ping = play.fire('ping "12345678"')
    wrong = play.talk.received(PING, ACK, 0, b"nobodys!")
    pong = play.talk.received(PING, ACK, 0, b"12345678")
    last = play.fire("headers :status=200")
    assert wrong < pong
    assert wait_of(play, ping) is None
    assert wait_of(play, last) == ("type:PING flag:ACK", 0, pong)


def test_an_answer_to_our_settings(play) -> None:
    play.talk.request(1)
    play.fire("settings MAX_CONCURRENT_STREAMS=1")
    ack = play.talk.received(SETTINGS, ACK, 0)
    last = play.fire("headers :status=200")
    assert wait_of(play, last) == ("type:SETTINGS flag:ACK", 0, ack)


def test_an_answer_to_the_greeting_is_noise(talk, playing) -> None:
    play = playing.Play(talk)
    talk(Kind.PREFACE_RECEIVED, b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n")
    talk.received(SETTINGS, 0, 0)
    talk.sent(SETTINGS, 0, 0, origin=Origin.AUTOMATIC)
    talk.request(1)
    talk.received(SETTINGS, ACK, 0)
    assert wait_of(play, play.fire("headers :status=200")) is None


def test_an_answer_to_the_greeting_is_passed_before_one_that_counts(talk, playing) -> None:
    """`wait_for` finds the first; curl acknowledges the greeting after its request."""
    play = playing.Play(talk)
    talk(Kind.PREFACE_RECEIVED, b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n")
    talk.received(SETTINGS, 0, 0)
    talk.sent(SETTINGS, 0, 0, origin=Origin.AUTOMATIC)
    talk.request(1)
    stray = talk.received(SETTINGS, ACK, 0)
    asking = play.fire("settings MAX_CONCURRENT_STREAMS=1")
    ack = talk.received(SETTINGS, ACK, 0)
    last = play.fire("headers :status=200")
    assert wait_of(play, asking) == ("type:SETTINGS flag:ACK", 0, stray)
    assert wait_of(play, last) == ("type:SETTINGS flag:ACK", 0, ack)


def test_a_ping_that_is_answered_by_itself_is_noise(play) -> None:
    play.talk.request(1)
    ping = play.talk.received(PING, 0, 0, b"12345678")
    play.talk.sent(PING, ACK, 0, b"12345678", origin=Origin.AUTOMATIC, cause=ping)
    assert wait_of(play, play.fire("headers :status=200")) is None


@pytest.mark.parametrize("kind", [Kind.FRAME_HELD, Kind.FRAME_DROPPED])
def test_a_ping_whose_answer_was_kept_back_counts(play, kind) -> None:
    play.talk.request(1)
    ping = play.talk.received(PING, 0, 0, b"12345678")
    octets = frame_octets(PING, ACK, 0, b"12345678")
    play.talk(kind, octets, cause=ping, origin=Origin.AUTOMATIC)
    last = play.fire("headers :status=200")
    assert wait_of(play, last) == ("type:PING -flag:ACK", 0, ping)


@pytest.mark.parametrize("answer", ['ping "12345678" ack', "raw PING flags=ACK"])
def test_a_ping_that_somebody_answers_counts(play, answer) -> None:
    play.talk.request(1)
    ping = play.talk.received(PING, 0, 0, b"12345678")
    assert wait_of(play, play.fire(answer)) == ("type:PING -flag:ACK", 0, ping)


def test_credit_counts_where_data_past_h2_had_no_room_before(play) -> None:
    play.talk.request(1)
    play.fire("headers :status=200")
    play.fire('wire data "x"*65535')
    credit = play.credit(10, stream=1)
    assert wait_of(play, play.fire('wire data "more"')) == ("type:WINDOW_UPDATE", 1, credit)


def test_credit_for_the_connection_counts_likewise(play) -> None:
    play.talk.request(1)
    play.credit(1_000_000, stream=1)
    play.fire('wire data "x"*65535')
    credit = play.credit(10)
    assert wait_of(play, play.fire('wire data "more"')) == ("type:WINDOW_UPDATE", 0, credit)


@pytest.mark.parametrize("act", ['data "more"', 'wire data "more"', "headers :status=200"])
def test_credit_nobody_needed_is_noise(play, act) -> None:
    play.talk.request(1)
    play.credit(10, stream=1)
    play.credit(10)
    assert wait_of(play, play.fire(act)) is None


def test_lawful_data_waits_for_credit_by_itself(play) -> None:
    play.talk.request(1)
    play.fire('wire data "x"*65535')
    play.credit(10, stream=1)
    play.credit(10)
    assert wait_of(play, play.fire('data "more"')) is None


def test_priorities_and_unknown_frames_are_noise(play) -> None:
    play.talk.request(1)
    play.talk.received(2, 0, 1, bytes(5))
    play.talk.received(0x42, 0, 1, b"?")
    play.talk.received(16, 0, 0, bytes(4) + b"u=1")
    assert wait_of(play, play.fire("headers :status=200")) is None


# Since when


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


# In somebody's own words


def test_a_person_who_has_waited_is_quoted(play) -> None:
    play.talk.request(1)
    found = play.talk.received(2, 0, 1, bytes(5))
    play.fire("headers :status=200")
    from h2craft.model import Board
    from h2craft.scenario import Recorder

    recorder, board = Recorder(), Board()
    for record in play.records():
        recorder.take(board.fold(record))
        if record.seq == found:
            recorder.waited(1, "dir:received type:PRIORITY", found)
    [act] = recorder.acts
    assert act.wait is not None
    assert (act.wait.pattern, act.wait.said, act.wait.seq) == ("type:PRIORITY", True, found)


def test_a_person_who_has_waited_for_another_request_acts_after_it(play) -> None:
    play.talk.request(1)
    second = play.talk.request(3)
    act = play.fire("headers :status=200", stream=1)
    from h2craft.model import Board
    from h2craft.scenario import Recorder

    recorder, board = Recorder(), Board()
    for record in play.records():
        recorder.take(board.fold(record))
        if record.seq == second:
            recorder.waited(0, "type:HEADERS stream:3", second)
    [found] = recorder.acts
    assert (found.seq, found.wait, found.after) == (act, None, second)


def test_a_person_who_has_waited_for_our_own_frame_has_waited_for_nothing(play) -> None:
    play.talk.request(1)
    play.fire("headers :status=200")
    own = play.talk.journal.last
    play.fire('data "x" end_stream')
    from h2craft.model import Board
    from h2craft.scenario import Recorder

    recorder, board = Recorder(), Board()
    for record in play.records():
        recorder.take(board.fold(record))
        if record.seq == own:
            recorder.waited(1, "type:HEADERS", own)
    assert [act.wait for act in recorder.acts] == [None, None]
