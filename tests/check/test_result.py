from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

from h2craft.check import CaseResult, RunResult, document, summary, to_json
from h2craft.judge import Judgement, Outcome

Make = Callable[..., CaseResult]


def run(outcome: Outcome, **more: object) -> RunResult:
    judgement = Judgement(
        outcome=outcome, wire="closed", client="exit 0", reason="why", records=(7,)
    )
    return RunResult(judgement=judgement, **more)  # type: ignore[arg-type]


def test_the_run_that_counts_is_the_one_with_the_outcome(result: Make) -> None:
    runs = run(Outcome.PASS), run(Outcome.FAIL, number=2, trace=Path("/t/x.2.h2trace"))
    failed = result(outcome=Outcome.FAIL, runs=runs)
    assert failed.counts is runs[1]
    assert failed.trace == Path("/t/x.2.h2trace")


def test_of_a_passive_check_it_is_the_first_that_shows_it(result: Make) -> None:
    runs = (run(Outcome.PASS),)
    assert result(outcome=Outcome.FAIL, runs=runs).counts is runs[0]
    assert result(outcome=Outcome.SKIPPED).counts is None
    assert result(outcome=Outcome.SKIPPED).trace is None


def test_a_case_is_one_object(result: Make) -> None:
    made = to_json(result(star=True, wire="GOAWAY", records=(3, 5), seconds=1.23456))
    assert {name: made[name] for name in ("id", "group", "section", "level", "star")} == {
        "id": "A/baseline/get",
        "group": "A",
        "section": "8.1",
        "level": "MUST",
        "star": True,
    }
    assert (made["outcome"], made["wire"], made["records"]) == ("pass", "GOAWAY", [3, 5])
    assert made["seconds"] == 1.235
    assert {"client", "reason", "runs", "findings"} <= made.keys()


def test_its_runs_are_told_with_what_each_came_to(result: Make) -> None:
    told = to_json(result(runs=(run(Outcome.PASS, variant="lf", trace=Path("/t/a.h2trace")),)))
    assert told["runs"] == [
        {
            "variant": "lf",
            "number": 1,
            "outcome": "pass",
            "wire": "closed",
            "client": "exit 0",
            "reason": "why",
            "records": [7],
            "seconds": 0.0,
            "trace": "/t/a.h2trace",
        }
    ]


def test_the_summary_names_every_outcome(result: Make) -> None:
    results = [result(), result(), result(outcome=Outcome.FAIL)]
    assert summary(results) == {
        "pass": 2,
        "pass-lenient": 0,
        "fail": 1,
        "inconclusive": 0,
        "skipped": 0,
    }


def test_the_document_is_json_and_says_who_and_when(result: Make) -> None:
    made = document([result()], version="1.2", client={"name": "curl"}, date="2026-01-01")
    assert json.loads(json.dumps(made)) == made
    assert (made["h2craft"], made["client"], made["date"]) == (
        "1.2",
        {"name": "curl"},
        "2026-01-01",
    )
    assert len(made["cases"]) == made["summary"]["pass"] == 1
