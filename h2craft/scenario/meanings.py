"""What a frame of the client says, as JSON values. Knows one frame and how streams are called.

What is left out is what says nothing: padding, how a header block was cut and compressed, lengths.
Names are the RFC's, octets are hexadecimal or a digest, field names and values text by Latin-1.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from typing import Any

from h2craft.wire import (
    ACK,
    END_STREAM,
    FLAGS,
    Frame,
    FrameType,
    error_code_name,
    payloads,
    setting_name,
)

Called = Callable[[int], int | None]
"""From a stream's identifier to its relative number; None for one that nobody has opened."""

DIGEST = 16
DEBUG_DATA = 1_000  # octets of it that are kept
OPAQUE = 64
FIELDS = 1_000  # of one header block


def meaning_of(frame: Frame, called: Called) -> dict[str, Any]:
    """What `frame` says apart from its type and its stream; for header blocks see `fields_of`."""
    view = frame.view
    cut_off = getattr(view, "truncated", None)
    if cut_off is not None:
        return {"cut_off": cut_off[:OPAQUE].hex()}
    tell: _Tell = _MEANINGS.get(frame.type, _unknown)
    made = tell(view, frame, called)
    known = FLAGS.get(frame.type)
    if known is not None and (odd := frame.flags & ~sum(known.values())):
        made["undefined_flags"] = odd
    return made


def fields_of(fields: Sequence[tuple[bytes, bytes]]) -> list[list[str]]:
    """A field list as pairs of text, character for octet."""
    return [[name.decode("latin-1"), value.decode("latin-1")] for name, value in fields[:FIELDS]]


def digest_of(octets: bytes) -> dict[str, Any]:
    """How many there are, and the beginning of their SHA-256."""
    return {"octets": len(octets), "sha256": hashlib.sha256(octets).hexdigest()[:DIGEST]}


def _about(key: str, stream_id: int, called: Called) -> dict[str, Any]:
    """A stream a frame speaks of: its relative number, or the identifier of one nobody opened."""
    number = called(stream_id) if stream_id else 0
    return {f"{key}_stream_id": stream_id} if number is None else {key: number}


def _settings(view: payloads.Settings, frame: Frame, called: Called) -> dict[str, Any]:
    made: dict[str, Any] = {}
    if frame.has_flag(ACK):
        made["ack"] = True
    if view.pairs or not made:
        made["settings"] = [[setting_name(name), value] for name, value in view.pairs]
    if view.surplus:
        made["surplus"] = view.surplus[:OPAQUE].hex()
    return made


def _headers(view: payloads.Headers, frame: Frame, called: Called) -> dict[str, Any]:
    made: dict[str, Any] = {"end_stream": frame.has_flag(END_STREAM)}
    if view.priority is not None:
        made["priority"] = _dependency(*view.priority, called)
    return made


def _dependency(exclusive: bool, depends_on: int, weight: int, called: Called) -> dict[str, Any]:
    """RFC 7540 5.3."""
    made = {**_about("depends_on", depends_on, called), "weight": weight}
    return {**made, "exclusive": True} if exclusive else made


def _priority(view: payloads.Priority, frame: Frame, called: Called) -> dict[str, Any]:
    return _dependency(view.exclusive, view.depends_on, view.weight, called)


def _rst_stream(view: payloads.RstStream, frame: Frame, called: Called) -> dict[str, Any]:
    return {"code": error_code_name(view.error_code)}


def _goaway(view: payloads.GoAway, frame: Frame, called: Called) -> dict[str, Any]:
    made = {"code": error_code_name(view.error_code), **_about("last", view.last_stream_id, called)}
    if view.debug_data:
        made["debug"] = view.debug_data[:DEBUG_DATA].decode("latin-1")
    return made


def _ping(view: payloads.Ping, frame: Frame, called: Called) -> dict[str, Any]:
    made: dict[str, Any] = {"opaque": view.opaque_data[:OPAQUE].hex()}
    return {**made, "ack": True} if frame.has_flag(ACK) else made


def _window_update(view: payloads.WindowUpdate, frame: Frame, called: Called) -> dict[str, Any]:
    return {"increment": view.increment, "count": 1}


def _priority_update(view: payloads.PriorityUpdate, frame: Frame, called: Called) -> dict[str, Any]:
    value = view.field_value[:DEBUG_DATA].decode("latin-1")
    return {**_about("of", view.prioritized_stream_id, called), "value": value}


def _unknown(view: payloads.Payload, frame: Frame, called: Called) -> dict[str, Any]:
    """Any other: also those a client has no business with (PUSH_PROMISE, ALTSVC, ORIGIN)."""
    return {"flags": frame.flags, **digest_of(frame.payload)}


_Tell = Callable[[Any, Frame, Called], dict[str, Any]]
_MEANINGS: dict[int, _Tell] = {
    FrameType.HEADERS: _headers,
    FrameType.PRIORITY: _priority,
    FrameType.RST_STREAM: _rst_stream,
    FrameType.SETTINGS: _settings,
    FrameType.PING: _ping,
    FrameType.GOAWAY: _goaway,
    FrameType.WINDOW_UPDATE: _window_update,
    FrameType.PRIORITY_UPDATE: _priority_update,
}
