"""Text with meaning: spans of a role each. Knows no colour and no screen.

The text of a span is printable as it is: peer octets have passed `wire.escape` by now.
"""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple

from h2craft.wire import elide, escape

LONGEST = 400  # of one value out of a frame or a record, in characters


class Role(StrEnum):
    """What a span is; a front end decides how that looks."""

    PLAIN = "plain"
    NAME = "name"  # of a field, a flag, a setting
    VALUE = "value"
    OCTETS = "octets"
    RECEIVED = "received"
    SENT = "sent"
    STRONG = "strong"
    DIM = "dim"
    HEAD = "head"  # headline of a part
    GOOD = "good"
    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"
    HELD = "held"
    SCRIPT = "script"


class Span(NamedTuple):
    """`at` is the range of octets (from, to) of the frame that the text speaks of."""

    text: str
    role: Role = Role.PLAIN
    at: tuple[int, int] | None = None


Line = tuple[Span, ...]
Text = list[Line]


def plain(text: Text) -> str:
    """The text alone, a newline after each line but the last: what is copied."""
    return "\n".join("".join(span.text for span in line) for line in text)


def heading(title: str, aside: str = "") -> Line:
    """The headline of a part; `aside` is where to read about it."""
    return (Span(title, Role.HEAD), *((Span(f"  {aside}", Role.DIM),) if aside else ()))


def sentence(text: str, role: Role = Role.PLAIN) -> Line:
    """One line of one role."""
    return (Span(text, role),)


def pair(
    name: str, value: str, aside: str = "", *, role: Role = Role.VALUE, width: int = 22
) -> Line:
    """A name in its column, a value, and a remark."""
    spans = [Span(f"{name:<{width}} ", Role.NAME), Span(value, role)]
    return (*spans, Span(f"  {aside}", Role.DIM)) if aside else tuple(spans)


def octets_text(octets: bytes, longest: int = LONGEST) -> str:
    """Peer octets on one line; of many the beginning, the end and the number."""
    if len(octets) <= longest:
        return elide(escape(octets), longest)
    half = longest // 2
    head, tail = elide(escape(octets[:half]), half), elide(escape(octets[-half:]), half)
    shown = f"{head}\N{HORIZONTAL ELLIPSIS}{tail}"
    return f"{shown} ({len(octets):,} octets)"


def counted(number: int, noun: str) -> str:
    """ "1 octet", "1,024 octets"."""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


def safe(value: object, longest: int = LONGEST) -> str:
    """A value out of a record's detail, whatever it is, on one line."""
    return elide(escape(str(value)[: longest + 1]), longest)


def told(text: str, longest: int = 4 * LONGEST) -> str:
    """Words of our own which may quote a peer: left as they are where that is printable.

    What has passed the escaper and was elided has a sign of ours, and is not escaped again.
    """
    text = elide(text, longest)
    rest = text.replace("\N{HORIZONTAL ELLIPSIS}", "")
    return text if rest.isascii() and rest.isprintable() else escape(text)
