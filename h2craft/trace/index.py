"""Where the blocks of a trace file are, and reading records through that. Knows no file's name.

One thread adds blocks; any thread reads. What makes that safe: a block is added to `firsts` last,
positions are given with each read (no shared file position), and the block kept from the last
read is replaced by one assignment.
"""

from __future__ import annotations

import os
import weakref
from array import array
from bisect import bisect_right
from collections.abc import Container, Iterator
from pathlib import Path

from h2craft.trace.block import HEADER_LENGTH, Block, decode_header, outline_place
from h2craft.trace.raw import Outline
from h2craft.trace.record import Record


def read_anew(path: Path, length: int, offset: int) -> bytes:
    """Read at an offset where the system has no call for it (Windows)."""
    with path.open("rb") as file:
        file.seek(offset)
        return file.read(length)


class BlockIndex:
    """The blocks of one file, in the order of their seqs; 24 octets of memory for each.

    `damages` says for each offset what is wrong there; a block is judged when it is first read.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._file = os.open(path, os.O_RDONLY | getattr(os, "O_BINARY", 0))
        self.close = weakref.finalize(self, os.close, self._file)
        self._firsts = array("Q")
        self._counts = array("Q")
        self._offsets = array("Q")
        self._kept: tuple[int, Block] | None = None
        self.damages: dict[int, str] = {}

    @property
    def first(self) -> int:
        """The first seq there is; 0 for none."""
        return self._firsts[0] if self._firsts else 0

    @property
    def last(self) -> int:
        """The last seq there is; 0 for none."""
        return self._firsts[-1] + self._counts[-1] - 1 if self._firsts else 0

    @property
    def count(self) -> int:
        return sum(self._counts)

    def add(self, first: int, count: int, offset: int) -> None:
        self._offsets.append(offset)
        self._counts.append(count)
        self._firsts.append(first)

    def drop_last(self) -> None:
        """Forget the last block, because it was only part of one. Not beside other readers."""
        for column in (self._firsts, self._counts, self._offsets):
            column.pop()
        self._kept = None

    def octets(self, offset: int, length: int) -> bytes:
        """Octets of the file, fewer where it ends: `length` may be what a damaged block claims."""
        length = min(length, max(0, self.size() - offset))
        if hasattr(os, "pread"):
            return os.pread(self._file, length, offset)
        return read_anew(self._path, length, offset)

    def size(self) -> int:
        return os.fstat(self._file).st_size

    def read(self, after: int, limit: int, without: Container[int] = ()) -> list[Record]:
        """The first `limit` records after seq `after`; damaged blocks are passed over."""
        found: list[Record] = []
        index = max(0, bisect_right(self._firsts, after + 1) - 1)
        while len(found) < limit and index < len(self._firsts):
            block = self._load(index)
            if block is not None:
                start = max(0, after + 1 - block.first)
                found += block.records(start, start + limit - len(found), without)
            index += 1
        return found

    def outline(self, after: int) -> Outline:
        """Kinds and origins of the first run of records after seq `after`, read by themselves.

        Nothing is proven by a checksum here: what is damaged shows when it is read.
        """
        index = max(0, bisect_right(self._firsts, after + 1) - 1)
        while index < len(self._firsts):
            first, count = self._firsts[index], self._counts[index]
            skip = max(0, after + 1 - first)
            header = decode_header(
                self.octets(self._offsets[index], HEADER_LENGTH), self._offsets[index]
            )
            if header is not None and skip < count:
                start, length = outline_place(header.records)
                octets = self.octets(self._offsets[index] + start, length)
                kinds, origins = octets[: header.records], octets[header.records :]
                if len(octets) == length:
                    return Outline(first + skip, kinds[skip:count], origins[skip:count])
            index += 1
        return Outline()

    def __iter__(self) -> Iterator[Record]:
        index = 0
        while index < len(self._firsts):
            block = self._load(index)
            if block is not None:
                yield from block.records()
            index += 1

    def _load(self, index: int) -> Block | None:
        offset = self._offsets[index]
        kept = self._kept
        if kept is not None and kept[0] == offset:
            return kept[1]
        block = self.block_at(offset)
        if block is not None:
            self._kept = (offset, block)
        return block

    def block_at(self, offset: int) -> Block | None:
        """The block at this offset, or None and an entry in `damages`."""
        header = decode_header(self.octets(offset, HEADER_LENGTH), offset)
        if header is None:
            self.damages[offset] = "this is not the header of a block"
            return None
        body = self.octets(offset + HEADER_LENGTH, header.length - HEADER_LENGTH)
        try:
            return Block(header, body)
        except ValueError as error:
            last = header.first + header.records - 1
            self.damages[offset] = f"records {header.first} to {last} are unreadable: {error}"
            return None
