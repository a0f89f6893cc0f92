"""The figure of RFC 9113 5.1, and the table it is drawn from."""

from __future__ import annotations

from importlib import import_module

import pytest

from h2craft.explain.figure import BOXES, HEIGHT, ROUTES, WIDTH, edges, figure
from h2craft.explain.knowledge import STATE_NAMES
from h2craft.explain.path import Passage
from h2craft.explain.text import Role, plain
from h2craft.model import Direction, StreamInput, StreamState

OPENED = Passage(
    12, 0.1, Direction.RECEIVED, StreamInput.HEADERS, StreamState.IDLE, StreamState.OPEN
)


def test_every_step_of_the_models_table_has_a_line_and_no_line_is_made_up() -> None:
    assert set(edges()) == set(ROUTES)
    assert set(BOXES) == set(StreamState)


def test_the_labels_are_those_of_the_rfc() -> None:
    idle, opened, closed = StreamState.IDLE, StreamState.OPEN, StreamState.CLOSED
    assert edges()[idle, opened] == ("HEADERS",)
    assert edges()[idle, StreamState.RESERVED_LOCAL] == ("send PUSH_PROMISE",)
    assert edges()[opened, StreamState.HALF_CLOSED_REMOTE] == ("recv END_STREAM",)
    assert edges()[StreamState.HALF_CLOSED_REMOTE, closed] == ("send END_STREAM", "RST_STREAM")


def test_the_figure_says_every_state_and_every_label_whole() -> None:
    shown = plain(figure([], None))
    assert len(shown.split("\n")) == HEIGHT
    assert max(map(len, shown.split("\n"))) <= WIDTH
    for name in STATE_NAMES.values():
        assert f" {name} " in shown
    for labels in edges().values():
        for label in labels:
            assert f" {label}" in shown or f"│{label}" in shown


@pytest.mark.parametrize("edge", list(ROUTES), ids=lambda edge: f"{edge[0]} to {edge[1]}")
def test_the_number_of_a_record_is_seen_on_any_step(edge: tuple[StreamState, StreamState]) -> None:
    passage = OPENED._replace(record=1234567, before=edge[0], after=edge[1])
    shown = plain(figure([passage], edge[1]))
    assert "#1234567" in shown
    for labels in edges().values():
        for label in labels:
            assert label in shown
    for name in STATE_NAMES.values():
        assert name in shown


def test_the_current_state_reads_without_colour() -> None:
    text = figure([OPENED], StreamState.OPEN)
    assert "║   open   ║" in plain(text)
    strong = "".join(span.text for line in text for span in line if span.role is Role.STRONG)
    assert "open" in strong and "#12" in strong


def test_states_that_were_not_reached_are_dim() -> None:
    dim = "".join(
        span.text
        for line in figure([OPENED], StreamState.OPEN)
        for span in line
        if span.role is Role.DIM
    )
    assert "closed" in dim and "idle" not in dim


def test_a_step_the_figure_has_no_line_for_is_said_below(monkeypatch: pytest.MonkeyPatch) -> None:
    edge = StreamState.IDLE, StreamState.OPEN
    room = import_module(figure.__module__)  # its name in the room is the function's
    monkeypatch.setattr(room, "ROUTES", {one: way for one, way in ROUTES.items() if one != edge})
    assert plain(figure([OPENED], None)).endswith("also: idle to open: HEADERS  #12")
