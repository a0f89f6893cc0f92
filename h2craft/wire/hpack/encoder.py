"""Writes header blocks (RFC 7541 4.2, 6), and can take the last one back.

Stands in for hpack's Encoder in h2: `encode` and `header_table_size` are what h2 touches. Fields
are found by dictionary, not by search; what changes with nearly every message is not put into the
table unless asked for.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Any

from hpack import HeaderTuple

from h2craft.wire.hpack.fields import Representation
from h2craft.wire.hpack.huffman import CACHED_LENGTH, CACHED_STRINGS
from h2craft.wire.hpack.huffman import encode as encode_huffman
from h2craft.wire.hpack.static import STATIC_FIELDS, STATIC_LENGTH, STATIC_NAMES
from h2craft.wire.hpack.table import (
    DEFAULT_TABLE_SIZE,
    ENTRY_OVERHEAD,
    HeaderTable,
    SearchableTable,
)

TABLE_SIZE_CEILING = 1 << 16
"""The most we use of what a peer allows: it may allow four gigabytes (RFC 7541 4.2)."""

_SELDOM_REPEATED = frozenset(
    (
        b":path",
        b"age",
        b"content-length",
        b"etag",
        b"if-modified-since",
        b"if-none-match",
        b"location",
        b"set-cookie",
    )
)
_FIRST_OCTET = {
    Representation.INCREMENTAL: (0x40, 0x3F),
    Representation.WITHOUT: (0x00, 0x0F),
    Representation.NEVER: (0x10, 0x0F),
}
_STATIC_INDEXED = {entry: bytes((0x80 | index,)) for entry, index in STATIC_FIELDS.items()}


class Encoder:
    """One direction's encoder. `ceiling` bounds the table, whatever the peer allows."""

    __slots__ = ("_before", "_ceiling", "_lowest", "_signalled", "table")

    def __init__(self, ceiling: int = TABLE_SIZE_CEILING) -> None:
        self.table = SearchableTable(DEFAULT_TABLE_SIZE)
        self._ceiling = ceiling
        self._signalled = DEFAULT_TABLE_SIZE  # what the peer's decoder has
        self._lowest: int | None = None  # since the last block, None if never set
        self._before: tuple[int, int | None] | None = None  # both as they were, for undo

    @property
    def header_table_size(self) -> int:
        """The table's maximum size. Set to what the peer allows, it becomes that or `ceiling`."""
        return self.table.max_size

    @header_table_size.setter
    def header_table_size(self, octets: int) -> None:
        size = min(octets, self._ceiling)
        self.table.max_size = size
        self._lowest = size if self._lowest is None else min(size, self._lowest)
        self._before = None

    @property
    def table_size_told(self) -> int:
        """The maximum size the peer's decoder has: as the last block has left it."""
        return self._signalled

    @property
    def owed_updates(self) -> tuple[int, ...]:
        """Table sizes the next block must begin with (RFC 7541 4.2): lowest since, then final."""
        final = self.table.max_size
        if self._lowest is not None and self._lowest < final:
            return self._lowest, final
        return (final,) if final != self._signalled else ()

    def encode(self, headers: Iterable[Sequence[Any]], huffman: bool = True) -> bytes:
        """A header block; for no headers, just the size updates that are owed.

        A header is (name, value), (name, value, sensitive), (name, value, representation or None,
        huffman or None) or a header tuple of hpack's. `huffman` True codes what becomes shorter
        by it; a header's own wish is obeyed as it is. `INDEXED` for what is in no table is no
        wish. If anything raises, nothing was encoded.
        """
        table = self.table
        self._before = (self._signalled, self._lowest)
        table.mark()
        block = bytearray()
        if self._lowest is not None:
            self._write_owed(block)
        numbers = table.numbers
        default = None if huffman else False
        try:
            for header in headers:
                kind = type(header)
                if kind is HeaderTuple or (kind is tuple and len(header) == 2):
                    name, value = header
                    how = coding = None
                elif len(header) == 4 and header[2] is None and header[3] is None:
                    name, value, how, coding = header  # no wishes
                else:
                    name, value = header[0], header[1]
                    how, coding = _wish(header)
                if type(name) is not bytes:
                    name = _octets(name)
                if type(value) is not bytes:
                    value = _octets(value)
                if how is None:
                    field = (name, value)
                    octets = _STATIC_INDEXED.get(field)
                    if octets is not None:
                        block += octets
                        continue
                    number = numbers.get(field)
                    if number is not None:
                        index = STATIC_LENGTH + table.count - number
                        if index < 0x7F:
                            block.append(0x80 | index)
                        else:
                            block += encode_integer(0x80, 0x7F, index)
                        continue
                    how = self._choice(name, value)
                block += self._literal(name, value, how, default if coding is None else coding)
        except BaseException:
            self.undo()
            raise
        return bytes(block)

    def undo(self) -> bool:
        """Take back the last `encode`: table and owed updates are as before it.

        False if there is nothing to take back: no block yet, one already undone, or the table
        size set since.
        """
        if self._before is None:
            return False
        self._signalled, self._lowest = self._before
        self._before = None
        self.table.restore()
        return True

    def copy(self) -> Encoder:
        """An encoder that would write the same from here on; the last block is not its to undo."""
        made = Encoder(self._ceiling)
        made.table = self.table.copy()
        made._signalled, made._lowest = self._signalled, self._lowest
        return made

    def adopt(self, table: HeaderTable) -> None:
        """Make the table what the peer's decoder is known to hold; nothing is owed then."""
        self.table.adopt(table)
        self._signalled = table.max_size
        self._lowest = self._before = None

    def _write_owed(self, block: bytearray) -> None:
        for size in self.owed_updates:
            block += encode_integer(0x20, 0x1F, size)
        self._signalled = self.table.max_size
        self._lowest = None

    def _choice(self, name: bytes, value: bytes) -> Representation:
        """How to write a field that is in no table."""
        if name in _SELDOM_REPEATED:
            return Representation.WITHOUT
        # An entry that would push out most of the others is not worth its place.
        size = len(name) + len(value) + ENTRY_OVERHEAD
        if size * 4 > self.table.max_size * 3:
            return Representation.WITHOUT
        return Representation.INCREMENTAL

    def _literal(
        self, name: bytes, value: bytes, how: Representation, coding: bool | None
    ) -> bytes:
        first, mask = _FIRST_OCTET[how]
        table = self.table
        index = STATIC_NAMES.get(name, 0)
        if not index:
            number = table.numbers_by_name.get(name)
            if number is not None:
                index = STATIC_LENGTH + table.count - number
        if how is Representation.INCREMENTAL:
            table.insert((name, value))
        if not index:
            return bytes((first,)) + encode_string(name, coding) + encode_string(value, coding)
        if index < mask:
            return bytes((first | index,)) + encode_string(value, coding)
        return encode_integer(first, mask, index) + encode_string(value, coding)


def encode_stateless(headers: Iterable[Sequence[Any]], huffman: bool = True) -> bytes:
    """A header block that neither reads nor changes a dynamic table.

    Every field is a literal that is never to be indexed, or one without indexing where the header
    asks for that; names of the static table are named by index. Headers are as for
    `Encoder.encode`.
    """
    made = []
    for header in headers:
        how, coding = _wish(header)
        if coding is None and not huffman:
            coding = False
        first = 0x00 if how is Representation.WITHOUT else 0x10
        name, value = _octets(header[0]), _octets(header[1])
        index = STATIC_NAMES.get(name, 0)
        made.append(encode_integer(first, 0x0F, index))
        if not index:
            made.append(encode_string(name, coding))
        made.append(encode_string(value, coding))
    return b"".join(made)


def _wish(header: Sequence[Any]) -> tuple[Representation | None, bool | None]:
    """Representation and Huffman coding a header asks for, None where it leaves the choice."""
    if len(header) > 3:
        how, coding = header[2], header[3]
        if how == Representation.SIZE_UPDATE:
            raise ValueError("a size update is no field: set header_table_size, or give octets")
        return (None if how in (None, Representation.INDEXED) else Representation(how)), coding
    sensitive = header[2] if len(header) == 3 else not getattr(header, "indexable", True)
    return (Representation.NEVER if sensitive else None), None


def _octets(text: object) -> bytes:
    if isinstance(text, bytes):
        return bytes(text)  # a subclass with an equality of its own must not enter the tables
    return str(text).encode("utf-8", "surrogateescape")


def encode_integer(first: int, mask: int, number: int) -> bytes:
    """An integer behind the bits of `first` (RFC 7541 5.1)."""
    if number < mask:
        return bytes((first | number,))
    octets = [first | mask]
    number -= mask
    while number >= 0x80:
        octets.append(0x80 | number & 0x7F)
        number >>= 7
    octets.append(number)
    return bytes(octets)


def encode_string(octets: bytes, coding: bool | None) -> bytes:
    """A string literal (RFC 7541 5.2); `coding` None: whichever is shorter."""
    if coding is None:
        return _short(octets) if len(octets) <= CACHED_LENGTH else _shorter(octets)
    if not coding:
        return encode_integer(0x00, 0x7F, len(octets)) + octets
    coded = encode_huffman(octets)
    return encode_integer(0x80, 0x7F, len(coded)) + coded


def _shorter(octets: bytes) -> bytes:
    coded = encode_huffman(octets)
    if len(coded) < len(octets):
        return encode_integer(0x80, 0x7F, len(coded)) + coded
    return encode_integer(0x00, 0x7F, len(octets)) + octets


_short = lru_cache(CACHED_STRINGS)(_shorter)
