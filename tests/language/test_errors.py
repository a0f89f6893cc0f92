from __future__ import annotations

from h2craft.language import LanguageError
from h2craft.language.errors import hint, near, shown


def test_the_caret_stands_under_the_wrong_part() -> None:
    error = LanguageError("no such code", "rst 1 CANCELED", 6, 8)
    assert error.caret() == "rst 1 CANCELED\n      ^^^^^^^^"
    assert str(error) == f"no such code\n{error.caret()}"


def test_what_cannot_be_seen_is_escaped_in_the_caret_line() -> None:
    text, marks = LanguageError("bad", "a\x1b[2J b", 6, 1).caret().split("\n")
    assert text == "a\\x1b[2J b"
    assert marks.index("^") == text.index("b", 5)


def test_the_nearest_names_come_first_whatever_their_case() -> None:
    assert near("cancelled", ("NO_ERROR", "CANCEL")) == ("CANCEL",)
    assert near("max", ("ENABLE_PUSH", "MAX_FRAME_SIZE")) == ("MAX_FRAME_SIZE",)
    assert near("", ("a",)) == ()


def test_a_name_that_is_begun_is_nearer_than_one_that_is_alike() -> None:
    assert near("ENHANCE", ("CANCEL", "ENHANCE_YOUR_CALM"))[0] == "ENHANCE_YOUR_CALM"
    assert hint(("a", "b")) == "; did you mean a?"
    assert hint(()) == ""


def test_a_word_is_shown_short_and_printable() -> None:
    assert shown("a\nb") == "'a\\nb'"
    assert len(shown("x" * 1_000_000)) < 50
