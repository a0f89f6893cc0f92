"""The keys of the prompt that prompt_toolkit does not have, or has otherwise. Knows no engine.

Enter runs what is complete and else goes on in a new line; what belongs to a menu, to the search
in the history or to a line's editing stays prompt_toolkit's.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from prompt_toolkit.application.current import get_app
from prompt_toolkit.buffer import Buffer
from prompt_toolkit.enums import DEFAULT_BUFFER
from prompt_toolkit.filters import Condition, has_focus
from prompt_toolkit.key_binding import KeyBindings, KeyPressEvent

INDENT = "    "


class Acts(Protocol):
    """What keys have done."""

    def is_complete(self, text: str) -> bool: ...

    def has_to_leave(self) -> bool:
        """Nothing can be run any more: the next Enter leaves."""

    def help(self, word: str) -> None: ...

    def toggle_frames(self) -> None: ...

    def toggle_automatic(self) -> None: ...

    def toggle_recording(self) -> None: ...


def bindings(acts: Acts) -> KeyBindings:
    """See the module."""
    made = KeyBindings()
    editing = has_focus(DEFAULT_BUFFER)

    @made.add("enter", filter=editing)
    def _enter(event: KeyPressEvent) -> None:
        if acts.has_to_leave():
            event.app.exit(exception=EOFError())
        else:
            enter(event.current_buffer, acts.is_complete)

    @made.add("escape", "enter", filter=editing)
    def _new_line(event: KeyPressEvent) -> None:
        new_line(event.current_buffer)

    @made.add("tab", filter=editing & Condition(_in_margin))
    def _indent(event: KeyPressEvent) -> None:
        before = len(event.current_buffer.document.current_line_before_cursor)
        event.current_buffer.insert_text(" " * (len(INDENT) - before % len(INDENT)))

    @made.add("backspace", filter=editing & Condition(_behind_indent))
    def _dedent(event: KeyPressEvent) -> None:
        event.current_buffer.delete_before_cursor(len(INDENT))

    @made.add("f1")
    def _help(event: KeyPressEvent) -> None:
        acts.help(event.current_buffer.document.text.strip().partition(" ")[0])

    for key, act in (
        ("f2", acts.toggle_frames),
        ("f3", acts.toggle_automatic),
        ("f4", acts.toggle_recording),
    ):
        made.add(key)(_calling(act))
    return made


def _calling(act: Callable[[], None]) -> Callable[[KeyPressEvent], None]:
    def call(event: KeyPressEvent) -> None:
        act()

    return call


def answers() -> KeyBindings:
    """The keys of a question: y and n answer it, what is none is not typed."""
    made = KeyBindings()

    @made.add("<any>")
    def _nothing(event: KeyPressEvent) -> None:
        return

    for key in "yYnN":

        @made.add(key)
        def _answer(event: KeyPressEvent) -> None:
            event.current_buffer.text = event.data
            event.app.exit(result=event.data)

    return made


def enter(buffer: Buffer, is_complete: Callable[[str], bool]) -> None:
    """Run the entry, or take a word from the menu, or go on in a new line."""
    state = buffer.complete_state
    if state is not None and state.current_completion is not None:
        buffer.complete_state = None  # the word is there already
        return
    document = buffer.document
    at_end = not document.text_after_cursor.strip()
    if ("\n" not in document.text or at_end) and is_complete(run_text(document.text)):
        buffer.validate_and_handle()
    else:
        new_line(buffer)


def run_text(text: str) -> str:
    """The entry as it is run: an indented line with nothing on it is an empty one."""
    head, newline, last = text.rpartition("\n")
    return text if last.strip() or not newline else head + newline


def new_line(buffer: Buffer) -> None:
    """A new line, as far to the right as Python wants it."""
    deeper = buffer.document.current_line_before_cursor.rstrip().endswith(":")
    buffer.newline(copy_margin=True)
    if deeper:
        buffer.insert_text(INDENT)


def _in_margin() -> bool:
    """Nothing stands before the cursor, in a line that is not the first."""
    document = get_app().current_buffer.document
    return document.cursor_position_row > 0 and not document.current_line_before_cursor.strip()


def _behind_indent() -> bool:
    before = get_app().current_buffer.document.current_line_before_cursor
    return bool(before) and not before.strip(" ") and len(before) % len(INDENT) == 0
