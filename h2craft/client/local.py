"""A client of an engine in this process. Crosses to the engine's thread, and blocks on nothing."""

from __future__ import annotations

import os
import time
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future, InvalidStateError
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from types import MappingProxyType
from typing import Any, TypeVar

from h2craft.actions import Action, Policy, Reply
from h2craft.client.chain import Chain, no_connection, preview_of, result_of
from h2craft.client.client import (
    About,
    Binding,
    Desk,
    Preview,
    Result,
    Verdict,
)
from h2craft.client.desk import DeskClerk, script_binding
from h2craft.client.scripts import script_files
from h2craft.endpoint import Outcome
from h2craft.engine import EngineError, EngineHost, Listener, load_authority
from h2craft.filter import compile
from h2craft.script import Hands
from h2craft.setup import Setup
from h2craft.trace import Journal, Kind, Origin

Value = TypeVar("Value")

TROUBLES_KEPT = 100
STOPPED = "the engine has stopped"
_NO_COMMENTS: Mapping[int, str | None] = MappingProxyType({})


class LocalClient:
    """See the module; `Client` for the methods, and `open_local` for what making one raises.

    host, application   what runs, for those who started it
    """

    def __init__(self, setup: Setup) -> None:
        self.troubles: deque[str] = deque(maxlen=TROUBLES_KEPT)
        self.application = setup.application()
        self.host = EngineHost(self.application, setup.options, trouble=self.troubles.append)
        self._closed = False
        self._pending: dict[Future[Any], Callable[[], object]] = {}
        self._desk = DeskClerk(self.host.engine, self.application.hands)
        self.host.start()
        try:
            engine = self.host.engine
            listeners = self.host.call(setup.listen(engine, self.application))
            self._about = _about(setup, listeners, engine.now())
            engine.post(self._desk.begin)
        except BaseException:
            self.application.close()
            self.host.stop()
            raise

    @property
    def about(self) -> About:
        return self._about

    @property
    def records(self) -> Journal:
        return self.host.engine.journal

    def refresh(self) -> None:
        """Nothing to do: the journal is always up to date."""

    def desk(self) -> Desk:
        return self._desk.look()

    # Actions

    def submit(self, connection: int, *actions: Action) -> Future[Result]:
        engine = self.host.engine
        return self._ask(
            lambda settle: Chain(engine, connection, actions, settle).go_on(), _refused
        )

    def preview(self, connection: int, action: Action) -> Future[Preview]:
        engine = self.host.engine

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
        engine, changes = self.host.engine, dict(changes)
        if not connection:
            return self._do(lambda: engine.set_policy(changes))
        return self._do(lambda: self._policy(connection, Policy(changes=changes)))

    @property
    def _hands(self) -> Hands:
        return self.application.hands

    def _policy(self, connection: int, action: Policy) -> Outcome:
        link = self.host.engine.links.get(connection)
        if link is None:
            return Outcome(False, no_connection(connection))
        return link.fire(action, Origin.HAND)

    def _named(self, connection: int, held_seqs: tuple[int, ...]) -> tuple[int, ...]:
        """These, or all that are held on the connection."""
        link = self.host.engine.links.get(connection)
        if held_seqs or link is None or link.endpoint is None:
            return held_seqs
        return tuple(held.seq for held in link.endpoint.tray.held)

    def script_files(self) -> Sequence[str]:
        """Looks through the folder each time, so it is for when somebody asks."""
        return script_files(self._about.folder or Path.cwd())

    # What is said about records

    def comment(self, seq: int, text: str, *, marked: bool = True) -> Future[Result]:
        engine = self.host.engine
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
                self.troubles.append(f"internal fault: {error!r}")
                settle(refusal(f"internal fault: {error!r}"))

        try:
            self.host.engine.post(run)
        except EngineError as error:
            settle(refusal(str(error)))
        if self._closed:
            settle(refusal(STOPPED))
        return future

    def close(self) -> None:
        """Stop the engine, and settle what is still asked."""
        if self._closed:
            return
        self._closed = True
        with suppress(EngineError):
            self.host.engine.post(self.application.close)
        self.host.stop()
        for settle in list(self._pending.values()):
            settle()


def _come(value: Value) -> Future[Value]:
    future: Future[Value] = Future()
    future.set_result(value)
    return future


def _refused(reason: str) -> Result:
    return Result(accepted=False, reason=reason)


def _about(setup: Setup, listeners: Sequence[Listener], now: float) -> About:
    """`now` is the time of the engine, seconds since its journal began."""
    secured = [one.url for one in listeners if one.scheme == "https"]
    plain = [one.url for one in listeners if one.scheme != "https"]
    root, folder = _root_of(setup)
    ca_path = None
    if secured:
        ca_path = setup.cert or load_authority(setup.ca_folder).certificate
    return About(
        live=True,
        urls=(*secured, *plain),
        ca_path=ca_path,
        root=root,
        folder=folder,
        trace=setup.options.trace,
        started=datetime.fromtimestamp(time.time() - now, UTC).isoformat(),
    )


def _root_of(setup: Setup) -> tuple[str, Path]:
    """What is served, in a word, and where one looks for scripts first."""
    root = setup.root
    if root is None:
        return "", Path.cwd()
    if isinstance(root, str | os.PathLike):
        path = Path(root).absolute()
        return str(root), path if path.is_dir() else path.parent
    return str(getattr(root, "__name__", type(root).__name__)), Path.cwd()
