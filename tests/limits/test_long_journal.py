"""A journal far longer than memory: what is kept of each record, and by whom."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from h2craft.reader import Reader
from h2craft.trace import Journal, Kind, Origin, TraceReader, TraceWriter
from h2craft.wire import PREFACE, encode_stateless, frame_octets

KIBI = 1 << 10
RECORDS = 20_000  # `tests/bench/bench_limits.py journal --full` has 10,000,000
MEMORY = 256 * KIBI
EACH = 64  # octets that a reader keeps of a record, where each third has a name of its own
PAGE = 50


def exchanges(journal: Journal) -> Iterator[None]:
    """Requests with an answer, on a connection that goes on and on."""
    journal.append(0.0, 1, Kind.CONNECTION_OPENED, b"", 0, Origin.ENGINE, {"peer": ["::1", 1]})
    journal.append(0.0, 1, Kind.PREFACE_RECEIVED, PREFACE)
    head = [(b":method", b"GET"), (b":scheme", b"https"), (b":path", b"/x"), (b":authority", b"a")]
    request, answer = encode_stateless(head), encode_stateless([(b":status", b"200")])
    stream_id = 1
    while True:
        at = journal.last / 1000
        journal.append(at, 1, Kind.FRAME_RECEIVED, frame_octets(1, 5, stream_id, request))
        journal.append(at, 1, Kind.FRAME_SENT, frame_octets(1, 4, stream_id, answer), 0, 1)
        journal.append(at, 1, Kind.FRAME_SENT, frame_octets(0, 1, stream_id, b"hello"), 0, 1)
        stream_id += 2
        yield


@pytest.fixture(scope="module")
def long(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The trace of a journal, whose bounds in memory were kept while it was written."""
    path = tmp_path_factory.mktemp("long") / "long.h2trace"
    with TraceWriter(path) as writer:
        journal = Journal(archive=writer, memory_octets=MEMORY)
        more = exchanges(journal)
        while journal.last < RECORDS:
            next(more)
            if journal.over_budget:
                assert journal.archive_next()
            assert journal.octets_in_memory <= MEMORY + 4 * KIBI
        while journal.archive_next():
            pass
        assert journal.lost == 0
        assert [one.seq for one in journal.read(0, 3)] == [1, 2, 3]
    return path


def test_a_file_is_open_when_its_blocks_are_known(long: Path) -> None:
    with TraceReader(long) as trace:
        assert trace.last == trace.count >= RECORDS
        middle = trace.read(RECORDS // 2, PAGE)
        assert [one.seq for one in middle] == list(range(RECORDS // 2 + 1, RECORDS // 2 + 1 + PAGE))
        assert trace.damage is None


def test_a_list_has_all_its_rows_before_anything_is_folded(long: Path) -> None:
    with TraceReader(long) as trace:
        reader = Reader(trace)
        view = reader.view("")
        assert view.count >= RECORDS - 2
        last = reader.rows(view.seqs(view.count - PAGE, view.count))
        assert [row.seq for row in last][-1] == trace.last
        assert reader.position == 0


def test_who_reads_along_keeps_a_few_octets_of_each_record(long: Path) -> None:
    with TraceReader(long) as trace:
        reader = Reader(trace)
        while reader.advance(10_000):
            pass
        assert reader.position == trace.last
        assert reader.octets < EACH * trace.last
        moment = reader.moment(trace.last - 100)
        assert moment is not None
