"""How many-th a request is to the version of a script that has it."""

from __future__ import annotations

from h2craft.script.hooks import Hooks
from h2craft.script.ordinals import Tallies, Tally


def version() -> Hooks:
    return Hooks("a.py", {"main": print}, {})


def test_numbers_are_by_arrival_whoever_asks_first() -> None:
    tally, hooks = Tally(), version()
    first, second = tally.next(), tally.next()
    assert [tally.ordinal(second, hooks), tally.ordinal(first, hooks)] == [2, 1]


def test_a_new_version_begins_at_one() -> None:
    tally, old, new = Tally(), version(), version()
    for _ in range(3):
        tally.ordinal(tally.next(), old)
    assert tally.ordinal(tally.next(), new) == 1
    assert tally.ordinal(tally.next(), new) == 2


def test_a_request_that_comes_late_with_the_version_before_keeps_its_number() -> None:
    tally, old, new = Tally(), version(), version()
    tally.ordinal(tally.next(), old)
    late = tally.next()
    tally.ordinal(tally.next(), new)
    assert tally.ordinal(late, old) == 2


def test_what_came_before_there_was_a_version_is_the_first_versions() -> None:
    tally, hooks = Tally(), version()
    numbers = [tally.next() for _ in range(3)]
    assert [tally.ordinal(number, hooks) for number in numbers] == [1, 2, 3]


def test_each_script_has_a_tally_of_its_own() -> None:
    tallies = Tallies()
    tallies.of("a.py").next()
    assert tallies.of("a.py").count == 1
    assert tallies.of("b.py").count == 0
