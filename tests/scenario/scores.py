"""Recordings made by hand, for the tests of what becomes of them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from h2craft.actions import Action
from h2craft.language import Context, parse
from h2craft.scenario import Act, Load, Said, Score, Turn, Wait, rendered

_CONTEXT = Context(connection=1, stream_id=1)


@dataclass
class Part:
    """A turn in the making. `done` ends its request; calling it adds acts, line by line."""

    sheet: Sheet
    named: dict[str, Any]
    complete: int = 0
    acts: list[Act] = field(default_factory=list)

    @property
    def seq(self) -> int:
        return int(self.named["seq"])

    def done(self) -> int:
        self.complete = self.sheet.next()
        return self.complete

    def act(self, what: str | Action, **named: Any) -> int:
        """Add an act, a line of the language or an action; its seq."""
        action = parse(what, _CONTEXT).actions[0] if isinstance(what, str) else what
        seq = self.sheet.next()
        self.sheet.actions[seq] = action
        self.acts.append(Act(seq=seq, at=seq / 10, **named))
        return seq

    def __call__(self, *lines: str) -> int:
        return max(self.act(line) for line in lines)

    @property
    def turn(self) -> Turn:
        return Turn(**self.named, complete=self.complete, acts=tuple(self.acts))


class Sheet:
    """A recording in the making."""

    def __init__(self) -> None:
        self.actions: dict[int, Action] = {}
        self.parts: list[Part] = []
        self._seq = 10

    def next(self) -> int:
        self._seq += 1
        return self._seq

    def request(
        self,
        path: bytes = b"/",
        *,
        method: bytes = b"GET",
        connection: int = 1,
        stream_id: int | None = None,
        whole: bool = True,
    ) -> Part:
        """Another request; `whole`: it has no body."""
        before = [one.named["stream_id"] for one in self._on(connection)]
        number = 2 * len(before) + 1 if stream_id is None else stream_id
        ordinal = sum(bool(one.named["stream_id"]) for one in self.parts) + 1
        part = self._part(connection, number, ordinal, method, path)
        part.complete = part.seq if whole else 0
        return part

    def greeting(self, connection: int = 1) -> Part:
        """What a connection gets before any request."""
        return self._part(connection, 0, connection, b"", b"")

    def _on(self, connection: int) -> list[Part]:
        found = [one for one in self.parts if one.named["connection"] == connection]
        return [one for one in found if one.named["stream_id"]]

    def _part(
        self, connection: int, stream_id: int, ordinal: int, method: bytes, path: bytes
    ) -> Part:
        named = {"connection": connection, "stream_id": stream_id, "ordinal": ordinal}
        part = Part(self, {**named, "seq": self.next(), "method": method, "path": path})
        self.parts.append(part)
        return part

    @property
    def load(self) -> Load:
        return self.actions.__getitem__

    def score(self, *said: Said, **named: Any) -> Score:
        usual = {
            "recorded": "2026-11-23 10:04 UTC",
            "client": "curl/8.5.0",
            "program": "h2craft 0.1.0",
        }
        turns = tuple(part.turn for part in self.parts)
        return Score(turns=turns, said=said, **{**usual, **named})

    def text(self, *said: Said, pause: float | None = 1.0, title: str = "", **named: Any) -> str:
        return rendered(self.score(*said, **named), self.load, pause=pause, title=title)


def wait(pattern: str, stream_id: int = 0, *, seq: int = 0, said: bool = False) -> Wait:
    return Wait(pattern=pattern, stream_id=stream_id, seq=seq, said=said)
