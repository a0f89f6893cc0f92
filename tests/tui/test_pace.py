"""How much of its time the screen may take."""

from __future__ import annotations

import pytest

from h2craft.tui.pace import LONGEST, SAVED, SHORTEST, TICK_SECONDS, Pace


def after(rate: int, *, ticks: int = 40) -> Pace:
    """A pace, once records have come at this rate for a while."""
    pace = Pace(live=True)
    for tick in range(ticks):
        pace.budget(tick / 20, tick * rate // 20)
    return pace


def test_the_faster_records_come_the_smaller_our_part() -> None:
    paces = [after(rate) for rate in (0, 5_000, 50_000)]
    rests = [pace.next_tick(0.01, behind=True) for pace in paces]
    looks = [pace.share.look for pace in paces]
    assert rests == sorted(set(rests))
    assert looks == sorted(set(looks))


def test_what_it_cost_is_our_part_of_the_time() -> None:
    pace = after(5_000)
    rest = pace.next_tick(0.01, behind=True)
    assert 0.01 / (0.01 + rest) == pytest.approx(pace.share.part)


def test_the_rate_does_not_depend_on_how_often_it_is_asked() -> None:
    seldom, often = Pace(live=True), Pace(live=True)
    for tick in range(10):
        seldom.budget(tick / 10, tick * 500)
    for tick in range(100):
        often.budget(tick / 100, tick * 50)
    assert seldom.rate == pytest.approx(often.rate, rel=0.1)


def test_a_saved_trace_slows_no_wire() -> None:
    pace = Pace(live=False)
    for tick in range(40):
        pace.budget(tick / 20, tick * 5_000)
    assert pace.share == SAVED
    assert pace.next_tick(0.01, behind=True) < 0.01


def test_a_burst_is_forgotten() -> None:
    pace = after(5_000)
    for tick in range(40, 80):
        pace.budget(tick / 20, 10_000)
    assert pace.share == after(0).share
    assert pace.rate < 1


@pytest.mark.parametrize("live", [True, False])
def test_with_nothing_to_fold_it_comes_by_the_clock(live) -> None:
    assert Pace(live=live).next_tick(0.001, behind=False) == TICK_SECONDS


@pytest.mark.parametrize("cost", [0.0, 0.001, 1.0])
@pytest.mark.parametrize("behind", [True, False])
def test_it_rests_neither_for_nothing_nor_for_long(cost, behind) -> None:
    assert SHORTEST <= after(50_000).next_tick(cost, behind=behind) <= LONGEST


def test_panes_look_at_once_where_all_is_folded() -> None:
    pace = after(50_000)
    assert pace.is_due(10.0, behind=False)
    assert pace.is_due(10.001, behind=False)


def test_panes_look_now_and_then_while_more_is_to_be_folded() -> None:
    pace = after(50_000)
    pace.is_due(10.0, behind=True)
    assert not pace.is_due(10.01, behind=True)
    assert pace.is_due(10.01 + pace.share.look, behind=True)


def test_time_that_stands_still_is_no_division_by_zero() -> None:
    pace = Pace(live=True)
    assert pace.budget(1.0, 0) == pace.budget(1.0, 1_000)
