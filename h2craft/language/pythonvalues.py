"""From a Python value to the `Value` the readers of the language take. Knows no verb.

Each kind of parameter has one maker. What a maker cannot take is a LanguageError that says what
would do; whether a number fits is the reader's to say, as it is of a line.
"""

from __future__ import annotations

import operator
import os
from collections.abc import Callable, Sequence
from enum import Enum
from types import MappingProxyType

from h2craft.actions import Field
from h2craft.language.said import Said, said_of
from h2craft.language.values import file_octets, octets_of, priority
from h2craft.language.verb import Kind
from h2craft.language.words import LONGEST, How, Value
from h2craft.wire import Representation

_MOST_BITS = 128  # any number above is too large for everything, and slow to write

Maker = Callable[[Said, str], Value]


class FileOctets(bytes):
    """What is in a file: octets that remember where they come from, as `file("path")` of a line."""

    path: str

    def __new__(cls, octets: bytes, path: str) -> FileOctets:
        made = super().__new__(cls, octets)
        made.path = path
        return made


def file(path: str | os.PathLike[str]) -> FileOctets:
    """What is in a regular file, as `file("path")` of a line. Raises LanguageError."""
    _, (said,), _ = said_of("file", (path,), {})
    value = path_value(said, "a file's name")
    return FileOctets(file_octets(value), value.text)


def number_of(value: object) -> int | None:
    """A whole number; None for what is none. True is none: it is a flag's."""
    if isinstance(value, bool):
        return None
    try:
        return int(operator.index(value))  # type: ignore[arg-type]
    except Exception:  # the methods of somebody else's object
        return None


def stream_of(value: object) -> int | None:
    """The stream of something that is one, or belongs to one: what the model calls stream_id."""
    try:
        return number_of(value.stream_id)  # type: ignore[attr-defined]
    except Exception:  # no such attribute, or somebody else's object
        return None


def octets_like(value: object) -> bool:
    return isinstance(value, bytes | bytearray | memoryview)


def plain(said: Said, text: str, how: How = How.PLAIN) -> Value:
    """A value that stands where it was said; of a str, what is in its quotation marks."""
    inside = said.call.text[said.start + 1 : said.end - 1]
    if how is not How.OCTETS and isinstance(said.value, str) and text == inside != "":
        return Value(said.call.text, said.start + 1, said.end - 1, text, budget=said.call.budget)
    return Value(said.call.text, said.start, said.end, text, how, budget=said.call.budget)


def number_value(said: Said, what: str) -> Value:
    """int, or str as the line has it: "0x10", "2^31-1"."""
    number = number_of(said.value)
    if number is None and isinstance(said.value, str):
        return plain(said, _text(said, what))
    if number is None:
        raise said.error(f"{what} is a whole number, not {said.raw}")
    if number.bit_length() > _MOST_BITS:
        raise said.error(f"{what} is not so large a number: {said.raw}")
    return plain(said, str(number))


def stream_value(said: Said, what: str) -> Value:
    """A number, or something that is on a stream."""
    found = stream_of(said.value)
    return number_value(said, what) if found is None else plain(said, str(found))


def seconds_value(said: Said, what: str) -> Value:
    """int, float, or str as the line has it: "500ms"."""
    if isinstance(said.value, float):
        return plain(said, repr(float(said.value)))
    if number_of(said.value) is None and not isinstance(said.value, str):
        raise said.error(f"{what} is a number of seconds, not {said.raw}")
    return number_value(said, what)


def word_value(said: Said, what: str) -> Value:
    """A name: str, a member of an enumeration, or its number."""
    if isinstance(said.value, Enum) and not isinstance(said.value, str):
        return plain(said, said.value.name)
    if number_of(said.value) is not None:
        return number_value(said, what)
    if not isinstance(said.value, str):
        raise said.error(f"{what} is a name or a number, not {said.raw}")
    return plain(said, _text(said, what))


def choice_value(said: Said, what: str) -> Value:
    if not isinstance(said.value, str):
        raise said.error(f"{what} is a word, not {said.raw}")
    return plain(said, _text(said, what))


def text_value(said: Said, what: str) -> Value:
    """Text; where it does not stand in the call as it is, no error can point into it."""
    if not isinstance(said.value, str):
        raise said.error(f"{what} is text, not {said.raw}")
    return plain(said, _text(said, what), How.QUOTED)


def path_value(said: Said, what: str) -> Value:
    if isinstance(said.value, os.PathLike):
        try:
            path = os.fspath(said.value)
        except Exception:  # the methods of somebody else's object
            path = None
        if isinstance(path, str):
            return plain(said, str(path))
    if not isinstance(said.value, str):
        raise said.error(f"{what} is a path, not {said.raw}")
    return plain(said, str(said.value))


def octets_value(said: Said, what: str) -> Value:
    """bytes, bytearray, memoryview; str is its UTF-8."""
    value = said.value
    if isinstance(value, FileOctets):
        return _with_content(plain(said, value.path, How.FILE), bytes(value))
    if isinstance(value, str):
        return _with_content(plain(said, "", How.OCTETS), _text(said, what).encode())
    if not octets_like(value):
        raise said.error(f"{what} is bytes or str, not {said.raw}")
    try:
        octets = bytes(value)
    except Exception:  # a memoryview that was released
        raise said.error(f"{what} is bytes or str, not {said.raw}") from None
    if len(octets) > LONGEST:
        raise said.error(f"{len(octets):,} octets are more than a line may stand for")
    return _with_content(plain(said, "", How.OCTETS), octets)


def _with_content(value: Value, content: bytes) -> Value:
    value.content = content
    return value


def bits_value(said: Said, what: str) -> Value:
    """A number, names joined by |, or several of either."""
    parts = said.items if said.items is not None and not said.is_mapping else [said]
    made = [word_value(one, what).text for one in parts]
    return made_of(said, "|".join(made))


def numbers_value(said: Said, what: str) -> Value:
    """A number, several, or "41,43"."""
    parts = said.items if said.items is not None and not said.is_mapping else [said]
    return made_of(said, ",".join(number_value(one, what).text for one in parts))


def made_of(said: Said, text: str) -> Value:
    """Text that does not stand in the call as it is."""
    return plain(said, text, How.PLAIN if said.raw == text else How.QUOTED)


def priority_value(said: Said, what: str) -> Value:
    """(exclusive, depends on, weight), or the same as the line has it."""
    if isinstance(said.value, str):
        return plain(said, _text(said, what), How.GROUP)
    parts = said.items or []
    texts = [
        str(one.value) if isinstance(one.value, bool) else number_value(one, what).text
        for one in parts
    ]
    value = plain(said, f"({','.join(texts)})", How.GROUP)
    priority(value)
    return value


def _text(said: Said, what: str) -> str:
    """The str itself, without half characters: they have no octets."""
    text = str.__str__(said.value)
    if len(text) > LONGEST:
        raise said.error(f"{len(text):,} characters are more than a line may stand for")
    for character in () if text.isascii() else text:
        if 0xD800 <= ord(character) <= 0xDFFF:
            code = f"U+{ord(character):04X}"
            raise said.error(f"{code} in {what} is half of a character and has no octets")
    return text


MAKERS: MappingProxyType[Kind, Maker] = MappingProxyType(
    {
        Kind.STREAM: stream_value,
        Kind.NUMBER: number_value,
        Kind.NUMBERS: numbers_value,
        Kind.SECONDS: seconds_value,
        Kind.CODE: word_value,
        Kind.TYPE: word_value,
        Kind.BITS: bits_value,
        Kind.CHOICE: choice_value,
        Kind.OCTETS: octets_value,
        Kind.TEXT: text_value,
        Kind.PATTERN: text_value,
        Kind.PRIORITY: priority_value,
        Kind.FILE: path_value,
        Kind.METHOD: octets_value,
        Kind.PATH: octets_value,
    }
)
"""What makes the value of a parameter, by its kind; fields, settings and flags have their own."""


# Header fields


def is_pair(said: Said, *, within: bool = False) -> bool:
    """(name, value); `within` a list, a list of two is one as well."""
    items = said.items
    shape = tuple if not within else (tuple, list)
    return (
        items is not None
        and len(items) == 2
        and isinstance(said.value, shape)
        and items[0].items is None
        and not isinstance(items[0].value, Field)
    )


def fields_of(said: Said) -> list[Field]:
    """The fields of a mapping, of pairs, of `Field`s, or of one of them."""
    if isinstance(said.value, Field):
        return [_field(said)]
    if is_pair(said):
        return pair_fields(said, *_two(said))
    made: list[Field] = []
    for one in said.items or ():
        if isinstance(one.value, Field):
            made.append(_field(one))
        elif said.is_mapping or is_pair(one, within=True):
            made += pair_fields(one, *_two(one))
        else:
            raise one.error(f"a field is (name, value), or a Field; not {one.raw}")
    return made


def _two(said: Said) -> tuple[Said, Said]:
    assert said.items is not None
    return said.items[0], said.items[1]


def pair_fields(pair: Said, name: Said, value: Said) -> list[Field]:
    """One field, or one for each value of a list."""
    name_octets = octets_of(octets_value(name, "a field's name"))
    some: Sequence[Said] = [value]
    if value.items is not None and not value.is_mapping:
        some = value.items
    never = not getattr(pair.value, "indexable", True)  # as hpack marks it, RFC 7541 7.1.3
    how = Representation.NEVER if never else None
    return [Field(name_octets, field_value(one), how) for one in some if one.value is not None]


def field_value(said: Said) -> bytes:
    """bytes, str or a whole number."""
    if isinstance(said.value, bool):
        raise said.error(f"a field's value is text, bytes or a number, not {said.raw}: in quotes?")
    number = number_of(said.value)
    if number is not None and not isinstance(said.value, str):
        return number_value(said, "a field's value").text.encode()
    if not isinstance(said.value, str) and not octets_like(said.value):
        raise said.error(f"a field's value is text, bytes or a number, not {said.raw}")
    return octets_of(octets_value(said, "a field's value"))


def _field(said: Said) -> Field:
    field: Field = said.value
    parts = [Said(part, said.call, said.start, said.end) for part in field[:2]]
    known = field.representation in (None, *Representation)
    if not known or field.representation == Representation.SIZE_UPDATE:
        raise said.error("a field's representation is one of RFC 7541 6.1 and 6.2")
    if field.huffman not in (None, True, False):
        raise said.error("a field's huffman is True, False or None")
    name = octets_of(octets_value(parts[0], "a field's name"))
    representation = None if field.representation is None else Representation(field.representation)
    huffman = None if field.huffman is None else bool(field.huffman)
    return Field(name, field_value(parts[1]), representation, huffman)
