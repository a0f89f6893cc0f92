"""Text, octets and numbers as the language writes them. The other way round is in `words`."""

from __future__ import annotations

import re

from h2craft.actions import Field
from h2craft.language.fields import HUFFMAN
from h2craft.wire import Representation, error_code_name, setting_name

_plain_value = re.compile(r"(?!hex\(|file\(|\()[A-Za-z0-9!#$%&'*+,\-./:;<=>?@^_`|~()\[\]{}\\]+")
_plain_name = re.compile(r"[A-Za-z0-9:][A-Za-z0-9!#$%&'*+\-.^_`|~:]*")
_SHORTEST_RUN = 16
_NAMED = {"\n": "\\n", "\r": "\\r", "\t": "\\t", "\0": "\\0", '"': '\\"', "\\": "\\\\"}


def quoted(octets: bytes) -> str:
    """Octets in quotation marks: valid UTF-8 that can be seen as it is, the rest escaped."""
    return quoted_text(octets.decode("utf-8", "surrogateescape"))


def quoted_text(text: str) -> str:
    return '"' + "".join([_character(character) for character in text]) + '"'


def _character(character: str) -> str:
    if " " <= character <= "~" and character not in _NAMED:
        return character
    named = _NAMED.get(character)
    if named:
        return named
    code = ord(character)
    if 0xDC80 <= code <= 0xDCFF:
        return f"\\x{code - 0xDC00:02x}"
    if code < 0x80:
        return f"\\x{code:02x}"
    if character.isprintable():
        return character
    return f"\\u{code:04x}" if code < 0x1_0000 else f"\\U{code:08x}"


def octets_text(octets: bytes) -> str:
    """One literal for octets: text where most of it is text, else hex; runs by their length."""
    if len(octets) >= _SHORTEST_RUN and octets.count(octets[:1]) == len(octets):
        return f"{octets_text(octets[:1])}*{len(octets)}"
    seen = sum(0x20 <= octet < 0x7F or octet in b"\n\r\t" for octet in octets)
    if seen * 4 >= len(octets) * 3:
        return quoted(octets)
    return f'hex("{octets.hex(" ")}")'


def block_text(octets: bytes) -> str:
    """Octets nobody reads as text, as the value of a knob."""
    return f"hex({octets.hex()})"


def value_text(octets: bytes) -> str:
    """The value of a field."""
    text = octets.decode("ascii", "replace")
    return text if _plain_value.fullmatch(text) or not text else quoted(octets)


def field_text(field: Field, taken: frozenset[str] = frozenset()) -> str:
    """A field as a word; names in `taken` mean something else unless they are quoted."""
    name = field.name.decode("ascii", "replace")
    if not _plain_name.fullmatch(name) or name.lower() in taken:
        name = quoted(field.name)
    return f"{_orders(field)}{name}={value_text(field.value)}"


def _orders(field: Field) -> str:
    if field.representation is Representation.NEVER and field.huffman is None:
        return "!"
    orders = [] if field.representation is None else [str(field.representation)]
    orders += [word for word, on in HUFFMAN.items() if field.huffman is on]
    return f"{{{','.join(orders)}}}" if orders else ""


def code_text(code: int) -> str:
    """An error code by its name."""
    return error_code_name(code)


def pair_text(identifier: int, value: int) -> str:
    """One setting as a word."""
    return f"{setting_name(identifier)}={value}"


def priority_text(priority: tuple[bool, int, int]) -> str:
    """As `priority=` takes it."""
    exclusive, depends_on, weight = priority
    return f"({'yes' if exclusive else 'no'},{depends_on},{weight})"


def seconds_text(seconds: float) -> str:
    """A time in seconds, exactly."""
    return f"{seconds:g}" if float(f"{seconds:g}") == seconds else repr(float(seconds))
