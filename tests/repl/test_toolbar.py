"""What the prompt and its bar say."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from h2craft.client import Desk, HeldRequest
from h2craft.repl.printer import Printer
from h2craft.repl.toolbar import (
    Fragments,
    Standpoint,
    bar_of,
    continuation_of,
    prompt_of,
    standpoint,
)
from h2craft.session import Target

AT = Standpoint(
    target=Target(1, 3),
    request="GET /a/long/path?with=query",
    state="half-closed-remote",
    alive=2,
    open=4,
    windows=(65_535, 1_000_000),
    recording=2,
)


def text(fragments: Fragments) -> str:
    return "".join(fragment[1] for fragment in fragments)


def styles(fragments: Fragments, part: str) -> list[str]:
    return [fragment[0] for fragment in fragments if part in fragment[1]]


@pytest.fixture
def looked(talk: Any, stub_of: Any) -> Any:
    """`looked(**of the desk)`: what is known after all that was said."""

    def look(**desk: Any) -> Standpoint:
        stub = stub_of(talk)
        stub.client.desk_now = Desk(version=1, **desk)
        stub.shell.sync()
        return standpoint(stub.shell, Printer(), attached=False)

    return look


def test_nothing_has_come_yet(looked: Any) -> None:
    now = looked()
    assert text(prompt_of(now, 80)) == "h2craft > "
    assert "no connection" in text(bar_of(now, 80))


def test_a_stream_that_waits_is_named_with_its_request_and_state(talk: Any, looked: Any) -> None:
    talk.opened()
    talk.request(1, "/path")
    now = looked()
    assert text(prompt_of(now, 120)) == "1/1 GET /path half-closed-remote > "
    assert (now.alive, now.open) == (1, 1)
    assert now.windows is not None and now.windows[0] is not None


def test_a_connection_that_has_ended_is_said_to_be_closed(talk: Any, looked: Any) -> None:
    talk.opened()
    talk.request(1)
    talk.closed()
    assert looked().alive == 0


def test_hostile_paths_are_escaped(talk: Any, looked: Any) -> None:
    talk.opened()
    talk.request(1, "/\x1b]0;x\x07\u202e")
    now = looked()
    assert text(prompt_of(now, 200)).isprintable() and text(bar_of(now, 200)).isprintable()


def test_what_is_held_stands_first_and_in_its_colour(talk: Any, looked: Any) -> None:
    talk.opened()
    held = HeldRequest(connection=1, stream_id=1, seq=7, held_seq=8, at=0.0)
    bar = bar_of(looked(requests=(held,)), 80)
    assert text(bar).startswith(" 1 held")
    assert styles(bar, "1 held") == ["class:bar.held"]


@pytest.mark.parametrize(
    ("change", "said", "style"),
    [
        ({"ended": "the engine one is gone"}, "engine gone", "class:bar.error"),
        ({"engine": "one"}, "@one", "class:bar.engine"),
        ({"windows": (0, 65_535)}, "may send 0/65,535", "class:bar.shut"),
        ({"recording": None}, "F4 not recording", "class:bar.off"),
        ({"recording": 1}, "F4 recording 1 act", "class:bar.on"),
        ({"frames": False}, "F2 frames off", "class:bar.off"),
        ({"automatic": False}, "F3 automatic hidden", "class:bar.off"),
        ({"pattern": "path:/x"}, "F2 frames on path:/x", "class:bar.on"),
        ({"behind": 123_456}, "123,456 to read", "class:bar.behind"),
        ({"used": True}, "connection 1 of 2 (use): 4 streams", "class:bar.target"),
        ({"gone": "closed"}, "connection 1 closed of 2", "class:bar.target"),
        ({"windows": (None, 5)}, "may send 5", "class:bar.window"),
    ],
)
def test_the_bar_says_it(change: dict[str, Any], said: str, style: str) -> None:
    bar = bar_of(replace(AT, **change), 250)
    assert styles(bar, said) == [style]


@pytest.mark.parametrize("columns", [*range(1, 140, 7), 300])
def test_the_bar_fits_into_any_terminal_and_loses_the_least_first(columns: int) -> None:
    now = replace(AT, ended="gone", held=3, engine="handlers", behind=5_000, pattern="path:/x")
    bar = text(bar_of(now, columns))
    assert len(bar) <= max(columns, 6)
    if columns >= 15:
        assert "gone" in bar
    if columns >= 22:
        assert "3 held" in bar
    if columns == 300:
        assert "F1 help" in bar and "F3 automatic shown" in bar


@pytest.mark.parametrize("columns", [20, 40, 80, 120])
def test_the_prompt_leaves_half_of_a_line_to_who_types(columns: int) -> None:
    said = text(prompt_of(AT, columns))
    assert len(said) <= columns // 2 + 3
    assert said.startswith("1/3") and said.endswith(" > ")


def test_further_lines_stand_below_the_first() -> None:
    assert text(continuation_of(6)) == "   .. "
    assert len(text(continuation_of(40))) == 40
