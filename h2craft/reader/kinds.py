"""Of every record its kind in one octet, known before it is folded. Knows no filter.

Which rows a list has depends, as long as nobody filters, on kinds alone: some are never rows,
others are hidden because the frames beside them say the same. So the length of a list of a
million records is known as soon as their kinds are, which a source tells far more quickly than
the records themselves (`outline`). Counts are kept for blocks of 256 records: of each selection of
kinds, a number for each block finds any row by its index.
"""

from __future__ import annotations

from array import array
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from itertools import compress

from h2craft.trace import Kind

AUTOMATIC = 0x80
"""Set in the code of a record whose origin is `AUTOMATIC`."""

BLOCK = 256
LOST = 0  # the code where there is no record
ALL_CODES = bytes(range(256))


def codes_of(kinds: Iterable[int]) -> bytes:
    """The codes of these kinds, those of automatic records among them."""
    plain = bytes(kind & 0x7F for kind in kinds)
    return plain + bytes(code | AUTOMATIC for code in plain)


class Kinds:
    """Codes of the records from `base` + 1 on to `last`, a kind and `AUTOMATIC` each.

    `changes` counts how often codes became others after they were known.
    """

    __slots__ = ("base", "changes", "codes")

    def __init__(self) -> None:
        self.base = 0
        self.changes = 0
        self.codes = bytearray()

    @property
    def last(self) -> int:
        return self.base + len(self.codes)

    def extend(self, first: int, codes: bytes) -> None:
        """The codes of the records from `first` on; what lies between is lost."""
        gap = first - self.last - 1
        if gap > 0:
            if not self.codes:  # nothing before: no need to keep what is not there
                self.base = first - 1 - (first - 1) % BLOCK
                gap = first - 1 - self.base
            self.codes += bytes(gap)
        self.codes += codes[max(0, -gap) :]

    def lose(self, after: int, before: int) -> None:
        """There are no records after seq `after` and before seq `before`, whatever was said."""
        start, stop = max(0, after - self.base), min(before - 1 - self.base, len(self.codes))
        if start < stop and any(self.codes[start:stop]):
            self.codes[start:stop] = bytes(stop - start)
            self.changes += 1

    def code(self, seq: int) -> int:
        at = seq - self.base - 1
        return self.codes[at] if 0 <= at < len(self.codes) else LOST

    def kind(self, seq: int) -> int:
        return self.code(seq) & 0x7F

    def is_automatic(self, seq: int) -> bool:
        return bool(self.code(seq) & AUTOMATIC)

    def drop(self, before: int) -> int:
        """Forget whole blocks of records before seq `before`; returns how many records."""
        gone = max(0, min(before - 1 - self.base, len(self.codes))) // BLOCK * BLOCK
        del self.codes[:gone]
        self.base += gone
        return gone


class Selection:
    """The records whose code is not `hidden`, by index. Lost ones are always hidden."""

    __slots__ = ("_base", "_changes", "_ends", "_hidden", "_kinds", "_shown", "_tail")

    def __init__(self, kinds: Kinds, hidden: bytes = b"") -> None:
        self._kinds = kinds
        self._hidden = bytes({LOST, LOST | AUTOMATIC, *hidden})
        self._shown = bytes(code not in self._hidden for code in ALL_CODES)
        self._base = kinds.base
        self._changes = kinds.changes
        self._ends = array("Q")  # rows up to the end of each whole block
        self._tail = (0, 0)  # codes in the last block when it was counted, and rows among them

    @property
    def count(self) -> int:
        self._sync()
        return (self._ends[-1] if self._ends else 0) + self._tail[1]

    def seq_at(self, index: int) -> int:
        """The seq of row `index`. IndexError if there is none."""
        for seq in self._from(index):
            return seq
        raise IndexError(f"there is no row {index}")

    def seqs(self, start: int, stop: int) -> list[int]:
        """The seqs of rows `start` to `stop`, as far as there are any."""
        wanted = stop - start
        found: list[int] = []
        if wanted > 0:
            for seq in self._from(max(0, start)):
                found.append(seq)
                if len(found) == wanted:
                    break
        return found

    def index_of(self, seq: int) -> int:
        """The index of the first row that is `seq` or comes after it; `count` for none."""
        self._sync()
        at = min(max(0, seq - 1 - self._base), len(self._kinds.codes))
        block = at // BLOCK
        before = self._ends[block - 1] if block else 0
        return before + self._visible(block * BLOCK, at)

    @property
    def state(self) -> tuple[int, int]:
        """Another value whenever rows there have got another index."""
        return self._kinds.base if self._kinds.codes else 0, self._kinds.changes

    def _visible(self, start: int, stop: int) -> int:
        return len(self._kinds.codes[start:stop].translate(None, self._hidden))

    def _sync(self) -> None:
        codes, ends = self._kinds.codes, self._ends
        whole = len(codes) // BLOCK
        if self._changes != self._kinds.changes:
            self._changes = self._kinds.changes
            del ends[:]
            self._tail = (0, 0)
        if self._base != self._kinds.base:
            self._drop((self._kinds.base - self._base) // BLOCK)
            ends = self._ends
        while len(ends) < whole:
            start = len(ends) * BLOCK
            before = ends[-1] if ends else 0
            ends.append(before + self._visible(start, start + BLOCK))
            self._tail = (0, 0)
        rest = len(codes) - whole * BLOCK
        if self._tail[0] != rest:
            self._tail = (rest, self._visible(whole * BLOCK, len(codes)))

    def _drop(self, blocks: int) -> None:
        """The oldest blocks are gone."""
        gone = self._ends[min(blocks, len(self._ends)) - 1] if self._ends else 0
        self._base = self._kinds.base
        self._ends = array("Q", [end - gone for end in self._ends[blocks:]])

    def _from(self, index: int) -> Iterator[int]:
        """The seqs of rows from `index` on."""
        self._sync()
        if index < 0:
            return
        block = bisect_right(self._ends, index)
        skip = index - (self._ends[block - 1] if block else 0)
        codes = self._kinds.codes
        for start in range(block * BLOCK, len(codes), BLOCK):
            part = codes[start : start + BLOCK]
            first = self._base + start + 1
            shown = compress(range(first, first + len(part)), part.translate(self._shown))
            for seq in shown:
                if skip:
                    skip -= 1
                else:
                    yield seq


HIDDEN_ALWAYS = codes_of([Kind.COMMENTED])
"""They are no rows of their own: they say something of another one."""
