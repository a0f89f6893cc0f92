"""Filters as a whole."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from h2craft.filter import KEYS, FilterError, Need, compile
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


@pytest.mark.parametrize(
    ("text", "needs"),
    [
        ("", Need.RECORD),
        ("type:DATA -stream:1 (conn:2 or len:>5)", Need.RECORD),
        ("word", Need.SUMMARY),
        ("~regex", Need.SUMMARY),
        ("TYPE:data -text:x", Need.SUMMARY),
        ("type:DATA or not path:/x", Need.FOLD),
        ("host:a", Need.FOLD),
        ("finding:", Need.FOLD),
    ],
)
def test_a_filter_knows_how_much_of_a_reading_it_needs(text: str, needs: Need) -> None:
    assert compile(text).needs is needs


class Summarized(Reading):
    """No more than a record, its frame and its summary."""

    __slots__ = ("said",)

    @property
    def summary(self) -> str:
        return str(self.said)


@pytest.mark.parametrize("key", KEYS.values(), ids=lambda key: key.name)
def test_a_key_that_needs_no_fold_says_the_same_without_one(story: Any, key: Any) -> None:
    if key.needs is Need.FOLD:
        return
    values = ["1", "2", "9", "0", "received", "out", "END_STREAM", "CANCEL", "hand", "peer", "404"]
    values += [*key.completions, *(text.partition(":")[2] for text in key.shape.split("  "))]
    for value in values:
        try:
            made = compile(f"{key.name}:{value}")
        except FilterError:
            continue
        for reading in story.readings:
            bare = Reading(reading.record, frame=reading.frame)
            if key.needs is Need.SUMMARY:
                bare = Summarized(reading.record, frame=reading.frame)
                bare.said = reading.summary
            assert made.matches(bare) == made.matches(reading), made.text


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("", set()),
        ("conn:1", set()),
        ("kind:TLS_SENT", {Kind.TLS_SENT}),
        ("conn:1 (kind:noted or kind:TLS_SEC*)", {Kind.NOTED, Kind.TLS_SECRETS}),
        ("-kind:noted conn:1", set()),
        ("not (kind:noted or kind:printed)", set()),
    ],
)
def test_a_filter_knows_which_kinds_it_asks_for_by_name(text: str, kinds: set[Kind]) -> None:
    assert compile(text).kinds == kinds
