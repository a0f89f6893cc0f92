"""Text with meaning: spans of a role each. Knows no colour and no screen.

The text of a span is printable as it is: peer octets have passed `wire.escape` by now.
"""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple


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
