"""Forms: one for each frame type by the wire, one for each lawful call, and one for octets.

A form and the line are two views of the same action. What stands in a field is text as somebody
typed it, read by the readers of the line; an empty optional field says nothing. Knows no widget.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from h2craft.actions import (
    Action,
    AltSvc,
    Continuation,
    CraftedFrame,
    Data,
    Door,
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
from h2craft.language.errors import LanguageError, hint, near, shown
from h2craft.language.formparts import PARTS, UNINFORMED, FormField, Part
from h2craft.language.making import usual_hpack


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """What a person fills in for one frame, or for octets.

    name     of the frame type for the wire's, of the writer's call for the lawful ones
    section  of RFC 9113 unless it names another
    door     None for octets, which have none
    """

    name: str
    title: str
    section: str
    door: Door | None
    fields: tuple[FormField, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Shape:
    """What a form is made from.

    parts   its fields, in order
    fixed   attributes that are not to be chosen
    suits   frames the form is for, where its fields could say more than that
    """

    name: str
    title: str
    section: str
    made: type
    parts: tuple[str, ...]
    door: Door | None = Door.WIRE
    fixed: Mapping[str, Any] = field(default_factory=dict)
    suits: Callable[[Any], bool] = lambda frame: True

    @property
    def all_parts(self) -> tuple[Part, ...]:
        parts = tuple(PARTS[name] for name in self.parts)
        return (*parts, UNINFORMED) if self.door is Door.WIRE else parts

    def form(self) -> Form:
        fields = tuple(part.field for part in self.all_parts)
        return Form(
            name=self.name, title=self.title, section=self.section, door=self.door, fields=fields
        )


_BLOCK = ("hpack", "block")


def _is_interim(frame: Headers) -> bool:
    return any(one.name == b":status" and one.value[:1] == b"1" for one in frame.fields[:1])


def _is_trailers(frame: Headers) -> bool:
    return bool(frame.fields) and not any(one.name[:1] == b":" for one in frame.fields)


def _lawful(name: str, title: str, section: str, made: type, *parts: str, **rest: Any) -> _Shape:
    return _Shape(
        name=name,
        title=title,
        section=section,
        made=made,
        parts=parts,
        door=Door.LAWFUL,
        **rest,
    )


def _wire(name: str, title: str, section: str, made: type, *parts: str) -> _Shape:
    return _Shape(name=name, title=title, section=section, made=made, parts=parts)


# The special ones before the general ones: `form_of` takes the first that says all.
_SHAPES = (
    _lawful(
        "end_stream",
        "End of stream",
        "8.1",
        Data,
        "stream_id",
        fixed={"end_stream": True},
        suits=lambda frame: frame.end_stream and not frame.data,
    ),
    _lawful(
        "write_informational",
        "Interim response",
        "8.1",
        Headers,
        *("stream_id", "interim", "other_fields", "padding"),
        suits=_is_interim,
    ),
    _lawful(
        "write_trailers",
        "Trailers",
        "8.1",
        Headers,
        *("stream_id", "fields", "padding"),
        fixed={"end_stream": True},
        suits=_is_trailers,
    ),
    _lawful(
        "write_headers",
        "Response head",
        "8.1",
        Headers,
        *("stream_id", "status", "other_fields", "end_stream", "padding", "priority", "hpack"),
    ),
    _lawful(
        "write_data_frame",
        "One DATA frame",
        "6.1",
        Data,
        *("stream_id", "data", "end_stream", "padding"),
        fixed={"whole": True},
        suits=lambda frame: frame.whole,
    ),
    _lawful(
        "write_data",
        "DATA, cut to the windows",
        "6.1",
        Data,
        *("stream_id", "data", "end_stream", "padding"),
    ),
    _lawful(
        "write_push",
        "Push promise",
        "8.4",
        PushPromise,
        *("stream_id", "promised_stream_id", "fields", "padding", "hpack"),
    ),
    _lawful("write_settings", "SETTINGS that h2 keeps", "6.5", Settings, "pairs"),
    _lawful("write_ping", "PING", "6.7", Ping, "opaque_data"),
    _lawful("write_goaway", "GOAWAY", "6.8", GoAway, "last_stream_id", "error_code", "debug_data"),
    _lawful("write_rst_stream", "RST_STREAM", "6.4", RstStream, "stream_id", "error_code"),
    _lawful("write_window_update", "WINDOW_UPDATE", "6.9", WindowUpdate, "any_stream", "increment"),
    _lawful("write_altsvc", "ALTSVC", "7838 4", AltSvc, "any_stream", "field_value", "origin"),
    _lawful("write_origin", "ORIGIN", "8336 2", Origin, "origins"),
    _wire(
        "HEADERS",
        "HEADERS",
        "6.2",
        Headers,
        *("stream_id", "fields", "end_stream", "end_headers", "padding", "priority", *_BLOCK),
    ),
    _wire("DATA", "DATA", "6.1", Data, "stream_id", "data", "end_stream", "padding"),
    _wire(
        "PUSH_PROMISE",
        "PUSH_PROMISE",
        "6.6",
        PushPromise,
        *("stream_id", "promised_stream_id", "fields", "end_headers", "padding", *_BLOCK),
    ),
    _wire(
        "CONTINUATION",
        "CONTINUATION",
        "6.10",
        Continuation,
        *("stream_id", "fields", "end_headers", *_BLOCK),
    ),
    _wire("SETTINGS", "SETTINGS", "6.5", Settings, "pairs", "ack", "on_stream"),
    _wire("PING", "PING", "6.7", Ping, "opaque_data", "ack", "on_stream"),
    _wire(
        "GOAWAY",
        "GOAWAY",
        "6.8",
        GoAway,
        *("last_stream_id", "error_code", "debug_data", "on_stream"),
    ),
    _wire("RST_STREAM", "RST_STREAM", "6.4", RstStream, "stream_id", "error_code"),
    _wire("WINDOW_UPDATE", "WINDOW_UPDATE", "6.9", WindowUpdate, "any_stream", "increment"),
    _wire(
        "PRIORITY",
        "PRIORITY",
        "6.3",
        Priority,
        *("stream_id", "depends_on", "weight", "exclusive"),
    ),
    _wire("ALTSVC", "ALTSVC", "7838 4", AltSvc, "any_stream", "field_value", "origin"),
    _wire("ORIGIN", "ORIGIN", "8336 2", Origin, "origins", "on_stream"),
    _wire(
        "RAW",
        "Any frame",
        "4.1",
        Raw,
        *("type", "any_stream", "flags", "payload", "length", "reserved"),
    ),
    _Shape(
        name="octets",
        title="Octets",
        section="4.1",
        made=SendOctets,
        parts=("octets",),
        door=None,
    ),
)
_BY_NAME = {shape.name: shape for shape in _SHAPES}

FORMS: tuple[Form, ...] = tuple(shape.form() for shape in _SHAPES)
"""Every form; those of the lawful door first."""


def action_of(name: str, values: Mapping[str, str]) -> Action:
    """The action a filled-in form says; fields that are not there are as their default.

    Raises LanguageError, whose `field` names the field it is about and whose `text` is that
    field's.
    """
    shape = _BY_NAME.get(name)
    if shape is None:
        close = near(name, _BY_NAME)
        raise LanguageError(f"no form is called {shown(name)}{hint(close)}", name, 0, len(name))
    read: dict[str, Any] = {}
    for part in shape.all_parts:
        text = values.get(part.field.name, part.field.default)
        try:
            part.put(read, part.read(text, read))
        except LanguageError as error:
            error.field = part.field.name
            raise
    inform = not read.pop("uninformed", False)
    if "hpack" in read and read["hpack"] is None:
        read["hpack"] = usual_hpack(read.get("block"))
    made = shape.made(**read, **shape.fixed)
    if shape.door is None:
        action: Action = made
        return action
    return Send(frames=(made,), door=shape.door, inform=inform)


def form_of(action: Action) -> tuple[str, dict[str, str]] | None:
    """The form that says all of an action, and what stands in its fields; None if none does.

    That is so for several frames in one flush, for what is neither a frame nor octets, and for
    what only a line can say.
    """
    if isinstance(action, Send):
        if len(action.frames) != 1:
            return None
        return _form_of(action, action.frames[0], action.door, action.inform)
    if isinstance(action, SendOctets):
        return _form_of(action, action, None, True)
    return None


def _form_of(
    action: Action, made: CraftedFrame | SendOctets, door: Door | None, inform: bool
) -> tuple[str, dict[str, str]] | None:
    for shape in _SHAPES:
        if type(made) is not shape.made or shape.door is not door or not shape.suits(made):
            continue
        values = {part.field.name: part.show(made) for part in shape.all_parts}
        if not inform:
            values["uninformed"] = "yes"
        try:
            if action_of(shape.name, values) == action:
                return shape.name, values
        except LanguageError:
            continue  # a number no wire holds, say: then no line says it either
    return None
