"""What a list shows with a filter: the seqs that match, found slice by slice."""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections.abc import Callable

from h2craft.filter import Filter
from h2craft.model import Board, Reading
from h2craft.reader.pages import Source
from h2craft.reader.view import View


class Hits(View):
    """The records that match a filter: of the past, as far as it was scanned, and all that come.

    The past reaches up to seq `upto`; later records are given to `take` as they are folded.
    """

    def __init__(
        self,
        made_of: Filter,
        source: Source,
        upto: int,
        *,
        hidden: frozenset[int],
        role: str,
        position: Callable[[], int],
        trouble: Callable[[OSError], object],
    ) -> None:
        super().__init__(made_of)
        self._source = source
        self._hidden = hidden
        self._past = array("Q")
        self._recent = array("Q")
        self._at = max(0, source.first - 1)
        self._upto = upto
        self._board = Board(role)
        self._position = position
        self._trouble = trouble

    @property
    def count(self) -> int:
        return len(self._past) + len(self._recent)

    @property
    def scanned(self) -> int:
        return self._at + max(0, self._position() - self._upto)

    @property
    def total(self) -> int:
        return max(self._source.last, self._upto)

    def seq_at(self, index: int) -> int:
        if index < 0:
            raise IndexError(f"there is no row {index}")
        past = len(self._past)
        return self._past[index] if index < past else self._recent[index - past]

    def seqs(self, start: int, stop: int) -> list[int]:
        start, past = max(0, start), len(self._past)
        found = self._past[start:stop].tolist()
        if stop > past:
            found += self._recent[max(0, start - past) : stop - past]
        return found

    def index_of(self, seq: int) -> int:
        if seq <= self._upto:
            return bisect_left(self._past, seq)
        return len(self._past) + bisect_left(self._recent, seq)

    def advance(self, records: int = 2000) -> int:
        if self._at >= self._upto:
            return 0
        try:
            found = self._source.read(self._at, min(records, self._upto - self._at))
        except OSError as error:
            self._trouble(error)
            return 0
        before = self._at
        count = len(self._past)
        for record in found:
            if record.seq > self._upto:
                break
            reading = self._board.fold(record)
            self._at = record.seq
            if record.kind not in self._hidden and self.filter.matches(reading):
                self._past.append(record.seq)
        else:
            if not found:
                self._at = self._upto
        if self._recent and len(self._past) > count:
            self.epoch += 1
        return self._at - before

    def take(self, reading: Reading) -> None:
        record = reading.record
        if record.seq <= self._upto or record.kind in self._hidden:
            return
        if self.filter.matches(reading):
            self._recent.append(record.seq)
