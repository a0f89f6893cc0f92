"""Runs that were kept: the records of each, and beside them what became of its client.

`9113-6.1-data-stream-0.h2trace` and `9113-6.1-data-stream-0.json`; of a variant, and of further
runs, `9113-8.3.2-status-syntax.plus.2`. Knows files and values; starts nothing.
"""

from __future__ import annotations

import contextlib
import json
from base64 import b64decode, b64encode
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from h2craft.check.result import CaseResult, RunResult
from h2craft.check.weigh import result_of
from h2craft.judge import Case, ClientRun, Hearing, Result
from h2craft.scenario import ScenarioError
from h2craft.trace import Cursor, TraceError, TraceReader

SUFFIX = ".h2trace"
FORM = 1
_PLAIN = ("started", "status", "signal", "timed_out", "cancelled", "seconds", "trouble", "lost")
_MORE = ("tells_exit", "tells_body", "memory", "cpu")


@dataclass(frozen=True, slots=True, kw_only=True)
class SavedRun:
    """What is known of a run besides its records."""

    case: str
    variant: str
    number: int
    seconds: float
    client: ClientRun
    trace: Path


def save_run(case: Case, run: RunResult) -> None:
    """Write what became of the client beside the run's trace. OSError where that cannot be."""
    if run.trace is None or run.client is None:
        return
    told = {
        "form": FORM,
        "case": case.id,
        "variant": run.variant,
        "number": run.number,
        "seconds": run.seconds,
        "outcome": str(run.judgement.outcome),
        "wire": run.judgement.wire,
        "said": run.judgement.client,
        "reason": run.judgement.reason,
        "records": list(run.judgement.records),
        "client": client_to_json(run.client),
    }
    run.trace.with_suffix(".json").write_text(json.dumps(told, indent=1) + "\n", "utf-8")


def saved_runs(folder: Path) -> list[SavedRun]:
    """All in a folder, by name. ScenarioError where there is none, or one cannot be read."""
    found = [_read(file) for file in sorted(folder.glob(f"*{SUFFIX}"))]
    if not found:
        raise ScenarioError(f"there are no runs in {folder}: h2craft check --traces keeps them")
    return found


def judged_again(cases: Sequence[Case], runs: Sequence[SavedRun]) -> Iterator[CaseResult]:
    """What came of each case that has runs, judged as if they had just been made.

    ScenarioError where a trace cannot be read.
    """
    for case in cases:
        mine = [run for run in runs if run.case == case.id]
        if mine:
            yield result_of(case, [_judged(case, run) for run in mine])


def _judged(case: Case, run: SavedRun) -> RunResult:
    hearing = Hearing(case, run.variant)
    try:
        with contextlib.closing(TraceReader(run.trace)) as reader:
            cursor = Cursor(reader)
            while records := cursor.read():
                for record in records:
                    hearing.take(record)
    except (TraceError, OSError) as error:
        raise ScenarioError(f"{run.trace}: {error}") from error
    return RunResult(
        variant=run.variant,
        number=run.number,
        judgement=hearing.verdict(run.client),
        client=run.client,
        seconds=run.seconds,
        trace=run.trace,
    )


def _read(trace: Path) -> SavedRun:
    file = trace.with_suffix(".json")
    try:
        told = json.loads(file.read_text("utf-8"))
        return SavedRun(
            case=str(told["case"]),
            variant=str(told["variant"]),
            number=int(told["number"]),
            seconds=float(told["seconds"]),
            client=client_from_json(told["client"]),
            trace=trace,
        )
    except OSError as error:
        raise ScenarioError(f"{file}: {(error.strerror or str(error)).lower()}") from error
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise ScenarioError(f"{file} is not what h2craft check writes: {error!r}") from error


def client_to_json(run: ClientRun) -> dict[str, Any]:
    """What became of a client; octets in base64."""
    told: dict[str, Any] = {name: getattr(run, name) for name in (*_PLAIN, *_MORE)}
    results = run.results
    return {
        "words": list(run.words),
        **told,
        "stdout": _text(run.stdout),
        "stderr": _text(run.stderr),
        "results": None if results is None else [_result_to_json(one) for one in results],
    }


def client_from_json(told: Mapping[str, Any]) -> ClientRun:
    """The same. KeyError, TypeError or ValueError where it is something else."""
    results = told["results"]
    return ClientRun(
        words=tuple(map(str, told["words"])),
        stdout=b64decode(told["stdout"]),
        stderr=b64decode(told["stderr"]),
        results=None if results is None else tuple(map(_result_from_json, results)),
        **{name: told[name] for name in (*_PLAIN, *_MORE)},
    )


def _result_to_json(result: Result) -> dict[str, Any]:
    told = {one.name: getattr(result, one.name) for one in fields(result)}
    return {**told, "body": None if result.body is None else _text(result.body)}


def _result_from_json(told: Mapping[str, Any]) -> Result:
    more = dict(told)
    more["body"] = None if told["body"] is None else b64decode(told["body"])
    for name in ("fields", "trailers"):
        pairs = told[name]
        more[name] = None if pairs is None else tuple((str(a), str(b)) for a, b in pairs)
    seen = told["informational"]
    more["informational"] = None if seen is None else tuple(map(int, seen))
    return Result(**more)


def _text(octets: bytes) -> str:
    return b64encode(octets).decode("ascii")
