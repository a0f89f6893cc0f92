"""What is done on the connections of a client, in one order, and what is waited for before it.

Knows turns; no action and no line. One function does all of it: what somebody has done on one
connection after something had come on another is done after it again.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from h2craft.scenario.hearing import PARTING
from h2craft.scenario.score import Act, Turn, Wait

_At = tuple[int, int]  # a record, and 0 for what is opened with it, 1 for what is done with it
_END = 1 << 63, 0


@dataclass(slots=True)
class Step:
    """One thing to do on connection `place` of the recording, from 0.

    act    None where the connection is opened, or (of place 0) nothing is done any more
    waits  before it: on which connection, and for what
    pause  seconds that had passed since what was before it
    """

    place: int
    act: Act | None = None
    waits: list[tuple[int, Wait]] = field(default_factory=list)
    pause: float = 0.0


def steps_of(turns: Sequence[Turn]) -> Iterator[Step]:
    """In the order they were done; the last has what is waited for when all is done."""
    steps: dict[_At, Step] = {
        (turn.seq, 0): Step(place) for place, turn in enumerate(turns) if place > 0
    }
    for place, turn in enumerate(turns):
        steps |= {(act.seq, 1): Step(place, act, pause=act.pause) for act in turn.acts}
    steps = dict(sorted(steps.items()))
    last = steps[_END] = Step(0)
    order = list(steps)
    for place, turn in enumerate(turns):
        for act in turn.acts:
            for wait in (*act.also, *((act.wait,) if act.wait is not None else ())):
                _before(steps, order, place, (act.seq, 1), wait).waits.append((place, wait))
        for wait in turn.answers:
            step = _before(steps, order, place, _END, wait)
            if step is not last or wait.pattern not in PARTING:
                step.waits.append((place, wait))
    _pauses(steps.values(), turns)
    yield from steps.values()


def _before(steps: dict[_At, Step], order: list[_At], place: int, own: _At, wait: Wait) -> Step:
    """What is waited for before its `own` step, or before what was done elsewhere until then."""
    first = bisect_right(order, (wait.seq, 1)) if wait.seq else len(order)
    for number in range(first, len(order)):
        at = order[number]
        if at >= own:
            break
        if steps[at].place != place:
            return steps[at]
    return steps[own]


def _pauses(steps: Iterable[Step], turns: Sequence[Turn]) -> None:
    """How long it was before a connection was opened, where nothing was waited for."""
    before = None
    for step in steps:
        opened = turns[step.place].at if step.act is None and step.place else 0.0
        if opened and before is not None and not step.waits:
            step.pause = max(0.0, opened - before)
        before = max(before or 0.0, step.act.at if step.act is not None else opened)
