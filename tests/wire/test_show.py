"""Text for people: decoded, short, and safe whatever a peer sends."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from h2craft.wire import (
    Frame,
    FrameType,
    elide,
    escape,
    frame_line,
    hex_dump,
    payloads,
    summarize,
)

F = FrameType


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        (b"GET /a?b=c", "GET /a?b=c"),
        (b"a\tb\r\nc\\d", "a\\tb\\r\\nc\\\\d"),
        (b"\x00\x1b[2J\x7f\xff", "\\x00\\x1b[2J\\x7f\\xff"),
        (bytearray(b"\x01"), "\\x01"),
        ("plain", "plain"),
        ("a\nb", "a\\nb"),
        ("caf\N{LATIN SMALL LETTER E WITH ACUTE}\n", "caf\u00e9\\n"),
        ("a\N{RIGHT-TO-LEFT OVERRIDE}b", "a\\u202eb"),
        ("\N{ZERO WIDTH SPACE}", "\\u200b"),
        ("\N{COMBINING ACUTE ACCENT}", "\\u0301"),
        ("\x9b31m", "\\x9b31m"),
        ("\u6f22", "\\u6f22"),
        ("\N{PILE OF POO}", "\\U0001f4a9"),
        ("\udcff", "\\udcff"),
    ],
)
def test_escape_leaves_nothing_that_could_act(text: bytes | str, shown: str) -> None:
    assert escape(text) == shown


@given(st.binary())
def test_escaped_octets_are_printable_ascii(octets: bytes) -> None:
    assert all(" " <= character <= "~" for character in escape(octets))


@given(st.text(st.characters(codec=None)))
def test_escaped_text_has_one_cell_for_each_character(text: str) -> None:
    for character in escape(text):
        assert character.isprintable()
        assert unicodedata.east_asian_width(character) not in ("W", "F")
        assert not unicodedata.combining(character)


@given(st.binary(max_size=40), st.binary(max_size=40))
def test_different_octets_are_never_shown_alike(one: bytes, other: bytes) -> None:
    assert (escape(one) == escape(other)) == (one == other)


@pytest.mark.parametrize(
    ("width", "shown"),
    [
        (10, "abcdefghij"),
        (9, "abcd\u2026ghij"),
        (3, "a\u2026j"),
        (2, "a\u2026"),
        (1, "\u2026"),
        (0, ""),
    ],
)
def test_elide_leaves_out_the_middle(width: int, shown: str) -> None:
    assert elide("abcdefghij", width) == shown


@pytest.mark.parametrize("width", [9, 10, 11])
def test_what_was_cut_off_before_has_one_ellipsis(width: int) -> None:
    assert elide("abcdef\u2026ghijk", width).count("\u2026") == 1


@given(st.text(max_size=30), st.integers(-1, 40))
def test_elided_text_fits(text: str, width: int) -> None:
    assert len(elide(text, width)) <= max(width, 0)


def test_a_hex_dump_has_sixteen_octets_a_line() -> None:
    assert hex_dump(b"PRI * HTTP/2.0\r\n\xff") == [
        "0000  50 52 49 20 2a 20 48 54 54 50 2f 32 2e 30 0d 0a  |PRI * HTTP/2.0..|",
        "0010  ff                                               |.|",
    ]
    assert hex_dump(b"") == []
    assert hex_dump(bytes(0x1_0001))[-1].startswith("00010000  00 ")


GET = [(b":method", b"GET"), (b":scheme", b"https"), (b":path", b"/a"), (b"accept", b"*/*")]
OK = [(b":status", b"200"), (b"content-type", b"text/plain"), (b"content-type", b"x")]


@pytest.mark.parametrize(
    ("frame", "fields", "shown"),
    [
        (Frame.build(F.HEADERS, b"\x82"), GET, "GET /a"),
        (Frame.build(F.HEADERS, b"\x82"), OK, "200 text/plain"),
        (Frame.build(F.HEADERS, b"\x82"), [(b":status", b"204")], "204"),
        (
            Frame.build(F.HEADERS, b"\x82"),
            [(b":method", b"CONNECT"), (b":authority", b"a:443")],
            "CONNECT a:443",
        ),
        (Frame.build(F.HEADERS, b"\x82"), [(b":method", b"GET")], "GET"),
        (
            Frame.build(F.HEADERS, b"\x82"),
            [(b"grpc-status", b"0"), (b"x", b"\n")],
            "grpc-status: 0, x: \\n",
        ),
        (
            Frame.build(F.CONTINUATION, b"\x82"),
            [(b"a", b"1")] * 5,
            "a: 1, a: 1, a: 1, a: 1, \u2026",
        ),
        (Frame.build(F.HEADERS, b""), [], "no fields"),
        (Frame.build(F.HEADERS, b"\x82\x84"), None, "2 octets of a header block"),
        (Frame.build(F.HEADERS, b"\1\x82\0", flags=8), GET, "GET /a padding=1"),
        (Frame.build(F.PUSH_PROMISE, b"\0\0\0\2\x82"), GET, "promised=2 GET /a"),
        (Frame.build(F.DATA, b'say "hi"\n'), None, '"say \\"hi\\"\\n"'),
        (Frame.build(F.DATA, b"\2a\0\0", flags=8), None, '"a" padding=2'),
        (Frame.build(F.DATA, b"x" * 65), None, '"' + "x" * 64 + '\u2026" 65 octets'),
        (
            Frame.build(F.PRIORITY, b"\x80\0\0\3\x0f"),
            None,
            "depends_on=3 weight=16 exclusive",
        ),
        (Frame.build(F.PRIORITY, b"\0\0\0\3\x0f"), None, "depends_on=3 weight=16"),
        (Frame.build(F.RST_STREAM, b"\0\0\0\x08"), None, "CANCEL"),
        (Frame.build(F.RST_STREAM, b"\0\0"), None, "cut off: 0000"),
        (
            Frame.build(F.SETTINGS, payloads.Settings(((4, 65535), (0x42, 1)), b"\1").encode()),
            None,
            "INITIAL_WINDOW_SIZE=65535 0x42=1 cut off: 01",
        ),
        (Frame.build(F.SETTINGS, flags=1), None, "ACK"),
        (Frame.build(F.SETTINGS), None, "no settings"),
        (
            Frame.build(F.SETTINGS, payloads.Settings(((3, 1),) * 17).encode()),
            None,
            "MAX_CONCURRENT_STREAMS=1 " * 16 + "\u2026 17 settings",
        ),
        (Frame.build(F.PING, b"\1" * 8), None, "01" * 8),
        (Frame.build(F.PING, b"", flags=1), None, "ACK nothing"),
        (Frame.build(F.PING, bytes(40)), None, "00" * 32 + "\u2026 40 octets"),
        (Frame.build(F.GOAWAY, b"\0\0\0\3\0\0\0\0bye"), None, 'NO_ERROR last=3 "bye"'),
        (Frame.build(F.GOAWAY, b"\0\0\0\3\0\0\0\1"), None, "PROTOCOL_ERROR last=3"),
        (Frame.build(F.WINDOW_UPDATE, b"\0\0\xff\xff"), None, "+65535"),
        (Frame.build(F.ALTSVC, b"\0\1ah2"), None, "a h2"),
        (Frame.build(F.ORIGIN, b"\0\1a\0\2bc\0"), None, "a bc cut off: 00"),
        (Frame.build(F.ORIGIN, b"\0\1a" * 9), None, "a " * 8 + "\u2026 9 origins"),
        (Frame.build(F.ORIGIN), None, "no origins"),
        (Frame.build(F.PRIORITY_UPDATE, b"\0\0\0\5u=1"), None, 'prioritized=5 "u=1"'),
        (Frame.build(0x42, b"\x1b[2J"), None, '"\\x1b[2J"'),
    ],
)
def test_a_frame_is_summarized_by_what_it_says(
    frame: Frame, fields: list[tuple[bytes, bytes]] | None, shown: str
) -> None:
    assert summarize(frame, fields) == shown


@given(
    type_=st.sampled_from([*F, 0x42]),
    flags=st.integers(0, 255),
    payload=st.binary(max_size=300),
    fields=st.none() | st.lists(st.tuples(st.binary(max_size=9), st.binary(max_size=400))),
)
def test_a_summary_is_one_printable_line_of_bounded_length(
    type_: int, flags: int, payload: bytes, fields: list[tuple[bytes, bytes]] | None
) -> None:
    line = frame_line(Frame.build(type_, payload, flags=flags, stream_id=1), fields)
    assert line.isprintable()
    assert len(line) < 1700


def test_a_frame_line_names_the_frame_first() -> None:
    frame = Frame.build(F.HEADERS, b"\x82", flags=5, stream_id=1)
    assert frame_line(frame, GET) == "HEADERS stream=1 END_STREAM|END_HEADERS len=1 GET /a"
    assert frame_line(Frame.build(F.PING, bytes(8))) == "PING stream=0 len=8 0000000000000000"
