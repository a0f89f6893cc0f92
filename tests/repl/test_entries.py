"""Entries as they are typed: what is drawn."""

from __future__ import annotations

import io
from typing import Any

import pytest
from prompt_toolkit.data_structures import Size
from prompt_toolkit.history import InMemoryHistory
from prompt_toolkit.input import create_pipe_input
from prompt_toolkit.output import ColorDepth, DummyOutput

from h2craft.repl.above import Above
from h2craft.repl.entries import MENU_ROWS, Entries
from h2craft.repl.leaving import Hangup
from h2craft.repl.toolbar import Standpoint
from h2craft.repl.validator import Wrong
from h2craft.session import Target


class Acts:
    """Everything is complete, and nothing ends."""

    def is_complete(self, text: str) -> bool:
        return True

    def has_to_leave(self) -> bool:
        return False

    def help(self, word: str) -> None: ...

    def toggle_frames(self) -> None: ...

    def toggle_automatic(self) -> None: ...

    def toggle_recording(self) -> None: ...


class Sized(DummyOutput):
    """Keeps the text that is drawn."""

    def __init__(self, columns: int, rows: int) -> None:
        self.size = Size(rows, columns)
        self.drawn = ""

    def get_size(self) -> Size:
        return self.size

    def get_rows_below_cursor_position(self) -> int:
        return self.size.rows

    def write(self, data: str) -> None:
        self.drawn += data


@pytest.fixture
def typed(stub_of: Any) -> Any:
    """`typed(keys, columns, rows)`: the entry, and all that was drawn."""

    def entry(keys: str, columns: int = 100, rows: int = 24, **now: Any) -> tuple[str, str]:
        output = Sized(columns, rows)
        with create_pipe_input() as pipe:
            entries = Entries(
                stub_of().shell,
                Acts(),
                Above(io.StringIO()),
                Hangup(),
                history=InMemoryHistory(["headers 1 :status=200"]),
                colour=False,
                given=pipe,
                output=output,
            )
            entries.now = Standpoint(**now)
            pipe.send_text(keys)
            return entries.read(), output.drawn

    return entry


def test_prompt_and_bar_are_drawn(typed: Any) -> None:
    entry, drawn = typed("3\r", target=Target(1, 3), request="GET /a", state="open", alive=1)
    assert entry == "3"
    assert "1/3 GET /a open > " in drawn
    assert "connection 1: 0 streams" in drawn


def test_several_lines_stand_behind_a_short_prompt(typed: Any) -> None:
    _, drawn = typed("one\x1b\rtwo\r", target=Target(1, 3), request="GET /a", state="open")
    assert "1/3 > " in drawn


@pytest.mark.parametrize("columns", [10, 20, 40])
def test_a_narrow_terminal_is_no_trouble(typed: Any, columns: int) -> None:
    assert typed("rst 3\r", columns, 5, target=Target(1, 3), request="GET /a")[0] == "rst 3"


def test_a_long_error_goes_on_in_the_bar(stub_of: Any) -> None:
    with create_pipe_input() as pipe:
        entries = Entries(
            stub_of().shell,
            Acts(),
            Above(io.StringIO()),
            Hangup(),
            history=InMemoryHistory(),
            colour=False,
            given=pipe,
            output=Sized(20, 24),
        )
    buffer = entries._session.default_buffer
    buffer.validation_error = Wrong(0, 1, "a sentence that is longer than a narrow terminal")
    said = [part for style, part, *_ in entries._bar() if style == "class:validation-toolbar"]
    assert said == ["onger than a narrow \n", "terminal            \n"]


def test_a_low_terminal_has_a_low_menu(stub_of: Any) -> None:
    with create_pipe_input() as pipe:
        for rows, menu in ((24, MENU_ROWS), (12, 4), (5, 1)):
            entries = Entries(
                stub_of().shell,
                Acts(),
                Above(io.StringIO()),
                Hangup(),
                history=InMemoryHistory(),
                colour=False,
                given=pipe,
                output=Sized(80, rows),
            )
            assert entries._session.reserve_space_for_menu == menu
            assert entries._session.color_depth is ColorDepth.DEPTH_1_BIT


def test_a_question_stands_for_itself(stub_of: Any) -> None:
    output = Sized(80, 24)
    with create_pipe_input() as pipe:
        entries = Entries(
            stub_of().shell,
            Acts(),
            Above(io.StringIO()),
            Hangup(),
            history=InMemoryHistory(),
            colour=True,
            given=pipe,
            output=output,
        )
        pipe.send_text("y")
        assert entries.ask("end them? ") == "y"
    assert "end them? " in output.drawn
