"""Tools about what is in a person's hands: held requests, frames and replies, and bound scripts.

Knows the client's desk and the model's streams, no record.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from h2craft.client import Binding, Desk
from h2craft.explain import Role, Span, Text, sentence
from h2craft.repl.telling import request_line
from h2craft.repl.tools.tables import Cells, Column, Listed, cell, folded, table
from h2craft.repl.tools.tool import Shown, Tool, alone, no_words
from h2craft.session import pattern_text, printed, target
from h2craft.wire import elide

if TYPE_CHECKING:
    from h2craft.repl.shell import Shell

# The desk


class Desked(Shown):
    """The desk: `desk.requests`, `desk.actions`, `desk.replies`, `desk.bindings`, `desk.policy`."""

    def __init__(self, desk: Desk, requests: dict[int, str]) -> None:
        self.desk = desk
        self._requests = requests

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(name)
        return getattr(self.desk, name)

    def text(self, width: int) -> Text:
        desk = self.desk
        text: Text = [
            (Span("hold requests ", Role.NAME), Span(pattern_text(desk.hold), Role.HELD)),
            (Span("break on      ", Role.NAME), Span(pattern_text(desk.break_on), Role.HELD)),
            (Span("replies       ", Role.NAME), Span(_policy(desk), Role.VALUE)),
        ]
        text += self._held(width)
        return folded(text, width)

    def _held(self, width: int) -> Text:
        desk = self.desk
        rows: list[Cells] = [
            _held_row(one.seq, one.connection, one.stream_id, "request", self._requests[one.seq])
            for one in desk.requests
        ]
        rows += [
            _held_row(one.seq, one.connection, one.stream_id, "action", _said(one.action))
            for one in desk.actions
        ]
        rows += [
            _held_row(one.seq, one.connection, 0, "reply", f"{one.name}, answers {one.cause}")
            for one in desk.replies
        ]
        if not rows:
            return [sentence("nothing is held", Role.DIM)]
        columns = (
            Column("seq", right=True),
            Column("conn", right=True),
            Column("stream", right=True),
            Column("held"),
            Column("", least=20),
        )
        return [(), *table(columns, rows, width)]


def _held_row(seq: int, connection: int, stream_id: int, what: str, said: str) -> Cells:
    return (
        cell(str(seq), Role.STRONG),
        cell(str(connection)),
        cell(str(stream_id or "")),
        cell(what, Role.HELD),
        cell(said),
    )


def _policy(desk: Desk) -> str:
    said = [f"{name}={reply}" for name, reply in desk.policy.items() if reply != "send"]
    return " ".join(said) or "all are sent"


def _said(action: object) -> str:
    return elide(printed(repr(action)), 200)


def desk(shell: Shell) -> Desked:
    """What is held for a person, and what shall be."""
    shell.sync()
    with shell.lock:
        now = shell.client.desk()
        requests = {one.seq: _asked(shell, one.connection, one.stream_id) for one in now.requests}
    return Desked(now, requests)


def _asked(shell: Shell, connection: int, stream_id: int) -> str:
    there = target.connection_of(shell.session, target.Target(connection, stream_id))
    stream = there.stream(stream_id) if there is not None else None
    return request_line(stream) if stream is not None else ""


_BINDINGS = (
    Column("number", right=True),
    Column("script", least=12),
    Column("path", least=8),
    Column("where"),
    Column("used", right=True),
    Column("", least=20),
)


def scripts(shell: Shell) -> Listed[Binding]:
    """The scripts bound by hand, and below them the files there are to attach."""
    with shell.lock:
        bound = shell.client.desk().bindings
        there = shell.client.script_files()
    after: Text = [sentence(f"  attach {printed(one)}", Role.SCRIPT) for one in there[:50]]
    if len(there) > 50:
        after.append(sentence(f"  and {len(there) - 50:,} more files", Role.DIM))
    return Listed(bound, _BINDINGS, _binding, empty="no script is attached by hand", after=after)


def _binding(one: Binding) -> Cells:
    where = f"{one.connection or '*'}/{one.stream_id or '*'}"
    trouble = printed(one.trouble) if one.trouble else "once" if one.once else ""
    return (
        cell(str(one.number), Role.STRONG),
        cell(printed(one.file), Role.SCRIPT),
        cell(printed(one.pattern)),
        cell("" if where == "*/*" else where),
        cell(one.used),
        cell(trouble, Role.ERROR if one.trouble else Role.DIM),
    )


def _alone(name: str, make: Any) -> Any:
    """The line form of a tool that takes no words."""

    def run(shell: Shell, said: str) -> Any:
        no_words(name, said)
        return make(shell)

    return run


HOLDING = (
    Tool(
        name="desk",
        shape="desk",
        python="desk(), desk().requests",
        sentence="what is held for a person: requests, frames of scripts, replies",
        run=_alone("desk", desk),
        call=desk,
        check=alone,
        examples=("desk",),
    ),
    Tool(
        name="scripts",
        shape="scripts",
        python="scripts()",
        sentence="the handler scripts attached by hand, and those there are",
        run=_alone("scripts", scripts),
        call=scripts,
        check=alone,
        examples=("scripts",),
    ),
)
