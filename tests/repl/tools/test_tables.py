from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from h2craft.explain import Role, Span, plain, sentence
from h2craft.repl.tools.tables import Column, Listed, cell, cut, folded, table

NAMES = (Column("n", right=True), Column("what", least=4), Column("more", least=6))


def rows(*texts: tuple[str, str, str]) -> list[list[Span]]:
    return [[Span(text) for text in row] for row in texts]


def test_columns_stand_below_one_another() -> None:
    made = table(NAMES, rows(("1", "a", "x"), ("22", "bcd", "y")), 80)
    assert plain(made) == " n  what  more\n 1  a     x\n22  bcd   y"


def test_a_column_with_nothing_in_it_is_left_out() -> None:
    assert plain(table(NAMES, rows(("1", "", "x")), 80)) == "n  more\n1  x"


def test_the_last_column_that_may_be_cut_is_cut_first() -> None:
    made = plain(table(NAMES, rows(("1", "a" * 12, "b" * 12)), 24))
    assert made.splitlines()[1] == "1  aaaaaaaaaaaa  bbbbbb\N{HORIZONTAL ELLIPSIS}"
    made = plain(table(NAMES, rows(("1", "a" * 12, "b" * 12)), 15))
    assert made.splitlines()[1] == "1  aaa\N{HORIZONTAL ELLIPSIS}  bbbbb\N{HORIZONTAL ELLIPSIS}"


def test_a_cell_has_its_role_and_nothing_stands_behind_the_last() -> None:
    made = table(NAMES, [[cell(1_000, Role.STRONG), cell("x"), cell("")]], 80)
    assert made[1][0] == Span("1,000", Role.STRONG)
    assert made[1][-1].text == "x"


@pytest.mark.parametrize(("width", "text"), [(3, "abc"), (2, "a…"), (1, "…"), (0, "")])
def test_what_is_cut_keeps_its_beginning(width: int, text: str) -> None:
    assert cut("abc", width) == text


def test_a_long_line_goes_on_below_from_a_space_on() -> None:
    made = folded([sentence("  one two three four five")], 14)
    assert plain(made) == "  one two\n      three\n      four\n      five"


def test_what_is_folded_keeps_its_roles() -> None:
    line = (Span("aaaa ", Role.NAME), Span("bbbb cccc", Role.VALUE))
    made = folded([line], 10)
    assert [span.role for span in made[0]] == [Role.NAME, Role.VALUE]
    assert made[1][-1] == Span("cccc", Role.VALUE)


def test_an_empty_line_stays_one() -> None:
    assert folded([()], 20) == [()]


@given(st.lists(st.text("ab ", max_size=60), max_size=4), st.integers(8, 40))
def test_no_folded_line_is_too_long_and_nothing_is_lost(texts: list[str], width: int) -> None:
    made = folded([tuple(Span(text) for text in texts)], width)
    lines = plain(made).split("\n")
    assert all(len(line) <= width for line in lines)
    assert "".join(lines).replace(" ", "") == "".join(texts).replace(" ", "")


def listed(items: list[str]) -> Listed[str]:
    return Listed(items, (Column("item"),), lambda one: [cell(one)], empty="there are none")


def test_a_list_is_a_sequence_that_shows_itself() -> None:
    made = listed(["a", "b", "c"])
    assert list(made) == ["a", "b", "c"]
    assert made[-1] == "c"
    assert len(made[1:]) == 2
    assert repr(made[1:]) == "item\nb\nc"


def test_an_empty_list_says_so() -> None:
    assert repr(listed([])) == "there are none"


def test_of_a_long_list_the_last_rows_are_shown() -> None:
    lines = repr(listed([str(number) for number in range(1_000)])).splitlines()
    assert lines[0] == "800 more before"
    assert lines[-1] == "999"
