"""Which end of a connection a script is for, read from its text. Runs nothing."""

from __future__ import annotations

import ast

from h2craft.scenario.score import ScenarioError

CLIENT = "connect"
_SERVERS = "main"
_HOOKS = "handle_"


def refuse_server(source: str, name: str) -> None:
    """ScenarioError, which says what it is, for a script that is none of a client."""
    try:
        defined = _defined(ast.parse(source))
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        line = getattr(error, "lineno", 0)
        said = error.msg if isinstance(error, SyntaxError) else str(error)
        raise ScenarioError(f"{name}{f':{line}' if line else ''}: {said}") from None
    if CLIENT in defined:
        return
    servers = [one for one in defined if one == _SERVERS or one.startswith(_HOOKS)]
    if servers:
        raise ScenarioError(
            f"{name} is a server's script ({', '.join(servers)}): 'h2craft serve {name}' serves it,"
            f" 'h2craft replay {name} -- CLIENT' replays it"
        )
    raise ScenarioError(f"{name} defines no connect(connection): nothing can be done with it")


def is_clients(source: str) -> bool:
    """It defines `connect`, and nothing a server would call."""
    try:
        defined = _defined(ast.parse(source))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return False
    return CLIENT in defined and not any(
        one == _SERVERS or one.startswith(_HOOKS) for one in defined
    )


def _defined(tree: ast.Module) -> list[str]:
    """Names at the module's level that are functions, imported or assigned."""
    names: dict[str, None] = {}
    for node in tree.body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            names[node.name] = None
        elif isinstance(node, ast.Import | ast.ImportFrom):
            names |= {one.asname or one.name: None for one in node.names}
        elif isinstance(node, ast.Assign):
            names |= {one.id: None for one in node.targets if isinstance(one, ast.Name)}
    return list(names)
