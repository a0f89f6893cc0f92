from __future__ import annotations

from typing import Any

import pytest

from h2craft.scenario.meanings import fields_of, meaning_of
from h2craft.wire import Frame

CALLED = {1: 1, 3: 2, 2: -1}


def word(number: int) -> bytes:
    return number.to_bytes(4, "big")


@pytest.mark.parametrize(
    ("frame_type", "flags", "payload", "meaning"),
    [
        (4, 0, b"\0\4\0\1\0\0\x0a\x0a\0\0\0\1", [["INITIAL_WINDOW_SIZE", 65536], ["0xa0a", 1]]),
        (4, 0, b"", []),
    ],
)
def test_settings_are_pairs_in_their_order(
    frame_type: int, flags: int, payload: bytes, meaning: Any
) -> None:
    frame = Frame.build(frame_type, payload, flags=flags)
    assert meaning_of(frame, CALLED.get) == {"settings": meaning}


@pytest.mark.parametrize(
    ("frame", "meaning"),
    [
        (Frame.build(4, flags=1), {"ack": True}),
        (Frame.build(3, word(0x42), stream_id=1), {"code": "0x42"}),
        (Frame.build(6, b"12345678"), {"opaque": "3132333435363738"}),
        (Frame.build(6, bytes(8), flags=1), {"opaque": "00" * 8, "ack": True}),
        (Frame.build(7, word(3) + word(0)), {"code": "NO_ERROR", "last": 2}),
        (
            Frame.build(7, word(0x7FFF_FFFF) + word(2) + b"why\xff"),
            {"code": "INTERNAL_ERROR", "last_stream_id": 0x7FFF_FFFF, "debug": "why\xff"},
        ),
        (Frame.build(7, word(0) + word(0)), {"code": "NO_ERROR", "last": 0}),
        (
            Frame.build(2, word(1 << 31 | 3) + b"\x0f", stream_id=1),
            {"depends_on": 2, "weight": 16, "exclusive": True},
        ),
        (
            Frame.build(2, word(11) + b"\0", stream_id=1),
            {"depends_on_stream_id": 11, "weight": 1},
        ),
        (Frame.build(16, word(1) + b"u=1"), {"of": 1, "value": "u=1"}),
        (Frame.build(16, word(9) + b"u=1"), {"of_stream_id": 9, "value": "u=1"}),
        (Frame.build(8, word(7)), {"increment": 7, "count": 1}),
        (Frame.build(3, b"\0"), {"cut_off": "00"}),
        (Frame.build(8, word(7), flags=0x40), {"increment": 7, "count": 1, "undefined_flags": 64}),
        (
            Frame.build(0x42, b"xx", flags=3),
            {"flags": 3, "octets": 2, "sha256": "5dde896887f6754c"},
        ),
    ],
    ids=str,
)
def test_a_frame_is_told_by_its_meaning(frame: Frame, meaning: dict[str, Any]) -> None:
    assert meaning_of(frame, CALLED.get) == meaning


def test_a_dependency_in_headers_is_told_and_padding_is_not() -> None:
    payload = b"\x02" + word(3) + b"\x0f" + b"\x82" + b"\0\0"
    frame = Frame.build(1, payload, flags=0x4 | 0x8 | 0x20, stream_id=5)
    assert meaning_of(frame, CALLED.get) == {
        "end_stream": False,
        "priority": {"depends_on": 2, "weight": 16},
    }


def test_what_is_long_is_cut() -> None:
    frame = Frame.build(7, word(0) + word(0) + b"x" * 20_000)
    assert len(meaning_of(frame, CALLED.get)["debug"]) == 1_000
    assert len(fields_of([(b"a", b"b")] * 2_000)) == 1_000


def test_octets_beside_whole_settings_are_told() -> None:
    frame = Frame.build(4, b"\0\4\0\0\0\1" + b"\xab\xcd")
    assert meaning_of(frame, CALLED.get) == {
        "settings": [["INITIAL_WINDOW_SIZE", 1]],
        "surplus": "abcd",
    }
