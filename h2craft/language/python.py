"""From an action to the Python of a handler script that does the same. Knows no script room.

Where the writer has a call for exactly this action, that call is written; where it has none
(a flush by the other door, h2 left uninformed, HPACK without tables...) the action itself is
fired, which every writer and connection takes.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Any, Literal

from h2craft.actions import (
    AUTOMATIC_REPLIES,
    Action,
    AltSvc,
    Await,
    Close,
    CloseHow,
    Continuation,
    CraftedFrame,
    Data,
    Door,
    Field,
    GoAway,
    Headers,
    Hpack,
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
from h2craft.language.pythontext import (
    Arguments,
    code_literal,
    field_list,
    knob,
    literal,
    on_stream,
)
from h2craft.wire import flag_names, frame_type_name, setting_name

Where = Literal["stream", "connection"]
Call = tuple[str, Arguments]  # the writer's method, its arguments

# What the writer's lawful calls do to fields (RFC 9113 8.2, 8.2.1, 8.2.2): a field they would
# change or drop is no field for them.
_WITHOUT_COLON = frozenset((b"method", b"scheme", b"host", b"path", b"authority", b"status"))
_CONNECTION_SPECIFIC = frozenset(
    (b"connection", b"proxy-connection", b"keep-alive", b"transfer-encoding", b"upgrade")
)
_SECRET = frozenset((b"authorization", b"proxy-authorization", b"cookie"))
_SPACE = b" \t\r\n\x0b\x0c"


def python_of(action: Action, *, stream_id: int = 0, where: Where = "stream") -> str:
    """The Python lines an action stands for, one for each frame.

    `stream_id` is the handler's own stream, which its calls need not name; on a connection it is
    stream 0. What the lines need besides `response` or `connection` is said by `imports_of`.
    Raises LanguageError for DATA that a record has left out.
    """
    own = stream_id if where == "stream" else 0
    target = "response.writer" if where == "stream" else "connection"
    if isinstance(action, Sleep):
        return f"time.sleep({action.seconds!r})"
    calls = _calls(action, own)
    return "\n".join(f"{target}.{name}({', '.join(arguments)})" for name, arguments in calls)


def firing_of(action: Send, *, where: Where = "stream") -> str:
    """The Python line that fires a flush as it is, of however many frames."""
    target = "response.writer" if where == "stream" else "connection"
    return f"{target}.fire({literal(action)})"


def imports_of(python: str) -> tuple[str, ...]:
    """The import lines a script needs for lines of `python_of`."""
    actions = [name for name in _ACTION_NAMES if f"{name}(" in python or f"{name}." in python]
    lines = ["import time"] if python.startswith("time.") else []
    if "frame_cls=" in python:
        lines.append("from hyperframe.frame import PushPromiseFrame")
    if actions:
        lines.append(f"from h2craft.actions import {', '.join(sorted(actions))}")
    if "Representation." in python:
        lines.append("from h2craft.wire import Representation")
    return tuple(lines)


def _calls(action: Action, own: int) -> list[Call]:
    if not isinstance(action, Send):
        call = _OTHERS[type(action)](action) if type(action) in _OTHERS else None
        return [call or ("fire", [literal(action)])]
    calls = []
    for frame in action.frames:
        if isinstance(frame, Data) and frame.elided:
            raise LanguageError(f"{frame.elided:,} octets of this DATA are in its frames only")
        table = _LAWFUL if action.door is Door.LAWFUL else _WIRE
        make = table.get(type(frame)) if action.inform else None
        call = make(frame, own) if make else None
        calls.append(call or ("fire", [literal(_alone(frame, action))]))
    return calls


def _alone(frame: CraftedFrame, action: Send) -> Send:
    return Send(frames=(frame,), door=action.door, inform=action.inform)


# Lawful calls


def _lawful_headers(frame: Headers, own: int) -> Call | None:
    usual = Headers(
        stream_id=frame.stream_id,
        fields=frame.fields,
        end_stream=frame.end_stream,
        padding=frame.padding,
    )
    if frame != usual or not _untouched(frame.fields):
        return None
    pseudo = [one for one in frame.fields if one.name[:1] == b":"]
    regular = list(frame.fields[len(pseudo) :])
    if not pseudo and frame.end_stream:
        padding = knob("padding", frame.padding)
        return "write_trailers", [field_list(regular), *on_stream(frame.stream_id, own), *padding]
    if any(one.name in _WITHOUT_COLON for one in regular):
        return None
    status = _status(pseudo)
    if status is None:
        status, listed = "None", list(frame.fields)
    else:
        listed = [*pseudo[:-1], *regular]
    interim = len(status) == 3 and status[0] == "1" and status.isdigit()
    if interim and frame.stream_id == own and not frame.end_stream and frame.padding is None:
        return "write_informational", [status, *([field_list(listed)] if listed else [])]
    return "write_headers", [
        field_list(listed),
        status,
        *on_stream(frame.stream_id, own),
        *knob("last", frame.end_stream, False),
        *knob("padding", frame.padding),
    ]


def _untouched(some: Sequence[Field]) -> bool:
    """The writer would send these as they are: no field changed, dropped or moved."""
    regular = False
    for one in some:
        is_pseudo = one.name[:1] == b":"
        if is_pseudo and regular:
            return False
        regular = regular or not is_pseudo
        if (
            one.name != one.name.strip(_SPACE).lower()
            or one.value != one.value.strip(_SPACE)
            or one.name in _CONNECTION_SPECIFIC
            or (one.name in _SECRET and one[2:] == (None, None))
        ):
            return False
    return True


def _status(pseudo: Sequence[Field]) -> str | None:
    """What to give as `status_code`: the last pseudo-header field, where it is a plain :status."""
    if not pseudo or pseudo[-1].name != b":status" or pseudo[-1][2:] != (None, None):
        return None
    value = pseudo[-1].value
    if not all(0x20 <= octet < 0x7F for octet in value):
        return None
    text = value.decode("ascii")
    return text if text.isdigit() and str(int(text[:9])) == text else repr(text)


def _lawful_data(frame: Data, own: int) -> Call:
    on, padding = on_stream(frame.stream_id, own), knob("padding", frame.padding)
    if frame.whole:
        return "write_data_frame", [repr(frame.data), repr(frame.end_stream), *on, *padding]
    if frame.end_stream and not frame.data and frame.padding is None:
        return "end_stream", on
    last = knob("last", frame.end_stream, False)
    return "write_data", [repr(frame.data), *last, *on, *padding]


def _lawful_push(frame: PushPromise, own: int) -> Call | None:
    usual = PushPromise(
        stream_id=own,
        promised_stream_id=frame.promised_stream_id,
        fields=frame.fields,
        padding=frame.padding,
    )
    if frame != usual or not _untouched(frame.fields):
        return None
    return "write_push", [
        field_list(frame.fields),
        *knob("push_stream_id", frame.promised_stream_id),
        *knob("padding", frame.padding),
    ]


_LAWFUL: dict[type, Callable[[Any, int], Call | None]] = {
    Headers: _lawful_headers,
    Data: _lawful_data,
    PushPromise: _lawful_push,
}

# Raw calls


def _block(frame: Headers | Continuation | PushPromise) -> tuple[str, Arguments] | None:
    """The headers argument and those about the block, if the raw calls can say it."""
    if frame.block is None and frame.hpack is Hpack.SHARED:
        return field_list(frame.fields), []
    if frame.block is not None and frame.hpack is Hpack.OCTETS and not frame.fields:
        return "[]", [f"block={frame.block!r}"]
    return None


def _raw_headers(frame: Headers, own: int) -> Call | None:
    block = _block(frame)
    if block is None:
        return None
    return "write_raw_header_frame", [
        block[0],
        *on_stream(frame.stream_id, own),
        *knob("end_stream", frame.end_stream, False),
        *knob("end_headers", frame.end_headers, False),
        *knob("padding", frame.padding),
        *knob("priority", frame.priority),
        *block[1],
    ]


def _raw_continuation(frame: Continuation, own: int) -> Call | None:
    block = _block(frame)
    if block is None:
        return None
    return "write_raw_continuation_frame", [
        block[0],
        *on_stream(frame.stream_id, own),
        *knob("end_headers", frame.end_headers, False),
        *block[1],
    ]


def _raw_push(frame: PushPromise, own: int) -> Call | None:
    block = _block(frame)
    if block is None or frame.promised_stream_id is None:
        return None
    return "write_raw_header_frame", [
        block[0],
        *on_stream(frame.stream_id, own),
        *knob("end_headers", frame.end_headers, False),
        "frame_cls=PushPromiseFrame",
        *knob("padding", frame.padding),
        *knob("promised_stream_id", frame.promised_stream_id, 0),
        *block[1],
    ]


def _raw_data(frame: Data, own: int) -> Call | None:
    if frame.whole:
        return None
    return "write_raw_data_frame", [
        repr(frame.data),
        *on_stream(frame.stream_id, own),
        *knob("end_stream", frame.end_stream, False),
        *knob("padding", frame.padding),
    ]


def _settings(frame: Settings, own: int) -> Call | None:
    if frame.stream_id:
        return None
    names = [setting_name(identifier) for identifier, _ in frame.pairs]
    shown = [name if name.startswith("0x") else repr(name) for name in names]
    listed = [f"({name}, {value})" for name, (_, value) in zip(shown, frame.pairs, strict=True)]
    if len({identifier for identifier, _ in frame.pairs}) == len(frame.pairs):
        items = zip(shown, frame.pairs, strict=True)
        text = "{" + ", ".join(f"{name}: {value}" for name, (_, value) in items) + "}"
    else:
        text = f"[{', '.join(listed)}]"
    return "write_settings", [*([text] if listed else []), *knob("ack", frame.ack, False)]


def _ping(frame: Ping, own: int) -> Call | None:
    if frame.stream_id:
        return None
    data = [] if frame.opaque_data == bytes(8) else [repr(frame.opaque_data)]
    return "write_ping", [*data, *knob("ack", frame.ack, False)]


def _goaway(frame: GoAway, own: int) -> Call | None:
    if frame.stream_id:
        return None
    return "write_goaway", [
        *knob("last_stream_id", frame.last_stream_id),
        *([f"error_code={code_literal(frame.error_code)}"] if frame.error_code else []),
        *knob("debug_data", frame.debug_data, b""),
    ]


def _rst(frame: RstStream, own: int) -> Call:
    return "write_rst_stream", [code_literal(frame.error_code), *on_stream(frame.stream_id, own)]


def _window(frame: WindowUpdate, own: int) -> Call:
    return "write_window_update", [repr(frame.increment), *on_stream(frame.stream_id, own)]


def _priority(frame: Priority, own: int) -> Call:
    return "write_priority", [
        *knob("depends_on", frame.depends_on, 0),
        *knob("weight", frame.weight, 16),
        *knob("exclusive", frame.exclusive, False),
        *on_stream(frame.stream_id, own),
    ]


def _altsvc(frame: AltSvc, own: int) -> Call:
    usual = 0 if frame.origin else own
    return "write_altsvc", [
        repr(frame.field_value),
        *knob("origin", frame.origin, b""),
        *on_stream(frame.stream_id, usual),
    ]


def _origin(frame: Origin, own: int) -> Call:
    listed = [f"[{', '.join(map(repr, frame.origins))}]"] if frame.origins else []
    return "write_origin", [*listed, *on_stream(frame.stream_id, 0)]


def _raw(frame: Raw, own: int) -> Call:
    name = frame_type_name(frame.type)
    flags = flag_names(frame.type, frame.flags)
    has_names = flags and not any(one.startswith("0x") for one in flags)
    bits = repr("|".join(flags)) if has_names else f"{frame.flags:#x}"
    return "write_raw_frame", [
        name if name.startswith("0x") else repr(name),
        *([repr(frame.payload)] if frame.payload else []),
        *([f"flags={bits}"] if frame.flags else []),
        *on_stream(frame.stream_id, own),
        *knob("length", frame.length),
        *knob("reserved", frame.reserved, 0),
    ]


_WIRE: dict[type, Callable[[Any, int], Call | None]] = {
    Headers: _raw_headers,
    Continuation: _raw_continuation,
    PushPromise: _raw_push,
    Data: _raw_data,
    Settings: _settings,
    Ping: _ping,
    GoAway: _goaway,
    RstStream: _rst,
    WindowUpdate: _window,
    Priority: _priority,
    AltSvc: _altsvc,
    Origin: _origin,
    Raw: _raw,
}

# What is no frame

_received = re.compile(r"dir:received ").match
_either = re.compile(r"\bor\b", re.IGNORECASE).search


def _wait(action: Await) -> Call | None:
    # `wait_for` looks at what was received, and says so by itself.
    received = None if _either(action.pattern) else _received(action.pattern)
    pattern = action.pattern[received.end() :] if received else action.pattern
    return "wait_for", [repr(pattern), *knob("timeout", action.timeout_seconds)]


def _policy(action: Policy) -> Call | None:
    if action.release or action.drop or set(action.changes) - set(AUTOMATIC_REPLIES):
        return None
    return "policy", [f"{name}={str(reply)!r}" for name, reply in action.changes.items()]


def _close(action: Close) -> Call:
    return "close", [] if action.how is CloseHow.CLEAN else [repr(action.how.value)]


_OTHERS: dict[type, Callable[[Any], Call | None]] = {
    SendOctets: lambda action: ("write_raw", [repr(action.octets)]),
    Await: _wait,
    Policy: _policy,
    Close: _close,
}

_ACTION_NAMES = frozenset(
    (
        *(frame.__name__ for frame in _WIRE),
        *("Field", "Send", "Door", "Hpack", "Note", "Await", "Policy", "Reply", "Close"),
    )
)
