from __future__ import annotations

import pytest

from h2craft.actions import Field
from h2craft.language import LanguageError
from h2craft.language.fields import field_of, fields_of_http1
from h2craft.language.words import words
from h2craft.wire import Representation


@pytest.mark.parametrize(
    ("text", "field"),
    [
        (":status=200", Field(b":status", b"200")),
        ("X=", Field(b"X", b"")),
        ('""=x', Field(b"", b"x")),
        ('a="b c"', Field(b"a", b"b c")),
        ("a=hex(00ff)", Field(b"a", b"\x00\xff")),
        ("hex(0061)=b", Field(b"\x00a", b"b")),
        ("a=é", Field(b"a", b"\xc3\xa9")),
        ("!a=b", Field(b"a", b"b", Representation.NEVER)),
        ('"!a"=b', Field(b"!a", b"b")),
        ("{without}a=b", Field(b"a", b"b", Representation.WITHOUT)),
        ("{indexed,plain}a=b", Field(b"a", b"b", Representation.INDEXED, False)),
        ("{huffman}a=b", Field(b"a", b"b", None, True)),
        ('{never}"a b"=c', Field(b"a b", b"c", Representation.NEVER)),
    ],
)
def test_a_word_is_a_field_and_what_hpack_is_told(text: str, field: Field) -> None:
    (word,) = words(text)
    assert field_of(word) == field


def test_hpack_knows_four_ways_and_two_codings() -> None:
    (word,) = words("{sometimes}a=b")
    with pytest.raises(LanguageError, match="HPACK knows no 'sometimes'"):
        field_of(word)


@pytest.mark.parametrize(
    ("text", "fields"),
    [
        (
            "HTTP/1.1 200 OK\nContent-Type: text/plain\r\nX: a: b \n\n",
            [(b":status", b"200"), (b"content-type", b"text/plain"), (b"x", b"a: b")],
        ),
        ("HTTP/2 204\\nx:\\r\\n", [(b":status", b"204"), (b"x", b"")]),
        (
            "GET /a?b HTTP/1.1\nAccept: */*\nHost: localhost:8443",
            [
                (b":method", b"GET"),
                (b":scheme", b"https"),
                (b":authority", b"localhost:8443"),
                (b":path", b"/a?b"),
                (b"accept", b"*/*"),
            ],
        ),
        (
            "GET / HTTP/1.1\nAccept: */*",
            [
                (b":method", b"GET"),
                (b":scheme", b"https"),
                (b":path", b"/"),
                (b"accept", b"*/*"),
            ],
        ),
        ('"x: 1\\ny: 2"', [(b"x", b"1"), (b"y", b"2")]),
    ],
)
def test_a_header_section_of_http1_becomes_fields(
    text: str, fields: list[tuple[bytes, bytes]]
) -> None:
    (word,) = words(text)
    assert [field[:2] for field in fields_of_http1(word.value)] == fields


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('"HTTP/1.1 200 OK\\nno colon"', "no field line: 'no colon'"),
        ('"a: b\\n\\nbody"', "what follows is for `data`"),
        ('"a: b\\n folded"', "no field line"),
        ('""', "without a line"),
    ],
)
def test_what_is_no_header_section_is_refused(text: str, message: str) -> None:
    (word,) = words(text)
    with pytest.raises(LanguageError, match=message):
        fields_of_http1(word.value)
