"""One scenario that is bound so that a person's client gets it: to its verdict, or step by step.

Knows the client's door and the journal, no widget. The file is run by the engine, and by nobody
here; what it does is read from the journal, as everything else is.
"""

from __future__ import annotations

import os
from concurrent.futures import Future
from enum import StrEnum

from h2craft.actions import Door, RstStream, Send
from h2craft.client import Binding, HeldAction, Result, Verdict
from h2craft.explain import counted
from h2craft.model import FieldsKind, Reading, facts
from h2craft.scenario import Doing, Entry, Notes, ScenarioError, read_notes
from h2craft.scenario import Verdict as Told
from h2craft.session import shelf
from h2craft.session.session import Session
from h2craft.trace import Kind
from h2craft.wire import ErrorCode, escape

USER_AGENT = b"user-agent"
BY_HAND = "it was stopped by hand"
_ENDS = frozenset((Kind.HANDLER_ENDED, Kind.HANDLER_ABANDONED))

Place = tuple[int, int]  # connection, stream


class State(StrEnum):
    """How far it is."""

    BINDING = "binding"  # the engine was asked
    WAITING = "waiting"  # no request has come
    RUNNING = "running"  # it answers one
    RESTING = "resting"  # what came was answered; more may come
    OVER = "over"  # it is bound no longer


class Playing:
    """See the module.

    entry    the scenario
    steps    each act of it waits for the person
    once     it is for one request
    binding  the number of the binding; 0 before there is one
    trouble  why it could not be bound, or its result not be remembered; empty for nothing
    client   what the client calls itself, once it has; printable
    version  grows with each change
    """

    def __init__(
        self, session: Session, entry: Entry, *, steps: bool = False, once: bool = False
    ) -> None:
        self.session = session
        self.entry = entry
        self.steps = steps
        self.once = once
        self.script = os.path.realpath(entry.file)
        self.notes = _notes_of(entry)
        self.binding = 0
        self.trouble = ""
        self.client = ""
        self.version = 0
        self._state = State.BINDING
        self._after = session.client.records.last
        self._break_before: str | None = None
        self._running: set[Place] = set()
        self._open: set[int] = set()  # connections it was heard on
        self._kept: Told | None = None  # the verdict that is remembered
        self._doing = self._new()
        self._told = self._doing.verdict()

    def _new(self) -> Doing:
        return Doing(self.notes, script=self.script, provokes=self.entry.provokes)

    # How it stands

    @property
    def state(self) -> State:
        return State.RUNNING if self._running and self._state is not State.OVER else self._state

    @property
    def over(self) -> bool:
        """It is bound no longer."""
        return self._state is State.OVER

    @property
    def verdict(self) -> Told:
        """As of the last `look`."""
        return self._told

    @property
    def settled(self) -> bool:
        """The verdict is the last word: nothing runs, and nothing more is to be expected.

        A scenario that says which requests it is for is at its end with the last of them. Of
        another one nobody knows before its clients have gone, unless it needs but one request.
        """
        if self._running or self._state in (State.BINDING, State.WAITING):
            return False
        enough = bool(self.notes.acts) or self.once or not self.entry.needs
        return self.over or not self._open or (self._doing.settled and enough)

    @property
    def progress(self) -> str:
        """ "2 of 5 acts", "2 acts"."""
        done, expected = self._told.acts, self._told.expected
        if expected is None:
            return counted(done, "act")
        return f"{done:,} of {expected:,} acts"

    @property
    def held(self) -> tuple[HeldAction, ...]:
        """Its acts that wait for the person, the next one first."""
        return tuple(one for one in self.session.desk.actions if one.script == self.script)

    # Beginning

    def begin(self, *, pattern: str = "", connection: int = 0) -> Future[Result]:
        """Bind it; `began` wants the result."""
        if self.steps:
            self._break_before = self.session.desk.break_on
            self.session.client.set_break(break_pattern(self.script))
        binding = Binding(file=self.script, pattern=pattern, connection=connection, once=self.once)
        return self.session.client.attach(binding)

    def began(self, result: Result) -> None:
        """It is bound now, or why not."""
        self.version += 1
        if result.accepted:
            self._state = State.WAITING if self._state is State.BINDING else self._state
            return
        self._state = State.OVER
        self.trouble = escape(result.reason) or "refused"
        self._give_back_break()

    # Watching

    def take(self, reading: Reading) -> None:
        """The next reading of the journal."""
        record = reading.record
        if record.seq <= self._after or self.over:
            return
        kind, connection = record.kind, record.connection
        place = connection, reading.stream_id
        if kind == Kind.HANDLER_STARTED and facts(record).get("script") == self.script:
            self._start(place)
        self._doing.take(reading)
        if kind in (Kind.SCRIPT_ATTACHED, Kind.SCRIPT_DETACHED):
            self._bound(reading)
        elif kind in _ENDS:
            self._running.discard(place)
        elif kind == Kind.CONNECTION_CLOSED:
            self._open.discard(connection)
            self._running = {one for one in self._running if one[0] != connection}
        elif not self.client and reading.fields_kind is FieldsKind.REQUEST:
            self.client = escape(dict(reading.fields or ()).get(USER_AGENT, b""))
        self.version += 1

    def _bound(self, reading: Reading) -> None:
        """It got its number, or somebody has taken it away."""
        said = facts(reading.record)
        number = said.get("binding")
        if said.get("file") != self.script or not isinstance(number, int):
            return
        if reading.record.kind == Kind.SCRIPT_ATTACHED:
            self.binding = self.binding or number
        elif number == self.binding and not self.once:  # that one is spent with its request
            self._give_back_break()
            self._state = State.OVER

    def _start(self, place: Place) -> None:
        """A request is its own. What came to its end before, all clients gone, was another run."""
        if self._kept is not None and not self._open and not self._running:
            self._doing, self._kept = self._new(), None
        self._running.add(place)
        self._open.add(place[0])
        self._state = State.RESTING

    def look(self) -> None:
        """Take in what has come; remember what is the last word."""
        if self.over:
            return
        told = self._doing.verdict()
        self.version += told != self._told
        self._told = told
        if self.settled:
            self._remember()

    def _remember(self, *, aside: str = "") -> None:
        told = self._told
        if self._kept == told and not aside:
            return
        self._kept = told
        outcome = shelf.DONE if told.done and not aside else shelf.NOT_DONE
        sentence = "; ".join(filter(None, (aside, told.sentence)))
        self.trouble = shelf.remember(self.entry.name, outcome, self.client, sentence)
        self.version += 1

    # Steps

    def next_act(self) -> Future[Result] | None:
        """Let the next act pass; None where none waits."""
        for held in self.held:
            return self.session.client.decide(held.seq, Verdict.RELEASE)
        return None

    def go_on(self) -> list[Future[Result]]:
        """No more steps: what waits passes, and what is to come."""
        asked = self._give_back_break()
        self.version += 1
        return [*asked, *self._release()]

    def _give_back_break(self) -> list[Future[Result]]:
        if not self.steps:
            return []
        self.steps = False
        return [self.session.client.set_break(self._break_before)]

    def _release(self) -> list[Future[Result]]:
        client = self.session.client
        return [client.decide(held.seq, Verdict.RELEASE) for held in self.held]

    # The end

    def leave(self) -> list[Future[Result]]:
        """Unbind it, and follow it no longer. What of it runs goes on."""
        if self.over:
            return []
        asked = [self.session.client.detach(number) for number in self._numbers()]
        asked += self.go_on()
        self._state = State.OVER
        return asked

    def stop(self) -> list[Future[Result]]:
        """Unbind it, and break off what of it runs: its streams are reset, then what is held of
        it let go, which no longer gets anywhere on those."""
        if self.over:
            return []
        client, running = self.session.client, sorted(self._running)
        asked = [client.detach(number) for number in self._numbers()]
        asked += self._give_back_break()
        for connection, stream_id in running:
            reset = RstStream(stream_id=stream_id, error_code=ErrorCode.CANCEL)
            asked.append(client.submit(connection, Send(frames=(reset,), door=Door.WIRE)))
        for held in self.held:
            if (held.connection, held.stream_id) not in self._running:
                asked.append(client.decide(held.seq, Verdict.RELEASE))
        self._told = self._doing.verdict()
        if running:
            self._remember(aside=BY_HAND)
        self._state = State.OVER
        self._running.clear()
        self.version += 1
        return asked

    def _numbers(self) -> list[int]:
        """Of the binding, as long as there is one."""
        bound = [one for one in self.session.client.desk().bindings if one.file == self.script]
        mine = [one.number for one in bound if one.number == self.binding]
        return mine or ([] if self.binding else [one.number for one in bound][:1])


def break_pattern(script: str) -> str:
    """The filter for whatever this script sends."""
    quoted = script.replace("\\", "\\\\").replace('"', '\\"')
    return f'script:"{quoted}"'


def _notes_of(entry: Entry) -> Notes:
    """What the file says was recorded; nothing where that is damaged, which is told elsewhere."""
    try:
        return read_notes(entry.file.read_text("utf-8", "replace"))
    except (OSError, ScenarioError):
        return Notes()
