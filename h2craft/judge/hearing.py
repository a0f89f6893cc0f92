"""One run of a case, heard record by record, and judged in the end. Pure; never raises.

Theory of operation
-------------------

`Story` keeps what happened on the wire and where the case's marks stand in it, in bounded memory;
`Claim` is what the client's process says. Before any verdict is ruled on, what makes them
pointless is looked for (`grounds`): a client that never spoke HTTP/2, a shape that was not there
after all, a case that went wrong itself. A hang or a crash fails whatever the verdict is. Then
each verdict of `Strict:` and `Lenient:` is ruled on by itself, the best ruling counts, and what
the case expects besides is held against it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from h2craft.judge.bench import Bench, Grade, Ruling
from h2craft.judge.case import Case
from h2craft.judge.conditions import Condition, Count, Held
from h2craft.judge.evidence import ClientRun
from h2craft.judge.grounds import before_all, instead
from h2craft.judge.named import NAMED_CONDITIONS
from h2craft.judge.outcome import Judgement, Outcome
from h2craft.judge.passive import Passive, PassiveFinding, Weight
from h2craft.judge.rulings import rule
from h2craft.judge.story import Story
from h2craft.judge.words import aftermath, wire_of
from h2craft.model import Board, Reading
from h2craft.trace import Record
from h2craft.wire import elide

KEPT_RECORDS = 16
LONGEST_REASON = 1_000

_OUTCOMES = {
    Grade.STRICT: Outcome.PASS,
    Grade.LENIENT: Outcome.PASS_LENIENT,
    Grade.UNKNOWN: Outcome.INCONCLUSIVE,
    Grade.FAIL: Outcome.FAIL,
}


class Hearing:
    """Feed it the records of a run in order with `take`, all connections; then ask `verdict`.

    Whoever has a fold of the records already gives its readings to `hear` instead.
    """

    def __init__(self, case: Case, variant: str = "") -> None:
        self.case = case
        self.variant = variant
        self.story = Story()
        self.passive = Passive()
        self._board = Board()
        self._counts = [Count(one, self.story.marks) for one in case.expects if not one.word]
        self._over = False

    def take(self, record: Record) -> None:
        """The next record of the run."""
        self.hear(self._board.fold(record))

    def hear(self, reading: Reading) -> None:
        """The next record of the run, understood."""
        self.story.take(reading)
        self.passive.take(reading)
        for count in self._counts:
            count.take(reading)

    def verdict(self, client: ClientRun, *, strict_body: bool = True) -> Judgement:
        """What came of it. Asking again is harmless; nothing more can be taken then.

        strict_body  False: the client's output is its own, and is not held against it
        """
        if not self._over:
            self._over = True
            self.passive.end()
            if client.timed_out or client.cancelled or client.signal:
                self.passive.forget_parting()
        home = self.story.home
        bench = None
        if home is not None:
            bench = Bench(self.case, self.story, home, client, loose=not strict_body)
        judged = self._judged(client, bench)
        return replace(
            judged,
            wire=wire_of(self.story, self.case),
            client=judged.client or (bench.claim.text if bench else ""),
            reason=elide(judged.reason, LONGEST_REASON),
            records=self._records(judged.records),
            findings=tuple(self._findings()),
            seen=frozenset(name for name, seen in self.passive.seen.items() if seen),
        )

    def _judged(self, client: ClientRun, bench: Bench | None) -> Judgement:
        ground = before_all(self.case, self.story, client)
        if ground is not None or bench is None:
            return ground or Judgement(outcome=Outcome.INCONCLUSIVE)
        ruling = self._ruled(bench)
        held = self._held(bench)
        other = instead(bench, ruling)
        if other is not None:
            return other
        return _weighed(bench, ruling, held)

    def _ruled(self, bench: Bench) -> Ruling:
        """The best ruling there is; of failures one that is a lie (R4), or the first."""
        strict = [rule(bench, verdict) for verdict in self.case.strict]
        lenient = [rule(bench, verdict) for verdict in self.case.lenient]
        lenient = [
            replace(one, grade=Grade.LENIENT) if one.grade is Grade.STRICT else one
            for one in lenient
        ]
        return min([*strict, *lenient], key=lambda one: (one.grade, not one.lie))

    def _held(self, bench: Bench) -> list[Held]:
        counts = iter(self._counts)
        held = []
        for condition in self.case.expects:
            if not condition.word:
                held.append(next(counts).held(bench.home.number))
            elif condition.is_check:
                held.append(self._checked(condition))
            else:
                held.append(NAMED_CONDITIONS[condition.word](condition, bench))
        return held

    def _checked(self, condition: Condition) -> Held:
        """A passive check that counts for this case."""
        if condition.word not in self.passive.found:
            return Held(condition=condition, holds=None, text="there is no such check")
        for weight in (Weight.ERROR, Weight.WARN):
            for found in self.passive.of(weight).get(condition.word, ()):
                wanted = replace(condition, should=condition.should or weight is Weight.WARN)
                text, records = found.text, found.records
                return Held(condition=wanted, holds=False, text=text, records=records)
        if not self.passive.seen[condition.word] and not condition.idle:
            return Held(condition=condition, holds=None, text="there was nothing to judge it by")
        return Held(condition=condition, holds=True, text="kept")

    def _findings(self) -> Iterable[PassiveFinding]:
        for findings in self.passive.found.values():
            yield from findings

    def _records(self, chosen: Sequence[int]) -> tuple[int, ...]:
        """Those that prove it, and those of what it is about, in order."""
        home = self.story.home
        about: list[int] = []
        if home is not None:
            about = [*home.asked[:1], home.violation, *home.committed]
        found = [seq for seq in [*chosen, *about] if seq]
        return tuple(sorted(dict.fromkeys(found[:KEPT_RECORDS])))


def judge(case: Case, records: Iterable[Record], client: ClientRun, variant: str = "") -> Judgement:
    """A run of a case, judged as a whole."""
    hearing = Hearing(case, variant)
    for record in records:
        hearing.take(record)
    return hearing.verdict(client)


def _weighed(bench: Bench, ruling: Ruling, held: Sequence[Held]) -> Judgement:
    """The ruling, and what the case expects besides."""
    broken = [f"{remark.text}: it is not so" for remark in bench.story.broken]
    proof = [remark.seq for remark in bench.story.broken[:4]]
    unkept = [one for one in held if one.holds is False and not one.condition.should]
    broken += [_told(one) for one in unkept]
    proof += [seq for one in unkept for seq in one.records[:4]]
    unclear = [_told(one) for one in held if one.holds is None and not one.condition.should]
    advice = [_told(one) for one in held if one.holds is False and one.condition.should]
    warnings = [*advice, *aftermath(bench)]
    outcome, reason = _OUTCOMES[ruling.grade], ruling.reason
    if broken:
        reason = "; ".join([*broken, *([reason] if outcome is not Outcome.PASS else [])])
        outcome = Outcome.FAIL
    elif unclear and outcome is not Outcome.FAIL:
        outcome, reason = Outcome.INCONCLUSIVE, "; ".join([*unclear, reason])
    elif advice and outcome is Outcome.PASS:
        outcome, reason = Outcome.PASS_LENIENT, "; ".join([reason, *advice])
    return Judgement(
        outcome=outcome,
        reason=reason,
        records=(*proof, *ruling.records),
        warnings=tuple(warnings),
    )


def _told(held: Held) -> str:
    return f"expected {held.condition.text!r}: {held.text}"
