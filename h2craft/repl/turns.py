"""Which steps of a recording belong to which request: one turn for each that was answered.

Knows steps, no Python. Steps on the streams of two requests may be mixed: then they are one turn,
whose own stream is the first of them, and the others have a turn of nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from h2craft.repl.recording import Step

Place = tuple[int, int]  # connection, stream


@dataclass(slots=True, kw_only=True)
class Turn:
    """What was done for one request; `stream_id` 0 for what was done to a connection alone."""

    connection: int
    stream_id: int = 0
    request: str = ""
    path: str = ""
    complete: bool = True
    steps: list[Step] = field(default_factory=list)


def turns_of(steps: Sequence[Step]) -> list[Turn]:
    """The turns, in the order their requests came: by connection and stream."""
    spans = _spans(steps)
    owners = _owners(spans)
    made: dict[Place, Turn] = {}
    for place, (first, _) in spans.items():
        step = steps[first]
        made[place] = Turn(
            connection=step.connection,
            stream_id=step.stream_id,
            request=step.request,
            path=step.path,
            complete=step.complete,
        )
    for number, step in enumerate(steps):
        place = _place(number, step, spans, owners)
        if place not in made:
            made[place] = Turn(connection=place[0])
        made[place].steps.append(step)
    turns = [made[place] for place in sorted(made)]
    return _without_nowhere(turns)


def _spans(steps: Sequence[Step]) -> dict[Place, tuple[int, int]]:
    """The first and the last step on the stream of each request."""
    spans: dict[Place, tuple[int, int]] = {}
    for number, step in enumerate(steps):
        if step.connection and step.stream_id % 2 and step.request:
            place = step.connection, step.stream_id
            spans[place] = spans.get(place, (number, 0))[0], number
    return spans


def _owners(spans: dict[Place, tuple[int, int]]) -> dict[Place, Place]:
    """Of each request the one whose turn it is in: the earliest it is mixed with."""
    owners: dict[Place, Place] = {}
    owner, last = None, -1
    for place, (first, end) in sorted(spans.items(), key=lambda one: (one[0][0], one[1])):
        if owner is None or owner[0] != place[0] or first > last:
            owner, last = place, end
        owners[place] = owner
        last = max(last, end)
    return owners


def _place(
    number: int,
    step: Step,
    spans: dict[Place, tuple[int, int]],
    owners: dict[Place, Place],
) -> Place:
    """Whose turn a step is in: its stream's, else that of the request before it, else the next."""
    place = step.connection, step.stream_id
    if place in owners:
        return owners[place]
    mine = [one for one in owners if not step.connection or one[0] == step.connection]
    before = [one for one in mine if spans[one][0] <= number]
    after = [one for one in mine if spans[one][0] > number]
    if before and step.connection:
        return owners[max(before, key=lambda one: spans[one][0])]
    if after:
        return owners[min(after, key=lambda one: spans[one][0])]
    if before:
        return owners[max(before, key=lambda one: spans[one][0])]
    return step.connection, 0


def _without_nowhere(turns: list[Turn]) -> list[Turn]:
    """What was done while nobody was connected goes before what was done first."""
    if len(turns) > 1 and not turns[0].connection:
        nowhere, first, *rest = turns
        first.steps[:0] = nowhere.steps
        return [first, *rest]
    return turns
