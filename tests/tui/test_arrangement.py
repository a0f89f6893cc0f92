"""Where the panes stand."""

from __future__ import annotations

from dataclasses import replace

import pytest

from h2craft.tui.arrangement import LAYOUTS, Arrangement, restored


@pytest.mark.parametrize(
    ("width", "height", "folded"),
    [(120, 40, False), (100, 30, False), (99, 40, True), (120, 29, True), (80, 24, True)],
)
def test_where_there_is_no_room_one_pane_is_shown_at_a_time(width, height, folded) -> None:
    assert Arrangement(width=width, height=height).folded is folded


def test_a_zoomed_pane_is_alone_whatever_the_room() -> None:
    assert Arrangement(zoomed=True).classes["-folded"]


def test_exactly_one_pane_is_at_hand_and_one_layout_holds() -> None:
    held = [name for name, holds in Arrangement(at="log", zoomed=True).classes.items() if holds]
    assert held == ["-below", "-folded", "-at-log"]


def test_where_all_panes_are_shown_no_class_moves_with_the_focus() -> None:
    assert Arrangement(at="log").classes == Arrangement(at="frames").classes


def test_the_layouts_come_round() -> None:
    seen, now = [], Arrangement()
    for _ in LAYOUTS:
        seen.append(now.layout)
        now = now.next_layout()
    assert tuple(seen) == LAYOUTS and now == Arrangement()


@pytest.mark.parametrize(
    ("at", "name", "sign"),
    [
        ("connections", "tree", 1),
        ("detail", "share", 1),
        ("frames", "share", -1),
        ("hands", "drawer", 1),
        ("log", "drawer", 1),
    ],
)
def test_the_pane_at_hand_grows_and_shrinks_within_bounds(at, name, sign) -> None:
    start = Arrangement(at=at)
    larger = start.resized(2)
    assert (getattr(larger, name) - getattr(start, name)) * sign > 0
    assert larger.resized(-2) == start
    for step in (2, -2):
        now = start
        for _ in range(100):
            now = now.resized(step)
        assert now == now.resized(step)
        assert getattr(now, name) > 0


def test_the_composer_has_a_size_of_its_own() -> None:
    assert Arrangement(at="compose").resized(2) == Arrangement(at="compose")


def test_a_drawer_opens_and_closes() -> None:
    opened = Arrangement().with_drawer("log", open=True)
    assert opened.classes["-log-open"] and not opened.classes["-hands-open"]
    assert opened.with_drawer("log", open=False) == Arrangement()


def test_sizes_are_remembered_and_the_rest_is_not() -> None:
    changed = replace(Arrangement(), layout="beside", tree=40, at="log", zoomed=True)
    back = restored(changed.kept())
    assert back == replace(Arrangement(), layout="beside", tree=40)


@pytest.mark.parametrize("kept", [None, [], {"layout": "round"}, {"tree": "x"}, {"tree": 10**9}])
def test_what_makes_no_sense_is_left_to_the_defaults(kept) -> None:
    back = restored(kept)
    assert back.layout == "below" and 16 <= back.tree <= 80
