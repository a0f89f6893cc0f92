"""Conversations that are recorded: a `Talk` with acts in it, for the tests of the recorder."""

from __future__ import annotations

from typing import Any

from h2craft.actions import Action, Send, SendOctets
from h2craft.endpoint.crafting import octets_of
from h2craft.language import Context, parse
from h2craft.model import Board
from h2craft.scenario import Act, Load, Recorder, Score, Turn, loading
from h2craft.trace import Kind, Origin
from h2craft.wire import Encoder

RST, SETTINGS, PING, GOAWAY, WINDOW, ACK = 3, 4, 6, 7, 8, 1


class Play:
    """A journal that is filled line by line, and recorded at the end."""

    def __init__(self, talk: Any) -> None:
        self.talk = talk

    def fire(
        self,
        what: str | Action,
        *,
        stream: int = 1,
        connection: int = 1,
        origin: Origin = Origin.HAND,
        leaves: bool = True,
        **more: Any,
    ) -> int:
        """An act, as a line of the language or an action, and the frames it causes; its seq."""
        context = Context(connection=connection, stream_id=stream)
        action = parse(what, context).actions[0] if isinstance(what, str) else what
        seq = self.talk(
            Kind.ACTION_FIRED, connection=connection, origin=origin, detail=action, **more
        )
        if leaves:
            self._leave(action, connection, seq, origin)
        return int(seq)

    def _leave(self, action: Action, connection: int, seq: int, origin: Origin) -> None:
        octets = []
        if isinstance(action, Send):
            octets = [octets_of(frame, Encoder()) for frame in action.frames]
        elif isinstance(action, SendOctets):
            octets = [action.octets]
        for one in octets:
            self.talk(Kind.FRAME_SENT, one, connection=connection, cause=seq, origin=origin)

    def script(self, what: str | Action, **more: Any) -> int:
        """An act of a handler script."""
        return self.fire(what, origin=Origin.SCRIPT, **more)

    def refuse(self, seq: int, connection: int = 1) -> None:
        detail = {"reason": "no", "section": "5.1"}
        self.talk(Kind.ACTION_REFUSED, connection=connection, cause=seq, detail=detail)

    def done(self, seq: int, reason: str = "", connection: int = 1, **more: Any) -> None:
        self.talk(
            Kind.ACTION_DONE, connection=connection, cause=seq, detail={"reason": reason}, **more
        )

    def reset(self, stream: int = 1, **more: Any) -> int:
        """The client resets a stream, with CANCEL."""
        return int(self.talk.received(RST, 0, stream, (8).to_bytes(4, "big"), **more))

    def goaway(self, **more: Any) -> int:
        return int(self.talk.received(GOAWAY, 0, 0, bytes(8), **more))

    def credit(self, octets: int, stream: int = 0, **more: Any) -> int:
        return int(self.talk.received(WINDOW, 0, stream, octets.to_bytes(4, "big"), **more))

    def later(self, seconds: float) -> None:
        self.talk.now += seconds

    # What comes of it

    def recorder(self, **options: Any) -> Recorder:
        made, board = Recorder(**options), Board()
        for record in self.records():
            made.take(board.fold(record))
        return made

    def records(self) -> list[Any]:
        return self.talk.journal.read(0, 1 << 20)

    def score(self, **options: Any) -> Score:
        return self.recorder(**options).score()

    def turns(self, **options: Any) -> tuple[Turn, ...]:
        return self.score(**options).turns

    def acts(self, **options: Any) -> tuple[Act, ...]:
        return self.score(**options).acts

    @property
    def load(self) -> Load:
        return loading(self.talk.journal)
