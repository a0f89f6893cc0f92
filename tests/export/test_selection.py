from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from h2craft.export import Circumstances, Selection
from h2craft.export.selection import PAGE
from h2craft.model import Board
from h2craft.trace import Journal, Kind, Record

Select = Callable[..., Selection]


class Holed:
    """A journal of which some records are gone."""

    def __init__(self, journal: Journal, *gone: int) -> None:
        self._journal = journal
        self._gone = gone

    def read(self, after: int = 0, limit: int = 1000) -> list[Record]:
        found = self._journal.read(after, limit)
        return [one for one in found if one.seq not in self._gone]


def seqs(selection: Selection) -> list[int]:
    return [one.seq for one in selection.records()]


@pytest.fixture
def two(talk: Any) -> Any:
    """Two connections with a request each, on streams 1 and 3; records 1 and 12 are of none."""
    talk(Kind.LISTENING, connection=0)
    talk.opened(1)
    talk.request(1, "/one")
    talk.response(1, end=True)
    talk.opened(2)
    talk.request(3, "/three", connection=2)
    talk(Kind.NOTED, connection=0)
    return talk


def test_a_filter_sees_records_as_the_whole_journal_makes_them(two: Any, select: Select) -> None:
    assert seqs(select("path:/one")) == [9, 10]
    assert seqs(select("path:/three")) == [18]
    assert seqs(select("path:/nowhere")) == []


def test_a_range_and_numbers_narrow_it(two: Any, select: Select) -> None:
    assert seqs(select(first=9, last=10)) == [9, 10]
    assert seqs(select(connections=frozenset({2}), first=17)) == [17, 18]
    assert seqs(select(connections=frozenset({1}), streams=frozenset({1}))) == [9, 10]


def test_whole_connections_come_with_what_is_of_none(two: Any, select: Select) -> None:
    whole = select("path:/one").whole()
    assert [one.seq for one in whole] == [1, *range(2, 11), 19]
    assert [one.seq for one in select("path:/one", last=9).whole()] == list(range(1, 10))


def test_a_journal_of_many_pages_is_read_to_its_end(talk: Any, select: Select) -> None:
    for _ in range(2 * PAGE + 1):
        talk(Kind.NOTED, connection=0)
    assert len(seqs(select())) == 2 * PAGE + 1
    assert len(seqs(select(last=PAGE + 1))) == PAGE + 1


def test_secrets_are_masked_unless_they_are_wanted(talk: Any, select: Select) -> None:
    talk.opened()
    talk.request(fields=[("cookie", "sid=topsecret")])

    def said(records: Iterable[Record]) -> str:
        return str([one.fields for one in map(Board().fold, records)])

    assert "topsecret" not in said(select().records())
    assert "topsecret" in said(select(secrets=True).records())
    assert "topsecret" not in said(select().whole())
    assert "topsecret" in said(select().whole(exact=True))
    selection = select("type:SETTINGS")
    list(selection.records())
    assert selection.hidden.records == 0
    selection = select()
    list(selection.records())
    assert selection.hidden.records == 1


def test_kept_tls_is_left_out_unless_a_filter_names_it(talk: Any, select: Select) -> None:
    talk.opened()
    talk(Kind.TLS_SECRETS, b"key")
    talk(Kind.TLS_RECEIVED, b"record")
    assert seqs(select(secrets=True)) == list(range(1, 8))
    assert seqs(select("kind:TLS_RECEIVED", secrets=True)) == [9]


@pytest.mark.parametrize("secrets", [True, False])
def test_over_a_gap_nobody_knows_what_a_connection_was_like(
    talk: Any, select: Select, secrets: bool
) -> None:
    talk.opened()
    talk.request(1, "/x")
    talk.response(1)
    talk.data(1)
    whole = select(secrets=secrets)
    holed = Selection(source=Holed(talk.journal, 5, 6), secrets=secrets)
    assert [one.connection.whole for one in whole.readings()] == [True] * 10
    found = [one for one in holed.readings() if one.record.seq > 6]
    assert not any(one.connection is not None and one.connection.whole for one in found)
    assert [None if one is None else one.seq for one in holed.stretches()] == [
        *(1, 2, 3, 4, None),
        *(7, 8, 9, 10),
    ]
    assert holed.concerned() == {0, 1}
    assert replace(holed, streams=frozenset({1})).concerned() == {0, 1}


def test_of_a_range_those_connections_are_concerned_that_are_in_it(
    two: Any, select: Select
) -> None:
    assert select().concerned() == {0, 1, 2}
    assert select(first=18).concerned() == {0, 2}
    assert select(last=10).concerned() == {0, 1}


def test_when_the_journal_began_is_a_moment() -> None:
    assert Circumstances(started="2026-03-01T12:00:00+01:00").began == datetime(
        2026, 3, 1, 11, tzinfo=UTC
    )
    assert Circumstances(started="2026-03-01T12:00:00").began == datetime(
        2026, 3, 1, 12, tzinfo=UTC
    )
    assert (
        Circumstances().began
        == Circumstances(started="soon").began
        == datetime(1970, 1, 1, tzinfo=UTC)
    )
