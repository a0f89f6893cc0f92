"""Standard output while there is a prompt."""

from __future__ import annotations

import io
import threading
from typing import Any

import pytest
from prompt_toolkit import PromptSession
from prompt_toolkit.data_structures import Size
from prompt_toolkit.input import create_pipe_input
from prompt_toolkit.output import DummyOutput

from h2craft.repl.above import MOST_PENDING, Above, SteadyOutput, rows_of, steady_output


class Paper(io.StringIO):
    """Counts how often it was written to."""

    writes = 0

    def flush(self) -> None:
        self.writes += 1


class Written(DummyOutput):
    """Keeps what was written as it is."""

    def __init__(self) -> None:
        self.raw: list[str] = []

    def write_raw(self, data: str) -> None:
        self.raw.append(data)


def test_without_a_prompt_everything_goes_out_at_once() -> None:
    paper = Paper()
    above = Above(paper)
    print("one", file=above)
    above.write("two")
    assert paper.getvalue() == "one\ntwo"


def test_lines_of_others_begin_on_a_line_of_their_own() -> None:
    paper = Paper()
    above = Above(paper)
    above.write("half a line")
    above.lines("a frame\n")
    above.write("question? ")
    above.echoed()
    above.lines("a frame\n")
    assert paper.getvalue() == "half a line\na frame\nquestion? a frame\n"


def test_while_a_plain_prompt_waits_lines_wait_too() -> None:
    paper = Paper()
    above = Above(paper)
    above.write("half")
    above.begin(None)
    above.lines("a frame\n")
    above.flush()
    assert paper.getvalue() == "half\n"
    above.end()
    assert paper.getvalue() == "half\na frame\n"


def test_what_waits_has_an_end() -> None:
    paper = Paper()
    above = Above(paper)
    above.begin(None)
    for _ in range(3):
        above.write("x" * MOST_PENDING)
    above.end()
    assert len(paper.getvalue()) == MOST_PENDING


def test_a_terminal_that_has_gone_is_no_trouble() -> None:
    class Gone(io.StringIO):
        def write(self, text: str) -> int:
            raise OSError(5, "Input/output error")

    assert Above(Gone()).write("text\n") == 5


def test_whole_lines_are_written_above_the_prompt_from_any_thread() -> None:
    paper, output = Paper(), Written()
    above = Above(paper)
    with create_pipe_input() as pipe:
        session = PromptSession[str](input=pipe, output=output)
        application = session.app

        def rendered(_: Any) -> None:
            application.after_render -= rendered
            thread = threading.Thread(target=lambda: above.write("a frame\nhalf"))
            thread.start()
            thread.join()

        def look(_: Any) -> None:
            if output.raw:
                pipe.send_text("\r")

        application.after_render += rendered
        application.after_render += look
        pipe.send_text("typed")
        text = session.prompt(pre_run=lambda: above.begin(application))
    assert text == "typed"
    assert output.raw == ["a frame\n"]
    above.end()
    assert paper.getvalue() == "half"


class Asked(Written):
    """A terminal that is asked where its cursor is."""

    responds_to_cpr = True

    def __init__(self) -> None:
        super().__init__()
        self.asked = 0

    def get_rows_below_cursor_position(self) -> int:
        raise NotImplementedError

    def ask_for_cpr(self) -> None:
        self.asked += 1


def test_nothing_is_written_above_before_the_terminal_has_said_where_the_prompt_is() -> None:
    """Its answer would be wrong by what was written meanwhile."""
    output, shown_before = Asked(), []
    above = Above(Paper())
    with create_pipe_input() as pipe:
        session = PromptSession[str](input=pipe, output=output)
        application = session.app

        def asked(_: Any) -> None:
            application.after_render -= asked
            above.write("a frame\n")
            above._show()
            shown_before.extend(output.raw)
            pipe.send_text("\x1b[5;1R")  # ECMA-48 8.3.14: the answer

        def look(_: Any) -> None:
            above.flush()
            pipe.send_text("\r" if output.raw else "x")

        application.after_render += asked
        application.after_render += look
        session.prompt(pre_run=lambda: above.begin(application))
    assert output.asked
    assert shown_before == []
    assert output.raw == ["a frame\n"]


def test_what_is_written_as_the_prompt_ends_is_not_lost() -> None:
    paper, output = Paper(), Written()
    above = Above(paper)
    with create_pipe_input() as pipe:
        session = PromptSession[str](input=pipe, output=output)
        pipe.send_text("typed\r")
        session.app.before_render += lambda _: print("late", file=above)
        session.prompt(pre_run=lambda: above.begin(session.app))
    above.end()
    said = "".join(output.raw) + paper.getvalue()
    assert said and said == "late\n" * said.count("late")


def test_writes_that_belong_together_leave_in_one() -> None:
    class Terminal(Paper):
        encoding = "utf-8"

    paper = Terminal()
    output = SteadyOutput(paper, lambda: Size(24, 80))
    with output.together():
        output.write_raw("one ")
        output.flush()
        output.write_raw("two")
        output.flush()
        assert paper.getvalue() == ""
    assert (paper.getvalue(), paper.writes) == ("one two", 1)


def test_what_is_no_terminal_has_the_usual_output() -> None:
    assert not isinstance(steady_output(io.StringIO()), SteadyOutput)


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("", 0),
        ("\n", 1),
        ("12345678\n", 1),
        ("123456789\n", 2),
        ("\x1b[31m1234\x1b[0m5678\n", 1),
        ("\u4e2d\u4e2d\u4e2d\u4e2d\u4e2d\nx\n", 3),
        ("\tx\n", 2),
    ],
)
def test_rows_that_lines_take(text: str, rows: int) -> None:
    assert rows_of(text, 8) == rows
