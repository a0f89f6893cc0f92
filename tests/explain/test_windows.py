"""Windows in numbers and as a plot."""

from __future__ import annotations

from typing import Any

from h2craft.explain import plain, plot, window_line, windows
from h2craft.explain.text import Role
from h2craft.model import Move


def test_both_directions_of_stream_and_connection_are_told(story: Any) -> None:
    story.us.settings({4: 1000})
    story.peer.headers(end=True)
    shown = plain(windows(story.connection, story.stream()))
    assert shown.count("may send") >= 4
    assert "our INITIAL_WINDOW_SIZE is 65,535, 1,000 once that is acknowledged" in shown
    assert "the client's INITIAL_WINDOW_SIZE is 65,535" in shown


def test_without_a_stream_only_the_connection_is_told(story: Any) -> None:
    shown = plain(windows(story.connection))
    assert "Connection" in shown and "Stream" not in shown


def test_the_last_moves_are_told_with_their_records(story: Any) -> None:
    story.peer.headers(end=True)
    story.us.headers(1, [(":status", "200")])
    seq = story.us.data(1, b"x" * 500)
    shown = plain(windows(story.connection, story.stream()))
    assert f"record {seq}" in shown and "-500" in shown and "65,035" in shown


def test_a_plot_is_as_wide_as_it_is_told_and_has_its_scale() -> None:
    moves = [Move(seq, -100, 1600 - 100 * seq, "DATA") for seq in range(1, 17)]
    rows = plain(plot(moves, 40)).split("\n")
    assert len(rows) == 4 and all(len(row) <= 40 for row in rows)
    assert rows[0].strip().startswith("1,600 █")
    assert rows[-1].strip().startswith("0 ")
    assert rows[-1].endswith("_")


def test_a_plot_shows_what_is_below_zero_at_its_foot() -> None:
    moves = [Move(1, -100, 0, "DATA"), Move(2, -50, -50, "SETTINGS")]
    foot = plot(moves)[-1]
    assert foot[-1].text == "vvvv" and foot[-1].role is Role.ERROR


def test_less_than_two_moves_are_no_plot() -> None:
    assert plot([]) == [] and plot([Move(1, -1, 1, "DATA")]) == []


def test_a_narrow_plot_drops_the_oldest() -> None:
    moves = [Move(seq, 1, seq, "WINDOW_UPDATE") for seq in range(1, 17)]
    rows = plain(plot(moves, 12)).split("\n")
    assert all(len(row) <= 12 for row in rows) and rows[0].endswith("█")


def test_the_short_line_takes_the_smaller_window(story: Any) -> None:
    story.peer.headers(end=True)
    story.us.headers(1, [(":status", "200")])
    story.us.data(1, b"x" * 535)
    story.peer.window_update(1, 10_000)
    assert plain([window_line(story.connection, story.stream())]) == "> 65,000  < 65,535"
