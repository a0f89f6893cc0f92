"""What the client says: asked for, waited for, counted."""

from __future__ import annotations

import struct
from typing import Any

from h2craft.case.marks import writer_of
from h2craft.script import ProtocolError
from h2craft.wire import Frame, parse_setting_id

REACTION_SECONDS = 2.0
ARRIVAL_SECONDS = 5.0


def said(about: Any, pattern: str, seconds: float = 0.0) -> bool:
    """Whether the client has said this since it was last asked, or does so in these seconds."""
    try:
        writer_of(about).wait_for(pattern, timeout=seconds)
    except (TimeoutError, ProtocolError):
        return False
    return True


def heard(about: Any, pattern: str, seconds: float = REACTION_SECONDS) -> bytes | None:
    """The payload of the next frame of the client that is as this says; None for none in time."""
    try:
        found = writer_of(about).wait_for(pattern, timeout=seconds)
    except (TimeoutError, ProtocolError):
        return None
    return bytes(Frame(found.octets).payload)


def settled(about: Any, settings: Any) -> bool:
    """SETTINGS, and wait for their ACK; False where none comes."""
    try:
        writer_of(about).settle(settings, timeout=REACTION_SECONDS)
    except (TimeoutError, ProtocolError):
        return False
    return True


def announced(about: Any, setting: str, default: int) -> int:
    """What the client has said in its first SETTINGS, RFC 9113 6.5.2; `default` for nothing."""
    channel = writer_of(about)._channel
    first = channel.await_record("dir:received type:SETTINGS not flag:ACK", ARRIVAL_SECONDS, 0)
    octets = Frame(first.octets).payload
    pairs = dict(struct.iter_unpack(">HI", octets[: len(octets) // 6 * 6]))
    return int(pairs.get(parse_setting_id(setting), default))


def was_reset(about: Any, stream_id: int) -> bool:
    """Whether the client has ever reset this stream, or said GOAWAY."""
    pattern = f"dir:received (type:GOAWAY or type:RST_STREAM stream:{stream_id})"
    try:
        writer_of(about)._channel.await_record(pattern, 0.0, 0)
    except TimeoutError:
        return False
    return True
