"""What the recorder keeps, and for which request."""

from __future__ import annotations

from typing import Any

import pytest

from h2craft.actions import Await, Close, CloseHow, Note, Policy, Reply, Send, SendOctets, Sleep
from h2craft.filter import compile
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


def test_notes_and_comments_are_remarks_and_no_acts(play) -> None:
    seq = play.talk.request()
    play.fire(Note(text='look "here"\x1b'))
    play.talk(Kind.COMMENTED, cause=seq, origin=Origin.HAND, detail={"text": "odd", "marked": True})
    play.talk(Kind.COMMENTED, cause=seq, origin=Origin.HAND, detail={"text": "", "marked": True})
    score = play.score()
    assert not score.acts
    assert score.remarks == ('Noted: "look "here"\\x1b".', 'Remarked: "odd".')


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


def test_an_action_no_record_can_hold_is_left_out_and_said(play) -> None:
    play.talk.request()
    seq = play.talk(Kind.ACTION_FIRED, origin=Origin.SCRIPT, detail={"verb": "send", "frames": 3})
    score = play.score()
    assert not score.acts
    assert any(f"Record {seq} " in remark for remark in score.remarks)


# Whose turn it is


def test_acts_on_the_connection_are_in_the_turn_that_was_last_concerned(play) -> None:
    play.talk.request(1)
    play.talk.request(3)
    play.fire("headers :status=200", stream=1)
    ping = play.fire("ping")
    play.credit(10, stream=3)
    goaway = play.fire("goaway")
    first, second = play.turns()
    assert seqs(first)[1:] == [ping]
    assert seqs(second) == [goaway]


def test_what_a_script_does_to_the_connection_is_in_the_turn_it_serves(play) -> None:
    request = play.talk.request(1)
    play.talk.request(3)
    goaway = play.script("goaway", cause=request)
    first, second = play.turns()
    assert seqs(first) == [goaway]
    assert not second.acts


def test_before_any_request_acts_are_the_connections(play) -> None:
    ping = play.fire("ping")
    play.talk.request(1)
    connection, request = play.turns()
    assert (connection.stream_id, seqs(connection), connection.ordinal) == (0, [ping], 1)
    assert (request.stream_id, request.acts, request.ordinal) == (1, (), 1)
    assert connection.seq == next(r.seq for r in play.records() if r.kind == 10)


def test_a_second_connection_has_turns_of_its_own(play) -> None:
    play.talk.request(1, "/a")
    play.fire("goaway")
    play.talk.opened(2)
    ping = play.fire("ping", connection=2)
    play.talk.request(1, "/b", connection=2)
    answer = play.fire("headers :status=200 end_stream", connection=2)
    first, opening, second = play.turns()
    assert [one.connection for one in (first, opening, second)] == [1, 2, 2]
    assert (opening.stream_id, opening.ordinal, seqs(opening)) == (0, 2, [ping])
    assert (second.ordinal, seqs(second)) == (2, [answer])


def test_a_stream_that_was_promised_belongs_to_the_turn_of_the_promise(play) -> None:
    play.talk.request(1)
    push = play.fire("push 1 2 :path=/style.css :method=GET :scheme=https :authority=a.test")
    play.talk.request(3)
    pushed = play.fire("headers :status=200 end_stream", stream=2)
    first, second = play.turns()
    assert seqs(first) == [push, pushed]
    assert first.acts[0].promised == 2
    assert not second.acts


def test_a_stream_nobody_opened_is_of_the_turn_that_was_last_concerned(play) -> None:
    play.talk.request(1)
    odd = play.fire("wire headers :status=200", stream=99)
    even = play.fire('wire data "x"', stream=42)
    [turn] = play.turns()
    assert seqs(turn) == [odd, even]


def test_octets_are_of_the_stream_their_first_frame_names(play) -> None:
    play.talk.request(1)
    play.talk.request(3)
    octets = SendOctets(octets=bytes.fromhex("00000004010000000000000100000000000178"))
    seq = play.fire(octets, leaves=False)
    first, second = play.turns()
    assert (seqs(first), second.acts) == ([seq], ())


def test_an_upgraded_request_is_stream_1_and_complete(talk, playing) -> None:
    play = playing.Play(talk)
    head = b"GET /old HTTP/1.1\r\nHost: a.test\r\nUpgrade: h2c\r\n\r\n"
    talk(Kind.OCTETS_RECEIVED, head)
    upgraded = talk(Kind.UPGRADED, detail={"from": "h2c", "settings": ""})
    play.fire("headers :status=200 end_stream")
    [turn] = play.turns()
    assert (turn.stream_id, turn.path, turn.method) == (1, b"/old", b"GET")
    assert (turn.seq, turn.complete) == (upgraded, upgraded)


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


def test_recording_from_the_middle_of_a_connection(talk, playing) -> None:
    play = playing.Play(talk)
    talk.response(1, end=False)
    body = play.fire('data "x" end_stream')
    talk.request(3, "/next")
    answer = play.fire("headers :status=204 end_stream", stream=3)
    turns = {turn.stream_id: turn for turn in play.turns()}
    assert seqs(turns[1]) == [body]
    assert seqs(turns[3]) == [answer]


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


@pytest.mark.parametrize(
    "last",
    [
        'data "x" end_stream',
        "headers :status=200 end_stream",
        'wire data "x" end_stream',
        "rst",
        "close",
    ],
)
def test_a_stream_we_have_ended_is_ended(play, last) -> None:
    play.talk.request()
    play.fire(last)
    assert play.turns()[0].ended


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


# Taken back


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


# Bounded


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


def test_records_that_are_missing_are_said(make_talk, playing) -> None:
    play = playing.Play(make_talk())
    play.talk.opened()
    play.talk.request()
    lost = play.fire("headers :status=200")
    play.talk.request(3)
    recorder, board = Recorder(), Board()
    for record in play.records():
        if record.seq not in (lost, lost + 1):
            recorder.take(board.fold(record))
    assert any("2 records were lost" in one for one in recorder.score().remarks)


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
    assert play.load(let_go) == Send(frames=play.load(let_go).frames, door="wire")
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


def test_with_replies_the_greeting_stays_the_engines(play) -> None:
    play.talk.request(1)
    play.fire("headers :status=200 end_stream")
    assert [turn.stream_id for turn in play.turns(replies=True)] == [1]


# Chosen by a filter


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("stream:3", [3]),
        ("not stream:3", [1]),
        ("path:/b", [3]),
        ("conn:2", []),
        ("flag:END_STREAM type:DATA", [3]),
        ("status:200", [1]),
        ("field:server", [1]),
    ],
)
def test_a_filter_chooses_requests_and_acts(play, text, kept) -> None:
    play.talk.request(1, "/a")
    play.talk.request(3, "/b")
    play.fire("headers :status=200 server=x", stream=1)
    play.fire('data "x" end_stream', stream=3)
    turns = play.turns(wanted=compile(text))
    assert [turn.stream_id for turn in turns if turn.acts] == kept


def test_a_filter_for_those_who_act_leaves_out_the_other_acts(play) -> None:
    play.talk.request(1)
    play.script("headers :status=200")
    by_hand = play.fire('data "x" end_stream')
    assert [act.seq for act in play.acts(wanted=compile("origin:hand"))] == [by_hand]


def test_requests_and_connections_count_anew_where_a_filter_leaves_some_out(play) -> None:
    play.talk.request(1, "/a")
    play.talk.opened(2)
    play.fire("ping", connection=2)
    play.talk.request(1, "/b", connection=2)
    opening, request = play.turns(wanted=compile("conn:2"))
    assert (opening.connection, opening.ordinal) == (2, 1)
    assert (request.path, request.ordinal) == (b"/b", 1)


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


def test_closing_is_an_act_of_the_turn_that_was_last_concerned(play) -> None:
    play.talk.request(1)
    play.fire(Close(how=CloseHow.RESET))
    [turn] = play.turns()
    assert play.load(turn.acts[0].seq) == Close(how=CloseHow.RESET)


def test_a_wait_that_was_fired_as_an_action_is_the_wait_of_the_next_act(play) -> None:
    play.talk.request(1)
    waiting = play.fire(Await(pattern="dir:received type:PRIORITY"))
    found = play.talk.received(2, 0, 1, bytes(5))
    play.done(waiting)
    play.fire("headers :status=200 end_stream")
    [act] = play.acts()
    assert act.wait is not None and act.wait.said
    assert (act.wait.pattern, act.wait.seq) == ("type:PRIORITY", found)


def test_a_wait_in_vain_is_none(play) -> None:
    play.talk.request(1)
    play.done(play.fire(Await(pattern="type:PRIORITY")), "nothing came that matches")
    play.fire("headers :status=200 end_stream")
    [act] = play.acts()
    assert act.wait is None


def test_an_act_that_is_gone_cannot_be_loaded(play) -> None:
    with pytest.raises(ScenarioError, match="record 99"):
        play.load(99)
