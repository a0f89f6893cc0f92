from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from h2craft.actions import Field
from h2craft.language import literals
from h2craft.language.fields import field_of
from h2craft.language.values import octets_of, seconds, text_of
from h2craft.language.words import words
from h2craft.wire import Representation


@given(st.binary())
def test_octets_are_read_back(octets: bytes) -> None:
    for written in (literals.octets_text(octets), literals.quoted(octets)):
        (word,) = words(written)
        assert octets_of(word.value) == octets
    (word,) = words(f"x={literals.value_text(octets)}")
    assert octets_of(word.value) == octets
    (word,) = words(f"x={literals.block_text(octets)}")
    assert octets_of(word.value) == octets


@given(st.text())
def test_text_is_read_back(text: str) -> None:
    written = literals.quoted_text(text)
    (word,) = words(written)
    assert text_of(word.value) == text
    assert written.isprintable()


@given(st.floats(0, 1e12, allow_nan=False, allow_subnormal=False))
def test_a_time_is_read_back(number: float) -> None:
    (word,) = words(literals.seconds_text(number))
    assert seconds(word.value) == number


@given(st.binary(), st.binary())
def test_a_field_is_read_back(name: bytes, value: bytes) -> None:
    field = Field(name, value)
    (word,) = words(literals.field_text(field))
    assert field_of(word) == field


@pytest.mark.parametrize(
    ("octets", "written"),
    [
        (b"hello\n", '"hello\\n"'),
        (b"\x00\xff", 'hex("00 ff")'),
        (b"", '""'),
        (b"x" * 16, '"x"*16'),
        (bytes(16), 'hex("00")*16'),
        ("é".encode(), 'hex("c3 a9")'),
        ("déjà vu, again and again".encode(), '"déjà vu, again and again"'),
    ],
)
def test_octets_are_text_where_most_of_them_are(octets: bytes, written: str) -> None:
    assert literals.octets_text(octets) == written


def test_names_that_mean_something_else_are_quoted() -> None:
    field = Field(b"padding", b"3", Representation.NEVER)
    assert literals.field_text(field) == "!padding=3"
    assert literals.field_text(field, frozenset(("padding",))) == '!"padding"=3'
    plain = Field(b"x", b"a b", Representation.WITHOUT, False)
    assert literals.field_text(plain) == '{without,plain}x="a b"'


def test_numbers_have_names_where_there_are_any() -> None:
    assert literals.code_text(8) == "CANCEL"
    assert literals.code_text(0x99) == "0x99"
    assert literals.pair_text(4, 0) == "INITIAL_WINDOW_SIZE=0"
    assert literals.priority_text((True, 3, 16)) == "(yes,3,16)"


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("\x1b[2J", '"\\x1b[2J"'),
        ("\x7f", '"\\x7f"'),
        ("\udcff", '"\\xff"'),
        ("é", '"é"'),
        ("\u202e", '"\\u202e"'),
        ("\U000e0001", '"\\U000e0001"'),
    ],
)
def test_what_is_not_seen_is_written_out(text: str, written: str) -> None:
    assert literals.quoted_text(text) == written


def test_a_block_is_hex_without_spaces() -> None:
    assert literals.block_text(b"\x82\x00") == "hex(8200)"
