"""From an action to the line that says it. Knows no position and no error's place."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from h2craft.actions import (
    Action,
    AltSvc,
    Await,
    Close,
    CloseHow,
    Continuation,
    CraftedFrame,
    Data,
    Door,
    GoAway,
    Headers,
    Note,
    Origin,
    Ping,
    Policy,
    Priority,
    PushPromise,
    Raw,
    RstStream,
    Send,
    SendOctets,
    Settings,
    Sleep,
    WindowUpdate,
)
from h2craft.language.errors import LanguageError
from h2craft.language.literals import (
    block_text,
    code_text,
    field_text,
    octets_text,
    pair_text,
    priority_text,
    quoted_text,
    seconds_text,
    value_text,
)
from h2craft.language.making import door_of, usual_hpack
from h2craft.language.verbs import VERBS
from h2craft.wire import flag_names, frame_type_name

_as_it_stands = re.compile(r"[!-~](?:[ -~]*[!-~])?").fullmatch
_needs_quotes = re.compile(r'(?:pattern|text)="|(?:.*\s)?timeout=\S*$').match
_TAKEN = {name: frozenset(VERBS[name].named) for name in ("headers", "push", "continuation")}


def write(action: Action) -> str:
    """The line that `parse` makes this very action of.

    Raises LanguageError for the few that no line can say: a flush of no frames, and DATA that a
    record has left out.
    """
    if isinstance(action, Send):
        return _send(action)
    return _ACTIONS[type(action)](action)


def _send(send: Send) -> str:
    if not send.frames:
        raise LanguageError("a flush without a frame has no line")
    lines, usual = [], []
    for frame in send.frames:
        line = write_frame(frame)
        lines.append(line)
        usual.append(door_of(frame, VERBS[line.partition(" ")[0]].door))
    wire = Door.WIRE in usual or not send.inform
    doors = [] if send.door is (Door.WIRE if wire else Door.LAWFUL) else [send.door.value]
    doors += [] if send.inform else ["uninformed"]
    return " ".join((*doors, " + ".join(lines)))


def write_frame(frame: CraftedFrame) -> str:
    """One frame, without its door."""
    name, parts = _FRAMES[type(frame)](frame)
    return " ".join((name, *(part for part in parts if part)))


Parts = tuple[str, list[str]]


def _flag(word: str, on: bool) -> str:
    return word if on else ""


def _knob(name: str, value: Any) -> str:
    return "" if value is None else f"{name}={value}"


def _fields(name: str, frame: Headers | Continuation | PushPromise) -> list[str]:
    usual = usual_hpack(frame.block)
    return [
        *(field_text(one, _TAKEN[name]) for one in frame.fields),
        _flag("no_end_headers", not frame.end_headers),
        _knob("hpack", None if frame.hpack is usual else frame.hpack.value),
        _knob("block", None if frame.block is None else block_text(frame.block)),
    ]


def _data(frame: Data) -> Parts:
    if frame.elided:
        raise LanguageError(f"{frame.elided:,} octets of this DATA are in its frames only")
    knobs = [_knob("padding", frame.padding), _flag("whole", frame.whole)]
    if frame.end_stream and not frame.data and not any(knobs):
        return "end", [str(frame.stream_id)]
    content = [octets_text(frame.data)] if frame.data else []
    return "data", [
        str(frame.stream_id),
        *content,
        _flag("end_stream", frame.end_stream),
        *knobs,
    ]


def _headers(frame: Headers) -> Parts:
    ends = bool(frame.fields) and all(one.name[:1] != b":" for one in frame.fields)
    trailers = ends and frame.end_stream
    return "trailers" if trailers else "headers", [
        str(frame.stream_id),
        *_fields("headers", frame),
        _flag("end_stream", frame.end_stream and not trailers),
        _knob("padding", frame.padding),
        _knob("priority", None if frame.priority is None else priority_text(frame.priority)),
    ]


def _continuation(frame: Continuation) -> Parts:
    return "continuation", [str(frame.stream_id), *_fields("continuation", frame)]


def _push(frame: PushPromise) -> Parts:
    promised = frame.promised_stream_id
    return "push", [
        str(frame.stream_id),
        "" if promised is None else str(promised),
        *_fields("push", frame),
        _knob("padding", frame.padding),
    ]


def _priority(frame: Priority) -> Parts:
    return "priority", [
        str(frame.stream_id),
        _knob("depends_on", frame.depends_on or None),
        _knob("weight", None if frame.weight == 16 else frame.weight),
        _flag("exclusive", frame.exclusive),
    ]


def _rst(frame: RstStream) -> Parts:
    return "rst", [str(frame.stream_id), code_text(frame.error_code)]


def _settings(frame: Settings) -> Parts:
    pairs = [pair_text(*pair) for pair in frame.pairs]
    return "settings", [*pairs, _flag("ack", frame.ack), _on_stream(frame.stream_id)]


def _on_stream(stream_id: int) -> str:
    return _knob("stream", stream_id or None)


def _ping(frame: Ping) -> Parts:
    data = "" if frame.opaque_data == bytes(8) else octets_text(frame.opaque_data)
    return "ping", [data, _flag("ack", frame.ack), _on_stream(frame.stream_id)]


def _goaway(frame: GoAway) -> Parts:
    return "goaway", [
        code_text(frame.error_code) if _named(frame.error_code) else f"code={frame.error_code:#x}",
        _knob("last", frame.last_stream_id),
        octets_text(frame.debug_data) if frame.debug_data else "",
        _on_stream(frame.stream_id),
    ]


def _named(code: int) -> bool:
    return not code_text(code).startswith("0x")


def _window(frame: WindowUpdate) -> Parts:
    return "window", [str(frame.stream_id), str(frame.increment)]


def _altsvc(frame: AltSvc) -> Parts:
    value = octets_text(frame.field_value) if frame.field_value else ""
    origin = value_text(frame.origin) if frame.origin else None
    return "altsvc", [str(frame.stream_id), value, _knob("origin", origin)]


def _origin(frame: Origin) -> Parts:
    return "origin", [*map(octets_text, frame.origins), _on_stream(frame.stream_id)]


def _raw(frame: Raw) -> Parts:
    flags = "|".join(flag_names(frame.type, frame.flags))
    return "raw", [
        frame_type_name(frame.type),
        str(frame.stream_id),
        octets_text(frame.payload) if frame.payload else "",
        _knob("flags", flags or None),
        _knob("length", frame.length),
        _knob("reserved", frame.reserved or None),
    ]


_FRAMES: dict[type, Callable[[Any], Parts]] = {
    Data: _data,
    Headers: _headers,
    Continuation: _continuation,
    PushPromise: _push,
    Priority: _priority,
    RstStream: _rst,
    Settings: _settings,
    Ping: _ping,
    GoAway: _goaway,
    WindowUpdate: _window,
    AltSvc: _altsvc,
    Origin: _origin,
    Raw: _raw,
}


def _await(action: Await) -> str:
    pattern = action.pattern
    if not _as_it_stands(pattern) or _needs_quotes(pattern):
        pattern = f"pattern={quoted_text(pattern)}"
    timeout = action.timeout_seconds
    return f"wait {pattern}" + ("" if timeout is None else f" timeout={seconds_text(timeout)}")


def _close(action: Close) -> str:
    return "close" if action.how is CloseHow.CLEAN else f"close {action.how.value}"


def _policy(action: Policy) -> str:
    changes = [f"{name}={reply}" for name, reply in action.changes.items()]
    seqs = {"release": action.release, "drop": action.drop}
    changes += [f"{name}={','.join(map(str, some))}" for name, some in seqs.items() if some]
    return " ".join(("policy", *changes))


def _note(action: Note) -> str:
    text = action.text
    plain = _as_it_stands(text) and not _needs_quotes(text)
    return f"note {text}" if plain else f"note text={quoted_text(text)}"


_ACTIONS: dict[type, Callable[[Any], str]] = {
    SendOctets: lambda action: f"octets {octets_text(action.octets)}",
    Sleep: lambda action: f"sleep {seconds_text(action.seconds)}",
    Await: _await,
    Close: _close,
    Policy: _policy,
    Note: _note,
}
