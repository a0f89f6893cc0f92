"""What a client has said in two runs of a scenario, held against each other. Knows no file.

Connections are taken by their requests, requests by method and path, what is said on a stream by
what it is: so something that is new, missing or moved is one difference, and what follows it is
still held against its counterpart. `plain` takes away what may vary, `changes` has the sentences.
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from h2craft.scenario.aligning import Pair, align, out_of_order
from h2craft.scenario.changes import Change, changes, described, shown
from h2craft.scenario.plain import acknowledges, key, kind, pairs_of, plain, value_of
from h2craft.scenario.rules import DEFAULT, SECRETS, Rules
from h2craft.scenario.said import LIMIT
from h2craft.scenario.score import Said


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """One thing the client said differently.

    where          "request 1", "connection 2, request 1", "" for the only connection
    sentence       what is different
    recorded, now  the two things said; None where one is missing
    subject        what of it is different
    before, after  how it was, and how it is; empty for what is not there
    """

    where: str
    sentence: str
    recorded: Said | None = None
    now: Said | None = None
    subject: str = ""
    before: str = ""
    after: str = ""

    @property
    def line(self) -> str:
        return f"{self.where}: {self.sentence}" if self.where else self.sentence


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """What came of comparing.

    differences    in the order of the conversation
    rules          what was let vary
    recorded, now  how many things were said
    remarks        what is to be known about it: sentences
    """

    differences: tuple[Difference, ...] = ()
    rules: Rules = DEFAULT
    recorded: int = 0
    now: int = 0
    remarks: tuple[str, ...] = ()

    @property
    def same(self) -> bool:
        return not self.differences

    @property
    def not_compared(self) -> tuple[str, ...]:
        """Names of the rules that let something vary."""
        return tuple(rule.name for rule in self.rules.rules)

    @property
    def title(self) -> str:
        """What came of it in one line."""
        count = len(self.differences)
        if not count:
            return f"the client said the same: {self.now:,} frames and ends"
        return f"{count:,} differences" if count > 1 else "1 difference"

    def lines(self) -> list[str]:
        """The whole of it for people: a title, the differences, what was not compared."""
        made = [self.title, *(f"  {one.line}" for one in self.differences), *self.remarks]
        if self.not_compared:
            made.append(f"not compared: {', '.join(self.not_compared)}")
        return made

    def to_json(self) -> dict[str, Any]:
        """As JSON values: same, differences, not_compared {name: sentence}, remarks, counts."""
        secret = "secrets" in self.rules
        return {
            "same": self.same,
            "differences": [_difference_to_json(one, secret) for one in self.differences],
            "not_compared": {rule.name: rule.sentence for rule in self.rules.rules},
            "remarks": list(self.remarks),
            "said": {"recorded": self.recorded, "now": self.now},
        }


def compare(
    recorded: Iterable[Said],
    now: Iterable[Said],
    rules: Rules = DEFAULT,
    *,
    strict_order: bool = False,
) -> Comparison:
    """Hold what was said `now` against what was `recorded`. Never raises.

    `strict_order`: which stream's frames came first counts, as without the rule "stream-order".
    """
    if strict_order:
        rules = rules.changed(exact=["stream-order"])
    return _Comparing(list(recorded), list(now), rules).comparison()


@dataclass(frozen=True, slots=True, eq=False)
class _Heard:
    """A thing said, its place in all that was, and what of it is compared."""

    at: int
    said: Said
    plain: dict[str, Any]
    key: str


@dataclass(slots=True, eq=False)
class _Line:
    """All that was said on one connection, by streams."""

    number: int
    streams: dict[int, list[_Heard]] = field(default_factory=dict)
    ended: bool = False

    @property
    def requests(self) -> list[int]:
        return sorted(number for number in self.streams if number > 0)

    def request(self, number: int) -> tuple[str, str]:
        """Method and path, as its first header block has them."""
        for heard in self.streams[number]:
            if heard.said.frame == "HEADERS":
                return value_of(heard.said, ":method"), value_of(heard.said, ":path")
        return "", ""

    def label(self, number: int) -> str:
        return shown(" ".join(self.request(number)).strip())


class _Comparing:
    """One comparison while it is made."""

    def __init__(self, recorded: list[Said], now: list[Said], rules: Rules) -> None:
        self.rules = rules
        self.counts = len(recorded), len(now)
        self.lines = _lines_of(recorded, rules), _lines_of(now, rules)
        self.several = max(map(len, self.lines)) > 1
        self.found: list[Difference] = []
        self.pairs: list[tuple[_Heard, _Heard, str]] = []  # what stands beside each other, where

    def comparison(self) -> Comparison:
        for first, second in self._connections():
            self._connection(first, second)
        if "stream-order" not in self.rules:
            self._order()
        return Comparison(
            differences=tuple(self.found),
            rules=self.rules,
            recorded=self.counts[0],
            now=self.counts[1],
            remarks=tuple(self._remarks()),
        )

    # Connections and streams

    def _connections(self) -> Iterator[tuple[_Line | None, _Line | None]]:
        keys = [
            [(tuple(map(line.request, line.requests)), bool(line.requests)) for line in lines]
            for lines in self.lines
        ]
        first, second = self.lines
        for i, j in _in_order(align(*keys)):
            yield (None if i is None else first[i]), (None if j is None else second[j])

    def _connection(self, first: _Line | None, second: _Line | None) -> None:
        if first is None or second is None:
            self._whole_connection(first, second)
            return
        where = self._named(first, second)
        self._items(where, first.streams.get(0, []), second.streams.get(0, []), (first, second))
        for number in sorted({n for line in (first, second) for n in line.streams if n < 0}):
            place = _join(where, f"pushed stream {-number}")
            self._items(place, first.streams.get(number, []), second.streams.get(number, []))
        one = max(len(first.requests), len(second.requests)) == 1
        for a, b in _requests(first, second):
            if a is not None and b is not None:
                called = f"request {a}" if one else f"request {a} {first.label(a)}".rstrip()
                called += f" (now request {b})" if a != b else ""
                self._items(_join(where, called), first.streams[a], second.streams[b])
            elif a is not None:
                self._gone(where, f"request {a} {first.label(a)}".rstrip(), first.streams[a][0])
            elif b is not None:
                self._come(where, f"request {b} {second.label(b)}".rstrip(), second.streams[b][0])

    def _named(self, first: _Line, second: _Line) -> str:
        if not self.several:
            return ""
        moved = first.number != second.number
        return f"connection {first.number}" + (f" (now {second.number})" if moved else "")

    def _whole_connection(self, first: _Line | None, second: _Line | None) -> None:
        line = first or second
        assert line is not None
        labels = ", ".join(map(line.label, line.requests[:5])) or "no requests"
        heard = min((items[0] for items in line.streams.values() if items), key=_place)
        tell = self._gone if first is not None else self._come
        tell("", f"connection {line.number} ({labels})", heard)

    # What is said on a stream

    def _items(
        self,
        where: str,
        before: list[_Heard],
        after: list[_Heard],
        lines: tuple[_Line, _Line] | None = None,
    ) -> None:
        if lines is not None:
            before, after = self._without_open_end(before, after, lines)
        if "settings-ack" in self.rules:
            before, after = self._acknowledged(where, before, after)
        keys = [[(heard.key, kind(heard.said)) for heard in side] for side in (before, after)]
        gone: dict[str, deque[_Heard]] = defaultdict(deque)
        come: list[_Heard] = []
        for i, j in align(*keys):
            if i is None or j is None:
                if i is not None:
                    gone[before[i].key].append(before[i])
                elif j is not None:
                    come.append(after[j])
                continue
            self.pairs.append((before[i], after[j], where))
            self._changed(where, before[i], after[j])
        self._alone(where, gone, come)

    def _without_open_end(
        self, before: list[_Heard], after: list[_Heard], lines: tuple[_Line, _Line]
    ) -> tuple[list[_Heard], list[_Heard]]:
        """Where one of the two has seen no end there is nothing to hold the other's against."""
        if "still-open" not in self.rules or lines[0].ended == lines[1].ended:
            return before, after
        made = [[one for one in side if one.said.frame != "END"] for side in (before, after)]
        return made[0], made[1]

    def _acknowledged(
        self, where: str, before: list[_Heard], after: list[_Heard]
    ) -> tuple[list[_Heard], list[_Heard]]:
        """How often SETTINGS was acknowledged, and everything else."""
        acks = [[one for one in side if acknowledges(one.said)] for side in (before, after)]
        counts = [len(side) for side in acks]
        if counts[0] != counts[1]:
            was, now = (f"{count:,} times" if count != 1 else "once" for count in counts)
            sentence = f"SETTINGS was acknowledged {was}, is {now}"
            change = Change("SETTINGS ACK", was, now, sentence)
            last = [side[-1] if side else None for side in acks]
            self._different(where, change, last[0], last[1])
        rest = [[one for one in side if not acknowledges(one.said)] for side in (before, after)]
        return rest[0], rest[1]

    def _changed(self, where: str, before: _Heard, after: _Heard) -> None:
        if before.key == after.key:
            return
        for change in changes(after.said, before.plain, after.plain):
            self._different(where, change, before, after)

    def _alone(self, where: str, gone: dict[str, deque[_Heard]], come: list[_Heard]) -> None:
        """What has no counterpart in its place: it may have one elsewhere on the stream."""
        for heard in come:
            earlier = gone.get(heard.key)
            if earlier:
                sentence = f"{described(heard.said)} came at another moment"
                change = Change("order", "", "", sentence)
                self._different(where, change, earlier.popleft(), heard)
            else:
                self._come(where, described(heard.said), heard)
        for left in gone.values():
            for heard in left:
                self._gone(where, described(heard.said), heard)

    # Order across streams

    def _order(self) -> None:
        pairs = sorted(self.pairs, key=lambda pair: pair[0].at)
        for at in out_of_order([after.at for _, after, _ in pairs]):
            before, after, where = pairs[at]
            sentence = f"{described(after.said)} came at another moment between other streams"
            self._different(where, Change("order across streams", "", "", sentence), before, after)

    # Telling

    def _gone(self, where: str, what: str, heard: _Heard) -> None:
        self._different(where, Change(what, what, "", f"{what} is missing"), heard, None)

    def _come(self, where: str, what: str, heard: _Heard) -> None:
        self._different(where, Change(what, "", what, f"{what} is new"), None, heard)

    def _different(
        self, where: str, change: Change, before: _Heard | None, after: _Heard | None
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
        self.found.append(made)

    def _remarks(self) -> Iterator[str]:
        for count, which in zip(self.counts, ("the first", "the second"), strict=True):
            if count >= LIMIT:
                yield f"of {which} run only the first {LIMIT:,} frames were compared"


def _lines_of(said: Sequence[Said], rules: Rules) -> list[_Line]:
    made: dict[int, _Line] = {}
    for at, one in enumerate(said):
        line = made.setdefault(one.connection, _Line(one.connection))
        if one.frame == "END":
            line.ended = True
        meaning = plain(one, rules)
        if meaning is not None:
            heard = _Heard(at, one, meaning, key([one.frame, meaning]))
            line.streams.setdefault(one.stream, []).append(heard)
    return [made[number] for number in sorted(made) if made[number].streams]


def _in_order(pairs: list[Pair]) -> list[Pair]:
    """What is alone on both sides is paired in its order; the rest stays alone."""
    first = deque(i for i, j in pairs if j is None and i is not None)
    second = deque(j for i, j in pairs if i is None and j is not None)
    made = [pair for pair in pairs if None not in pair]
    while first and second:
        made.append((first.popleft(), second.popleft()))
    made += [(i, None) for i in first]
    made += [(None, j) for j in second]
    return made


def _requests(first: _Line, second: _Line) -> list[Pair]:
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
    return sorted(made, key=lambda pair: pair[0] or pair[1] or 0)


def _join(where: str, place: str) -> str:
    return f"{where}, {place}" if where else place


def _place(heard: _Heard) -> int:
    return heard.at


def _difference_to_json(difference: Difference, secret: bool) -> dict[str, Any]:
    return {
        "where": difference.where,
        "sentence": difference.sentence,
        "subject": difference.subject,
        "before": difference.before,
        "after": difference.after,
        "recorded": _said_to_json(difference.recorded, secret),
        "now": _said_to_json(difference.now, secret),
    }


def _said_to_json(said: Said | None, secret: bool) -> dict[str, Any] | None:
    if said is None:
        return None
    meaning = dict(said.meaning)
    fields = pairs_of(meaning.get("fields"))
    if secret and fields is not None:
        meaning["fields"] = [[name, "" if name in SECRETS else value] for name, value in fields]
    place = {"connection": said.connection, "stream": said.stream, "frame": said.frame}
    return {**place, **meaning, **({"seq": said.seq} if said.seq else {})}
