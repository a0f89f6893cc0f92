"""What a write through the wire door means for h2, frame type by frame type.

The octets have been written; nothing can be refused any more. h2 is told through public means
what it can be told, and its own octets for that are thrown away. Each entry of the table answers
with the reason why h2 could not be told, or None when both are in step. "Out of step" is no
failure: it is what somebody who writes unlawful frames wants, and wants to see.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from h2craft.actions import (
    AltSvc,
    Continuation,
    CraftedFrame,
    Data,
    GoAway,
    Headers,
    Hpack,
    Origin,
    Ping,
    Priority,
    PushPromise,
    Raw,
    RstStream,
    Settings,
    WindowUpdate,
)
from h2craft.endpoint.crafting import flow_controlled_length, pseudo_fields
from h2craft.endpoint.lawful import Lawful
from h2craft.endpoint.refusal import Refused
from h2craft.wire import ACK, END_STREAM, Frame, FrameType, payloads


def _data(lawful: Lawful, data: Data) -> str | None:
    lawful.spend(data.stream_id, flow_controlled_length(data))
    if not lawful.is_open(data.stream_id):
        return f"h2 knows no open stream {data.stream_id}; only the connection window is charged"
    if not lawful.headers_sent(data.stream_id) and not data.end_stream:
        return "DATA before the response head: h2 has no such state"
    lawful.data(data.stream_id, end_stream=data.end_stream)
    return None


def _headers(lawful: Lawful, headers: Headers) -> str | None:
    lawful.head(headers.stream_id, pseudo_fields(headers.fields), end_stream=headers.end_stream)
    return None


def _push_promise(lawful: Lawful, push: PushPromise) -> str | None:
    if push.promised_stream_id is not None:
        lawful.promise(push.stream_id, push.promised_stream_id, pseudo_fields(push.fields))
    return None


def _rst_stream(lawful: Lawful, reset: RstStream) -> str | None:
    if lawful.state_of(reset.stream_id) not in ("idle", "closed"):
        lawful.reset(reset.stream_id, reset.error_code)
    return None


def _settings(lawful: Lawful, settings: Settings) -> str | None:
    if settings.ack or settings.stream_id:
        return "h2 sends acknowledgements itself" if settings.ack else "SETTINGS on a stream"
    lawful.settings(dict(settings.pairs))
    return None


def _stateless(lawful: Lawful, crafted: Any) -> str | None:
    return None


_TELL: dict[type, Callable[[Lawful, Any], str | None]] = {
    Data: _data,
    Headers: _headers,
    Continuation: _stateless,
    PushPromise: _push_promise,
    Priority: _stateless,  # h2 keeps no priorities, and forbids servers to send them
    RstStream: _rst_stream,
    Settings: _settings,
    Ping: _stateless,
    GoAway: _stateless,  # never told: it would close h2 while lawful streams still have to finish
    WindowUpdate: _stateless,  # received windows are the endpoint's own
    AltSvc: _stateless,
    Origin: _stateless,
    Raw: _stateless,
}


def tell(lawful: Lawful, crafted: CraftedFrame) -> str | None:
    """Inform h2 of a frame that has been written. Returns why it could not be, or None."""
    if lawful.gone is not None:
        return None
    try:
        return _TELL[type(crafted)](lawful, crafted)
    except Refused as refused:
        return f"h2 was not told: {refused.reason}"


def apart(lawful: Lawful, octets: bytes, known: CraftedFrame | None = None) -> dict[str, str]:
    """What states h2 has a frame's streams in, for a record where the wire may have others."""
    stream_id = int.from_bytes(octets[5:9], "big") & 0x7FFF_FFFF
    if not stream_id or lawful.gone is not None:
        return {}
    said = {"h2": lawful.state_of(stream_id)}
    if isinstance(known, PushPromise) and known.promised_stream_id is not None:
        said["h2_promised"] = lawful.state_of(known.promised_stream_id)
    return said


def told(octets: bytes) -> str:
    """What `tell` says of a frame when there is nothing in its way, as a sentence."""
    match meaning_of(octets):
        case Data() as data:
            size, ends = flow_controlled_length(data), data.end_stream
            said = f"{size:,} octets leave the windows of stream {data.stream_id} and connection"
            return f"{said}{_ENDS if ends else ''}"
        case Headers() as headers:
            ends = headers.end_stream
            return f"a header block on stream {headers.stream_id}{_ENDS if ends else ''}"
        case PushPromise() as push:
            return f"stream {push.promised_stream_id} is promised on stream {push.stream_id}"
        case RstStream() as reset:
            return f"stream {reset.stream_id} is reset, if it is open"
        case Settings():
            return "our settings are to change with the peer's acknowledgement"
    return "nothing: h2 keeps no state of it"


_ENDS = "; our direction of it ends"


def meaning_of(octets: bytes) -> CraftedFrame | None:
    """What somebody who wrote these octets as a frame has said; None where h2 need not know.

    Header blocks come back as `block`: their fields are for the peer's decoder to find out.
    """
    frame = Frame(octets)
    if len(octets) - 9 != frame.length:
        return None
    view, stream_id = frame.view, frame.stream_id
    match view:
        case payloads.Data():
            return Data(
                stream_id=stream_id,
                data=view.data,
                padding=view.pad_length,
                end_stream=frame.has_flag(END_STREAM),
            )
        case payloads.RstStream():
            return RstStream(stream_id=stream_id, error_code=view.error_code)
        case payloads.Settings():
            return Settings(pairs=view.pairs, ack=frame.has_flag(ACK), stream_id=stream_id)
        case payloads.WindowUpdate():
            return WindowUpdate(increment=view.increment, stream_id=stream_id)
        case payloads.GoAway():
            return GoAway(last_stream_id=view.last_stream_id, error_code=view.error_code)
        case payloads.Headers():
            return Headers(
                stream_id=stream_id,
                block=view.fragment,
                hpack=Hpack.OCTETS,
                end_stream=frame.has_flag(END_STREAM),
                end_headers=frame.has_flag(4),
            )
        case payloads.Continuation():
            return Continuation(stream_id=stream_id, block=view.fragment, hpack=Hpack.OCTETS)
        case payloads.PushPromise():
            return PushPromise(
                stream_id=stream_id,
                promised_stream_id=view.promised_stream_id,
                block=view.fragment,
                hpack=Hpack.OCTETS,
            )
    return None


HEADER_BLOCK_TYPES = frozenset({FrameType.HEADERS, FrameType.PUSH_PROMISE, FrameType.CONTINUATION})
