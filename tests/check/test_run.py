from __future__ import annotations

import asyncio
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from h2craft.check import Calibration, CommandClient, RunResult, SuiteOptions
from h2craft.check.run import BrokenCase, Plan, perform, stage_options, url_for
from h2craft.judge import Case, Outcome
from h2craft.trace import TraceReader

pytestmark = pytest.mark.engine

ANSWER = "def main(request, response):\n    return str(request.GET.first('variant', b'none'))\n"
LONG = 30.0
Make = Callable[..., Case]


def python(code: str, *words: str) -> CommandClient:
    return CommandClient([sys.executable, "-c", code, "{url}", *words])


async def run(
    case: Case,
    client: CommandClient,
    folder: Path,
    *,
    limit: float = LONG,
    variant: str = "",
    trace: Path | None = None,
    options: SuiteOptions | None = None,
) -> RunResult:
    place = folder / "run"
    place.mkdir(exist_ok=True)
    plan = Plan(
        case=case,
        variant=variant,
        shape=case.shape,
        number=1,
        limit=limit,
        folder=place,
        token="test",
        trace=trace,
    )
    return await perform(plan, client, options or SuiteOptions(), Calibration())


async def test_a_run_is_judged_by_wire_and_client(
    case_of: Make, strict: CommandClient, tmp_path: Path
) -> None:
    done = await run(case_of(ANSWER), strict, tmp_path)
    assert done.judgement.outcome is Outcome.PASS, done.judgement
    assert done.client is not None and done.client.status == 0
    assert done.client.words[-1].startswith("https://127.0.0.1:")
    assert done.seconds > 0 and done.trace is None


async def test_cleartext_can_be_had(case_of: Make, strict: CommandClient, tmp_path: Path) -> None:
    options = SuiteOptions(h2c=True)
    done = await run(case_of(ANSWER), strict, tmp_path, options=options)
    assert done.judgement.outcome is Outcome.PASS, done.judgement
    assert done.client is not None and done.client.words[-1].startswith("http://")


async def test_the_variant_is_asked_for(
    case_of: Make, strict: CommandClient, tmp_path: Path
) -> None:
    case = case_of(ANSWER, "Variants: one, two")
    done = await run(case, strict, tmp_path, variant="two")
    assert done.client is not None
    assert (done.variant, done.client.stdout) == ("two", b"b'two'")


async def test_records_are_kept_where_they_are_wanted(
    case_of: Make, strict: CommandClient, tmp_path: Path
) -> None:
    trace = tmp_path / "run.h2trace"
    done = await run(case_of(ANSWER), strict, tmp_path, trace=trace)
    assert done.trace == trace
    reader = TraceReader(trace)
    try:
        assert reader.last > 10 and reader.damage is None
    finally:
        reader.close()


async def test_a_client_that_hangs_is_ended_and_called_so(case_of: Make, tmp_path: Path) -> None:
    client = python("import time; time.sleep(600)")
    done = await run(case_of(ANSWER), client, tmp_path, limit=0.3)
    assert done.client is not None and done.client.timed_out
    assert done.judgement.outcome in (Outcome.FAIL, Outcome.INCONCLUSIVE)


async def test_a_client_that_crashes_is_called_so(case_of: Make, tmp_path: Path) -> None:
    client = python("import os, signal; os.kill(os.getpid(), signal.SIGSEGV)")
    done = await run(case_of(ANSWER), client, tmp_path)
    assert done.client is not None and done.client.signal == "SIGSEGV"
    assert "SIGSEGV" in done.judgement.reason
    assert not done.judgement.outcome.good


async def test_a_client_that_never_comes_is_inconclusive(case_of: Make, tmp_path: Path) -> None:
    done = await run(case_of(ANSWER), python(""), tmp_path)
    assert done.judgement.outcome is Outcome.INCONCLUSIVE
    assert done.judgement.reason


async def test_a_case_can_have_the_client_stopped(
    case_of: Make, strict: CommandClient, tmp_path: Path
) -> None:
    never = (
        "def main(request, response):\n"
        "    response.writer.write_headers([], 200)\n"
        "    response.writer.wait_for('type:RST_STREAM or kind:END_RECEIVED', timeout=20)\n"
        "    response.writer.leave_open()\n"
    )
    case = case_of(never, "Needs: cancel 0.1", "Strict: ANY")
    done = await run(case, strict, tmp_path)
    assert done.client is not None and done.client.cancelled
    assert not done.client.timed_out and not done.client.signal


async def test_of_floods_the_cost_to_the_client_is_measured(
    case_of: Make, strict: CommandClient, tmp_path: Path
) -> None:
    case = case_of(ANSWER, "Strict: BOUND", group="abuse")
    done = await run(case, strict, tmp_path)
    assert done.client is not None
    assert done.client.memory is not None and done.client.cpu is not None
    plain = await run(case_of(ANSWER), strict, tmp_path)
    assert plain.client is not None and plain.client.memory is None


async def test_a_script_that_cannot_be_loaded_says_where(
    case_of: Make, strict: CommandClient, tmp_path: Path
) -> None:
    case = case_of("import nowhere_at_all\n" + ANSWER)
    with pytest.raises(BrokenCase, match=r"line \d+: .*nowhere_at_all"):
        await run(case, strict, tmp_path)


async def test_whoever_gives_up_leaves_no_client_behind(case_of: Make, tmp_path: Path) -> None:
    file = tmp_path / "pid"
    code = f"import os, time; open({str(file)!r}, 'w').write(str(os.getpid())); time.sleep(600)"
    task = asyncio.create_task(run(case_of(ANSWER), python(code), tmp_path))
    while not (file.exists() and file.read_text()):  # noqa: ASYNC110
        await asyncio.sleep(0.01)
    task.cancel()
    await asyncio.wait([task])
    assert task.cancelled()
    assert not Path(f"/proc/{file.read_text()}").exists()  # noqa: ASYNC240


@pytest.mark.parametrize(
    ("url", "variant", "made"),
    [
        ("https://h/", "", "https://h/"),
        ("https://h/", "lf", "https://h/?variant=lf"),
        ("https://h/?x=1", "lf", "https://h/?x=1&variant=lf"),
    ],
)
def test_a_variant_is_part_of_the_url(url: str, variant: str, made: str) -> None:
    assert url_for(url, variant) == made


@pytest.mark.parametrize("traced", [True, False])
def test_tls_is_kept_where_records_are(case_of: Make, tmp_path: Path, traced: bool) -> None:
    trace = tmp_path / "run.h2trace" if traced else None
    options = stage_options(case_of(ANSWER), SuiteOptions(keep_tls=True), trace=trace)
    assert options.keep_tls is traced
    assert not stage_options(case_of(ANSWER), SuiteOptions(), trace=trace).keep_tls
