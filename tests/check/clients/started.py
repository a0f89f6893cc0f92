"""The strict client as the suite starts it: a shape becomes its options, its report the results.

Knows `h2craft.check`; the program itself is beside this file, and knows nothing of it.
"""

from __future__ import annotations

import asyncio
import json
import re
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from h2craft.check import Calibration, CaseResult, Suite, SuiteOptions, client_run
from h2craft.judge import Case, ClientRun, Outcome, Result, Shape, parse_setting
from h2craft.replay import Ran
from h2craft.wire import parse_setting_id

PROGRAM = Path(__file__).with_name("strict.py")
REPORT = "report.json"
USUAL = {
    "ENABLE_PUSH": 0,
    "MAX_CONCURRENT_STREAMS": 8,
    "MAX_HEADER_LIST_SIZE": 65536,
    "HEADER_TABLE_SIZE": 4096,
    "MAX_FRAME_SIZE": 16384,
    "INITIAL_WINDOW_SIZE": 65535,
}
EXTRAS = {
    "two names": ("--two-names",),
    "cookies": (),  # it always keeps them
    "trailers": ("--trailers",),
    "expect": ("--expect",),
    "asterisk": ("--asterisk",),
    "proxy": (),  # --method CONNECT says it
}
_ID = re.compile(r'"((?:[ACDE]|\d{4})/[a-z0-9./-]+)"')
_WAY = re.compile(r'"((?:[ACDE]|\d{4})/[a-z0-9./-]+:[a-z0-9-]+)"')


@dataclass(frozen=True, slots=True, kw_only=True)
class StrictClient:
    """See the module.

    defect    the id of the rule it does not keep; empty for none
    settings  what it announces besides, by name
    options   more of its options
    """

    defect: str = ""
    options: tuple[str, ...] = ()
    settings: Mapping[str, int] = field(default_factory=dict)
    name: str = "strict"
    version: str = ""
    weight: int = 1

    def can(self, shape: Shape) -> str:
        unknown = [one for one in shape.extra if one not in EXTRAS]
        return f"it knows nothing of {' and '.join(unknown)}" if unknown else ""

    def words(
        self, shape: Shape, values: Mapping[str, str], folder: Path
    ) -> tuple[tuple[str, ...], Mapping[str, str]]:
        # Without site-packages it starts in half the time, and nothing but the library is needed.
        words = [sys.executable, "-S", "-E", "-B", str(PROGRAM), *self._options(shape)]
        if values["cacert"]:
            words += ["--cacert", values["cacert"]]
        if shape.method == "CONNECT":
            words += ["--target", f"{values['host']}:{values['port']}"]
        return (*words, "--report", str(folder / REPORT), values["url"]), {}

    def _options(self, shape: Shape) -> Iterator[str]:
        yield from ("--method", shape.method)
        for name in ("size", "requests", "parallel", "slow"):
            yield from (f"--{name}", str(getattr(shape, name)))
        if shape.push:
            yield "--push"
        for extra in shape.extra:
            yield from EXTRAS[extra]
        for name, value in self.settings.items():
            yield from ("--settings", f"{name}={value}")
        yield from self.options
        if self.defect:
            yield from ("--defect", self.defect)

    def place(self, folder: Path) -> Path:
        return folder

    def read(self, ran: Ran, folder: Path) -> ClientRun:
        run = client_run(ran)
        try:
            told = json.loads((folder / REPORT).read_text())
        except (OSError, ValueError):
            return run
        return replace(run, results=tuple(_result(one) for one in told))


def _result(told: Mapping[str, object]) -> Result:
    pairs = {name: tuple(map(tuple, told[name])) for name in ("fields", "trailers")}
    return Result(
        ok=told["ok"],
        status=told["status"],
        body=told["body"].encode("latin-1"),
        length=told["length"],
        error=told["error"],
        informational=tuple(told["informational"]),
        **pairs,
    )


def announcing(needed: tuple[str, ...]) -> dict[str, int]:
    """SETTINGS that are as a case needs them, "HEADER_TABLE_SIZE<4096", where ours are not."""
    chosen = {}
    for text in needed:
        name, bound = re.findall(r"[A-Z_]+|[0-9]+", text)
        wanted = parse_setting(text)
        usual = USUAL[name]
        if not wanted.holds(usual):
            candidates = (int(bound) // 4, int(bound) * 2)
            chosen[name] = next(value for value in candidates if wanted.holds(value))
    return chosen


async def strictly(
    cases: Iterable[Case], options: SuiteOptions, more: tuple[str, ...] = ()
) -> list[CaseResult]:
    """The cases against the strict client, `options.jobs` at a time. `more` are options of its.

    What is no clean pass is played again, alone: on a machine with other things to do a client may
    seem to hang, or two frames that are to come apart may come together.
    """
    client = StrictClient(options=more)
    results = await side_by_side([(client, case) for case in cases], options)
    clean = Outcome.PASS, Outcome.SKIPPED
    return [one if one.outcome in clean else await _again(client, one, options) for one in results]


async def _again(client: StrictClient, result: CaseResult, options: SuiteOptions) -> CaseResult:
    assert result.case is not None
    return await play(client, result.case, options)


async def side_by_side(
    plays: Sequence[tuple[StrictClient, Case]], options: SuiteOptions
) -> list[CaseResult]:
    """One result for each, in their order; `options.jobs` of them at a time."""
    room = asyncio.Semaphore(options.jobs)

    async def one(client: StrictClient, case: Case) -> CaseResult:
        async with room:
            return await play(client, case, options)

    return await asyncio.gather(*(one(client, case) for client, case in plays))


async def play(client: StrictClient, case: Case, options: SuiteOptions) -> CaseResult:
    """A case against a client, which announces what the case needs.

    Nothing is found out of the client first: what it is like is known.
    """
    settings = announcing(case.shape.settings)
    announced = {parse_setting_id(name): value for name, value in {**USUAL, **settings}.items()}
    suite = Suite(replace(client, settings=settings), options)
    suite.calibration = Calibration(settings=announced)
    [result] = await suite.run([case])
    return result


def defects() -> frozenset[str]:
    """The ids of all rules the client can be told not to keep."""
    return frozenset(_named(_ID))


def ways() -> list[str]:
    """Other ways of not keeping one, `ID:WAY`."""
    return sorted(set(_named(_WAY)))


def _named(pattern: re.Pattern[str]) -> Iterator[str]:
    for file in PROGRAM.parent.glob("*.py"):
        if file.name != Path(__file__).name:
            yield from pattern.findall(file.read_text())
