"""Field lines: `name=value` words, and header sections in the form of HTTP/1. Knows no verb.

Before a name may stand what HPACK is told: `!name=value` is never to be indexed (RFC 7541 7.1.3);
`{without}`, `{incremental}`, `{indexed}`, `{never}`, and with them `huffman` or `plain`, say it in
full: `{without,plain}name=value`.
"""

from __future__ import annotations

import re

from h2craft.actions import Field
from h2craft.language.errors import hint, near, shown
from h2craft.language.values import octets_of, text_of
from h2craft.language.words import How, Value, Word
from h2craft.wire import Representation

REPRESENTATIONS = {
    one.value: one for one in Representation if one is not Representation.SIZE_UPDATE
}
HUFFMAN = {"huffman": True, "plain": False}

_orders = re.compile(r"\{([^{}]*)\}").match
_status_line = re.compile(r"HTTP/[0-9.]+[ \t]+([0-9]{3})(?:[ \t].*)?$", re.DOTALL).match
_request_line = re.compile(r"([A-Z]{1,20})[ \t]+(\S+)[ \t]+HTTP/[0-9.]+[ \t]*$").match
_line_end = re.compile(r"\r\n|\n|\r|\\r\\n|\\n")


def field_of(word: Word) -> Field:
    """The field a `name=value` word says. Raises LanguageError."""
    name = word.name
    assert name is not None
    if name.how in (How.HEX, How.FILE) or name.repeat != 1:
        text, representation, huffman = text_of(name), None, None
    else:
        text, representation, huffman = _without_orders(name)
    named = Value(name.source, name.start, name.end, text, budget=name.budget)
    return Field(octets_of(named), octets_of(word.value), representation, huffman)


def _without_orders(name: Value) -> tuple[str, Representation | None, bool | None]:
    first = name.source[name.start : name.start + 1]
    if first == "!":
        return name.text[1:], Representation.NEVER, None
    found = _orders(name.text) if first == "{" else None
    if found is None:
        return name.text, None, None
    representation: Representation | None = None
    huffman: bool | None = None
    for order in found[1].split(","):
        if order in REPRESENTATIONS:
            representation = REPRESENTATIONS[order]
        elif order in HUFFMAN:
            huffman = HUFFMAN[order]
        else:
            close = near(order, (*REPRESENTATIONS, *HUFFMAN))
            raise name.error(f"HPACK knows no {shown(order)}{hint(close)}", close)
    return name.text[found.end() :], representation, huffman


def fields_of_http1(value: Value) -> tuple[Field, ...]:
    """A header section in the form of HTTP/1 as HTTP/2's fields (RFC 9113 8.2, 8.3).

    The first line may be a status line, a request line or a field already. Names become lower
    case; nothing else is changed. Lines end with a newline, or with \\n written out.
    """
    text = text_of(value)
    lines = _line_end.split(text) if value.how is How.HTTP1 else re.split(r"\r\n|\n|\r", text)
    while lines and not lines[-1].strip():
        lines.pop()
    if not lines:
        raise value.error("a header section without a line")
    status, request = _status_line(lines[0]), _request_line(lines[0])
    fields = [_http1_field(value, line) for line in lines[1 if status or request else 0 :]]
    if status:
        fields.insert(0, Field(b":status", status[1].encode("ascii")))
    elif request:
        fields = [*_request(value, request[1], request[2], fields)]
    return tuple(fields)


def _http1_field(value: Value, line: str) -> Field:
    name, colon, rest = line.partition(":")
    if not line.strip():
        raise value.error("the head ends at an empty line; what follows is for `data`")
    if not colon or line[0] in " \t":
        raise value.error(f"no field line: {shown(line)}; write name: value")
    made = (Value(value.source, value.start, value.end, one) for one in (name, rest.strip(" \t")))
    name_octets, value_octets = (octets_of(one) for one in made)
    return Field(name_octets.lower(), value_octets)


def _request(value: Value, method: str, target: str, fields: list[Field]) -> list[Field]:
    """RFC 9113 8.3.1: Host becomes :authority."""
    authority = next((one.value for one in fields if one.name == b"host"), None)
    path = octets_of(Value(value.source, value.start, value.end, target))
    made = [Field(b":method", method.encode("ascii")), Field(b":scheme", b"https")]
    if authority is not None:
        made.append(Field(b":authority", authority))
    made.append(Field(b":path", path))
    return made + [one for one in fields if one.name != b"host"]
