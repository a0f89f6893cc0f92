"""Python as a person writes it: double quotes, lines that are not too long, no endless literals.

Knows expressions as `ast` has them; those the language writes, and no others, are laid out.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Sequence
from typing import Any

LINE = 99
INDENT = 4
PIECE = 48  # octets of a long literal on a line
LONGEST_UNIT = 8  # of octets that repeat
LEAST_REPEATED = 24


def call_of(line: str) -> ast.Call:
    """A line that is a call."""
    node = ast.parse(line, mode="eval").body
    assert isinstance(node, ast.Call)
    return node


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
    parts = _parts(node)
    if parts is None:
        return [flat(node)]
    opening, inner, closing = parts
    deeper = indent + INDENT
    lines = [opening]
    for one, comma in inner:
        made = _lines(one, deeper, deeper, len(comma))
        lines += [f"{' ' * deeper}{made[0]}", *made[1:]]
        lines[-1] += comma
    return [*lines, f"{' ' * indent}{closing}"]


_Parts = tuple[str, list[tuple[ast.AST, str]], str]


def _parts(node: ast.AST) -> _Parts | None:
    """What an expression is broken into: how it opens, what is inside, how it closes."""
    match node:
        case ast.keyword(arg=name, value=value):
            within = _parts(value)
            return within and (f"{name}={within[0]}", within[1], within[2])
        case ast.Call() if node.args or node.keywords:
            return f"{flat(node.func)}(", [(one, ",") for one in (*node.args, *node.keywords)], ")"
        case ast.List() | ast.Tuple() if node.elts:
            opening, closing = "[]" if isinstance(node, ast.List) else "()"
            return opening, [(one, ",") for one in node.elts], closing
        case ast.Dict() if node.keys:
            pairs = zip(node.keys, node.values, strict=True)
            made = [ast.Name(f"{flat(key)}: {flat(value)}") for key, value in pairs if key]
            return "{", [(one, ",") for one in made], "}"
        case ast.Constant(value=bytes() | str() as text) if len(text) > PIECE:
            pieces = [text[at : at + PIECE] for at in range(0, len(text), PIECE)]
            return "(", [(ast.Constant(piece), "") for piece in pieces], ")"
    return None


def _is_long(node: ast.AST) -> bool:
    """Not to be written on one line, or even tried."""
    constants = (one.value for one in ast.walk(node) if isinstance(one, ast.Constant))
    return any(
        isinstance(value, bytes | str) and len(value) > 2 * LINE and not _repeated(value)
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


def _quoted(value: bytes | str) -> str:
    """In double quotes, where nothing inside of them has to be escaped for it."""
    text = repr(value)
    prefix = "b" if isinstance(value, bytes) else ""
    inner = text[len(prefix) + 1 : -1]
    if '"' in inner or "\\'" in inner:
        return text
    return f'{prefix}"{inner}"'


def _repeated(value: bytes | str) -> int:
    """How long the unit is that a value consists of; 0 where it repeats nothing."""
    if len(value) < LEAST_REPEATED:
        return 0
    for unit in range(1, LONGEST_UNIT + 1):
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
