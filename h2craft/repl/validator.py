"""What is wrong with an entry, before it is run: said below it, with the cursor on the place.

Knows prompt_toolkit's validators and highlighting; what is wrong the shell knows.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from prompt_toolkit.document import Document
from prompt_toolkit.layout.processors import Processor, Transformation, TransformationInput
from prompt_toolkit.layout.utils import explode_text_fragments
from prompt_toolkit.validation import ValidationError, Validator

from h2craft.session import visible

if TYPE_CHECKING:
    from h2craft.repl.shell import Shell

STYLE = " class:wrong"


class Wrong(ValidationError):
    """The wrong part are `length` characters from the cursor's position on."""

    def __init__(self, position: int, length: int, message: str) -> None:
        super().__init__(position, message)
        self.length = length


class ShellValidator(Validator):
    """See the module."""

    def __init__(self, shell: Shell) -> None:
        self._shell = shell

    def validate(self, document: Document) -> None:
        problem = self._shell.check(document.text)
        if problem is not None:
            position = min(problem.position, len(document.text))
            message = visible(" ".join(problem.message.split()))
            raise Wrong(position, max(problem.length, 1), message)


class MarkWrong(Processor):
    """Shows the wrong part of an entry as wrong, until it is changed."""

    def apply_transformation(self, transformation_input: TransformationInput) -> Transformation:
        given = transformation_input
        error = given.buffer_control.buffer.validation_error
        if not isinstance(error, Wrong):
            return Transformation(given.fragments)
        begins = given.document.translate_row_col_to_index(given.lineno, 0)
        first = given.source_to_display(error.cursor_position - begins)
        last = given.source_to_display(error.cursor_position + error.length - begins)
        fragments = explode_text_fragments(given.fragments)
        for index in range(max(0, first), min(len(fragments), last)):
            style, text, *_ = fragments[index]
            fragments[index] = (style + STYLE, text)
        return Transformation(fragments)
