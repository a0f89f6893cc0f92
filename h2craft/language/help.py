"""The help of the language, made of the table of verbs."""

from __future__ import annotations

from h2craft.language.errors import LanguageError, hint, near, shown
from h2craft.language.verb import Kind, Verb
from h2craft.language.verbs import DOORS, VERBS

_WIDTH = 15
_INTRODUCTION = """\
A line is a verb and what it is told: headers 1 :status=200 content-type=text/plain

  Numbers are decimal, 0x.. or 2^31-1; error codes, settings, flags and frame types have names.
  Octets are "text", b"text", hex("00 ff") or file("path"), each with *N for N times the same; in
  quotation marks \\n, \\r, \\t, \\0, \\xNN, \\uNNNN, \\\\ and \\" are escapes.
  A stream that is left out is the selected one.
  Frames joined by + leave in one flush: headers 1 :status=200 + data 1 "x" end_stream
"""


def help_text(verb: str | None = None) -> str:
    """All verbs with a sentence each, or all there is to know of one. LanguageError: no such."""
    if verb is None:
        return _overview()
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


def _overview() -> str:
    lines = [_INTRODUCTION]
    lines += [f"  {verb.name:<{_WIDTH}}{verb.sentence}" for verb in VERBS.values()]
    lines += ["", "How a frame leaves (before the verb, or anywhere behind it):"]
    lines += [f"  {word:<{_WIDTH}}{sentence}" for word, sentence in DOORS.items()]
    lines += [f"  Not told: {_usual()} lawfully, all else by the wire."]
    return "\n".join(lines)


def _usual() -> str:
    return ", ".join(verb.name for verb in VERBS.values() if verb.door == "lawful")


def _detail(verb: Verb) -> str:
    section = section_text(verb.section)
    lines = [verb.shape, "", f"{verb.sentence}{f' ({section})' if section else ''}", ""]
    for one in verb.parameters:
        name = one.word if one.kind is Kind.FLAG else one.shape.strip("[]")
        lines.append(f"  {name:<{_WIDTH}} {one.sentence}")
        if one.choices and one.kind is not Kind.CHOICE:
            lines.append(f"  {'':<{_WIDTH}} {', '.join(one.choices)}")
    if verb.frame is not None:
        lines.append(f"  {'|'.join(DOORS):<{_WIDTH}} {_door(verb)}")
    lines += ["", *(f"  {example}" for example in verb.examples)]
    return "\n".join(lines)


def _door(verb: Verb) -> str:
    return f"how it leaves; {verb.door} if not said" + (
        ", and by the wire what no lawful frame is like" if verb.door == "lawful" else ""
    )
