"""Reads payloads leniently, and says what each frame by itself shows to be wrong.

Knows one frame at a time: no connection, no stream states.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import lru_cache
from typing import NamedTuple

from h2craft.wire.names import FLAGS, PADDED, PRIORITY_FLAG, ErrorCode, FrameType, SettingId
from h2craft.wire.payloads import (
    AltSvc,
    Continuation,
    Data,
    GoAway,
    Headers,
    Origin,
    Payload,
    Ping,
    Priority,
    PriorityUpdate,
    Problem,
    Problems,
    PushPromise,
    RstStream,
    Scope,
    Settings,
    Unknown,
    WindowUpdate,
)

LOW_31 = 0x7FFF_FFFF


def _pair(word: int) -> tuple[int, int]:
    return word >> 31, word & LOW_31


class _Part(NamedTuple):
    """What a decoder is told: flags, stream identifier and payload."""

    flags: int
    stream_id: int
    payload: bytes


def _error(section: str, text: str, code: ErrorCode, scope: Scope = "connection") -> Problem:
    return Problem(section, text, int(code), scope)


def _ignored(section: str, text: str) -> Problem:
    return Problem(section, text, int(ErrorCode.NO_ERROR), "connection")


def _size(section: str, octets: int, wanted: str, scope: Scope = "connection") -> Problem:
    text = f"payload of {octets} octets, {wanted}"
    return _error(section, text, ErrorCode.FRAME_SIZE_ERROR, scope)


def _unpad(part: _Part, section: str, fixed: int) -> tuple[int | None, bytes, bytes, list[Problem]]:
    """Pad length, body, padding and problems; `fixed` octets of the body are not fragment."""
    payload = part.payload
    if not part.flags & PADDED:
        return None, payload, b"", []
    if not payload:
        return None, b"", b"", [_size(section, 0, "no room for the pad length")]
    pad_length, room = payload[0], max(len(payload) - 1 - fixed, 0)
    if pad_length > room:
        text = f"padding of {pad_length} octets in {room}"
        return pad_length, payload[1:], b"", [_error(section, text, ErrorCode.PROTOCOL_ERROR)]
    end = len(payload) - pad_length
    padding = payload[end:]
    problems = []
    if padding.count(0) != pad_length:
        problems.append(_ignored(section, "padding octets that are not zero"))
    return pad_length, payload[1:end], padding, problems


def _data(part: _Part) -> Payload:
    pad_length, body, padding, problems = _unpad(part, "6.1", 0)
    return Data(body, pad_length, padding, tuple(problems))


def _headers(part: _Part) -> Payload:
    wants_priority = bool(part.flags & PRIORITY_FLAG)
    pad_length, body, padding, problems = _unpad(part, "6.2", 5 if wants_priority else 0)
    priority = None
    if wants_priority and len(body) < 5:
        problems.append(_size("6.2", len(part.payload), "no room for the priority fields"))
    elif wants_priority:
        exclusive, depends_on = _pair(int.from_bytes(body[:4], "big"))
        priority = bool(exclusive), depends_on, body[4] + 1
        problems += _self_dependency(part.stream_id, depends_on)
        body = body[5:]
    return Headers(body, pad_length, padding, priority, tuple(problems))


def _self_dependency(stream_id: int, depends_on: int) -> list[Problem]:
    if not stream_id or stream_id != depends_on:
        return []
    text = f"stream {stream_id} depends on itself"
    return [_error("7540 5.3.1", text, ErrorCode.PROTOCOL_ERROR, "stream")]


def _priority(part: _Part) -> Payload:
    payload = part.payload
    wrong = () if len(payload) == 5 else (_size("6.3", len(payload), "must be 5", "stream"),)
    if len(payload) < 5:
        return Priority(weight=0, truncated=payload, problems=wrong)
    exclusive, depends_on = _pair(int.from_bytes(payload[:4], "big"))
    problems = (*wrong, *_self_dependency(part.stream_id, depends_on))
    return Priority(bool(exclusive), depends_on, payload[4] + 1, payload[5:], None, problems)


def _rst_stream(part: _Part) -> Payload:
    payload = part.payload
    wrong = () if len(payload) == 4 else (_size("6.4", len(payload), "must be 4"),)
    if len(payload) < 4:
        return RstStream(truncated=payload, problems=wrong)
    return RstStream(int.from_bytes(payload[:4], "big"), payload[4:], None, wrong)


_BOOLEAN = (0, 1, ErrorCode.PROTOCOL_ERROR)
SETTING_RANGES: dict[int, tuple[int, int, ErrorCode, str]] = {
    SettingId.ENABLE_PUSH: (*_BOOLEAN, "6.5.2"),
    SettingId.INITIAL_WINDOW_SIZE: (0, LOW_31, ErrorCode.FLOW_CONTROL_ERROR, "6.5.2"),
    SettingId.MAX_FRAME_SIZE: (1 << 14, (1 << 24) - 1, ErrorCode.PROTOCOL_ERROR, "6.5.2"),
    SettingId.ENABLE_CONNECT_PROTOCOL: (*_BOOLEAN, "8441 3"),
    SettingId.NO_RFC7540_PRIORITIES: (*_BOOLEAN, "9218 2.1"),
}
"""Lowest and highest lawful value, the error code otherwise, and where that stands."""


def _settings(part: _Part) -> Payload:
    payload = part.payload
    whole = len(payload) - len(payload) % 6
    words = [int.from_bytes(payload[at : at + 6], "big") for at in range(0, whole, 6)]
    pairs = tuple((word >> 32, word & 0xFFFF_FFFF) for word in words)
    problems = []
    if part.flags & 1 and payload:
        problems.append(_size("6.5", len(payload), "must be 0 with ACK"))
    if whole != len(payload):
        problems.append(_size("6.5", len(payload), "must be a multiple of 6"))
    for identifier, value in pairs:
        limits = SETTING_RANGES.get(identifier)
        if limits is not None and not limits[0] <= value <= limits[1]:
            text = f"{SettingId(identifier).name} of {value}, lawful is {limits[0]} to {limits[1]}"
            problems.append(_error(limits[3], text, limits[2]))
    return Settings(pairs, payload[whole:], tuple(problems))


def _push_promise(part: _Part) -> Payload:
    pad_length, body, padding, problems = _unpad(part, "6.6", 4)
    if len(body) < 4:
        problems.append(_size("6.6", len(part.payload), "no room for the promised stream"))
        return PushPromise(
            pad_length=pad_length, padding=padding, truncated=body, problems=tuple(problems)
        )
    reserved, promised = _pair(int.from_bytes(body[:4], "big"))
    if not promised or promised % 2:
        text = f"promised stream identifier {promised}, servers open even ones"
        problems.append(_error("6.6", text, ErrorCode.PROTOCOL_ERROR))
    problems += _reserved_bit("6.6", reserved)
    return PushPromise(promised, reserved, body[4:], pad_length, padding, None, tuple(problems))


def _reserved_bit(section: str, reserved: int) -> list[Problem]:
    return [_ignored(section, "reserved bit is set")] if reserved else []


def _ping(part: _Part) -> Payload:
    payload = part.payload
    return Ping(payload, () if len(payload) == 8 else (_size("6.7", len(payload), "must be 8"),))


def _goaway(part: _Part) -> Payload:
    payload = part.payload
    if len(payload) < 8:
        wrong = _size("6.8", len(payload), "must be at least 8")
        return GoAway(truncated=payload, problems=(wrong,))
    reserved, last = _pair(int.from_bytes(payload[:4], "big"))
    code = int.from_bytes(payload[4:8], "big")
    return GoAway(last, reserved, code, payload[8:], None, tuple(_reserved_bit("6.8", reserved)))


def _window_update(part: _Part) -> Payload:
    payload = part.payload
    if len(payload) == 4 and 0 < (increment := int.from_bytes(payload, "big")) <= LOW_31:
        return _lawful_update(increment)
    problems = [] if len(payload) == 4 else [_size("6.9", len(payload), "must be 4")]
    if len(payload) < 4:
        return WindowUpdate(truncated=payload, problems=tuple(problems))
    reserved, increment = _pair(int.from_bytes(payload[:4], "big"))
    if not increment:
        scope: Scope = "stream" if part.stream_id else "connection"
        problems.append(_error("6.9", "increment of 0", ErrorCode.PROTOCOL_ERROR, scope))
    problems += _reserved_bit("6.9", reserved)
    return WindowUpdate(increment, reserved, payload[4:], None, tuple(problems))


_lawful_update = lru_cache(1024)(WindowUpdate)
"""Most increments are ever the same, and views are never changed: one serves them all."""


def _continuation(part: _Part) -> Payload:
    return Continuation(part.payload)


def _altsvc(part: _Part) -> Payload:
    payload = part.payload
    length = int.from_bytes(payload[:2], "big")
    if len(payload) < 2 + length:
        wrong = _size("7838 4", len(payload), "the origin is cut off")
        return AltSvc(truncated=payload, problems=(wrong,))
    origin = payload[2 : 2 + length]
    problems: Problems = ()
    if part.stream_id and origin:
        problems = (_ignored("7838 4", "an origin on a stream other than 0"),)
    elif not part.stream_id and not origin:
        problems = (_ignored("7838 4", "no origin on stream 0"),)
    return AltSvc(origin, payload[2 + length :], None, problems)


def _origin(part: _Part) -> Payload:
    payload, at, origins = part.payload, 0, []
    while at + 2 <= len(payload):
        end = at + 2 + int.from_bytes(payload[at : at + 2], "big")
        if end > len(payload):
            break
        origins.append(payload[at + 2 : end])
        at = end
    wrong = _ignored("8336 2.1", "the last entry is cut off")
    return Origin(tuple(origins), payload[at:], () if at == len(payload) else (wrong,))


def _priority_update(part: _Part) -> Payload:
    payload = part.payload
    if len(payload) < 4:
        wrong = _size("9218 7.1", len(payload), "must be at least 4")
        return PriorityUpdate(truncated=payload, problems=(wrong,))
    reserved, prioritized = _pair(int.from_bytes(payload[:4], "big"))
    problems = _reserved_bit("9218 7.1", reserved)
    if not prioritized:
        problems.append(
            _error("9218 7.1", "prioritized stream identifier 0", ErrorCode.PROTOCOL_ERROR)
        )
    return PriorityUpdate(prioritized, reserved, payload[4:], None, tuple(problems))


_Decoder = Callable[[_Part], Payload]
_DECODERS: dict[int, tuple[_Decoder, str, bool | None, ErrorCode]] = {
    # decoder, section, has a stream (None: either), code if not
    FrameType.DATA: (_data, "6.1", True, ErrorCode.PROTOCOL_ERROR),
    FrameType.HEADERS: (_headers, "6.2", True, ErrorCode.PROTOCOL_ERROR),
    FrameType.PRIORITY: (_priority, "6.3", True, ErrorCode.PROTOCOL_ERROR),
    FrameType.RST_STREAM: (_rst_stream, "6.4", True, ErrorCode.PROTOCOL_ERROR),
    FrameType.SETTINGS: (_settings, "6.5", False, ErrorCode.PROTOCOL_ERROR),
    FrameType.PUSH_PROMISE: (_push_promise, "6.6", True, ErrorCode.PROTOCOL_ERROR),
    FrameType.PING: (_ping, "6.7", False, ErrorCode.PROTOCOL_ERROR),
    FrameType.GOAWAY: (_goaway, "6.8", False, ErrorCode.PROTOCOL_ERROR),
    FrameType.WINDOW_UPDATE: (_window_update, "6.9", None, ErrorCode.PROTOCOL_ERROR),
    FrameType.CONTINUATION: (_continuation, "6.10", True, ErrorCode.PROTOCOL_ERROR),
    FrameType.ALTSVC: (_altsvc, "7838 4", None, ErrorCode.NO_ERROR),
    FrameType.ORIGIN: (_origin, "8336 2.1", False, ErrorCode.NO_ERROR),
    FrameType.PRIORITY_UPDATE: (_priority_update, "9218 7.1", False, ErrorCode.PROTOCOL_ERROR),
}


_DEFINED = {frame_type: sum(flags.values()) for frame_type, flags in FLAGS.items()}


def decode_view(
    frame_type: int, flags: int, stream_word: int, length: int, payload: bytes
) -> Payload:
    """The view of a payload; `stream_word` is the header's last 32 bits, `length` as claimed."""
    reserved, stream_id = stream_word >> 31, stream_word & LOW_31
    known = _DECODERS.get(frame_type)
    view = known[0](_Part(flags, stream_id, payload)) if known else Unknown(payload)
    found = []
    if length != len(payload):
        text = f"the length says {length}, the payload has {len(payload)} octets"
        found.append(_error("4.1", text, ErrorCode.FRAME_SIZE_ERROR))
    if reserved:
        found.append(_ignored("4.1", "reserved bit is set"))
    if known:
        _, section, on_stream, code = known
        undefined = flags & ~_DEFINED[frame_type]
        if undefined:
            found.append(_ignored("4.1", f"undefined flags 0x{undefined:02x}"))
        if on_stream is not None and on_stream != bool(stream_id):
            where = "stream 0, belongs on a stream" if on_stream else "a stream, belongs on 0"
            found.append(Problem(section, f"on {where}", int(code), "connection"))
    return replace(view, problems=(*found, *view.problems)) if found else view
