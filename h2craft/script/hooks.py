"""The names of the hooks, and where a set of them comes from. Loads nothing itself."""

from __future__ import annotations

import ast
import inspect
import threading
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

Hook = Callable[..., Any]

_one_at_a_time = threading.Lock()
"""Python 3.11 counts the depth of a tree it makes for all threads together: where two parse at
once, one may get "AST constructor recursion depth mismatch"."""

# Called for one stream: (frame, request, response), and main(request, response).
STREAM_HOOKS = (
    "handle_headers",
    "handle_data",
    "handle_trailers",
    "handle_reset",
    "main",
)
# Called for a stream with three parameters, for the connection with two.
EITHER_HOOKS = ("handle_window_update", "handle_priority")
# Called for every connection: (frame, connection), the first two and the last with the connection
# only. The first is asked of the one script that serves the whole listener.
CONNECTION_HOOKS = (
    "handle_opening",
    "handle_connection",
    "handle_settings",
    "handle_ping",
    "handle_goaway",
    "handle_unknown",
    "handle_frame",
    "handle_close",
)
_LISTENING = frozenset(("handle_reset", *EITHER_HOOKS))
OPENING_HOOK = CONNECTION_HOOKS[0]
CONNECT = "connect"
"""The hook of a client's script: (connection). A server calls none of that name."""
ALL_HOOKS = frozenset((*STREAM_HOOKS, *EITHER_HOOKS, *CONNECTION_HOOKS))
# What the endpoint tells only when asked to.
CONTROL_HOOKS = frozenset(
    ("handle_settings", "handle_ping", "handle_goaway", "handle_unknown", *EITHER_HOOKS)
)


def _takes_three(hook: Hook) -> bool:
    try:
        parameters = inspect.signature(hook).parameters.values()
    except (TypeError, ValueError):
        return True
    places = [p for p in parameters if p.kind in (p.POSITIONAL_ONLY, p.POSITIONAL_OR_KEYWORD)]
    required = [p for p in places if p.default is p.empty]
    many = any(p.kind is p.VAR_POSITIONAL for p in parameters)
    return many or len(required) == 3 or len(places) == 3


@dataclass(frozen=True, slots=True)
class Hooks:
    """One version of a script: what it defines, by name.

    `name` is what is said of it: the file's path, or the name of a callable.
    """

    name: str
    stream: Mapping[str, Hook]
    connection: Mapping[str, Hook]
    waits: bool = field(init=False)  # has something to do before the request is complete
    listens: bool = field(init=False)  # to what may come until the answer has left

    def __post_init__(self) -> None:
        object.__setattr__(self, "waits", bool(self.stream.keys() - {"main"}))
        object.__setattr__(self, "listens", bool(self.stream.keys() & _LISTENING))

    @property
    def names(self) -> tuple[str, ...]:
        """All hooks, in the order the contract lists them."""
        order = (*STREAM_HOOKS, *EITHER_HOOKS, *CONNECTION_HOOKS, CONNECT)
        return tuple(name for name in order if name in self.stream or name in self.connection)

    def __bool__(self) -> bool:
        return bool(self.stream or self.connection)


def hooks_in(name: str, names: Iterable[str], get: Callable[[str], Any]) -> Hooks:
    """The hooks among `names` whose value is callable."""
    stream: dict[str, Hook] = {}
    connection: dict[str, Hook] = {}
    for each in names:
        hook = get(each) if each in ALL_HOOKS or each == CONNECT else None
        if not callable(hook):
            continue
        if each in STREAM_HOOKS or (each in EITHER_HOOKS and _takes_three(hook)):
            stream[each] = hook
        else:
            connection[each] = hook
    return Hooks(name, stream, connection)


def hooks_of(handler: Any) -> Hooks:
    """The hooks of something given in place of a file: a mapping, a module, an object, a callable.

    A callable that has no hooks of its own is a `main`. Raises TypeError where there is no hook.
    """
    name = getattr(handler, "__qualname__", None) or getattr(handler, "__name__", None)
    if isinstance(handler, Mapping):
        hooks = hooks_in("handlers", sorted(handler), handler.__getitem__)
    else:
        present = [each for each in sorted(ALL_HOOKS) if hasattr(handler, each)]
        hooks = hooks_in(
            name or type(handler).__name__, present, lambda each: getattr(handler, each)
        )
        if not hooks and callable(handler):
            hooks = Hooks(name or type(handler).__name__, {"main": handler}, {})
    if not hooks:
        raise TypeError(f"{handler!r} defines no hook: none of {', '.join(sorted(ALL_HOOKS))}")
    return hooks


def hooks_named_in(source: bytes) -> frozenset[str]:
    """The hooks a script's source text defines, imports or assigns, found without running it.

    Empty for text that does not parse: loading it will say why.
    """
    if not any(name.encode() in source for name in ALL_HOOKS):
        return frozenset()
    try:
        with _one_at_a_time:
            tree = ast.parse(source)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return frozenset()
    return frozenset(_bound(tree.body)) & ALL_HOOKS


def _bound(body: Iterable[ast.stmt]) -> Iterable[str]:
    """Names bound at module level, also inside if, try and with."""
    for statement in body:
        match statement:
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name):
                yield name
            case ast.ClassDef(name=name):
                yield name
            case ast.Import(names=names) | ast.ImportFrom(names=names):
                yield from (alias.asname or alias.name for alias in names)
            case ast.Assign(targets=targets):
                yield from (t.id for t in targets if isinstance(t, ast.Name))
            case ast.AnnAssign(target=ast.Name(id=name)):
                yield name
            case ast.If() | ast.Try() | ast.With():
                for part in ("body", "orelse", "finalbody"):
                    yield from _bound(getattr(statement, part, ()))
                for handler in getattr(statement, "handlers", ()):
                    yield from _bound(handler.body)
