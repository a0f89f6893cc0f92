"""Sixteen octets a line, by parts, lit where somebody looks."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from h2craft.explain.hexdump import hex_line_count, hex_line_of, hex_lines, octet_lines
from h2craft.explain.text import Role, plain
from h2craft.wire import Frame, FrameType, hex_dump

DATA = Frame.build(FrameType.DATA, b"\x02" + b"hello, world" + b"\x00\x01", flags=8, stream_id=1)


@given(st.binary(max_size=200), st.integers(0, 200), st.integers(0, 200))
def test_the_text_is_that_of_any_hex_dump_whatever_is_lit(
    payload: bytes, start: int, end: int
) -> None:
    frame = Frame.build(FrameType.DATA, payload, flags=8, stream_id=1)
    shown = plain(hex_lines(frame, (start, end))).split("\n")
    assert shown == hex_dump(frame.octets)
    assert len(shown) == hex_line_count(frame)


def test_the_lines_of_a_frame_are_counted_without_making_them() -> None:
    assert hex_line_count(Frame.build(FrameType.PING, bytes(7))) == 1
    assert hex_line_count(Frame.build(FrameType.PING, bytes(8))) == 2
    assert hex_line_count(DATA) == len(hex_lines(DATA))


def test_a_page_of_a_large_frame_is_only_that_page() -> None:
    frame = Frame.build(FrameType.DATA, bytes(100_000), stream_id=1)
    page = hex_lines(frame, None, 1000, 3)
    assert [line[0].text for line in page] == ["00003e80  ", "00003e90  ", "00003ea0  "]
    assert hex_lines(frame, None, 10**9, 3) == []
    assert hex_line_of(0x3E85) == 1000


def test_lit_octets_are_strong_and_nothing_else_is() -> None:
    strong = [span.text for span in hex_lines(DATA, (10, 12))[0] if span.role is Role.STRONG]
    assert strong == ["68 65", "he"]


def test_a_span_knows_the_part_it_is_of() -> None:
    spans = [span for line in hex_lines(DATA) for span in line if span.at is not None]
    assert (3, 4) in {span.at for span in spans}
    data = [span for span in spans if span.at == (10, 22)]
    assert [span.text for span in data] == [
        "68 65 6c 6c 6f 2c",
        "hello,",
        "20 77 6f 72 6c 64",
        " world",
    ]


def test_padding_that_is_not_zero_stands_out() -> None:
    roles = {span.text: span.role for span in hex_lines(DATA)[1]}
    assert roles["00 01"] is Role.WARNING


def test_octets_that_are_no_frame_are_shown_alike() -> None:
    assert plain(octet_lines(b"GET / HTTP/1.1\r\n\r\n")).split("\n") == hex_dump(
        b"GET / HTTP/1.1\r\n\r\n"
    )
    assert octet_lines(b"") == []
