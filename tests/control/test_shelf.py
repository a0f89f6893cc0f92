"""Runs of fetched records."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from h2craft.control.shelf import OVERHEAD_OCTETS, WHOLE, Shelf
from h2craft.trace import Kind, Record


def records(*seqs: int, octets: int = 0) -> list[Record]:
    return [Record(seq, float(seq), 1, Kind.FRAME_RECEIVED, bytes(octets)) for seq in seqs]


def seqs(found: list[Record]) -> list[int]:
    return [record.seq for record in found]


def test_what_was_put_is_found_from_anywhere_in_it() -> None:
    shelf = Shelf()
    shelf.put(10, records(*range(11, 31)))
    found, upto = shelf.take(14, 3)
    assert (seqs(found), upto) == ([15, 16, 17], 17)
    found, upto = shelf.take(28, 100)
    assert (seqs(found), upto) == ([29, 30], 30)
    assert shelf.take(9, 5) == ([], 9)
    assert shelf.take(30, 5) == ([], 30)


def test_runs_that_follow_each_other_are_read_as_one() -> None:
    shelf = Shelf()
    for start in range(0, 5 * WHOLE, WHOLE):
        shelf.put(start, records(*range(start + 1, start + WHOLE + 1)))
    found, upto = shelf.take(7, 3 * WHOLE)
    assert seqs(found) == list(range(8, 3 * WHOLE + 8))
    assert upto == 3 * WHOLE + 7
    assert shelf.ahead(0)[0] == 5 * WHOLE


def test_a_number_that_is_lost_is_known_to_be() -> None:
    shelf = Shelf()
    shelf.put(0, records(90, 91))
    assert seqs(shelf.take(0, 10)[0]) == [90, 91]
    assert seqs(shelf.take(50, 10)[0]) == [90, 91]
    assert shelf.ahead(10)[0] == 91


def test_a_run_never_hides_one_that_is_longer() -> None:
    shelf = Shelf()
    shelf.put(0, records(*range(1, 101)))
    shelf.put(0, records(1, 2, 3))
    shelf.put(50, records(*range(51, 121)))
    assert seqs(shelf.take(0, 1000)[0]) == list(range(1, 121))
    assert shelf.octets == 120 * OVERHEAD_OCTETS


def test_those_nobody_asked_for_longest_go_first() -> None:
    shelf = Shelf(limit=100 * OVERHEAD_OCTETS)
    shelf.put(0, records(*range(1, 51)))
    shelf.put(100, records(*range(101, 141)))
    shelf.take(0, 1)
    shelf.put(200, records(*range(201, 241)))
    assert seqs(shelf.take(0, 1)[0]) == [1]
    assert shelf.take(100, 1) == ([], 100)
    assert seqs(shelf.take(200, 1)[0]) == [201]
    assert shelf.octets <= shelf.limit


def test_one_record_larger_than_the_shelf_is_kept_all_the_same() -> None:
    shelf = Shelf(limit=100)
    shelf.put(0, records(1, octets=1000))
    assert seqs(shelf.take(0, 1)[0]) == [1]


ALL = 60
LOST = {7, 8, 9, 30, 59}
THERE = [seq for seq in range(1, ALL + 1) if seq not in LOST]


@given(
    st.lists(st.tuples(st.integers(0, ALL), st.integers(1, 20)), max_size=12),
    st.integers(0, ALL),
    st.integers(1, ALL),
    st.sampled_from([10, 40, 1000]),
)
def test_whatever_was_put_what_is_found_is_what_there_is(
    puts: list[tuple[int, int]], after: int, limit: int, kept: int
) -> None:
    shelf = Shelf(limit=kept * OVERHEAD_OCTETS)
    for start, count in puts:
        shelf.put(start, records(*[seq for seq in THERE if seq > start][:count]))
    found, upto = shelf.take(after, limit)
    wanted = [seq for seq in THERE if seq > after]
    assert seqs(found) == wanted[: len(found)]
    assert len(found) <= limit
    assert seqs(found) == [seq for seq in wanted if seq <= upto]
    chunks = shelf._chunks.values()
    assert shelf.octets == sum(OVERHEAD_OCTETS * len(chunk.records) for chunk in chunks)
