"""Each case of the catalogue against a client that is wrong in just what it is about.

A case that no client fails is no case. The clients are `clients/strict.py --defect ID`: right in
all but the rule of that id; `ID:WAY` is another way of being wrong in it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from h2craft.check import CaseResult, SuiteOptions, overall
from h2craft.judge import CHECKS, Case, Check, Outcome, Weight, cases

pytestmark = [pytest.mark.engine, pytest.mark.timeout(300)]

CASES: Mapping[str, Case] = {case.id: case for case in cases()}
SIDE_BY_SIDE = 8
ABUSE_SIDE_BY_SIDE = 6
AT_ONCE = 16
PARTS_OF_CHECKS = 4
ABUSE_SECONDS = 9.0  # of a client that never ends by itself, twice

TRAFFIC = {
    "E/4.2/frame-size": "E/8.1.1/content-length-sent",
    "E/5.1.1/stream-ids-dense": "D/9.1/connection-reuse",
    "E/6.7/ping-acks": "A/6.7/ping-during-request",
    "E/6.9/credit-balance": "A/6.9/large-download",
    "E/6.9/obeys-windows": "A/6.9/tiny-windows",
    "E/7541/7.1.3/never-indexed": "E/8.2.3/cookie-crumbs",
    "E/7541/encoder-within-limit": "E/7541/encoder-size-update",
    "E/7541/indexing-used": "D/9.1/connection-reuse",
    "E/9.2/tls": "D/9.1.1/coalescing-only-if-authoritative",
}
"""Cases with what a passive check looks at, where it has none of its own and a GET will not do."""

BROKEN = {
    Weight.ERROR: Outcome.FAIL,
    Weight.WARN: Outcome.PASS_LENIENT,
    Weight.INFO: Outcome.PASS,  # what is seen is told, and is no fault
}


def chunks() -> list[tuple[str, ...]]:
    """Ids of cases, a few at a time, and none of group C beside others."""
    found: list[tuple[str, ...]] = []
    for group in "ABCD":
        own = [case.id for case in CASES.values() if case.group == group]
        parts = -(-len(own) // AT_ONCE)
        found += [tuple(own[start::parts]) for start in range(parts)]
    return found


def name_of(chunk: tuple[str, ...]) -> str:
    return f"{chunk[0]} and {len(chunk) - 1} more"


def options_for(tmp_path: Path, jobs: int = SIDE_BY_SIDE) -> SuiteOptions:
    ca_folder = tmp_path / "ca"
    return SuiteOptions(jobs=jobs, repeats=1, abuse_timeout=ABUSE_SECONDS, ca_folder=ca_folder)


def test_there_is_a_defect_for_each_case_and_each_passive_check(started: Any) -> None:
    known = started.defects()
    assert not {*CASES, *(check.id for check in CHECKS)} - known


def test_no_defect_is_of_a_case_that_is_not_there(started: Any) -> None:
    assert not started.defects() - {*CASES, *(check.id for check in CHECKS)}


@pytest.mark.parametrize("chunk", chunks(), ids=name_of)
async def test_the_case_named_for_a_defect_finds_it(
    started: Any, tmp_path: Path, chunk: tuple[str, ...]
) -> None:
    jobs = ABUSE_SIDE_BY_SIDE if CASES[chunk[0]].group == "C" else SIDE_BY_SIDE
    missed = await missed_of(started, tmp_path, chunk, jobs)
    assert not missed, "\n".join(missed)


async def test_other_ways_of_not_keeping_a_rule_are_found_as_well(
    started: Any, tmp_path: Path
) -> None:
    ways = started.ways()
    assert ways
    missed = await missed_of(started, tmp_path, ways, SIDE_BY_SIDE)
    assert not missed, "\n".join(missed)


async def missed_of(started: Any, tmp_path: Path, defects: Sequence[str], jobs: int) -> list[str]:
    """What the cases say of clients with these defects, `ID` or `ID:WAY`, that they do not fail."""
    plays = [(started.StrictClient(defect=one), CASES[one.partition(":")[0]]) for one in defects]
    results = await started.side_by_side(plays, options_for(tmp_path, jobs))
    assert [one.id for one in results] == [case.id for _, case in plays]
    if again := [at for at, one in enumerate(results) if one.outcome is not Outcome.FAIL]:
        # Beside a whole test suite a run may be late for its own clock: once more, by itself.
        alone = await started.side_by_side([plays[at] for at in again], options_for(tmp_path, 1))
        for at, result in zip(again, alone, strict=True):
            results[at] = result
    return [
        f"{one.outcome} {defect}: {one.wire}; {one.client}; {one.reason}"
        for defect, one in zip(defects, results, strict=True)
        if one.outcome is not Outcome.FAIL
    ]


@pytest.mark.parametrize("start", range(PARTS_OF_CHECKS))
async def test_a_passive_check_tells_what_a_defect_sends(
    started: Any, tmp_path: Path, start: int
) -> None:
    checks = CHECKS[start::PARTS_OF_CHECKS]
    clients = [started.StrictClient(defect=defect) for one in checks for defect in ("", one.id)]
    plays = [(client, traffic_of(checks[at // 2])) for at, client in enumerate(clients)]
    results = await started.side_by_side(plays, options_for(tmp_path))
    missed = [
        said
        for at, check in enumerate(checks)
        if (said := not_told(check, *results[2 * at : 2 * at + 2]))
    ]
    assert not missed, "\n".join(missed)


def traffic_of(check: Check) -> Case:
    own = check.id if check.id in CASES else None
    return CASES[own or TRAFFIC.get(check.id, "A/baseline/get")]


def not_told(check: Check, good: CaseResult, bad: CaseResult) -> str:
    """What is wrong with what the check says of a good client and of a bad one; empty: nothing."""
    [kept] = [row for row in overall([good]) if row.id == check.id]
    [broken] = [row for row in overall([bad]) if row.id == check.id]
    if kept.outcome is not Outcome.PASS:
        return f"{check.id}, of the strict client: {kept.outcome}, {kept.reason}"
    told = bool(broken.reason) and broken.reason != kept.reason
    if broken.outcome is not BROKEN[check.severity] or not told:
        return f"{check.id}, of one with a defect: {broken.outcome}, {broken.reason}"
    return ""
