"""What must hold besides the verdict: the `Expect:` lines of a case, read and counted.

    Expect: [should: ][no|N|at most N|at least N]: FILTER[; after MARK][; before MARK]
            [; within S s][; same connection|other connections]
    Expect: [should: |never broken: ]WORD

FILTER is in the filter language and is counted over all readings of the run, at least one where no
number is given. MARK is "violation", "violated", "canary", or a name the case marks with
`mark(response, "goaway")`; the first mark of that name counts. `within` is seconds from the mark
of `after`. `same connection` is that of the mark of `after` (of the violation, or of the first
request, where there is none), `other connections` are all but that.

WORD is one of these, and there is no MARK then:

    E/6.9/obeys-windows    a passive check, which counts for this case then
    windows credited       in the end no connection's window is below zero: all we have sent,
                           padding included, was credited as far as it has to be
    fields right           where the client tells of the fields of a response, they are as sent
    upload whole           each request with a body was ended with END_STREAM and as many octets
                           as the case asks for; at least one was
    one connection         all requests came on one connection
    names the code         the client's output names the error code of our last RST_STREAM or
                           GOAWAY, by name or by number

`should:` makes it a recommendation: where it does not hold, a pass is lenient.
`never broken:` stands before a passive check: it is kept also where there was nothing to judge it
by, for what a client may never come to by doing more than it must.
A count that was never begun, since the mark never came, is neither kept nor broken; where the mark
is "violated" or "canary", which are left out for a client that has objected, nothing is counted.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from h2craft.filter import Filter, FilterError, compile
from h2craft.judge.errors import CaseError
from h2craft.judge.marks import CANARY, VIOLATED, VIOLATION
from h2craft.model import Reading

NAMED = ("windows credited", "fields right", "upload whole", "one connection", "names the code")
MAY_BE_MISSING = (VIOLATED, CANARY)
KEPT_RECORDS = 8
KEPT_CONNECTIONS = 4096


class Where(StrEnum):
    """On which connections it is counted."""

    ANY = "any connection"
    SAME = "same connection"
    OTHER = "other connections"


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """One `Expect:` line.

    text    as it is written
    word    a named condition, or the id of a passive check; empty for a count
    wanted  what is counted
    least, most  how many there must be; `most` None for no limit
    should  it is a recommendation
    idle    a passive check that had nothing to look at is kept
    """

    text: str
    word: str = ""
    wanted: Filter | None = None
    least: int = 1
    most: int | None = None
    after: str = ""
    before: str = ""
    within: float | None = None
    where: Where = Where.ANY
    should: bool = False
    idle: bool = False

    @property
    def is_check(self) -> bool:
        return self.word.startswith("E/")


_IDLE = "never broken: "
_QUANTITY = re.compile(r"(?:(no)|(at most|at least)? ?(\d[\d,]*)): +(.+)")
_MEANT = re.compile(r"[\w ,]*: ")
_AFTER = re.compile(r"(after|before) ([a-z0-9][a-z0-9 -]*)")
_WITHIN = re.compile(r"within (\d+(?:\.\d+)?) s")


def parse_expect(text: str) -> Condition:
    """A condition of its line. CaseError where it cannot be read."""
    line, should, idle = text.strip(), False, False
    if line.startswith("should: "):
        line, should = line.removeprefix("should: "), True
    if line.startswith(_IDLE) and line.removeprefix(_IDLE).startswith("E/"):
        line, idle = line.removeprefix(_IDLE), True
    if line in NAMED or re.fullmatch(r"E/[a-z0-9./-]+", line):
        return Condition(text=text, word=line, should=should, idle=idle)
    parts = [part.strip() for part in line.split(";")]
    least, most, pattern = _quantity(parts[0])
    try:
        wanted = compile(pattern)
    except FilterError as error:
        raise CaseError(f"Expect: {text!r}: {error}") from None
    limits = _limits(text, parts[1:])
    if limits.within is not None and not limits.after:
        raise CaseError(f"Expect: {text!r}: within goes with after")
    return Condition(
        text=text,
        wanted=wanted,
        least=least,
        most=most,
        after=limits.after,
        before=limits.before,
        within=limits.within,
        where=limits.where,
        should=should,
    )


@dataclass(slots=True)
class _Limits:
    after: str = ""
    before: str = ""
    within: float | None = None
    where: Where = Where.ANY


def _limits(text: str, parts: list[str]) -> _Limits:
    limits = _Limits()
    for part in parts:
        if found := _AFTER.fullmatch(part):
            setattr(limits, found[1], found[2])
        elif found := _WITHIN.fullmatch(part):
            limits.within = float(found[1])
        elif part in (Where.SAME, Where.OTHER):
            limits.where = Where(part)
        else:
            raise CaseError(f"Expect: {text!r}: {part!r} cannot be understood")
    return limits


def _quantity(text: str) -> tuple[int, int | None, str]:
    """At least, at most, and what of."""
    found = _QUANTITY.fullmatch(text)
    if found is None:
        if _MEANT.match(text):
            raise CaseError(f"Expect: {text!r}: how many is no, N, at most N or at least N")
        return 1, None, text
    if found[1]:
        return 0, 0, found[4]
    count = int(found[3].replace(",", ""))
    least = 0 if found[2] == "at most" else count
    return least, None if found[2] == "at least" else count, found[4]


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """What came of a condition. `holds` None: it could not be told; `text` says what there was."""

    condition: Condition
    holds: bool | None
    text: str
    records: tuple[int, ...] = ()


class Mark:
    """The first mark of a name: where it stands, and when."""

    __slots__ = ("at", "connection", "seq")

    def __init__(self, seq: int, at: float, connection: int) -> None:
        self.seq = seq
        self.at = at
        self.connection = connection


class Count:
    """One condition that is counted, while the readings come."""

    def __init__(self, condition: Condition, marks: dict[str, Mark]) -> None:
        self.condition = condition
        self._marks = marks
        self._counts: dict[int, int] = {}
        self._records: dict[int, list[int]] = {}

    def take(self, reading: Reading) -> None:
        condition = self.condition
        if condition.before and condition.before in self._marks:
            return
        if condition.after:
            mark = self._marks.get(condition.after)
            if mark is None or reading.record.seq <= mark.seq:
                return
            if condition.within is not None and reading.record.at > mark.at + condition.within:
                return
        assert condition.wanted is not None
        if condition.wanted.matches(reading):
            self._note(reading.record.connection, reading.record.seq)

    def _note(self, connection: int, seq: int) -> None:
        if connection not in self._counts and len(self._counts) >= KEPT_CONNECTIONS:
            connection = -1
        self._counts[connection] = self._counts.get(connection, 0) + 1
        records = self._records.setdefault(connection, [])
        if len(records) < KEPT_RECORDS:
            records.append(seq)

    def held(self, home: int) -> Held:
        """`home` is the connection that is meant where no mark says which."""
        condition = self.condition
        mark = self._marks.get(condition.after)
        if condition.after and mark is None and condition.after not in MAY_BE_MISSING:
            return Held(
                condition=condition,
                holds=None,
                text=f"the case never came to its mark {condition.after!r}",
            )
        if mark is not None:
            home = mark.connection
        chosen = [one for one in self._counts if _is_there(condition.where, one, home)]
        count = sum(self._counts[one] for one in chosen)
        holds = count >= condition.least and (condition.most is None or count <= condition.most)
        records = sorted(seq for one in chosen for seq in self._records[one])[:KEPT_RECORDS]
        said = f"there {'was' if count == 1 else 'were'} {count:,}"
        return Held(condition=condition, holds=holds, text=said, records=tuple(records))


def _is_there(where: Where, connection: int, home: int) -> bool:
    if where is Where.ANY:
        return True
    return (connection == home) is (where is Where.SAME)


__all__ = [
    "MAY_BE_MISSING",
    "NAMED",
    "VIOLATION",
    "Condition",
    "Count",
    "Held",
    "Mark",
    "Where",
    "parse_expect",
]
