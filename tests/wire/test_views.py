"""Lenient reading, and what a frame shows by itself to be wrong."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from h2craft.wire import ErrorCode, Frame, FrameType, decode_payload, payloads

NO, PROTOCOL, SIZE, FLOW = (
    ErrorCode.NO_ERROR,
    ErrorCode.PROTOCOL_ERROR,
    ErrorCode.FRAME_SIZE_ERROR,
    ErrorCode.FLOW_CONTROL_ERROR,
)


@given(
    type_=st.sampled_from([*FrameType, 0x42]),
    flags=st.integers(0, 255),
    stream_id=st.integers(0, 0x7FFF_FFFF),
    reserved=st.integers(0, 1),
    payload=st.binary(max_size=64),
    length=st.none() | st.integers(0, 100),
)
@example(type_=0, flags=8, stream_id=1, reserved=0, payload=b"\xff", length=None)
def test_encode_gives_back_whatever_octets_were_decoded(
    type_: int, flags: int, stream_id: int, reserved: int, payload: bytes, length: int | None
) -> None:
    frame = Frame.build(
        type_, payload, flags=flags, stream_id=stream_id, reserved=reserved, length=length
    )
    assert decode_payload(frame).encode() == payload


def view(type_: int, payload: str = "", flags: int = 0, stream_id: int = 1) -> payloads.Payload:
    return Frame.build(type_, bytes.fromhex(payload), flags=flags, stream_id=stream_id).view


F = FrameType


@pytest.mark.parametrize(
    ("type_", "payload", "flags", "stream_id", "section", "code", "scope"),
    [
        (F.DATA, "", 0, 0, "6.1", PROTOCOL, "connection"),
        (F.DATA, "", 8, 1, "6.1", SIZE, "connection"),
        (F.DATA, "02 61", 8, 1, "6.1", PROTOCOL, "connection"),
        (F.DATA, "01 61 01", 8, 1, "6.1", NO, "connection"),
        (F.DATA, "61", 2, 1, "4.1", NO, "connection"),
        (F.HEADERS, "", 4, 0, "6.2", PROTOCOL, "connection"),
        (F.HEADERS, "00000000", 0x24, 1, "6.2", SIZE, "connection"),
        (F.HEADERS, "02 00000000 0f 00", 0x2C, 1, "6.2", PROTOCOL, "connection"),
        (F.HEADERS, "00000001 0f", 0x24, 1, "7540 5.3.1", PROTOCOL, "stream"),
        (F.PRIORITY, "00000000", 0, 1, "6.3", SIZE, "stream"),
        (F.PRIORITY, "00000000 0f 00", 0, 1, "6.3", SIZE, "stream"),
        (F.PRIORITY, "80000001 0f", 0, 1, "7540 5.3.1", PROTOCOL, "stream"),
        (F.PRIORITY, "00000003 0f", 0, 0, "6.3", PROTOCOL, "connection"),
        (F.RST_STREAM, "000000", 0, 1, "6.4", SIZE, "connection"),
        (F.RST_STREAM, "0000000000", 0, 1, "6.4", SIZE, "connection"),
        (F.RST_STREAM, "00000000", 0, 0, "6.4", PROTOCOL, "connection"),
        (F.SETTINGS, "0000", 0, 0, "6.5", SIZE, "connection"),
        (F.SETTINGS, "000300000001", 1, 0, "6.5", SIZE, "connection"),
        (F.SETTINGS, "", 0, 1, "6.5", PROTOCOL, "connection"),
        (F.SETTINGS, "000200000002", 0, 0, "6.5.2", PROTOCOL, "connection"),
        (F.SETTINGS, "000480000000", 0, 0, "6.5.2", FLOW, "connection"),
        (F.SETTINGS, "000500003fff", 0, 0, "6.5.2", PROTOCOL, "connection"),
        (F.SETTINGS, "000501000000", 0, 0, "6.5.2", PROTOCOL, "connection"),
        (F.SETTINGS, "000800000002", 0, 0, "8441 3", PROTOCOL, "connection"),
        (F.SETTINGS, "000900000002", 0, 0, "9218 2.1", PROTOCOL, "connection"),
        (F.PUSH_PROMISE, "000000", 4, 1, "6.6", SIZE, "connection"),
        (F.PUSH_PROMISE, "00000000", 4, 1, "6.6", PROTOCOL, "connection"),
        (F.PUSH_PROMISE, "00000003", 4, 1, "6.6", PROTOCOL, "connection"),
        (F.PUSH_PROMISE, "80000002", 4, 1, "6.6", NO, "connection"),
        (F.PUSH_PROMISE, "00000002", 4, 0, "6.6", PROTOCOL, "connection"),
        (F.PUSH_PROMISE, "02 00000002 82", 0x0C, 1, "6.6", PROTOCOL, "connection"),
        (F.PING, "00" * 7, 0, 0, "6.7", SIZE, "connection"),
        (F.PING, "00" * 8, 0, 1, "6.7", PROTOCOL, "connection"),
        (F.GOAWAY, "00" * 7, 0, 0, "6.8", SIZE, "connection"),
        (F.GOAWAY, "80" + "00" * 7, 0, 0, "6.8", NO, "connection"),
        (F.GOAWAY, "00" * 8, 0, 1, "6.8", PROTOCOL, "connection"),
        (F.WINDOW_UPDATE, "0001", 0, 1, "6.9", SIZE, "connection"),
        (F.WINDOW_UPDATE, "0000000100", 0, 1, "6.9", SIZE, "connection"),
        (F.WINDOW_UPDATE, "00000000", 0, 1, "6.9", PROTOCOL, "stream"),
        (F.WINDOW_UPDATE, "00000000", 0, 0, "6.9", PROTOCOL, "connection"),
        (F.WINDOW_UPDATE, "80000001", 0, 0, "6.9", NO, "connection"),
        (F.CONTINUATION, "", 4, 0, "6.10", PROTOCOL, "connection"),
        (F.ALTSVC, "0005 61", 0, 0, "7838 4", SIZE, "connection"),
        (F.ALTSVC, "0001 61", 0, 1, "7838 4", NO, "connection"),
        (F.ALTSVC, "0000 61", 0, 0, "7838 4", NO, "connection"),
        (F.ORIGIN, "0005 61", 0, 0, "8336 2.1", NO, "connection"),
        (F.ORIGIN, "0001 61 00", 0, 0, "8336 2.1", NO, "connection"),
        (F.ORIGIN, "", 0, 1, "8336 2.1", NO, "connection"),
        (F.PRIORITY_UPDATE, "000000", 0, 0, "9218 7.1", SIZE, "connection"),
        (F.PRIORITY_UPDATE, "00000000", 0, 0, "9218 7.1", PROTOCOL, "connection"),
        (F.PRIORITY_UPDATE, "80000001", 0, 0, "9218 7.1", NO, "connection"),
        (F.PRIORITY_UPDATE, "00000001", 0, 1, "9218 7.1", PROTOCOL, "connection"),
    ],
)
def test_one_thing_wrong_is_one_problem(
    type_: int, payload: str, flags: int, stream_id: int, section: str, code: int, scope: str
) -> None:
    [problem] = view(type_, payload, flags, stream_id).problems
    assert (problem.section, problem.code, problem.scope) == (section, code, scope)
    assert problem.text


@pytest.mark.parametrize(
    ("type_", "payload", "flags", "stream_id"),
    [
        (F.DATA, "02 61 0000", 9, 1),
        (F.DATA, "00", 8, 1),
        (F.HEADERS, "01 00000003 0f 82 00", 0x2C, 1),
        (F.PRIORITY, "00000003 0f", 0, 1),
        (F.RST_STREAM, "00000008", 0, 1),
        (F.SETTINGS, "000200000001 00047fffffff 000500ffffff 004212345678", 0, 0),
        (F.SETTINGS, "", 1, 0),
        (F.PUSH_PROMISE, "01 00000002 00", 0x0C, 1),
        (F.PING, "00" * 8, 1, 0),
        (F.GOAWAY, "7fffffff 00000000 62", 0, 0),
        (F.WINDOW_UPDATE, "7fffffff", 0, 0),
        (F.CONTINUATION, "82", 4, 1),
        (F.ALTSVC, "0001 61 62", 0, 0),
        (F.ALTSVC, "0000 62", 0, 1),
        (F.ORIGIN, "0001 61 0000", 0, 0),
        (F.PRIORITY_UPDATE, "00000001 753d31", 0, 0),
        (0x42, "00", 0xFF, 0),
    ],
)
def test_what_is_right_has_no_problems(
    type_: int, payload: str, flags: int, stream_id: int
) -> None:
    assert view(type_, payload, flags, stream_id).problems == ()


def test_a_length_that_lies_is_a_problem_of_its_own() -> None:
    frame = Frame.build(F.PING, bytes(8), length=5, reserved=1)
    assert [problem.section for problem in frame.view.problems] == ["4.1", "4.1"]
    assert "says 5, the payload has 8" in frame.view.problems[0].text


def test_padding_beyond_the_payload_leaves_the_data_readable() -> None:
    assert view(F.DATA, "ff 616263", 8) == payloads.Data(
        b"abc", 255, b"", view(F.DATA, "ff 616263", 8).problems
    )


def test_priority_fields_that_do_not_fit_are_left_in_the_fragment() -> None:
    found = view(F.HEADERS, "ff 0000", 0x2C)
    assert isinstance(found, payloads.Headers)
    assert (found.priority, found.fragment, found.pad_length) == (None, b"\0\0", 255)
    assert [problem.code for problem in found.problems] == [PROTOCOL, SIZE]


def test_weight_is_one_more_than_its_octet() -> None:
    found = view(F.PRIORITY, "80000003 ff")
    assert isinstance(found, payloads.Priority)
    assert (found.exclusive, found.depends_on, found.weight) == (True, 3, 256)


def test_settings_keep_order_and_duplicates() -> None:
    found = view(F.SETTINGS, "000400000001 000300000002 000400000003", 0, 0)
    assert isinstance(found, payloads.Settings)
    assert found.pairs == ((4, 1), (3, 2), (4, 3))
