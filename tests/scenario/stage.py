"""A host for rendered scripts that sends nothing: acts are collected, frames arrive when due.

The writers are h2craft's own, over a channel that collects. Each request has a thread, as on a
server; what the peer does is done once all acts that were before it have been done again.
"""

from __future__ import annotations

import builtins
import sys
import threading
from collections.abc import Callable
from dataclasses import fields, is_dataclass, replace
from types import SimpleNamespace
from typing import Any

from h2craft.actions import Action, PushPromise, Send
from h2craft.scenario import Score, Turn
from h2craft.script.connection import ConnectionFacade
from h2craft.script.writer import ResponseWriter

PATIENCE = 5.0
FILE = "/recordings/under-test.py"
_NUMBERS = frozenset(("stream_id", "last_stream_id", "depends_on", "promised_stream_id"))


class Stage:
    """Plays the script `text` of a recording.

    shift  what is added to the numbers of requests' streams; those of pushed ones are others too
    anew   the file is run again for each request, as wptserve does
    """

    def __init__(self, score: Score, text: str, *, shift: int = 0, anew: bool = False) -> None:
        self.score = score
        self.done: list[Action] = []
        self.slept: list[float] = []
        self.waited: list[str] = []
        self.left: list[bool] = []
        self.raised: list[BaseException] = []
        self._code = compile(text, FILE, "exec")
        self._shift = shift
        self._numbers: dict[int, int] = {}  # as they are now, to what they were
        self._seqs = [act.seq for act in score.acts]
        self._counts: list[int] = []  # how many actions there are up to each act
        self._changed = threading.Condition()
        self._names = None if anew else self._run()
        self._local = threading.local()

    def expect(self, counts: list[int]) -> None:
        """How many actions are fired up to each act."""
        self._counts = counts

    def play(self) -> None:
        """All turns, each on its thread; what one of them raises is raised."""
        shared = {"arrivals": iter(lambda: self._local.number, None)}
        sys.modules[f"shared by {FILE}"] = shared  # type: ignore[assignment]
        threads = [
            threading.Thread(target=self._turn, args=(turn,), daemon=True)
            for turn in self.score.turns
        ]
        try:
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join(PATIENCE)
                assert not thread.is_alive() or self.raised, self.done
        finally:
            del sys.modules[f"shared by {FILE}"]
        if self.raised:
            raise self.raised[0]

    def _run(self) -> dict[str, Any]:
        """The script's names. It sleeps no longer than a moment."""
        time = SimpleNamespace(sleep=self.slept.append)

        def stand_in(name: str, *arguments: Any) -> Any:
            return time if name == "time" else builtins.__import__(name, *arguments)

        known = {**vars(builtins), "__import__": stand_in}
        names: dict[str, Any] = {"__builtins__": known, "__file__": FILE}
        exec(self._code, names)
        return names

    # One turn

    def _turn(self, turn: Turn) -> None:
        try:
            self._local.number = turn.ordinal - 1
            self._until(turn.seq)
            names = self._names or self._run()
            if turn.stream_id:
                self._request(turn, names)
            elif turn.acts:
                self._greeting(turn, names)
        except BaseException as error:
            with self._changed:
                self.raised.append(error)
                self._changed.notify_all()

    def _greeting(self, turn: Turn, names: dict[str, Any]) -> None:
        facade = ConnectionFacade(self._channel(turn, 0))
        facade.ordinal = turn.ordinal
        names["handle_connection"](facade)

    def _request(self, turn: Turn, names: dict[str, Any]) -> None:
        number = turn.stream_id + self._shift
        self._numbers[number] = turn.stream_id
        request: Any = SimpleNamespace(
            method=turn.method.decode("latin-1"),
            request_path=turn.path.decode("latin-1"),
            h2_stream_id=number,
            ordinal=turn.ordinal,
        )
        writer = ResponseWriter(request, self._channel(turn, number))
        response = SimpleNamespace(writer=writer)
        if "handle_headers" in names:
            names["handle_headers"](None, request, response)
        if turn.complete:
            self._until(turn.complete)
            if "main" in names:
                names["main"](request, response)
        self.left.append(not (writer.content_written and writer.stream_ended))

    def _channel(self, turn: Turn, number: int) -> Any:
        waits = iter([act.wait for act in turn.acts if act.wait is not None])
        promises = iter([act.promised for act in turn.acts if act.promised])
        return Channel(self, number, waits, promises)

    # What happens

    def _until(self, seq: int) -> None:
        """All acts before that record are done."""
        before = sum(1 for one in self._seqs if one < seq)
        wanted = self._counts[before - 1] if before else 0
        with self._changed:
            self._changed.wait_for(lambda: len(self.done) >= wanted or self.raised, PATIENCE)
            assert len(self.done) >= wanted, self.done

    def fired(self, action: Action, promise: Callable[[], int]) -> int | None:
        """Keep an action, with the numbers that were recorded; the stream it promises."""
        promised = None
        frames = action.frames if isinstance(action, Send) else ()
        first = frames[0] if frames else None
        if isinstance(first, PushPromise) and first.promised_stream_id is None:
            was = promise()
            promised = was + 2 * self._shift
            self._numbers[promised] = was
        with self._changed:
            self.done.append(self._recorded(action))
            self._changed.notify_all()
        return promised

    def _recorded(self, value: Any) -> Any:
        """With the streams' numbers as they were."""
        if isinstance(value, tuple) and not hasattr(value, "_fields"):
            return tuple(map(self._recorded, value))
        if not is_dataclass(value) or isinstance(value, type):
            return value
        changed = {
            one.name: self._number(one.name, getattr(value, one.name)) for one in fields(value)
        }
        return replace(value, **changed)

    def _number(self, name: str, value: Any) -> Any:
        if name in _NUMBERS and value is not None:
            return self._numbers.get(value, value)
        return self._recorded(value) if name == "frames" else value

    def arrived(self, pattern: str, wait: Any) -> Any:
        """The frame a script waits for, once it has come."""
        assert wait is not None, pattern
        self._until(wait.seq)
        self.waited.append(pattern)
        return SimpleNamespace(seq=wait.seq)


class Channel:
    """Of one turn."""

    connection = 1

    def __init__(self, stage: Stage, number: int, waits: Any, promises: Any) -> None:
        self.stream_id = number
        self._stage = stage
        self._waits = waits
        self._promises = promises

    def fire(self, action: Action, *, wait: bool = True) -> Any:
        promised = self._stage.fired(action, lambda: next(self._promises))
        return SimpleNamespace(stream_id=promised)

    def push_enabled(self) -> bool:
        return True

    def next_push_id(self) -> int:
        raise AssertionError("the engine chooses")

    def record(self, kind: Any, detail: Any) -> None:
        raise AssertionError(f"the writer has changed what it was given: {detail}")

    def await_record(self, pattern: str, timeout_seconds: Any, after_seq: int = 0) -> Any:
        return self._stage.arrived(pattern, next(self._waits, None))
