from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from h2craft.trace import Kind, Origin, Record, TraceReader, trace_octets
from h2craft.trace.octets import BLOCK_OCTETS, BLOCK_RECORDS


def record(seq: int, octets: bytes = b"x") -> Record:
    return Record(seq, seq / 8, 1, Kind.OCTETS_SENT, octets, seq - 1, Origin.HAND, {"n": seq})


@pytest.mark.parametrize(
    "records",
    [
        [],
        [record(1)],
        [record(seq) for seq in range(1, BLOCK_RECORDS + 10)],
        [record(1), record(2), record(9), record(12), record(13)],
        [record(1, bytes(BLOCK_OCTETS + 1)), record(2), record(3, bytes(BLOCK_OCTETS))],
    ],
    ids=["none", "one", "many", "gaps", "large"],
)
def test_what_is_written_is_read_again(tmp_path: Path, records: Sequence[Record]) -> None:
    file = tmp_path / "x.h2trace"
    file.write_bytes(b"".join(trace_octets(records, {"started": "now"})))
    with TraceReader(file) as reader:
        assert list(reader) == list(records)
        assert reader.header == {"started": "now"} and reader.damage is None


def test_the_pieces_come_as_they_are_made() -> None:
    taken = []
    endless = (taken.append(seq) or record(seq) for seq in range(1, 1 << 62))
    pieces = trace_octets(endless)
    assert next(pieces).startswith(b"h2craft-trace ") and not taken
    next(pieces)
    assert len(taken) == BLOCK_RECORDS + 1
