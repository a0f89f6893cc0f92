"""Connections as they were every thousand records or so. Knows readings, no source.

Theory of operation.

*What.* A checkpoint is the state of one connection after one of its records: its core, and its
streams in parts. A part holds the streams that changed since the checkpoint before; a checkpoint
refers to all parts in which one of its streams was frozen last, so that what does not change is
kept once. When that makes more than 16 parts, the oldest are frozen anew. Nothing has to be undone
when checkpoints are dropped: parts nobody refers to go by themselves.

*When.* After every 1,500 records of a connection: refolding so many takes some 20 ms. And, for
connections that say little, when the oldest of their records that no checkpoint has is 16,384
records old: a journal that drops old records takes that away from them sooner or later. The second
kind is made as far as a tenth of the time of folding pays for.

*How much.* About 12 octets a record on a busy connection, and more where a thousand take turns.
Above 32 MiB every other checkpoint goes, and from then on they are half as dense.
"""

from __future__ import annotations

from array import array
from bisect import bisect_right
from collections.abc import Sequence
from itertools import takewhile
from operator import attrgetter

from h2craft.model import Board, Connection, Stream
from h2craft.reader.frozen import freeze_core, freeze_streams, thaw_core, thaw_streams
from h2craft.trace import Kind, Record
from h2craft.wire import ACK, FrameType

EVERY = 1500  # records of a connection
OLD = 16_384  # records of the source
KEPT_OCTETS = 32 << 20
MOST_PARTS = 16
SWEEP_EVERY = 2048  # records folded
PAID_PER_RECORD = 0.1
PRICE = 25.0  # of a checkpoint, in records folded
PRICE_OF_STREAM = 0.25

_OVERHEAD = 200  # octets of the objects around octets
_SETTINGS, _CONTINUATION = bytes((FrameType.SETTINGS,)), bytes((FrameType.CONTINUATION,))
_WIDE = frozenset((_SETTINGS, _CONTINUATION))
_UPGRADED = int(Kind.UPGRADED)


def _is_wide(record: Record) -> bool:
    """May it have changed other streams than its own?

    SETTINGS ACK moves the windows of all that are open (RFC 9113 6.9.2), as the settings of an
    upgrade do, and a CONTINUATION may end the header block of a promised one.
    """
    octets = record.octets
    is_settings = octets[3:4] == _SETTINGS
    return not is_settings or bool(octets[4:5] and octets[4] & ACK)


class Part:
    """Some streams, frozen. `numbers` are their identifiers."""

    __slots__ = ("numbers", "octets")

    def __init__(self, streams: Sequence[Stream]) -> None:
        self.numbers = array("I", [stream.stream_id for stream in streams])
        self.octets = freeze_streams(streams)

    @property
    def size(self) -> int:
        return len(self.octets) + 4 * len(self.numbers) + _OVERHEAD


class Checkpoint:
    """A connection right after record `seq`; `parts` are oldest first."""

    __slots__ = ("core", "parts", "seq")

    def __init__(self, seq: int, core: bytes, parts: tuple[Part, ...]) -> None:
        self.seq = seq
        self.core = core
        self.parts = parts

    def thaw(self) -> Connection:
        """The connection again, every time a new one."""
        streams: dict[int, bytes] = {}
        for part in self.parts:
            streams.update(thaw_streams(part.octets))
        return thaw_core(self.core, streams)


class _Track:
    """What happened on a connection since its last checkpoint."""

    __slots__ = ("changed", "count", "everything", "since")

    def __init__(self, since: int) -> None:
        self.since = since  # the first record that no checkpoint has
        self.count = 0
        self.changed: set[int] = set()
        self.everything = False


class Checkpoints:
    """Give it all that is folded with `follow`; `before` has the state before a record.

    `octets` is what all checkpoints take; `every` how many records of a connection lie between
    two of them.
    """

    def __init__(self, limit: int = KEPT_OCTETS) -> None:
        self.limit = limit
        self.every = EVERY
        self.octets = 0
        self._points: dict[int, list[Checkpoint]] = {}
        self._parts: dict[int, list[Part]] = {}
        self._tracks: dict[int, _Track] = {}  # by the age of what no checkpoint has
        self._paid = 0.0
        self._swept = 0

    def follow(self, board: Board, records: Sequence[Record], streams: Sequence[int]) -> None:
        """These were folded, without a gap, and the board is as of the last of them.

        `streams` is which one each of them is about, 0 for none.
        """
        numbers = [record[2] for record in records]
        for number in dict.fromkeys(numbers):
            if number and number not in self._tracks:
                self._tracks[number] = _Track(records[numbers.index(number)].seq)
        self._note(numbers, streams)
        for record in records:
            if (record[4][3:4] in _WIDE or record[3] == _UPGRADED) and record.connection:
                self._tracks[record.connection].everything |= _is_wide(record)
        last = records[-1].seq
        for number in set(numbers):
            if number and self._tracks[number].count >= self.every:
                self._make(board, number, last)
        self._paid += PAID_PER_RECORD * len(records)
        if last - self._swept >= SWEEP_EVERY:
            self._sweep(board, last)

    def _note(self, numbers: Sequence[int], streams: Sequence[int]) -> None:
        number = numbers[0]
        if number and numbers.count(number) == len(numbers):
            track = self._tracks[number]
            track.count += len(numbers)
            track.changed.update(streams)
            return
        for number, stream_id in zip(numbers, streams, strict=True):
            if number:
                track = self._tracks[number]
                track.count += 1
                track.changed.add(stream_id)

    def _sweep(self, board: Board, last: int) -> None:
        """Look after connections that say little, and forget those that will say no more."""
        self._swept = last
        for number in [*takewhile(lambda one: last - self._tracks[one].since >= OLD, self._tracks)]:
            if number not in board.connections:
                del self._tracks[number]
            elif self._paid >= PRICE:
                self._paid -= PRICE + PRICE_OF_STREAM * len(self._tracks[number].changed)
                self._make(board, number, last)
        self._paid = min(self._paid, PRICE * 100)

    def take(self, board: Board, number: int, seq: int) -> None:
        """What a connection is after record `seq` is no fold of those before: keep it as it is."""
        track = self._tracks.setdefault(number, _Track(seq))
        track.everything = True
        self._make(board, number, seq)

    def _make(self, board: Board, number: int, last: int) -> None:
        track = self._tracks.pop(number)
        connection = board.connections.get(number)
        if connection is None:
            return
        parts = self._carry(connection, track)
        self._parts[number] = parts
        made = Checkpoint(last, freeze_core(connection), tuple(parts))
        self._points.setdefault(number, []).append(made)
        self.octets += len(made.core) + _OVERHEAD + 8 * len(parts)
        if self.octets > self.limit:
            self._thin()

    def _carry(self, connection: Connection, track: _Track) -> list[Part]:
        """The parts that hold all streams of a connection: as many as can be from before."""
        kept = connection.streams.keys() | connection.closed_streams.keys()
        fresh = set(kept) if track.everything else track.changed & kept
        missing = kept - fresh
        parts: list[Part] = []
        for part in reversed(self._parts.get(connection.number, [])):
            here = missing.intersection(part.numbers)
            if here and len(parts) < MOST_PARTS:
                parts.append(part)
                missing -= here
        parts.reverse()
        fresh |= missing
        if fresh:
            streams = [found for one in sorted(fresh) if (found := connection.stream(one))]
            parts.append(Part(streams))
            self.octets += parts[-1].size
        return parts

    def _thin(self) -> None:
        """Every other checkpoint goes, but for the last of a connection."""
        self.every *= 2
        for number, points in self._points.items():
            self._points[number] = points[:-1][1::2] + points[-1:]
        self._count()
        while self.octets > self.limit:  # many connections with one each: the oldest are given up
            ordered = sorted(self._points, key=lambda number: self._points[number][-1].seq)
            for number in ordered[: (len(ordered) + 1) // 2]:
                del self._points[number]
                self._parts.pop(number, None)
            self._count()

    def _count(self) -> None:
        """What everything takes, each part counted once."""
        total = 0
        seen: set[int] = set()
        for points in self._points.values():
            for point in points:
                total += len(point.core) + _OVERHEAD + 8 * len(point.parts)
                for part in point.parts:
                    if id(part) not in seen:
                        seen.add(id(part))
                        total += part.size
        self.octets = total

    def before(self, connection: int, seq: int) -> Checkpoint | None:
        """The last checkpoint of a connection before record `seq`."""
        points = self._points.get(connection, [])
        at = bisect_right(points, seq - 1, key=attrgetter("seq"))
        return points[at - 1] if at else None

    def reaches(self, connection: int, point: Checkpoint, seq: int) -> bool:
        """Is the state still that of the checkpoint at record `seq`, as nothing came between?"""
        if point is not self._points.get(connection, [None])[-1]:
            return False
        track = self._tracks.get(connection)
        return track is None or track.since > seq

    def restart(self) -> None:
        """Records were lost: nothing is carried over from before."""
        self._tracks.clear()
        self._parts.clear()

    def drop(self, board: Board, before: int) -> None:
        """Records before seq `before` are gone; of each connection one checkpoint is older.

        Of a connection that says nothing for long it is all that is left. One that the board gave
        up will say no more.
        """
        for number in list(self._points):
            points = self._points[number]
            at = bisect_right(points, before - 1, key=attrgetter("seq"))
            del points[: max(0, at - 1)]
            over = number not in board.connections and number not in self._tracks
            if over and points[-1].seq < before:
                del self._points[number]
                self._parts.pop(number, None)
        self._count()
