"""Spans and lines: what is printable, what is copied."""

from __future__ import annotations

import pytest

from h2craft.explain.text import (
    Role,
    Span,
    counted,
    heading,
    octets_text,
    pair,
    plain,
    safe,
    sentence,
    told,
)


def test_what_is_copied_is_the_text_alone() -> None:
    text = [heading("Head", "RFC 9113"), (), sentence("words", Role.DIM)]
    assert plain(text) == "Head  RFC 9113\n\nwords"


def test_a_pair_keeps_its_columns() -> None:
    line = pair("name", "value", "aside", width=8)
    assert plain([line]) == "name     value  aside"
    assert line[1] == Span("value", Role.VALUE)


def test_a_pair_without_an_aside_ends_with_its_value() -> None:
    assert plain([pair("a", "b", width=2)]) == "a  b"


def test_one_octet_is_not_plural() -> None:
    assert counted(1, "octet") == "1 octet"
    assert counted(1024, "octet") == "1,024 octets"


def test_octets_are_escaped_and_long_ones_keep_both_ends() -> None:
    assert octets_text(b"a\x1b[31m\xff") == "a\\x1b[31m\\xff"
    shown = octets_text(b"a" * 300 + b"z" * 300, 100)
    assert shown.startswith("aaa") and shown.endswith("zzz (600 octets)")
    assert len(shown) < 130


@pytest.mark.parametrize("value", [None, 3, ["x\x07"], {"k": "\u202e"}, "a\nb", "x" * 10_000])
def test_any_value_of_a_detail_becomes_one_printable_line(value: object) -> None:
    shown = safe(value, 60)
    assert shown.isprintable() and len(shown) <= 60


def test_our_own_words_keep_their_backslashes_and_a_quoted_peer_is_escaped() -> None:
    assert told("the name b'\\x00' is wrong") == "the name b'\\x00' is wrong"
    assert told('"\\x00…" 64 octets') == '"\\x00…" 64 octets'
    assert "\u202e" not in told("say \u202e it")
