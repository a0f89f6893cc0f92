"""Where in a piece of Python the cursor is: in a string, behind a dot, in which call. Runs nothing.

Read from the text before the cursor alone, which is no Python yet; so it is looked at by eye, in
one pass, and what cannot be told is left empty.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

_TOKEN = re.compile(
    r"""(?P<string>\b[rRbBuUfF]{0,2}(?:\"\"\"|'''|"|')|\"\"\"|'''|"|')"""
    r"|(?P<comment>\#[^\n]*)"
    r"|(?P<name>[^\W\d]\w*)"
    r"|(?P<open>[(\[{])"
    r"|(?P<close>[)\]}])"
    r"|(?P<comma>,)"
    r"|(?P<space>\s+)"
    r"|(?P<other>.)",
    re.DOTALL,
)
_keyword = re.compile(r"\s*([^\W\d]\w*)\s*=(?!=)\s*").match
_word = re.compile(r"[^\W\d]\w*\Z|\Z").search
_dotted = re.compile(
    r"(?P<owner>(?<![\w.\])])[^\W\d]\w*(?:\.[^\W\d]\w*|\[(?:\d+|'[^']*'|\"[^\"]*\")\])*)"
    r"\.(?P<word>(?:[^\W\d]\w*)?)\Z"
).search


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """See the module.

    word     what there is of the word at the cursor; of a string, its content so far
    start    where that begins in the text
    owner    the expression before the dot; empty where there is none
    string   it is within a string; `comment`: within a comment
    call     the innermost call, as it is written (`goaway`, `stream.reset`)
    keyword  of the argument the cursor is in
    said     the keywords the call has already
    values   arguments without a keyword before this one
    first    nothing of the argument stands before the word
    """

    word: str = ""
    start: int = 0
    owner: str = ""
    string: bool = False
    comment: bool = False
    call: str = ""
    keyword: str = ""
    said: tuple[str, ...] = ()
    values: int = 0
    first: bool = True


@dataclass(slots=True)
class _Call:
    """An open bracket; `name` is what is called, empty where it calls nothing."""

    name: str
    begins: int
    said: list[str] = field(default_factory=list)
    values: int = 0


def place_of(text: str) -> Place:
    """Where the cursor is, behind `text`."""
    calls: list[_Call] = []
    at, name, name_end = 0, "", -1
    while at < len(text):
        found = _TOKEN.match(text, at)
        assert found is not None  # any character is at least "other"
        kind, at = found.lastgroup, found.end()
        if kind == "string":
            end = _string_end(text, at, found[0].lstrip("rRbBuUfF"))
            if end < 0:
                return _place(text, calls, text[at:], at, string=True)
            at = end
        elif kind == "comment":
            if at == len(text):
                return Place(start=at, comment=True)
        elif kind == "name":
            joined = found.start() > 0 and text[found.start() - 1] == "." and name_end >= 0
            name = f"{name}.{found[0]}" if joined and name_end == found.start() - 1 else found[0]
            name_end = at
        elif kind == "open":
            calls.append(_Call(name if found[0] == "(" and name_end == found.start() else "", at))
        elif kind == "close" and calls:
            calls.pop()
        elif kind == "comma" and calls:
            _next(calls[-1], text[calls[-1].begins : found.start()], at)
    word = _word(text)
    assert word is not None
    return _place(text, calls, word[0], word.start())


def _next(call: _Call, argument: str, begins: int) -> None:
    named = _keyword(argument)
    if named:
        call.said.append(named[1])
    else:
        call.values += 1
    call.begins = begins


def _place(text: str, calls: list[_Call], word: str, start: int, *, string: bool = False) -> Place:
    dotted = None if string else _dotted(text)
    call = calls[-1] if calls else _Call("", 0)
    argument = text[call.begins : start] if calls else text[:start]
    named = _keyword(argument) if call.name else None
    rest = argument[named.end() :] if named else argument
    if string:
        rest = rest.rstrip("\"'").rstrip("rRbBuUfF")
    return Place(
        word=word,
        start=start,
        owner=dotted["owner"] if dotted else "",
        string=string,
        call=call.name,
        keyword=named[1] if named else "",
        said=tuple(call.said),
        values=call.values,
        first=not rest.strip(),
    )


def _string_end(text: str, at: int, quote: str) -> int:
    """Behind the string's end; -1 where the text ends first. A short one ends with its line."""
    while at < len(text):
        if text[at] == "\\":
            at += 2
        elif text.startswith(quote, at):
            return at + len(quote)
        elif len(quote) == 1 and text[at] == "\n":
            return at
        else:
            at += 1
    return -1
