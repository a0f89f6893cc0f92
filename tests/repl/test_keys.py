"""Keys of the prompt that are our own."""

from __future__ import annotations

from typing import Any

import pytest
from prompt_toolkit import PromptSession
from prompt_toolkit.buffer import Buffer
from prompt_toolkit.completion import Completion
from prompt_toolkit.document import Document
from prompt_toolkit.input import create_pipe_input
from prompt_toolkit.output import DummyOutput

from h2craft.repl.keys import answers, bindings, enter, run_text

ALT_ENTER, TAB, BACKSPACE = "\x1b\r", "\t", "\x7f"
F1, F2, F3, F4 = "\x1bOP", "\x1bOQ", "\x1bOR", "\x1bOS"
PASTE = "\x1b[200~{}\x1b[201~"


class Acts:
    """Everything without a colon at its first line's end is complete."""

    def __init__(self) -> None:
        self.said: list[str] = []
        self.over = False

    def is_complete(self, text: str) -> bool:
        return not text.partition("\n")[0].endswith(":") or text.endswith("\n")

    def has_to_leave(self) -> bool:
        return self.over

    def help(self, word: str) -> None:
        self.said.append(f"help {word}".rstrip())

    def toggle_frames(self) -> None:
        self.said.append("frames")

    def toggle_automatic(self) -> None:
        self.said.append("automatic")

    def toggle_recording(self) -> None:
        self.said.append("recording")


@pytest.fixture
def acts() -> Acts:
    return Acts()


@pytest.fixture
def typed(acts: Acts) -> Any:
    """`typed(keys)`: the entry they make."""

    def entry(keys: str) -> str:
        with create_pipe_input() as pipe:
            session = PromptSession[str](
                multiline=True, key_bindings=bindings(acts), input=pipe, output=DummyOutput()
            )
            pipe.send_text(keys)
            return session.prompt()

    return entry


@pytest.mark.parametrize(
    ("keys", "entry"),
    [
        ("rst 3\r", "rst 3"),
        ("rst 3\x1b[D\x1b[D\r", "rst 3"),  # the cursor need not be at the end of one line
        ("if x:\rpass\r\r", "if x:\n    pass\n    "),
        (f"one{ALT_ENTER}two\r", "one\ntwo"),
        (f"if x:{ALT_ENTER}{BACKSPACE}y\r\r", "if x:\ny\n"),
        (f"if x:\r{BACKSPACE}{TAB}pass\r\r", "if x:\n    pass\n    "),
        (f"if x:\r{TAB}pass\r\r", "if x:\n        pass\n        "),
        (PASTE.format("rst 3\nrst 5") + "\r", "rst 3\nrst 5"),
        (PASTE.format("rst 3\nrst 5\n") + "\r", "rst 3\nrst 5\n"),
    ],
)
def test_enter_runs_what_is_complete_and_goes_on_with_what_is_not(
    typed: Any, keys: str, entry: str
) -> None:
    assert typed(keys) == entry


def test_enter_within_several_lines_goes_on_in_a_new_one(typed: Any) -> None:
    up, end = "\x1b[A", "\x1b[F"
    assert typed(f"{PASTE.format(chr(10).join('ab'))}{up}\rx\x1b[B{end}\r") == "a\nx\nb"


def test_function_keys_act_and_leave_the_entry_alone(typed: Any, acts: Acts) -> None:
    assert typed(f"rst{F1} 3{F2}{F3}{F4}\r") == "rst 3"
    assert acts.said == ["help rst", "frames", "automatic", "recording"]


def test_enter_leaves_once_there_is_nothing_to_run_anything_on(typed: Any, acts: Acts) -> None:
    acts.over = True
    with pytest.raises(EOFError):
        typed("rst 3\r")


def test_enter_takes_a_word_from_the_menu_first() -> None:
    ran: list[str] = []

    def accept(buffer: Buffer) -> bool:
        ran.append(buffer.text)
        return True

    buffer = Buffer(document=Document("rst"), accept_handler=accept)
    state = buffer._set_completions([Completion("rst 3", -3)])
    buffer.go_to_completion(0)
    enter(buffer, lambda _: True)
    assert (buffer.text, buffer.complete_state, ran) == ("rst 3", None, [])
    assert state is not None
    enter(buffer, lambda _: True)
    assert ran == ["rst 3"]


@pytest.mark.parametrize(
    ("text", "runs"),
    [("a", "a"), ("a\n", "a\n"), ("if a:\n    b\n    ", "if a:\n    b\n"), ("  ", "  ")],
)
def test_an_indented_line_with_nothing_on_it_is_an_empty_one(text: str, runs: str) -> None:
    assert run_text(text) == runs


@pytest.mark.parametrize(("keys", "answer"), [("y", "y"), ("xqN", "N"), ("\r", "")])
def test_a_question_is_answered_by_one_key(keys: str, answer: str) -> None:
    with create_pipe_input() as pipe:
        session = PromptSession[str](key_bindings=answers(), input=pipe, output=DummyOutput())
        pipe.send_text(keys)
        assert session.prompt("? ") == answer
