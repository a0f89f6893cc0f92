"""What a watch says it has found."""

from __future__ import annotations

from typing import Any

from h2craft.judge.passive import CHECKS, Passive, PassiveFinding, Weight
from h2craft.judge.passive.check import Watch
from h2craft.judge.passive.line import Line


class Quiet(Watch):
    check = CHECKS[0]


def test_a_finding_is_of_the_record_at_hand_and_weighs_what_the_check_does(story: Any) -> None:
    passive = Passive()
    line = Line(passive, 7, ())
    line.last = 12
    watch = Quiet(line)
    watch.found("this")
    watch.found("that", 3, 4, stream_id=5, severity=Weight.INFO, parting=True)
    usual, other = passive.found[Quiet.check.id]
    assert usual == PassiveFinding(
        check=Quiet.check.id,
        severity=Weight.ERROR,
        text="this",
        connection=7,
        stream_id=0,
        records=(12,),
    )
    assert (other.records, other.stream_id, other.severity) == ((3, 4), 5, Weight.INFO)
    assert other.parting


def test_what_is_found_was_there_to_be_judged() -> None:
    passive = Passive()
    Quiet(Line(passive, 1, ())).found("this")
    assert passive.seen[Quiet.check.id]
    Quiet(Line(passive := Passive(), 1, ())).seen()
    assert passive.seen[Quiet.check.id]
    assert not passive.found[Quiet.check.id]


def test_a_watch_that_wants_nothing_says_nothing() -> None:
    passive = Passive()
    reading: Any = object()
    watch = Quiet(Line(passive, 1, ()))
    for hook in (watch.received, watch.sent, watch.told, watch.fields):
        hook(reading)
    watch.blamed(reading, reading)
    watch.over()
    assert not any(passive.seen.values())
