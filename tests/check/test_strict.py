"""Every case of the catalogue against a client that does everything right.

`clients/strict.py` is made of raw frames and shares no line with h2craft. What is not a clean pass
here is an error of the case, of the judge, or of that client.
"""

from __future__ import annotations

import ast
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

import h2craft.case
from h2craft.check import CaseResult, Suite, SuiteOptions, overall
from h2craft.judge import Case, Outcome, cases
from h2craft.wire import parse_setting_id

pytestmark = [pytest.mark.engine, pytest.mark.timeout(300)]

CASES = cases()
SIDE_BY_SIDE = 8
ABUSE_SIDE_BY_SIDE = 4  # floods keep a core busy, for a while
AT_ONCE = 16
"""Cases in one test: enough to run side by side, few enough to share them among workers."""

SKIPPED: dict[str, str] = {}
"""What the strict client is not asked for, by id, and why. Nothing is missing."""

COUNTS = {"A": 106, "B": 132, "C": 36, "D": 53}


def chunks() -> list[tuple[Case, ...]]:
    """The cases, a few at a time, and none of group C beside others."""
    found: list[tuple[Case, ...]] = []
    for group in "ABCDE":
        own = [case for case in CASES if case.group == group and case.id not in SKIPPED]
        found += [tuple(own[start :: _parts(own)]) for start in range(_parts(own))]
    return found


def _parts(own: list[Case]) -> int:
    return -(-len(own) // AT_ONCE)


def name_of(chunk: tuple[Case, ...]) -> str:
    return f"{chunk[0].id} and {len(chunk) - 1} more"


def shown(results: list[CaseResult]) -> str:
    lines = (f"{one.outcome} {one.id}: {one.wire}; {one.client}; {one.reason}" for one in results)
    return "\n".join(lines)


def test_each_case_of_the_catalogue_is_there() -> None:
    there_are = Counter(case.group for case in CASES)
    assert {group: there_are[group] for group in COUNTS} == COUNTS


def test_what_the_cases_import_from_the_room_of_cases_is_there() -> None:
    wanted = {
        name.name
        for case in CASES
        for node in ast.walk(ast.parse(case.file.read_text()))
        if isinstance(node, ast.ImportFrom) and node.module == h2craft.case.__name__
        for name in node.names
    }
    assert wanted
    assert not wanted - set(h2craft.case.__all__)


async def test_nothing_is_to_be_remarked_about_it(started: Any, tmp_path: Path) -> None:
    suite = Suite(started.StrictClient(), SuiteOptions(ca_folder=tmp_path / "ca"))
    found = await suite.calibrate()
    assert (found.trouble, found.remarks, found.push) == ("", (), False)
    usual = {parse_setting_id(name): value for name, value in started.USUAL.items()}
    assert found.settings.items() <= usual.items()


@pytest.mark.parametrize("chunk", chunks(), ids=name_of)
async def test_the_strict_client_passes(
    started: Any, tmp_path: Path, chunk: tuple[Case, ...]
) -> None:
    jobs = ABUSE_SIDE_BY_SIDE if chunk[0].group == "C" else SIDE_BY_SIDE
    options = SuiteOptions(jobs=jobs, repeats=1, ca_folder=tmp_path / "ca")
    results = await started.strictly(chunk, options)
    assert sorted(one.id for one in results) == sorted(case.id for case in chunk)
    if again := [one.case for one in results if one.outcome is not Outcome.PASS and one.case]:
        # Beside a whole test suite a run may be late for its own clock: once more, by itself.
        alone = await started.play(again, replace(options, jobs=1))
        results = [*(one for one in results if one.outcome is Outcome.PASS), *alone]
    missed = [one for one in results if one.outcome is not Outcome.PASS]
    assert not missed, shown(missed)
    broken = [
        row for row in overall(results) if row.outcome in (Outcome.FAIL, Outcome.PASS_LENIENT)
    ]
    assert not broken, shown(broken)


async def test_a_client_that_expects_100_waits_for_it_and_not_for_ever(
    started: Any, tmp_path: Path
) -> None:
    [case] = [case for case in CASES if case.id == "A/8.1/expect-100"]
    options = SuiteOptions(repeats=1, ca_folder=tmp_path / "ca")
    [result] = await started.strictly([case], options, ("--expect",))
    assert result.outcome is Outcome.PASS, shown([result])


async def test_most_of_it_passes_in_cleartext(started: Any, tmp_path: Path) -> None:
    chosen = [case for case in CASES if case.star and case.group != "C"]
    options = SuiteOptions(jobs=SIDE_BY_SIDE, repeats=1, h2c=True, ca_folder=tmp_path / "ca")
    results = await started.strictly(chosen, options)
    missed = [one for one in results if one.outcome not in (Outcome.PASS, Outcome.SKIPPED)]
    assert not missed, shown(missed)
    skipped = [one.id for one in results if one.outcome is Outcome.SKIPPED]
    assert all(case.shape.https or case.serve for case in chosen if case.id in skipped)
