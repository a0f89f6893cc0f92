"""The fields forms are made of: how each is read, and how it is shown. Knows no form."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

from h2craft.actions import Field, Headers, Hpack
from h2craft.language import values
from h2craft.language.errors import LanguageError
from h2craft.language.fields import field_of, fields_of_http1
from h2craft.language.literals import (
    code_text,
    field_text,
    octets_text,
    pair_text,
    priority_text,
)
from h2craft.language.making import usual_hpack
from h2craft.language.values import WORD, Reader
from h2craft.language.words import How, Value, Word, words
from h2craft.wire import flag_names, frame_type_name

FieldKind = Literal[
    "stream", "number", "fields", "octets", "text", "flag", "choice", "code", "settings"
]
Read = Callable[[str, dict[str, Any]], Any]  # the text, and what stands in the fields before


@dataclass(frozen=True, slots=True, kw_only=True)
class FormField:
    """One field of a form.

    kind     what it is edited with; a flag holds "yes" or "no"
    default  what stands in it at first
    choices  words worth offering; for a "choice" there are no others
    """

    name: str
    label: str
    kind: FieldKind
    default: str = ""
    choices: tuple[str, ...] = ()
    sentence: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A field and what it means.

    attribute  of the frame
    show       its text, from the frame
    """

    field: FormField
    attribute: str
    read: Read
    show: Callable[[Any], str]

    def put(self, read: dict[str, Any], value: Any) -> None:
        """Keep what was read; the status is a field of the header list."""
        if self.attribute != "fields":
            read[self.attribute] = value
        else:
            read["fields"] = (*read.get("fields", ()), *value)


def _value(text: str) -> Value:
    """The text of a field as one value: without the white space around it."""
    start = len(text) - len(text.lstrip())
    stripped = text.strip()
    return Value(text, start, start + len(stripped), stripped)


def _one(read: Reader) -> Read:
    """A field that has to say something."""

    def reads(text: str, _: dict[str, Any]) -> Any:
        if not text.strip():
            raise LanguageError("something has to stand here", text, 0, 1)
        return read(_value(text))

    return reads


def _optional(read: Reader) -> Read:
    """A field that may be empty, which says nothing."""

    def reads(text: str, _: dict[str, Any]) -> Any:
        return read(_value(text)) if text.strip() else None

    return reads


_literal = re.compile(r'\s*(?:b?"|(?:hex|file)\()').match
_http_field = re.compile(r'(:?[^\s:="]+):(?:[ \t]+(.*))?$').match


def _literals(text: str) -> list[bytes]:
    made = []
    for word in words(text):
        if word.name is not None or word.value.how is How.PLAIN:
            raise word.whole.error("octets are in quotation marks here, like those before")
        made.append(values.octets_of(word.value))
    return made


def _octets(text: str, _: dict[str, Any]) -> bytes:
    """Literals one after the other; anything else is text for itself."""
    if _literal(text):
        return b"".join(_literals(text))
    return values.octets_of(Value(text, 0, len(text), text))


def _optional_octets(text: str, read: dict[str, Any]) -> bytes | None:
    return _octets(text, read) if text.strip() else None


def _origins(text: str, _: dict[str, Any]) -> tuple[bytes, ...]:
    """Literals, or words, one origin each."""
    if _literal(text):
        return tuple(_literals(text))
    found = re.finditer(r"\S+", text)
    return tuple(values.octets_of(Value(text, *one.span(), one[0])) for one in found)


def _fields(text: str, _: dict[str, Any]) -> tuple[Field, ...]:
    """Lines of `name=value` words, of `name: value`, or a header section as HTTP/1 has it."""
    first = _value(text)
    if re.match(r"HTTP/[0-9]|[A-Z]+[ \t]\S+[ \t]HTTP/", first.text):
        first.how = How.HTTP1
        return fields_of_http1(first)
    made: list[Field] = []
    at = 0
    for line in text.splitlines(keepends=True):
        try:
            made += _fields_of_line(line)
        except LanguageError as error:
            error.text, error.position = text, error.position + at
            raise
        at += len(line)
    return tuple(made)


def _fields_of_line(line: str) -> list[Field]:
    colon = _http_field(line.strip())
    if colon:
        pieces = (Value(line, 0, len(line), piece or "") for piece in colon.groups())
        name, value = (values.octets_of(piece) for piece in pieces)
        return [Field(name, value)]
    return [_named_field(word) for word in words(line)]


def _named_field(word: Word) -> Field:
    if word.name is None:
        raise word.value.error("a field is name=value or name: value")
    return field_of(word)


def _status(text: str, _: dict[str, Any]) -> tuple[Field, ...]:
    text = text.strip()
    octets = values.octets_of(Value(text, 0, len(text), text))
    return (Field(b":status", octets),) if text else ()


def _interim(text: str, read: dict[str, Any]) -> tuple[Field, ...]:
    _one(values.whole("an interim status", 199, 100, "9110 15.2"))(text, read)
    return _status(text, read)


def _show_status(frame: Headers) -> str:
    first = frame.fields[0] if frame.fields else None
    text = "" if first is None else first.value.decode("ascii", "replace")
    plain = first is not None and first[2:] == (None, None) and first.name == b":status"
    return text if plain and text.isascii() and text == text.strip() else ""


def _show_fields(frame: Any) -> str:
    return "\n".join(field_text(one) for one in frame.fields)


def _show_rest(frame: Headers) -> str:
    some = frame.fields[1:] if _show_status(frame) else frame.fields
    return "\n".join(field_text(one) for one in some)


def _pairs(text: str, _: dict[str, Any]) -> tuple[tuple[int, int], ...]:
    made = []
    for word in words(text):
        if word.name is None:
            raise word.value.error("a setting is NAME=NUMBER")
        made.append((values.setting_id(word.name), values.setting_value(word.value)))
    return tuple(made)


def _flags(text: str, read: dict[str, Any]) -> int:
    return values.flags_of(_value(text), read["type"]) if text.strip() else 0


def _show_hpack(frame: Any) -> str:
    return "" if frame.hpack is usual_hpack(frame.block) else str(frame.hpack)


def _hpack(value: Value) -> Hpack:
    return Hpack(values.choice("who makes the block", tuple(Hpack))(value))


def _optional_text(value: Any) -> str:
    return "" if value is None else str(value)


def _shown_octets(octets: bytes | None) -> str:
    return octets_text(octets) if octets else ""


def _part(
    name: str,
    label: str,
    kind: FieldKind,
    read: Read,
    show: Callable[[Any], str],
    sentence: str,
    *,
    attribute: str = "",
    default: str = "",
    choices: tuple[str, ...] = (),
) -> Part:
    shape = FormField(
        name=name, label=label, kind=kind, default=default, choices=choices, sentence=sentence
    )
    return Part(field=shape, attribute=attribute or name, read=read, show=show)


def _number(
    name: str,
    label: str,
    read: Reader,
    sentence: str,
    *,
    optional: bool = False,
    default: str = "",
) -> Part:
    def show(frame: Any) -> str:
        return _optional_text(getattr(frame, name))

    reads = _optional(read) if optional else _one(read)
    return _part(name, label, "number", reads, show, sentence, default=default)


def _flag(name: str, label: str, sentence: str, *, default: str = "no") -> Part:
    def show(frame: Any) -> str:
        return "yes" if getattr(frame, name) else "no"

    return _part(name, label, "flag", _one(values.yes_or_no), show, sentence, default=default)


def _octets_part(name: str, label: str, sentence: str) -> Part:
    def show(frame: Any) -> str:
        return _shown_octets(getattr(frame, name))

    return _part(name, label, "octets", _octets, show, sentence)


def _stream(sentence: str, *, default: str = "") -> Part:
    return _part(
        "stream_id",
        "Stream",
        "stream",
        _one(values.stream),
        lambda frame: str(frame.stream_id),
        sentence,
        default=default,
    )


_LITERAL = 'text, or "text", hex("00 ff"), file("path")'

PARTS: dict[str, Part] = {
    "stream_id": _stream("the stream"),
    "any_stream": _stream("the stream; 0 is the connection", default="0"),
    "on_stream": _stream("0 is the only lawful one", default="0"),
    "status": _part(
        "status", "Status", "text", _status, _show_status, "of the response", attribute="fields"
    ),
    "interim": _part(
        "status",
        "Status",
        "choice",
        _interim,
        _show_status,
        "100 to 199",
        attribute="fields",
        default="103",
        choices=("100", "102", "103"),
    ),
    "fields": _part(
        "fields",
        "Fields",
        "fields",
        _fields,
        _show_fields,
        "name=value or name: value, in order; !name=value is never indexed",
    ),
    "other_fields": _part(  # where the status has a field of its own
        "fields",
        "Fields",
        "fields",
        _fields,
        _show_rest,
        "name=value or name: value, in order; !name=value is never indexed",
    ),
    "data": _octets_part("data", "Data", _LITERAL),
    "opaque_data": _part(
        "opaque_data",
        "Opaque data",
        "octets",
        _octets,
        lambda frame: octets_text(frame.opaque_data),
        "eight octets are lawful",
        default=octets_text(bytes(8)),
    ),
    "debug_data": _octets_part("debug_data", "Debug data", _LITERAL),
    "payload": _octets_part("payload", "Payload", _LITERAL),
    "octets": _octets_part("octets", "Octets", _LITERAL),
    "field_value": _octets_part("field_value", "Value", "as of Alt-Svc"),
    "origin": _octets_part("origin", "Origin", "whose service it is"),
    "origins": _part(
        "origins",
        "Origins",
        "octets",
        _origins,
        lambda frame: " ".join(octets_text(one) for one in frame.origins),
        "one word or literal each",
    ),
    "block": _part(
        "block",
        "Block",
        "octets",
        _optional_octets,
        lambda frame: "" if frame.block is None else octets_text(frame.block),
        "octets in place of an encoded header block",
    ),
    "hpack": _part(
        "hpack",
        "HPACK",
        "choice",
        _optional(_hpack),
        _show_hpack,
        "who makes the block; the connection's encoder if empty, or nobody if there is one",
        choices=("", *Hpack),
    ),
    "priority": _part(
        "priority",
        "Priority",
        "text",
        _optional(values.priority),
        lambda frame: "" if frame.priority is None else priority_text(frame.priority),
        "exclusive, depends on, weight, as in (no,3,16); empty: no PRIORITY flag",
    ),
    "end_stream": _flag("end_stream", "END_STREAM", "nothing follows"),
    "end_headers": _flag("end_headers", "END_HEADERS", "the block ends here", default="yes"),
    "ack": _flag("ack", "ACK", "an acknowledgement"),
    "exclusive": _flag("exclusive", "Exclusive", "all others of that stream depend on this one"),
    "padding": _number(
        "padding",
        "Padding",
        values.whole("padding", 255, section="9113 6.1"),
        "octets of it; empty: no PADDED flag",
        optional=True,
    ),
    "promised_stream_id": _number(
        "promised_stream_id",
        "Promised stream",
        values.whole("a promised stream identifier", WORD, section="9113 6.6"),
        "the next even one if empty",
        optional=True,
    ),
    "last_stream_id": _number(
        "last_stream_id",
        "Last stream",
        values.whole("the last stream identifier", WORD, section="9113 6.8"),
        "the highest the peer opened if empty",
        optional=True,
    ),
    "error_code": _part(
        "error_code",
        "Error code",
        "code",
        _one(values.error_code),
        lambda frame: code_text(frame.error_code),
        "by name or number",
        default="NO_ERROR",
        choices=tuple(values.ERROR_CODES),
    ),
    "pairs": _part(
        "pairs",
        "Settings",
        "settings",
        _pairs,
        lambda frame: "\n".join(pair_text(*pair) for pair in frame.pairs),
        "NAME=NUMBER, in order; duplicates count",
        choices=tuple(values.SETTINGS),
    ),
    "increment": _number(
        "increment",
        "Increment",
        values.whole("an increment", WORD, section="9113 6.9"),
        "1 to 2^31-1 are lawful",
    ),
    "depends_on": _number(
        "depends_on", "Depends on", values.stream, "the stream it depends on", default="0"
    ),
    "weight": _number(
        "weight",
        "Weight",
        values.whole("a weight", 256, 1, "9113 6.3"),
        "1 to 256",
        default="16",
    ),
    "type": _part(
        "type",
        "Type",
        "text",
        _one(values.frame_type),
        lambda frame: frame_type_name(frame.type),
        "by name or number",
        choices=tuple(values.FRAME_TYPES),
    ),
    "flags": _part(
        "flags",
        "Flags",
        "text",
        _flags,
        lambda frame: "|".join(flag_names(frame.type, frame.flags)),
        "names the type defines and numbers, joined by |",
    ),
    "length": _number(
        "length",
        "Length",
        values.whole("a length", 0xFF_FFFF, section="9113 4.1"),
        "what the header claims; the true one if empty",
        optional=True,
    ),
    "reserved": _number(
        "reserved",
        "Reserved bit",
        values.whole("the reserved bit", 1),
        "before the stream identifier",
        default="0",
    ),
}
UNINFORMED = _part(
    "uninformed",
    "Uninformed",
    "flag",
    _one(values.yes_or_no),
    lambda frame: "no",
    "h2 is told nothing of it",
    default="no",
)
