from __future__ import annotations

import errno
import os
import threading
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from h2craft.engine.keeper import Keeper, Spill, open_trace
from h2craft.trace import Journal, Kind, RawRecord, Record, TraceReader, TraceWriter


class FlakyArchive:
    """An archive on a disk that is full while `full` is set."""

    def __init__(self, path: Path) -> None:
        self._writer = TraceWriter(path)
        self.full = True

    @property
    def archived(self) -> int:
        return self._writer.archived

    def write(self, records: Sequence[RawRecord]) -> None:
        if self.full:
            raise OSError(errno.ENOSPC, "No space left on device")
        self._writer.write(records)

    def read(self, after: int, limit: int) -> list[Record]:
        return self._writer.read(after, limit)

    def close(self) -> None:
        self._writer.close()


class Waiter:
    """Lets a test wait for what another thread does."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self.said: list[str] = []

    def say(self, text: str = "") -> None:
        with self._changed:
            self.said.append(text)
            self._changed.notify_all()

    def until(self, done: Callable[[], bool]) -> None:
        with self._changed:
            assert self._changed.wait_for(done, 10)


def fill(journal: Journal, count: int) -> None:
    for _ in range(count):
        journal.append(0.0, 1, Kind.FRAME_RECEIVED, bytes(9))


def test_every_record_reaches_the_trace_soon(tmp_path: Path) -> None:
    journal, waiter = Journal(), Waiter()
    writer = open_trace(tmp_path / "t", {}, overwrite=False)
    keeper = Keeper(journal, writer, eager=True, failed=waiter.say, caught_up=waiter.say)
    keeper.start()
    fill(journal, 10)
    waiter.until(lambda: writer.archived == 10)
    fill(journal, 5)
    keeper.stop()
    with TraceReader(tmp_path / "t") as reader:
        assert reader.last == 15


def test_without_a_trace_nothing_is_written_till_memory_is_half_full(tmp_path: Path) -> None:
    journal, waiter = Journal(memory_records=1000), Waiter()
    spill = Spill(tmp_path)
    keeper = Keeper(journal, spill, eager=False, failed=waiter.say, caught_up=waiter.say)
    keeper.start()
    fill(journal, 400)
    keeper.nudge()
    assert spill.archived == 0
    fill(journal, 300)
    waiter.until(lambda: spill.archived == 700)
    for _ in range(20):
        fill(journal, 300)
        done = journal.last
        keeper.nudge()
        waiter.until(lambda: spill.archived == done)  # noqa: B023 - called at once
    assert list(tmp_path.iterdir()) == [], "the file has no name"
    assert journal.records_in_memory <= 1000
    assert [record.seq for record in journal.read(0, 10_000)] == list(range(1, 6701))
    keeper.stop()
    assert journal.lost == 0


def test_a_disk_that_is_full_for_a_while_loses_nothing(tmp_path: Path) -> None:
    journal, waiter = Journal(memory_records=10_000), Waiter()
    archive = FlakyArchive(tmp_path / "t")
    keeper = Keeper(journal, archive, eager=True, failed=waiter.say, caught_up=waiter.say)
    keeper.start()
    fill(journal, 100)
    waiter.until(lambda: any("no space left on device" in text for text in waiter.said))
    archive.full = False
    keeper.nudge()
    waiter.until(lambda: archive.archived == 100)
    assert any("again" in text for text in waiter.said)
    keeper.stop()
    assert journal.lost == 0


def test_a_disk_that_stays_full_is_given_up_and_memory_stays_bounded(tmp_path: Path) -> None:
    journal, waiter = Journal(memory_records=1000), Waiter()
    lost: list[int] = []

    def note_lost(count: int) -> None:
        lost.append(count)
        waiter.say()

    archive = FlakyArchive(tmp_path / "t")
    keeper = Keeper(journal, archive, eager=True, failed=waiter.say, lost=note_lost)
    keeper.start()
    fill(journal, 600)
    waiter.until(lambda: not journal.archiving)
    assert any("lost" in text for text in waiter.said)
    fill(journal, 5000)
    assert journal.records_in_memory <= 1000
    assert journal.lost > 4000
    keeper.nudge()
    waiter.until(lambda: sum(lost) == journal.lost)
    keeper.stop()


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="no /dev/full here")
def test_a_full_device_is_one_clear_line() -> None:
    with pytest.raises(OSError, match="cannot write the trace /dev/full: no space left on device"):
        open_trace(Path("/dev/full"), {}, overwrite=True)
