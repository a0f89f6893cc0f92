"""Flow-control windows."""

from __future__ import annotations

from h2craft.model import Move, Window


def test_a_window_remembers_who_moved_it() -> None:
    window = Window(100)
    assert window.move(-30, 5, "DATA") == 70
    assert window.move(10, 6, "WINDOW_UPDATE") == 80
    assert window.moves == [Move(5, -30, 70, "DATA"), Move(6, 10, 80, "WINDOW_UPDATE")]


def test_a_window_may_be_below_zero() -> None:
    window = Window()
    window.move(-65_536, 1, "DATA")
    assert window.size == -1
    assert repr(window) == "<Window -1>"


def test_only_the_last_moves_are_kept() -> None:
    window = Window(0)
    for number in range(100):
        window.move(1, number, "WINDOW_UPDATE")
    assert [move.record for move in window.moves] == list(range(84, 100))
