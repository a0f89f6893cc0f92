"""One block: columns, checksums, and what is left of one cut short."""

from __future__ import annotations

from collections.abc import Callable
from struct import pack
from typing import Any
from zlib import crc32

import pytest
from hypothesis import given
from hypothesis import strategies as st

from h2craft.trace import Kind, RawRecord
from h2craft.trace.block import HEADER_LENGTH, MAGIC, Block, decode_header, encode_block
from h2craft.trace.codec import detail_octets
from h2craft.trace.raw import record_of

Raws = Callable[..., list[RawRecord]]


def decoded(octets: bytes, offset: int = 0) -> Any:
    header = decode_header(octets[:HEADER_LENGTH], offset)
    assert header is not None
    return Block(header, octets[HEADER_LENGTH:])


def made_by_hand(records: Any, columns: Any, octets: bytes) -> Any:
    """A block whose checksums are right and whose contents need not be."""
    header = pack(
        "<4sIQIIQI", MAGIC, records, 1, len(columns), crc32(columns), len(octets), crc32(octets)
    )
    return header + pack("<I", crc32(header, crc32(bytes(8)))) + columns + octets


def test_records_come_back_as_they_were() -> None:
    raws = [
        (5, 0.25, 1, 11, b"", 0, 0, None),
        (6, 1e9, 2**32 - 1, 255, b"octets", 2**64 - 1, 255, detail_octets({"a": [1, None]})),
        (7, 0.0, 0, int(Kind.NOTED), b"\x00", 6, 4, detail_octets({})),
    ]
    block = decoded(encode_block(raws, 100), 100)
    assert (block.first, block.count) == (5, 3)
    assert block.records() == [record_of(raw) for raw in raws]


def test_a_part_of_the_records_can_be_taken(raws: Raws) -> None:
    block = decoded(encode_block(raws(10, first=50), 0))
    assert [record.seq for record in block.records(3, 5)] == [53, 54]
    assert [record.seq for record in block.records(8, 99)] == [58, 59]
    assert block.records(10, 12) == []


def test_details_stay_with_their_records() -> None:
    raws = [
        (n, 0.0, 1, 61, b"", 0, 4, detail_octets({"n": n}) if n % 2 else None) for n in range(1, 9)
    ]
    block = decoded(encode_block(raws, 0))
    assert [record.detail for record in block.records(2, 5)] == [{"n": 3}, None, {"n": 5}]


def test_a_header_says_how_long_its_block_is(raws: Raws) -> None:
    octets = encode_block(raws(3), 0)
    header = decode_header(octets + b"more", 0)
    assert header is not None
    assert (header.records, header.first, header.length) == (3, 1, len(octets))


def test_a_block_is_none_anywhere_else(raws: Raws) -> None:
    octets = encode_block(raws(3), 100)
    assert decode_header(octets, 100) is not None
    assert decode_header(octets, 101) is None


@pytest.mark.parametrize("position", range(HEADER_LENGTH))
def test_no_octet_of_the_header_can_change_unnoticed(raws: Raws, position: int) -> None:
    octets = bytearray(encode_block(raws(3), 0))
    octets[position] ^= 0x10
    assert decode_header(bytes(octets[:HEADER_LENGTH]), 0) is None


def test_a_short_header_is_none(raws: Raws) -> None:
    assert decode_header(encode_block(raws(3), 0)[: HEADER_LENGTH - 1], 0) is None


def test_no_octet_of_the_body_can_change_unnoticed(raws: Raws) -> None:
    octets = encode_block(raws(3), 0)
    for position in range(HEADER_LENGTH, len(octets)):
        changed = bytearray(octets)
        changed[position] ^= 1
        with pytest.raises(ValueError, match="do not match their checksum"):
            decoded(bytes(changed))


@given(st.lists(st.binary(max_size=9), min_size=1, max_size=6), st.data())
def test_of_a_block_cut_in_its_octets_the_whole_records_are_left(pieces: Any, data: Any) -> None:
    raws = [(n, 0.0, 1, 11, octets, 0, 0, None) for n, octets in enumerate(pieces, 1)]
    octets = encode_block(raws, 0)
    cut = data.draw(st.integers(0, sum(map(len, pieces))))
    block = decoded(octets[: len(octets) - cut])
    kept = len(b"".join(pieces)) - cut
    whole = [n for n in range(len(pieces) + 1) if len(b"".join(pieces[:n])) <= kept]
    assert block.count == max(whole)
    assert [record.octets for record in block.records()] == pieces[: block.count]


@pytest.mark.parametrize("records", [0, 4, 1000])
def test_columns_that_cannot_hold_the_records_are_those_of_no_block(records: int) -> None:
    octets = made_by_hand(records, bytes(100), b"")
    assert decode_header(octets[:HEADER_LENGTH], 0) is None


def test_lengths_that_disagree_with_the_octets_are_refused() -> None:
    with pytest.raises(ValueError, match="do not have the length"):
        decoded(made_by_hand(1, bytes(30), b"some"))
