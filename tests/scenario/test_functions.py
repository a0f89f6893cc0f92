from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from h2craft.actions import Data, Note, Policy, Reply, Send, Sleep
from h2craft.scenario import ScenarioError
from h2craft.scenario.functions import Function, Manner, Spec, ends, readable
from h2craft.scenario.gates import Gates
from h2craft.scenario.pythonlines import call_of

Written = Callable[..., list[str]]


@pytest.fixture
def body(sheet: Any) -> Written:
    """The lines of a turn, as the only hook of it; `function` is kept."""

    def make(part: Any, *, local: bool = False, names: Any = None, **named: Any) -> list[str]:
        score = sheet.score()
        gates = Gates(score, ["first"] * len(score.turns), lambda act: ("acted", "act"))
        manner = Manner(load=sheet.load, gates=gates, **{"pure": True, **named})
        turn = part.turn
        spec = Spec(turn=turn, acts=turn.acts, leaves=True)
        function = Function(spec, manner, names or {})
        lines = list(function.lines(local=local))
        body_tallies.append(function.tally)
        return lines

    body_tallies.clear()
    return make


body_tallies: list[Any] = []


def test_the_writer_has_a_name_where_it_is_asked_for(sheet: Any, body: Written) -> None:
    part = sheet.request()
    part("end 1")
    assert body(part) == ["    response.writer.end_stream()"]
    assert body(part, local=True) == ["    writer = response.writer", "    writer.end_stream()"]


@pytest.mark.parametrize(
    ("pure", "line"),
    [
        (True, "    response.writer.content_written = response.writer.stream_ended = True"),
        (False, "    response.writer.leave_open()"),
    ],
)
def test_what_was_left_open_stays_open(sheet: Any, body: Written, pure: bool, line: str) -> None:
    part = sheet.request()
    part("headers 1 :status=200")
    assert body(part, pure=pure)[1:] == [line]


@pytest.mark.parametrize("pure", [True, False])
def test_it_is_worth_a_name_when_it_is_used_twice(sheet: Any, body: Written, pure: bool) -> None:
    nothing, once, open_ = sheet.request(), sheet.request(), sheet.request()
    once("end 3")
    open_("headers 5 :status=200")
    for part in (nothing, once, open_):
        body(part, pure=pure)
    assert [tally.local(pure=pure) for tally in body_tallies] == [False, False, True]


@pytest.mark.parametrize(
    ("act", "wait", "before"),
    [
        (0.5, None, []),
        (1.5, None, ["time.sleep(1.5)"]),
        (1.5, "type:PING", ['response.writer.wait_for("type:PING")', "time.sleep(1.5)"]),
    ],
)
def test_a_pause_that_matters_is_slept_behind_its_wait(
    sheet: Any, body: Written, wait: Any, act: float, before: list[str], scores: Any
) -> None:
    part = sheet.request()
    part.act("end 1", pause=act, wait=scores.wait(wait) if wait else None)
    said = [line.strip() for line in body(part, pause=1.0)]
    assert said == [*before, "response.writer.end_stream()"]
    assert ("time" in body_tallies[-1].names) == bool(act > 1)


@pytest.mark.parametrize(
    ("seconds", "threshold", "slept"),
    [(0.5, None, 0), (0.5, 1.0, 0), (1.0, 1.0, 0), (1.234, 1.0, 1.2), (61.4, 1.0, 61),
     (2.04, 1.0, 2), (0.0123, 0, 0.012), (0.0004, 0, 0), (7.5004, 0, 7.5), (0.256, 0.1, 0.26)],
)  # fmt: skip
def test_pauses_are_rounded_readably(seconds: float, threshold: Any, slept: float) -> None:
    assert readable(seconds, threshold) == slept
    assert repr(readable(seconds, threshold)) == repr(slept)


def test_the_time_of_a_sleep_is_not_slept_twice(sheet: Any, body: Written) -> None:
    part = sheet.request()
    part.act(Sleep(seconds=3.0))
    part.act("end 1", pause=3.1)
    assert body(part, pause=1.0)[0] == "    time.sleep(3.0)"
    assert len(body(part, pause=1.0)) == 2


def test_remarks_are_comments_whatever_they_say(sheet: Any, body: Written) -> None:
    part = sheet.request()
    part.act(Note(text="one\nraise SystemExit\r\x85\x1b[31m"))
    part("end 1")
    comments = body(part)[:-1]
    assert all(line.startswith("    #") and line.isprintable() for line in comments)
    assert comments[:2] == ["    # one", "    # raise SystemExit"]


def test_a_function_of_remarks_alone_is_one(sheet: Any, body: Written) -> None:
    greeting = sheet.greeting()
    greeting.act(Note(text="hello"))
    gates = Gates(sheet.score(), ["first"], lambda act: ("acted", "act"))
    spec = Spec(turn=greeting.turn, acts=greeting.turn.acts)
    function = Function(spec, Manner(load=sheet.load, gates=gates), {})
    assert list(function.lines()) == ["    # hello", "    pass"]


def test_held_replies_of_another_run_are_not_let_go(sheet: Any, body: Written) -> None:
    part = sheet.request()
    part.act(Policy(changes={"ping_ack": Reply.SEND}, release=(41,)))
    lines = body(part)
    assert lines[0].startswith("    # replies that were held")
    assert lines[1] == '    response.writer.policy(ping_ack="send")'


def test_a_pushed_stream_has_a_name_once_it_is_pushed(sheet: Any, body: Written) -> None:
    part = sheet.request()
    part("end 2")
    part.act("push 1 :method=GET", promised=2)
    part("end 2")
    lines = body(part, names={2: "pushed"})
    assert lines[0] == "    response.writer.end_stream(stream_id=2)"
    assert lines[1].startswith("    pushed = response.writer.write_push(")
    assert lines[2] == "    response.writer.end_stream(stream_id=pushed)"
    assert body_tallies[-1].referred == {2}


def test_several_frames_of_one_write_stand_together(sheet: Any, body: Written) -> None:
    part = sheet.request()
    part("wire rst 1 CANCEL + goaway")
    assert body(part) == [
        "    with response.writer.together():",
        '        response.writer.write_rst_stream("CANCEL")',
        "        response.writer.write_goaway()",
    ]
    assert body_tallies[-1].calls == 1
    assert list(body_tallies[-1].needs) == ["several frames in one write", "RST_STREAM", "GOAWAY"]


def test_an_interim_response_is_wpt_s_in_a_file_of_wpt_s_calls(sheet: Any, body: Written) -> None:
    part = sheet.request()
    part("headers 1 :status=103")
    assert body(part)[0] == "    response.writer.write_headers([], 103)"
    assert not body_tallies[-1].needs
    assert body(part, pure=False)[0] == "    response.writer.write_informational(103)"


def test_what_others_wait_for_that_has_happened_is_let_go_first(sheet: Any) -> None:
    first, second = sheet.request(), sheet.request()
    first("end 1")
    second.act("end 3", after=first.seq)
    gates = Gates(sheet.score(), ["first", "second"], lambda act: ("acted", "act"))
    spec = Spec(turn=first.turn, acts=first.turn.acts, opening=(first.seq,))
    lines = list(Function(spec, Manner(load=sheet.load, gates=gates), {}).lines())
    assert lines == ["    first_arrived.release()", "    response.writer.end_stream()"]


def test_data_that_is_nowhere_whole_names_its_record(sheet: Any, body: Written) -> None:
    part = sheet.request()
    seq = part.act(Send(frames=(Data(stream_id=1, elided=9),)))
    with pytest.raises(ScenarioError, match=f"record {seq} cannot be written"):
        body(part)


@pytest.mark.parametrize(
    ("call", "ended"),
    [
        ("writer.end_stream()", True),
        ("writer.end_stream(stream_id=2)", False),
        ("writer.write_headers([], 200, last=True)", True),
        ("writer.write_headers([], 200)", False),
        ("writer.write_headers([], 103, last=True)", False),
        ("writer.write_data_frame(b'', True)", True),
        ("writer.write_data_frame(b'', False)", False),
        ("writer.write_raw_data_frame(b'', end_stream=True)", True),
        ("writer.write_trailers([])", True),
        ("writer.write_rst_stream('CANCEL')", True),
        ("writer.write_raw_frame('RST_STREAM')", True),
        ("writer.write_raw_frame('DATA', flags='END_STREAM|PADDED')", True),
        ("writer.write_raw_frame('DATA', flags='PADDED')", False),
        ("writer.write_raw_frame('PING', flags='END_STREAM')", False),
        ("writer.close()", False),
        ("writer.fire(1)", False),
        ("time.sleep(1)", False),
    ],
)
def test_what_the_writer_takes_for_the_end(call: str, ended: bool) -> None:
    assert ends(call_of(call)) is ended


def test_held_replies_alone_are_a_remark(sheet: Any, body: Written) -> None:
    part = sheet.request()
    part.act(Policy(drop=(41,)))
    part("end 1")
    lines = body(part)
    assert lines[0].startswith("    # replies that were held")
    assert lines[1:] == ["    response.writer.end_stream()"]


def test_a_wait_that_was_an_act_is_relative_too(sheet: Any, body: Written) -> None:
    part = sheet.request(stream_id=5)
    part("wait type:RST_STREAM stream:5", "end 5")
    assert 'wait_for(f"type:RST_STREAM stream:{request.h2_stream_id}")' in body(part)[0]


def test_an_interim_response_with_an_order_for_hpack_is_what_it_was(
    sheet: Any, body: Written
) -> None:
    part = sheet.request()
    part("inform 103 !link=x", "end 1")
    assert "write_informational(103" in body(part, pure=False)[0]
