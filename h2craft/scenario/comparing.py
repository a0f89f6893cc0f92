"""What a peer has said in two runs of a scenario, held against each other. Knows no file.

Connections are taken by their requests, requests by method and path, what is said on a stream by
what it is: so something that is new, missing or moved is one difference, and what follows it is
still held against its counterpart. `plain` takes away what may vary, `changes` has the sentences.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator

from h2craft.scenario.aligning import align, out_of_order
from h2craft.scenario.changes import Change, changes, described
from h2craft.scenario.comparison import Comparison, Difference
from h2craft.scenario.plain import acknowledges, kind
from h2craft.scenario.rules import DEFAULT, Rules
from h2craft.scenario.said import LIMIT
from h2craft.scenario.score import Said
from h2craft.scenario.spoken import Heard, Line, alone, in_order, lines_of, paired_requests

CLIENT, SERVER = "client", "server"
_GRACEFUL = ("GOAWAY", "NO_ERROR")


def compare(
    recorded: Iterable[Said],
    now: Iterable[Said],
    rules: Rules = DEFAULT,
    *,
    strict_order: bool = False,
    who: str = CLIENT,
) -> Comparison:
    """Hold what was said `now` against what was `recorded`. Never raises.

    `strict_order`: which stream's frames came first counts, as without the rule "stream-order".
    `who` has said it, a client or a server.
    """
    if strict_order:
        rules = rules.changed(exact=["stream-order"])
    return _Comparing(list(recorded), list(now), rules, who).comparison()


class _Comparing:
    """One comparison while it is made."""

    def __init__(self, recorded: list[Said], now: list[Said], rules: Rules, who: str) -> None:
        self.rules = rules
        self.who = who
        self.counts = len(recorded), len(now)
        self.lines = lines_of(recorded, rules), lines_of(now, rules)
        self.several = max(map(len, self.lines)) > 1
        self.found: list[tuple[int, Difference]] = []  # with the place of what it is about
        self.pairs: list[tuple[Heard, Heard, str]] = []  # what stands beside each other, where

    def comparison(self) -> Comparison:
        for first, second in self._connections():
            self._connection(first, second)
        if "stream-order" not in self.rules:
            self._order()
        return Comparison(
            differences=tuple(self._known()),
            rules=self.rules,
            recorded=self.counts[0],
            now=self.counts[1],
            remarks=tuple(self._remarks()),
            who=self.who,
        )

    # Connections and streams

    def _connections(self) -> Iterator[tuple[Line | None, Line | None]]:
        keys = [
            [(tuple(map(line.request, line.requests)), bool(line.requests)) for line in lines]
            for lines in self.lines
        ]
        first, second = self.lines
        for i, j in in_order(align(*keys)):
            yield (None if i is None else first[i]), (None if j is None else second[j])

    def _connection(self, first: Line | None, second: Line | None) -> None:
        if first is None or second is None:
            self._whole_connection(first, second)
            return
        where = self._named(first, second)
        self._items(where, first.streams.get(0, []), second.streams.get(0, []), (first, second))
        for number in sorted({n for line in (first, second) for n in line.streams if n < 0}):
            place = _join(where, f"pushed stream {-number}")
            self._items(place, first.streams.get(number, []), second.streams.get(number, []))
        one = max(len(first.requests), len(second.requests)) == 1
        for a, b in paired_requests(first, second):
            if a is not None and b is not None:
                called = f"request {a}" if one else f"request {a} {first.label(a)}".rstrip()
                called += f" (now request {b})" if a != b else ""
                self._items(_join(where, called), first.streams[a], second.streams[b])
            elif a is not None:
                self._gone(where, f"request {a} {first.label(a)}".rstrip(), first.streams[a][0])
            else:
                assert b is not None
                self._come(where, f"request {b} {second.label(b)}".rstrip(), second.streams[b][0])

    def _named(self, first: Line, second: Line) -> str:
        if not self.several:
            return ""
        moved = first.number != second.number
        return f"connection {first.number}" + (f" (now {second.number})" if moved else "")

    def _whole_connection(self, first: Line | None, second: Line | None) -> None:
        line = first or second
        assert line is not None
        labels = ", ".join(map(line.label, line.requests[:5])) or "no requests"
        tell = self._gone if first is not None else self._come
        tell("", f"connection {line.number} ({labels})", line.first)

    # What is said on a stream

    def _items(
        self,
        where: str,
        before: list[Heard],
        after: list[Heard],
        lines: tuple[Line, Line] | None = None,
    ) -> None:
        if lines is not None:
            before, after = self._without_open_end(before, after, lines)
        if "settings-ack" in self.rules:
            before, after = self._acknowledged(where, before, after, lines)
        keys = [[(heard.key, kind(heard.said)) for heard in side] for side in (before, after)]
        pairs = align(*keys)
        gone, come = alone(pairs, before, after)
        for i, j in pairs:
            if i is not None and j is not None:
                self.pairs.append((before[i], after[j], where))
                self._changed(where, before[i], after[j])
            elif i is not None:
                self._left(where, before[i], come)
            else:
                assert j is not None
                self._added(where, after[j], gone)

    def _without_open_end(
        self, before: list[Heard], after: list[Heard], lines: tuple[Line, Line]
    ) -> tuple[list[Heard], list[Heard]]:
        """Where one of the two has seen no end there is nothing to hold the other's against."""
        if "still-open" not in self.rules:
            return before, after
        made = [before, after]
        if lines[0].ended != lines[1].ended:
            made = [[one for one in side if one.said.frame != "END"] for side in made]
        goes = [any(one.said.frame == "GOAWAY" for one in side) for side in made]
        if self.who == SERVER and goes[0] != goes[1]:
            made = [[one for one in side if one not in _farewell(side)] for side in made]
        return made[0], made[1]

    def _acknowledged(
        self,
        where: str,
        before: list[Heard],
        after: list[Heard],
        lines: tuple[Line, Line] | None,
    ) -> tuple[list[Heard], list[Heard]]:
        """How often SETTINGS was acknowledged, and everything else.

        A client that has what it wants leaves: then it may not have read them at all.
        """
        acks = [[one for one in side if acknowledges(one.said)] for side in (before, after)]
        counts = [len(side) for side in acks]
        fewer = counts.index(min(counts))
        if counts[0] != counts[1] and not (lines and lines[fewer].ended):
            was, now = map(_times, counts)
            sentence = f"SETTINGS was acknowledged {was}, now {now}"
            change = Change("SETTINGS ACK", was, now, sentence)
            last = [side[-1] if side else None for side in acks]
            self._different(where, change, last[0], last[1])
        rest = [[one for one in side if not acknowledges(one.said)] for side in (before, after)]
        return rest[0], rest[1]

    def _changed(self, where: str, before: Heard, after: Heard) -> None:
        if before.key == after.key:
            return
        for change in changes(after.said, before.plain, after.plain):
            self._different(where, change, before, after)

    def _left(self, where: str, heard: Heard, come: dict[str, deque[Heard]]) -> None:
        """Something has no counterpart in its place; if it has one elsewhere, that tells."""
        if come[heard.key]:
            come[heard.key].popleft()
        else:
            self._gone(where, described(heard.said), heard)

    def _added(self, where: str, heard: Heard, gone: dict[str, deque[Heard]]) -> None:
        """Something is new in its place: perhaps it was in another one."""
        if not gone[heard.key]:
            self._come(where, described(heard.said), heard)
            return
        sentence = f"{described(heard.said)} came at another moment"
        change = Change("order", "", "", sentence)
        self._different(where, change, gone[heard.key].popleft(), heard)

    # Order across streams

    def _order(self) -> None:
        pairs = sorted(self.pairs, key=lambda pair: pair[0].at)
        for at in out_of_order([after.at for _, after, _ in pairs]):
            before, after, where = pairs[at]
            sentence = f"{described(after.said)} came at another moment between other streams"
            self._different(where, Change("order across streams", "", "", sentence), before, after)

    # Telling

    def _gone(self, where: str, what: str, heard: Heard) -> None:
        self._different(where, Change(what, what, "", f"{what} is missing"), heard, None)

    def _come(self, where: str, what: str, heard: Heard) -> None:
        self._different(where, Change(what, "", what, f"{what} is new"), None, heard)

    def _different(
        self, where: str, change: Change, before: Heard | None, after: Heard | None
    ) -> None:
        made = Difference(
            where=where,
            sentence=change.sentence,
            recorded=before.said if before else None,
            now=after.said if after else None,
            subject=change.subject,
            before=change.before,
            after=change.after,
        )
        one = before or after
        self.found.append((one.at if one is not None else 0, made))

    def _known(self) -> Iterator[Difference]:
        """All but what is missing only where the other one of the two was cut off."""
        last = (
            max((before.at for before, _, _ in self.pairs), default=0),
            max((after.at for _, after, _ in self.pairs), default=0),
        )
        for at, difference in self.found:
            both = difference.recorded is not None and difference.now is not None
            side = 0 if difference.now is None else 1
            if both or self.counts[1 - side] < LIMIT or at < last[side]:
                yield difference

    def _remarks(self) -> Iterator[str]:
        if not any(self.counts):
            yield "nothing was said at all, in either run"
        for count, which in zip(self.counts, ("the first", "the second"), strict=True):
            if count >= LIMIT:
                yield f"of {which} run only the first {LIMIT:,} frames were compared"


def _farewell(side: list[Heard]) -> list[Heard]:
    """A graceful GOAWAY a server has ended with: it comes when it has had nothing to do for long,
    or when we go, if we wait for it."""
    last = [one for one in side if one.said.frame != "END"][-1:]
    return [one for one in last if (one.said.frame, one.said.meaning.get("code")) == _GRACEFUL]


def _times(count: int) -> str:
    return ("never", "once", "twice")[count] if count < 3 else f"{count:,} times"


def _join(where: str, place: str) -> str:
    return f"{where}, {place}" if where else place
