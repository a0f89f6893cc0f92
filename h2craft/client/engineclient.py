"""A client of an engine in this process. Crosses to the engine's thread, and blocks on nothing."""

from __future__ import annotations

from asyncio import Task
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future, InvalidStateError
from contextlib import suppress
from dataclasses import replace
from functools import partial
from pathlib import Path
from types import MappingProxyType
from typing import Any, TypeVar
from urllib.parse import urlsplit

from h2craft.actions import Action, Policy, Reply
from h2craft.client.chain import Chain, no_connection, preview_of, result_of
from h2craft.client.client import About, Binding, Desk, Preview, Result, Standing, Verdict
from h2craft.client.desk import DeskClerk, script_binding
from h2craft.client.scripts import script_files
from h2craft.client.standings import Gathering
from h2craft.endpoint import Outcome
from h2craft.engine import Engine, EngineError, Link, Target
from h2craft.filter import compile
from h2craft.script import Enacted, Hands, ScriptHost, Usual
from h2craft.trace import Journal, Kind, Origin

Value = TypeVar("Value")

TROUBLES_KEPT = 100
READ_RECORDS, READ_OCTETS = 1 << 14, 16 << 20  # kept in memory while somebody reads
NOT_A_CLIENT = "this is a server: its clients connect"
STOPPED = "the engine has stopped"
_NO_COMMENTS: Mapping[int, str | None] = MappingProxyType({})


class EngineClient:
    """See the module; `Client` for the methods. Made where the engine listens already.

    engine, application   what runs; whoever started them stops them
    hear                  called with each trouble, on any thread, beside what `troubles` keeps
    attended              a person is there as long as this is: it is a screen's, or a prompt's
    target                of a client: the server it is connected to
    """

    def __init__(
        self,
        engine: Engine,
        application: ScriptHost,
        about: About,
        *,
        attended: bool = True,
        target: Target | None = None,
    ) -> None:
        self.troubles: deque[str] = deque(maxlen=TROUBLES_KEPT)
        self.engine = engine
        self.application = application
        self.hear: list[Callable[[str], object]] = []
        self._about = about
        self._target = target
        self._closed = False
        self._dialed: set[Task[Link]] = set()
        self._pending: dict[Future[Any], Callable[[], object]] = {}
        self._desk = DeskClerk(engine, application.hands)
        self._attended = attended
        self.attend(False)
        engine.post(self._desk.begin)

    def trouble(self, text: str) -> None:
        """Something failed outside of any connection; for any thread."""
        self.troubles.append(text)
        for call in list(self.hear):
            call(text)

    @property
    def about(self) -> About:
        return self._about

    def introduce(self, name: str, pid: int) -> None:
        """What the engine is called by who attaches to it; see `About`."""
        self._about = replace(self._about, name=name, pid=pid)

    def attend(self, others: bool) -> None:
        """Whether persons have attached: scripts that wait for one say so if nobody is there.

        Who reads needs a longer memory than an engine nobody looks at was given; as long as it
        still has room in a processor's cache, for a longer one would slow the engine.
        """
        self.application.hands.attended = self._attended or others
        if others:
            self.engine.journal.remember(READ_RECORDS, READ_OCTETS)

    @property
    def records(self) -> Journal:
        return self.engine.journal

    @property
    def ended(self) -> str:
        return STOPPED if self._closed or self.engine.stopped else ""

    def standing(self) -> None:
        """A reader begins at the first record: they are all here."""

    def standings(self, numbers: Sequence[int] | None = None) -> Future[Standing]:
        """How these connections stand now, for a reader elsewhere; None: the newest 256 that live.

        Each as of its own record ("seq" of it); `Standing.seq` comes before all of those, and
        before whatever of a connection is not told. Empty where the engine has stopped.
        """
        engine, application = self.engine, self.application
        return self._ask(
            lambda settle: Gathering(engine, application, numbers, settle).go_on(),
            lambda reason: Standing(),
        )

    def refresh(self) -> None:
        """Nothing to do: the journal is always up to date."""

    def desk(self) -> Desk:
        return self._desk.look()

    def desk_listener(self, call: Callable[[], object]) -> Callable[[int], bool]:
        """Who waits for the desk to change, one at most, is told on the engine's thread by `call`.

        What comes back is `DeskClerk.arm`: call it with the version that is known, from any
        thread; True: there will be one call when it is another, False: it is.
        """
        self._desk.told = call
        return self._desk.arm

    # Actions

    def submit(self, connection: int, *actions: Action) -> Future[Result]:
        engine = self.engine
        return self._ask(
            lambda settle: Chain(engine, connection, actions, settle).go_on(), _refused
        )

    def reconnect(self) -> Future[Result]:
        engine, target = self.engine, self._target
        if target is None:
            return _come(_refused(NOT_A_CLIENT))

        def begin(settle: Callable[[Result], object]) -> None:
            task = engine.loop.create_task(engine.connect(target))
            self._dialed.add(task)  # the loop itself holds on to no task

            def done(task: Task[Link]) -> None:
                self._dialed.discard(task)
                settle(_reached(task))

            task.add_done_callback(done)

        return self._ask(begin, _refused)

    def enact(self, connection: int, file: str) -> Future[Enacted]:
        """Run a client's script, `connect(connection)`, on a connection of ours."""
        about, application, target = self._about, self.application, self._target
        dial = None if target is None else partial(self.engine.connect, target)
        there = urlsplit(about.urls[0] if about.urls else "")
        usual = Usual(
            scheme=there.scheme, authority=there.netloc, path=about.path, fields=about.fields
        )
        return self._ask(
            lambda settle: application.enact(connection, file, usual, settle, dial),
            lambda reason: Enacted(done=False, trouble=reason),
        )

    def preview(self, connection: int, action: Action) -> Future[Preview]:
        engine = self.engine

        def look(settle: Callable[[Preview], object]) -> None:
            link = engine.links.get(connection)
            if link is None:
                settle(Preview(refused=no_connection(connection)))
            else:
                settle(preview_of(link.preview(action)))

        return self._ask(look, lambda reason: Preview(refused=reason))

    # Hands

    def set_hold(self, pattern: str | None) -> Future[Result]:
        compile(pattern or "")
        return self._do(lambda: self._hands.set_hold(pattern))

    def release_request(self, connection: int, stream_id: int) -> Future[Result]:
        return self._do(lambda: self._hands.release(connection, stream_id))

    def set_break(self, pattern: str | None) -> Future[Result]:
        compile(pattern or "")
        return self._do(lambda: self._hands.set_break(pattern))

    def decide(
        self,
        held_seq: int,
        verdict: Verdict,
        *,
        action: Action | None = None,
        seconds: float = 0.0,
    ) -> Future[Result]:
        decide = self._hands.decide
        return self._do(lambda: decide(held_seq, verdict.value, action=action, seconds=seconds))

    def attach(self, binding: Binding) -> Future[Result]:
        return self._do(lambda: self._hands.attach(script_binding(binding)))

    def detach(self, number: int) -> Future[Result]:
        return self._do(lambda: self._hands.detach(number))

    def release_replies(self, connection: int, *held_seqs: int) -> Future[Result]:
        return self._do(
            lambda: self._policy(connection, Policy(release=self._named(connection, held_seqs)))
        )

    def drop_replies(self, connection: int, *held_seqs: int) -> Future[Result]:
        return self._do(
            lambda: self._policy(connection, Policy(drop=self._named(connection, held_seqs)))
        )

    def set_policy(self, changes: Mapping[str, Reply], connection: int = 0) -> Future[Result]:
        engine, changes = self.engine, dict(changes)
        if not connection:
            return self._do(lambda: engine.set_policy(changes))
        return self._do(lambda: self._policy(connection, Policy(changes=changes)))

    @property
    def _hands(self) -> Hands:
        return self.application.hands

    def _policy(self, connection: int, action: Policy) -> Outcome:
        link = self.engine.links.get(connection)
        if link is None:
            return Outcome(False, no_connection(connection))
        return link.fire(action, Origin.HAND)

    def _named(self, connection: int, held_seqs: tuple[int, ...]) -> tuple[int, ...]:
        """These, or all that are held on the connection."""
        link = self.engine.links.get(connection)
        if held_seqs or link is None or link.endpoint is None:
            return held_seqs
        return tuple(held.seq for held in link.endpoint.tray.held)

    def script_files(self) -> Sequence[str]:
        """Looks through the folder each time, so it is for when somebody asks."""
        return script_files(self._about.folder or Path.cwd())

    # What is said about records

    def comment(self, seq: int, text: str, *, marked: bool = True) -> Future[Result]:
        engine = self.engine
        try:
            about = self.records.get(seq)
        except OSError as error:
            return _come(_refused(f"record {seq} cannot be read: {error.strerror or error}"))
        if about is None:
            return _come(_refused(f"there is no record {seq}"))

        def say(settle: Callable[[Result], object]) -> None:
            # On no connection: one that is long over would come to life again for its readers.
            detail = {"text": text, "marked": marked}
            made = engine.journal.append(
                engine.now(), 0, Kind.COMMENTED, b"", seq, Origin.HAND, detail
            )
            settle(Result(accepted=True, seq=made))

        return self._ask(say, _refused)

    def comments(self) -> Mapping[int, str | None]:
        """None: they are among the records."""
        return _NO_COMMENTS

    # Crossing

    def _do(self, call: Callable[[], Outcome]) -> Future[Result]:
        """Have something done on the engine's thread that is done at once."""

        def begin(settle: Callable[[Result], object]) -> None:
            outcome = call()
            self._desk.publish()  # who waits for the result shall see it on the desk
            settle(result_of(outcome))

        return self._ask(begin, _refused)

    def _ask(
        self,
        begin: Callable[[Callable[[Value], object]], object],
        refusal: Callable[[str], Value],
    ) -> Future[Value]:
        """Have `begin` called on the engine's thread with what settles the future.

        Whatever goes wrong there settles it with a refusal.
        """
        future: Future[Value] = Future()
        future.set_running_or_notify_cancel()  # what is posted cannot be taken back

        def settle(value: Value) -> None:
            self._pending.pop(future, None)
            with suppress(InvalidStateError):  # `close` was quicker
                future.set_result(value)

        self._pending[future] = lambda: settle(refusal(STOPPED))

        def run() -> None:
            try:
                begin(settle)
            except Exception as error:
                self.trouble(f"internal fault: {error!r}")
                settle(refusal(f"internal fault: {error!r}"))

        try:
            self.engine.post(run)
        except EngineError as error:
            settle(refusal(str(error)))
        if self._closed:
            settle(refusal(STOPPED))
        return future

    def close(self) -> None:
        """Settle what is still asked, as refused; the engine is for those who started it."""
        self._closed = True
        for settle in list(self._pending.values()):
            settle()


def _come(value: Value) -> Future[Value]:
    future: Future[Value] = Future()
    future.set_result(value)
    return future


def _reached(task: Task[Link]) -> Result:
    if task.cancelled():
        return _refused(STOPPED)
    error = task.exception()
    if error is not None:
        return _refused(str(error))
    return Result(accepted=True, connection=task.result().connection)


def _refused(reason: str) -> Result:
    return Result(accepted=False, reason=reason)
