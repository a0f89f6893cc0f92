"""The order between turns and the time between acts, once all acts are known.

Knows turns in the making and what becomes of them; no reading and no script.

Theory of operation. Acts are looked at in the order they were done. Each comes after something of
its own: its wait, the act before it in its turn, or the request, whichever was last. Where that is
older than the last act of another turn, only that act can say when it was due: `Act.after`. Of
scripts, which run beside one another, that is believed only where a request was answered before an
earlier one: how their acts mingle otherwise is an accident. A person who leaves a request alone
until another has come, which did not come along with it, was waiting for that one.
"""

from __future__ import annotations

from collections.abc import Iterable
from heapq import merge
from operator import attrgetter

from h2craft.scenario.deeds import Deed, wait_for
from h2craft.scenario.score import Act, Turn
from h2craft.scenario.turns import Part
from h2craft.trace import Origin

TOGETHER_SECONDS = 0.1
"""Requests that come within so much of one another were sent without waiting for an answer."""

_place = attrgetter("place")
_Step = tuple[int, int, Part]  # seq, which act of the part (-1 for its request), the part


def turns_of(parts: Iterable[Part]) -> tuple[Turn, ...]:
    """The turns in the order their requests came."""
    listed = sorted(parts, key=_place)
    acts = _acts(listed)
    ranks = _ranks(listed)
    requests = 0
    made = []
    for part in listed:
        requests += part.stream_id > 0
        ordinal = requests if part.stream_id else part.ordinal or ranks[part.connection]
        made.append(_turn(part, ordinal, tuple(acts.get(id(part), ()))))
    return tuple(made)


def _ranks(parts: Iterable[Part]) -> dict[int, int]:
    numbers = sorted({part.connection for part in parts})
    return {number: rank for rank, number in enumerate(numbers, 1)}


def _turn(part: Part, ordinal: int, acts: tuple[Act, ...]) -> Turn:
    return Turn(
        connection=part.connection,
        stream_id=part.stream_id,
        ordinal=ordinal,
        seq=part.seq,
        complete=part.complete,
        method=part.method,
        path=part.path,
        acts=acts,
        ended=part.ended,
        at=part.at,
        scheme=part.there[0],
        authority=part.there[1],
        answers=tuple(wait_for(one) for one in part.ends.values()),
    )


def _acts(parts: list[Part]) -> dict[int, list[Act]]:
    """The acts of each part."""
    heads: list[_Step] = [(part.seq, -1, part) for part in parts if part.stream_id]
    acts = merge(*(_steps(part) for part in parts), key=_seq) if len(parts) < 64 else _all(parts)
    made: dict[int, list[Act]] = {}
    order = _Order()
    for _, number, part in merge(heads, acts, key=_seq):
        if number < 0:
            order.request = part
        else:
            made.setdefault(id(part), []).append(order.act(part, number))
    return made


def _seq(step: _Step) -> tuple[int, int]:
    return step[0], step[1]


def _steps(part: Part) -> list[_Step]:
    return [(act.seq, number, part) for number, act in enumerate(part.acts)]


def _all(parts: list[Part]) -> list[_Step]:
    return sorted((step for part in parts for step in _steps(part)), key=_seq)


class _Order:
    """The walk along the acts. `request` is the last that came."""

    def __init__(self) -> None:
        self.request: Part | None = None
        self._last: tuple[Deed, Part] | None = None

    def act(self, part: Part, number: int) -> Act:
        """The next act, which is that one of the part."""
        deed = part.acts[number]
        came = self._came_after(part, number)
        after = self._after(part, number, came)
        since = max(came[1], after[1])
        if deed.origin != Origin.AUTOMATIC:
            self._last = deed, part
        return Act(
            seq=deed.seq,
            at=deed.at,
            origin=deed.origin,
            wait=deed.wait,
            also=deed.also,
            after=after[0],
            pause=max(0.0, deed.at - since),
            promised=deed.promised,
            slept=deed.slept,
        )

    def _came_after(self, part: Part, number: int) -> tuple[int, float]:
        """Seq and time of what the act came after in its own turn, whichever was last."""
        deed = part.acts[number]
        before = part.acts[number - 1] if number else None
        seq, at = part.head(deed.seq)
        if before is not None:
            seq, at = max(seq, before.seq), max(at, before.done_at)
        if deed.wait is not None:
            seq, at = max(seq, deed.wait.seq), max(at, deed.waited_at)
        return seq, at

    def _after(self, part: Part, number: int, came: tuple[int, float]) -> tuple[int, float]:
        """Seq and time of what it came after elsewhere; zeros for nothing."""
        deed = part.acts[number]
        after = (0, 0.0)
        if self._last is not None:
            act, other = self._last
            if other is not part and act.seq > came[0] and _telling(act, other, part, number):
                after = act.seq, act.done_at if act.done_at < deed.at else act.at
        request = self.request
        if request is None or request is part or request.seq <= max(came[0], after[0]):
            return after
        held = deed.origin == Origin.HAND and request.at - came[1] >= TOGETHER_SECONDS
        if deed.came == request.seq or held:
            return request.seq, request.at
        return after


def _telling(act: Deed, other: Part, part: Part, number: int) -> bool:
    """That `act` of another part came first is no accident."""
    origin = part.acts[number].origin
    if act.origin == origin == Origin.SCRIPT:
        return number == 0 and other.seq > part.seq
    return origin != Origin.AUTOMATIC
