"""Which acts a filter means. Knows filters and actions; no turn.

An act is looked at as its frames: `type:`, `stream:`, `flag:`, `code:` and the like are asked of
each of them, `field:` of the fields it has, `path:`, `status:`, `script:` of its stream, and
`origin:`, `conn:`, `seq:` of its own record.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from h2craft.actions import (
    FRAME_TYPES,
    Action,
    Continuation,
    CraftedFrame,
    Data,
    GoAway,
    Headers,
    Ping,
    PushPromise,
    Raw,
    RstStream,
    Send,
    Settings,
)
from h2craft.filter import Filter
from h2craft.model import Reading
from h2craft.wire import ACK, END_HEADERS, END_STREAM, PADDED, Frame, payloads


def selects(wanted: Filter, action: Action, reading: Reading) -> bool:
    """Whether an act is meant; `reading` is that of its record."""
    frames = action.frames if isinstance(action, Send) else ()
    return any(wanted.matches(_as_frame(one, reading)) for one in frames) or (
        not frames and wanted.matches(reading)
    )


def _as_frame(crafted: CraftedFrame, reading: Reading) -> Reading:
    """The record of the act, as if it had been this frame."""
    connection = reading.connection
    return Reading(
        reading.record,
        connection=connection,
        stream=connection.stream(crafted.stream_id) if connection is not None else None,
        frame=_frame(crafted),
        fields=tuple((one.name, one.value) for one in getattr(crafted, "fields", ())),
    )


def _frame(crafted: CraftedFrame) -> Frame | None:
    """The frame, with its flags; the payload only where filters look into it."""
    if isinstance(crafted, Raw):
        type_, flags = crafted.type, crafted.flags
    else:
        type_, flags = FRAME_TYPES[type(crafted)], _flags(crafted)
    make = _PAYLOADS.get(type(crafted))
    try:
        payload = make(crafted).encode() if make is not None else b""
        return Frame.build(type_, payload, flags=flags, stream_id=crafted.stream_id)
    except (ValueError, OverflowError, TypeError):
        return None  # numbers that are too large for their fields: it never left


def _flags(crafted: CraftedFrame) -> int:
    flags = 0
    if isinstance(crafted, Data | Headers) and crafted.end_stream:
        flags |= END_STREAM
    if isinstance(crafted, Headers | Continuation | PushPromise) and crafted.end_headers:
        flags |= END_HEADERS
    if isinstance(crafted, Settings | Ping) and crafted.ack:
        flags |= ACK
    if getattr(crafted, "padding", None) is not None:
        flags |= PADDED
    return flags


_PAYLOADS: dict[type, Callable[[Any], payloads.Payload]] = {
    RstStream: lambda one: payloads.RstStream(one.error_code),
    GoAway: lambda one: payloads.GoAway(one.last_stream_id or 0, 0, one.error_code, one.debug_data),
    Settings: lambda one: payloads.Settings(one.pairs),
}
