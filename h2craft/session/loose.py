"""Octets of an action that no connection is there for: what the wire door would write at the least.

Header blocks are literals, as there is no table. Knows crafted frames, no connection.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from h2craft.actions import (
    Action,
    AltSvc,
    Continuation,
    CraftedFrame,
    Data,
    GoAway,
    Headers,
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
from h2craft.wire import (
    ACK,
    END_HEADERS,
    END_STREAM,
    PADDED,
    PRIORITY_FLAG,
    Frame,
    FrameType,
    encode_stateless,
    payloads,
)

Parts = tuple[int, int, bytes]  # type, flags, payload


def loose_octets(action: Action) -> bytes | None:
    """The octets, each frame as it is given; None for what has none, or that no octets can say."""
    if isinstance(action, SendOctets):
        return action.octets
    if not isinstance(action, Send):
        return None
    try:
        return b"".join(_frame(crafted) for crafted in action.frames)
    except (ValueError, OverflowError, TypeError):
        return None


def _frame(crafted: CraftedFrame) -> bytes:
    if isinstance(crafted, Raw):
        return Frame.build(
            crafted.type,
            crafted.payload,
            flags=crafted.flags,
            stream_id=crafted.stream_id,
            length=crafted.length,
            reserved=crafted.reserved,
        ).octets
    frame_type, flags, payload = _PARTS[type(crafted)](crafted)
    return Frame.build(frame_type, payload, flags=flags, stream_id=crafted.stream_id).octets


def _block(crafted: Headers | Continuation | PushPromise) -> bytes:
    return crafted.block if crafted.block is not None else encode_stateless(crafted.fields)


def _flags(crafted: Any) -> int:
    """Those that stand for a field of the crafted frame."""
    flags = END_STREAM if getattr(crafted, "end_stream", False) else 0
    flags |= END_HEADERS if getattr(crafted, "end_headers", False) else 0
    flags |= PADDED if getattr(crafted, "padding", None) is not None else 0
    flags |= ACK if getattr(crafted, "ack", False) else 0
    return flags


def _data(data: Data) -> Parts:
    view = payloads.Data(data.data, data.padding, bytes(data.padding or 0))
    return FrameType.DATA, _flags(data), view.encode()


def _headers(headers: Headers) -> Parts:
    padding, priority = headers.padding, headers.priority
    view = payloads.Headers(_block(headers), padding, bytes(padding or 0), priority)
    flags = _flags(headers) | (PRIORITY_FLAG if priority is not None else 0)
    return FrameType.HEADERS, flags, view.encode()


def _push_promise(push: PushPromise) -> Parts:
    promised = push.promised_stream_id or 0
    padding = bytes(push.padding or 0)
    view = payloads.PushPromise(promised, 0, _block(push), push.padding, padding)
    return FrameType.PUSH_PROMISE, _flags(push), view.encode()


def _priority(priority: Priority) -> Parts:
    view = payloads.Priority(priority.exclusive, priority.depends_on, priority.weight)
    return FrameType.PRIORITY, 0, view.encode()


def _goaway(goaway: GoAway) -> Parts:
    last = goaway.last_stream_id or 0
    view = payloads.GoAway(last, error_code=goaway.error_code, debug_data=goaway.debug_data)
    return FrameType.GOAWAY, 0, view.encode()


_PARTS: dict[type, Callable[[Any], Parts]] = {
    Data: _data,
    Headers: _headers,
    Continuation: lambda made: (FrameType.CONTINUATION, _flags(made), _block(made)),
    PushPromise: _push_promise,
    Priority: _priority,
    RstStream: lambda made: (
        FrameType.RST_STREAM,
        0,
        payloads.RstStream(made.error_code).encode(),
    ),
    Settings: lambda made: (
        FrameType.SETTINGS,
        _flags(made),
        payloads.Settings(made.pairs).encode(),
    ),
    Ping: lambda made: (FrameType.PING, _flags(made), made.opaque_data),
    GoAway: _goaway,
    WindowUpdate: lambda made: (
        FrameType.WINDOW_UPDATE,
        0,
        payloads.WindowUpdate(increment=made.increment).encode(),
    ),
    AltSvc: lambda made: (
        FrameType.ALTSVC,
        0,
        payloads.AltSvc(made.origin, made.field_value).encode(),
    ),
    Origin: lambda made: (FrameType.ORIGIN, 0, payloads.Origin(made.origins).encode()),
}
