"""What was said, by connections and streams, and which of two runs belong together.

Knows the rules, as what may vary is taken away here; no difference and no sentence.
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from h2craft.scenario.aligning import Pair, align
from h2craft.scenario.plain import key, plain, value_of
from h2craft.scenario.rules import Rules
from h2craft.scenario.score import Said
from h2craft.wire import elide, escape

LABEL = 100


@dataclass(frozen=True, slots=True, eq=False)
class Heard:
    """A thing said, its place in all that was, and what of it is compared."""

    at: int
    said: Said
    plain: dict[str, Any]
    key: str


@dataclass(slots=True, eq=False)
class Line:
    """All that was said on one connection, by streams.

    ended  the peer was seen to end it
    """

    number: int
    streams: dict[int, list[Heard]] = field(default_factory=dict)
    ended: bool = False

    @property
    def requests(self) -> list[int]:
        return sorted(number for number in self.streams if number > 0)

    def request(self, number: int) -> tuple[str, str]:
        """Method and path, as its first header block has them, or as the server answers them."""
        for heard in self.streams[number]:
            if "to" in heard.said.meaning:
                method, _, path = str(heard.said.meaning["to"]).partition(" ")
                return method, path
            if heard.said.frame == "HEADERS":
                return value_of(heard.said, ":method"), value_of(heard.said, ":path")
        return "", ""

    def label(self, number: int) -> str:
        """The same, printable."""
        return elide(escape(" ".join(self.request(number)).strip()[: 4 * LABEL]), LABEL)

    @property
    def first(self) -> Heard:
        return min((items[0] for items in self.streams.values()), key=_place)


def _place(heard: Heard) -> int:
    return heard.at


def lines_of(said: Sequence[Said], rules: Rules) -> list[Line]:
    """One for each connection on which anything was said that is compared."""
    made: dict[int, Line] = {}
    for at, one in enumerate(said):
        line = made.setdefault(one.connection, Line(one.connection))
        if one.frame == "END":
            line.ended = True
        meaning = plain(one, rules)
        if meaning is not None:
            heard = Heard(at, one, meaning, key([one.frame, meaning]))
            line.streams.setdefault(one.stream, []).append(heard)
    return [made[number] for number in sorted(made) if made[number].streams]


def in_order(pairs: list[Pair]) -> list[Pair]:
    """What is alone on both sides is paired in its order; the rest stays alone."""
    first = deque(i for i, j in pairs if j is None and i is not None)
    second = deque(j for i, j in pairs if i is None and j is not None)
    made = [pair for pair in pairs if None not in pair]
    while first and second:
        made.append((first.popleft(), second.popleft()))
    made += [(i, None) for i in first]
    made += [(None, j) for j in second]
    return sorted(made, key=_lower)


def _lower(pair: Pair) -> int:
    return min(place for place in pair if place is not None)


def paired_requests(first: Line, second: Line) -> list[Pair]:
    """Requests of the same method and path are the same one, in whichever order they came."""
    places: dict[Hashable, deque[int]] = defaultdict(deque)
    for number in second.requests:
        places[second.request(number)].append(number)
    made: list[Pair] = []
    left: list[int] = []
    for number in first.requests:
        same = places[first.request(number)]
        if same:
            made.append((number, same.popleft()))
        else:
            left.append(number)
    others = sorted(number for numbers in places.values() for number in numbers)
    keys = [
        [((at, number), line.request(number)[0]) for number in numbers]
        for at, (line, numbers) in enumerate(((first, left), (second, others)))
    ]
    for i, j in align(*keys):
        made.append((None if i is None else left[i], None if j is None else others[j]))
    return sorted(made, key=_lower)


def alone(
    pairs: Iterable[Pair], before: Sequence[Heard], after: Sequence[Heard]
) -> tuple[dict[str, deque[Heard]], dict[str, deque[Heard]]]:
    """What has no counterpart on either side, by its key."""
    gone: dict[str, deque[Heard]] = defaultdict(deque)
    come: dict[str, deque[Heard]] = defaultdict(deque)
    for i, j in pairs:
        if j is None and i is not None:
            gone[before[i].key].append(before[i])
        elif i is None and j is not None:
            come[after[j].key].append(after[j])
    return gone, come
