from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from h2craft.check import CommandClient, Progress, RunResult, Suite, SuiteOptions, check_client
from h2craft.check import suite as suite_module
from h2craft.check.run import Plan
from h2craft.check.strays import strays
from h2craft.judge import Case, Judgement, Outcome
from h2craft.scenario import ScenarioError

pytestmark = pytest.mark.engine

ANSWER = "def main(request, response):\n    return 'yes'\n"
BROKEN = "def main(request, response):\n    response.writer.write_data('no head')\n"
Make = Callable[..., Case]


async def test_results_come_in_the_order_of_the_cases(case_of: Make, strict: CommandClient) -> None:
    made = [case_of(ANSWER, name=name) for name in ("one", "two", "three")]
    results = await Suite(strict).run(made)
    assert [one.id for one in results] == ["A/1/one", "A/1/two", "A/1/three"]
    assert {one.outcome for one in results} == {Outcome.PASS}
    assert all(len(one.runs) == 1 for one in results)


async def test_each_variant_has_a_run_of_its_own(case_of: Make, strict: CommandClient) -> None:
    [result] = await Suite(strict).run([case_of(ANSWER, "Variants: one, two")])
    assert [run.variant for run in result.runs] == ["one", "two"]


async def test_what_is_no_clean_pass_is_run_again(case_of: Make, strict: CommandClient) -> None:
    case = case_of(ANSWER, "Strict: CE(PROTOCOL_ERROR)")
    [result] = await Suite(strict).run([case])
    assert result.outcome is not Outcome.PASS
    assert [run.number for run in result.runs] == [1, 2, 3]
    [result] = await Suite(strict, SuiteOptions(repeats=1)).run([case])
    assert len(result.runs) == 1


async def test_what_the_client_cannot_do_is_skipped(case_of: Make) -> None:
    client = CommandClient([sys.executable, "-c", "", "{url}"])
    [result] = await Suite(client).run([case_of(ANSWER, "Needs: post 5")])
    assert result.outcome is Outcome.SKIPPED and not result.runs
    assert result.reason == "the command has no {size}"


SPINS = "import time\nfor ever in iter(int, 1): time.sleep(0)"


async def test_a_client_that_waits_in_vain_is_run_once(case_of: Make) -> None:
    client = CommandClient([sys.executable, "-c", "import time; time.sleep(600)", "{url}"])
    [result] = await Suite(client, SuiteOptions(timeout=1.5)).run([case_of(ANSWER)])
    assert [(run.number, run.idle) for run in result.runs] == [(1, True)]
    assert result.runs[0].client is not None and result.runs[0].client.timed_out
    assert result.runs[0].client.seconds > 2 * 1.5


async def test_a_client_that_is_busy_for_too_long_is_tried_once_more_and_no_more(
    case_of: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = CommandClient([sys.executable, "-c", SPINS, "{url}"])
    monkeypatch.setattr(suite_module, "slowness", lambda: 1.0)
    suite = Suite(client, SuiteOptions(timeout=0.5))
    [result] = await suite.run([case_of(ANSWER)])
    assert len(result.runs) == 1 and result.runs[0].number == 2
    assert result.runs[0].client is not None and result.runs[0].client.timed_out


async def test_one_that_hung_once_is_no_failure(
    case_of: Make, strict: CommandClient, tmp_path: Path
) -> None:
    """A loaded machine is slow."""
    (tmp_path / "spins.py").write_text(SPINS)
    spins = f"exec {sys.executable} {tmp_path}/spins.py"
    first = f'mkdir {tmp_path}/been 2>/dev/null && {spins}; exec "$@"'
    suite = Suite(CommandClient(["sh", "-c", first, "sh", *strict._words.words]))
    (tmp_path / "been").mkdir()
    await suite.calibrate()
    (tmp_path / "been").rmdir()
    suite.options = SuiteOptions(timeout=2.0)
    [result] = await suite.run([case_of(ANSWER)])
    assert result.outcome is Outcome.PASS, result.reason
    assert [run.number for run in result.runs] == [2]


async def test_what_costs_half_a_minute_is_run_twice_at_most(
    case_of: Make, strict: CommandClient
) -> None:
    [result] = await Suite(strict).run(
        [case_of(ANSWER, "Strict: CE(PROTOCOL_ERROR)", group="abuse")]
    )
    assert [run.number for run in result.runs] == [1, 2]


async def test_of_what_a_client_prints_the_beginning_is_kept(
    case_of: Make, strict: CommandClient
) -> None:
    case = case_of("def main(request, response):\n    return 'x' * 300_000\n")
    [result] = await Suite(strict).run([case])
    assert result.outcome is Outcome.PASS
    assert result.runs[0].client is not None
    assert len(result.runs[0].client.stdout) == suite_module.READ_OCTETS


async def test_a_case_that_cannot_be_served_is_one_case_s_trouble(
    case_of: Make, strict: CommandClient
) -> None:
    cases = [case_of("import nowhere_at_all\n" + ANSWER, name="torn"), case_of(ANSWER)]
    torn, good = await Suite(strict).run(cases)
    assert torn.outcome is Outcome.INCONCLUSIVE
    assert "could not be served" in torn.reason and "nowhere_at_all" in torn.reason
    assert good.outcome is Outcome.PASS


async def test_a_fault_of_ours_is_told_and_does_not_end_the_suite(
    case_of: Make, strict: CommandClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    perform = suite_module.perform

    async def fails(plan: object, *more: object) -> object:
        if plan.case.id.endswith("bad"):  # type: ignore[attr-defined]
            raise ZeroDivisionError("oh")
        return await perform(plan, *more)  # type: ignore[arg-type]

    monkeypatch.setattr(suite_module, "perform", fails)
    bad, good = await Suite(strict).run([case_of(ANSWER, name="bad"), case_of(ANSWER)])
    assert bad.outcome is Outcome.INCONCLUSIVE
    assert bad.reason.startswith("h2craft has failed: ZeroDivisionError: oh at test_suite.py:")
    assert good.outcome is Outcome.PASS


async def test_progress_is_told_as_cases_begin_and_end(
    case_of: Make, strict: CommandClient
) -> None:
    told: list[Progress] = []
    made = [case_of(ANSWER, name=name) for name in ("one", "two")]
    await Suite(strict, SuiteOptions(jobs=1)).run(made, told.append)
    assert told[0].running == ("A/1/one",) and told[0].result is None
    ended = [(one.done, one.result.id) for one in told if one.result is not None]
    assert ended == [(1, "A/1/one"), (2, "A/1/two")]
    assert told[-1].running == () and {one.total for one in told} == {2}


async def test_whoever_stops_it_gets_what_is_known(case_of: Make, strict: CommandClient) -> None:
    stop = asyncio.Event()
    never = "def main(request, response):\n    response.writer.wait_for('type:PING', timeout=60)\n"
    made = [case_of(ANSWER, name="done"), case_of(never, name="left")]

    def tell(progress: Progress) -> None:
        if progress.result is not None:
            stop.set()

    results = await Suite(strict, SuiteOptions(jobs=1)).run(made, tell, stop=stop)
    assert [one.id for one in results] == ["A/1/done"]


async def test_nothing_is_left_behind(case_of: Make, strict: CommandClient, tmp_path: Path) -> None:
    script = f"sh -c 'echo $H2CRAFT_CHECK >> {tmp_path}/tokens; sleep 600' & exec \"$@\""
    client = CommandClient(["sh", "-c", script, "sh", *strict._words.words])
    suite = Suite(client)
    await suite.run([case_of(ANSWER)])
    tokens = (tmp_path / "tokens").read_text().split()
    assert suite.calibration is not None and suite.calibration.leaves
    assert tokens and not any(map(strays, tokens))


async def test_the_client_is_calibrated_once(case_of: Make, strict: CommandClient) -> None:
    suite = Suite(strict)
    first = await suite.calibrate()
    await suite.run([case_of(ANSWER)])
    assert await suite.calibrate() is first


@pytest.mark.parametrize(("group", "weight", "most"), [("A", 1, 8), ("A", 3, 2), ("C", 1, 4)])
async def test_floods_and_heavy_clients_have_fewer_beside_them(
    case_of: Make,
    strict: CommandClient,
    monkeypatch: pytest.MonkeyPatch,
    group: str,
    weight: int,
    most: int,
) -> None:
    now: list[int] = []
    seen: list[int] = []

    async def counts(plan: Plan, *_: object) -> RunResult:
        now.append(1)
        seen.append(len(now))
        for _turn in range(5):
            await asyncio.sleep(0)
        now.pop()
        return RunResult(variant=plan.variant, judgement=Judgement(outcome=Outcome.PASS))

    monkeypatch.setattr(os, "cpu_count", lambda: 2)
    monkeypatch.setattr(suite_module, "perform", counts)
    monkeypatch.setattr(strict, "weight", weight)
    folder = {"A": "interop", "C": "abuse"}[group]
    made = [case_of(ANSWER, name=str(number), group=folder) for number in range(12)]
    await Suite(strict, SuiteOptions(jobs=8)).run(made)
    assert max(seen) == most and len(seen) == 12


def test_without_a_loop_it_is_one_call(case_of: Make, strict: CommandClient) -> None:
    [result] = check_client(strict, [case_of(ANSWER)])
    assert result.outcome is Outcome.PASS


def test_a_client_with_which_nothing_can_work_is_an_error(case_of: Make) -> None:
    client = CommandClient([sys.executable, "-c", "", "{url}"])
    with pytest.raises(ScenarioError, match="never connects"):
        check_client(client, [case_of(ANSWER)])


@pytest.mark.parametrize(("load", "factor"), [(0.3, 1.0), (2.0, 1.0), (6.0, 3.0), (90.0, 5.0)])
def test_on_a_loaded_machine_more_time_is_given(
    monkeypatch: pytest.MonkeyPatch, load: float, factor: float
) -> None:
    monkeypatch.setattr(os, "cpu_count", lambda: 2)
    monkeypatch.setattr(os, "getloadavg", lambda: (load, 0.0, 0.0))
    assert suite_module.slowness() == factor
