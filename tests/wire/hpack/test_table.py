"""The dynamic table: eviction, and for the encoder's searching and setting back."""

from __future__ import annotations

import pytest
from hpack.table import HeaderTable as Oracle
from hypothesis import given
from hypothesis import strategies as st

from h2craft.wire import HeaderTable
from h2craft.wire.hpack.table import SearchableTable, entry_size

entries = st.tuples(st.sampled_from((b"a", b"b", b"server")), st.binary(max_size=40))
steps = st.lists(entries | st.integers(0, 300), max_size=30)


def play(table: HeaderTable, moves: list[tuple[bytes, bytes] | int]) -> None:
    for move in moves:
        if isinstance(move, int):
            table.max_size = move
        else:
            table.insert(move)


@pytest.mark.parametrize("kind", [HeaderTable, SearchableTable])
@given(moves=steps)
def test_it_holds_what_hpacks_table_holds(
    kind: type[HeaderTable], moves: list[tuple[bytes, bytes] | int]
) -> None:
    table, oracle = kind(), Oracle()
    play(table, moves)
    for move in moves:
        if isinstance(move, int):
            oracle.maxsize = move
        else:
            oracle.add(*move)
    assert table.entries == oracle.dynamic_entries
    assert table.size == sum(entry_size(*entry) for entry in table.entries) <= table.max_size
    assert len(table) == len(oracle.dynamic_entries)


@given(moves=steps)
def test_an_entry_is_found_at_its_newest_index(moves: list[tuple[bytes, bytes] | int]) -> None:
    table = SearchableTable()
    play(table, moves)
    numbered = [(entry, table.count - 1 - at) for at, entry in enumerate(table.entries)]
    assert table.numbers == dict(reversed(numbered))
    assert table.numbers_by_name == {entry[0]: number for entry, number in reversed(numbered)}


@given(before=steps, after=st.lists(entries, max_size=30))
def test_restore_brings_back_exactly_what_was_marked(
    before: list[tuple[bytes, bytes] | int], after: list[tuple[bytes, bytes] | int]
) -> None:
    table, untouched = SearchableTable(), SearchableTable()
    play(table, before)
    play(untouched, before)
    table.mark()
    play(table, after)
    table.restore()
    assert table == untouched
    assert table.size == untouched.size
    assert table.numbers.keys() == untouched.numbers.keys()
    # and it goes on as if nothing had been
    play(table, [*after, 100, *after])
    play(untouched, [*after, 100, *after])
    assert table == untouched


@pytest.mark.parametrize("kind", [HeaderTable, SearchableTable])
def test_an_entry_larger_than_the_table_leaves_it_empty(kind: type[HeaderTable]) -> None:
    """RFC 7541 4.4."""
    table = kind(100)
    table.insert((b"a", b"1"))
    table.insert((b"a", b"x" * 68))
    assert (len(table), table.size) == (0, 0)
    table.insert((b"a", b"x" * 67))
    assert (len(table), table.size) == (1, 100)


def test_the_newer_of_two_equal_entries_is_found_when_the_older_goes() -> None:
    table = SearchableTable(3 * 34)
    for name in (b"a", b"a", b"b", b"c"):
        table.insert((name, b"1"))
    assert list(table.entries) == [(b"c", b"1"), (b"b", b"1"), (b"a", b"1")]
    assert (table.numbers[b"a", b"1"], table.numbers_by_name[b"a"]) == (1, 1)
    table.insert((b"d", b"1"))
    assert (b"a", b"1") not in table.numbers and b"a" not in table.numbers_by_name


def test_lookup_takes_the_indices_of_the_wire() -> None:
    table = HeaderTable()
    table.insert((b"a", b"1"))
    table.insert((b"a", b"2"))
    assert table.lookup(1) == (b":authority", b"")
    assert table.lookup(61) == (b"www-authenticate", b"")
    assert table.lookup(62) == (b"a", b"2")
    assert table.lookup(63) == (b"a", b"1")


@pytest.mark.parametrize("index", [-1, 0, 62])
def test_an_index_without_an_entry_is_an_index_error(index: int) -> None:
    with pytest.raises(IndexError):
        HeaderTable().lookup(index)


def test_tables_are_equal_if_both_ends_would_agree() -> None:
    one, other = HeaderTable(), SearchableTable()
    assert one == other
    one.insert((b"a", b"1"))
    assert one != other
    other.adopt(one)
    assert one == other
    one.max_size = 4000
    assert one != other
    assert one != "a table"


def test_a_table_tells_how_full_it_is() -> None:
    table = SearchableTable(100)
    table.insert((b"a", b"1"))
    assert repr(table) == "<SearchableTable 1 entries, 34 of 100>"
