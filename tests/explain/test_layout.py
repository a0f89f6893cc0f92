"""Every bit of a frame, by name."""

from __future__ import annotations

from typing import Any

import hyperframe.frame as hf
import pytest
from hypothesis import given
from hypothesis import strategies as st

from h2craft.explain.layout import ENTRIES_SHOWN, Part, layout
from h2craft.explain.text import Role
from h2craft.wire import Frame, FrameType


def part(frame: Frame | hf.Frame, name: str) -> Part:
    if isinstance(frame, hf.Frame):
        frame = Frame(frame.serialize())
    (found,) = [one for one in layout(frame) if one.name == name]
    return found


def names(frame: Frame) -> list[str]:
    return [one.name for one in layout(frame)]


@given(st.integers(0, 20), st.integers(0, 255), st.integers(0, 2**32 - 1), st.binary(max_size=80))
def test_the_parts_cover_every_octet_of_any_frame_once(
    frame_type: int, flags: int, word: int, payload: bytes
) -> None:
    head = len(payload).to_bytes(3, "big") + bytes((frame_type, flags)) + word.to_bytes(4, "big")
    at = 0
    for one in layout(Frame(head + payload)):
        if one.depth:
            continue
        if one.start == at and one.end > at:
            at = one.end
        else:  # other bits of the octets just before
            assert one.end <= at
    assert at == len(head + payload)


def test_the_frame_header_is_told_bit_by_bit() -> None:
    frame = Frame.build(FrameType.HEADERS, b"", flags=0x05, stream_id=3, reserved=1)
    assert part(frame, "Length").at == (0, 3)
    assert part(frame, "Type").value == "0x01 HEADERS"
    assert part(frame, "Flags").value == "0x05"
    assert part(frame, "END_STREAM").value == "1" and part(frame, "END_STREAM").mask == 1
    assert part(frame, "PADDED").value == "0"
    assert part(frame, "Reserved").role is Role.WARNING
    assert part(frame, "Stream Identifier").value == "3"


def test_a_flag_nobody_defined_is_shown_when_it_is_set() -> None:
    frame = Frame.build(FrameType.PING, bytes(8), flags=0x41)
    assert part(frame, "undefined 0x40").role is Role.WARNING
    assert "undefined 0x80" not in names(frame)


def test_a_length_that_lies_is_an_error_with_both_numbers() -> None:
    lying = part(Frame.build(FrameType.DATA, b"abc", stream_id=1, length=100), "Length")
    assert lying.role is Role.ERROR
    assert lying.value == "100" and "3 are here" in lying.sentence


def test_padding_that_is_not_zero_is_marked() -> None:
    padded = Frame.build(FrameType.DATA, b"\x02ab\x00\x01", flags=8, stream_id=1)
    assert part(padded, "Pad Length").at == (9, 10)
    assert part(padded, "Data").at == (10, 12)
    assert part(padded, "Padding").at == (12, 14)
    assert part(padded, "Padding").role is Role.WARNING
    zero = Frame.build(FrameType.DATA, b"\x02ab\x00\x00", flags=8, stream_id=1)
    assert part(zero, "Padding").sentence == "all zero"


def test_a_pad_length_beyond_the_frame_is_an_error() -> None:
    frame = Frame.build(FrameType.DATA, b"\xffab", flags=8, stream_id=1)
    assert part(frame, "Pad Length").role is Role.ERROR


def test_how_long_data_is_stands_there_once() -> None:
    data = part(Frame.build(FrameType.DATA, b"x" * 853, stream_id=1), "Data")
    assert data.value.endswith('x"\N{HORIZONTAL ELLIPSIS}')
    assert data.sentence == "853 octets"


def test_data_of_nothing_but_padding_has_no_part_for_its_data() -> None:
    frame = Frame.build(FrameType.DATA, b"\x02\x00\x00", flags=8, stream_id=1)
    assert [one.at for one in layout(frame) if one.start >= 9] == [(9, 10), (10, 12)]
    assert "Data" not in names(frame) and "Padding" in names(frame)


def test_each_setting_has_a_line_with_meaning_default_and_range() -> None:
    frame = hf.SettingsFrame(0, settings={4: 100, 2: 5, 0x77: 1})
    window = part(frame, "INITIAL_WINDOW_SIZE")
    assert window.value == "100" and window.at == (9, 15)
    assert "default 65,535" in window.sentence and "0 to 2^31-1" in window.sentence
    assert part(frame, "ENABLE_PUSH").role is Role.ERROR
    assert "ignored" in part(frame, "0x77").sentence


def test_error_codes_have_their_sentence() -> None:
    reset = part(hf.RstStreamFrame(1, error_code=7), "Error Code")
    assert reset.value == "0x07 REFUSED_STREAM" and "sent again" in reset.sentence
    unknown = part(hf.RstStreamFrame(1, error_code=0x99), "Error Code")
    assert "INTERNAL_ERROR" in unknown.sentence


def test_a_ping_that_is_not_eight_octets_is_an_error_and_an_empty_one_has_no_part() -> None:
    long = part(Frame.build(FrameType.PING, b"123456789"), "Opaque Data")
    assert (long.role, long.at) == (Role.ERROR, (9, 18))
    assert [one for one in layout(Frame.build(FrameType.PING, b"")) if one.end > 9] == []


def test_a_window_update_of_zero_says_so() -> None:
    frame = Frame.build(FrameType.WINDOW_UPDATE, bytes(4))
    assert "must not be 0" in part(frame, "Window Size Increment").sentence


def test_priority_fields_and_promised_stream_have_their_bits() -> None:
    frame = Frame.build(FrameType.PRIORITY, b"\x80\x00\x00\x05\x0f", stream_id=7)
    assert part(frame, "Exclusive").value == "1"
    assert part(frame, "Stream Dependency").value == "5"
    assert part(frame, "Weight").value == "16"
    head = Frame.build(FrameType.HEADERS, b"\x80\x00\x00\x05\x0f\x82", flags=0x24, stream_id=5)
    assert part(head, "Exclusive").value == "1"
    assert part(head, "Stream Dependency").sentence == "depends on itself (7540 5.3.1)"
    assert part(head, "Weight").at == (13, 14)
    assert part(head, "Field Block Fragment").at == (14, 15)
    promise = Frame.build(FrameType.PUSH_PROMISE, b"\x80\x00\x00\x02\x82", flags=4, stream_id=1)
    reserved = [one for one in layout(promise) if one.name == "Reserved"]
    assert [one.value for one in reserved] == ["0", "1"]
    assert part(promise, "Promised Stream ID").value == "2"


@pytest.mark.parametrize(
    ("frame_type", "payload", "name"),
    [
        (FrameType.ALTSVC, b"\x00\x01xh2", "Alt-Svc-Field-Value"),
        (FrameType.ORIGIN, b"\x00\x01x", "ASCII-Origin"),
        (FrameType.PRIORITY_UPDATE, b"\x00\x00\x00\x01u=1", "Priority Field Value"),
        (FrameType.GOAWAY, bytes(8) + b"why", "Additional Debug Data"),
        (FrameType.PING, b"12345678", "Opaque Data"),
        (0x42, b"whatever", "Payload"),
    ],
)
def test_the_other_types_name_their_parts(frame_type: int, payload: bytes, name: str) -> None:
    assert name in names(Frame.build(frame_type, payload))


@pytest.mark.parametrize("frame_type", [2, 3, 7, 8, 10, 16])
def test_a_payload_too_short_for_its_fields_is_cut_off(frame_type: int) -> None:
    cut = part(Frame.build(frame_type, b"\x00", stream_id=1), "Payload")
    assert cut.role is Role.ERROR and cut.at == (9, 10)


def test_surplus_octets_are_an_error() -> None:
    assert part(Frame.build(FrameType.RST_STREAM, bytes(6), stream_id=1), "Surplus").at == (13, 15)
    assert part(Frame.build(FrameType.SETTINGS, bytes(7)), "Surplus").at == (15, 16)
    assert part(Frame.build(FrameType.ORIGIN, b"\x00\x01x\x00"), "Surplus").at == (12, 13)


@pytest.mark.parametrize(("frame_type", "entry"), [(4, bytes(6)), (12, b"\x00\x01x")])
def test_of_very_many_entries_the_last_part_is_the_rest(frame_type: int, entry: bytes) -> None:
    parts = layout(Frame.build(frame_type, entry * 3000))
    assert len(parts) < 3 * ENTRIES_SHOWN
    assert "more" in parts[-1].value and parts[-1].end == 9 + len(entry) * 3000


def test_decoded_fields_have_the_octets_that_say_them(story: Any) -> None:
    reading = story.reading(story.peer.headers(end=True))
    parts = layout(reading.frame, reading.header_fields)
    method, _, authority, _ = [one for one in parts if one.depth and one.start >= 9]
    assert (method.name, method.value, method.at) == (":method", "GET", (9, 10))
    octets = reading.frame.octets[slice(*authority.at)]
    assert octets == reading.header_fields[2].octets


def test_fields_of_earlier_frames_have_no_octets_in_the_last_one(story: Any) -> None:
    block = story.peer.encoder.encode([(":method", "GET"), ("x-long", "v" * 30)])
    story.peer.headers(block=block[:5], whole=False)
    reading = story.reading(story.peer.continuation(1, block[5:]))
    parts = [one for one in layout(reading.frame, reading.header_fields) if one.depth]
    method, long = [one for one in parts if one.start >= 9]
    assert method.end == method.start
    assert long.at == (9, len(reading.frame.octets))


def test_priority_fields_that_are_cut_off_are_said_to_be() -> None:
    frame = Frame.build(FrameType.HEADERS, b"\0\0\0", flags=0x20, stream_id=1)
    found = part(frame, "Priority fields")
    assert found.sentence == "cut off: five octets are needed (6.2)" and found.role is Role.ERROR
    assert (found.start, found.end) == (9, 12)


@pytest.mark.parametrize(
    ("payload", "flags", "at"), [(b"\0\0", 0, (9, 11)), (b"\1\2\0", 8, (10, 12))]
)
def test_a_promised_stream_that_is_cut_off_is_said_to_be(
    payload: bytes, flags: int, at: tuple[int, int]
) -> None:
    frame = Frame.build(FrameType.PUSH_PROMISE, payload, flags=flags, stream_id=1)
    found = part(frame, "Promised Stream ID")
    assert found.sentence == "cut off: four octets are needed (6.6)" and found.role is Role.ERROR
    assert found.at == at


def test_a_promise_without_a_payload_has_no_part_but_its_header() -> None:
    frame = Frame.build(FrameType.PUSH_PROMISE, b"", flags=4, stream_id=1)
    assert [one for one in layout(frame) if one.end > 9] == []
