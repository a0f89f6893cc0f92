"""Blocks found by seq."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pytest

from h2craft.trace import Outline, RawRecord, Record
from h2craft.trace.block import encode_block, outline_place
from h2craft.trace.index import BlockIndex

Seqs = Callable[[Iterable[Record]], list[int]]
Raws = Callable[..., list[RawRecord]]


@pytest.fixture
def index(tmp_path: Path, raws: Raws) -> Any:
    """Records 1 to 3, 4 to 6, and after a gap 10 to 12."""
    path = tmp_path / "blocks"
    path.write_bytes(b"")
    index = BlockIndex(path)
    with path.open("ab") as file:
        for first in (1, 4, 10):
            offset = file.tell()
            file.write(encode_block(raws(3, first), offset))
            index.add(first, 3, offset)
    yield index
    index.close()


def test_an_empty_index_has_no_records(tmp_path: Path) -> None:
    (tmp_path / "blocks").write_bytes(b"")
    index = BlockIndex(tmp_path / "blocks")
    assert (index.first, index.last, index.count) == (0, 0, 0)
    assert index.read(0, 10) == list(index) == []
    index.close()


def test_first_last_and_count(index: BlockIndex) -> None:
    assert (index.first, index.last, index.count) == (1, 12, 9)


@pytest.mark.parametrize("after", range(14))
def test_read_finds_the_records_after_any_seq(index: BlockIndex, seqs: Seqs, after: int) -> None:
    everything = [1, 2, 3, 4, 5, 6, 10, 11, 12]
    expected = [seq for seq in everything if seq > after]
    for limit in (0, 1, 4, 100):
        assert seqs(index.read(after, limit)) == expected[:limit]


def test_iterating_gives_all(index: BlockIndex, seqs: Seqs) -> None:
    assert seqs(index) == [1, 2, 3, 4, 5, 6, 10, 11, 12]


def test_a_block_read_again_is_not_decoded_again(
    index: BlockIndex, monkeypatch: pytest.MonkeyPatch
) -> None:
    index.read(0, 1)
    monkeypatch.setattr(index, "block_at", None)
    assert index.read(1, 1)[0].seq == 2


def test_a_dropped_block_is_forgotten(index: BlockIndex, seqs: Seqs) -> None:
    index.read(9, 1)
    index.drop_last()
    assert (index.last, seqs(index)) == (6, [1, 2, 3, 4, 5, 6])


def test_a_damaged_block_is_passed_over_and_named(
    index: BlockIndex, seqs: Seqs, tmp_path: Path
) -> None:
    octets = bytearray((tmp_path / "blocks").read_bytes())
    second = len(octets) // 3
    octets[second + 50] ^= 1
    octets[2 * second] ^= 1
    (tmp_path / "blocks").write_bytes(octets)
    assert seqs(index.read(0, 100)) == seqs(index) == [1, 2, 3]
    assert "records 4 to 6 are unreadable" in index.damages[second]
    assert "not the header of a block" in index.damages[2 * second]


def test_a_system_without_reads_at_an_offset_will_do(
    index: BlockIndex,
    seqs: Seqs,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delattr(os, "pread")
    assert seqs(index.read(4, 3)) == [5, 6, 10]


@pytest.mark.parametrize("after", range(14))
def test_an_outline_goes_to_the_end_of_a_run_and_no_further(index: BlockIndex, after: int) -> None:
    told = index.outline(after)
    wanted = [record for record in index if record.seq > after]
    assert len(told.kinds) == len(told.origins) <= 3
    assert [
        (told.first + at, kind, origin)
        for at, (kind, origin) in enumerate(zip(told.kinds, told.origins, strict=True))
    ] == [(record.seq, record.kind, record.origin) for record in wanted[: len(told.kinds)]]
    assert bool(told.kinds) == bool(wanted)


def test_an_outline_passes_over_what_is_no_block(index: BlockIndex) -> None:
    index.add(20, 3, 7)  # there is none
    assert index.outline(12) == Outline()


def test_an_outline_passes_over_a_block_the_file_no_longer_has_the_kinds_of(
    index: BlockIndex, tmp_path: Path
) -> None:
    path = tmp_path / "blocks"
    third = 2 * path.stat().st_size // 3
    start, length = outline_place(3)
    os.truncate(path, third + start + length)
    assert len(index.outline(9).kinds) == 3
    os.truncate(path, third + start + length - 1)
    assert index.outline(9) == Outline()
