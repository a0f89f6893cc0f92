"""What a list shows: seqs by index. Here without a filter; `hits` has those with one.

Indexes hold still as long as `epoch` does. When it has changed, `index_of` finds a row again.
"""

from __future__ import annotations

from abc import ABC, abstractmethod

from h2craft.filter import Filter
from h2craft.model import Reading
from h2craft.reader.kinds import Kinds, Selection


class View(ABC):
    """Rows by index, oldest first.

    text      what the filter was made of
    epoch     another number whenever rows there have got another index
    scanned, total   records looked at, and how many there are
    """

    text: str
    filter: Filter

    def __init__(self, made_of: Filter) -> None:
        self.text = made_of.text
        self.filter = made_of
        self.epoch = 0

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

    def take(self, reading: Reading) -> None:
        """A record was folded: is it a row?"""
        return

    def forget(self, before: int) -> None:
        """Rows before seq `before` are gone."""
        return


class Everything(View):
    """All records but those of hidden kinds; its length is known before anything is folded."""

    def __init__(self, made_of: Filter, kinds: Kinds, hidden: bytes) -> None:
        super().__init__(made_of)
        self._kinds = kinds
        self._selection = Selection(kinds, hidden)

    @property
    def count(self) -> int:
        return self._selection.count

    @property
    def scanned(self) -> int:
        return len(self._kinds.codes)

    @property
    def total(self) -> int:
        return len(self._kinds.codes)

    def seq_at(self, index: int) -> int:
        return self._selection.seq_at(index)

    def seqs(self, start: int, stop: int) -> list[int]:
        return self._selection.seqs(start, stop)

    def index_of(self, seq: int) -> int:
        return self._selection.index_of(seq)

    def forget(self, before: int) -> None:
        if self._selection.dropped():
            self.epoch += 1
