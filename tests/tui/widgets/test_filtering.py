"""The filter in force, what is added to it, and undoing it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from h2craft.filter import FilterError
from h2craft.trace import Kind, Origin
from h2craft.tui.widgets.filtering import Filtering


@pytest.fixture
def filtering(talk: Any, session_of: Callable[..., Any]) -> Filtering:
    talk.opened()
    talk.exchange()
    talk(Kind.ACTION_FIRED, origin=Origin.HAND)
    return Filtering(session_of(talk).reader)


def count(filtering: Filtering) -> int:
    while filtering.view.advance():
        pass
    return filtering.view.count


def test_everything_but_quiet_kinds_is_shown_at_first(filtering: Filtering) -> None:
    assert (filtering.text, count(filtering)) == ("", 10)


def test_a_filter_shows_what_matches(filtering: Filtering) -> None:
    filtering.set(" type:HEADERS ")
    assert (filtering.text, count(filtering)) == ("type:HEADERS", 2)


def test_a_text_that_is_no_filter_changes_nothing(filtering: Filtering) -> None:
    filtering.set("type:HEADERS")
    with pytest.raises(FilterError):
        filtering.set("type:NOPE")
    assert (filtering.text, count(filtering)) == ("type:HEADERS", 2)


def test_undoing_goes_back_step_by_step(filtering: Filtering) -> None:
    for text in ("type:HEADERS", "type:DATA"):
        filtering.set(text)
    filtering.undo()
    assert filtering.text == "type:HEADERS"
    filtering.undo()
    assert (filtering.text, filtering.can_undo) == ("", False)


def test_what_was_tried_while_typing_is_one_step(filtering: Filtering) -> None:
    for text in ("t", "ty", "type:DATA"):
        filtering.try_out(text)
    filtering.settle()
    filtering.undo()
    assert filtering.text == ""


def test_automatic_frames_can_be_hidden_beside_a_filter(filtering: Filtering) -> None:
    filtering.set("type:SETTINGS or type:HEADERS")
    everything = count(filtering)
    filtering.toggle_automatic()
    assert filtering.in_force == "(type:SETTINGS or type:HEADERS) -origin:automatic"
    assert count(filtering) == everything - 2
    filtering.toggle_automatic()
    assert count(filtering) == everything


def test_quiet_kinds_can_be_shown(filtering: Filtering) -> None:
    before = count(filtering)
    filtering.toggle_quiet()
    assert count(filtering) == before + 1


def test_a_term_is_added_once_and_keeps_what_either_meant(filtering: Filtering) -> None:
    filtering.set("stream:1 or stream:3")
    assert filtering.with_term("type:DATA") == "(stream:1 or stream:3) type:DATA"
    filtering.set("type:DATA")
    assert filtering.with_term("type:DATA") == "type:DATA"
