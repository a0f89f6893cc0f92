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
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from types import CodeType

from h2craft.language import DOORS, VERBS

FLAGS = ast.PyCF_ALLOW_TOP_LEVEL_AWAIT
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


def units(text: str, tools: Collection[str], mine: Collection[str] = ()) -> Iterator[Unit]:
    """The units of a text, in order. `mine` are names that Python has made of verbs' names."""
    lines = text.split("\n")
    at = 0
    while at < len(lines):
        if not lines[at].strip():
            at += 1
            continue
        word = line_word(lines[at], tools, mine)
        end = _line_end(lines, at) if word else _python_end(lines, at)
        yield Unit(text="\n".join(lines[at:end]), word=word, line=at)
        at = end


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
    if verb is None or verb.tail:
        if _WORD_OPERATOR(said):
            return True
    elif verb.frame is not None and (joined := re.match(r"\+\s+(\w+)(?!\s*\()", said)):
        return joined[1].lower() in VERBS or joined[1].lower() in DOORS
    if said.startswith("=") and not said.startswith("=="):
        return False
    return not (_BEHIND(said) and compiles(line))


def _line_end(lines: list[str], at: int) -> int:
    """A line ends where it ends, but for a head in HTTP/1 form and what is continued by `\\`."""
    end = at + 1
    while lines[end - 1].endswith("\\") and end < len(lines):
        end += 1
    if _http1(lines[end - 1]):
        while end < len(lines) and _field_line(lines[end]):
            end += 1
    return end


def _python_end(lines: list[str], at: int) -> int:
    end = at + 1
    while end < len(lines) and not _is_over(lines, at, end):
        end += 1
    while end > at + 1 and not lines[end - 1].strip():
        end -= 1
    return end


def _is_over(lines: list[str], at: int, end: int) -> bool:
    """Does a piece of Python that begins at `at` end before line `end`?"""
    following = next((line for line in lines[end:] if line.strip()), "")
    if following[:1] in (" ", "\t") or _goes_on(following):
        # It belongs to the piece, unless the piece cannot have such a line.
        return False
    return whole("\n".join(lines[at:end]))


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
    last = None
    for last in units(text, tools, mine):
        pass
    if last is None:
        return True
    if last.word:
        return not text.endswith("\\")
    return whole(last.text) and (text.endswith("\n") or not _is_block(last.text))


def _is_block(text: str) -> bool:
    """A compound statement of several lines."""
    if "\n" not in text:
        return False
    try:
        body = ast.parse(text).body
    except (SyntaxError, ValueError, MemoryError, RecursionError):
        return False
    return bool(body) and hasattr(body[-1], "body")
