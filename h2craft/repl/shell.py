"""The shell: a client, what the person is at, and everything that can be said to it.

Knows the client's door, the language and Python; no terminal. What reads keys stands in front of
it, and another thread may fold and print beside it as long as it holds `lock`.
"""

from __future__ import annotations

import threading
import weakref
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

from h2craft.client import Client
from h2craft.language import Command, Context
from h2craft.model import Reading
from h2craft.repl.doing import Done, Pending
from h2craft.repl.evaluate import Evaluator, Problem, Verdict
from h2craft.repl.firing import Fired, begin
from h2craft.repl.out import Out
from h2craft.repl.printer import Printer
from h2craft.repl.running import undisturbed
from h2craft.repl.waiting import Waited
from h2craft.session import Playing, Selection, Session, Settings, Taking, Target
from h2craft.session import target as targets
from h2craft.trace import Kind

Lend = Callable[[], AbstractContextManager[None]]

SLICE = 0.05  # seconds of reading on between two looks at the lock


class Shell:
    """See the module.

    playing    the scenario that answers requests, if one was told to here
    lend       gives the terminal to another program for a while; None where there is none
    prompted   the target the prompt names; None where there is no prompt
    mark       the last record a person here has seen or made: a wait looks at what came after it
    waits      those under way
    last       the last frame a peer has sent
    fired      what was handed to the engine last, for a connection
    printer    what is printed above the prompt; None where there is no prompt
    status     what the program ends with, once `evaluate` has said LEAVE
    namespace  the names the person's Python has made
    bound      the names that are there by themselves: verbs, tools, conn, stream, last, ...
    """

    def __init__(
        self,
        client: Client,
        *,
        out: Out,
        settings: Settings | None = None,
        since: int | None = None,
    ) -> None:
        self.client = client
        self.out = out
        self.session = Session(client, settings)
        self.lock = threading.RLock()
        self.playing: Playing | None = None
        self.lend: Lend | None = None
        self.prompted: Target | None = None
        self.mark = client.records.last if since is None else since
        self.printer: Printer | None = None
        self.status = 0
        self.waits: weakref.WeakSet[Waited] = weakref.WeakSet()
        self.last: Reading | None = None
        self.fired: Fired | None = None
        self._used: Target | None = None
        self.evaluator = Evaluator(self)
        self.session.reader.listen(self._heard)
        _ = self.taking  # from now on

    def _heard(self, reading: Reading) -> None:
        """A record was folded."""
        if reading.record.kind == Kind.FRAME_RECEIVED:
            self.last = reading
        for wait in list(self.waits):
            wait.take(reading)
        if self.playing is not None:
            self.playing.take(reading)

    @property
    def taking(self) -> Taking:
        """The recording of what is done at the engine, by whomever."""
        return self.session.taking

    @property
    def namespace(self) -> dict[str, Any]:
        return self.evaluator.namespace

    @property
    def bound(self) -> dict[str, Any]:
        return self.evaluator.bound

    # Where things go

    @property
    def target(self) -> Target:
        """Where what is said goes: what was chosen with `use`, else where it makes most sense."""
        with self.lock:
            return self._used or self._aim()

    @property
    def used(self) -> Target | None:
        """What was chosen; None where the target follows what happens."""
        return self._used

    def use(self, target: Target | None) -> None:
        """Choose a target; None: follow what happens."""
        self._used = target

    def at_hand(self, target: Target, *, found: bool = False) -> None:
        """The person has just done something there: that is where the next is meant.

        What was chosen stays chosen, unless something was looked for and `found`.
        """
        self.session.selection = Selection(target.connection, target.stream_id)
        if found and self._used is not None:
            self._used = target

    def _aim(self) -> Target:
        session = self.session
        stream = session.stream
        if stream is None or stream.state in targets.SENDING:
            return targets.aim(session, chosen=False)
        # The stream that was at hand has ended: another that waits is meant, if there is one.
        return self._waiting() or targets.aim(session, chosen=False)

    def _waiting(self) -> Target | None:
        """A stream that can be answered: here, or else a held request anywhere."""
        session = self.session
        here = session.selection.connection
        held = [Target(one.connection, one.stream_id) for one in reversed(session.desk.requests)]
        connection = session.connection
        opened = reversed(connection.streams) if connection is not None else ()
        mine = [one for one in held if one.connection == here]
        found = [*mine, *(Target(here, number) for number in opened), *held]
        return next((one for one in found if self._is_sending(one)), None)

    def _is_sending(self, target: Target) -> bool:
        connection = targets.connection_of(self.session, target)
        if connection is None or connection.closed is not None:
            return False
        stream = connection.stream(target.stream_id)
        return stream is not None and stream.state in targets.SENDING

    def context(self) -> Context:
        """What a line may leave out now."""
        with self.lock:
            return targets.context_of(self.session, self.target)

    def sync(self) -> None:
        """Fold everything that has come by now."""
        with self.lock:
            session = self.session
            self.client.refresh()
            last = self.client.records.last
            while self._advance() and session.reader.position < last:
                pass

    def _advance(self) -> int:
        with undisturbed():  # a record that is folded by half would be wrong for ever
            return self.session.advance(SLICE)

    # What is said

    def begin(self, command: Command, at: Target | None = None) -> Pending:
        """Fire or do it, and do not wait. Raises Refused where that is clear at once."""
        return begin(self, command, at)

    def command(self, command: Command, at: Target | None = None) -> Done:
        """Fire or do it, and wait for what becomes of it. Raises Refused."""
        return self.begin(command, at).wait()

    def evaluate(self, text: str, name: str = "", first_line: int = 1) -> Verdict:
        """Run lines and Python, and say what comes of it; raises nothing.

        `name` and `first_line` are where the text stands; a text without a name is the prompt's.
        """
        return self.evaluator.evaluate(text, name, first_line)

    def is_complete(self, text: str) -> bool:
        """Is this to be run as it is, or is more of it to come?"""
        return self.evaluator.is_complete(text)

    def check(self, text: str) -> Problem | None:
        """What is wrong with a text, without running it; None for nothing that can be seen."""
        return self.evaluator.check(text)

    def is_mine(self, reading: Reading) -> bool:
        """Is it the record of an act from here that is under way?"""
        fired = self.fired
        return fired is not None and not fired.settled and fired.is_of(reading.record)

    def interrupt(self) -> None:
        """Give up what runs, for any thread."""
        self.evaluator.interrupt()

    def close(self) -> None:
        """End what the person's Python has left running. The client is for who opened it."""
        self.evaluator.close()
