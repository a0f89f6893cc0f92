"""What is known of the records of a source, shared by what is made of them. Knows no view."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING

from h2craft.filter import Filter
from h2craft.model import Board, Reading
from h2craft.reader.checkpoints import Checkpoints
from h2craft.reader.columns import Columns
from h2craft.reader.kinds import AUTOMATIC, Kinds
from h2craft.reader.moments import Moments
from h2craft.reader.pages import Pages, Source
from h2craft.reader.row import bare
from h2craft.trace import Origin, Outline, Record

if TYPE_CHECKING:
    from h2craft.reader.hits import Hits

LUMP = 65_536  # records that are gone before anything of them is forgotten
KEPT_LISTS = 4  # of a connection's or a stream's records


class Light(Reading):
    """A record, its frame, and its summary where the frame by itself does not say it."""

    __slots__ = ("_told",)

    def __init__(self, reading: Reading, told: str | None) -> None:
        super().__init__(reading.record, frame=reading.frame)
        self._told = told

    @property
    def summary(self) -> str:
        return super().summary if self._told is None else self._told


class Past:
    """A source and what is kept about it.

    trouble   why the source could not be read the last time; empty if it could
    hits_of   finds what matches a pattern, once for all searches for it
    """

    def __init__(self, source: Source, role: str, hits_of: Callable[[Filter], Hits]) -> None:
        self.source = source
        self.role = role
        self.hits_of = hits_of
        self.kinds = Kinds()
        self.columns = Columns()
        self.checkpoints = Checkpoints()
        self.pages = Pages(source)
        self.moments = Moments(source, self.columns, self.checkpoints, role)
        self.trouble = ""
        self._seqs: dict[tuple[int, int | None], tuple[array[int], int]] = {}
        self._outline = getattr(source, "outline", None)

    @property
    def position(self) -> int:
        """The last record that was folded."""
        return self.columns.last

    def failed(self, error: OSError) -> None:
        self.trouble = str(error) or type(error).__name__

    def read(self, after: int, limit: int) -> list[Record]:
        """Records after seq `after`; none, and `trouble`, where the source fails."""
        try:
            found = self.source.read(after, limit)
        except OSError as error:
            self.failed(error)
            return []
        self.trouble = ""
        return found

    def get(self, seq: int) -> Record | None:
        try:
            return self.pages.get(seq)
        except OSError as error:
            self.failed(error)
            return None

    def survey(self) -> None:
        """Learn the kinds of all records there are, where the source can say them quickly."""
        if self._outline is None:
            return
        try:
            while self.kinds.last < self.source.last:
                told: Outline = self._outline(self.kinds.last)
                if not told.kinds:
                    return
                self.kinds.extend(told.first, _codes(told))
        except OSError as error:
            self.failed(error)

    def learn(self, records: list[Record]) -> None:
        """The kinds of records that were read, where the source could not say them before."""
        if records[-1].seq > self.kinds.last:
            kinds = bytes(record[3] & 0xFF for record in records)
            origins = bytes(record[6] & 0xFF for record in records)
            self.kinds.extend(records[0].seq, _codes(Outline(records[0].seq, kinds, origins)))

    def resume(self, board: Board, connection: int, seq: int, *, exact: bool) -> None:
        """What the board has of a connection was taken over, as of record `seq`."""
        self.moments.resume(connection, seq, exact=exact)
        self.checkpoints.take(board, connection, seq)

    def lost(self, after: int, before: int) -> None:
        """There is no record after seq `after` and before seq `before`."""
        if after:
            self.checkpoints.restart()
        self.kinds.lose(after, before)
        self.moments.restart(before)

    def light(self, record: Record) -> Light:
        """A reading for filters that need no fold."""
        seq = record.seq
        return Light(bare(record), self.columns.summary(seq) if self.columns.has(seq) else None)

    def lights(self, seqs: list[int]) -> Iterator[Light]:
        for seq in seqs:
            record = self.get(seq)
            if record is not None:
                yield self.light(record)

    def seqs_of(self, connection: int, stream_id: int | None) -> Sequence[int]:
        """Asked again, it looks at what has come since only."""
        key = connection, stream_id
        found, upto = self._seqs.pop(key, (array("Q"), 0))
        columns = self.columns
        if stream_id is None:
            found.extend(columns.of(connection, upto, columns.last))
        else:
            found.extend(columns.of_stream(connection, stream_id, upto, columns.last))
        self._seqs[key] = found, columns.last
        if len(self._seqs) > KEPT_LISTS:
            del self._seqs[next(iter(self._seqs))]
        return found

    def forget(self, board: Board) -> bool:
        """Forget what cannot be read any more, now and then; whether anything was."""
        first = self.source.first
        if first <= self.columns.base + LUMP:
            return False
        before = min(first, self.columns.last)
        self.checkpoints.drop(board, before)
        self.columns.drop(before)
        self._seqs.clear()
        self.kinds.drop(before)
        return True


def _codes(told: Outline) -> bytes:
    """Kinds, with a bit for those whose origin is automatic."""
    kinds = told.kinds.translate(_KINDS)
    if Origin.AUTOMATIC not in told.origins:
        return kinds
    marks = int.from_bytes(told.origins.translate(_AUTOMATIC), "big")
    return (int.from_bytes(kinds, "big") | marks).to_bytes(len(kinds), "big")


_KINDS = bytes(code & 0x7F or 0x7F for code in range(256))
_AUTOMATIC = bytes(AUTOMATIC if origin == Origin.AUTOMATIC else 0 for origin in range(256))
