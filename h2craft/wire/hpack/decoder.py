"""Reads header blocks (RFC 7541 3, 6). Raises nothing but the hpack library's exceptions.

h2 takes one of these for its own decoder: the attributes it touches have hpack's names. After an
exception the table is whatever it was at that point, as for any decoder: it is a connection error
(RFC 9113 4.3).

`_scan` is one long function on purpose. It runs for every field of every request, and calls are
what costs in it.
"""

from __future__ import annotations

from hpack import (
    HeaderTuple,
    HPACKDecodingError,
    InvalidTableIndexError,
    InvalidTableSizeError,
    NeverIndexedHeaderTuple,
    OversizedHeaderListError,
)

from h2craft.wire.hpack.fields import HeaderField, Representation
from h2craft.wire.hpack.huffman import CACHED_LENGTH, decode_long, decode_short
from h2craft.wire.hpack.static import STATIC_LENGTH, STATIC_TABLE
from h2craft.wire.hpack.table import DEFAULT_TABLE_SIZE, ENTRY_OVERHEAD, HeaderTable

DEFAULT_MAX_HEADER_LIST_SIZE = 1 << 16
LONGEST_INTEGER = 5  # octets after the prefix; more than 32 bits make no sense (RFC 7541 5.1)

_new = tuple.__new__
_STATIC: tuple[HeaderTuple, ...] = (
    HeaderTuple(b"", b""),  # index 0 names no entry; checked before
    *(HeaderTuple(name, value) for name, value in STATIC_TABLE),
)
_FIRST_DYNAMIC = STATIC_LENGTH + 1


class Decoder:
    """One direction's decoder.

    `max_header_list_size` bounds a block (RFC 9113 6.5.2's way of counting) while it is read;
    `max_allowed_table_size` is what we acknowledged, the most a size update may ask for. `blocks`
    counts the blocks read, also those that failed. `last_fields` are the fields of the last one,
    as far as it could be read.
    """

    __slots__ = ("blocks", "last_fields", "max_allowed_table_size", "max_header_list_size", "table")

    def __init__(self, max_header_list_size: int = DEFAULT_MAX_HEADER_LIST_SIZE) -> None:
        self.table = HeaderTable(DEFAULT_TABLE_SIZE)
        self.max_header_list_size = max_header_list_size
        self.max_allowed_table_size = DEFAULT_TABLE_SIZE
        self.blocks = 0
        self.last_fields: list[HeaderTuple] = []

    @property
    def header_table_size(self) -> int:
        """The maximum size of the dynamic table, as the peer's encoder last set it."""
        return self.table.max_size

    @header_table_size.setter
    def header_table_size(self, octets: int) -> None:
        self.table.max_size = octets

    def decode(self, data: bytes, raw: bool = True) -> list[HeaderTuple]:
        """The fields of a whole block, as hpack gives them: (name, value), octets.

        A field that is never to be indexed is a NeverIndexedHeaderTuple. `raw` is what h2 passes;
        there is no other way. Raises hpack's HPACKDecodingError or one of its subclasses.
        """
        return self._scan(data, None)

    def read(self, block: bytes) -> list[HeaderField]:
        """What a whole block says, size updates included; changes the table as `decode` does."""
        lines: list[HeaderField] = []
        self._scan(block, lines)
        return lines

    def _scan(self, data: bytes, lines: list[HeaderField] | None) -> list[HeaderTuple]:
        self.blocks += 1
        fields: list[HeaderTuple] = []
        self.last_fields = fields
        if type(data) is not bytes:
            data = bytes(data)
        table = self.table
        entries = table.entries
        left = self.max_header_list_size
        at = start = index = 0
        end = len(data)
        try:
            while at < end:
                start = at
                first = data[at]
                at += 1
                coded_name = coded_value = False
                if first >= 0x80:  # 6.1
                    index = first & 0x7F
                    if index == 0x7F:
                        index, at = _integer(data, at, index)
                    if index > STATIC_LENGTH:
                        field = entries[index - _FIRST_DYNAMIC]
                    elif index:
                        field = _STATIC[index]
                    else:
                        raise IndexError
                elif 0x20 <= first < 0x40:  # 6.3
                    at = self._update_size(data, start, lines)
                    continue
                else:  # 6.2
                    prefix = 0x3F if first >= 0x40 else 0x0F
                    index = first & prefix
                    if index == prefix:
                        index, at = _integer(data, at, index)
                    if index > STATIC_LENGTH:
                        name = entries[index - _FIRST_DYNAMIC][0]
                    elif index:
                        name = _STATIC[index][0]
                    else:
                        name, at, coded_name = _string(data, at)
                    value, at, coded_value = _string(data, at)
                    if first >= 0x40:
                        field = _new(HeaderTuple, (name, value))
                        table.insert(field)
                    elif first >= 0x10:
                        field = _new(NeverIndexedHeaderTuple, (name, value))
                    else:
                        field = _new(HeaderTuple, (name, value))
                fields.append(field)  # type: ignore[arg-type]  # the table has nothing else
                left -= len(field[0]) + len(field[1]) + ENTRY_OVERHEAD
                if left < 0:
                    raise OversizedHeaderListError(
                        f"header list above {self.max_header_list_size} octets at offset {start}"
                    )
                if lines is not None:
                    how = _representation(first)
                    octets = data[start:at]
                    lines.append(HeaderField(*field, how, index, coded_name, coded_value, octets))
        except IndexError:
            raise InvalidTableIndexError(f"no table entry {index} at offset {start}") from None
        if table.max_size > self.max_allowed_table_size:
            raise InvalidTableSizeError(
                f"the table of {table.max_size} octets must shrink to"
                f" {self.max_allowed_table_size} and no size update begins the block"
            )
        return fields

    def _update_size(self, data: bytes, start: int, lines: list[HeaderField] | None) -> int:
        """Obey the size update at `start`; where it ends."""
        size = data[start] & 0x1F
        at = start + 1
        if size == 0x1F:
            size, at = _integer(data, at, size)
        if self.last_fields:
            raise HPACKDecodingError(f"size update after a field, at offset {start}")
        if size > self.max_allowed_table_size:
            raise InvalidTableSizeError(
                f"size update to {size} at offset {start},"
                f" at most {self.max_allowed_table_size} is allowed"
            )
        self.table.max_size = size
        if lines is not None:
            how = Representation.SIZE_UPDATE
            lines.append(HeaderField(b"", b"", how, size, False, False, data[start:at]))
        return at


def _representation(first: int) -> Representation:
    """What the first octet of a field announces."""
    if first >= 0x80:
        return Representation.INDEXED
    if first >= 0x40:
        return Representation.INCREMENTAL
    return Representation.NEVER if first >= 0x10 else Representation.WITHOUT


def _integer(data: bytes, at: int, number: int) -> tuple[int, int]:
    """An integer whose prefix is full (RFC 7541 5.1): its value, and where it ends."""
    for shift, octet in enumerate(data[at : at + LONGEST_INTEGER]):
        number += (octet & 0x7F) << 7 * shift
        if octet < 0x80:
            return number, at + shift + 1
    if len(data) < at + LONGEST_INTEGER:
        raise HPACKDecodingError(f"integer cut off at offset {at}")
    raise HPACKDecodingError(f"integer of more than {LONGEST_INTEGER} octets at offset {at}")


def _string(data: bytes, at: int) -> tuple[bytes, int, bool]:
    """A string literal (RFC 7541 5.2): itself, where it ends, and if it was Huffman-coded."""
    if at >= len(data):
        raise HPACKDecodingError(f"block cut off at offset {at}, before a string")
    first = data[at]
    start = at + 1
    length = first & 0x7F
    if length == 0x7F:
        length, start = _integer(data, start, length)
    end = start + length
    if end > len(data):
        raise HPACKDecodingError(f"string of {length} octets cut off, at offset {at}")
    octets = data[start:end]
    if first < 0x80:
        return octets, end, False
    try:
        return (
            decode_short(octets) if length <= CACHED_LENGTH else decode_long(octets),
            end,
            True,
        )
    except HPACKDecodingError as error:
        raise HPACKDecodingError(f"{error} at offset {at}") from None
