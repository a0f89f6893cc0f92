"""How the text of a form's field is read, and what is shown in it. Knows no form.

A reader takes the text and what stands in the fields before it.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from h2craft.actions import Field, Headers, Hpack
from h2craft.language import values
from h2craft.language.errors import LanguageError
from h2craft.language.fields import field_of, fields_of_http1
from h2craft.language.literals import field_text
from h2craft.language.making import usual_hpack
from h2craft.language.values import Reader
from h2craft.language.words import How, Value, Word, words

Read = Callable[[str, dict[str, Any]], Any]


def _value(text: str) -> Value:
    """The text of a field as one value: without the white space around it."""
    start = len(text) - len(text.lstrip())
    stripped = text.strip()
    return Value(text, start, start + len(stripped), stripped)


def required(read: Reader) -> Read:
    """A field that has to say something."""

    def reads(text: str, _: dict[str, Any]) -> Any:
        if not text.strip():
            raise LanguageError("something has to stand here", text, 0, 1)
        return read(_value(text))

    return reads


def optional(read: Reader) -> Read:
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


def read_octets(text: str, _: dict[str, Any]) -> bytes:
    """Literals one after the other; anything else is text for itself."""
    if _literal(text):
        return b"".join(_literals(text))
    return values.octets_of(Value(text, 0, len(text), text))


def optional_octets(text: str, read: dict[str, Any]) -> bytes | None:
    """None for an empty field; no octets are ""."""
    return read_octets(text, read) if text.strip() else None


def read_origins(text: str, _: dict[str, Any]) -> tuple[bytes, ...]:
    """Literals, or words, one origin each."""
    if _literal(text):
        return tuple(_literals(text))
    found = re.finditer(r"\S+", text)
    return tuple(values.octets_of(Value(text, *one.span(), one[0])) for one in found)


def read_fields(text: str, _: dict[str, Any]) -> tuple[Field, ...]:
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


def read_status(text: str, _: dict[str, Any]) -> tuple[Field, ...]:
    """The status as a field of its own; empty: none."""
    text = text.strip()
    octets = values.octets_of(Value(text, 0, len(text), text))
    return (Field(b":status", octets),) if text else ()


def read_interim(text: str, read: dict[str, Any]) -> tuple[Field, ...]:
    """A status of 100 to 199."""
    required(values.whole("an interim status", 199, 100, "9110 15.2"))(text, read)
    return read_status(text, read)


def show_status(frame: Headers) -> str:
    """The status, where it comes first and HPACK is told nothing of it."""
    first = frame.fields[0] if frame.fields else None
    text = "" if first is None else first.value.decode("ascii", "replace")
    plain = first is not None and first[2:] == (None, None) and first.name == b":status"
    return text if plain and text.isascii() and text == text.strip() else ""


def show_fields(frame: Any) -> str:
    """All fields, a line each."""
    return "\n".join(field_text(one) for one in frame.fields)


def show_rest(frame: Headers) -> str:
    """The fields without the one `show_status` shows."""
    some = frame.fields[1:] if show_status(frame) else frame.fields
    return "\n".join(field_text(one) for one in some)


def read_pairs(text: str, _: dict[str, Any]) -> tuple[tuple[int, int], ...]:
    """Settings: NAME=NUMBER words."""
    made = []
    for word in words(text):
        if word.name is None:
            raise word.value.error("a setting is NAME=NUMBER")
        made.append((values.setting_id(word.name), values.setting_value(word.value)))
    return tuple(made)


def read_flags(text: str, read: dict[str, Any]) -> int:
    """Flag bits, by the names the type defines."""
    return values.flags_of(_value(text), read["type"]) if text.strip() else 0


def show_hpack(frame: Any) -> str:
    """Who makes the block, where it is not who usually does."""
    return "" if frame.hpack is usual_hpack(frame.block) else str(frame.hpack)


def hpack(value: Value) -> Hpack:
    """Who makes the block."""
    return Hpack(values.choice("who makes the block", tuple(Hpack))(value))
