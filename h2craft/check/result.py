"""What came of the cases: values, and the JSON that stands for them. Starts nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from h2craft.judge import Case, ClientRun, Judgement, Outcome


@dataclass(frozen=True, slots=True, kw_only=True)
class RunResult:
    """One run of a case.

    variant   which one; empty where the case has none
    number    the first is 1; more were made where it was not a clean pass
    client    what became of the client; None where nobody started it (`--serve`)
    idle      it hung, and not for want of a processor: for as long again as it had, nobody did
              anything; to run it again would show the same
    seconds   from the start of the client until its connections were closed
    trace     its records; None where they are not kept
    """

    variant: str = ""
    number: int = 1
    judgement: Judgement
    client: ClientRun | None = None
    idle: bool = False
    seconds: float = 0.0
    trace: Path | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseResult:
    """What came of a case, over all of its runs: the worst of them counts.

    case      None for a passive check, which has no scenario: what was seen in the runs of all
    wire, client, reason, records  of the run that counts
    findings  passive checks that its runs broke, "E/6.9/obeys-windows"
    runs      in the order they were made; empty where it was skipped
    """

    id: str
    group: str
    section: str
    level: str
    star: bool
    title: str = ""
    requires: str = ""
    case: Case | None = None
    outcome: Outcome
    wire: str = ""
    client: str = ""
    reason: str = ""
    records: tuple[int, ...] = ()
    seconds: float = 0.0
    findings: tuple[str, ...] = ()
    runs: tuple[RunResult, ...] = ()

    @property
    def counts(self) -> RunResult | None:
        """The run whose judgement this is; of a passive check, the first that has shown it."""
        first = self.runs[0] if self.runs else None
        return next((run for run in self.runs if run.judgement.outcome == self.outcome), first)

    @property
    def trace(self) -> Path | None:
        """The records of that run, where they are kept."""
        return None if self.counts is None else self.counts.trace


def to_json(result: CaseResult) -> dict[str, Any]:
    """One object a case."""
    return {
        "id": result.id,
        "group": result.group,
        "section": result.section,
        "level": result.level,
        "star": result.star,
        "outcome": str(result.outcome),
        "wire": result.wire,
        "client": result.client,
        "reason": result.reason,
        "records": list(result.records),
        "seconds": round(result.seconds, 3),
        "title": result.title,
        "requires": result.requires,
        "findings": list(result.findings),
        "runs": [_run(run) for run in result.runs],
    }


def _run(run: RunResult) -> dict[str, Any]:
    judgement = run.judgement
    return {
        "variant": run.variant,
        "number": run.number,
        "outcome": str(judgement.outcome),
        "wire": judgement.wire,
        "client": judgement.client,
        "reason": judgement.reason,
        "records": list(judgement.records),
        "seconds": round(run.seconds, 3),
        "trace": None if run.trace is None else str(run.trace),
    }


def summary(results: Sequence[CaseResult]) -> dict[str, int]:
    """How many of each outcome, all of them named."""
    from h2craft.judge import Outcome

    return {str(one): sum(each.outcome == one for each in results) for one in Outcome}


def document(
    results: Sequence[CaseResult], *, version: str, client: Mapping[str, Any], date: str
) -> dict[str, Any]:
    """What `--json` writes. `client` is words, name and version; `date` is ISO 8601, UTC."""
    return {
        "h2craft": version,
        "client": dict(client),
        "date": date,
        "cases": [to_json(result) for result in results],
        "summary": summary(results),
    }
