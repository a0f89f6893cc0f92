"""Errors before anything is run."""

from __future__ import annotations

from typing import Any

import pytest
from prompt_toolkit.buffer import Buffer
from prompt_toolkit.document import Document
from prompt_toolkit.layout import BufferControl
from prompt_toolkit.layout.processors import TransformationInput

from h2craft.repl.validator import MarkWrong, ShellValidator, Wrong


@pytest.mark.parametrize(
    ("text", "wrong", "said"),
    [
        ("goawya 0", "goawya", "did you mean goaway?"),
        ("rst 3 code=CANCLE", "CANCLE", "CANCEL"),
        ("x = 1\nrst 3 code=CANCLE", "CANCLE", "CANCEL"),
        ("x = (1 +* 2)", "*", "syntax"),
    ],
)
def test_the_wrong_part_is_pointed_at(stub_of: Any, text: str, wrong: str, said: str) -> None:
    with pytest.raises(Wrong) as caught:
        ShellValidator(stub_of().shell).validate(Document(text))
    error = caught.value
    assert text[error.cursor_position :].startswith(wrong)
    assert said in error.message and "\n" not in error.message


def test_what_is_right_passes(stub_of: Any) -> None:
    ShellValidator(stub_of().shell).validate(Document("x = 1\nping\n"))


def marked(text: str, line: int, error: Any) -> list[tuple[Any, ...]]:
    """The fragments of a line of an entry with an error."""
    buffer = Buffer(document=Document(text))
    buffer.validation_error = error
    given = TransformationInput(
        BufferControl(buffer),
        buffer.document,
        line,
        lambda at: at,
        [("", text.split("\n")[line])],
        80,
        1,
    )
    return list(MarkWrong().apply_transformation(given).fragments)


def test_the_wrong_part_is_marked_in_its_line_alone() -> None:
    error = Wrong(9, 2, "no")
    wrong = [text for style, text, *_ in marked("x = 1\nab cd", 1, error) if "wrong" in style]
    assert wrong == ["c", "d"]
    assert all("wrong" not in style for style, *_ in marked("x = 1\nab cd", 0, error))
    assert marked("ab", 0, None) == [("", "ab")]
