"""Two sequences put beside each other, so that one thing more in one of them stays one difference.

Knows nothing of what is aligned: only two keys of each element. Where two elements have the same
`exact` key they are the same; within what is left between those, elements of the same `kind` are
taken to be the same thing, said differently.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict, deque
from collections.abc import Hashable, Iterator, Sequence
from difflib import SequenceMatcher

Pair = tuple[int | None, int | None]
"""Places in the first and in the second sequence; None where there is no counterpart."""

TOO_MANY = 250_000
"""Comparisons of two keys beyond which pairs are made in order, and not by the longest match."""


def align(
    first: Sequence[tuple[Hashable, Hashable]], second: Sequence[tuple[Hashable, Hashable]]
) -> list[Pair]:
    """Pairs in the order of both sequences; each element is (exact, kind) and in one pair."""
    pairs: list[Pair] = []
    exact = [one[0] for one in first], [one[0] for one in second]
    kinds = [one[1] for one in first], [one[1] for one in second]
    for gap, i, j in _matches(*exact):
        pairs += _within(kinds, *gap)
        if i is not None:
            pairs.append((i, j))
    return pairs


def out_of_order(places: Sequence[int]) -> list[int]:
    """Which elements of `places` have to be moved so that the rest rises; as few as can be."""
    ends: list[int] = []  # the lowest last value of a rising run, by its length
    which: list[int] = []
    before: list[int] = []
    for at, place in enumerate(places):
        length = bisect_left(ends, place)
        if length == len(ends):
            ends.append(place)
            which.append(at)
        else:
            ends[length] = place
            which[length] = at
        before.append(which[length - 1] if length else -1)
    kept = set()
    at = which[-1] if which else -1
    while at >= 0:
        kept.add(at)
        at = before[at]
    return [at for at in range(len(places)) if at not in kept]


Gap = tuple[int, int, int, int]


def _matches(
    first: list[Hashable], second: list[Hashable]
) -> Iterator[tuple[Gap, int | None, int | None]]:
    """What is equal, each with the gap before it; at the end the last gap, with None."""
    i = j = 0
    for start, other, size in _blocks(first, second):
        for step in range(size):
            yield (i, start + step, j, other + step), start + step, other + step
            i, j = start + step + 1, other + step + 1
    yield (i, len(first), j, len(second)), None, None


def _blocks(first: list[Hashable], second: list[Hashable]) -> Iterator[tuple[int, int, int]]:
    """Runs of equal elements (place, other place, length), rising in both.

    What both begin and end with is taken first: usually that is all there is.
    """
    shorter = min(len(first), len(second))
    head = 0
    while head < shorter and first[head] == second[head]:
        head += 1
    tail = 0
    while tail < shorter - head and first[-1 - tail] == second[-1 - tail]:
        tail += 1
    yield 0, 0, head
    rest = first[head : len(first) - tail], second[head : len(second) - tail]
    matched = _by_length(*rest) if len(rest[0]) * len(rest[1]) <= TOO_MANY else _in_turn(*rest)
    for i, j, size in matched:
        yield head + i, head + j, size
    yield len(first) - tail, len(second) - tail, tail


def _by_length(first: list[Hashable], second: list[Hashable]) -> Iterator[tuple[int, int, int]]:
    yield from SequenceMatcher(None, first, second, autojunk=False).get_matching_blocks()


def _in_turn(first: list[Hashable], second: list[Hashable]) -> Iterator[tuple[int, int, int]]:
    """The next equal element of the second for each of the first: linear, and good enough."""
    places: dict[Hashable, deque[int]] = defaultdict(deque)
    for j, key in enumerate(second):
        places[key].append(j)
    last = -1
    for i, key in enumerate(first):
        waiting = places[key]
        while waiting and waiting[0] <= last:
            waiting.popleft()
        if waiting:
            last = waiting.popleft()
            yield i, last, 1


def _within(
    kinds: tuple[list[Hashable], list[Hashable]], i: int, i_end: int, j: int, j_end: int
) -> Iterator[Pair]:
    """Pairs in a gap, by kind; what stays alone is in both orders."""
    if i == i_end or j == j_end:
        yield from ((one, None) for one in range(i, i_end))
        yield from ((None, one) for one in range(j, j_end))
        return
    at, other = i, j
    for start, opposite, size in _blocks(kinds[0][i:i_end], kinds[1][j:j_end]):
        yield from ((one, None) for one in range(at, i + start))
        yield from ((None, one) for one in range(other, j + opposite))
        for step in range(size):
            yield i + start + step, j + opposite + step
        at, other = i + start + size, j + opposite + size
    yield from ((one, None) for one in range(at, i_end))
    yield from ((None, one) for one in range(other, j_end))
