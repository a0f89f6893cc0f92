"""A record as the action that says it again: the same octets, whatever they are."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from h2craft.actions import (
    Continuation,
    Data,
    Door,
    Field,
    GoAway,
    Headers,
    Hpack,
    Ping,
    Priority,
    PushPromise,
    Raw,
    RstStream,
    Send,
    SendOctets,
    Settings,
    WindowUpdate,
    action_to_json,
)
from h2craft.endpoint.crafting import octets_of
from h2craft.explain import crafted_of, duplicate
from h2craft.model import Reading
from h2craft.trace import Kind, Record
from h2craft.wire import Encoder, Frame, Representation


def again(octets: bytes) -> Any:
    """The duplicate of a received frame, and that its octets are the same."""
    frame = Frame(octets)
    made = duplicate(Reading(Record(1, 0.0, 1, Kind.FRAME_RECEIVED, octets), frame=frame))
    assert isinstance(made, Send) and made.door is Door.WIRE and made.inform
    (crafted,) = made.frames
    assert octets_of(crafted, Encoder()) == octets
    return crafted


@given(
    st.integers(0, 17),
    st.sampled_from([0, 1, 4, 5, 8, 9, 0x0C, 0x20, 0x2D, 0x40, 0xFF]),
    st.sampled_from([0, 1, 2, 7, 0x8000_0001, 0x7FFF_FFFF]),
    st.binary(max_size=40),
    st.sampled_from([0, 0, 0, 1, -1]),
)
def test_any_frame_is_said_again_octet_by_octet(
    frame_type: int, flags: int, word: int, payload: bytes, lie: int
) -> None:
    length = max(len(payload) + lie, 0)
    head = length.to_bytes(3, "big") + bytes((frame_type, flags)) + word.to_bytes(4, "big")
    again(head + payload)


@pytest.mark.parametrize(
    ("octets", "kind"),
    [
        ("000005 00 09 00000001 02 6869 0000", Data),
        ("000008 06 01 00000000 3132333435363738", Ping),
        ("000001 01 04 00000001 82", Headers),
        ("000006 01 24 00000001 80000003 0f 82", Headers),  # with priority fields
        ("000005 02 00 00000001 80000003 0f", Priority),
        ("000004 03 00 00000001 00000008", RstStream),
        ("000006 04 00 00000000 0003 00000064", Settings),
        ("000000 04 01 00000000", Settings),
        ("00000b 07 00 00000000 00000001 00000000 627965", GoAway),
        ("000004 08 00 00000001 00000064", WindowUpdate),
        ("000001 09 04 00000001 82", Continuation),
        ("000005 05 04 00000001 00000002 82", PushPromise),
        ("000005 00 08 00000001 02 6869 0001", Raw),  # padding that is not zero
        ("000008 06 40 00000000 3132333435363738", Raw),  # a flag nobody defined
        ("000008 06 00 80000000 3132333435363738", Raw),  # the reserved bit
        ("000009 06 00 00000000 3132333435363738", Raw),  # a length that lies
        ("000005 03 00 00000001 0000000001", Raw),  # an octet too many
        ("000004 08 00 00000000 80000001", Raw),  # the reserved bit of the increment
        ("000001 42 00 00000001 00", Raw),  # a type nobody defined
    ],
)
def test_a_frame_comes_by_its_parts_where_these_say_all_of_it(octets: str, kind: type) -> None:
    assert type(again(bytes.fromhex(octets))) is kind


def test_a_whole_block_comes_as_its_fields(story: Any) -> None:
    seq = story.peer.headers(1, [(":method", "GET"), ("x-a", "b")], end=True)
    made = duplicate(story.reading(seq))
    assert isinstance(made, Send)
    assert made.frames == (
        Headers(
            stream_id=1,
            fields=(Field(b":method", b"GET"), Field(b"x-a", b"b")),
            end_stream=True,
        ),
    )


def test_a_field_never_to_be_indexed_stays_so_and_size_updates_are_nobodys_field(
    story: Any,
) -> None:
    made = duplicate(story.reading(story.peer.headers(1, block=b"\x20\x10\x01a\x01b")))
    assert isinstance(made, Send)
    (head,) = made.frames
    assert isinstance(head, Headers)
    assert head.fields == (Field(b"a", b"b", Representation.NEVER),)


def test_a_part_of_a_block_comes_as_its_octets(story: Any) -> None:
    first = duplicate(story.reading(story.peer.headers(1, block=b"\x82", whole=False)))
    second = duplicate(story.reading(story.peer.continuation(1, b"\x84")))
    assert isinstance(first, Send) and isinstance(second, Send)
    (head,), (rest,) = first.frames, second.frames
    assert isinstance(head, Headers) and (head.block, head.hpack) == (b"\x82", Hpack.OCTETS)
    assert isinstance(rest, Continuation) and rest.block == b"\x84"


def test_a_promise_comes_as_its_fields(story: Any) -> None:
    story.peer.headers(end=True)
    made = duplicate(story.reading(story.us.promise(1, 2)))
    assert isinstance(made, Send)
    (promise,) = made.frames
    assert isinstance(promise, PushPromise)
    assert promise.promised_stream_id == 2 and promise.fields[0] == (b":method", b"GET", None, None)


def test_actions_are_themselves_fired_or_held(story: Any) -> None:
    action = Send(frames=(Ping(),))
    assert duplicate(story.reading(story(Kind.ACTION_FIRED, detail=action))) == action
    seq = story(Kind.ACTION_HELD, stream=1, script="x", action=action_to_json(action))
    assert duplicate(story.reading(seq)) == action


def test_octets_that_are_no_frame_come_as_octets(story: Any) -> None:
    made = duplicate(story.reading(story(Kind.OCTETS_SENT, b"\x00\x01")))
    assert made == SendOctets(octets=b"\x00\x01")


@pytest.mark.parametrize("broken", [None, 3, {"verb": "dance"}, {"frames": []}, {"verb": ["x"]}])
def test_what_cannot_be_said_again_is_none(story: Any, broken: object) -> None:
    assert duplicate(story.reading(1)) is None
    seq = story(Kind.ACTION_HELD, stream=1, action=broken)
    assert duplicate(story.reading(seq)) is None


def test_a_frame_alone_is_crafted_without_its_connection() -> None:
    assert crafted_of(Frame.build(6, bytes(8))) == Ping()
