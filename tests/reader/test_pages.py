"""Records by pages."""

from __future__ import annotations

from typing import Any

import pytest

from h2craft.reader import pages
from h2craft.reader.pages import PAGE, Pages
from h2craft.trace import Journal, Kind, Record


class Counting:
    """A journal that counts how often it is read."""

    def __init__(self, journal: Journal) -> None:
        self.journal = journal
        self.reads = 0

    @property
    def first(self) -> int:
        return self.journal.first

    @property
    def last(self) -> int:
        return self.journal.last

    def read(self, after: int = 0, limit: int = 1000) -> list[Record]:
        self.reads += 1
        return self.journal.read(after, limit)


def noted(journal: Journal, count: int, octets: bytes = b"") -> Counting:
    for _ in range(count):
        journal.append(0.0, 1, Kind.NOTED, octets)
    return Counting(journal)


def test_a_page_is_read_once_for_all_its_records() -> None:
    source = noted(Journal(), 1000)
    kept = Pages(source)
    for seq in range(PAGE + 1, 2 * PAGE + 1):
        assert kept.get(seq).seq == seq
    assert source.reads == 1


@pytest.mark.parametrize("seq", [-1, 0, 1001, 5000])
def test_there_is_no_record_where_there_is_none(seq: int) -> None:
    assert Pages(noted(Journal(), 1000)).get(seq) is None


def test_the_last_page_is_read_again_when_it_has_grown() -> None:
    source = noted(Journal(), 10)
    kept = Pages(source)
    assert kept.get(11) is None
    noted(source.journal, 1)
    assert kept.get(11).seq == 11
    assert kept.get(12) is None
    reads = source.reads
    assert kept.get(5).seq == 5
    assert kept.get(12) is None
    assert source.reads == reads


def test_few_pages_stay(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pages, "KEPT_PAGES", 2)
    source = noted(Journal(), 4 * PAGE)
    kept = Pages(source)
    for seq in (1, PAGE + 1, 1, 2 * PAGE + 1, 1):
        assert kept.get(seq).seq == seq
    assert source.reads == 3
    assert kept.get(PAGE + 1).seq == PAGE + 1
    assert source.reads == 4


def test_pages_of_large_records_stay_but_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pages, "KEPT_OCTETS", 1000)
    source = noted(Journal(), 3 * PAGE, bytes(100))
    kept = Pages(source)
    for seq in (1, 2, PAGE + 1, 3):
        assert kept.get(seq).seq == seq
    assert source.reads == 3


def test_a_gap_is_not_looked_for_again_and_again(talk: Any, listed: Any) -> None:
    talk.opened()
    source = listed([record for record in talk.records if record.seq != 3])
    kept = Pages(source)
    assert kept.get(3) is None
    source.records.clear()
    assert kept.get(3) is None
    assert kept.get(4).seq == 4


def test_what_the_source_raises_comes_out(talk: Any, listed: Any) -> None:
    talk.opened()
    source = listed(talk.records)
    source.broken = "disk on fire"
    with pytest.raises(OSError, match="disk on fire"):
        Pages(source).get(1)
