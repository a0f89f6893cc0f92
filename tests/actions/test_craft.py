"""Crafted frames, and what may be written as headers."""

from __future__ import annotations

import dataclasses
from typing import Any

import pytest
from hpack import HeaderTuple, NeverIndexedHeaderTuple

from h2craft.actions import Data, Field, Headers, Hpack, Ping, Priority, Raw, Settings, fields_of
from h2craft.actions.craft import FRAME_TYPES, CraftedFrame
from h2craft.wire import FrameType, Representation


class Comparable(bytes):
    """Octets that equal text, as the handler API hands out."""

    def __eq__(self, other: Any) -> Any:
        return super().__eq__(other.encode() if isinstance(other, str) else other)

    __hash__ = bytes.__hash__


@pytest.mark.parametrize(
    ("written", "field"),
    [
        (("name", "value"), Field(b"name", b"value")),
        ((b"name", b"\xff"), Field(b"name", b"\xff")),
        ((":status", 200), Field(b":status", b"200")),
        (["name", "caf\u00e9"], Field(b"name", b"caf\xc3\xa9")),
        (("name", "\udcff"), Field(b"name", b"\xff")),
        (HeaderTuple(b"name", b"value"), Field(b"name", b"value")),
        (
            NeverIndexedHeaderTuple(b"cookie", b"secret"),
            Field(b"cookie", b"secret", Representation.NEVER),
        ),
    ],
)
def test_whatever_people_write_as_a_header_becomes_a_field(written: Any, field: Any) -> None:
    assert fields_of([written]) == (field,)


def test_a_field_is_taken_as_it_is() -> None:
    field = Field(b"name", b"value", Representation.INCREMENTAL, huffman=True)
    assert fields_of([field])[0] is field


def test_order_and_duplicates_are_kept() -> None:
    assert [field.name for field in fields_of([("b", 1), ("a", 2), ("b", 3)])] == [b"b", b"a", b"b"]


def test_octets_that_equal_text_become_plain_octets() -> None:
    (field,) = fields_of([(Comparable(b"name"), Comparable(b"value"))])
    assert (type(field.name), type(field.value)) == (bytes, bytes)


def test_a_value_that_is_no_ascii_number_or_text_is_refused() -> None:
    class Odd:
        def __str__(self) -> Any:
            return "\u00e9"

    odd: Any = Odd()
    with pytest.raises(UnicodeEncodeError):
        fields_of([("name", odd)])


def test_every_crafted_frame_but_raw_has_one_type() -> None:
    assert {*FRAME_TYPES, Raw} == set(CraftedFrame.__args__)
    assert len(set(FRAME_TYPES.values())) == len(FRAME_TYPES)
    assert FRAME_TYPES[Headers] == FrameType.HEADERS


def test_unlawful_wishes_are_not_refused_here() -> None:
    assert Data(stream_id=0, padding=300).padding == 300
    assert Ping(opaque_data=b"short").opaque_data == b"short"
    assert Settings(pairs=((4, 1), (4, 2**31))).pairs[1] == (4, 2**31)
    assert Raw(type=0xFF, length=2**24 - 1).length == 2**24 - 1


def test_defaults_are_the_everyday_frame() -> None:
    headers = Headers(stream_id=1)
    assert (headers.end_headers, headers.end_stream, headers.hpack) == (True, False, Hpack.SHARED)
    assert Priority(stream_id=1).weight == 16
    assert len(Ping().opaque_data) == 8


def test_frames_are_values() -> None:
    assert Data(stream_id=1, data=b"x") == Data(stream_id=1, data=b"x")
    frame: Any = Data(stream_id=1)
    with pytest.raises(dataclasses.FrozenInstanceError):
        frame.stream_id = 2
