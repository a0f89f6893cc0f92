"""What a pane keeps, in whatever mapping it is given."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from h2craft.session import HISTORY, Config, Settings
from h2craft.tui.widgets.remembering import Memory


@pytest.fixture(params=["dict", "settings", "none"])
def memory(request: pytest.FixtureRequest, session_of: Callable[..., Any]) -> Memory:
    given: dict[str, Any] = {"dict": {}, "settings": Settings(), "none": None}
    session = session_of()
    session.settings = given[request.param]
    return Memory(session)


def test_what_was_set_is_there(memory: Memory) -> None:
    memory.set("frames.x", [1])
    assert memory.get("frames.x") == [1]
    assert memory.get("frames.y", 5) == 5


def test_a_line_of_a_history_that_comes_again_moves_to_the_end(memory: Memory) -> None:
    for line in ("a", "b", "a", " "):
        memory.remember("frames.filters", line)
    assert memory.lines("frames.filters") == ["b", "a"]


def test_a_history_is_bounded(memory: Memory) -> None:
    for number in range(HISTORY + 5):
        memory.remember("h", str(number))
    assert len(memory.lines("h")) == HISTORY
    assert memory.lines("h")[-1] == str(HISTORY + 4)


@pytest.mark.parametrize(("most", "kept"), [(2, ["b", "c"]), (0, [])])
def test_a_history_is_as_long_as_the_configuration_says(
    session_of: Callable[..., Any], most: int, kept: list[str]
) -> None:
    session = session_of()
    session.settings = Settings(Config(given={"history": most}))
    memory = Memory(session)
    for line in "abc":
        memory.remember("frames.filters", line)
    assert memory.lines("frames.filters") == kept


@pytest.mark.parametrize("wrong", [3, "text", [1, 2], {"a": 1}, None])
def test_what_has_the_wrong_shape_is_nothing(memory: Memory, wrong: Any) -> None:
    memory.set("x", wrong)
    assert memory.lines("x") == []
    assert memory.table("x") == {}
    assert memory.flag("x", True) is True
