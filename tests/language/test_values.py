from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from h2craft.language import LanguageError
from h2craft.language import values as v
from h2craft.language.words import LONGEST, Value, words


def value(text: str) -> Value:
    (word,) = words(f"x={text}")
    return word.value


STREAM = v.stream


@pytest.mark.parametrize(
    ("read", "text", "made"),
    [
        (STREAM, "1", 1),
        (STREAM, "0x10", 16),
        (STREAM, "1_000", 1000),
        (STREAM, "2^31-1", 2**31 - 1),
        (v.setting_value, "2^32-1", 2**32 - 1),
        (v.setting_value, "2^16", 65536),
        (v.error_code, "cancel", 8),
        (v.error_code, "no-error", 0),
        (v.error_code, "0x99", 0x99),
        (v.setting_id, "SETTINGS_MAX_FRAME_SIZE", 5),
        (v.setting_id, "4", 4),
        (v.frame_type, "data", 0),
        (v.yes_or_no, "YES", True),
        (v.yes_or_no, "0", False),
        (v.seconds, "2", 2.0),
        (v.seconds, "0.5s", 0.5),
        (v.seconds, "250ms", 0.25),
        (v.seconds, "1e-05", 1e-05),
        (v.priority, '"no, 3, 16"', (False, 3, 16)),
        (v.priority, '"(yes,0,256)"', (True, 0, 256)),
        (v.octets_of, '"é\\xff"', b"\xc3\xa9\xff"),
        (v.octets_of, 'hex("00:ff 01,02")', b"\x00\xff\x01\x02"),
        (v.octets_of, 'hex("ab")*2', b"\xab\xab"),
        (v.text_of, '"ab"*2', "abab"),
        (v.text_of, "hex(41)", "A"),
        (v.choice("way", ("half", "clean")), "HALF", "half"),
        (v.numbers("a number", 10), "1,2,0x3", (1, 2, 3)),
    ],
)
def test_a_value_is_read_as_its_kind(read: Callable[[Value], Any], text: str, made: Any) -> None:
    assert read(value(text)) == made


@pytest.mark.parametrize(
    ("read", "text", "message"),
    [
        (STREAM, "x", "is a number, decimal or 0x, not 'x'"),
        (STREAM, "1.5", "not '1.5'"),
        (STREAM, "٣", "not '٣'"),
        (STREAM, '"1"', "not '\"1\"'"),
        (STREAM, "-1", "not -1"),
        (STREAM, "9" * 5000, "is a number"),
        (v.error_code, "CANCELD", "did you mean CANCEL?"),
        (v.error_code, "2^32", "0 to 4,294,967,295 (RFC 9113 7)"),
        (v.setting_id, "max_frame", "did you mean MAX_FRAME_SIZE?"),
        (v.yes_or_no, "perhaps", "yes or no"),
        (v.seconds, "-1", "a time is"),
        (v.seconds, "1e999", "longer than anybody can wait"),
        (v.priority, '"1,2"', "exclusive, depends on, weight"),
        (v.priority, '"no,1,0"', "1 to 256"),
        (v.octets_of, '"\\ud800"', "U+D800 is half of a character"),
        (v.octets_of, "hex(xy)", "no hexadecimal digit"),
        (v.octets_of, "hex(123)", "half an octet"),
        (v.octets_of, '"xy"*16777216', "33,554,432 octets"),
        (v.choice("way", ("half",)), "hal", "did you mean half?"),
        (v.numbers("a number", 10), "1,,2", "not ''"),
        (v.numbers("a number", 10), "1,11", "not 11"),
    ],
)
def test_what_is_no_such_value_is_refused(
    read: Callable[[Value], Any], text: str, message: str
) -> None:
    with pytest.raises(LanguageError) as caught:
        read(value(text))
    assert message in caught.value.message
    assert caught.value.position >= len("x=")


def test_an_error_among_several_points_at_the_one() -> None:
    with pytest.raises(LanguageError) as caught:
        v.flags_of(value("ACK|0x40|END"), 6)
    assert (caught.value.position, caught.value.length) == (11, 3)
    assert v.flags_of(value("ack|0x40"), 6) == 0x41
    assert v.flags_of(value("END_STREAM,PADDED"), 0) == 0x09


def test_numbers_look_like_numbers_also_where_they_are_bad_ones() -> None:
    assert all(map(v.looks_like_number, ("1", "-1", "0x", "2^31", ".5", "1x")))
    assert not any(map(v.looks_like_number, ("x1", "", "-", "é")))


def test_a_file_is_read_once_for_each_value(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_bytes(b"one")
    made = value(f'file("{path}")*2')
    assert v.file_octets(made) == b"one"
    path.write_bytes(b"two")
    assert v.octets_of(made) == b"oneone"


def test_what_is_no_regular_file_is_not_opened(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    with pytest.raises(LanguageError, match="no regular file"):
        v.octets_of(value(f'file("{pipe}")'))
    with pytest.raises(LanguageError, match="null"):
        v.octets_of(value('file("\\0")'))


def test_a_file_larger_than_a_frame_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "large"
    with path.open("wb") as file:
        file.truncate(LONGEST + 1)
    with pytest.raises(LanguageError, match="more than 16,777,216 octets"):
        v.octets_of(value(f'file("{path}")'))
