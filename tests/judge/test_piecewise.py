from __future__ import annotations

import pytest

from h2craft.judge.piecewise import Piecewise
from h2craft.wire import encode_stateless, frame_octets

BLOCK = encode_stateless([(b":status", b"200"), (b"a", b"b")])
FIELDS = ((b":status", b"200"), (b"a", b"b"))


@pytest.mark.parametrize("size", [1, 2, 9, 10, 1000])
def test_frames_are_the_same_however_they_are_cut(size: int) -> None:
    octets = frame_octets(1, 0x4, 1, BLOCK) + frame_octets(0, 0x1, 1, b"body")
    pieces, found = Piecewise(), []
    for at in range(0, len(octets), size):
        found += list(pieces.add(octets[at : at + size]))
    assert [(frame.type, frame.payload, fields) for frame, fields in found] == [
        (1, BLOCK, FIELDS),
        (0, b"body", None),
    ]
    assert (pieces.partial, pieces.lost) == (False, False)


def test_a_block_goes_on_over_its_continuations() -> None:
    pieces = Piecewise()
    (_, first), (_, second) = pieces.add(
        frame_octets(1, 0, 1, BLOCK[:3]) + frame_octets(9, 0x4, 1, BLOCK[3:])
    )
    assert (first, second) == (None, FIELDS)


def test_a_block_that_cannot_be_read_has_no_fields() -> None:
    ((frame, fields),) = Piecewise().add(frame_octets(1, 0x4, 1, b"\xbe"))
    assert (frame.type, fields) == (1, None)


def test_half_a_frame_is_told() -> None:
    pieces = Piecewise()
    assert list(pieces.add(frame_octets(0, 0, 1, b"body")[:-1])) == []
    assert pieces.partial and not pieces.lost


def test_what_is_no_frame_is_lost_with_all_that_follows() -> None:
    pieces = Piecewise()
    assert list(pieces.add(b"HTTP/1.1 400 Bad Request\r\n")) == []
    assert list(pieces.add(frame_octets(0, 0, 1, b"body"))) == []
    assert (pieces.lost, pieces.partial) == (True, False)


def test_a_frame_with_no_room_for_its_padding_has_what_is_left_of_a_block() -> None:
    ((frame, fields),) = Piecewise().add(frame_octets(1, 0x4 | 0x8, 1, b""))
    assert (frame.type, fields) == (1, ())
