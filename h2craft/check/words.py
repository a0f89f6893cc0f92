"""The words of a client command, with what a case wants of the client in their place.

Knows text and the shape of requests; starts nothing.

In a word, `{name}` becomes the value; `{name?TEXT}` becomes TEXT where the case wants that of the
client, with `%` for the value (`%%` is a percent sign), and nothing where it does not. A word that
is nothing but one `{name?TEXT}` is split at its blanks, so that `'{size?--data-size %}'` gives two;
a word with `{name?TEXT}` in it that becomes empty is left out. `{{` is a brace, and a brace that
begins no name is left alone.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from h2craft.judge import Shape
from h2craft.scenario import ScenarioError
from h2craft.wire import escape

PLACES = ("url", "base", "cacert", "host", "port")
"""Where to ask; always there, but {cacert} in cleartext."""

SHAPES = ("method", "size", "requests", "parallel", "push", "slow")
"""What a case may want."""

SEVERAL = "urls"
"""The URL as often as there are requests, a word each: only as a word of its own."""

BODY = "body"
"""A file with as many octets as the request's body has."""

NAMES = (*PLACES, *SHAPES, SEVERAL, BODY)

_PART = re.compile(r"\{\{|\{([A-Za-z_][A-Za-z0-9_-]*)(?:\?([^{}]*))?\}")
_TORN = re.compile(rf"(?<!\{{)\{{(?:{'|'.join(NAMES)})\?[^{{}}]*$")
_PERCENT = re.compile(r"%%|%")


@dataclass(frozen=True, slots=True, kw_only=True)
class Values:
    """What stands for the names in one run; `wanted` are those the case wants."""

    text: Mapping[str, str]
    wanted: frozenset[str]


class Words:
    """A command with placeholders. ScenarioError where there is none, or one is not known."""

    def __init__(self, words: Sequence[str]) -> None:
        if not words or not words[0]:
            raise ScenarioError("there is no client command")
        for word in words:
            if (torn := _TORN.search(word)) is not None:
                raise ScenarioError(
                    f"the word {escape(torn[0])} of the client command has no }}: "
                    "what has blanks in it has to be quoted for the shell"
                )
        self.words = tuple(words)
        self.names = frozenset(name for word in words for name in _names(word))

    def filled(self, values: Values) -> tuple[str, ...]:
        """The command of one run."""
        return tuple(part for word in self.words for part in _filled(word, values))


def values_for(shape: Shape, places: Mapping[str, str], body: str = "") -> Values:
    """What stands for the names where a case wants this shape. `body` is the name of a file."""
    wants = {
        "method": shape.method != "GET",
        "size": shape.size > 0,
        "requests": shape.requests > 1,
        "parallel": shape.parallel > 1,
        "push": shape.push,
        "slow": shape.slow > 0,
        BODY: shape.size > 0,
        **{name: bool(places.get(name)) for name in PLACES},
    }
    text = {
        **places,
        "method": shape.method,
        "size": str(shape.size),
        "requests": str(shape.requests),
        "parallel": str(shape.parallel),
        "push": str(int(shape.push)),
        "slow": f"{shape.slow:g}",
        BODY: body,
        SEVERAL: " ".join([places.get("url", "")] * shape.requests),
    }
    return Values(text=text, wanted=frozenset(name for name in wants if wants[name]))


def _names(word: str) -> Iterator[str]:
    for found in _PART.finditer(word):
        if (name := found[1]) is None:
            continue
        if name not in NAMES:
            raise ScenarioError(_unknown(name))
        if name == SEVERAL and (found[0] != word or found[2] is not None):
            raise ScenarioError(f"{{{SEVERAL}}} is several words: it stands alone, as it is")
        yield name


def _unknown(name: str) -> str:
    near = difflib.get_close_matches(name, NAMES, n=1)
    there_are = ", ".join(f"{{{one}}}" for one in NAMES)
    hint = f"did you mean {{{near[0]}}}?" if near else f"there are {there_are}"
    return f"the client command has {{{escape(name)}}}; {hint} ({{{{ is a brace)"


def _filled(word: str, values: Values) -> Sequence[str]:
    whole = _PART.fullmatch(word)
    if whole is not None and whole[1] == SEVERAL:
        return values.text[SEVERAL].split()
    filled = _PART.sub(lambda found: _text(found, values), word)
    if whole is not None and whole[2] is not None:
        parts = [_text_of(part, whole[1], values) for part in whole[2].split()]
        return parts if whole[1] in values.wanted else ()
    optional = any(found[2] is not None for found in _PART.finditer(word))
    return () if optional and not filled else (filled,)


def _text(found: re.Match[str], values: Values) -> str:
    name, text = found[1], found[2]
    if name is None:
        return "{"
    if text is None:
        return values.text.get(name, "")
    return _text_of(text, name, values) if name in values.wanted else ""


def _text_of(text: str, name: str, values: Values) -> str:
    value = values.text.get(name, "")
    return _PERCENT.sub(lambda found: "%" if found[0] == "%%" else value, text)
