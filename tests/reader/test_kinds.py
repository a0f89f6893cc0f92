"""Kinds of records, and rows by kind."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from h2craft.reader.kinds import AUTOMATIC, BLOCK, Kinds, Selection, codes_of
from h2craft.trace import Kind

SENT, DONE = int(Kind.FRAME_SENT), int(Kind.ACTION_DONE)
runs = st.lists(
    st.tuples(
        st.integers(0, 3).map(lambda gap: gap * 100),
        st.lists(st.sampled_from([SENT, DONE, SENT | AUTOMATIC]), max_size=400),
    ),
    max_size=5,
)


def filled(told: list[tuple[int, list[int]]]) -> tuple[Kinds, dict[int, int]]:
    """Kinds, and a plain mapping that says the same."""
    kinds, known = Kinds(), {}
    for gap, codes in told:
        first = kinds.last + 1 + gap
        kinds.extend(first, bytes(codes))
        known.update(enumerate(codes, first))
    return kinds, known


@given(runs, st.sampled_from([(), (Kind.ACTION_DONE,), (Kind.FRAME_SENT,)]))
def test_a_selection_is_the_list_of_all_that_is_not_hidden(told: Any, hidden: Any) -> None:
    kinds, known = filled(told)
    codes = codes_of(hidden)
    wanted = [seq for seq, code in known.items() if code not in codes]
    chosen = Selection(kinds, codes)
    assert chosen.count == len(wanted)
    assert chosen.seqs(0, chosen.count + 9) == wanted
    for start in range(0, len(wanted), 37):
        assert chosen.seqs(start, start + 5) == wanted[start : start + 5]
        assert chosen.seq_at(start) == wanted[start]
    for seq in range(1, kinds.last + 3, 41):
        assert chosen.index_of(seq) == sum(one < seq for one in wanted)
    with pytest.raises(IndexError):
        chosen.seq_at(chosen.count)


@given(runs, st.integers(0, 2000))
def test_what_is_dropped_is_gone_from_the_front(told: Any, before: int) -> None:
    kinds, known = filled(told)
    chosen = Selection(kinds)
    assert chosen.count == len(known)
    kinds.drop(before)
    left = [seq for seq in known if seq > kinds.base]
    assert kinds.base < max(before, 1) or not kinds.codes or kinds.base % BLOCK == 0
    assert chosen.seqs(0, 10_000) == left
    assert chosen.count == len(left)


def test_a_selection_grows_with_the_kinds() -> None:
    kinds = Kinds()
    chosen = Selection(kinds, codes_of([Kind.ACTION_DONE]))
    for number in range(2000):
        kinds.extend(number + 1, bytes((SENT if number % 3 else DONE,)))
        if number % 7 == 0:
            assert chosen.count == number + 1 - (number // 3 + 1)
    assert chosen.seq_at(chosen.count - 1) == 2000


def test_what_turns_out_to_be_lost_is_no_row_any_more() -> None:
    kinds = Kinds()
    kinds.extend(1, bytes((SENT,)) * 1000)
    chosen = Selection(kinds)
    state = chosen.state
    kinds.lose(300, 700)
    assert chosen.state != state
    assert chosen.count == 601
    assert chosen.index_of(500) == 300 and chosen.seq_at(300) == 700
    state = chosen.state
    kinds.lose(300, 700)
    assert chosen.state == state


def test_what_is_told_twice_is_kept_once() -> None:
    kinds = Kinds()
    kinds.extend(1, bytes((SENT, SENT)))
    kinds.extend(2, bytes((DONE, DONE)))
    assert bytes(kinds.codes) == bytes((SENT, SENT, DONE))


def test_a_code_has_the_kind_and_whether_it_is_automatic() -> None:
    kinds = Kinds()
    kinds.extend(1000, bytes((SENT | AUTOMATIC, SENT)))
    assert kinds.kind(1000) == kinds.kind(1001) == SENT
    assert kinds.is_automatic(1000) and not kinds.is_automatic(1001)
    assert kinds.kind(999) == kinds.kind(1) == kinds.kind(5000) == 0
    assert kinds.base >= 1000 - 1 - BLOCK
