"""What a list shows: seqs by index. Here without a filter; `hits` has those with one.

Indexes hold still as long as `epoch` does. When it has changed, `index_of` finds a row again.
"""

from __future__ import annotations

from abc import ABC, abstractmethod

from h2craft.filter import Filter, compile
from h2craft.reader.kinds import Selection
from h2craft.reader.past import Past
from h2craft.reader.search import Search


class View(ABC):
    """Rows by index, oldest first.

    text      what the filter was made of
    epoch     another number whenever rows there have got another index
    scanned, total   records looked at, and how many there are
    """

    text: str
    filter: Filter

    def __init__(self, made_of: Filter, past: Past) -> None:
        self.text = made_of.text
        self.filter = made_of
        self._past = past
        self._epoch = 0
        self._state = (0, 0)

    @property
    def epoch(self) -> int:
        return self._epoch

    @property
    @abstractmethod
    def count(self) -> int:
        """Rows there are now."""

    @property
    @abstractmethod
    def scanned(self) -> int: ...

    @property
    @abstractmethod
    def total(self) -> int: ...

    @property
    def complete(self) -> bool:
        """Everything there is now was looked at."""
        return self.scanned >= self.total

    @abstractmethod
    def seq_at(self, index: int) -> int:
        """The seq of row `index`, from 0. IndexError where there is none."""

    @abstractmethod
    def seqs(self, start: int, stop: int) -> list[int]:
        """The seqs of rows `start` to `stop`, as far as there are any."""

    @abstractmethod
    def index_of(self, seq: int) -> int:
        """The index of the first row that is `seq` or comes after it; `count` for none."""

    def advance(self, records: int = 2000) -> int:
        """Look at the next so many records of the past; returns how many, 0 when that is done."""
        return 0

    def forget(self, before: int) -> None:
        """Rows before seq `before` are gone."""
        return

    def has(self, seq: int) -> bool:
        """Is this record a row?"""
        at = self.index_of(seq)
        return at < self.count and self.seq_at(at) == seq

    def find(self, pattern: str, after_index: int = -1, *, backwards: bool = False) -> Search:
        """Look for a row that matches the filter, after (or before) row `after_index`.

        Nothing is looked at before `Search.step` is called. FilterError for what is no filter.
        """
        made = compile(pattern)
        if after_index < 0 or after_index >= self.count:
            seq = self._past.source.last + 1 if backwards else 0
        else:
            seq = self.seq_at(after_index)
        return Search(self._past, self, made, seq, backwards=backwards)


class Everything(View):
    """All records but those of hidden kinds; its length is known before anything is folded.

    Where the source cannot tell kinds quickly, every record that is not folded counts as a row.
    """

    def __init__(self, made_of: Filter, past: Past, hidden: bytes) -> None:
        super().__init__(made_of, past)
        self._selection = Selection(past.kinds, hidden)

    @property
    def epoch(self) -> int:
        state = self._selection.state
        if state != self._state:
            self._state = state
            self._epoch += 1
        return self._epoch

    @property
    def _rest(self) -> int:
        """Records whose kinds are not known."""
        return max(0, self._past.source.last - self._past.kinds.last)

    @property
    def count(self) -> int:
        return self._selection.count + self._rest

    @property
    def scanned(self) -> int:
        return self._past.kinds.last

    @property
    def total(self) -> int:
        return max(self._past.source.last, self._past.kinds.last)

    def seq_at(self, index: int) -> int:
        known = self._selection.count
        if index < known:
            return self._selection.seq_at(index)
        if index - known < self._rest:
            return self._past.kinds.last + 1 + index - known
        raise IndexError(f"there is no row {index}")

    def seqs(self, start: int, stop: int) -> list[int]:
        found = self._selection.seqs(start, stop)
        if stop > (known := self._selection.count) and self._rest:
            first = self._past.kinds.last + 1
            rest = range(first, first + self._rest)
            found += rest[max(0, start - known) : stop - known]
        return found

    def index_of(self, seq: int) -> int:
        last = self._past.kinds.last
        if seq <= last:
            return self._selection.index_of(seq)
        return self._selection.count + min(seq - last - 1, self._rest)
