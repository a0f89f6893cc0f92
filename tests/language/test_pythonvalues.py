from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from h2craft.actions import Field
from h2craft.language import FileOctets, LanguageError, file
from h2craft.language.pythonvalues import MAKERS, fields_of, number_of
from h2craft.language.said import Said, said_of
from h2craft.language.verb import Kind
from h2craft.wire import ErrorCode, Representation


def said(value: Any) -> Said:
    _, (one,), _ = said_of("data", (value,), {})
    return one


@pytest.mark.parametrize(
    ("kind", "value", "text"),
    [
        (Kind.NUMBER, 5, "5"),
        (Kind.NUMBER, "0x10", "0x10"),
        (Kind.NUMBER, ErrorCode.CANCEL, "8"),
        (Kind.SECONDS, 0.5, "0.5"),
        (Kind.SECONDS, 2, "2"),
        (Kind.CODE, ErrorCode.CANCEL, "CANCEL"),
        (Kind.CODE, "cancel", "cancel"),
        (Kind.CODE, 8, "8"),
        (Kind.BITS, ["ACK", 4], "ACK|4"),
        (Kind.NUMBERS, (1, 2), "1,2"),
        (Kind.NUMBERS, 1, "1"),
        (Kind.PRIORITY, (True, 3, 16), "(True,3,16)"),
        (Kind.FILE, Path("a"), "a"),
    ],
)
def test_a_value_becomes_the_text_its_reader_takes(kind: Kind, value: Any, text: str) -> None:
    assert MAKERS[kind](said(value), "x").text == text


def test_true_is_no_number() -> None:
    assert number_of(True) is None
    assert number_of(1) == 1
    assert number_of("1") is None


def test_an_error_points_into_text_that_stands_in_the_call_as_it_is() -> None:
    value = MAKERS[Kind.PATTERN](said("type:X"), "pattern")
    assert value.raw == "type:X"
    value = MAKERS[Kind.PATTERN](said("type:\n"), "pattern")
    assert value.raw == "'type:\\n'"


@pytest.mark.parametrize(
    "value",
    [
        {"a": 1},
        [("a", "1")],
        [["a", b"1"]],
        ("a", 1),
        Field(b"a", b"1"),
        (Field(b"a", b"1"),),
    ],
)
def test_a_field_may_be_said_in_many_ways(value: Any) -> None:
    assert fields_of(said(value)) == [Field(b"a", b"1")]


class NeverIndexed(tuple[str, str]):
    """As hpack marks a field that is not to be indexed."""

    indexable = False


def test_a_pair_that_says_so_is_never_indexed() -> None:
    made = fields_of(said([NeverIndexed(("a", "b"))]))
    assert made == [Field(b"a", b"b", Representation.NEVER)]


def test_a_file_is_its_octets_and_remembers_its_path(tmp_path: Path) -> None:
    path = tmp_path / "x"
    path.write_bytes(b"12")
    made = file(str(path))
    assert made == b"12" and isinstance(made, FileOctets) and made.path == str(path)


@pytest.mark.parametrize("path", [5, "", "\0", "\ud800", Path("\ud800"), "nowhere/at/all", "."])
def test_a_file_that_cannot_be_read_is_an_error_in_words(path: Any) -> None:
    with pytest.raises(LanguageError) as caught:
        file(path)
    assert caught.value.text.startswith("file(")
