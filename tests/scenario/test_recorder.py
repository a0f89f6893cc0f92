"""What the recorder keeps, and for which request."""

from __future__ import annotations

from typing import Any

import pytest

from h2craft.actions import Await, Data, Door, Note, Policy, Reply, Send, Sleep
from h2craft.model import Board
from h2craft.scenario import Recorder, ScenarioError
from h2craft.trace import Kind, Origin
from h2craft.wire import encode_stateless, frame_octets


def seqs(turn: Any) -> list[int]:
    return [act.seq for act in turn.acts]


# What counts


def test_acts_of_persons_and_scripts_are_kept_and_nothing_that_follows_from_them(play) -> None:
    play.talk.request(1, "/a")
    head = play.fire("headers :status=200")
    body = play.script('data "hello" end_stream')
    play.talk.sent(6, 1, 0, bytes(8), origin=Origin.AUTOMATIC, cause=3)
    play.fire("goaway", origin=Origin.ENGINE)
    [turn] = play.turns()
    assert seqs(turn) == [head, body]
    assert [act.origin for act in turn.acts] == [Origin.HAND, Origin.SCRIPT]
    assert (turn.method, turn.path, turn.ordinal, turn.ended) == (b"GET", b"/a", 1, True)


def test_a_refused_act_was_none(play) -> None:
    play.talk.request()
    kept = play.fire("headers :status=200")
    play.refuse(play.fire('data "x"', leaves=False))
    assert seqs(play.turns()[0]) == [kept]


def test_an_act_held_at_a_breakpoint_counts_when_it_is_fired_and_as_it_was_fired(play) -> None:
    play.talk.request()
    play.talk(Kind.ACTION_HELD, detail={"stream": 1, "script": "s.py", "action": {}})
    play.talk(Kind.ACTION_RELEASED, cause=9, detail={"stream": 1, "verdict": "drop"})
    fired = play.script("headers :status=204 end_stream")
    [turn] = play.turns()
    assert seqs(turn) == [fired]


def test_a_request_that_got_nothing_is_a_turn_without_acts_and_not_ended(play) -> None:
    play.talk.request(1, "/a")
    play.talk.request(3, "/b")
    play.fire("headers :status=200 end_stream", stream=3)
    first, second = play.turns()
    assert (first.path, first.acts, first.ended) == (b"/a", (), False)
    assert (second.path, len(second.acts), second.ended) == (b"/b", 1, True)
    assert [first.ordinal, second.ordinal] == [1, 2]


def test_sleeping_is_no_act_but_time_before_the_next(play) -> None:
    play.talk.request()
    play.fire("headers :status=200")
    sleep = play.fire(Sleep(seconds=2.0))
    play.later(2.0)
    play.done(sleep)
    last = play.fire('data "x" end_stream')
    _, second = play.acts()
    assert second.seq == last
    assert second.pause == pytest.approx(2.0, abs=0.01)


def test_what_somebody_has_slept_is_told_apart_from_what_has_passed(play) -> None:
    play.talk.request()
    play.fire("headers :status=200")
    play.fire(Sleep(seconds=0.2))
    play.later(0.3)
    play.fire('data "a"')
    play.fire(Sleep(seconds=5.0))  # given up
    play.later(0.1)
    play.fire('data "b" end_stream')
    assert [act.slept for act in play.acts()] == [0.0, 0.2, 0.0]


# Whose turn it is


def test_an_upgraded_request_is_stream_1_and_complete(talk, playing) -> None:
    play = playing.Play(talk)
    head = b"GET /old HTTP/1.1\r\nHost: a.test\r\nUpgrade: h2c\r\n\r\n"
    talk(Kind.OCTETS_RECEIVED, head)
    upgraded = talk(Kind.UPGRADED, detail={"from": "h2c", "settings": ""})
    play.fire("headers :status=200 end_stream")
    [turn] = play.turns()
    assert (turn.stream_id, turn.path, turn.method) == (1, b"/old", b"GET")
    assert (turn.seq, turn.complete) == (upgraded, upgraded)


def test_an_upgrade_of_nothing_is_no_request(talk, playing) -> None:
    """Stream 1 was skipped before, or is what the client has said it is."""
    play = playing.Play(talk)
    talk.request(3, "/a")
    talk(Kind.UPGRADED, detail={"from": "h2c", "settings": ""})
    assert [(turn.stream_id, turn.path) for turn in play.turns()] == [(3, b"/a")]


def test_a_request_in_several_frames_has_its_head_where_the_block_ends(play) -> None:
    block = encode_stateless([(b":method", b"GET"), (b":path", b"/x"), (b":scheme", b"https")])
    play.talk.received(1, 1, 1, block[:4])
    early = play.fire("inform 103")
    ending = play.talk.received(9, 4, 1, block[4:])
    late = play.fire("headers :status=200 end_stream")
    [turn] = play.turns()
    assert seqs(turn) == [early, late]
    assert (turn.path, turn.complete) == (b"/x", ending)


def test_a_head_that_cannot_be_read_is_a_request_all_the_same(play) -> None:
    play.talk.received(1, 5, 1, b"\xff\xff\xff\xff\xff\xff")
    answer = play.fire("headers :status=400 end_stream")
    [turn] = play.turns()
    assert (turn.method, turn.path, seqs(turn)) == (b"", b"", [answer])


def test_a_head_on_stream_0_is_no_request(play) -> None:
    play.talk.received(1, 5, 0, encode_stateless([(b":method", b"GET"), (b":path", b"/")]))
    play.talk.request(1, "/a")
    assert [(turn.stream_id, turn.path) for turn in play.turns()] == [(1, b"/a")]


# DATA that has to wait


@pytest.mark.parametrize(("stream", "left"), [(1, b"he"), (3, b"")])
def test_data_that_had_begun_to_leave_or_is_on_another_stream_is_no_less_an_act_for_a_reset(
    play, stream: int, left: bytes
) -> None:
    play.talk.request(1)
    play.talk.request(3)
    body = Send(frames=(Data(stream_id=1, data=b"hello"),))
    seq = play.fire(body, leaves=False)
    if left:
        play.talk.data(1, left, cause=seq)
    reset = play.fire("rst", stream=stream)
    score = play.score()
    assert [act.seq for act in score.acts] == [seq, reset]
    assert score.remarks == ()


def test_of_an_act_that_was_taken_out_nothing_is_said_when_its_data_never_leaves(play) -> None:
    play.talk.request(1)
    seq = play.fire(Send(frames=(Data(stream_id=1, data=b"hello"),)), leaves=False)
    reset = play.fire("rst")
    recorder, board = Recorder(), Board()
    for record in play.records():
        if record.seq == reset:
            assert recorder.forget(seq)
        recorder.take(board.fold(record))
    score = recorder.score()
    assert ([act.seq for act in score.acts], score.remarks) == ([reset], ())


# Upload: complete or not


def test_what_is_done_before_the_request_is_complete_is_told_apart(play) -> None:
    play.talk.request(1, method="POST", end=False)
    early = play.fire("headers :status=200")
    complete = play.talk.received(0, 1, 1, b"all of it")
    late = play.fire('data "thanks" end_stream')
    [turn] = play.turns()
    assert turn.complete == complete
    assert [seq < turn.complete for seq in seqs(turn)] == [True, False]
    assert seqs(turn) == [early, late]
    assert late > complete


def test_a_request_that_never_ends_has_no_completion(play) -> None:
    play.talk.request(1, method="POST", end=False)
    play.fire("headers :status=413 end_stream")
    assert play.turns()[0].complete == 0


# Ended


def test_what_the_client_ended_was_left_open_by_us(play) -> None:
    play.talk.request(1)
    play.fire("headers :status=200")
    play.reset(1)
    play.talk.request(3)
    play.fire("headers :status=200", stream=3)
    play.talk.closed()
    assert [turn.ended for turn in play.turns()] == [False, False]


# On and off


def test_while_it_is_off_nothing_is_taken_but_requests_are_known(play) -> None:
    recorder, board = Recorder(), Board()
    off = play.talk.request(1, "/off")
    play.fire("headers :status=200")
    play.talk.request(3, "/never")
    last_off = play.talk.journal.last
    body = play.fire('data "x" end_stream')
    play.talk.request(5, "/on")
    for record in play.records():
        recorder.on = record.seq > last_off
        recorder.take(board.fold(record))
    score = recorder.score()
    assert [turn.path for turn in score.turns] == [b"/off", b"/on"]
    assert score.turns[0].seq == off
    assert seqs(score.turns[0]) == [body]
    assert [one.frame for one in score.said] == ["HEADERS"]


def test_a_wait_is_never_for_what_was_not_recorded(play) -> None:
    play.talk.request(1)
    play.fire("headers :status=200")
    play.reset()
    off = play.talk.journal.last
    play.fire("ping")
    recorder, board = Recorder(), Board()
    for record in play.records():
        recorder.on = record.seq > off
        recorder.take(board.fold(record))
    assert [act.wait for act in recorder.acts] == [None]


# Policies


def test_a_policy_set_for_all_connections_is_set_anew_for_those_that_come_later(play) -> None:
    drop = Policy(changes={"ping_ack": Reply.DROP})
    everywhere = play.talk(Kind.ACTION_FIRED, connection=0, origin=Origin.HAND, detail=drop)
    here = play.fire(drop, cause=everywhere)
    play.talk.opened(2)
    play.talk.request(1, connection=2)
    answer = play.fire("headers :status=200 end_stream", connection=2)
    first, second, request = play.turns()
    assert (first.connection, seqs(first)) == (1, [here])
    assert (second.connection, second.stream_id, seqs(second)) == (2, 0, [everywhere])
    assert seqs(request) == [answer]
    assert play.load(everywhere) == drop


def test_a_refused_policy_for_all_is_none(play) -> None:
    drop = Policy(changes={"ping_ack": Reply.DROP})
    seq = play.talk(Kind.ACTION_FIRED, connection=0, origin=Origin.HAND, detail=drop)
    play.talk(Kind.ACTION_REFUSED, connection=0, cause=seq)
    play.talk.opened(2)
    play.talk.request(1, connection=2)
    assert not play.acts()


def test_a_held_reply_that_is_let_go_is_an_act_and_sends_the_frame(play) -> None:
    play.talk.request()
    play.fire(Policy(changes={"ping_ack": Reply.HOLD}))
    ping = play.talk.received(6, 0, 0, b"12345678")
    octets = frame_octets(6, 1, 0, b"12345678")
    held = play.talk(Kind.FRAME_HELD, octets, cause=ping, origin=Origin.AUTOMATIC)
    let_go = play.fire(Policy(release=(held,)))
    play.talk(Kind.FRAME_SENT, octets, cause=held, origin=Origin.AUTOMATIC)
    act = play.acts()[-1]
    assert act.seq == let_go
    assert act.wait is not None and act.wait.seq == ping
    assert play.load(let_go) == Send(frames=play.load(let_go).frames, door=Door.WIRE)
    [frame] = play.load(let_go).frames
    assert (frame.opaque_data, frame.ack) == (b"12345678", True)


def test_a_held_reply_that_is_dropped_is_nothing_a_client_sees(play) -> None:
    play.talk.request()
    held = play.talk(Kind.FRAME_HELD, b"\0\0\x08\6\1\0\0\0\0" + bytes(8), origin=Origin.AUTOMATIC)
    play.fire(Policy(drop=(held,)))
    assert not play.acts()


# Automatic replies


def test_with_replies_they_are_acts_and_the_connection_sets_the_policy_for_them(play) -> None:
    play.talk.request(1, method="POST", end=False)
    data = play.talk.received(0, 0, 1, b"x" * 100)
    credit = play.talk.sent(8, 0, 0, (100).to_bytes(4, "big"), origin=Origin.AUTOMATIC)
    ping = play.talk.received(6, 0, 0, b"12345678")
    pong = play.talk.sent(6, 1, 0, b"12345678", origin=Origin.AUTOMATIC, cause=ping)
    opening, request = play.turns(replies=True)
    [policy] = opening.acts
    assert play.load(policy.seq).changes["ping_ack"] is Reply.DROP
    assert "settings_ack" not in play.load(policy.seq).changes
    assert seqs(request) == [credit, pong]
    waits = [act.wait for act in request.acts]
    assert [(wait.pattern, wait.seq) for wait in waits] == [
        ("type:DATA", data),
        ("type:PING -flag:ACK", ping),
    ]
    assert play.load(pong).frames[0].ack
    assert not play.acts()


def test_a_reply_that_answers_nothing_that_came_waits_for_nothing(play) -> None:
    play.talk.request(1)
    credit = play.talk.sent(8, 0, 0, (100).to_bytes(4, "big"), origin=Origin.AUTOMATIC)
    assert [(act.seq, act.wait) for act in play.acts(replies=True)][-1] == (credit, None)


def test_with_replies_the_greeting_stays_the_engines(play) -> None:
    play.talk.request(1)
    play.fire("headers :status=200 end_stream")
    assert [turn.stream_id for turn in play.turns(replies=True)] == [1]


# What is said about it


def test_the_head_of_a_recording(play) -> None:
    play.talk.request(1)
    play.later(90)
    play.fire("headers :status=200 end_stream")
    score = play.recorder().score(started="2026-11-23T10:03:00+00:00", program="h2craft 1")
    assert score.recorded == "2026-11-23 10:04 UTC"
    assert (score.client, score.program) == ("curl/8.5.0", "h2craft 1")
    assert [one.frame for one in score.said if one.stream == 1] == ["HEADERS"]


def test_a_time_that_is_not_known_is_not_made_up(play) -> None:
    play.talk.request(1)
    assert play.recorder().score(started="yesterday").recorded == ""


def test_what_a_client_calls_itself_is_printable(play) -> None:
    play.talk.request(1, fields=[("user-agent", 'x"""\x1b[31m' + "y" * 500)])
    client = play.score().client
    assert client.isprintable() and len(client) <= 200


def test_an_act_that_is_gone_cannot_be_loaded(play) -> None:
    with pytest.raises(ScenarioError, match="record 99"):
        play.load(99)


# What is odd, or too much


def test_what_somebody_waited_for_while_nothing_was_recorded_is_nobody_s_wait(play) -> None:
    play.talk.request(1)
    found = play.talk.received(2, 0, 1, bytes(5))
    seq = play.fire("headers :status=200")
    recorder, board = Recorder(), Board()
    for record in play.records():
        recorder.take(board.fold(record))
        if record.seq == found:
            recorder.on = False
            recorder.waited(1, "type:PRIORITY", found)
            recorder.on = True
    assert [(act.seq, act.wait) for act in recorder.acts] == [(seq, None)]


def test_of_very_many_connections_the_last_are_followed(play, monkeypatch) -> None:
    monkeypatch.setattr("h2craft.scenario.recorder.KEPT_COURSES", 1)
    play.talk.request(1, "/a")
    play.talk.opened(2)
    play.talk.request(1, "/b", connection=2)
    seq = play.fire("headers :status=200", connection=2)
    turns = {turn.path: seqs(turn) for turn in play.turns()}
    assert turns == {b"/a": [], b"/b": [seq]}


def test_a_policy_for_all_that_was_refused_is_none_of_a_connection_to_come(play) -> None:
    policy = Policy(changes={"ping_ack": Reply.DROP})
    refused = play.fire(policy, connection=0)
    play.refuse(refused, connection=0)
    play.fire("ping", connection=0, leaves=False)
    play.talk.opened(2)
    assert play.acts() == ()
    kept = play.fire(policy, connection=0)
    play.talk.opened(3)
    assert [act.seq for act in play.acts()] == [kept]


def test_of_very_many_policies_for_all_the_last_count(play, monkeypatch) -> None:
    monkeypatch.setattr("h2craft.scenario.recorder.KEPT_STANDING", 1)
    play.fire(Policy(changes={"ping_ack": Reply.DROP}), connection=0)
    last = play.fire(Policy(changes={"ping_ack": Reply.SEND}), connection=0)
    play.talk.opened(2)
    assert [act.seq for act in play.acts()] == [last]


def test_a_second_preface_begins_nothing_anew(play) -> None:
    play.fire(Policy(changes={"ping_ack": Reply.DROP}), connection=0)
    play.talk.opened(2)
    before = play.acts()
    play.talk(Kind.PREFACE_RECEIVED, b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", connection=2)
    assert play.acts() == before and len(before) == 1


def test_a_preface_of_ours_begins_nothing_where_we_are_the_server(talk, playing) -> None:
    play = playing.Play(talk)
    play.fire(Policy(changes={"ping_ack": Reply.DROP}), connection=0)
    talk(Kind.PREFACE_SENT, b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", connection=2)
    assert play.acts() == ()


def test_octets_that_are_no_frame_are_of_no_turn(play) -> None:
    play.talk.request(1)
    play.talk(Kind.FRAME_RECEIVED, b"\0\0")
    play.talk(Kind.FRAME_SENT, b"\0\0", origin=Origin.SCRIPT)
    seq = play.fire("headers :status=200")
    [turn] = play.turns()
    assert seqs(turn) == [seq]


@pytest.mark.parametrize("payload", [b"\0", bytes(4) + b"\x82"])
def test_a_promise_of_nothing_promises_nothing(play, payload: bytes) -> None:
    play.talk.request(1)
    play.talk.sent(5, 4, 1, payload)
    seq = play.fire("headers 2 :status=200")
    [turn] = play.turns()
    assert seqs(turn) == [seq]
    assert all(act.promised == 0 for act in turn.acts)


def test_a_promise_without_an_act_is_of_the_turn_it_is_on(play) -> None:
    play.talk.request(1, "/a")
    play.talk.request(3, "/b")
    play.talk.sent(5, 4, 1, (2).to_bytes(4, "big") + b"\x82", origin=Origin.ENGINE)
    play.talk.sent(5, 4, 9, (4).to_bytes(4, "big") + b"\x82", origin=Origin.ENGINE)
    seq = play.fire("headers 2 :status=200")
    turns = {turn.path: seqs(turn) for turn in play.turns()}
    assert turns == {b"/a": [seq], b"/b": []}


def test_an_act_that_was_done_long_ago_is_done_all_the_same(play) -> None:
    play.talk.request(1)
    seq = play.fire("headers :status=200")
    play.done(999)
    assert [act.seq for act in play.acts()] == [seq]


def test_a_client_without_a_name_has_none(play) -> None:
    play.talk.request(1, fields=[("accept", "*/*")])
    assert play.score().client == ""


def test_a_reply_somebody_holds_back_by_hand_is_no_reply_that_waits(play) -> None:
    play.talk.request(1)
    octets = frame_octets(6, 1, 0, bytes(8))
    play.talk(Kind.FRAME_HELD, octets, origin=Origin.HAND)
    seq = play.fire("headers :status=200")
    [act] = play.acts()
    assert (act.seq, act.wait) == (seq, None)


def test_while_nothing_is_recorded_notes_waits_and_odd_actions_are_not_kept(play) -> None:
    play.talk.request(1)
    play.fire(Note(text="hm"))
    play.fire(Await(pattern="type:PING"))
    play.talk(Kind.ACTION_FIRED, origin=Origin.SCRIPT, detail={"verb": "send", "frames": 3})
    play.talk(Kind.COMMENTED, origin=Origin.HAND, detail={"text": "odd"})
    play.fire(Policy(changes={"ping_ack": Reply.DROP}), connection=0)
    recorder, board = Recorder(), Board()
    recorder.on = False
    for record in play.records():
        recorder.take(board.fold(record))
    score = recorder.score()
    assert (score.remarks, score.acts, score.said) == ((), (), ())


def test_a_script_that_sleeps_is_not_told_apart_from_time_that_passes(play) -> None:
    play.talk.request(1)
    play.script("headers :status=200")
    play.script(Sleep(seconds=0.2))
    play.later(0.3)
    play.script('data "b" end_stream')
    assert [act.slept for act in play.acts()] == [0.0, 0.0]


def test_a_connection_that_closes_amid_data_says_how_much_had_left(play) -> None:
    play.talk.request(1)
    seq = play.fire(Send(frames=(Data(stream_id=1, elided=2_000),)), leaves=False)
    play.talk.data(1, b"a" * 500, cause=seq)
    play.talk.closed()
    [remark] = play.score().remarks
    assert remark.startswith("Of 2,000 octets of DATA only 500 had left")
