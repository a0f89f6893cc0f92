"""Python as text with meaning: keywords, names, literals, remarks. Reads it, never runs it.

What cannot be cut into tokens (a file that is being written, or is none) is shown as it is.
"""

from __future__ import annotations

import ast
import io
import keyword
import tokenize
from collections.abc import Iterable, Iterator

from h2craft.explain import Role, Span, Text, sentence
from h2craft.session import visible

TOKENS = 200_000  # a file with more of them is plain text from there on
NOTES = "#:"  # a line of what a recording knows of its client: for machines
_DEFINES = frozenset(("def", "class"))
_LITERALS = frozenset(("None", "True", "False"))
_F_STRING = ("FSTRING_START", "FSTRING_MIDDLE", "FSTRING_END")  # from Python 3.12 on
_STRINGS = frozenset(
    (tokenize.STRING, *(getattr(tokenize, name) for name in _F_STRING if hasattr(tokenize, name)))
)

Piece = tuple[int, int, int, Role]  # line from 0, columns from and to, what it is


def highlighted(source: str) -> Text:
    """Each line of the source; nothing in it can act on the terminal."""
    lines = source.expandtabs().split("\n")
    if lines and not lines[-1]:
        lines.pop()
    pieces: dict[int, list[Piece]] = {}
    for piece in _pieces(lines):
        pieces.setdefault(piece[0], []).append(piece)
    return [tuple(_spans(line, pieces.get(at, ()))) for at, line in enumerate(lines)]


def _spans(line: str, pieces: Iterable[Piece]) -> Iterator[Span]:
    done = 0
    for _, start, end, role in pieces:
        if start > done:
            yield Span(visible(line[done:start]))
        if end > start:
            yield Span(visible(line[start:end]), role)
        done = max(done, end)
    if done < len(line):
        yield Span(visible(line[done:]))


def _pieces(lines: list[str]) -> Iterator[Piece]:
    """What is more than plain, in order, cut at the ends of lines."""
    readline = io.StringIO("\n".join(lines) + "\n").readline
    defines = False
    try:
        for count, token in enumerate(tokenize.generate_tokens(readline)):
            if count >= TOKENS:
                return
            role = Role.NAME if defines else _role(token)
            defines = token.type == tokenize.NAME and token.string in _DEFINES
            if role is not Role.PLAIN:
                yield from _cut(token, role, lines)
    except (tokenize.TokenError, SyntaxError, ValueError):
        return


def _cut(token: tokenize.TokenInfo, role: Role, lines: list[str]) -> Iterator[Piece]:
    (first, start), (last, end) = token.start, token.end
    for row in range(first - 1, min(last, len(lines))):
        begins = start if row == first - 1 else 0
        yield row, begins, end if row == last - 1 else len(lines[row]), role


def _role(token: tokenize.TokenInfo) -> Role:
    if token.type in _STRINGS:
        return Role.SENT
    if token.type == tokenize.COMMENT:
        return Role.DIM
    if token.type == tokenize.NUMBER or token.string in _LITERALS:
        return Role.VALUE
    if token.type == tokenize.NAME and keyword.iskeyword(token.string):
        return Role.STRONG
    return Role.PLAIN


def script(lines: list[str], most: int, *, cut: bool = False, rest: str = "") -> Text:
    """A scenario's source: its notes are only counted, and after `most` lines (or where more was
    `cut` off) stands `rest`."""
    kept = [line for line in lines if not line.startswith(NOTES)]
    text = highlighted("\n".join(kept[:most]))
    if notes := len(lines) - len(kept):
        text.append(sentence(f"#: {notes:,} lines of it", Role.DIM))
    if cut or len(kept) > most:
        text.append(sentence(rest, Role.WARNING))
    return text


def body_of(source: str) -> str:
    """The source behind its docstring: that is shown as prose. All of it where there is none."""
    try:
        first = ast.parse(source).body[:1]
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return source
    if not first or not isinstance(first[0], ast.Expr):
        return source
    if not isinstance(first[0].value, ast.Constant) or not isinstance(first[0].value.value, str):
        return source
    return "\n".join(source.split("\n")[first[0].end_lineno :]).lstrip("\n")
