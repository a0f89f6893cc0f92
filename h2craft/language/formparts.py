"""The fields forms are made of: how each is read, and how it is shown. Knows no form."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

from h2craft.actions import Hpack
from h2craft.language import values
from h2craft.language.formreaders import (
    Read,
    hpack,
    optional,
    optional_octets,
    read_fields,
    read_flags,
    read_interim,
    read_octets,
    read_origins,
    read_pairs,
    read_status,
    required,
    show_fields,
    show_hpack,
    show_rest,
    show_status,
)
from h2craft.language.literals import (
    code_text,
    octets_text,
    pair_text,
    priority_text,
)
from h2craft.language.values import WORD, Reader
from h2craft.wire import flag_names, frame_type_name

FieldKind = Literal[
    "stream", "number", "fields", "octets", "text", "flag", "choice", "code", "settings"
]


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
    may_miss: bool = False,
    default: str = "",
) -> Part:
    def show(frame: Any) -> str:
        return _optional_text(getattr(frame, name))

    reads = optional(read) if may_miss else required(read)
    return _part(name, label, "number", reads, show, sentence, default=default)


def _flag(name: str, label: str, sentence: str, *, default: str = "no") -> Part:
    def show(frame: Any) -> str:
        return "yes" if getattr(frame, name) else "no"

    return _part(name, label, "flag", required(values.yes_or_no), show, sentence, default=default)


def _octets_part(name: str, label: str, sentence: str) -> Part:
    def show(frame: Any) -> str:
        return _shown_octets(getattr(frame, name))

    return _part(name, label, "octets", read_octets, show, sentence)


def _stream(sentence: str, *, default: str = "") -> Part:
    return _part(
        "stream_id",
        "Stream",
        "stream",
        required(values.stream),
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
        "status", "Status", "text", read_status, show_status, "of the response", attribute="fields"
    ),
    "interim": _part(
        "status",
        "Status",
        "choice",
        read_interim,
        show_status,
        "100 to 199",
        attribute="fields",
        default="103",
        choices=("100", "102", "103"),
    ),
    "fields": _part(
        "fields",
        "Fields",
        "fields",
        read_fields,
        show_fields,
        "name=value or name: value, in order; !name=value is never indexed",
    ),
    "other_fields": _part(  # where the status has a field of its own
        "fields",
        "Fields",
        "fields",
        read_fields,
        show_rest,
        "name=value or name: value, in order; !name=value is never indexed",
    ),
    "data": _octets_part("data", "Data", _LITERAL),
    "opaque_data": _part(
        "opaque_data",
        "Opaque data",
        "octets",
        read_octets,
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
        read_origins,
        lambda frame: " ".join(octets_text(one) for one in frame.origins),
        "one word or literal each",
    ),
    "block": _part(
        "block",
        "Block",
        "octets",
        optional_octets,
        lambda frame: "" if frame.block is None else octets_text(frame.block),
        "octets in place of an encoded header block",
    ),
    "hpack": _part(
        "hpack",
        "HPACK",
        "choice",
        optional(hpack),
        show_hpack,
        "who makes the block; the connection's encoder if empty, or nobody if there is one",
        choices=("", *Hpack),
    ),
    "priority": _part(
        "priority",
        "Priority",
        "text",
        optional(values.priority),
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
        may_miss=True,
    ),
    "promised_stream_id": _number(
        "promised_stream_id",
        "Promised stream",
        values.whole("a promised stream identifier", WORD, section="9113 6.6"),
        "the next even one if empty",
        may_miss=True,
    ),
    "last_stream_id": _number(
        "last_stream_id",
        "Last stream",
        values.whole("the last stream identifier", WORD, section="9113 6.8"),
        "the highest the peer opened if empty",
        may_miss=True,
    ),
    "error_code": _part(
        "error_code",
        "Error code",
        "code",
        required(values.error_code),
        lambda frame: code_text(frame.error_code),
        "by name or number",
        default="NO_ERROR",
        choices=tuple(values.ERROR_CODES),
    ),
    "pairs": _part(
        "pairs",
        "Settings",
        "settings",
        read_pairs,
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
        required(values.frame_type),
        lambda frame: frame_type_name(frame.type),
        "by name or number",
        choices=tuple(values.FRAME_TYPES),
    ),
    "flags": _part(
        "flags",
        "Flags",
        "text",
        read_flags,
        lambda frame: "|".join(flag_names(frame.type, frame.flags)),
        "names the type defines and numbers, joined by |",
    ),
    "length": _number(
        "length",
        "Length",
        values.whole("a length", 0xFF_FFFF, section="9113 4.1"),
        "what the header claims; the true one if empty",
        may_miss=True,
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
    required(values.yes_or_no),
    lambda frame: "no",
    "h2 is told nothing of it",
    default="no",
)
