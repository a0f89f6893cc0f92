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


@pytest.mark.parametrize("waits", [False, True])
def test_an_answer_to_the_greeting_is_passed_by_no_act_before_it_and_by_none_that_waits(
    talk, playing, waits: bool
) -> None:
    play = playing.Play(talk)
    talk(Kind.PREFACE_RECEIVED, b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n")
    talk.received(SETTINGS, 0, 0)
    talk.sent(SETTINGS, 0, 0, origin=Origin.AUTOMATIC)
    talk.request(1)
    play.fire("settings MAX_CONCURRENT_STREAMS=1")
    talk.received(SETTINGS, ACK, 0)
    reset = play.reset(1) if waits else 0
    between = play.fire("ping") if waits else 0
    ack = talk.received(SETTINGS, ACK, 0)
    last = play.fire("headers :status=200")
    assert wait_of(play, last) == ("type:SETTINGS flag:ACK", 0, ack)
    said = [(act.seq, act.wait and act.wait.seq) for act in play.acts()[1:]]
    assert said == ([(between, reset)] if waits else []) + [(last, ack)]


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


def test_of_credit_given_twice_that_counts_without_which_there_was_less_room(play) -> None:
    play.talk.request(1)
    play.fire("headers :status=200")
    play.fire('wire data "x"*65535')
    needed = play.credit(10, stream=1)
    play.credit(100_000, stream=1)
    assert wait_of(play, play.fire('wire data "more"')) == ("type:WINDOW_UPDATE", 1, needed)


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


def test_an_answer_to_a_ping_nobody_has_fired_is_no_answer_to_an_act(play) -> None:
    play.talk.request(1)
    play.talk.sent(PING, 0, 0, b"12345678", origin=Origin.ENGINE)
    play.talk.received(PING, ACK, 0, b"12345678")
    last = play.fire("headers :status=200")
    assert wait_of(play, last) is None
