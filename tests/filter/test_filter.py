"""Filters as a whole."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from h2craft.filter import KEYS, FilterError, compile
from h2craft.model import Board, Reading
from h2craft.trace import Kind, Record

WORDS = st.sampled_from(
    [
        *(f"{name}:" for name in KEYS),
        *(f"{name}~" for name in KEYS),
        *("and", "or", "not", "-", "(", ")", '"', "~", ",", "..", ">", "=", " ", "\\"),
        *("4xx", "HEADERS", "1", "[", "a{9", "(?i)", "\x1b", "É", "\ud800", "6.9"),
    ]
)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("type:DATA dir:sent", [9]),
        ("type:DATA and not dir:sent", [10]),
        ("type:DATA -dir:sent", [10]),
        ("type:RST_STREAM or type:GOAWAY", [11, 12]),
        ("dir:sent (type:DATA or type:HEADERS)", [8, 9]),
        ("-(dir:sent or dir:received or held:)", [1, 6, 7]),
        ("TYPE:data DIR:Sent", [9]),
    ],
)
def test_terms_combine(numbers: Any, text: str, wanted: list[int]) -> None:
    assert numbers(text) == wanted


def test_a_filter_keeps_its_text() -> None:
    made = compile("type:DATA")
    assert made.text == "type:DATA"
    assert repr(made) == "<Filter 'type:DATA'>"


@pytest.mark.parametrize(
    ("text", "position", "length"),
    [
        ("a http://b", 2, 4),
        ("stream:1,x,3", 9, 1),
        ('stream:"1,x,3"', 7, 7),
        ("path:", 0, 5),
        ("a len>=5", 2, 6),
        ("type:DATA code:x", 15, 1),
        ("a held:b", 7, 1),
        ("~", 0, 1),
    ],
)
def test_the_wrong_part_is_told(text: str, position: int, length: int) -> None:
    with pytest.raises(FilterError) as caught:
        compile(text)
    assert (caught.value.position, caught.value.length) == (position, length)


def test_quotation_marks_make_anything_a_word(numbers: Any) -> None:
    assert numbers('"len>5"') == []
    assert numbers('"http://b"') == []


@given(st.one_of(st.text(max_size=40), st.lists(WORDS, max_size=12).map("".join)))
@example("~(?<!")
@example("((((((((((")
@example("field:~x")
@example("at:" + "9" * 5000)
def test_no_text_makes_it_raise_anything_else(text: str) -> None:
    try:
        made = compile(text)
    except FilterError as error:
        assert 0 <= error.position <= len(text)
        assert error.position + error.length <= len(text)
        assert len(error.caret().split("\n")) == 2
    else:
        made.matches(Reading(Record(1, 0.0, 1, Kind.NOTED)))
        ping = b"\0\0\x08\x06\0\0\0\0\0" + bytes(8)
        made.matches(Board().fold(Record(1, 0.0, 1, Kind.FRAME_RECEIVED, ping)))
