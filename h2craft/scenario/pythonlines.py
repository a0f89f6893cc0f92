"""Python as a person writes it: double quotes, lines that are not too long, no endless literals.

Knows expressions as `ast` has them; those the language writes, and no others, are laid out. They
come out as `ruff format` leaves them.
"""

from __future__ import annotations

import ast
import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import accumulate
from typing import Any

LINE = 100
INDENT = 4
LEAST_PIECE = 20  # columns for a piece of a long literal, however deep it stands
SHORTEST_LINE = 8  # of text that is cut where its own lines end
LONGEST_UNIT = 8  # of octets that repeat
LEAST_REPEATED = 24


def call_of(line: str) -> ast.Call:
    """A line that is a call."""
    node = ast.parse(line, mode="eval").body
    assert isinstance(node, ast.Call)
    return node


def import_lines(module: str, names: Sequence[str]) -> list[str]:
    """The import of these names."""
    line = f"from {module} import {', '.join(names)}"
    if len(line) <= LINE:
        return [line]
    return [f"from {module} import (", *(f"{' ' * INDENT}{name}," for name in names), ")"]


def keyword_of(call: ast.Call, name: str) -> Any:
    """The value of a keyword that is a constant; None where it was not said."""
    for one in call.keywords:
        if one.arg == name and isinstance(one.value, ast.Constant):
            return one.value.value
    return None


def written(node: ast.expr, indent: int = INDENT, before: str = "") -> list[str]:
    """An expression as lines, the first behind `before`; all of them indented."""
    made = _lines(node, indent + len(before), indent, 0)
    return [f"{' ' * indent}{before}{made[0]}", *made[1:]]


def _lines(node: ast.AST, column: int, indent: int, behind: int) -> list[str]:
    """The first line begins at `column`; what follows is indented as a whole. `behind`: what
    stands behind the last one takes so many columns."""
    if not _is_long(node):
        text = flat(node)
        if column + len(text) + behind <= LINE:
            return [text]
        if isinstance(node, ast.Call) and (hung := _hung(node, indent)):
            return hung
    deeper = indent + INDENT
    parts = _parts(node, deeper)
    if parts is None:
        return [flat(node)]
    opening, inner, closing = parts
    lines = [opening]
    for one, comma in inner:
        made = _argument(one, deeper, len(comma))
        lines += [f"{' ' * deeper}{made[0]}", *made[1:]]
        lines[-1] += comma
    return [*lines, f"{' ' * indent}{closing}"]


def _argument(node: ast.AST, indent: int, behind: int) -> list[str]:
    """A long literal among others needs no parentheses of its own."""
    if isinstance(node, ast.Constant) and isinstance(node.value, bytes | str):
        room = LINE - indent - behind
        if not _repeated(node.value) and not _has_room(node.value, room):
            first, *rest = map(_quoted, _pieces(node.value, room))
            return [first, *(f"{' ' * indent}{piece}" for piece in rest)]
    return _lines(node, indent, indent, behind)


def _hung(node: ast.Call, indent: int) -> list[str]:
    """All arguments on a line of their own, where there is room; else nothing."""
    inner = _joined([*node.args, *node.keywords])
    if not inner or indent + INDENT + len(inner) > LINE:
        return []
    return [f"{flat(node.func)}(", f"{' ' * (indent + INDENT)}{inner}", f"{' ' * indent})"]


_Parts = tuple[str, list[tuple[ast.AST, str]], str]


def _parts(node: ast.AST, indent: int) -> _Parts | None:
    """What an expression is broken into: how it opens, what is inside, how it closes."""
    match node:
        case ast.keyword(arg=name, value=value):
            within = _parts(value, indent)
            return within and (f"{name}={within[0]}", within[1], within[2])
        case ast.Call() if node.args or node.keywords:
            said = [*node.args, *node.keywords]
            comma = "," if len(said) > 1 else ""
            return f"{flat(node.func)}(", [(one, comma) for one in said], ")"
        case ast.List() | ast.Tuple() if node.elts:
            opening, closing = "[]" if isinstance(node, ast.List) else "()"
            return opening, [(one, ",") for one in node.elts], closing
        case ast.Dict() if node.keys:
            pairs = zip(node.keys, node.values, strict=True)
            made = [ast.Name(f"{flat(key)}: {flat(value)}") for key, value in pairs if key]
            return "{", [(one, ",") for one in made], "}"
        case ast.Constant(value=bytes() | str() as text) if len(text) > 1:
            if _repeated(text):
                return None
            return "(", [(ast.Constant(one), "") for one in _pieces(text, LINE - indent)], ")"
    return None


def _has_room(text: bytes | str, width: int) -> bool:
    return len(text) <= width and len(_quoted(text)) <= width


def _pieces(text: Any, width: int) -> Iterator[Any]:
    """Pieces of a literal that are no wider than `width` each, cut where its own lines end."""
    width = max(width, LEAST_PIECE)
    if _has_room(text, width):
        yield text
        return
    newline = b"\n" if isinstance(text, bytes) else "\n"
    at = 0
    while at < len(text):
        size = _fitting(text[at : at + width], width)
        ends = text.find(newline, at + min(SHORTEST_LINE, size) - 1, at + size) + 1
        size = ends - at if ends else size
        yield text[at : at + size]
        at += size


# Columns of an octet in a literal. Quotation marks count as if they were escaped.
_COLUMNS = bytes(2 if octet in b"\"'" else len(repr(bytes((octet,)))) - 3 for octet in range(256))


def _fitting(text: Any, width: int) -> int:
    """How much of the beginning has room, at least one."""
    if isinstance(text, bytes):
        columns: Iterable[int] = text.translate(_COLUMNS)
    else:
        columns = (2 if one in "\"'" else len(repr(one)) - 2 for one in text)
    room = width - 2 - isinstance(text, bytes)
    return max(1, bisect_right(list(accumulate(columns)), room))


def _is_long(node: ast.AST) -> bool:
    """Not to be written on one line, or even tried."""
    constants = (one.value for one in ast.walk(node) if isinstance(one, ast.Constant))
    return any(
        isinstance(value, bytes | str) and len(value) > LINE and not _repeated(value)
        for value in constants
    )


def flat(node: ast.AST) -> str:
    """An expression on one line."""
    make = _FLAT.get(type(node))
    return make(node) if make is not None else ast.unparse(node)


def _constant(node: ast.Constant) -> str:
    value = node.value
    if not isinstance(value, bytes | str):
        return repr(value)
    unit = _repeated(value)
    if unit:
        return f"{_quoted(value[:unit])} * {len(value) // unit}"
    return _quoted(value)


_marks = re.compile(r"\\.|[\"']")


def _quoted(value: bytes | str) -> str:
    """In double quotes, unless fewer have to be escaped in single ones."""
    text = repr(value)
    prefix = "b" if isinstance(value, bytes) else ""
    inner = text[len(prefix) + 1 : -1]
    used = text[len(prefix)]
    many: Any = value
    double, single = (b'"', b"'") if isinstance(value, bytes) else ('"', "'")
    mark = "'" if many.count(double) > many.count(single) else '"'
    if mark == used and f"\\{mark}" not in inner:
        return text

    def requoted(found: re.Match[str]) -> str:
        bare = found[0][-1]
        if bare not in "\"'":
            return found[0]
        return f"\\{bare}" if bare == mark else bare

    return f"{prefix}{mark}{_marks.sub(requoted, inner)}{mark}"


def _repeated(value: bytes | str) -> int:
    """How long the unit is that a value consists of; 0 where it repeats nothing."""
    if len(value) < LEAST_REPEATED:
        return 0
    for unit in range(1, LONGEST_UNIT + 1):
        if value[unit:LEAST_REPEATED] != value[: LEAST_REPEATED - unit]:
            continue
        if len(value) % unit == 0 and value == value[:unit] * (len(value) // unit):
            return unit
    return 0


def _joined(nodes: Sequence[ast.AST]) -> str:
    return ", ".join(map(flat, nodes))


def _call(node: ast.Call) -> str:
    return f"{flat(node.func)}({_joined([*node.args, *node.keywords])})"


def _tuple(node: ast.Tuple) -> str:
    return f"({_joined(node.elts)}{',' if len(node.elts) == 1 else ''})"


def _dict(node: ast.Dict) -> str:
    pairs = zip(node.keys, node.values, strict=True)
    return f"{{{', '.join(f'{flat(key)}: {flat(value)}' for key, value in pairs if key)}}}"


_FLAT: dict[type, Callable[[Any], str]] = {
    ast.Constant: _constant,
    ast.Name: lambda node: str(node.id),
    ast.Attribute: lambda node: f"{flat(node.value)}.{node.attr}",
    ast.keyword: lambda node: f"{node.arg}={flat(node.value)}",
    ast.Call: _call,
    ast.List: lambda node: f"[{_joined(node.elts)}]",
    ast.Tuple: _tuple,
    ast.Dict: _dict,
}
