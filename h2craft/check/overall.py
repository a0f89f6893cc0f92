"""Passive checks over a whole suite: each becomes a row, from what all the runs have shown. Pure.

A check is broken where one run broke it; the row names the cases, and has the records of the first.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from h2craft.check.result import CaseResult, RunResult
from h2craft.judge import CHECKS, Check, Outcome, PassiveFinding, Weight

NAMED = 3
NOTHING = "no run had anything to judge it by"

_OUTCOMES = {
    Weight.ERROR: Outcome.FAIL,
    Weight.WARN: Outcome.PASS_LENIENT,
    Weight.INFO: Outcome.PASS,
}


def overall(results: Sequence[CaseResult]) -> list[CaseResult]:
    """A row for each passive check, in the catalogue's order."""
    own = {result.id: result for result in results}
    return [_row(check, results, own.get(check.id)) for check in CHECKS]


def _row(check: Check, results: Sequence[CaseResult], own: CaseResult | None) -> CaseResult:
    """`own` is what came of the case that provokes what the check is about; it may fail itself."""
    if own is not None and own.outcome is Outcome.FAIL:
        return own
    found = list(_findings(check, results))
    worst = min((finding.severity for _, _, finding in found), key=list(Weight).index, default=None)
    seen = any(check.id in run.judgement.seen for result in results for run in result.runs)
    outcome = Outcome.PASS if seen else Outcome.SKIPPED
    reason = "" if seen else own.reason if own and own.reason and not own.runs else NOTHING
    counts = [one for one in found if one[2].severity is worst]
    if counts and worst is not None:
        outcome, reason = _OUTCOMES[worst], _reason(counts)
    run = counts[0][1] if counts else None
    return CaseResult(
        id=check.id,
        group="E",
        section=check.section,
        level=check.level,
        star=check.star,
        title=check.title,
        requires=check.requires,
        case=own.case if own else None,
        outcome=outcome,
        reason=reason,
        records=counts[0][2].records if counts else (),
        runs=() if run is None else (run,),
    )


Found = tuple[CaseResult, RunResult, PassiveFinding]


def _findings(check: Check, results: Sequence[CaseResult]) -> Iterator[Found]:
    for result in results:
        for run in result.runs:
            for finding in run.judgement.findings:
                if finding.check == check.id:
                    yield result, run, finding


def _reason(found: Sequence[Found]) -> str:
    """ "DATA beyond the window (in A/6.9/tiny-windows and 3 more cases)"."""
    names = list(dict.fromkeys(result.id for result, _, _ in found))
    more = f" and {len(names) - NAMED} more" if len(names) > NAMED else ""
    return f"{found[0][2].text} (in {', '.join(names[:NAMED])}{more})"
