"""Names and attributes that Python knows at the prompt. Looks at values, and calls none of them.

An attribute of a value is looked up where there is a dot behind it, which may run a property of
the person's own; nothing else runs.
"""

from __future__ import annotations

import ast
import builtins
import inspect
import keyword
from collections.abc import Iterator, Mapping
from typing import Any

from h2craft.session import visible
from h2craft.wire import elide

LONGEST = 60
MISSING = object()

Offer = tuple[str, str]  # name, what it is


def names(bound: Mapping[str, Any], mine: Mapping[str, Any], prefix: str) -> Iterator[Offer]:
    """What a name may be that begins so: one's own first, then what is bound, then Python's."""
    seen: set[str] = set()
    for known in (mine, bound):
        for name in sorted(known):
            if _fits(name, prefix) and name not in seen:
                seen.add(name)
                yield name, meaning(known[name])
    for name in (*keyword.kwlist, *sorted(vars(builtins))):
        if _fits(name, prefix) and name not in seen:
            seen.add(name)
            yield name, "" if keyword.iskeyword(name) else meaning(getattr(builtins, name))


def attributes(value: Any, prefix: str) -> Iterator[Offer]:
    """The attributes of a value that begin so."""
    try:
        found = sorted({name for name in dir(value) if isinstance(name, str)})
    except Exception:  # `__dir__` is anybody's
        return
    for name in found:
        if _fits(name, prefix) and name.isidentifier():
            yield name, _kind_of(value, name)


def keywords(value: Any, prefix: str, said: tuple[str, ...]) -> Iterator[Offer]:
    """Keywords a callable takes, with "="."""
    try:
        parameters = inspect.signature(value).parameters.values()
    except (ValueError, TypeError, AttributeError):
        return
    for one in parameters:
        named = one.kind in (one.KEYWORD_ONLY, one.POSITIONAL_OR_KEYWORD)
        if named and one.name not in said and _fits(one.name, prefix):
            default = "" if one.default is one.empty else f"usually {_short(one.default)}"
            yield f"{one.name}=", default


def resolve(expression: str, *known: Mapping[str, Any]) -> Any:
    """The value of names, attributes and subscripts; `MISSING` for anything else."""
    try:
        tree = ast.parse(expression, mode="eval").body
    except (SyntaxError, ValueError):
        return MISSING
    try:
        return _value(tree, known)
    except Exception:  # a property's own, or a subscript that is not there
        return MISSING


def _value(tree: ast.expr, known: tuple[Mapping[str, Any], ...]) -> Any:
    match tree:
        case ast.Name():
            for names_known in (*known, vars(builtins)):
                if tree.id in names_known:
                    return names_known[tree.id]
        case ast.Attribute():
            owner = _value(tree.value, known)
            return MISSING if owner is MISSING else getattr(owner, tree.attr)
        case ast.Subscript(slice=ast.Constant(value=key)):
            owner = _value(tree.value, known)
            return MISSING if owner is MISSING else owner[key]
    return MISSING


def _fits(name: str, prefix: str) -> bool:
    """Names with an underscore are offered to who has typed one."""
    return name.startswith(prefix) and (not name.startswith("_") or prefix.startswith("_"))


def _kind_of(value: Any, name: str) -> str:
    """What an attribute is, without looking it up: that could run anything."""
    found = inspect.getattr_static(value, name, MISSING)
    if isinstance(found, property):
        return _first_line(found.fget) or "property"
    if found is MISSING or inspect.isdatadescriptor(found):
        return ""
    return meaning(found)


def meaning(value: Any) -> str:
    """A few words about a value."""
    if isinstance(value, staticmethod | classmethod):
        value = value.__func__
    if isinstance(value, type) or callable(value):
        return _first_line(value)
    if inspect.ismodule(value):
        return "module"
    if type(value) in (int, float, bool, str, bytes, type(None)):
        return _short(value)
    return type(value).__name__


def _first_line(value: Any) -> str:
    doc = getattr(value, "__doc__", None)
    line = doc.strip().partition("\n")[0] if isinstance(doc, str) else ""
    return elide(visible(line), LONGEST)


def _short(value: Any) -> str:
    try:
        return elide(visible(repr(value)[: 4 * LONGEST]), LONGEST)
    except Exception:  # `__repr__` is anybody's
        return ""
