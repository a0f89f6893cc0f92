from __future__ import annotations

import pytest

from h2craft.actions import Field, Headers, Origin
from h2craft.language import LanguageError
from h2craft.language.formparts import PARTS
from h2craft.wire import Representation


@pytest.mark.parametrize(
    ("text", "octets"),
    [
        ("hello world", b"hello world"),
        ("", b""),
        (' "a" hex(00)', b"a\0"),
        ('b"\\xff"*2', b"\xff\xff"),
        ('it said "no"', b'it said "no"'),
        ("é", b"\xc3\xa9"),
    ],
)
def test_octets_are_text_for_itself_or_literals(text: str, octets: bytes) -> None:
    assert PARTS["data"].read(text, {}) == octets


def test_literals_and_plain_words_are_not_mixed() -> None:
    with pytest.raises(LanguageError, match="in quotation marks here"):
        PARTS["data"].read('"a" b', {})


@pytest.mark.parametrize(
    ("text", "fields"),
    [
        ("a=b c=d", (Field(b"a", b"b"), Field(b"c", b"d"))),
        ("a: b c=d", (Field(b"a", b"b c=d"),)),
        (
            ":status: 200\r\nx:\n\n!y=1",
            (
                Field(b":status", b"200"),
                Field(b"x", b""),
                Field(b"y", b"1", Representation.NEVER),
            ),
        ),
        (":status=200", (Field(b":status", b"200"),)),
        ("HTTP/1.1 200 OK\nX: y", (Field(b":status", b"200"), Field(b"x", b"y"))),
        ("", ()),
    ],
)
def test_fields_are_words_or_lines_of_http1(text: str, fields: tuple[Field, ...]) -> None:
    assert PARTS["fields"].read(text, {}) == fields


def test_origins_are_words_or_literals() -> None:
    assert PARTS["origins"].read("https://a https://b", {}) == (b"https://a", b"https://b")
    assert PARTS["origins"].read('"a b" ""', {}) == (b"a b", b"")
    assert PARTS["origins"].show(Origin(origins=(b"a", b""))) == '"a" ""'


def test_the_status_is_shown_apart_only_where_it_comes_first_and_plain() -> None:
    plain = Headers(stream_id=1, fields=(Field(b":status", b"200"), Field(b"a", b"b")))
    assert PARTS["status"].show(plain) == "200"
    assert PARTS["other_fields"].show(plain) == "a=b"
    late = Headers(stream_id=1, fields=(Field(b"a", b"b"), Field(b":status", b"200")))
    assert PARTS["status"].show(late) == ""
    assert PARTS["other_fields"].show(late) == "a=b\n:status=200"


def test_a_setting_is_a_name_and_a_number() -> None:
    assert PARTS["pairs"].read("ENABLE_PUSH=0 0x99=1", {}) == ((2, 0), (0x99, 1))
    with pytest.raises(LanguageError, match="a setting is NAME=NUMBER") as caught:
        PARTS["pairs"].read("ENABLE_PUSH=0 5", {})
    assert caught.value.position == len("ENABLE_PUSH=0 ")
