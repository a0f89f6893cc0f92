"""The journal: order, bounds, readers beside the writer."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterable
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from h2craft.actions import Note
from h2craft.trace import (
    Cursor,
    Journal,
    Kind,
    NullJournal,
    Origin,
    Outline,
    RawRecord,
    Record,
    TraceReader,
    TraceWriter,
)
from h2craft.trace.raw import record_of

Fill = Callable[..., Journal]
Seqs = Callable[[Iterable[Record]], list[int]]


def the(journal: Journal, seq: int) -> Record:
    """The record with this seq, which there must be."""
    record = journal.get(seq)
    assert record is not None
    return record


class FailingArchive:
    """Takes the first `takes` records and then fails, as a full disk does."""

    def __init__(self, takes: int) -> None:
        self.takes = takes
        self.kept: list[RawRecord] = []

    @property
    def archived(self) -> Any:
        return len(self.kept)

    def write(self, records: Any) -> None:
        if len(self.kept) + len(records) > self.takes:
            raise OSError("no space left on device")
        self.kept += records

    def read(self, after: int, limit: int) -> Any:
        return [record_of(raw) for raw in self.kept[after : after + limit]]


def test_an_appended_record_is_read_as_it_was_given() -> None:
    journal = Journal()
    detail = {"door": "wire"}
    seq = journal.append(1.5, 3, Kind.FRAME_SENT, b"octets", 7, Origin.HAND, detail)
    assert seq == journal.last == 1
    record = the(journal, 1)
    assert record == Record(1, 1.5, 3, Kind.FRAME_SENT, b"octets", 7, Origin.HAND, detail)
    assert record.kind is Kind.FRAME_SENT
    assert record.origin is Origin.HAND


def test_what_is_not_given_has_the_record_s_defaults() -> None:
    journal = Journal()
    journal.append(1.5, 3, Kind.FRAME_RECEIVED)
    assert journal.get(1) == Record(1, 1.5, 3, Kind.FRAME_RECEIVED)


def test_a_kind_not_known_here_stays_a_number() -> None:
    journal = Journal()
    journal.append(0.0, 1, 200, origin=9)
    assert the(journal, 1).kind == 200
    assert the(journal, 1).origin == 9


def test_an_empty_journal_has_nothing_to_read() -> None:
    journal = Journal()
    assert (journal.first, journal.last, journal.read(), journal.get(1)) == (1, 0, [], None)


def test_read_starts_after_the_given_seq_and_stops_at_the_limit(fill: Fill, seqs: Seqs) -> None:
    journal = fill(Journal(memory_records=64), 30)
    assert seqs(journal.read(10, 7)) == list(range(11, 18))
    assert seqs(journal.read(28, 7)) == [29, 30]
    assert journal.read(30, 7) == journal.read(99, 7) == journal.read(3, 0) == []


def test_get_knows_records_that_never_were_or_are_gone(fill: Fill) -> None:
    journal = fill(Journal(memory_records=16), 100)
    assert journal.get(101) is None
    assert journal.get(1) is None
    assert the(journal, 100).seq == 100


def test_without_an_archive_the_oldest_records_are_dropped_and_counted(
    fill: Fill, seqs: Seqs
) -> None:
    journal = fill(Journal(memory_records=32), 1000)
    assert journal.records_in_memory <= 32
    assert journal.lost == journal.first - 1 >= 1000 - 32
    assert seqs(journal.read()) == list(range(journal.first, 1001))


def test_memory_is_bounded_by_octets_too(fill: Fill) -> None:
    journal = fill(Journal(memory_octets=1 << 20), 1000, bytes(16384))
    assert journal.octets_in_memory <= 1 << 20
    assert 40 < journal.records_in_memory < 64
    assert not journal.over_budget


def test_octets_in_details_are_charged() -> None:
    journal = Journal(memory_octets=1 << 20)
    for _ in range(100):
        journal.append(0.0, 0, Kind.PRINTED, detail={"text": "x" * 100_000})
    assert journal.records_in_memory < 12


def test_budgets_of_one_keep_the_newest_record(fill: Fill, seqs: Seqs) -> None:
    journal = fill(Journal(memory_records=1, memory_octets=1), 5)
    assert seqs(journal.read()) == [5]


def test_a_record_larger_than_the_budget_is_kept_till_another_comes(fill: Fill, seqs: Seqs) -> None:
    archive = FailingArchive(takes=10)
    journal = fill(Journal(memory_octets=1 << 16, archive=archive), 2, bytes(1 << 20))
    assert journal.over_budget
    journal.archive_next()
    assert not journal.over_budget
    assert journal.records_in_memory == 1


def test_a_million_records_pass_through_bounded_memory() -> None:
    journal = Journal()
    append = journal.append
    for _ in range(1_000_000):
        append(0.5, 1, Kind.FRAME_RECEIVED, b"123456789")
    assert journal.last == 1_000_000
    assert journal.records_in_memory <= 65_536
    assert journal.lost == journal.first - 1


def test_a_million_records_pass_to_the_archive_and_none_is_lost(tmp_path: Path) -> None:
    with TraceWriter(tmp_path / "trace") as archive:
        journal = Journal(archive=archive)
        for _ in range(200):
            for _ in range(5000):
                journal.append(0.5, 1, Kind.FRAME_RECEIVED, b"123456789")
            journal.archive_next()
            assert journal.records_in_memory <= 65_536
        assert (journal.lost, archive.archived) == (0, 1_000_000)
        assert [record.seq for record in journal.read(123_456, 3)] == [123_457, 123_458, 123_459]
    with TraceReader(tmp_path / "trace") as reader:
        assert (reader.count, reader.damage) == (1_000_000, None)


def test_nothing_is_dropped_before_the_archive_has_it(fill: Fill, tmp_path: Path) -> None:
    with TraceWriter(tmp_path / "trace") as archive:
        journal = fill(Journal(memory_records=32, archive=archive), 100)
        assert journal.records_in_memory == 100
        assert journal.over_budget
        while journal.archive_next(16):
            pass
        assert not journal.over_budget
        fill(journal, 1)
        assert not journal.over_budget
        assert journal.records_in_memory <= 32
        assert (journal.lost, journal.first) == (0, 1)


def test_evicted_records_are_read_from_the_archive(fill: Fill, seqs: Seqs, tmp_path: Path) -> None:
    with TraceWriter(tmp_path / "trace") as archive:
        journal = fill(Journal(memory_records=32, archive=archive), 100)
        journal.archive_next()
        assert seqs(journal.read(0, 1000)) == list(range(1, 101))
        assert seqs(journal.read(60, 20)) == list(range(61, 81))
        assert the(journal, 2).octets == b"123456789"


def test_records_are_given_as_they_are_kept_from_memory_and_from_the_archive(
    fill: Fill, tmp_path: Path
) -> None:
    with TraceWriter(tmp_path / "trace") as archive:
        journal = fill(Journal(memory_records=32, archive=archive), 100)
        journal.archive_next()
        for after, limit in ((0, 1000), (60, 20), (95, 20), (100, 1), (0, 0)):
            raws = journal.read_raw(after, limit)
            assert [*map(record_of, raws)] == journal.read(after, limit)


def test_unarchived_gives_exact_tuples_after_what_the_archive_has(
    fill: Fill,
) -> None:
    archive = FailingArchive(takes=100)
    journal = fill(Journal(archive=archive), 5)
    raw = (1, 0.5, 1, int(Kind.FRAME_RECEIVED), b"123456789", 0, 0, None)
    assert journal.unarchived(2)[0] == raw
    assert type(journal.unarchived(2)[0][3]) is int
    archive.write(journal.unarchived(2))
    assert [found[0] for found in journal.unarchived(10)] == [3, 4, 5]


def test_without_an_archive_nothing_waits_for_it(fill: Fill) -> None:
    journal = fill(Journal(), 5)
    assert journal.unarchived() == []
    assert journal.archive_next() == 0


def test_an_archive_may_come_later(fill: Fill, seqs: Seqs, tmp_path: Path) -> None:
    journal = fill(Journal(memory_records=32), 100)
    first = journal.first
    with TraceWriter(tmp_path / "trace") as archive:
        journal.archive = archive
        journal.archiving = True
        fill(journal, 100)
        while journal.archive_next():
            pass
        assert seqs(journal.read(0, 1000)) == list(range(first, 201))
        assert journal.lost == first - 1


def test_an_archive_that_fails_can_be_tried_again(fill: Fill) -> None:
    archive = FailingArchive(takes=10)
    journal = fill(Journal(archive=archive), 20)
    with pytest.raises(OSError, match="no space"):
        journal.archive_next()
    archive.takes = 20
    assert journal.archive_next() == 20


def test_after_giving_up_archiving_the_archived_stays_readable_and_the_rest_is_bounded(
    fill: Fill, seqs: Seqs
) -> None:
    archive = FailingArchive(takes=50)
    journal = fill(Journal(memory_records=32, archive=archive), 50)
    journal.archive_next()
    fill(journal, 100)
    journal.stop_archiving()
    assert journal.unarchived() == []
    assert journal.records_in_memory <= 32
    fill(journal, 100)
    read = seqs(journal.read(0, 1000))
    assert read[:50] == list(range(1, 51))
    assert read[-1] == 250
    assert journal.lost == 250 - len(read)
    assert len(read[50:]) <= 32


def test_when_two_evict_at_once_one_does_it_for_both(fill: Fill) -> None:
    class Meddling(FailingArchive):
        """Evicts from within eviction, as a second thread would."""

        meddle = False

        @property
        def archived(self) -> Any:
            self.second = journal.evict() if self.meddle else None
            return len(self.kept)

    archive = Meddling(takes=1000)
    journal = fill(Journal(memory_records=32, archive=archive), 100)
    archive.write(journal.unarchived())
    archive.meddle = True
    assert journal.evict() >= 68
    assert archive.second == 0


def test_readers_and_archiver_beside_the_writer_see_every_record_once(tmp_path: Path) -> None:
    total = 60_000
    done = threading.Event()
    failures: list[Record] = []

    def follow(journal: Any, found: Any) -> None:
        cursor = Cursor(journal)
        while not (done.is_set() and cursor.after == journal.last):
            records = cursor.read(777)
            found.extend(record.seq for record in records)
            failures.extend(r for r in records if r.octets != b"%d" % r.seq)

    def keep(journal: Any) -> None:
        while not (done.is_set() and journal.archive.archived == journal.last):
            journal.archive_next(500)

    with TraceWriter(tmp_path / "trace") as archive:
        journal = Journal(memory_records=2048, archive=archive)
        found: list[list[int]] = [[], []]
        threads = [threading.Thread(target=follow, args=(journal, seen)) for seen in found]
        threads.append(threading.Thread(target=keep, args=(journal,)))
        for thread in threads:
            thread.start()
        for seq in range(1, total + 1):
            journal.append(0.0, 1, Kind.FRAME_RECEIVED, b"%d" % seq)
        done.set()
        for thread in threads:
            thread.join()
    assert failures == []
    assert all(seen == list(range(1, total + 1)) for seen in found)
    assert journal.lost == 0
    with TraceReader(tmp_path / "trace") as reader:
        assert [record.seq for record in reader] == list(range(1, total + 1))


def test_a_reader_beside_a_dropping_writer_sees_rising_seqs_and_counts_the_rest() -> None:
    total = 60_000
    journal = Journal(memory_records=256)
    cursor = Cursor(journal)
    found: list[tuple[int, bytes]] = []
    done = threading.Event()

    def follow() -> None:
        while not (done.is_set() and cursor.after == journal.last):
            found.extend((record.seq, record.octets) for record in cursor.read(100))

    thread = threading.Thread(target=follow)
    thread.start()
    for seq in range(1, total + 1):
        journal.append(0.0, 1, Kind.FRAME_RECEIVED, b"%d" % seq)
    done.set()
    thread.join()
    assert all(octets == b"%d" % seq for seq, octets in found)
    assert all(earlier < later for (earlier, _), (later, _) in pairwise(found))
    assert len(found) + cursor.lost == total


def test_a_cursor_goes_on_where_it_stopped(fill: Fill, seqs: Seqs) -> None:
    journal = fill(Journal(), 5)
    cursor = Cursor(journal, after=1)
    assert seqs(cursor.read(2)) == [2, 3]
    assert seqs(cursor.read()) == [4, 5]
    assert cursor.read() == []
    fill(journal, 1)
    assert seqs(cursor.read()) == [6]
    assert (cursor.after, cursor.lost) == (6, 0)


def test_a_cursor_counts_what_was_dropped_before_it_came(fill: Fill) -> None:
    journal = Journal(memory_records=16)
    cursor = Cursor(journal)
    fill(journal, 100)
    assert len(cursor.read()) + cursor.lost == 100
    assert cursor.lost == journal.lost


def test_a_listener_is_called_once_for_each_arming(fill: Fill) -> None:
    journal = Journal()
    calls = []
    listener = journal.add_listener(lambda: calls.append(journal.last))
    fill(journal, 1)
    assert calls == []
    assert listener.arm(after=1)
    fill(journal, 3)
    assert calls == [2]
    assert listener.arm(after=4)
    fill(journal, 1)
    assert calls == [2, 5]


def test_arming_says_when_there_is_something_to_read_already(fill: Fill) -> None:
    journal = fill(Journal(), 2)
    calls = []
    listener = journal.add_listener(lambda: calls.append(1))
    assert not listener.arm(after=1)
    fill(journal, 1)
    assert calls == []


def test_a_removed_listener_is_not_called_and_the_others_are(fill: Fill) -> None:
    journal = Journal()
    calls = []
    first = journal.add_listener(lambda: calls.append("first"))
    second = journal.add_listener(lambda: calls.append("second"))
    first.arm(0)
    second.arm(0)
    first.remove()
    first.remove()
    fill(journal, 1)
    assert calls == ["second"]


def test_a_null_journal_counts_and_keeps_nothing(fill: Fill) -> None:
    journal = fill(NullJournal(), 5)
    assert journal.last == 5
    assert journal.first == 6
    assert journal.read() == []
    assert journal.records_in_memory == 0
    assert not journal.over_budget


def test_an_action_is_a_detail_like_any_other() -> None:
    journal = Journal()
    journal.append(0.0, 1, Kind.ACTION_FIRED, detail=Note(text="hello"))
    assert the(journal, 1).detail == Note(text="hello")


def test_records_an_archive_has_beyond_those_asked_for_are_not_read_twice(
    fill: Fill, seqs: Seqs
) -> None:
    class Generous(FailingArchive):
        def read(self, after: int, limit: int) -> Any:
            return super().read(after, 10_000)

    archive = Generous(takes=1000)
    journal = fill(Journal(memory_records=32, archive=archive), 100)
    journal.archive_next()
    assert seqs(journal.read(0, 1000)) == list(range(1, 101))


def outlined(journal: Journal) -> list[tuple[int, int, int]]:
    """Seq, kind and origin of all records, as outlines tell them."""
    found: list[tuple[int, int, int]] = []
    while (told := journal.outline(found[-1][0] if found else 0)).kinds:
        seqs = range(told.first, told.first + len(told.kinds))
        found += zip(seqs, told.kinds, told.origins, strict=True)
    return found


def told_by_reading(journal: Journal) -> list[tuple[int, int, int]]:
    return [(record.seq, record.kind, record.origin) for record in journal.read(0, 1 << 20)]


def mixed(journal: Journal, count: int) -> Journal:
    for number in range(count):
        kind = (Kind.FRAME_SENT, Kind.FRAME_RECEIVED, Kind.ACTION_DONE)[number % 3]
        journal.append(0.5, 1, kind, b"123456789", 0, number % 5)
    return journal


def test_outlines_tell_what_reading_tells_and_much_sooner() -> None:
    journal = mixed(Journal(memory_records=320), 100)
    assert outlined(journal) == told_by_reading(journal)
    assert len(outlined(journal)) == 100


def test_outlines_of_a_journal_that_dropped_records_begin_where_it_does() -> None:
    journal = mixed(Journal(memory_records=64), 1000)
    assert journal.first > 1
    assert outlined(journal) == told_by_reading(journal)


def test_outlines_go_on_from_the_archive_into_memory(tmp_path: Path) -> None:
    with TraceWriter(tmp_path / "trace") as writer:
        journal = Journal(memory_records=64, archive=writer)
        for _ in range(10):
            mixed(journal, 100)
            while journal.archive_next(30):
                pass
        mixed(journal, 7)
        assert journal.records_in_memory < 200
        assert outlined(journal) == told_by_reading(journal)
        assert len(outlined(journal)) == 1007
        with TraceReader(writer.path) as reader:
            assert reader.outline(500).first == 501


def test_outlines_begin_in_memory_where_the_archive_lost_its_part(tmp_path: Path) -> None:
    with TraceWriter(tmp_path / "trace") as writer:
        journal = mixed(Journal(memory_records=64, archive=writer), 1000)
        while journal.archive_next(30):
            pass
        os.truncate(writer.path, 0)
        assert outlined(journal) == told_by_reading(journal)
        assert len(outlined(journal)) == journal.records_in_memory < 1000


def test_an_empty_journal_has_no_outline() -> None:
    assert Journal().outline() == Outline()


def test_a_journal_can_be_given_a_longer_memory_and_never_a_shorter_one() -> None:
    journal = Journal(memory_records=32, memory_octets=1 << 20)
    journal.remember(1_000, 1 << 10)
    for _ in range(500):
        journal.append(0.0, 1, Kind.NOTED)
    assert (journal.lost, journal.memory_octets) == (0, 1 << 20)
    journal.remember(10, 10)
    assert journal.memory_records == 1_000
