from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from h2craft.language import DOORS, VERBS, TokenKind, tokens, write


def parts(text: str) -> list[tuple[str, str]]:
    return [(text[one.start : one.end], str(one.kind)) for one in tokens(text)]


@pytest.mark.parametrize(
    ("text", "made"),
    [
        ("", []),
        ("  ", []),
        ("wire", [("wire", "door")]),
        ("wire data", [("wire", "door"), ("data", "verb")]),
        (
            'DATA 1 "x" b"y" hex(00)*3 file("a") end_stream padding=3 Wire',
            [
                *[("DATA", "verb"), ("1", "number"), ('"x"', "string"), ('b"y"', "octets")],
                *[("hex(00)*3", "octets"), ('file("a")', "octets"), ("end_stream", "flag")],
                *[("padding", "name"), ("=", "operator"), ("3", "number"), ("Wire", "door")],
            ],
        ),
        (
            'headers :status=200 !a="b c" priority=(no,1,2) + rst 1 code=CANCEL',
            [
                *[("headers", "verb"), (":status", "name"), ("=", "operator"), ("200", "string")],
                *[("!a", "name"), ("=", "operator"), ('"b c"', "string"), ("priority", "name")],
                *[("=", "operator"), ("(no,1,2)", "word"), ("+", "operator"), ("rst", "verb")],
                *[("1", "number"), ("code", "name"), ("=", "operator"), ("CANCEL", "word")],
            ],
        ),
        ("headers new", [("headers", "verb"), ("new", "number")]),
        ("goaway new", [("goaway", "verb"), ("new", "error")]),
        (
            "raw data flags=END_STREAM|8 0x1",
            [
                *[("raw", "verb"), ("data", "word"), ("flags", "name"), ("=", "operator")],
                *[("END_STREAM|8", "word"), ("0x1", "number")],
            ],
        ),
        (
            "settings 0x99=1 max-frame-size=2",
            [
                *[("settings", "verb"), ("0x99", "name"), ("=", "operator"), ("1", "number")],
                *[("max-frame-size", "name"), ("=", "operator"), ("2", "number")],
            ],
        ),
        (
            "wait type:PING x timeout=2",
            [
                *[("wait", "verb"), ("type:PING x", "pattern"), ("timeout", "name")],
                *[("=", "operator"), ("2", "number")],
            ],
        ),
        (
            "headers 1 priority=u=1",
            [
                *[("headers", "verb"), ("1", "number"), ("priority", "name")],
                *[("=", "operator"), ("u=1", "string")],
            ],
        ),
        (
            "altsvc origin=a",
            [("altsvc", "verb"), ("origin", "name"), ("=", "operator"), ("a", "string")],
        ),
        ("wait x or type:PI", [("wait", "verb"), ("x or type:PI", "pattern")]),
        ("hold off", [("hold", "verb"), ("off", "word")]),
        ("hold all", [("hold", "verb"), ("all", "word")]),
        ("note  a b ", [("note", "verb"), ("a b", "string")]),
        ("attach a.py", [("attach", "verb"), ("a.py", "string")]),
        ("headers HTTP/1.1 200 OK", [("headers", "verb"), ("HTTP/1.1 200 OK", "string")]),
    ],
)
def test_a_line_is_cut_into_what_its_parts_are(text: str, made: Any) -> None:
    assert parts(text) == made


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("headerz 1", "headerz"),
        ("rst 1 CANCELLED wire", "CANCELLED"),
        ("rst 1 code=CANCELLED", "CANCELLED"),
        ('data 1 "abc', '"abc'),
        ("data 1 padding=300 ", "300"),
        ("data 1 nonsense end_stream", "nonsense"),
        ("close padding=1", "padding"),
        ("settings MAX=1", "MAX"),
        ("settings MAX_FRAME_SIZE=big", "big"),
        ("wait typ:DATA or x", "typ"),
        ("data 1 hex(00)x", "x"),
        ('data 1 hex("\\', 'data 1 hex("\\'),  # one error behind another
    ],
)
def test_what_is_wrong_is_an_error(text: str, wrong: str) -> None:
    found = [part for part, kind in parts(text) if kind == "error"]
    assert found == [wrong]


@pytest.mark.parametrize(
    "text",
    [
        *["hea", "wi", "wire da", "rst 1 CAN", "rst 1 code=can", "data 1 end_s", "data 1 pad"],
        *["close ha", "headers 1 x", "headers 1 x=", "settings MAX_F", "raw DA", "wait ty"],
        *["hold", "hold o", "data 1 padding=", "data 1 wi", "policy ping_ack=ho"],
    ],
)
def test_what_is_being_typed_is_none_yet(text: str) -> None:
    assert "error" not in {kind for _, kind in parts(text)}


@given(data=st.data())
def test_a_line_that_is_understood_has_no_error(data: Any, any_action: Any) -> None:
    line = write(data.draw(any_action))
    assert [part for part, kind in parts(line) if kind == "error"] == []


PIECES = (*VERBS, *DOORS, " ", "=", '"', "+", "(", ")", "hex(", "file(", "*3", "\\", "1", "\ud800")


@given(text=st.text() | st.lists(st.sampled_from(PIECES)).map("".join))
def test_whatever_the_text_its_parts_are_in_order(text: str) -> None:
    at = 0
    for one in tokens(text):
        assert at <= one.start < one.end <= len(text)
        assert isinstance(one.kind, TokenKind)
        at = one.end


@pytest.mark.parametrize("text", ["a" * 10**5, "data 1 " + '"' * 99_999, "wait " + "(" * 5_000])
def test_a_long_line_is_cut_as_well(text: str) -> None:
    assert tokens(text)
