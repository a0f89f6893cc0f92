"""Writing a trace file."""

from __future__ import annotations

import errno
import stat
import sys
import threading
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pytest

from h2craft.trace import RawRecord, Record, TraceReader, TraceWriter

Seqs = Callable[[Iterable[Record]], list[int]]
Raws = Callable[..., list[RawRecord]]


class FullDisk:
    """A file that takes `room` octets more and then fails, taking part of the last write."""

    def __init__(self, file: Any, room: int) -> None:
        self._file = file
        self.room = room

    def write(self, octets: bytes) -> Any:
        if not self.room:
            raise OSError(errno.ENOSPC, "No space left on device")
        taken = octets[: self.room]
        self.room -= len(taken)
        return self._file.write(taken)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._file, name)


@pytest.fixture
def writer(tmp_path: Path) -> Any:
    with TraceWriter(tmp_path / "trace", {"started": "then"}) as writer:
        yield writer


def test_what_is_written_can_be_read_at_once(
    writer: TraceWriter,
    raws: Raws,
    seqs: Seqs,
) -> None:
    writer.write(raws(3))
    assert writer.archived == 3
    assert seqs(writer.read(1)) == [2, 3]
    with TraceReader(writer.path) as reader:
        assert seqs(reader) == [1, 2, 3]
        assert reader.header == {"started": "then"}


@pytest.mark.parametrize(("overwrite", "left"), [(False, False), (True, True)])
def test_a_file_that_cannot_even_be_begun_is_not_left_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, overwrite: bool, left: bool
) -> None:
    """But for one that was there before, which is not ours to delete."""
    path = tmp_path / "trace"
    if overwrite:
        path.write_bytes(b"something")

    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(TraceWriter, "_write_octets", full)
    with pytest.raises(OSError, match="No space left"):
        TraceWriter(path, overwrite=overwrite)
    assert path.exists() is left


def test_size_is_that_of_the_file(writer: TraceWriter, raws: Raws) -> None:
    writer.write(raws(3))
    assert writer.size == writer.path.stat().st_size


def test_writing_nothing_writes_nothing(writer: TraceWriter) -> None:
    size = writer.size
    writer.write([])
    assert (writer.size, writer.archived) == (size, 0)


def test_many_records_become_blocks_a_page_can_be_read_from(
    writer: TraceWriter,
    raws: Raws,
    seqs: Seqs,
) -> None:
    writer.write(raws(10_000))
    assert seqs(writer.read(0, 20_000)) == list(range(1, 10_001))
    assert len(writer._index._firsts) > 2


def test_large_records_become_blocks_of_their_own(
    writer: TraceWriter,
    raws: Raws,
    seqs: Seqs,
) -> None:
    writer.write(raws(3, octets=bytes(2 << 20)))
    assert list(writer._index._firsts) == [1, 2, 3]
    assert writer.read(1, 1)[0].octets == bytes(2 << 20)


def test_a_selection_of_records_can_be_written(
    writer: TraceWriter,
    raws: Raws,
    seqs: Seqs,
) -> None:
    chosen = [raw for raw in raws(20) if raw[0] in (2, 3, 7, 19, 20)]
    writer.write(chosen)
    assert seqs(writer.read()) == [2, 3, 7, 19, 20]
    assert writer.archived == 20


def test_records_out_of_order_are_refused(writer: TraceWriter, raws: Raws) -> None:
    writer.write(raws(3))
    with pytest.raises(ValueError, match="record 3 does not follow 3"):
        writer.write(raws(2, first=3))


def test_a_file_is_not_overwritten_by_mistake(writer: TraceWriter) -> None:
    with pytest.raises(FileExistsError):
        TraceWriter(writer.path)


def test_a_file_is_overwritten_on_purpose(writer: TraceWriter, raws: Raws) -> None:
    writer.write(raws(3))
    writer.close()
    with TraceWriter(writer.path, overwrite=True) as again, TraceReader(writer.path) as reader:
        assert (again.archived, reader.last, reader.damage) == (0, 0, None)


def test_a_folder_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        TraceWriter(tmp_path / "none" / "trace")


def test_a_file_that_cannot_be_read_back_is_an_error_and_closed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(path: Any) -> None:
        raise OSError(errno.EMFILE, "Too many open files")

    monkeypatch.setattr("h2craft.trace.writer.BlockIndex", refuse)
    with pytest.raises(OSError, match="Too many"):
        TraceWriter(tmp_path / "trace")


@pytest.mark.skipif(sys.platform == "win32", reason="no permission bits")
def test_only_the_owner_may_read_what_tls_kept_secret(writer: TraceWriter) -> None:
    assert stat.S_IMODE(writer.path.stat().st_mode) == 0o600


def test_reading_goes_on_after_closing(
    writer: TraceWriter,
    raws: Raws,
    seqs: Seqs,
) -> None:
    writer.write(raws(3))
    writer.sync()
    writer.close()
    assert seqs(writer.read()) == [1, 2, 3]
    with pytest.raises(ValueError, match="closed"):
        writer.write(raws(1, first=4))


@pytest.mark.parametrize("room", [0, 1, 45, 100])
def test_a_full_disk_loses_nothing_and_writing_can_be_tried_again(
    writer: TraceWriter,
    raws: Raws,
    seqs: Seqs,
    room: int,
) -> None:
    writer.write(raws(3))
    disk: Any = FullDisk(writer._file, room)
    writer._file = disk
    with pytest.raises(OSError, match="No space"):
        writer.write(raws(3, first=4))
    assert writer.archived == 3
    disk.room = 10_000
    writer.write(raws(3, first=4))
    with TraceReader(writer.path) as reader:
        assert seqs(reader) == [1, 2, 3, 4, 5, 6]
        assert reader.damage is None


def test_short_writes_are_completed(
    writer: TraceWriter,
    raws: Raws,
    seqs: Seqs,
) -> None:
    class Slow(FullDisk):
        def write(self, octets: bytes) -> Any:
            return self._file.write(octets[:10])

    slow: Any = Slow(writer._file, 0)
    writer._file = slow
    writer.write(raws(3))
    assert seqs(writer.read()) == [1, 2, 3]


def test_readers_on_other_threads_see_whole_records_while_it_is_written(
    writer: TraceWriter,
    raws: Raws,
    seqs: Seqs,
) -> None:
    done = threading.Event()
    seen = []

    def follow() -> None:
        after = 0
        while not (done.is_set() and after == writer.archived):
            for record in writer.read(after, 37):
                seen.append(record.seq)
                after = record.seq

    threads = [threading.Thread(target=follow) for _ in range(2)]
    for thread in threads:
        thread.start()
    for first in range(1, 3000, 3):
        writer.write(raws(3, first))
    done.set()
    for thread in threads:
        thread.join()
    assert sorted(seen) == sorted(2 * list(range(1, 3001)))
