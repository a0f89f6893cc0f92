"""From a crafted frame to its octets: what the wire door writes.

Pure arithmetic and HPACK; nothing here asks whether it is lawful. What has no octets at all (a
stream identifier of 40 bits, a setting above 32) raises Unwritable.
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from h2craft.actions import (
    NEW_STREAM,
    AltSvc,
    Continuation,
    CraftedFrame,
    Data,
    Field,
    GoAway,
    Headers,
    Hpack,
    Origin,
    Ping,
    Priority,
    PushPromise,
    Raw,
    RstStream,
    Send,
    Settings,
    WindowUpdate,
)
from h2craft.wire import (
    ACK,
    END_HEADERS,
    END_STREAM,
    PADDED,
    PRIORITY_FLAG,
    Encoder,
    FrameType,
    encode_stateless,
)

NO_NEXT_STREAM = "there is no next stream for us to open"
MAX_LENGTH = (1 << 24) - 1
_U32 = struct.Struct(">I")
_SETTING = struct.Struct(">HI")


class Unwritable(ValueError):
    """No octets can say this, lawful or not."""


def frame(
    type_: int,
    flags: int,
    stream_id: int,
    payload: bytes,
    length: int | None = None,
    reserved: int = 0,
) -> bytes:
    """A frame of RFC 9113 4.1 with exactly these values. Raises Unwritable."""
    if length is None:
        length = len(payload)
    if not 0 <= length <= MAX_LENGTH:
        raise Unwritable(f"a length of {length:,} does not fit into 24 bits (RFC 9113 4.1)")
    if stream_id == NEW_STREAM:
        raise Unwritable(f"{NO_NEXT_STREAM} (RFC 9113 5.1.1)")
    if not 0 <= stream_id < 1 << 31:
        raise Unwritable(f"stream identifier {stream_id} does not fit into 31 bits (RFC 9113 4.1)")
    if not (0 <= type_ <= 255 and 0 <= flags <= 255):
        raise Unwritable(f"type {type_} or flags {flags} do not fit into an octet (RFC 9113 4.1)")
    if reserved not in (0, 1):
        raise Unwritable(f"reserved {reserved} is not one bit (RFC 9113 4.1)")
    return b"%b%c%c%b%b" % (
        length.to_bytes(3, "big"),
        type_,
        flags,
        (stream_id | reserved << 31).to_bytes(4, "big"),
        payload,
    )


def padded(content: bytes, padding: int | None) -> tuple[bytes, int]:
    """Content behind a Pad Length octet and before that many zero octets (RFC 9113 6.1)."""
    if padding is None:
        return content, 0
    if not 0 <= padding <= 255:
        raise Unwritable(
            f"padding of {padding} does not fit into the Pad Length octet (RFC 9113 6.1)"
        )
    return b"%c%b%b" % (padding, content, bytes(padding)), PADDED


def block_of(crafted: Headers | Continuation | PushPromise, encoder: Encoder) -> bytes:
    """The field block fragment, made the way the crafted frame asks for."""
    if crafted.block is not None:
        return crafted.block
    if crafted.hpack is Hpack.STATELESS:
        # A block has to begin with the size updates the shared encoder still owes (RFC 7541 4.2).
        return encoder.encode(()) + encode_stateless(crafted.fields)
    return encoder.encode(crafted.fields)


def _u32(value: int, what: str) -> bytes:
    if not 0 <= value < 1 << 32:
        raise Unwritable(f"{what} {value} does not fit into 32 bits")
    return _U32.pack(value)


def priority_octets(exclusive: bool, depends_on: int, weight: int) -> bytes:
    """The five octets of RFC 9113 6.3: exclusive bit and dependency, weight less one."""
    if not 1 <= weight <= 256:
        raise Unwritable(f"a weight of {weight} does not fit: 1 to 256 (RFC 9113 6.3)")
    return _u32(depends_on | exclusive << 31, "stream dependency") + bytes((weight - 1,))


def _data(crafted: Data, _: Encoder) -> bytes:
    payload, flags = padded(crafted.data, crafted.padding)
    flags |= END_STREAM if crafted.end_stream else 0
    return frame(FrameType.DATA, flags, crafted.stream_id, payload)


def _headers(crafted: Headers, encoder: Encoder) -> bytes:
    return _headers_around(crafted, block_of(crafted, encoder))


def _headers_around(crafted: Headers, block: bytes) -> bytes:
    flags = END_STREAM if crafted.end_stream else 0
    flags |= END_HEADERS if crafted.end_headers else 0
    if crafted.priority is not None:
        block = priority_octets(*crafted.priority) + block
        flags |= PRIORITY_FLAG
    payload, pad_flag = padded(block, crafted.padding)
    return frame(FrameType.HEADERS, flags | pad_flag, crafted.stream_id, payload)


def pseudo_fields(fields: Sequence[Field]) -> list[tuple[bytes, bytes]]:
    """The leading pseudo-header fields: all that h2 needs to see of a header list."""
    told = []
    for one in fields:
        if one[0][:1] != b":":
            break
        told.append((one[0], one[1]))
    return told


def flow_controlled_length(data: Data) -> int:
    """Octets a DATA frame takes from both windows: padding and its length octet count (6.9.1)."""
    return len(data.data) + (0 if data.padding is None else data.padding + 1)


def informational(told: Sequence[tuple[bytes, bytes]]) -> bool:
    """These pseudo-header fields are those of a 1xx response (RFC 9110 15.2)."""
    return any(name == b":status" and value[:1] == b"1" for name, value in told)


def block_frames(crafted: Headers | PushPromise, block: bytes, max_frame_size: int) -> list[bytes]:
    """A whole header block as frames that fit: HEADERS or PUSH_PROMISE, then CONTINUATION."""
    room = max_frame_size - (0 if crafted.padding is None else crafted.padding + 1)
    if isinstance(crafted, PushPromise):
        first, rest = block[: room - 4], block[room - 4 :]
        frames = [_push_around(replace(crafted, end_headers=not rest), first)]
    else:
        room -= 0 if crafted.priority is None else 5
        first, rest = block[:room], block[room:]
        frames = [_headers_around(replace(crafted, end_headers=False) if rest else crafted, first)]
    while rest:
        part, rest = rest[:max_frame_size], rest[max_frame_size:]
        flags = 0 if rest else END_HEADERS
        frames.append(frame(FrameType.CONTINUATION, flags, crafted.stream_id, part))
    return frames


def _continuation(crafted: Continuation, encoder: Encoder) -> bytes:
    flags = END_HEADERS if crafted.end_headers else 0
    return frame(FrameType.CONTINUATION, flags, crafted.stream_id, block_of(crafted, encoder))


def _push_promise(crafted: PushPromise, encoder: Encoder) -> bytes:
    if crafted.promised_stream_id is None:
        raise Unwritable("a raw PUSH_PROMISE needs a promised stream identifier")
    return _push_around(crafted, block_of(crafted, encoder))


def _push_around(crafted: PushPromise, block: bytes) -> bytes:
    promised = _u32(crafted.promised_stream_id or 0, "promised stream")
    payload, flags = padded(promised + block, crafted.padding)
    flags |= END_HEADERS if crafted.end_headers else 0
    return frame(FrameType.PUSH_PROMISE, flags, crafted.stream_id, payload)


def _priority(crafted: Priority, _: Encoder) -> bytes:
    payload = priority_octets(crafted.exclusive, crafted.depends_on, crafted.weight)
    return frame(FrameType.PRIORITY, 0, crafted.stream_id, payload)


def _rst_stream(crafted: RstStream, _: Encoder) -> bytes:
    payload = _u32(crafted.error_code, "error code")
    return frame(FrameType.RST_STREAM, 0, crafted.stream_id, payload)


def settings_payload(pairs: Sequence[tuple[int, int]]) -> bytes:
    """Raises Unwritable."""
    try:
        return b"".join(_SETTING.pack(identifier, value) for identifier, value in pairs)
    except struct.error as error:
        raise Unwritable("a setting is a 16-bit identifier and a 32-bit value (6.5.1)") from error


def _settings(crafted: Settings, _: Encoder) -> bytes:
    payload = settings_payload(crafted.pairs)
    return frame(FrameType.SETTINGS, ACK if crafted.ack else 0, crafted.stream_id, payload)


def _ping(crafted: Ping, _: Encoder) -> bytes:
    flags = ACK if crafted.ack else 0
    return frame(FrameType.PING, flags, crafted.stream_id, crafted.opaque_data)


def _goaway(crafted: GoAway, _: Encoder) -> bytes:
    last = _u32(crafted.last_stream_id or 0, "last stream identifier")
    payload = last + _u32(crafted.error_code, "error code") + crafted.debug_data
    return frame(FrameType.GOAWAY, 0, crafted.stream_id, payload)


def _window_update(crafted: WindowUpdate, _: Encoder) -> bytes:
    payload = _u32(crafted.increment, "window increment")
    return frame(FrameType.WINDOW_UPDATE, 0, crafted.stream_id, payload)


def _sized(text: bytes) -> bytes:
    if len(text) > 0xFFFF:
        raise Unwritable(f"an origin of {len(text):,} octets does not fit into 16 bits of length")
    return len(text).to_bytes(2, "big") + text


def _altsvc(crafted: AltSvc, _: Encoder) -> bytes:
    payload = _sized(crafted.origin) + crafted.field_value
    return frame(FrameType.ALTSVC, 0, crafted.stream_id, payload)


def _origin(crafted: Origin, _: Encoder) -> bytes:
    payload = b"".join(_sized(origin) for origin in crafted.origins)
    return frame(FrameType.ORIGIN, 0, crafted.stream_id, payload)


def _raw(crafted: Raw, _: Encoder) -> bytes:
    return frame(
        crafted.type,
        crafted.flags,
        crafted.stream_id,
        crafted.payload,
        crafted.length,
        crafted.reserved,
    )


_MAKE: dict[type, Callable[[Any, Encoder], bytes]] = {
    Data: _data,
    Headers: _headers,
    Continuation: _continuation,
    PushPromise: _push_promise,
    Priority: _priority,
    RstStream: _rst_stream,
    Settings: _settings,
    Ping: _ping,
    GoAway: _goaway,
    WindowUpdate: _window_update,
    AltSvc: _altsvc,
    Origin: _origin,
    Raw: _raw,
}


def octets_of(crafted: CraftedFrame, encoder: Encoder) -> bytes:
    """The frame's exact octets. Raises Unwritable; header fields go through `encoder`."""
    return _MAKE[type(crafted)](crafted, encoder)


def cut_frames(octets: bytes) -> list[bytes]:
    """Cut whole frames apart."""
    cut, at = [], 0
    while at < len(octets):
        end = at + 9 + int.from_bytes(octets[at : at + 3], "big")
        cut.append(octets[at:end])
        at = end
    return cut


def data_shell(octets: bytes) -> bytes:
    """A DATA frame without its payload: what it means for the stream's state."""
    return b"\0\0\0\0%c%b" % (octets[4] & END_STREAM, octets[5:9])


def unpadded(octets: bytes) -> bytes | None:
    """The data of a PADDED DATA frame; None where the padding leaves no room (RFC 9113 6.1)."""
    if len(octets) < 10 or octets[9] >= len(octets) - 9:
        return None
    return octets[10 : len(octets) - octets[9]]


LONGEST_RECORDED_DATA = 4_096


def without_bodies(action: Send) -> Send:
    """The action as it is recorded: large bodies stand in the frames it causes, once is enough."""
    try:
        for one in action.frames:
            if type(one) is Data and len(one.data) > LONGEST_RECORDED_DATA:
                return replace(action, frames=tuple(_without_body(each) for each in action.frames))
    except TypeError:
        pass  # a script's own idea of frames and octets: it is recorded as it is, and refused
    return action


def _without_body(crafted: CraftedFrame) -> CraftedFrame:
    if isinstance(crafted, Data) and len(crafted.data) > LONGEST_RECORDED_DATA:
        return replace(crafted, data=b"", elided=len(crafted.data))
    return crafted
