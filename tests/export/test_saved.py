from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from h2craft.actions import Policy
from h2craft.export import Selection
from h2craft.export.saved import h2trace, numbered
from h2craft.trace import Kind, Record, TraceReader

Select = Callable[..., Selection]


def reader_of(tmp_path: Path, octets: bytes) -> TraceReader:
    file = tmp_path / "x.h2trace"
    file.write_bytes(octets)
    return TraceReader(file)


def test_all_of_a_journal_is_the_same_journal(talk: Any, select: Select, tmp_path: Path) -> None:
    talk.opened()
    talk.exchange()
    with reader_of(tmp_path, b"".join(h2trace(select()))) as reader:
        assert list(reader) == talk.journal.read(0, 100)
        assert reader.header["started"] == "2026-03-01T12:00:00+00:00"


def test_a_part_is_numbered_anew_and_causes_go_along(
    talk: Any, select: Select, tmp_path: Path
) -> None:
    talk.opened(1)
    talk.opened(2)
    asked = talk.request(1, "/x", connection=2)
    talk.response(1, connection=2, cause=asked)
    talk.response(1, connection=2, cause=3)
    with reader_of(tmp_path, b"".join(h2trace(select("conn:2")))) as reader:
        records = list(reader)
    assert [one.seq for one in records] == list(range(1, 11))
    assert [one.cause for one in records[-3:]] == [0, 8, 0]


def noted(seq: int, detail: Any = None) -> Record:
    return Record(seq, 0.0, 1, Kind.NOTED, detail=detail)


def test_what_was_let_out_of_the_tray_is_still_meant() -> None:
    policy = Policy(release=(3, 5), drop=(4,))
    made = list(numbered([noted(3), noted(5), noted(6, policy)]))
    assert made[-1].detail == Policy(release=(1, 2), drop=())
    assert [one.seq for one in made] == [1, 2, 3]


def test_where_records_are_lost_a_gap_stays() -> None:
    made = numbered([None, noted(3), None, noted(7), noted(8)])
    assert [one.seq for one in made] == [1, 3, 4]


def test_when_nobody_knows_when_it_began_the_file_does_not_say(talk: Any, tmp_path: Path) -> None:
    talk.opened()
    octets = b"".join(h2trace(Selection(source=talk.journal)))
    with reader_of(tmp_path, octets) as reader:
        assert "started" not in reader.header
