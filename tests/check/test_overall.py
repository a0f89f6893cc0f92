from __future__ import annotations

from collections.abc import Callable

from h2craft.check import CaseResult, RunResult, overall
from h2craft.judge import CHECKS, Judgement, Outcome, PassiveFinding, Weight

Make = Callable[..., CaseResult]
WINDOWS = "E/6.9/obeys-windows"


def finding(severity: Weight, text: str = "too much", record: int = 9) -> PassiveFinding:
    return PassiveFinding(
        check=WINDOWS, severity=severity, text=text, connection=1, stream_id=1, records=(record,)
    )


def ran(make: Make, name: str, *findings: PassiveFinding, seen: bool = True) -> CaseResult:
    judgement = Judgement(
        outcome=Outcome.PASS, findings=findings, seen=frozenset({WINDOWS} if seen else ())
    )
    return make(id=name, runs=(RunResult(judgement=judgement),))


def row(results: list[CaseResult]) -> CaseResult:
    return next(one for one in overall(results) if one.id == WINDOWS)


def test_every_check_has_a_row_in_the_order_of_the_catalogue() -> None:
    rows = overall([])
    assert [one.id for one in rows] == [check.id for check in CHECKS]
    assert {one.outcome for one in rows} == {Outcome.SKIPPED}
    assert {one.group for one in rows} == {"E"}


def test_what_was_seen_and_never_broken_is_a_pass(result: Make) -> None:
    assert row([ran(result, "A/x")]).outcome is Outcome.PASS


def test_what_no_run_could_show_is_skipped(result: Make) -> None:
    found = row([ran(result, "A/x", seen=False)])
    assert found.outcome is Outcome.SKIPPED
    assert found.reason == "no run had anything to judge it by"


def test_one_run_that_breaks_it_is_enough_and_is_named(result: Make) -> None:
    bad = ran(result, "A/y", finding(Weight.ERROR))
    found = row([ran(result, "A/x"), bad, ran(result, "A/z", finding(Weight.ERROR))])
    assert found.outcome is Outcome.FAIL
    assert found.reason == "too much (in A/y, A/z)"
    assert found.records == (9,) and found.counts is bad.runs[0]


def test_many_cases_are_counted(result: Make) -> None:
    results = [ran(result, f"A/{number}", finding(Weight.ERROR)) for number in range(5)]
    assert row(results).reason == "too much (in A/0, A/1, A/2 and 2 more)"


def test_a_warning_is_lenient_and_a_report_is_a_pass(result: Make) -> None:
    warned = row([ran(result, "A/x", finding(Weight.WARN), finding(Weight.INFO, "a note"))])
    assert warned.outcome is Outcome.PASS_LENIENT and warned.reason.startswith("too much")
    told = row([ran(result, "A/x", finding(Weight.INFO, "a note"))])
    assert told.outcome is Outcome.PASS and told.reason == "a note (in A/x)"


def test_an_error_goes_before_warnings_that_came_first(result: Make) -> None:
    results = [
        ran(result, "A/x", finding(Weight.WARN, "odd", 1)),
        ran(result, "A/y", finding(Weight.ERROR, "wrong", 2)),
    ]
    found = row(results)
    assert (found.outcome, found.records) == (Outcome.FAIL, (2,))


def test_a_case_that_provokes_it_may_fail_by_itself(result: Make) -> None:
    own = result(id=WINDOWS, group="E", outcome=Outcome.FAIL, reason="its own")
    assert row([own]) is own


def test_why_the_case_that_provokes_it_was_skipped_is_told(result: Make) -> None:
    own = result(id=WINDOWS, group="E", outcome=Outcome.SKIPPED, reason="no {method}")
    found = row([own])
    assert (found.outcome, found.reason) == (Outcome.SKIPPED, "no {method}")
