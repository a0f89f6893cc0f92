"""Octets without a connection: those the wire door writes on a fresh one."""

from __future__ import annotations

from typing import Any

import pytest

from h2craft.actions import (
    AltSvc,
    Continuation,
    CraftedFrame,
    Data,
    Field,
    GoAway,
    Headers,
    Hpack,
    Note,
    Origin,
    Ping,
    Priority,
    PushPromise,
    Raw,
    RstStream,
    Send,
    SendOctets,
    Settings,
    WindowUpdate,
)
from h2craft.endpoint.crafting import octets_of
from h2craft.session.loose import loose_octets
from h2craft.wire import Encoder

FIELDS = (Field(b":status", b"200"), Field(b"a", b"b"))
FRAMES: list[CraftedFrame] = [
    Data(stream_id=1, data=b"x", end_stream=True, padding=3),
    Headers(stream_id=1, fields=FIELDS, hpack=Hpack.STATELESS, priority=(True, 3, 256), padding=0),
    Headers(stream_id=1, block=b"\x88", end_headers=False, hpack=Hpack.OCTETS),
    Continuation(stream_id=1, fields=FIELDS, hpack=Hpack.STATELESS),
    PushPromise(stream_id=1, promised_stream_id=2, fields=FIELDS, hpack=Hpack.STATELESS, padding=1),
    Priority(stream_id=1, depends_on=3, weight=1, exclusive=True),
    RstStream(stream_id=1, error_code=0x99),
    Settings(pairs=((4, 0), (4, 1)), ack=True, stream_id=1),
    Ping(opaque_data=b"12345", ack=True),
    GoAway(last_stream_id=7, error_code=2, debug_data=b"why"),
    WindowUpdate(stream_id=3, increment=5),
    AltSvc(origin=b"a", field_value=b"b"),
    Origin(origins=(b"a", b"bc")),
    Raw(type=0xFA, payload=b"1", flags=0xFF, stream_id=5, length=77, reserved=1),
]


@pytest.mark.parametrize("crafted", FRAMES, ids=lambda one: type(one).__name__)
def test_they_are_what_the_wire_door_writes(crafted: Any) -> None:
    assert loose_octets(Send(frames=(crafted,))) == octets_of(crafted, Encoder())


def test_several_frames_stand_one_after_the_other() -> None:
    ping = Ping()
    both = loose_octets(Send(frames=(ping, ping)))
    assert both == octets_of(ping, Encoder()) * 2


def test_octets_are_themselves() -> None:
    assert loose_octets(SendOctets(octets=b"abc")) == b"abc"


@pytest.mark.parametrize(
    "action",
    [
        Note(text="x"),
        Send(frames=(Data(stream_id=1 << 40),)),
        Send(frames=(Data(stream_id=1, padding=300),)),
        Send(frames=(Priority(stream_id=1, weight=0),)),
        Send(frames=(RstStream(stream_id=1, error_code=-1),)),
    ],
    ids=["note", "stream", "padding", "weight", "code"],
)
def test_what_no_octets_can_say_is_none(action: Any) -> None:
    assert loose_octets(action) is None
