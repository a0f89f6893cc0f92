"""From the runs of a case to what came of it: the worst of them counts (R10). Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from h2craft.check.result import CaseResult, RunResult
from h2craft.judge import Case, Outcome, flips, worst


def result_of(case: Case, runs: Sequence[RunResult], skipped: str = "") -> CaseResult:
    """What came of a case: the worst of its runs, and whether they differ."""
    result = CaseResult(
        id=case.id,
        group=case.group,
        section=case.section,
        level=case.level,
        star=case.star,
        title=case.title,
        requires=case.requires,
        case=case,
        outcome=Outcome.SKIPPED,
        reason=skipped,
    )
    if not runs:
        return result
    judgement = worst([run.judgement for run in runs])
    counts = next(run for run in runs if run.judgement is judgement)
    return replace(
        result,
        outcome=judgement.outcome,
        wire=judgement.wire,
        client=judgement.client,
        reason=_reason(counts, [run for run in runs if run.variant == counts.variant], runs),
        records=judgement.records,
        seconds=sum(run.seconds for run in runs),
        findings=tuple(sorted({one.check for run in runs for one in run.judgement.findings})),
        runs=tuple(runs),
    )


def _reason(counts: RunResult, same: Sequence[RunResult], runs: Sequence[RunResult]) -> str:
    """The reason, the variant it is of, and what other runs of it came to."""
    several = len({run.variant for run in runs}) > 1
    said = f"{counts.variant}: " if several and counts.variant else ""
    said += counts.judgement.reason
    flipped = flips(run.judgement for run in same)
    return f"{said} ({flipped})" if flipped else said
