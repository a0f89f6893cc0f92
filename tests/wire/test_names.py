"""Names of numbers and numbers of names."""

from __future__ import annotations

import pytest

from h2craft.wire import (
    FLAGS,
    ErrorCode,
    FrameType,
    SettingId,
    error_code_name,
    flag_names,
    frame_type_name,
    parse_error_code,
    parse_flags,
    parse_frame_type,
    parse_setting_id,
    setting_name,
)


@pytest.mark.parametrize("member", FrameType)
def test_a_frame_type_is_found_by_its_own_name(member: FrameType) -> None:
    assert parse_frame_type(frame_type_name(member)) == member


@pytest.mark.parametrize("member", ErrorCode)
def test_an_error_code_is_found_by_its_own_name(member: ErrorCode) -> None:
    assert parse_error_code(error_code_name(member)) == member


@pytest.mark.parametrize("member", SettingId)
def test_a_setting_is_found_by_its_own_name(member: SettingId) -> None:
    assert parse_setting_id(setting_name(member)) == member


@pytest.mark.parametrize("name", [frame_type_name, error_code_name, setting_name])
def test_a_number_without_a_name_is_shown_in_hexadecimal(name) -> None:  # type: ignore[no-untyped-def]
    assert name(0x42) == "0x42"


@pytest.mark.parametrize(
    ("text", "number"),
    [("headers", 1), (" Rst-Stream ", 3), ("0x42", 0x42), ("0X0a", 10), ("255", 255), (9, 9)],
)
def test_a_frame_type_can_be_written_in_several_ways(text: int | str, number: int) -> None:
    assert parse_frame_type(text) == number


def test_parsing_gives_a_plain_int() -> None:
    assert type(parse_frame_type("DATA")) is int
    assert type(parse_error_code(ErrorCode.CANCEL)) is int


def test_a_setting_may_carry_the_prefix_of_the_rfc() -> None:
    assert parse_setting_id("settings_max_frame_size") == SettingId.MAX_FRAME_SIZE
    assert parse_setting_id(0xFFFF) == 0xFFFF


@pytest.mark.parametrize(
    ("text", "hint"), [("HEADER", "did you mean HEADERS?"), ("PNG", "did you mean PING?")]
)
def test_a_misspelt_name_is_answered_with_the_nearest_one(text: str, hint: str) -> None:
    with pytest.raises(ValueError, match=r"unknown frame type") as refused:
        parse_frame_type(text)
    assert hint in str(refused.value)


def test_a_name_like_no_other_gets_no_suggestion() -> None:
    with pytest.raises(ValueError, match=r"^unknown setting 'zzzzzz'$"):
        parse_setting_id("zzzzzz")


@pytest.mark.parametrize("text", ["0x", "", "1.5", "0xyz"])
def test_what_is_neither_name_nor_number_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="unknown error code"):
        parse_error_code(text)


@pytest.mark.parametrize("number", [1.5, None, b"PING"])
def test_what_is_no_whole_number_and_no_name_is_refused(number: object) -> None:
    with pytest.raises(TypeError):
        parse_frame_type(number)  # type: ignore[arg-type]


@pytest.mark.parametrize("number", [-1, 256, "256", "0x100", "-1"])
def test_a_number_that_does_not_fit_its_field_is_refused(number: int | str) -> None:
    with pytest.raises(ValueError, match="outside 0 to 255"):
        parse_frame_type(number)


def test_flags_are_named_lowest_bit_first_and_undefined_ones_in_hexadecimal() -> None:
    assert flag_names(FrameType.HEADERS, 0x6D) == (
        "END_STREAM",
        "END_HEADERS",
        "PADDED",
        "PRIORITY",
        "0x40",
    )
    assert flag_names(0x42, 0x81) == ("0x1", "0x80")
    assert flag_names(FrameType.PING, 0) == ()


@pytest.mark.parametrize(
    ("flags", "octet"),
    [
        ("END_STREAM|0x40", 0x41),
        ("end_stream, padded", 0x09),
        (["END_STREAM", 8], 0x09),
        (0x25, 0x25),
        ("", 0),
        ((), 0),
    ],
)
def test_flags_can_be_written_in_several_ways(flags, octet: int) -> None:  # type: ignore[no-untyped-def]
    assert parse_flags(FrameType.DATA, flags) == octet


def test_a_flag_of_another_type_is_refused() -> None:
    with pytest.raises(ValueError, match="unknown flag 'END_STREAM'"):
        parse_flags(FrameType.PING, "END_STREAM")


def test_every_frame_type_has_its_flags_listed() -> None:
    assert set(FLAGS) == set(FrameType)
