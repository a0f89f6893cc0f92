"""Field blocks, RFC 7541: a decoder that lets nothing pass, and an encoder that uses its table.

Knows octets; what a field means is the business of `messages`.
"""

from __future__ import annotations

import copy
from collections import deque

import huffman
from limits import MAX_DECODED
from rules import CompressionFault, calm, crash, legal, off

Field = tuple[bytes, bytes]

DEFAULT_TABLE = 4096
ENTRY_OCTETS = 32
MAX_INTEGER_OCTETS = 6  # behind the prefix: 2^32 takes five, and a needless one is legal
MAX_INTEGER = (1 << 32) - 1
MAX_UPDATES = 2  # RFC 7541 4.2: the smallest size there was, and the last

STATIC: tuple[Field, ...] = tuple(
    (name, value)
    for name, _, value in (
        line.partition(b" ")
        for line in b"""\
:authority
:method GET
:method POST
:path /
:path /index.html
:scheme http
:scheme https
:status 200
:status 204
:status 206
:status 304
:status 400
:status 404
:status 500
accept-charset
accept-encoding gzip, deflate
accept-language
accept-ranges
accept
access-control-allow-origin
age
allow
authorization
cache-control
content-disposition
content-encoding
content-language
content-length
content-location
content-range
content-type
cookie
date
etag
expect
expires
from
host
if-match
if-modified-since
if-none-match
if-range
if-unmodified-since
last-modified
link
location
max-forwards
proxy-authenticate
proxy-authorization
range
referer
refresh
retry-after
server
set-cookie
strict-transport-security
transfer-encoding
user-agent
vary
via
www-authenticate""".split(b"\n")
    )
)
SECRET = frozenset((b"authorization", b"cookie", b"proxy-authorization"))
FLEETING = frozenset((b":path", b"content-length"))


class Table:
    """The dynamic table of one direction, newest entry first."""

    def __init__(self) -> None:
        self.entries: deque[Field] = deque()
        self.size = 0
        self.limit = DEFAULT_TABLE
        self.added = 0  # ever

    def add(self, field: Field) -> None:
        octets = size_of(field)
        if octets > self.limit and off("7541/4.3/evicted-entry:too-large"):
            return
        if self.size + octets > self.limit and off("A/7541/dynamic-table-reuse:full"):
            return
        self._evict(self.limit - octets)
        if octets <= self.limit:
            self.entries.appendleft(field)
            self.size += octets
            self.added += 1

    def resize(self, limit: int) -> None:
        self.limit = limit
        self._evict(limit)

    def _evict(self, room: int) -> None:
        while self.entries and self.size > room:
            self.size -= size_of(self.entries.pop())


def size_of(field: Field) -> int:
    return len(field[0]) + len(field[1]) + ENTRY_OCTETS


class Decoder:
    """Decodes the blocks of one direction, in order.

    limit      our own SETTINGS_HEADER_TABLE_SIZE, once it is acknowledged
    must_shrink  the limit has become less than the table: an update has to come first
    """

    def __init__(self, max_list: int) -> None:
        self.limit = DEFAULT_TABLE
        self.must_shrink = False
        self._table = Table()
        self._max_list = max_list
        self._block = b""
        self._at = 0
        self._huffman = False

    def limit_to(self, limit: int) -> None:
        self.limit = limit
        self.must_shrink = limit < self._table.limit

    def forgetful(self, block: bytes) -> tuple[list[Field], int]:
        """The same, and the table is as if the block had not been: what no client may do."""
        table = copy.deepcopy(self._table)
        try:
            return self.decode(block)
        finally:
            self._table = table

    def decode(self, block: bytes) -> tuple[list[Field], int]:
        """(fields, octets of the list). Of a list over the limit, fields are left out.

        CompressionFault, or ConnectionFault where the list has no end.
        """
        self._block, self._at = block, 0
        fields: list[Field] = []
        size = updates = 0
        while self._at < len(block):
            octet = block[self._at]
            if octet & 0xE0 == 0x20:
                updates += 1
                self._size_update(updates, first=not size)
                continue
            if self.must_shrink and not off("9113/4.3.1/no-update-after-reduction"):
                raise CompressionFault("no size update, though the table is smaller now")
            field = self._field(octet)
            size += size_of(field)
            if size <= self._max_list or off("C/hpack-bomb"):
                fields.append(field)
            if size > MAX_DECODED:
                rules = "C/hpack-bomb", "C/hpack-table-churn", "C/continuation-flood-indexed"
                calm("a field list without end", *rules)
        return fields, size

    def _size_update(self, updates: int, *, first: bool) -> None:
        size = self._integer(5)
        legal("A/7541/size-update-legal")
        if size > DEFAULT_TABLE:
            legal("A/7541/client-table-size-used")
        if not first and not off("7541/4.2/size-update-not-first"):
            raise CompressionFault("a size update behind a field")
        if size > self.limit and not off("7541/6.3/size-update-over-limit"):
            raise CompressionFault(f"a size update to {size}, over {self.limit}")
        if updates > MAX_UPDATES:
            if not off("C/hpack-size-update-flood"):
                raise CompressionFault("more than two size updates")
            calm("size updates without end", "C/hpack-size-update-flood", cost=4)
        self._table.resize(size)
        self.must_shrink = self.must_shrink and size > self.limit

    def _field(self, octet: int) -> Field:
        if octet & 0x80:
            return self._indexed(self._integer(7))
        if octet & 0x40:
            field = self._literal(6)
            if size_of(field) > self._table.limit:
                legal("A/7541/entry-larger-than-table")
            elif size_of(field) == self._table.limit:
                legal("A/7541/table-exactly-full")
            self._table.add(field)
            if off("C/hpack-table-churn"):
                calm("a table without end", "C/hpack-table-churn")
            return field
        if octet & 0x10:
            legal("A/7541/all-literal-forms")
        return self._literal(4)

    def _literal(self, prefix: int) -> Field:
        index = self._integer(prefix)
        name = self._indexed(index)[0] if index else self._string()
        return name, self._string()

    def _indexed(self, index: int) -> Field:
        if index == 0:
            if off("7541/6.1/index-zero"):
                return b"x-zero", b""
            raise CompressionFault("index 0")
        if index <= len(STATIC):
            return STATIC[index - 1]
        place = index - len(STATIC) - 1
        if place < len(self._table.entries):
            legal("A/7541/dynamic-table-reuse")
            return self._table.entries[place]
        was_there = place < self._table.added
        if off("7541/4.3/evicted-entry" if was_there else "7541/2.3.3/index-out-of-range"):
            return b"x-none", b""
        raise CompressionFault(f"index {index} is in no table")

    def _integer(self, prefix: int) -> int:
        mask = (1 << prefix) - 1
        value = self._octet() & mask
        if value < mask:
            return value
        for count in range(len(self._block)):
            octet = self._octet()
            value += (octet & 0x7F) << 7 * count
            if octet == 0 and count:
                crash("A/7541/integer-padded")
            if value > MAX_INTEGER:
                if not off("7541/5.1/integer-overflow"):
                    raise CompressionFault("an integer beyond 2^32")
                value &= MAX_INTEGER
            if octet < 0x80:
                return value
            if count >= MAX_INTEGER_OCTETS - 1 and not off("7541/5.1/integer-endless"):
                raise CompressionFault("an integer without end")
        raise CompressionFault("the block ends in an integer")

    def _string(self) -> bytes:
        huffman_coded = self._at < len(self._block) and self._block[self._at] & 0x80
        length = self._integer(7)
        octets = self._block[self._at : self._at + length]
        if len(octets) < length and not off("7541/5.2/string-past-block"):
            raise CompressionFault("a string that goes on behind the block")
        self._at += length
        if not huffman_coded:
            return octets
        legal("A/7541/huffman-all-octets")
        return huffman.decoded(octets)

    def _octet(self) -> int:
        if self._at >= len(self._block):
            raise CompressionFault("the block ends within a field")
        self._at += 1
        return self._block[self._at - 1]


class Encoder:
    """Encodes our requests. What is secret never gets into a table, RFC 7541 7.1.3."""

    def __init__(self) -> None:
        self._table = Table()
        self._updates: list[int] = []

    def limit_to(self, limit: int) -> None:
        """The peer's SETTINGS_HEADER_TABLE_SIZE; a table bigger than the default is not used."""
        wanted = min(limit, DEFAULT_TABLE)
        crash(*(["A/6.5.2/header-table-size-max"] if limit > 1 << 31 else []))
        if off("A/6.5.2/header-table-size-0"):
            return
        if off("A/6.5.2/header-table-size-down-up"):
            self._updates.clear()
        self._updates.append(wanted)

    def encode(self, fields: list[Field]) -> bytes:
        block = bytearray(self._size_updates())
        if off("E/7541/encoder-within-limit"):
            block += _integer(0x20, 5, DEFAULT_TABLE + 1)
        for field in fields:
            block += self._field(field)
        return bytes(block)

    def _size_updates(self) -> bytes:
        """RFC 7541 4.2: the smallest size since the last block, then the last, if they differ."""
        updates, self._updates = self._updates, []
        if not updates or (min(updates) == updates[-1] == self._table.limit):
            return b""
        sizes = [min(updates), updates[-1]] if min(updates) < updates[-1] else [updates[-1]]
        if sizes[0] >= self._table.limit:
            sizes = sizes[-1:]
        for size in sizes:
            self._table.resize(size)
        if off("E/7541/encoder-size-update"):
            return b""
        return b"".join(_integer(0x20, 5, size) for size in sizes)

    def _field(self, field: Field) -> bytes:
        name, value = field
        if name in SECRET and not off("E/7541/7.1.3/never-indexed"):
            return _literal(0x10, 4, self._index_of_name(name), name, value)
        index = self._index_of(field)
        if index:
            return _integer(0x80, 7, index)
        named = self._index_of_name(name)
        if name in FLEETING or off("E/7541/indexing-used") or size_of(field) > self._table.limit:
            return _literal(0x00, 4, named, name, value)
        self._table.add(field)
        return _literal(0x40, 6, named, name, value)

    def _index_of(self, field: Field) -> int:
        if field in STATIC:
            return STATIC.index(field) + 1
        if field in self._table.entries:
            return len(STATIC) + 1 + self._table.entries.index(field)
        return 0

    def _index_of_name(self, name: bytes) -> int:
        return next((place for place, known in enumerate(STATIC, 1) if known[0] == name), 0)


def _literal(pattern: int, prefix: int, index: int, name: bytes, value: bytes) -> bytes:
    start = _integer(pattern, prefix, index)
    return start + (b"" if index else _string(name)) + _string(value)


def _string(octets: bytes) -> bytes:
    if huffman.encoded_length(octets) < len(octets):
        coded = huffman.encoded(octets)
        return _integer(0x80, 7, len(coded)) + coded
    return _integer(0x00, 7, len(octets)) + octets


def _integer(pattern: int, prefix: int, value: int) -> bytes:
    mask = (1 << prefix) - 1
    if value < mask:
        return bytes((pattern | value,))
    octets = bytearray((pattern | mask,))
    value -= mask
    while value >= 0x80:
        octets.append(value & 0x7F | 0x80)
        value >>= 7
    octets.append(value)
    return bytes(octets)
