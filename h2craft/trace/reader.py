"""Reading a trace file, whatever state it is in. Knows files, but no clock and no engine."""

from __future__ import annotations

import os
from collections.abc import Container, Iterator
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from h2craft.trace.block import HEADER_LENGTH, MAGIC, BlockHeader, decode_header
from h2craft.trace.file import FIRST_WORD, LONGEST_FIRST_LINE, TraceError, decode_first_line
from h2craft.trace.index import BlockIndex
from h2craft.trace.raw import Outline
from h2craft.trace.record import Record

_WINDOW = 1 << 14
_SEARCHED_AT_ONCE = 1 << 20
_DAMAGES_NAMED = 5

LARGEST_GAP = 1 << 24
"""Records that can be missing between two blocks. Who reads along has room for each of them, so
that a file which claims more would fill the memory."""

HIGHEST_SEQ = 1 << 62


BLOCKS_AT_ONCE = 128
"""Of a long file whose beginning can be shown before its end is known: a hundred thousand records
or so."""


class TraceReader:
    """Reads a trace file, also one that is still growing (`refresh`) or was cut short (`damage`).

    `header` is what the writer said in the first line. Raises OSError, and TraceError if this is
    no trace file; a damaged one never raises. Blocks are judged when they are read, so `damage`
    has the last word only after everything was.

    `at_once` is how many blocks are looked for before the reader is there: where they are in a
    long file takes a while, and the first of them are enough for a beginning. As long as the
    reader is `partial`, `refresh` goes on from there.
    """

    def __init__(self, path: str | os.PathLike[str], *, at_once: int | None = None) -> None:
        self.path = Path(path).absolute()
        self.header: dict[str, Any] = {}
        self._index = BlockIndex(self.path)
        self._end = 0  # everything before this was understood
        self._cut = False  # the last block of the index reaches beyond the file
        self.partial = False
        self._window = (0, b"")
        try:
            self.refresh(at_once)
        except BaseException:
            self.close()
            raise

    @property
    def first(self) -> int:
        """The first seq in the file; 0 for none."""
        return self._index.first

    @property
    def last(self) -> int:
        """The last seq in the file, as of `refresh`; 0 for none."""
        return self._index.last

    @property
    def count(self) -> int:
        """How many records there are, those in damaged blocks included."""
        return self._index.count

    @property
    def damage(self) -> str | None:
        """What is wrong with the file and at which octets, as far as it was read; or None."""
        damages = sorted(self._index.damages.items())
        texts = [f"octet {offset}: {text}" for offset, text in damages[:_DAMAGES_NAMED]]
        if len(damages) > _DAMAGES_NAMED:
            texts.append(f"and {len(damages) - _DAMAGES_NAMED} more")
        return "; ".join(texts) or None

    def read(
        self, after: int = 0, limit: int = 1000, *, without: Container[int] = ()
    ) -> list[Record]:
        """The first `limit` records after seq `after`; empty when there is nothing further.

        Those of kinds in `without` have None for a detail, which is quicker than to read it.
        """
        return self._index.read(after, limit, without)

    def outline(self, after: int = 0) -> Outline:
        """Kinds and origins of the next records after seq `after`: quick, and not yet judged."""
        return self._index.outline(after)

    def __iter__(self) -> Iterator[Record]:
        return iter(self._index)

    def refresh(self, at_once: int | None = None) -> bool:
        """Take in what was written since, so many blocks at most; whether there was anything."""
        before = self.last
        size = self._index.size()
        self._window = (0, b"")
        if self._cut:
            self._index.drop_last()
            self._cut = False
        if self._end == 0:
            self._read_first_line(size)
        else:
            self._index.damages.pop(self._end, None)
        if self._end:
            self._scan(size, at_once)
        return self.last > before

    def close(self) -> None:
        """Let go of the file."""
        self._index.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    def _read_first_line(self, size: int) -> None:
        try:
            read = decode_first_line(self._index.octets(0, LONGEST_FIRST_LINE))
        except TraceError as error:
            raise TraceError(f"{self.path.name} {error}") from None
        if read is not None:
            self._end, self.header = read
            self._index.damages.pop(0, None)
        else:
            self._index.damages[0] = "the first line is damaged or cut short"
            self._end = self._search(len(FIRST_WORD), size) or 0

    def _scan(self, size: int, at_once: int | None) -> None:
        """Hop from block to block, from `_end` to the end of the file, or so many times."""
        hops = 0
        self.partial = False
        while self._end < size:
            if hops == at_once:
                self.partial = True
                return
            hops += 1
            header = self._header_at(self._end)
            if header is None:
                if not self._skip(size):
                    return
            elif self._end + header.length > size:
                self._take_part(header, size)
                return
            else:
                if self._follows(header):
                    self._index.add(header.first, header.records, self._end)
                self._end += header.length

    def _follows(self, header: BlockHeader) -> bool:
        """Whether the block that begins at `_end` can come next; if not, the damage is noted."""
        last = self._index.last
        if last < header.first <= (last + LARGEST_GAP if last else HIGHEST_SEQ):
            return True
        self._index.damages[self._end] = f"record {header.first} comes after record {last}"
        return False

    def _skip(self, size: int) -> bool:
        """Go on at the next block after something that is none; False if there is no more."""
        found = self._search(self._end + 1, size)
        if size - self._end < HEADER_LENGTH:
            self._index.damages[self._end] = f"cut short at octet {size}, in the header of a block"
        else:
            self._index.damages[self._end] = "this is not the header of a block"
        if found is None:
            return False
        self._end = found
        return True

    def _take_part(self, header: BlockHeader, size: int) -> None:
        """Take those records of a block cut short that are whole."""
        block = None
        if not self._follows(header):
            return
        if size - self._end - HEADER_LENGTH >= header.columns_length:
            block = self._index.block_at(self._end)
        whole = block.count if block else 0
        if whole:
            self._index.add(header.first, whole, self._end)
            self._cut = True
        self._index.damages[self._end] = (
            f"cut short at octet {size}: of records {header.first} to "
            f"{header.first + header.records - 1} the first {whole} are whole"
        )

    def _search(self, start: int, size: int) -> int | None:
        """The offset of the next block's header."""
        while start + HEADER_LENGTH <= size:
            octets = self._index.octets(start, _SEARCHED_AT_ONCE)
            at = octets.find(MAGIC)
            while at >= 0:
                if self._header_at(start + at) is not None:
                    return start + at
                at = octets.find(MAGIC, at + 1)
            start += max(1, len(octets) - len(MAGIC) + 1)
        return None

    def _header_at(self, offset: int) -> BlockHeader | None:
        start, window = self._window
        if not start <= offset <= start + len(window) - HEADER_LENGTH:
            start, window = offset, self._index.octets(offset, _WINDOW)
            self._window = (start, window)
        return decode_header(window[offset - start : offset - start + HEADER_LENGTH], offset)
