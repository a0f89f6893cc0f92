"""What is known of a client already, and what is new: outcomes now against those of a file.

The file is what `--json` has written, or lines that people write and review: an outcome, the
case's id, and after `#` why that is so. Knows values and text; runs nothing.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from h2craft.check.result import CaseResult
from h2craft.judge import Outcome
from h2craft.scenario import ScenarioError

_LOUD = frozenset((Outcome.FAIL, Outcome.INCONCLUSIVE))


class Change(StrEnum):
    """How an outcome relates to the one that was expected."""

    NEW = "new"  # it was not like that: somebody has to look
    KNOWN = "known"  # no success, and expected
    MENDED = "mended"  # better than expected: the file can be changed
    SAME = "same"


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """One case. `before` is None where the file does not name it."""

    result: CaseResult
    before: Outcome | None
    change: Change


def read_baseline(file: Path) -> dict[str, Outcome]:
    """Outcome by id. ScenarioError names the file, and the line where there is one."""
    try:
        text = file.read_text("utf-8")
    except OSError as error:
        raise ScenarioError(f"{file}: {(error.strerror or str(error)).lower()}") from error
    except UnicodeDecodeError as error:
        raise ScenarioError(f"{file} is not UTF-8: octet {error.start}") from error
    if text.lstrip().startswith("{"):
        return dict(_of_json(text, file))
    return dict(_of_lines(text, file))


def compared(
    results: Sequence[CaseResult], baseline: Mapping[str, Outcome], *, strict: bool = False
) -> list[Compared]:
    """Each result against what was expected of it.

    A case that was not judged (inconclusive) is no success either, so that a client which stops
    doing what cases need does not pass for one that does it right. With `strict`, a lenient pass
    where a strict one was is new as well. What was skipped is never new.
    """
    return [_compared(one, baseline.get(one.id), strict) for one in results]


def _compared(result: CaseResult, before: Outcome | None, strict: bool) -> Compared:
    loud = _LOUD | {Outcome.PASS_LENIENT} if strict else _LOUD
    now = result.outcome
    expected = before if before is not None else Outcome.PASS
    if now == expected:
        change = Change.KNOWN if now in loud else Change.SAME
    elif now in loud:
        worse = now is Outcome.FAIL or expected not in loud
        change = Change.NEW if worse else Change.KNOWN
    else:
        change = Change.MENDED if expected in loud and now is not Outcome.SKIPPED else Change.SAME
    return Compared(result=result, before=before, change=change)


def _of_json(text: str, file: Path) -> Iterator[tuple[str, Outcome]]:
    try:
        document: Any = json.loads(text)
        for case in document["cases"]:
            yield str(case["id"]), Outcome(case["outcome"])
    except json.JSONDecodeError as error:
        raise ScenarioError(f"{file} line {error.lineno}: {error.msg}") from error
    except (KeyError, TypeError, ValueError, RecursionError) as error:
        raise ScenarioError(f"{file} is not what --json writes: {error}") from error


def _of_lines(text: str, file: Path) -> Iterator[tuple[str, Outcome]]:
    for number, line in enumerate(text.splitlines(), 1):
        words = line.partition("#")[0].split()
        if not words:
            continue
        try:
            outcome, name = words
            yield name, Outcome(outcome)
        except ValueError:
            there_are = ", ".join(Outcome)
            raise ScenarioError(
                f"{file} line {number}: an outcome ({there_are}) and the id of a case are expected"
            ) from None
