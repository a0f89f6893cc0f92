"""The journal: what happened, in order, bounded in memory. Knows no clock, no thread, no file.

Theory of operation.

*Storing.* A record is kept as an exact tuple in the order of `Record`'s fields, kind and origin
as plain ints, the detail as the octets the trace file has for it: the garbage collector stops
tracking such a tuple the first time it sees it, so a long journal does not make collections slow
(kept as objects, the details of a busy server cost it a third of its throughput). `Record`s are
built when somebody reads, and are the same from memory and from a file. Tuples lie
in segments, lists that are filled, sealed, and dropped as a whole. One counter, `_room`, is
charged for each record with its octets and a flat overhead; when it runs out the segment is
sealed. So append counts records and octets with one subtraction.

*Dropping.* A sealed segment may go when the budget needs it: with an archive once the archive
has all of it, without one at once, and then its records count as `lost`. Room for one full
segment is always set aside, so that memory is over budget only when the archive does not keep up
(or by one record larger than the budget). That is what `over_budget` says, and whoever reads from
peers should stop reading then.

*Threads.* One thread appends. Others read, and one of them may archive and evict. There is no
lock; it rests on these operations of CPython being atomic, and on their order:

- A record enters its segment (`list.append`) before `last` names it, and a segment enters
  `_segments` before its first record enters it: who sees a number can read the record.
- A reader works on a copy of `_segments` (one slice), so a segment dropped meanwhile stays
  whole for it. A segment's `first` never changes, and records in it have no gaps.
- `_sealed` is written by the appending thread alone, `_freed` and `lost` by the one thread that
  holds the turn to evict. The turn is an item in a list: `list.pop` gives it to one thread only.
- A listener is armed first and then looks at `last`; append sets `last` first and then looks
  whether somebody is armed. Whatever the order, one of the two sees the other.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from typing import Any, Protocol

from h2craft.trace.codec import detail_octets
from h2craft.trace.raw import Outline, RawRecord, raw_of, record_of
from h2craft.trace.record import Record

OVERHEAD_OCTETS = 256
"""What a record costs in memory beside its octets: the tuple, its numbers, object headers."""

SEGMENT_RECORDS = 2048


class Archive(Protocol):
    """Where records go before memory forgets them. `TraceWriter` is one."""

    @property
    def archived(self) -> int:
        """The last seq that is safely written; 0 for none."""

    def write(self, records: Sequence[RawRecord]) -> None:
        """Write records, which follow those written before. Raises OSError."""

    def read(self, after: int, limit: int) -> list[Record]:
        """The first `limit` records after seq `after`. May be called from any thread."""

    def outline(self, after: int) -> Outline:
        """Kinds and origins of the next records after seq `after`, as many as are at hand."""


class Source(Protocol):
    """What a `Cursor` reads: a journal or a trace file."""

    def read(self, after: int = 0, limit: int = 1000) -> list[Record]:
        """The first `limit` records after seq `after`; empty when there is nothing further."""


class _Segment:
    __slots__ = ("first", "records", "weight")

    def __init__(self, first: int) -> None:
        self.first = first
        self.records: list[RawRecord] = []
        self.weight = 0  # known once sealed


class Listener:
    """A way to be told, once, that there is something new to read."""

    __slots__ = ("_armed", "_call", "_journal")

    def __init__(self, journal: Journal, call: Callable[[], None]) -> None:
        self._journal = journal
        self._call = call
        self._armed = False

    def arm(self, after: int) -> bool:
        """Ask for one call when there is a record after seq `after`.

        False: there is one already, read it and arm again. Callable from any thread.
        """
        self._armed = True
        self._journal._armed = True
        if self._journal.last > after:
            self._armed = False
            return False
        return True

    def remove(self) -> None:
        """Never call again. Removing twice is harmless."""
        self._armed = False
        if self in self._journal._listeners:
            self._journal._listeners.remove(self)

    def _wake(self) -> None:
        if self._armed:
            self._armed = False
            self._call()


class Journal:
    """The records of one engine. `last` is the newest seq; `lost` counts records gone unread.

    `memory_records` and `memory_octets` bound what is kept in memory; octets include an estimate
    of what objects cost.
    """

    __slots__ = (
        "_armed",
        "_freed",
        "_listeners",
        "_push",
        "_room",
        "_sealed",
        "_segment_octets",
        "_segment_records",
        "_segments",
        "_turn",
        "archive",
        "archiving",
        "last",
        "lost",
        "memory_octets",
        "memory_records",
    )

    def __init__(
        self,
        *,
        memory_records: int = 65_536,
        memory_octets: int = 64 << 20,
        archive: Archive | None = None,
    ) -> None:
        self.memory_records = memory_records
        self.memory_octets = memory_octets
        self.archive = archive
        self.archiving = archive is not None
        self.last = 0
        self.lost = 0
        # A sixteenth of either budget, so that what is dropped at once is a small part of it.
        self._segment_records = max(1, min(SEGMENT_RECORDS, memory_records // 16))
        self._segment_octets = max(
            1, min(self._segment_records * OVERHEAD_OCTETS, memory_octets // 16)
        )
        self._sealed = 0
        self._freed = 0
        self._turn = [None]
        self._armed = False
        self._listeners: list[Listener] = []
        self._segments = [_Segment(1)]
        self._push = self._segments[0].records.append
        self._room = self._segment_octets

    def append(
        self,
        at: float,
        connection: int,
        kind: int,
        octets: bytes = b"",
        cause: int = 0,
        origin: int = 0,
        detail: Any = None,
    ) -> int:
        """Keep a record and return its seq. One thread only; see `Record` for the fields."""
        seq = self.last + 1
        if detail is not None:
            detail = detail_octets(detail)
            self._room -= len(detail)
        # Plus makes a plain int of an enum member, at a tenth of the price of int().
        self._push((seq, at, connection, +kind, octets, cause, +origin, detail))
        self.last = seq
        self._room -= len(octets) + 256  # OVERHEAD_OCTETS; a constant is cheaper than a name
        if self._room <= 0:
            self._seal()
        if self._armed:
            self._wake()
        return seq

    @property
    def first(self) -> int:
        """No record before this seq can be read; one more than `last` when there is none."""
        return 1 if self.archive is not None else self._segments[0].first

    @property
    def records_in_memory(self) -> int:
        return self.last - self._segments[0].first + 1

    @property
    def octets_in_memory(self) -> int:
        return self._sealed - self._freed + self._segment_octets - self._room

    @property
    def over_budget(self) -> bool:
        """More is in memory than should be: nothing should be added till the archive catches up.

        Never without an archive, and never when it has everything.
        """
        return (
            self.archive is not None
            and self.archiving
            and self.archive.archived < self.last
            and (
                self.octets_in_memory > self.memory_octets
                or self.records_in_memory > self.memory_records
            )
        )

    def read(self, after: int = 0, limit: int = 1000) -> list[Record]:
        """The first `limit` records after seq `after`, from the archive where memory forgot them.

        Empty only when there is nothing further. Numbers are missing where records were lost.
        Raises OSError if the archive cannot be read.
        """
        segments = self._segments[:]
        found = self._archived(segments[0].first, after, limit)
        found += map(record_of, _after(segments, after, limit - len(found)))
        return found

    def read_raw(self, after: int = 0, limit: int = 1000) -> list[RawRecord]:
        """The same records as `read` has, as they are kept: for who passes them on."""
        segments = self._segments[:]
        found = [*map(raw_of, self._archived(segments[0].first, after, limit))]
        found += _after(segments, after, limit - len(found))
        return found

    def _archived(self, first: int, after: int, limit: int) -> list[Record]:
        """Of the first `limit` records after seq `after` those before `first`, of the archive."""
        missing = first - 1 - after
        if missing <= 0 or self.archive is None:
            return []
        older = self.archive.read(after, min(limit, missing))
        return [record for record in older if record.seq < first]

    def outline(self, after: int = 0) -> Outline:
        """Kinds and origins of the next records after seq `after`, as many as are at hand.

        Empty when there is nothing further. Far quicker than reading them. Raises OSError.
        """
        segments = self._segments[:]
        if after + 1 < segments[0].first and self.archive is not None:
            older = self.archive.outline(after)
            room = segments[0].first - older.first
            if older.kinds and room > 0:
                return Outline(older.first, older.kinds[:room], older.origins[:room])
        part = list(_after(segments, after, self._segment_records))
        if not part:
            return Outline()
        kinds = bytes([raw[3] & 0xFF for raw in part])
        return Outline(part[0][0], kinds, bytes([raw[6] & 0xFF for raw in part]))

    def get(self, seq: int) -> Record | None:
        """The record with this seq, or None where there is none (any more)."""
        found = self.read(seq - 1, 1)
        return found[0] if found and found[0].seq == seq else None

    def add_listener(self, call: Callable[[], None]) -> Listener:
        """Have `call` called, on the appending thread, by an append after each `Listener.arm`.

        It must be quick and must not raise.
        """
        listener = Listener(self, call)
        self._listeners.append(listener)
        return listener

    def unarchived(self, limit: int = 8192) -> list[RawRecord]:
        """Up to `limit` records the archive has not got yet, oldest first, as `Archive` takes them.

        Empty without an archive. For the thread that archives.
        """
        if self.archive is None or not self.archiving:
            return []
        return list(_after(self._segments[:], self.archive.archived, limit))

    def archive_next(self, limit: int = 8192) -> int:
        """Move up to `limit` records to the archive and evict; returns how many were written.

        For the thread that archives. Raises OSError, after which it may be tried again.
        """
        records = self.unarchived(limit)
        if records and self.archive is not None:
            self.archive.write(records)
            self.evict()
        return len(records)

    def stop_archiving(self) -> None:
        """Give up on an archive that fails: what it has stays readable, the rest may be lost."""
        self.archiving = False
        self.evict()

    def remember(self, records: int, octets: int) -> None:
        """Let memory hold that much from now on, if that is more; callable from any thread."""
        self.memory_records = max(self.memory_records, records)
        self.memory_octets = max(self.memory_octets, octets)

    def evict(self) -> int:
        """Drop the oldest segments if the budget asks for it; returns how many records went.

        Append does this by itself; the thread that archives does it after each write. When both
        come at once, one does it for both.
        """
        try:
            self._turn.pop()
        except IndexError:
            return 0
        try:
            return self._evict()
        finally:
            self._turn.append(None)

    def _evict(self) -> int:
        safe = self.archive.archived if self.archive is not None else 0
        gone = 0
        # The last sealed one stays: it may hold a single record larger than the whole budget.
        while len(self._segments) > 2 and self._crowded():
            oldest = self._segments[0]
            end = oldest.first + len(oldest.records) - 1
            if self.archiving and end > safe:
                break
            self.lost += max(0, end - max(safe, oldest.first - 1))
            self._freed += oldest.weight
            del self._segments[0]
            gone += len(oldest.records)
        return gone

    def _crowded(self) -> bool:
        """Whether the sealed segments leave no room for a full one beside them."""
        sealed_records = self._segments[-1].first - self._segments[0].first
        return (
            self._sealed - self._freed + self._segment_octets > self.memory_octets
            or sealed_records + self._segment_records > self.memory_records
        )

    def _seal(self) -> None:
        segment = self._segments[-1]
        segment.weight = self._segment_octets - self._room
        self._sealed += segment.weight
        fresh = _Segment(self.last + 1)
        self._segments.append(fresh)
        self._push = fresh.records.append
        self._room = self._segment_octets
        self.evict()

    def _wake(self) -> None:
        self._armed = False
        for listener in self._listeners[:]:
            listener._wake()


class NullJournal(Journal):
    """Counts and keeps nothing, to measure what keeping costs."""

    __slots__ = ()

    def append(
        self,
        at: float,
        connection: int,
        kind: int,
        octets: bytes = b"",
        cause: int = 0,
        origin: int = 0,
        detail: Any = None,
    ) -> int:
        """Count the record."""
        self.last += 1
        return self.last

    @property
    def first(self) -> int:
        return self.last + 1

    @property
    def records_in_memory(self) -> int:
        return 0


class Cursor:
    """A reader's position. `lost` counts the records that were gone before it came to them."""

    __slots__ = ("_source", "after", "lost")

    def __init__(self, source: Source, after: int = 0) -> None:
        self._source = source
        self.after = after
        self.lost = 0

    def read(self, limit: int = 1000) -> list[Record]:
        """The next records, at most `limit`; empty when there is nothing new."""
        found = self._source.read(self.after, limit)
        if found:
            passed = found[-1].seq - self.after
            self.lost += passed - len(found)
            self.after = found[-1].seq
        return found


def _after(segments: list[_Segment], after: int, limit: int) -> Iterator[RawRecord]:
    """Up to `limit` records after seq `after`; from the oldest there is if that is gone."""
    index = max(0, bisect_right(segments, after + 1, key=lambda segment: segment.first) - 1)
    for segment in segments[index:]:
        if limit <= 0:
            return
        start = max(0, after + 1 - segment.first)
        part = segment.records[start : start + limit]
        limit -= len(part)
        yield from part
