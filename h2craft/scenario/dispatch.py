"""Which request gets which function: the hooks of a script with several of them.

Knows the names of functions, not what they do. By path, where that tells the requests apart; else
by how many-th a request is, which h2craft says and plain Python has to find out.
"""

from __future__ import annotations

import ast
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from h2craft.scenario.naming import distinct_paths
from h2craft.scenario.pythonlines import written
from h2craft.scenario.score import Turn

HEADERS = "def handle_headers(frame, request, response):"
MAIN = "def main(request, response):"


class By(Enum):
    """What tells one request from another."""

    PATH = "path"
    ORDINAL = "ordinal"  # h2craft's
    STREAM = "stream"  # plain Python, on one connection
    COUNT = "count"  # plain Python, on several


def told_apart(turns: Sequence[Turn], *, pure: bool) -> By:
    """How the requests are told apart."""
    if distinct_paths(turns):
        return By.PATH
    if not pure:
        return By.ORDINAL
    return By.STREAM if len({turn.connection for turn in turns}) == 1 else By.COUNT


@dataclass(frozen=True, slots=True)
class Dispatch:
    """The functions of each turn by name, or None: at its head, and once it is complete."""

    turns: Sequence[Turn]
    heads: Sequence[str | None]
    mains: Sequence[str | None]
    by: By

    def parts(self) -> list[list[str]]:
        """Tables and hooks, to be set apart by blank lines."""
        tables = []
        if any(self.heads):
            tables += self._table("BEGINNINGS", self.heads)
        if any(self.mains):
            tables += self._table("ANSWERS", self.mains)
        hooks = []
        if any(self.heads):
            hooks.append([HEADERS, *self._body("BEGINNINGS", self.heads, head=True)])
        if any(self.mains):
            hooks.append([MAIN, *self._body("ANSWERS", self.mains, head=False)])
        return [tables, *hooks]

    def _table(self, name: str, functions: Sequence[str | None]) -> list[str]:
        values: list[ast.expr] = [ast.Name(one) if one else ast.Constant(None) for one in functions]
        if self.by in (By.ORDINAL, By.COUNT):
            return written(ast.List(elts=values), indent=0, before=f"{name} = ")
        keys: list[ast.expr | None] = [
            ast.Constant(turn.path.decode("latin-1") if self.by is By.PATH else turn.stream_id)
            for turn in self.turns
        ]
        return written(ast.Dict(keys=keys, values=values), indent=0, before=f"{name} = ")

    def _body(self, table: str, functions: Sequence[str | None], *, head: bool) -> list[str]:
        found = self._found(table, functions[-1])
        lines = []
        if self.by is By.COUNT and head:
            lines.append(f"    response.turn = next(arrivals) % len({table})")
        if all(functions):
            return [*lines, f"    {found}(request, response)"]
        name = "begin" if head else "answer"
        return [
            *lines,
            f"    {name} = {found}",
            f"    if {name}:",
            f"        {name}(request, response)",
        ]

    def _found(self, table: str, last: str | None) -> str:
        """The function for a request; for one nobody has seen the last."""
        if self.by is By.ORDINAL:
            return f"{table}[(request.ordinal - 1) % len({table})]"
        if self.by is By.COUNT:
            which = "response.turn" if any(self.heads) else f"next(arrivals) % len({table})"
            return f"{table}[{which}]"
        key = "request.request_path" if self.by is By.PATH else "request.h2_stream_id"
        return f"{table}.get({key}{f', {last}' if last else ''})"


def connection_hook(numbers: Sequence[int], names: Sequence[str], connections: int) -> list[str]:
    """`handle_connection`, where not every connection gets the same. `numbers` from 1."""
    values: list[ast.expr] = [ast.Name(name) for name in names]
    keys: list[ast.expr | None] = [ast.Constant(number) for number in numbers]
    table = written(ast.Dict(keys=keys, values=values), indent=0, before="GREETINGS = ")
    return [
        *table,
        "",
        "",
        "def handle_connection(connection):",
        f"    greet = GREETINGS.get((connection.ordinal - 1) % {connections} + 1)",
        "    if greet:",
        "        greet(connection)",
    ]
