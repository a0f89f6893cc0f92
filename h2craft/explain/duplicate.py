"""A record as the action that would say it again, for the composer. Knows actions and frames.

What a frame cannot be put together from in parts (a length that lies, flags nobody defined, a
reserved bit, padding that is not zero, octets too many) comes as Raw, so that the octets are the
same. Header blocks are the one exception: a decoded block becomes its fields, because the octets
of one connection's HPACK say something else on another (RFC 7541 2.2).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple, cast, get_args

from h2craft import actions
from h2craft.actions import (
    Action,
    CraftedFrame,
    Door,
    Field,
    Hpack,
    Raw,
    Send,
    SendOctets,
    action_from_json,
)
from h2craft.model import Reading, facts
from h2craft.trace import Kind
from h2craft.wire import (
    ACK,
    END_HEADERS,
    END_STREAM,
    PADDED,
    PRIORITY_FLAG,
    Frame,
    Payload,
    Representation,
    payloads,
)

_ACTIONS = get_args(Action)
_HELD = frozenset((Kind.ACTION_HELD, Kind.ACTION_RELEASED))


class _Made(NamedTuple):
    """A crafted frame, and the payload and flags it stands for."""

    crafted: CraftedFrame
    payload: Payload
    flags: int = 0


def duplicate(reading: Reading) -> Action | None:
    """What to fire to say the record again: a frame, received or sent, or an action.

    None for a record that is neither: nothing can be said again then.
    """
    record = reading.record
    if reading.frame is not None:
        return Send(frames=(crafted_of(reading.frame, reading),), door=Door.WIRE)
    action = _action(record.detail)
    if action is None and record.kind in _HELD:
        action = _action(facts(record).get("action"))
    if action is not None:
        return action
    return SendOctets(octets=record.octets) if record.octets else None


def _action(given: object) -> Action | None:
    """An action, or one as JSON has it; None for anything else."""
    if isinstance(given, _ACTIONS):
        return cast(Action, given)
    if not isinstance(given, Mapping) or "verb" not in given:
        return None
    try:
        return action_from_json(dict(given))
    except (ValueError, TypeError, KeyError):
        return None


def crafted_of(frame: Frame, reading: Reading | None = None) -> CraftedFrame:
    """The frame by its parts where these make the same octets, else Raw."""
    make = _MAKERS.get(type(frame.view))
    if make is not None and getattr(frame.view, "truncated", None) is None:
        made = make(frame, frame.view, reading)
        stream_id = frame.stream_id
        octets = made.payload.encode()
        if Frame.build(frame.type, octets, flags=made.flags, stream_id=stream_id) == frame:
            return made.crafted
    return Raw(
        type=frame.type,
        payload=frame.payload,
        flags=frame.flags,
        stream_id=frame.stream_id,
        length=None if frame.length == len(frame.payload) else frame.length,
        reserved=frame.reserved,
    )


def _padding(pad_length: int | None) -> tuple[bytes, int]:
    """The octets of lawful padding, and its flag."""
    return (b"", 0) if pad_length is None else (bytes(pad_length), PADDED)


def _data(frame: Frame, view: payloads.Data, reading: Reading | None) -> _Made:
    padding, flags = _padding(view.pad_length)
    flags |= frame.flags & END_STREAM
    crafted = actions.Data(
        stream_id=frame.stream_id,
        data=view.data,
        end_stream=bool(frame.flags & END_STREAM),
        padding=view.pad_length,
    )
    return _Made(crafted, payloads.Data(view.data, view.pad_length, padding), flags)


def _block(frame: Frame, fragment: bytes, reading: Reading | None) -> dict[str, Any]:
    """The fields of a block that is whole in its frame, or its octets."""
    lines = reading.header_fields if reading is not None else None
    whole = lines is not None and sum(len(line.octets) for line in lines) == len(fragment)
    if lines is None or not whole:
        return {"block": fragment, "hpack": Hpack.OCTETS}
    never = Representation.NEVER
    fields = [
        Field(line.name, line.value, never if line.representation is never else None)
        for line in lines
        if line.representation is not Representation.SIZE_UPDATE
    ]
    return {"fields": tuple(fields)}


def _headers(frame: Frame, view: payloads.Headers, reading: Reading | None) -> _Made:
    padding, flags = _padding(view.pad_length)
    flags |= frame.flags & (END_STREAM | END_HEADERS)
    flags |= 0 if view.priority is None else PRIORITY_FLAG
    crafted = actions.Headers(
        stream_id=frame.stream_id,
        end_stream=bool(frame.flags & END_STREAM),
        end_headers=bool(frame.flags & END_HEADERS),
        padding=view.pad_length,
        priority=view.priority,
        **_block(frame, view.fragment, reading),
    )
    again = payloads.Headers(view.fragment, view.pad_length, padding, view.priority)
    return _Made(crafted, again, flags)


def _continuation(frame: Frame, view: payloads.Continuation, reading: Reading | None) -> _Made:
    crafted = actions.Continuation(
        stream_id=frame.stream_id,
        end_headers=bool(frame.flags & END_HEADERS),
        block=view.fragment,
        hpack=Hpack.OCTETS,
    )
    return _Made(crafted, payloads.Continuation(view.fragment), frame.flags & END_HEADERS)


def _push_promise(frame: Frame, view: payloads.PushPromise, reading: Reading | None) -> _Made:
    padding, flags = _padding(view.pad_length)
    flags |= frame.flags & END_HEADERS
    promised = view.promised_stream_id
    crafted = actions.PushPromise(
        stream_id=frame.stream_id,
        promised_stream_id=promised,
        end_headers=bool(frame.flags & END_HEADERS),
        padding=view.pad_length,
        **_block(frame, view.fragment, reading),
    )
    again = payloads.PushPromise(promised, 0, view.fragment, view.pad_length, padding)
    return _Made(crafted, again, flags)


def _priority(frame: Frame, view: payloads.Priority, reading: Reading | None) -> _Made:
    exclusive, depends_on, weight = view.exclusive, view.depends_on, view.weight
    crafted = actions.Priority(
        stream_id=frame.stream_id, depends_on=depends_on, weight=weight, exclusive=exclusive
    )
    return _Made(crafted, payloads.Priority(exclusive, depends_on, weight))


def _rst_stream(frame: Frame, view: payloads.RstStream, reading: Reading | None) -> _Made:
    crafted = actions.RstStream(stream_id=frame.stream_id, error_code=view.error_code)
    return _Made(crafted, payloads.RstStream(view.error_code))


def _settings(frame: Frame, view: payloads.Settings, reading: Reading | None) -> _Made:
    ack = bool(frame.flags & ACK)
    crafted = actions.Settings(pairs=view.pairs, ack=ack, stream_id=frame.stream_id)
    return _Made(crafted, payloads.Settings(view.pairs), frame.flags & ACK)


def _ping(frame: Frame, view: payloads.Ping, reading: Reading | None) -> _Made:
    ack = bool(frame.flags & ACK)
    crafted = actions.Ping(opaque_data=view.opaque_data, ack=ack, stream_id=frame.stream_id)
    return _Made(crafted, payloads.Ping(view.opaque_data), frame.flags & ACK)


def _goaway(frame: Frame, view: payloads.GoAway, reading: Reading | None) -> _Made:
    crafted = actions.GoAway(
        last_stream_id=view.last_stream_id,
        error_code=view.error_code,
        debug_data=view.debug_data,
        stream_id=frame.stream_id,
    )
    return _Made(crafted, payloads.GoAway(view.last_stream_id, 0, view.error_code, view.debug_data))


def _window_update(frame: Frame, view: payloads.WindowUpdate, reading: Reading | None) -> _Made:
    crafted = actions.WindowUpdate(increment=view.increment, stream_id=frame.stream_id)
    return _Made(crafted, payloads.WindowUpdate(view.increment))


def _altsvc(frame: Frame, view: payloads.AltSvc, reading: Reading | None) -> _Made:
    crafted = actions.AltSvc(
        field_value=view.field_value, origin=view.origin, stream_id=frame.stream_id
    )
    return _Made(crafted, payloads.AltSvc(view.origin, view.field_value))


def _origin(frame: Frame, view: payloads.Origin, reading: Reading | None) -> _Made:
    crafted = actions.Origin(origins=view.origins, stream_id=frame.stream_id)
    return _Made(crafted, payloads.Origin(view.origins))


_MAKERS: dict[type, Callable[[Frame, Any, Reading | None], _Made]] = {
    payloads.Data: _data,
    payloads.Headers: _headers,
    payloads.Continuation: _continuation,
    payloads.PushPromise: _push_promise,
    payloads.Priority: _priority,
    payloads.RstStream: _rst_stream,
    payloads.Settings: _settings,
    payloads.Ping: _ping,
    payloads.GoAway: _goaway,
    payloads.WindowUpdate: _window_update,
    payloads.AltSvc: _altsvc,
    payloads.Origin: _origin,
}
