"""How much of its time the screen spends on reading."""

from __future__ import annotations

import pytest

from h2craft.tui.pace import SAVED_BUDGET, TICK_SECONDS, Pace


def after(pace: Pace, rate: int, *, ticks: int = 40) -> float:
    """The budget once records have come at this rate for a while."""
    return [pace.budget(tick / 20, tick * rate // 20) for tick in range(ticks)][-1]


def test_the_faster_records_come_the_less_is_folded_at_once() -> None:
    budgets = [after(Pace(live=True), rate) for rate in (0, 500, 5_000)]
    assert budgets == sorted(budgets, reverse=True)
    assert len(set(budgets)) == 3
    assert budgets[1] <= 0.008


def test_a_saved_trace_slows_no_wire() -> None:
    assert after(Pace(live=False), 5_000) == SAVED_BUDGET


def test_a_burst_is_forgotten() -> None:
    pace = Pace(live=True)
    after(pace, 5_000)
    for tick in range(40, 80):
        budget = pace.budget(tick / 20, 10_000)
    assert budget == after(Pace(live=True), 0)
    assert pace.rate < 1


@pytest.mark.parametrize("live", [True, False])
def test_a_short_look_comes_again_by_the_clock(live) -> None:
    assert Pace(live=live).next_tick(0.001) == pytest.approx(TICK_SECONDS - 0.001)


def test_a_long_look_is_followed_by_a_longer_rest() -> None:
    assert Pace(live=True).next_tick(0.1) >= 0.2


def test_time_that_stands_still_is_no_division_by_zero() -> None:
    pace = Pace(live=True)
    assert pace.budget(1.0, 0) == pace.budget(1.0, 1_000)
