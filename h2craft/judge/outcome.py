"""What came of a run, and which of several counts. Values only; nothing is judged here."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from h2craft.judge.passive import PassiveFinding


class Outcome(StrEnum):
    """The five outcomes (R8); the last two are never a pass."""

    PASS = "pass"
    PASS_LENIENT = "pass-lenient"
    FAIL = "fail"
    INCONCLUSIVE = "inconclusive"
    SKIPPED = "skipped"

    @property
    def good(self) -> bool:
        return self in (Outcome.PASS, Outcome.PASS_LENIENT)


_WORST_FIRST = (
    Outcome.FAIL,
    Outcome.INCONCLUSIVE,
    Outcome.PASS_LENIENT,
    Outcome.PASS,
    Outcome.SKIPPED,
)
"""A variant that does not apply takes nothing from those that do, so skipped is the least."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """What came of one run of a case.

    wire      what the client did on the wire, in a few words: "GOAWAY PROTOCOL_ERROR, closed"
    client    what its process says: "exit 0, whole body"
    reason    why the outcome is what it is, in a sentence or two
    records   the seqs that prove it, in order
    findings  of passive checks, whatever the case is about
    seen      ids of the passive checks that had something to judge
    warnings  what is worth knowing beside it, a sentence each
    """

    outcome: Outcome
    wire: str = ""
    client: str = ""
    reason: str = ""
    records: tuple[int, ...] = ()
    findings: tuple[PassiveFinding, ...] = ()
    seen: frozenset[str] = frozenset()
    warnings: tuple[str, ...] = ()


def worst(judgements: Sequence[Judgement]) -> Judgement:
    """The first of the worst ones. ValueError where there is none."""
    if not judgements:
        raise ValueError("there is no judgement")
    return min(judgements, key=lambda one: _WORST_FIRST.index(one.outcome))


def flips(judgements: Iterable[Judgement]) -> str:
    """ "pass in 2 of 3 runs, fail in 1"; empty where all runs came to the same (R10)."""
    counted = Counter(one.outcome for one in judgements)
    if len(counted) < 2:
        return ""
    (first, times), *others = counted.most_common()
    rest = ", ".join(f"{outcome} in {count}" for outcome, count in others)
    return f"{first} in {times} of {counted.total()} runs, {rest}"
