"""A trace file as octets, for who writes it elsewhere than in a file. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from h2craft.trace.block import encode_block
from h2craft.trace.file import encode_first_line
from h2craft.trace.raw import RawRecord, raw_of
from h2craft.trace.record import Record

BLOCK_RECORDS = 4096
BLOCK_OCTETS = 1 << 20
"""What is in a block, but for a record that is larger by itself; and what is in memory."""


def trace_octets(
    records: Iterable[Record], header: Mapping[str, Any] | None = None
) -> Iterator[bytes]:
    """The pieces of a trace file of these records, whose seqs ascend, with gaps or without."""
    first = encode_first_line(header or {})
    yield first
    offset, block, size = len(first), list[RawRecord](), 0
    for record in records:
        gap = block and record.seq != block[-1][0] + 1
        if block and (gap or len(block) == BLOCK_RECORDS or size >= BLOCK_OCTETS):
            written = encode_block(block, offset)
            yield written
            offset, block, size = offset + len(written), [], 0
        block.append(raw_of(record))
        size += len(record.octets)
    if block:
        yield encode_block(block, offset)
