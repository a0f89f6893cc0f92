"""A result, told: the requirement, what was seen, the ladder, and how to see it again."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest

from h2craft.actions import Note
from h2craft.check import CaseResult, RunResult
from h2craft.check.explain import SAID_LINES, explained
from h2craft.explain import plain
from h2craft.judge import Case, ClientRun, Judgement, Outcome, cases
from h2craft.model import Board, Reading
from h2craft.trace import Cursor, Kind, Origin

WORDS = ["--", "curl", "-sS", "{url}"]


@pytest.fixture(scope="module")
def case() -> Case:
    return next(one for one in cases() if one.id == "9113/6.1/data-stream-0")


def ran(outcome: Outcome = Outcome.FAIL, **more: Any) -> RunResult:
    client = ClientRun(words=("curl", "-sS", "https://127.0.0.1:1/"), **more)
    return RunResult(judgement=Judgement(outcome=outcome, reason="why"), client=client)


def folded(talk: Any) -> list[Reading]:
    board, cursor = Board(), Cursor(talk.journal)
    return [board.fold(record) for record in cursor.read(1000)]


def told(result: CaseResult, readings: Sequence[Reading] = (), **more: Any) -> str:
    return plain(explained(result, readings, **more))


def test_it_says_what_is_required_and_what_came(result: Any, case: Case) -> None:
    text = told(
        result(
            case=case,
            id=case.id,
            outcome=Outcome.FAIL,
            requires=case.requires,
            wire="GOAWAY PROTOCOL_ERROR, closed",
            client="exit 0, 16 of 29 octets",
            findings=("E/6.7/ping-acks",),
            records=(12, 14),
        )
    )
    joined = " ".join(text.split())
    for said in (case.id, case.requires, "outcome fail", "because a sentence"):
        assert said in joined
    for said in ("on the wire GOAWAY PROTOCOL_ERROR, closed", "the client exit 0, 16 of 29 octets"):
        assert said in joined
    assert "also E/6.7/ping-acks" in joined and "records 12, 14" in joined


def test_every_connection_has_a_ladder_and_the_marks_are_on_it(result: Any, talk: Any) -> None:
    for number in (1, 2):
        talk.opened(number)
        talk.exchange(1)
    talk(Kind.ACTION_FIRED, origin=Origin.SCRIPT, detail=Note(text="case: violation"))
    text = told(result(), folded(talk))
    assert "connection 1" in text and "connection 2" in text
    assert "case: violation" in text and text.count("HEADERS") >= 2


def test_the_commands_that_show_it_again_can_be_pasted(result: Any, case: Case) -> None:
    one = result(case=case, id=case.id, outcome=Outcome.FAIL, runs=(ran(),))
    lines = told(one, words=WORDS).splitlines()
    assert f"  h2craft check --explain {case.id} -- curl -sS '{{url}}'" in lines
    assert "  h2craft replay violations/9113-6.1-data-stream-0 -- curl -sS '{url}'" in lines
    assert "replay" not in told(one, words=["--profile", "curl"]).split("see it again")[1]
    assert "see it again" not in told(result(), words=WORDS)


def test_what_the_client_printed_is_told_and_cannot_reach_the_terminal(
    result: Any, case: Case
) -> None:
    said = b"".join(b"%d\x1b[31m\n" % number for number in range(40))
    text = told(result(case=case, outcome=Outcome.FAIL, runs=(ran(stderr=said),)))
    assert "\x1b" not in text and "39\\x1b[31m" in text
    assert text.count("[31m") == SAID_LINES


def test_runs_that_differ_are_told_one_by_one(result: Any, case: Case) -> None:
    runs = (ran(), ran(Outcome.PASS))
    text = told(result(case=case, outcome=Outcome.FAIL, runs=runs))
    assert "run 1: fail: why" in text and "run 1: pass: why" in text
    assert "run 1" not in told(result(case=case, runs=(ran(), ran())))
