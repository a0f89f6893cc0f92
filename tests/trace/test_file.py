"""The first line of a trace file."""

from __future__ import annotations

from typing import Any
from zlib import crc32

import pytest

from h2craft.trace import TraceError
from h2craft.trace.file import decode_first_line, encode_first_line


def line(text: Any, version: bytes = b"1") -> Any:
    return b"h2craft-trace %b %08x %b\n" % (version, crc32(text, crc32(version)), text)


def test_the_first_line_is_for_people_too() -> None:
    assert encode_first_line({"started": "2025"}).startswith(b"h2craft-trace 1 ")
    assert b'{"started": "2025"}\n' in encode_first_line({"started": "2025"})


def test_the_header_comes_back_with_the_length_of_the_line() -> None:
    header = {"command": "serve\n--x", "n": [1, None]}
    octets = encode_first_line(header)
    assert decode_first_line(octets + b"blocks\n") == (len(octets), header)


def test_a_header_json_cannot_say_is_written_all_the_same() -> None:
    octets = encode_first_line({"path": b"x"})
    assert decode_first_line(octets) == (len(octets), {"path": "b'x'"})


def test_a_line_cut_short_anywhere_is_no_error() -> None:
    octets = encode_first_line({"a": 1})
    assert {decode_first_line(octets[:cut]) for cut in range(len(octets))} == {None}


def test_no_octet_after_the_name_can_change_unnoticed() -> None:
    octets = encode_first_line({"a": 1})
    for position in range(len(b"h2craft-trace "), len(octets)):
        changed = bytearray(octets)
        changed[position] ^= 1
        assert decode_first_line(bytes(changed)) is None


@pytest.mark.parametrize("octets", [b"GET / HTTP/1.1\r\n", b"h2craft-trick 1", b"\x00"])
def test_another_file_is_an_error(octets: bytes) -> None:
    with pytest.raises(TraceError, match="is not an h2craft trace"):
        decode_first_line(octets)


def test_a_later_format_is_an_error_that_names_both() -> None:
    with pytest.raises(TraceError, match="has format 2; this version of h2craft reads format 1"):
        decode_first_line(line(b"{}", b"2"))


@pytest.mark.parametrize("text", [b"[]", b"{", b"[" * 100_000])
def test_a_header_that_is_no_object_counts_as_damaged(text: Any) -> None:
    assert decode_first_line(line(text)) is None
