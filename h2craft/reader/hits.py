"""What a list shows with a filter: the seqs that match, found slice by slice.

Theory of operation. There is a past, up to the seq `upto`, which `advance` scans from its
beginning, and what comes after it, which `take` is given as the reader folds it. How far the past
reaches depends on what the filter needs:

- a record and its frame: the past is everything there is, and nothing has to be folded for it;
- the summary: the past is what the reader has folded, and summaries are those it kept;
- the fold: the same past, folded once more on a board of its own.

So the rows are two lists, one after the other. While both grow, rows of the second get other
indexes: then `epoch` changes.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections.abc import Iterable

from h2craft.filter import Filter, Need
from h2craft.model import Board, Reading
from h2craft.reader.past import Past
from h2craft.reader.row import bare
from h2craft.reader.view import View
from h2craft.trace import Record


class Hits(View):
    """The records that match a filter, but for those of `hidden` kinds."""

    def __init__(self, made_of: Filter, past: Past, hidden: frozenset[int]) -> None:
        super().__init__(made_of, past)
        self._hidden = hidden
        self._found = array("Q")  # in the past
        self._come = array("Q")  # since
        self._at = max(0, past.source.first - 1)
        self._upto = past.source.last if made_of.needs is Need.RECORD else past.position
        self._upto = max(self._upto, self._at)
        self._board = Board(past.role)

    @property
    def count(self) -> int:
        return len(self._found) + len(self._come)

    @property
    def scanned(self) -> int:
        return self._at + max(0, self._past.position - self._upto)

    @property
    def total(self) -> int:
        return max(self._past.source.last, self._upto)

    @property
    def reached(self) -> int:
        """There is no hit up to this seq that is not known."""
        return self._at if self._at < self._upto else max(self._upto, self._past.position)

    def seq_at(self, index: int) -> int:
        if not 0 <= index < self.count:
            raise IndexError(f"there is no row {index}")
        found = len(self._found)
        return self._found[index] if index < found else self._come[index - found]

    def seqs(self, start: int, stop: int) -> list[int]:
        start, found = max(0, start), len(self._found)
        rows = self._found[start:stop].tolist()
        if stop > found:
            rows += self._come[max(0, start - found) : stop - found]
        return rows

    def index_of(self, seq: int) -> int:
        if seq <= self._upto:
            return bisect_left(self._found, seq)
        return len(self._found) + bisect_left(self._come, seq)

    def advance(self, records: int = 2000) -> int:
        if self._at >= self._upto:
            return 0
        before, count = self._at, len(self._found)
        past = self._past
        found = past.read(self._at, min(records, self._upto - self._at))
        if not found and past.trouble:
            return 0
        found = [one for one in found if one.seq <= self._upto]
        matches, hidden = self.filter.matches, self._hidden
        self._found.extend(
            reading.record.seq
            for reading in self._readings(found)
            if reading.record.kind not in hidden and matches(reading)
        )
        self._at = found[-1].seq if found else self._upto
        if self._at >= self._upto:
            self._board = Board(past.role)  # it is not needed any more
        if self._come and len(self._found) > count:
            self._epoch += 1
        return self._at - before

    def _readings(self, records: list[Record]) -> Iterable[Reading]:
        if self.filter.needs is Need.RECORD:
            return map(bare, records)
        if self.filter.needs is Need.SUMMARY:
            return map(self._past.light, records)
        return self._folded(records)

    def _folded(self, records: list[Record]) -> Iterable[Reading]:
        last = self._at
        for record in records:
            if record.seq != last + 1:
                self._board = Board(self._past.role)
            last = record.seq
            yield self._board.fold(record)

    def take(self, reading: Reading) -> None:
        """A record was just folded: is it a row? Later the stream it is about says more."""
        record = reading.record
        if (
            record.seq > self._upto
            and record.kind not in self._hidden
            and self.filter.matches(reading)
        ):
            self._come.append(record.seq)

    def forget(self, before: int) -> None:
        gone = 0
        for column in (self._found, self._come):
            at = bisect_left(column, before)
            del column[:at]
            gone += at
        if gone:
            self._epoch += 1
