"""A client of an engine in another process of the same user. Waits for nothing it asks.

Knows the door and the requests of the control socket; how they travel is the exchange's.

One request is always under way, `look`, which the engine answers when there is something new: so
the desk, the number of records and the troubles are here before somebody asks for them. A change
is settled only when what it has changed is here as well, as it is with an engine of one's own.
"""

from __future__ import annotations

import socket
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future, InvalidStateError
from contextlib import suppress
from pathlib import Path
from types import MappingProxyType
from typing import Any, TypeVar

from h2craft.actions import Action, Reply
from h2craft.client import (
    About,
    Binding,
    Desk,
    Preview,
    Result,
    Standing,
    Verdict,
    script_files,
)
from h2craft.control.codec import from_json, to_json
from h2craft.control.exchange import Exchange
from h2craft.control.records import Answer, SocketRecords
from h2craft.filter import compile

Value = TypeVar("Value")

TROUBLES_KEPT = 100
LOOK_SECONDS = 5.0  # the engine answers after so long, whatever happens
PATIENCE_SECONDS = 15.0
PAUSE_SECONDS = 0.02  # between two looks, where something is new all the time
NO_DESK = (1 << 63) - 1  # a version no desk has
_NO_COMMENTS: Mapping[int, str | None] = MappingProxyType({})


class SocketClient:
    """See the module; `Client` for the methods, and `open_attached`, which makes them.

    records   begin where the reader of this front end begins
    """

    def __init__(
        self,
        connection: socket.socket,
        about: About,
        *,
        begin: int = 1,
        patience: float = PATIENCE_SECONDS,
    ) -> None:
        self.troubles: deque[str] = deque(maxlen=TROUBLES_KEPT)
        self._about = about
        who = f"the engine {about.name or about.pid}"
        self._exchange = Exchange(connection, who, patience, self._gone)
        self._within = min(LOOK_SECONDS, patience / 3)
        self.records = SocketRecords(self._exchange.ask, begin=begin)
        self._desk = Desk()
        self._desk_version = NO_DESK
        self._standing: Standing | None = None

    def begin(self, *, standing: bool) -> Future[str]:
        """Start; what comes is empty once the engine's state is here, or says why it is not."""
        ready: Future[str] = Future()

        def looked(answer: Answer) -> None:
            self._looked(answer)
            ready.set_result(answer.error or self._exchange.ended)
            self._look()

        def stood(answer: Answer) -> None:
            self._stands(answer)
            self._ask_look(0.0, looked)

        self._exchange.begin()
        if standing:
            self._exchange.ask("standing", stood)
        else:
            self._ask_look(0.0, looked)
        return ready

    @property
    def about(self) -> About:
        return self._about

    @property
    def ended(self) -> str:
        return self._exchange.ended

    def standing(self) -> Standing | None:
        return self._standing

    def refresh(self) -> None:
        """Nothing to do: what is new comes by itself."""

    def desk(self) -> Desk:
        return self._desk

    # Looking

    def _stands(self, answer: Answer) -> None:
        """Without it the connections are read as far as the records tell of them."""
        standing = _read(Standing, answer, self._no_standing)
        self._standing = standing if standing.seq else None

    def _no_standing(self, reason: str) -> Standing:
        if not self._exchange.ended:
            self.troubles.append(f"what the engine's connections are like is not known: {reason}")
        return Standing()

    def _look(self) -> None:
        self._ask_look(self._within, self._look_again)

    def _look_again(self, answer: Answer) -> None:
        self._looked(answer)
        if not self._exchange.ended:
            self._exchange.later(PAUSE_SECONDS, self._look)

    def _ask_look(self, within: float, then: Callable[[Answer], object]) -> None:
        self._exchange.ask(
            "look", then, after=self.records.last, desk=self._desk_version, within=within
        )

    def _looked(self, answer: Answer) -> None:
        """Take in what is new."""
        said = answer.value
        if not isinstance(said, Mapping):
            if answer.error and not self._exchange.ended:
                self.troubles.append(answer.error)
            return
        try:
            self.troubles += from_json(tuple[str, ...], said.get("troubles", []))
            numbers = (from_json(int, said.get(name)) for name in ("first", "last", "lost"))
            self.records.grown(*numbers)
            desk = from_json(Desk | None, said.get("desk"))
        except ValueError as error:
            self.troubles.append(f"what the engine says cannot be understood: {error}")
            return
        if desk is not None:
            self._desk, self._desk_version = desk, desk.version

    def _gone(self, reason: str) -> None:
        self.troubles.append(reason)
        self.records.end()

    # Actions

    def submit(self, connection: int, *actions: Action) -> Future[Result]:
        return self._change("submit", connection=connection, actions=to_json(actions))

    def reconnect(self) -> Future[Result]:
        return self._change("reconnect")

    def preview(self, connection: int, action: Action) -> Future[Preview]:
        future = _future()

        def come(answer: Answer) -> None:
            _settle(future, _read(Preview, answer, lambda reason: Preview(refused=reason)))

        self._exchange.ask("preview", come, connection=connection, action=to_json(action))
        return future

    # Hands

    def set_hold(self, pattern: str | None) -> Future[Result]:
        compile(pattern or "")
        return self._change("set_hold", pattern=pattern)

    def release_request(self, connection: int, stream_id: int) -> Future[Result]:
        return self._change("release_request", connection=connection, stream_id=stream_id)

    def set_break(self, pattern: str | None) -> Future[Result]:
        compile(pattern or "")
        return self._change("set_break", pattern=pattern)

    def decide(
        self,
        held_seq: int,
        verdict: Verdict,
        *,
        action: Action | None = None,
        seconds: float = 0.0,
    ) -> Future[Result]:
        return self._change(
            "decide",
            held_seq=held_seq,
            verdict=to_json(verdict),
            action=to_json(action),
            seconds=to_json(seconds),
        )

    def release_replies(self, connection: int, *held_seqs: int) -> Future[Result]:
        return self._change("release_replies", connection=connection, held_seqs=held_seqs)

    def drop_replies(self, connection: int, *held_seqs: int) -> Future[Result]:
        return self._change("drop_replies", connection=connection, held_seqs=held_seqs)

    def set_policy(self, changes: Mapping[str, Reply], connection: int = 0) -> Future[Result]:
        return self._change("set_policy", changes=to_json(changes), connection=connection)

    def attach(self, binding: Binding) -> Future[Result]:
        return self._change("attach", binding=to_json(binding))

    def detach(self, number: int) -> Future[Result]:
        return self._change("detach", number=number)

    def script_files(self) -> Sequence[str]:
        """Looked for here: an engine of ours sees the same folders."""
        return script_files(self._about.folder or Path.cwd())

    def comment(self, seq: int, text: str, *, marked: bool = True) -> Future[Result]:
        return self._change("comment", seq=seq, text=text, marked=marked)

    def comments(self) -> Mapping[int, str | None]:
        """None: they are among the records."""
        return _NO_COMMENTS

    def _change(self, do: str, **named: Any) -> Future[Result]:
        """Settled when what the engine has since is here: who waits shall see what he did."""
        future = _future()

        def come(answer: Answer) -> None:
            result = _read(Result, answer, lambda reason: Result(accepted=False, reason=reason))

            def looked(more: Answer) -> None:
                self._looked(more)
                _settle(future, result)

            if self._exchange.ended:
                _settle(future, result)
            else:
                self._ask_look(0.0, looked)

        self._exchange.ask(do, come, **named)
        return future

    def close(self) -> None:
        """Leave; what is still asked is refused, and the engine goes on. Harmless twice."""
        self._exchange.close()
        self.records.end()


def _future() -> Future[Any]:
    future: Future[Any] = Future()
    future.set_running_or_notify_cancel()  # what was sent cannot be taken back
    return future


def _settle(future: Future[Any], value: object) -> None:
    with suppress(InvalidStateError):
        future.set_result(value)


def _read(kind: type[Value], answer: Answer, refusal: Callable[[str], Value]) -> Value:
    """The value of an answer, or a refusal that says why there is none."""
    if answer.error:
        return refusal(answer.error)
    try:
        made: Value = from_json(kind, answer.value)
    except ValueError as error:
        return refusal(f"the engine's answer cannot be understood: {error}")
    return made
