from __future__ import annotations

import pytest

from h2craft.check import RunResult
from h2craft.check.weigh import result_of
from h2craft.judge import Case, Judgement, Outcome, PassiveFinding, Weight, cases


@pytest.fixture(scope="module")
def case() -> Case:
    return next(case for case in cases() if case.id == "9113/6.1/data-stream-0")


def run(outcome: Outcome, variant: str = "", number: int = 1, *checks: str) -> RunResult:
    findings = tuple(
        PassiveFinding(
            check=check, severity=Weight.ERROR, text="x", connection=1, stream_id=0, records=(1,)
        )
        for check in checks
    )
    judgement = Judgement(
        outcome=outcome,
        wire=f"wire {number}",
        client=f"client {number}",
        reason=f"reason {number}",
        records=(number,),
        findings=findings,
    )
    return RunResult(variant=variant, number=number, judgement=judgement, seconds=1.5)


def test_the_worst_run_counts(case: Case) -> None:
    result = result_of(case, [run(Outcome.PASS), run(Outcome.FAIL, number=2)])
    assert result.outcome is Outcome.FAIL
    assert (result.wire, result.client, result.records) == ("wire 2", "client 2", (2,))
    assert result.seconds == 3.0 and len(result.runs) == 2


def test_runs_that_differ_are_told_of(case: Case) -> None:
    result = result_of(case, [run(Outcome.FAIL), run(Outcome.PASS, number=2)])
    assert result.reason == "reason 1 (fail in 1 of 2 runs, pass in 1)"
    same = result_of(case, [run(Outcome.FAIL), run(Outcome.FAIL, number=2)])
    assert same.reason == "reason 1"


def test_the_variant_is_named_and_variants_are_no_flips(case: Case) -> None:
    result = result_of(case, [run(Outcome.PASS, "lf"), run(Outcome.PASS_LENIENT, "nul", 2)])
    assert result.outcome is Outcome.PASS_LENIENT
    assert result.reason == "nul: reason 2"


def test_what_is_known_of_the_case_stands_beside_it(case: Case) -> None:
    result = result_of(case, [], "the command has no {size}")
    assert (result.id, result.group, result.section) == (case.id, "B", "6.1")
    assert (result.level, result.star, result.case) == (case.level, case.star, case)
    assert result.outcome is Outcome.SKIPPED and result.reason == "the command has no {size}"
    assert result.runs == ()


def test_passive_findings_of_all_runs_are_named_once(case: Case) -> None:
    runs = [run(Outcome.PASS, "", 1, "E/b", "E/a"), run(Outcome.PASS, "", 2, "E/a")]
    assert result_of(case, runs).findings == ("E/a", "E/b")
