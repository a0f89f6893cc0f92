"""One block of the trace file: records as columns. Pure: octets in, octets out.

Theory of operation. A block is a header, the columns and the octets:

    header    magic, number of records, first seq, length and CRC-32 of the columns, length and
              CRC-32 of the octets, CRC-32 of the header itself
    columns   at, cause, connection, length of octets, length of detail, kind, origin, each for
              all records; then the details, as JSON, joined
    octets    those of all records, joined

Columns, because a whole column is packed by one call: a record costs a fraction of what packing
it by itself would. The octets come last so that of a block cut short every record whose octets
are there can be read; its columns are still proven by their own checksum.

The header's checksum begins with the block's offset in the file. So a copy of a block elsewhere,
for one in the octets of a frame that carried a trace file, is no block, and a reader that lost
its way may look for the next one.

All numbers are little-endian. Seqs in a block have no gap.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Container, Sequence
from itertools import accumulate
from struct import Struct, pack, unpack_from
from typing import Any, NamedTuple
from zlib import crc32

from h2craft.trace.codec import detail_of
from h2craft.trace.raw import KINDS, ORIGINS, RawRecord
from h2craft.trace.record import Record

MAGIC = b"\xf7H2B"
HEADER_LENGTH = 40
_HEADER = Struct("<4sIQIIQI")  # then the CRC-32 of these
_CRC = Struct("<I")
_COLUMNS_LENGTH = 8 + 8 + 4 + 4 + 4 + 1 + 1


class BlockHeader(NamedTuple):
    """What a block says about itself. `length` counts the whole block in octets."""

    records: int
    first: int
    columns_length: int
    columns_crc: int
    octets_length: int
    octets_crc: int

    @property
    def length(self) -> int:
        return HEADER_LENGTH + self.columns_length + self.octets_length


def encode_block(records: Sequence[RawRecord], offset: int) -> bytes:
    """The records, whose seqs must have no gap, as a block to stand at `offset` of the file."""
    seqs, ats, connections, kinds, octets, causes, origins, details = zip(*records, strict=True)
    count = len(seqs)
    noted = [detail or b"" for detail in details] if any(details) else []
    columns = pack(
        f"<{count}d{count}Q{count}I{count}I{count}I{count}B{count}B",
        *ats,
        *causes,
        *connections,
        *map(len, octets),
        *(map(len, noted) if noted else bytes(count)),
        *kinds,
        *origins,
    ) + b"".join(noted)
    joined = b"".join(octets)
    header = _HEADER.pack(
        MAGIC, count, seqs[0], len(columns), crc32(columns), len(joined), crc32(joined)
    )
    return b"".join((header, _CRC.pack(_header_crc(header, offset)), columns, joined))


def decode_header(octets: bytes, offset: int) -> BlockHeader | None:
    """The header that stands at `offset` of the file; None if these octets are none.

    A checksum proves no intent: what cannot be the header of any block is none either.
    """
    if len(octets) < HEADER_LENGTH or not octets.startswith(MAGIC):
        return None
    header = octets[: HEADER_LENGTH - 4]
    if _CRC.unpack_from(octets, HEADER_LENGTH - 4)[0] != _header_crc(header, offset):
        return None
    made = BlockHeader(*_HEADER.unpack(header)[1:])
    possible = 0 < made.records * _COLUMNS_LENGTH <= made.columns_length
    return made if possible else None


def _header_crc(header: bytes, offset: int) -> int:
    return crc32(header, crc32(offset.to_bytes(8, "little")))


def outline_place(records: int) -> tuple[int, int]:
    """Where the kinds of a block with so many records begin, and the length of them and origins."""
    return HEADER_LENGTH + (_COLUMNS_LENGTH - 2) * records, 2 * records


class Block:
    """A block's records; `count` of them are whole. Raises ValueError for what is none."""

    __slots__ = ("_columns", "_details", "_ends", "_octets", "count", "first")

    def __init__(self, header: BlockHeader, body: bytes) -> None:
        """`body`: what follows the header; it may be cut short, down to the columns."""
        columns = body[: header.columns_length]
        self._octets = body[header.columns_length : header.length - HEADER_LENGTH]
        if crc32(columns) != header.columns_crc:
            raise ValueError("the columns do not match their checksum")
        whole = len(self._octets) == header.octets_length
        if whole and crc32(self._octets) != header.octets_crc:
            raise ValueError("the octets do not match their checksum")
        count = header.records
        form = f"<{count}d{count}Q{count}I{count}I{count}I{count}B{count}B"
        values = unpack_from(form, columns)
        self._columns = [values[start : start + count] for start in range(0, 7 * count, count)]
        self._ends = list(accumulate(self._columns[3], initial=0))
        if whole and self._ends[-1] != header.octets_length:
            raise ValueError("the octets do not have the length the columns say")
        self._details = columns[count * _COLUMNS_LENGTH :]
        self.first = header.first
        self.count = count if whole else bisect_right(self._ends, len(self._octets)) - 1

    def records(
        self, start: int = 0, stop: int | None = None, without: Container[int] = ()
    ) -> list[Record]:
        """The records from index `start` up to `stop`, both counted in this block.

        Those of kinds in `without` have no detail: reading it is what a record mostly costs.
        """
        stop = self.count if stop is None else min(stop, self.count)
        ats, causes, connections, _, _, kinds, origins = (
            column[start:stop] for column in self._columns
        )
        octets, ends, seq, new = self._octets, self._ends, self.first + start, tuple.__new__
        made = [
            new(
                Record,
                (
                    seq + index,
                    at,
                    connection,
                    KINDS.get(kind, kind),
                    octets[ends[start + index] : ends[start + index + 1]],
                    cause,
                    ORIGINS.get(origin, origin),
                    None,
                ),
            )
            for index, (at, cause, connection, kind, origin) in enumerate(
                zip(ats, causes, connections, kinds, origins, strict=True)
            )
        ]
        if self._details:
            for index, detail in self._details_between(start, stop, without):
                made[index - start] = made[index - start]._replace(detail=detail)
        return made

    def _details_between(
        self, start: int, stop: int, without: Container[int]
    ) -> list[tuple[int, Any]]:
        ends = list(accumulate(self._columns[4], initial=0))
        kinds = self._columns[5]
        return [
            (index, detail_of(self._details[ends[index] : ends[index + 1]]))
            for index in range(start, stop)
            if ends[index] < ends[index + 1] and kinds[index] not in without
        ]
