"""A text cut into what is run one after the other: lines of the language, and pieces of Python.

Knows the verbs' names and Python's grammar, and runs nothing. What begins with a verb or a tool,
and cannot go on as Python would after a name, is a line; all else is Python. A piece of Python
takes as many lines as it needs, and what is indented behind it.
"""

from __future__ import annotations

import ast
import codeop
import re
import warnings
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from types import CodeType

from h2craft.language import DOORS, VERBS

FLAGS = ast.PyCF_ALLOW_TOP_LEVEL_AWAIT
_OPERATORS = "/-~*%@&+"
_ADJACENT = ("(", "[", ".", ",", ":", "=", ";")
_BEHIND = re.compile(r"(?:=|[-+*/%@&|^<>]|!=|,|;|\[|\(|(?:and|or|in|is|if|not\s+in)\b)").match
_WORD_OPERATOR = re.compile(r"(?:and|or|in|is|if|not)\b").match
_word = re.compile(r"[ \t]*([^\W\d]\w*)").match
_goes_on = re.compile(r"(?:else|elif|except|finally)\b").match
_http1 = re.compile(r"\bHTTP/[0-9.]+[ \t]+[0-9]{3}|\b[A-Z]{1,20}[ \t]\S+[ \t]HTTP/[0-9]").search
_field_line = re.compile(r"[!-9;-~]+:[ \t]").match


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit:
    """One thing to run.

    word  the verb or the tool of a line; empty for Python
    line  where it begins, from 0, in the text it was cut from
    """

    text: str
    word: str = ""
    line: int = 0


def units(
    lines: Iterable[str], tools: Collection[str], mine: Collection[str] = ()
) -> Iterator[Unit]:
    """The units of a text, in order, each as soon as it is clear that it is over.

    `mine` are names that Python has made of verbs' names, as of when a line is looked at.
    """
    cutter = _Cutter(tools, mine)
    for line in lines:
        yield from cutter.push(line)
    yield from cutter.end()


class _Cutter:
    """The lines of the unit that is not over yet."""

    def __init__(self, tools: Collection[str], mine: Collection[str]) -> None:
        self._tools = tools
        self._mine = mine
        self._lines: list[str] = []
        self._word = ""
        self._begin = 0
        self._count = 0

    def push(self, line: str) -> Iterator[Unit]:
        if self._lines and not self._takes(line):
            yield from self.end()
        if self._lines or line.strip():
            if not self._lines:
                self._begin = self._count
                self._word = line_word(line, self._tools, self._mine)
            self._lines.append(line)
        self._count += 1
        if self._lines and self._is_closed():
            yield from self.end()

    def end(self) -> Iterator[Unit]:
        """The unit as far as it has come."""
        if self._lines:
            text = "\n".join(self._lines).rstrip("\n \t" if not self._word else "\n")
            self._lines = []
            yield Unit(text=text, word=self._word, line=self._begin)

    def _takes(self, line: str) -> bool:
        """Does the unit go on with this line?"""
        if self._word:
            before = self._lines[-1]
            return before.endswith("\\") or bool(_field_line(line))
        if not line.strip() or line[0] in " \t" or _goes_on(line):
            return True  # it belongs to the piece, or the piece cannot have such a line
        return not whole("\n".join(self._lines))

    def _is_closed(self) -> bool:
        """Is it over, whatever comes?"""
        if self._word:
            joined = " ".join(self._lines)
            return not self._lines[-1].endswith("\\") and not _http1(joined)
        text = "\n".join(self._lines)
        return compiles(text) and not _is_block(text)


def line_word(line: str, tools: Collection[str], mine: Collection[str] = ()) -> str:
    """The verb or tool a line begins with, if it is a line of the language; else empty."""
    found = _word(line)
    doors = False
    while found and found[1].lower() in DOORS and (after := _word(line, found.end())):
        if after.start(1) == found.end():
            break
        found, doors = after, True
    if not found or (name := _known(found[1], tools)) == "":
        return ""
    rest = line[found.end() :]
    if doors:
        return "" if rest[:1] in _ADJACENT and rest[:1] else name
    return name if _is_line(line.strip(), name, rest, name in mine) else ""


def _known(word: str, tools: Collection[str]) -> str:
    if word in tools:
        return word
    return word.lower() if word.lower() in VERBS else ""


def _is_line(line: str, name: str, rest: str, mine: bool) -> bool:
    said = rest.strip()
    if not said:
        # A bare name: a variable of the person's own is looked at, never fired.
        return not mine
    if rest[0] in _ADJACENT or not rest[0].isspace():
        return False
    verb = VERBS.get(name)
    if verb is None and not mine and said[0] in _OPERATORS:
        return True  # `save /tmp/x.py`, `filter -origin:automatic`: nobody divides by a tool
    if verb is not None and verb.asks and not mine and said[0] in "/*":
        return True  # `get /x`: nobody divides by a verb
    if verb is None or verb.tail:
        if _WORD_OPERATOR(said):
            return True
    elif verb.frame is not None and (joined := re.match(r"\+\s+(\w+)(?!\s*\()", said)):
        return joined[1].lower() in VERBS or joined[1].lower() in DOORS
    if said.startswith("=") and not said.startswith("=="):
        return False
    return not (_BEHIND(said) and compiles(line))


def whole(text: str) -> bool:
    """Python with nothing missing at its end: also what is wrong, however it went on."""
    try:
        return code_of(text) is not None
    except (SyntaxError, ValueError, OverflowError, MemoryError, RecursionError):
        return True


def code_of(text: str) -> CodeType | None:
    """None where more has to come. Raises what `compile` raises."""
    compiler = codeop.CommandCompiler()
    compiler.compiler.flags |= FLAGS
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return compiler(text, "<prompt>", "exec")


def compiles(text: str) -> bool:
    """Is it Python from beginning to end?"""
    try:
        return code_of(text) is not None
    except (SyntaxError, ValueError, OverflowError, MemoryError, RecursionError):
        return False


def is_complete(text: str, tools: Collection[str], mine: Collection[str] = ()) -> bool:
    """Is Enter to run it? A block of Python is complete once an empty line follows."""
    found = list(units(text.split("\n"), tools, mine))
    if not found:
        return True
    last = found[-1]
    if last.word:
        return not text.endswith("\\")
    blank = text.endswith("\n") or "\n" not in last.text
    return whole(last.text) and (blank or not _is_block(last.text))


def _is_block(text: str) -> bool:
    """Does it end in a compound statement, which more lines could belong to?"""
    try:
        body = ast.parse(text).body
    except (SyntaxError, ValueError, MemoryError, RecursionError):
        return True
    return bool(body) and (hasattr(body[-1], "body") or hasattr(body[-1], "cases"))
