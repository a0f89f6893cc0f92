"""The records of an engine in another process: read ahead of whoever reads along, kept a while.

Knows how to ask (`Ask`), no socket. Only `read` and `get` wait, for what has not come yet, and
not for long. For any thread; what was asked for comes on the one that reads the socket.
"""

from __future__ import annotations

import threading
from base64 import b64decode
from collections import deque
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple, Protocol

from h2craft.control.protocol import MOST_RECORDS
from h2craft.control.shelf import Shelf
from h2craft.trace import Outline, Record, record_from_json

AHEAD = 2_000  # records fetched before somebody asks, behind the last that were read
AHEAD_OCTETS = 4 << 20
LEAST = 256  # records asked for at once: their neighbours are wanted next
WAIT_SECONDS = 2.0  # for records that are not here
OUTLINE_BEHIND = 512  # records whose kinds are not known: fewer are soon read themselves
OUTLINES_KEPT = 4 << 20  # records


class Answer(NamedTuple):
    """What came of a request: `value`, or the `error` in its place, one line."""

    value: Any = None
    error: str = ""


class Ask(Protocol):
    """Sends a request without waiting; `then` is called once, with what came of it."""

    def __call__(self, do: str, then: Callable[[Answer], object], /, **named: Any) -> None: ...


class _Fetch:
    """Records that were asked for; `error` says why there are none."""

    __slots__ = ("done", "error", "records")

    def __init__(self) -> None:
        self.done = threading.Event()
        self.records: list[Record] = []
        self.error = ""


class SocketRecords:
    """See the module, and `Records` of the client's door.

    begin   what is older is no part of what a reader reads; `get` reaches it all the same
    wait    seconds after which a read gives up; the next one does at once, till the engine answers
    """

    def __init__(self, ask: Ask, *, begin: int = 1, wait: float = WAIT_SECONDS) -> None:
        self._ask = ask
        self._begin = begin
        self._wait = wait
        self._first = self._last = self._lost = 0
        self._gone = False
        self._late = False  # the engine has let somebody wait in vain, and said nothing since
        self._turn = threading.Lock()
        self._shelf = Shelf()
        self._fetches: dict[int, _Fetch] = {}
        self._cursor = -1  # where somebody reads along; -1 for nobody
        self._outlines: deque[tuple[int, Outline]] = deque()
        self._outlined = -1  # up to which seq kinds were asked for; -1 as long as nobody wants them
        self._outlining = False

    @property
    def first(self) -> int:
        return max(self._begin, self._first, 1)

    @property
    def last(self) -> int:
        return self._last

    @property
    def lost(self) -> int:
        return self._lost

    def read(self, after: int = 0, limit: int = 1000) -> list[Record]:
        """The first `limit` records after seq `after`, and after those before `first`."""
        start = max(after, self.first - 1)
        found = self._read(start, limit)
        with self._turn:
            if self._cursor in (-1, start):
                self._cursor = found[-1].seq if found else start
        self._read_ahead()
        return found

    def past(self, after: int = 0, limit: int = 1000) -> list[Record]:
        """As `read`, and also what is older than what a reader reads. For any thread."""
        return self._read(after, limit)

    def get(self, seq: int) -> Record | None:
        found = self._read(seq - 1, 1) if seq > 0 else []
        return found[0] if found and found[0].seq == seq else None

    def _read(self, after: int, limit: int) -> list[Record]:
        found: list[Record] = []
        while len(found) < limit:
            with self._turn:
                part, after = self._shelf.take(after, limit - len(found))
            found += part
            if len(found) >= limit or after >= self._last:
                break
            fetched = self._fetched(after, limit - len(found))
            if not fetched:
                break  # lost, all of them
            part = [record for record in fetched if record.seq > after][: limit - len(found)]
            found += part
            after = part[-1].seq if part else after
        return found

    def _fetched(self, after: int, limit: int) -> list[Record]:
        """What comes next, waited for. Raises OSError."""
        fetch = self._fetch(after, min(MOST_RECORDS, max(limit, LEAST)))
        if not fetch.done.wait(0.0 if self._late else self._wait):
            self._late = True
            raise TimeoutError(f"the engine has not sent the records after {after:,} yet")
        if fetch.error:
            raise OSError(fetch.error)
        return fetch.records

    def _fetch(self, after: int, limit: int) -> _Fetch:
        with self._turn:
            fetch = self._fetches.get(after)
            if fetch is not None:
                return fetch
            fetch = self._fetches[after] = _Fetch()

        def come(answer: Answer) -> None:
            self._late = False
            try:
                fetch.error = answer.error
                if not answer.error:
                    fetch.records = _records_of(answer.value)
            except ValueError as error:
                fetch.error = f"records of the engine cannot be understood: {error}"
            with self._turn:
                self._shelf.put(after, fetch.records)
                self._fetches.pop(after, None)
            fetch.done.set()
            if fetch.records:
                self._read_ahead()

        self._ask("read", come, after=after, limit=limit)
        return fetch

    def _read_ahead(self) -> None:
        """Ask for what whoever reads along will want next, some of it."""
        with self._turn:
            if self._cursor < 0 or self._gone:
                return
            ahead, octets = self._shelf.ahead(self._cursor)
            enough = ahead - self._cursor >= AHEAD or octets >= AHEAD_OCTETS
            if enough or ahead >= self._last or ahead in self._fetches:
                return
        self._fetch(ahead, MOST_RECORDS)

    # Kinds

    def outline(self, after: int = 0) -> Outline:
        """Kinds and origins of the next records after seq `after`, as far as they have come.

        Never waits; whoever asks once is told of all there are from then on.
        """
        after = max(after, self.first - 1)
        with self._turn:
            self._outlined = max(self._outlined, after)
            while self._outlines and _end(self._outlines[0][1]) <= after:
                self._outlines.popleft()
            start, told = self._outlines[0] if self._outlines else (after, Outline())
        self._survey()
        if not told.kinds or start > after:
            return Outline()
        skip = max(0, after + 1 - told.first)
        return Outline(told.first + skip, told.kinds[skip:], told.origins[skip:])

    def _survey(self) -> None:
        """Ask for the next kinds, where many are not known."""
        with self._turn:
            after = self._outlined
            kept = sum(len(told.kinds) for _, told in self._outlines)
            if self._outlining or after < 0 or self._gone or kept > OUTLINES_KEPT:
                return
            if self._last - after <= OUTLINE_BEHIND:
                return
            self._outlining = True

        def come(answer: Answer) -> None:
            told = Outline() if answer.error else _outline_of(answer.value)
            more = _end(told) > after
            with self._turn:
                self._outlining = False
                if more:
                    self._outlines.append((after, told))
                    self._outlined = _end(told)
            if more:
                self._survey()

        self._ask("outline", come, after=after)

    # What the engine says

    def grown(self, first: int, last: int, lost: int) -> None:
        """The engine has these records now."""
        self._late = False
        if not self._gone:
            self._first, self._lost = max(first, self._first), max(lost, self._lost)
            self._last = max(last, self._last)
            self._read_ahead()
            if self._outlined >= 0:
                self._survey()

    def end(self) -> None:
        """There will be no more; what nobody has fetched by now is out of reach."""
        with self._turn:
            self._gone = True
            start = self.first - 1 if self._cursor < 0 else self._cursor
            reached, _ = self._shelf.ahead(start)
            self._lost += max(0, self._last - reached)
            self._last = min(self._last, reached)


def _end(told: Outline) -> int:
    return told.first + len(told.kinds) - 1


def _records_of(value: Mapping[str, Any]) -> list[Record]:
    """Raises ValueError."""
    given = value.get("records") if isinstance(value, Mapping) else None
    if not isinstance(given, list):
        raise ValueError("no list of records")
    records = [record_from_json(one) for one in given]
    seqs = [record.seq for record in records]
    if any(a >= b for a, b in zip(seqs, seqs[1:], strict=False)):
        raise ValueError("not in order")
    return records


def _outline_of(value: Mapping[str, Any]) -> Outline:
    """Nothing where it cannot be understood: kinds are learned from the records as well."""
    try:
        kinds = b64decode(value["kinds"], validate=True)
        origins = b64decode(value["origins"], validate=True)
        first = value["first"]
    except (LookupError, TypeError, ValueError):
        return Outline()
    if type(first) is not int or len(kinds) != len(origins):
        return Outline()
    return Outline(first, kinds, origins)
