from __future__ import annotations

import pytest

from h2craft.script.rounds import Rounds


def test_one_party_has_its_own_back_in_order() -> None:
    rounds: Rounds[int] = Rounds()
    for number in range(5):
        rounds.put(number, "one")
    assert [rounds.take() for _ in range(5)] == [0, 1, 2, 3, 4]
    assert len(rounds) == 0


def test_who_comes_late_with_one_waits_for_one_of_each_other() -> None:
    rounds: Rounds[str] = Rounds()
    for party in ("a", "b"):
        for number in range(100):
            rounds.put(f"{party}{number}", party)
    rounds.put("late", "c")
    assert [rounds.take() for _ in range(4)] == ["a0", "b0", "late", "a1"]
    assert len(rounds) == 197


def test_a_party_that_comes_again_goes_to_the_end_of_the_round() -> None:
    rounds: Rounds[str] = Rounds()
    rounds.put("a", 1)
    rounds.put("b", 2)
    assert rounds.take() == "a"
    rounds.put("a again", 1)
    assert [rounds.take(), rounds.take()] == ["b", "a again"]


def test_an_empty_one_has_nothing_to_take() -> None:
    rounds: Rounds[str] = Rounds()
    with pytest.raises(IndexError):
        rounds.take()
    rounds.put("a", 1)
    rounds.put("b", 2)
    rounds.put("c", 1)
    assert rounds.all() == ["a", "c", "b"]
    rounds.clear()
    assert rounds.all() == [] and len(rounds) == 0
    with pytest.raises(IndexError):
        rounds.take()
