"""Reading a trace file in whatever state it is."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any
from zlib import crc32

import pytest
from hypothesis import given
from hypothesis import strategies as st

from h2craft.trace import RawRecord, Record, TraceError, TraceReader, TraceWriter
from h2craft.trace.block import HEADER_LENGTH, encode_block
from h2craft.trace.file import encode_first_line

Seqs = Callable[[Iterable[Record]], list[int]]
Raws = Callable[..., list[RawRecord]]

OCTETS = [b"", b"one", b"", b"three3", b"4", b"fifth"]
RAWS = [
    (n, n / 8, 1, 11, octets, 0, 0, b'{"n":2}' if n == 2 else None)
    for n, octets in enumerate(OCTETS)
][1:]
BLOCKS = [RAWS[:2], RAWS[2:4], RAWS[4:]]


def small_trace() -> Any:
    """The octets of a trace of five records in three blocks, and where each block begins."""
    octets = encode_first_line({"started": "then"})
    starts = []
    for records in BLOCKS:
        starts.append(len(octets))
        octets += encode_block(records, len(octets))
    return octets, starts


TRACE, STARTS = small_trace()
RECORDS = {raw[0]: raw[4] for raw in RAWS}


def whole_before(cut: int) -> Any:
    """How many records have all their octets, and their block's columns, before `cut`."""
    whole = 0
    ends = [*STARTS[1:], len(TRACE)]
    for records, end in zip(BLOCKS, ends, strict=True):
        left = sum(len(raw[4]) for raw in records)
        columns_end = end - left
        for index, _ in enumerate(records):
            if cut >= columns_end + sum(len(raw[4]) for raw in records[: index + 1]):
                whole += 1
    return whole


@pytest.fixture
def trace(tmp_path: Path) -> Any:
    path = tmp_path / "trace"
    path.write_bytes(TRACE)
    return path


def test_a_whole_file_has_everything_and_no_damage(trace: Path, seqs: Seqs) -> None:
    with TraceReader(str(trace)) as reader:
        assert reader.header == {"started": "then"}
        assert (reader.first, reader.last, reader.count) == (1, 5, 5)
        assert {record.seq: record.octets for record in reader} == RECORDS
        assert seqs(reader.read(2, 2)) == [3, 4]
        assert reader.read(1, 1)[0].detail == {"n": 2}
        assert reader.damage is None


@pytest.mark.parametrize("cut", range(len(TRACE)))
def test_everything_whole_before_a_cut_is_read_and_the_cut_is_named(
    tmp_path: Path, seqs: Seqs, cut: int
) -> None:
    path = tmp_path / "trace"
    path.write_bytes(TRACE[:cut])
    with TraceReader(path) as reader:
        assert seqs(reader) == seqs(reader.read()) == list(range(1, whole_before(cut) + 1))
        if cut in STARTS:
            assert reader.damage is None  # nothing tells it from a file that ended here
        else:
            start = max([0, *(start for start in STARTS if start <= cut)])
            assert f"octet {start}: " in (reader.damage or "")
            assert "cut short" in (reader.damage or "")


@pytest.mark.parametrize(
    "cut", [0, 5, *STARTS, *(s - 1 for s in STARTS), *(s + 60 for s in STARTS)]
)
def test_a_file_that_goes_on_is_read_to_its_end(tmp_path: Path, seqs: Seqs, cut: int) -> None:
    path = tmp_path / "trace"
    path.write_bytes(TRACE[:cut])
    with TraceReader(path) as reader:
        before = reader.last
        assert len(list(reader)) == before
        assert not reader.refresh()
        path.write_bytes(TRACE)
        assert reader.refresh()
        assert seqs(reader) == [1, 2, 3, 4, 5]
        assert reader.damage is None
        assert reader.header == {"started": "then"}
        assert not reader.refresh()


@pytest.mark.parametrize("bit", [0x01, 0x80])
def test_a_changed_octet_is_named_and_no_record_is_wrong(tmp_path: Path, bit: int) -> None:
    path = tmp_path / "trace"
    seqs_at = {0: [], **{s: [r[0] for r in b] for s, b in zip(STARTS, BLOCKS, strict=True)}}
    for position in range(len(b"h2craft-trace "), len(TRACE)):
        changed = bytearray(TRACE)
        changed[position] ^= bit
        path.write_bytes(changed)
        with TraceReader(path) as reader:
            found = {record.seq: record.octets for record in reader}
            where = max([0, *(start for start in STARTS if start <= position)])
            assert f"octet {where}: " in (reader.damage or "")
        assert found == {n: octets for n, octets in RECORDS.items() if n not in seqs_at[where]}


@given(st.binary(max_size=400))
def test_octets_of_any_kind_after_the_first_line_never_raise(
    tmp_path_factory: pytest.TempPathFactory, octets: bytes
) -> None:
    path = tmp_path_factory.getbasetemp() / "anything"
    path.write_bytes(TRACE[: STARTS[1]] + octets)
    with TraceReader(path) as reader:
        assert [record.seq for record in reader] == [1, 2]
        assert not octets or "octet" in (reader.damage or "")


def test_of_a_long_file_the_beginning_is_there_before_the_rest(trace: Path) -> None:
    with TraceReader(trace, at_once=1) as reader:
        assert reader.partial and reader.last == 2
        assert [record.seq for record in reader.read()] == [1, 2]
        assert reader.refresh(1) and reader.partial and reader.last == 4
        assert reader.refresh() and not reader.partial and reader.last == 5
        assert not reader.refresh() and reader.damage is None


def test_details_of_kinds_nobody_asks_for_are_left_out(trace: Path) -> None:
    with TraceReader(trace) as reader:
        assert reader.read(0, 10, without={11})[1].detail is None
        assert reader.read(0, 10, without={12})[1].detail == {"n": 2}


def test_zeros_at_the_end_as_a_power_cut_leaves_them_are_named(trace: Path, seqs: Seqs) -> None:
    trace.write_bytes(TRACE[: STARTS[2] + 20] + bytes(5000))
    with TraceReader(trace) as reader:
        assert seqs(reader) == [1, 2, 3, 4]
        assert f"octet {STARTS[2]}" in (reader.damage or "")


def test_a_copy_of_a_block_in_a_frame_s_octets_is_no_block(
    tmp_path: Path,
    raws: Raws,
    seqs: Seqs,
) -> None:
    inner = encode_block(raws(3, first=500), 0)
    path = tmp_path / "trace"
    with TraceWriter(path) as writer:
        start = writer.size
        writer.write(raws(1, octets=inner))
        writer.write(raws(1, first=2))
    octets = bytearray(path.read_bytes())
    octets[start] ^= 1
    path.write_bytes(octets)
    with TraceReader(path) as reader:
        assert seqs(reader) == [2]


def test_the_search_for_the_next_block_goes_far(
    tmp_path: Path,
    raws: Raws,
    seqs: Seqs,
) -> None:
    path = tmp_path / "trace"
    with TraceWriter(path) as writer:
        start = writer.size
        writer.write(raws(1, octets=bytes(3 << 20)))
        writer.write(raws(1, first=2))
    octets = bytearray(path.read_bytes())
    octets[start] ^= 1
    path.write_bytes(octets)
    with TraceReader(path) as reader:
        assert seqs(reader) == [2]


def test_a_block_that_repeats_what_was_is_passed_over(trace: Path, seqs: Seqs) -> None:
    octets = TRACE + encode_block(RAWS[:1], len(TRACE))
    trace.write_bytes(octets)
    with TraceReader(trace) as reader:
        assert seqs(reader) == [1, 2, 3, 4, 5]
        assert f"octet {len(TRACE)}: record 1 comes after record 5" in (reader.damage or "")


def test_a_block_cut_short_that_repeats_what_was_gives_nothing(trace: Path, seqs: Seqs) -> None:
    trace.write_bytes(TRACE + encode_block(RAWS[:2], len(TRACE))[:-1])
    with TraceReader(trace) as reader:
        assert seqs(reader) == [1, 2, 3, 4, 5]
        assert reader.damage == f"octet {len(TRACE)}: record 1 comes after record 5"


def test_a_cut_block_whose_columns_are_wrong_gives_nothing(trace: Path, seqs: Seqs) -> None:
    octets = bytearray(TRACE[:-1])
    octets[STARTS[2] + HEADER_LENGTH] ^= 1
    trace.write_bytes(octets)
    with TraceReader(trace) as reader:
        assert seqs(reader) == [1, 2, 3, 4]
        assert "the first 0 are whole" in (reader.damage or "")


def test_only_the_first_of_many_damages_are_spelled_out(tmp_path: Path, raws: Raws) -> None:
    path = tmp_path / "trace"
    starts = []
    with TraceWriter(path) as writer:
        for first in range(1, 9):
            starts.append(writer.size)
            writer.write(raws(1, first))
    octets = bytearray(path.read_bytes())
    for start in starts:
        octets[start + HEADER_LENGTH] ^= 1
    path.write_bytes(octets)
    with TraceReader(path) as reader:
        assert list(reader) == []
        assert reader.damage is not None
        assert reader.damage.count("octet ") == 5
        assert reader.damage.endswith("and 3 more")


def test_a_block_that_claims_more_than_any_file_holds_is_cut_short(tmp_path: Path) -> None:
    """Its checksums are right: somebody has made it up."""
    path = tmp_path / "trace"
    start = encode_first_line({})
    block = bytearray(encode_block(RAWS, len(start)))
    block[24:32] = (1 << 63).to_bytes(8, "little")  # the length of its octets
    head = bytes(block[: HEADER_LENGTH - 4])
    block[HEADER_LENGTH - 4 : HEADER_LENGTH] = checksum(head, len(start))
    path.write_bytes(start + block)
    with TraceReader(path) as reader:
        assert [record.octets for record in reader] == OCTETS[1:]
        assert reader.damage is not None and "cut short" in reader.damage


def test_a_gap_that_would_fill_the_memory_of_who_reads_along_is_damage(tmp_path: Path) -> None:
    path = tmp_path / "trace"
    start = encode_first_line({})
    first = encode_block(RAWS[:1], len(start))
    far = (1 << 40, *RAWS[1][1:])
    path.write_bytes(start + first + encode_block([far], len(start + first)))
    with TraceReader(path) as reader:
        assert [record.seq for record in reader] == [1]
        assert reader.damage is not None
        assert f"record {1 << 40} comes after record 1" in reader.damage


def checksum(header: bytes, offset: int) -> bytes:
    """Of a block's header: it begins with where the block stands."""
    return crc32(header, crc32(offset.to_bytes(8, "little"))).to_bytes(4, "little")


def test_another_file_is_refused_by_name(tmp_path: Path) -> None:
    path = tmp_path / "notes.txt"
    path.write_text("Dear diary")
    with pytest.raises(TraceError, match=r"notes\.txt is not an h2craft trace"):
        TraceReader(path)


def test_a_file_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        TraceReader(tmp_path / "none")


def test_a_million_records_open_by_hopping(tmp_path: Path, raws: Raws) -> None:
    path = tmp_path / "trace"
    with TraceWriter(path) as writer:
        for first in range(1, 1_000_001, 50_000):
            writer.write(raws(50_000, first))
    began = time.process_time()
    with TraceReader(path) as reader:
        assert reader.read(500_000, 50)[0].seq == 500_001
        assert reader.last == 1_000_000
    assert time.process_time() - began < 1.0  # some 5 ms; a scan of all records takes longer


CHILD = """
import sys
from h2craft.trace import Journal, Kind, TraceWriter
journal = Journal(archive=TraceWriter(sys.argv[1]))
while True:
    for _ in range(500):
        journal.append(0.5, 1, Kind.FRAME_RECEIVED, b"%d" % (journal.last + 1))
    journal.archive_next()
    sys.stdout.write(f"{journal.archive.archived}\\n")
    sys.stdout.flush()
"""


@pytest.mark.skipif(sys.platform == "win32", reason="no SIGKILL")
def test_what_was_archived_survives_kill_9(tmp_path: Path) -> None:
    path = tmp_path / "trace"
    child = subprocess.Popen([sys.executable, "-c", CHILD, str(path)], stdout=subprocess.PIPE)
    assert child.stdout is not None
    with child:
        said = [int(child.stdout.readline()) for _ in range(20)]
        os.kill(child.pid, signal.SIGKILL)
        said += [int(line) for line in child.stdout.read().split(b"\n")[:-1]]
    with TraceReader(path) as reader:
        records = list(reader)
        assert reader.last >= said[-1]
    assert [record.seq for record in records] == list(range(1, len(records) + 1))
    assert all(record.octets == b"%d" % record.seq for record in records)
