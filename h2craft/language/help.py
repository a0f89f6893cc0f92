"""The help of the language, made of the table of verbs."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterable
from typing import Any

from h2craft.language.errors import LanguageError, hint, near, shown
from h2craft.language.known import CODES, SETTINGS
from h2craft.language.verb import Kind, Parameter, Verb
from h2craft.language.verbs import DOORS, VERBS

_WIDTH = 16
COLUMNS = 79  # a narrow terminal
_INTRODUCTION = """\
A line is a verb and what it is told:
    headers 1 :status=200 content-type=text/plain

  Numbers are decimal, 0x.. or 2^31-1; error codes, settings, flags and frame
  types have names. Octets are "text", b"text", hex("00 ff") or file("path"),
  each with *N for N times the same; in quotation marks \\n, \\r, \\t, \\0, \\xNN,
  \\uNNNN, \\\\ and \\" are escapes.
  A stream that is left out is the selected one.
  Frames joined by + leave in one flush:
    headers 1 :status=200 + data 1 "x" end_stream
"""


_OF_A_CLIENT = """\
  We are the client. A request in one line, and its response:
    get /path accept=text/html
    wait
  The next stream is new:
    headers new :method=GET :scheme=https :authority=localhost :path=/
"""


def help_text(verb: str | None = None, *, client: bool = False) -> str:
    """All verbs with a sentence each, or all there is to know of one. LanguageError: no such.

    `client`: those that make requests are among all verbs.
    """
    if verb is None:
        return _overview(client)
    found = VERBS.get(verb.lower())
    if found is None:
        close = near(verb, VERBS)
        message = f"no verb is called {shown(verb)}{hint(close)}"
        raise LanguageError(message, verb, 0, len(verb), suggestions=close)
    return _detail(found)


def section_text(section: str) -> str:
    """ "RFC 9113 6.2"; sections of another RFC begin with its number."""
    if not section:
        return ""
    return f"RFC {section}" if " " in section else f"RFC 9113 {section}"


def _overview(client: bool) -> str:
    lines = [_INTRODUCTION, *([_OF_A_CLIENT] if client else [])]
    verbs = [verb for verb in VERBS.values() if client or not verb.asks]
    if client:
        verbs.sort(key=lambda verb: not verb.asks)
    for verb in verbs:
        lines += item(verb.name, verb.sentence)
    lines += ["", "How a frame leaves (before the verb, or anywhere behind it):"]
    for word, sentence in DOORS.items():
        lines += item(word, sentence)
    lines += item("", f"not said: {_usual(verbs)} lawfully, all else by the wire")
    return "\n".join(lines)


def _usual(verbs: Iterable[Verb]) -> str:
    return ", ".join(verb.name for verb in verbs if verb.door == "lawful")


def _detail(verb: Verb) -> str:
    section = section_text(verb.section)
    lines = wrapped(verb.shape, COLUMNS, subsequent_indent="  ")
    lines += ["", *wrapped(f"{verb.sentence}{f' ({section})' if section else ''}", COLUMNS)]
    lines.append("")
    for one in verb.parameters:
        name = one.word if one.kind is Kind.FLAG else one.shape.strip("[]")
        lines += item(name, one.sentence)
        lines += choice_lines(one)
    if verb.frame is not None:
        lines += item("|".join(DOORS), _door(verb))
    lines += ["", *(f"  {example}" for example in verb.examples)]
    lines += ["", "In Python:"]
    for call in verb.calls:
        lines += wrapped(call, COLUMNS, initial_indent="  ", subsequent_indent="    ")
    return "\n".join(lines)


_section = re.compile(r"RFC [0-9]+ [0-9.]+").sub
_GLUE = "\0"


def wrapped(text: str, width: int = COLUMNS, **layout: Any) -> list[str]:
    """The text in lines; the section of an RFC is never torn from its number."""
    glued = _section(lambda found: found[0].replace(" ", _GLUE), text)
    lines = textwrap.wrap(glued, width, break_on_hyphens=False, break_long_words=False, **layout)
    return [line.replace(_GLUE, " ") for line in lines]


_MEANINGS = {Kind.CODE: CODES, Kind.SETTINGS: SETTINGS}
_DEEPER = 4


def choice_lines(one: Parameter) -> list[str]:
    """What a parameter may be, each with its sentence where that is more than its name."""
    meanings = _MEANINGS.get(one.kind)
    if meanings is not None:
        width = max(map(len, meanings))
        indent = " " * (2 + _DEEPER)
        return [
            line
            for name, sentence in meanings.items()
            for line in wrapped(
                f"{name:<{width}}  {sentence}",
                COLUMNS,
                initial_indent=indent,
                subsequent_indent=indent + " " * (width + 2),
            )
        ]
    if one.choices and one.kind is not Kind.CHOICE:
        return item("", ", ".join(one.choices))
    return []


def item(name: str, sentence: str) -> list[str]:
    """A name and beside it, or below where it is long, what it means."""
    indent = " " * (_WIDTH + 2)
    told = wrapped(sentence, COLUMNS, initial_indent=indent, subsequent_indent=indent)
    if len(name) >= _WIDTH:
        return [f"  {name}", *told]
    return [f"  {name:<{_WIDTH}}{told[0].lstrip()}", *told[1:]]


def _door(verb: Verb) -> str:
    return f"how it leaves; {verb.door} if not said" + (
        ", and by the wire what no lawful frame is like" if verb.door == "lawful" else ""
    )
