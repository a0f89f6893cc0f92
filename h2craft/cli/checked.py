"""What came of a suite, as lines for people. Knows values; no engine, no terminal."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import click

from h2craft.explain import counted
from h2craft.wire import elide, escape

if TYPE_CHECKING:
    from h2craft.check import CaseResult
    from h2craft.judge import Case, Check

STAR = "\N{BLACK STAR}"
WORDS = {
    "fail": ("FAIL", "red"),
    "inconclusive": ("unclear", "magenta"),
    "pass-lenient": ("lenient", "yellow"),
    "pass": ("pass", "green"),
    "skipped": ("skipped", "blue"),
}
"""Each outcome as it is told, and its colour; what is to be looked at first comes first."""

SHOWN = ("fail", "inconclusive", "pass-lenient")
"""Outcomes of which each case has a line."""

GROUPS = {
    "A": "interop",
    "B": "violations",
    "C": "abuse",
    "D": "semantics",
    "E": "what it sends",
}
MUST = ("MUST", "SHALL", "REQUIRED")
LEAST_REASON = 30


@dataclass(frozen=True, slots=True)
class Line:
    """Text, of which the first `marked` characters have a colour."""

    text: str
    marked: int = 0
    colour: str = ""

    def styled(self, colour: bool) -> str:
        if not colour or not self.marked:
            return self.text
        head = click.style(self.text[: self.marked], fg=self.colour, bold=self.colour == "red")
        return head + self.text[self.marked :]


def lines_of(
    results: Sequence[CaseResult],
    *,
    width: int | None = None,
    seconds: float = 0.0,
    known: Collection[str] = (),
) -> Iterator[Line]:
    """Failures first, each with its reason; then how many there are of what.

    known  ids of those that are no success and expected: they come last, and quietly
    """
    for outcome in SHOWN:
        for result in results:
            if result.outcome == outcome and result.id not in known:
                yield line_of(result, width)
    for result in results:
        if result.id in known:
            line = line_of(result, width)
            yield Line(f"{'known':<8}{line.text[8:]}", len("known"), "blue")
    yield from _skipped(results)
    yield Line("")
    yield from _table(results)
    yield Line(f"{counted(len(results), 'case')} in {seconds:.0f} s")


def line_of(result: CaseResult, width: int | None) -> Line:
    """One case: its outcome, and why."""
    word, colour = WORDS[result.outcome]
    star = STAR if result.star else " "
    head = f"{word:<8}{star} {result.id}  [{result.level}] "
    seen = "; ".join(filter(None, (result.wire, result.client)))
    text = " ".join(escape(f"{result.reason or seen}").split())
    if width is not None:
        text = elide(text, max(LEAST_REASON, width - len(head)))
    return Line(head + text, len(word), colour)


def _skipped(results: Sequence[CaseResult]) -> Iterator[Line]:
    """How many for each reason."""
    reasons: dict[str, int] = {}
    for result in results:
        if result.outcome == "skipped":
            reasons[result.reason] = reasons.get(result.reason, 0) + 1
    word, colour = WORDS["skipped"]
    for reason, count in sorted(reasons.items(), key=lambda pair: -pair[1]):
        yield Line(f"{word:<8}  {count}: {escape(reason)}", len(word), colour)


def _table(results: Sequence[CaseResult]) -> Iterator[Line]:
    """By group, and within it what MUST and what else is asked for."""
    names = list(WORDS)
    yield Line(f"{'':<24}" + "".join(f"{WORDS[name][0]:>9}" for name in names))
    for group, title in GROUPS.items():
        for level, is_must in (("MUST", True), ("SHOULD", False)):
            rows = [
                one
                for one in results
                if one.group == group and one.level.startswith(MUST) == is_must
            ]
            if rows:
                counts = (sum(one.outcome == name for one in rows) for name in names)
                cells = "".join(f"{count or '.':>9}" for count in counts)
                yield Line(f"{group} {title:<14}{level:<8}{cells}")


def listed(
    cases: Sequence[Case], checks: Sequence[Check], *, width: int | None = None
) -> list[Line]:
    """Cases that can be run."""
    rows: list[Case | Check] = [*cases, *checks]
    names = max(len(one.id) for one in rows)
    made = []
    for one in rows:
        star = STAR if one.star else " "
        head = f"{star} {one.id:<{names}}  {one.level:<10} "
        room = len(one.title) if width is None else max(LEAST_REASON, width - len(head))
        made.append(Line(head + elide(one.title, room)))
    return made
