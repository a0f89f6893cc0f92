"""Looking for the next row that matches, slice by slice. Knows views by their indexes only."""

from __future__ import annotations

from typing import TYPE_CHECKING

from h2craft.filter import Filter, Need
from h2craft.reader.past import Past

if TYPE_CHECKING:
    from h2craft.reader.view import View

ROWS = 256  # looked at before the next look at how many there were


class Search:
    """Call `step` until `done`; then `seq` is the row's, or 0 if there is none.

    What needs the fold is looked for from the beginning once; searches for the same pattern go on
    from there.
    """

    def __init__(
        self, past: Past, view: View, pattern: Filter, seq: int, *, backwards: bool
    ) -> None:
        self.pattern = pattern
        self.backwards = backwards
        self.seq = 0
        self.done = False
        self._past = past
        self._view = view
        self._at = seq  # the last one looked at
        self._hits = past.hits_of(pattern) if pattern.needs is Need.FOLD else None

    @property
    def index(self) -> int | None:
        """The index of the row that was found, as it is now."""
        return self._view.index_of(self.seq) if self.seq else None

    def step(self, records: int = 2000) -> int:
        """Look at about so many records more; returns how many, 0 when it is done."""
        if self.done:
            return 0
        return self._step_through(records) if self._hits is None else self._step_hits(records)

    def _step_through(self, records: int) -> int:
        """Look at the rows themselves."""
        looked = 0
        while looked < records and not self.done:
            rows = self._next(min(ROWS, records - looked))
            if not rows:
                self.done = True
            for reading in self._past.lights(rows):
                if self.pattern.matches(reading):
                    self.seq, self.done = reading.record.seq, True
                    break
            if rows:
                self._at = rows[-1]
            looked += len(rows)
        return looked

    def _next(self, count: int) -> list[int]:
        view = self._view
        if self.backwards:
            end = view.index_of(self._at)
            return view.seqs(max(0, end - count), end)[::-1]
        start = view.index_of(self._at + 1)
        return view.seqs(start, start + count)

    def _step_hits(self, records: int) -> int:
        """Look at what the pattern's own view has found so far."""
        hits = self._hits
        assert hits is not None
        if self.backwards and hits.reached < self._at - 1:
            return hits.advance(records)
        while True:
            at = hits.index_of(self._at) - 1 if self.backwards else hits.index_of(self._at + 1)
            if not 0 <= at < hits.count or (not self.backwards and hits.seq_at(at) > hits.reached):
                break
            self._at = hits.seq_at(at)
            if self._view.has(self._at):
                self.seq, self.done = self._at, True
                return 0
        if self.backwards:
            self.done = True
            return 0
        looked = hits.advance(records)
        if not looked:
            self.done = True
        return looked
