"""Waiting for records that match a filter. Knows the journal and the model, no socket.

A filter judges readings, and a reading needs the connection folded from its first record. So a
connection that somebody waits on has a follower, which folds what has come since somebody last
waited and stands still otherwise. All on the loop's thread, in slices, so that catching up on a
long connection does not hold the others up.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable
from typing import TYPE_CHECKING, Protocol

from h2craft.trace import Journal, Kind, Record

if TYPE_CHECKING:
    from h2craft.filter import Filter
    from h2craft.model import Reading

SLICE = 256
REMEMBERED = 4096  # readings of a follower that a later waiter can still ask about

Call = Callable[["Reading | None"], None]


def compiled(pattern: str) -> Filter:
    """FilterError, a ValueError, for a bad pattern."""
    from h2craft.filter import compile  # an engine nobody waits on needs neither this nor the model

    return compile(pattern)


def _model(number: int) -> _Model:
    from h2craft.model import Board, Connection

    return Connection(number) if number else Board()


class _Model(Protocol):
    def fold(self, record: Record) -> Reading: ...


class Watch:
    """Somebody who waits. `call` gets the reading, or None: too late, or nothing can come.

    `last` is set when the time is up: what came till then is still looked at, and nothing else.
    """

    __slots__ = ("_call", "after", "filter", "last", "over", "timer")

    def __init__(self, wanted: Filter, after: int, call: Call) -> None:
        self.filter = wanted
        self.after = after
        self.timer: asyncio.TimerHandle | None = None
        self.last: int | None = None
        self.over = False
        self._call = call

    def settle(self, reading: Reading | None) -> None:
        if not self.over:
            self.over = True
            if self.timer is not None:
                self.timer.cancel()
            self._call(reading)


class _Follower:
    """The fold of one connection, or of all of them for number 0."""

    __slots__ = ("_model", "_number", "_recent", "ended", "forgotten", "position", "watches")

    def __init__(self, number: int) -> None:
        self._number = number
        self._model = _model(number)
        self._recent: deque[Reading] = deque(maxlen=REMEMBERED)
        self.forgotten = 0  # readings up to this seq cannot be asked about any more
        self.position = 0
        self.watches: list[Watch] = []
        self.ended = False

    def add(self, watch: Watch) -> None:
        for reading in self._recent:
            if reading.record.seq > watch.after and watch.filter.matches(reading):
                watch.settle(reading)
                return
        if self.ended:
            watch.settle(None)
        else:
            self.watches.append(watch)

    def step(self, journal: Journal) -> bool:
        """Fold one slice. True if there may be more."""
        records = journal.read(self.position, SLICE)
        for record in records:
            if self._number in {0, record.connection}:
                self._fold(record)
        if records:
            self.position = records[-1].seq
        self._give_up(journal.last if len(records) < SLICE else self.position)
        return len(records) == SLICE

    def _fold(self, record: Record) -> None:
        if len(self._recent) == REMEMBERED:
            self.forgotten = self._recent[0].record.seq
        reading = self._model.fold(record)
        self._recent.append(reading)
        for watch in self.watches:
            if record.seq > watch.after and watch.filter.matches(reading):
                watch.settle(reading)
        if self._number and record.kind is Kind.CONNECTION_CLOSED:
            self.end()
        self.watches = [watch for watch in self.watches if not watch.over]

    def _give_up(self, position: int) -> None:
        """All is looked at up to here: whose time is up has waited in vain."""
        for watch in self.watches:
            if watch.last is not None and watch.last <= position:
                watch.settle(None)
        self.watches = [watch for watch in self.watches if not watch.over]

    def end(self) -> None:
        self.ended = True
        for watch in self.watches:
            watch.settle(None)
        self.watches = []


class Watches:
    """Everybody who waits on one engine."""

    def __init__(self, journal: Journal) -> None:
        self._journal = journal
        self._followers: dict[int, _Follower] = {}
        self._listener = journal.add_listener(self._wake)
        self._scheduled = False

    def add(
        self,
        connection: int,
        pattern: str,
        *,
        after: int = 0,
        timeout_seconds: float | None = None,
        call: Call,
    ) -> Watch:
        """Call `call` once with the first reading after seq `after` that matches.

        `connection` 0: on any. FilterError for a bad pattern. The loop's thread only.
        """
        watch = Watch(compiled(pattern), after, call)
        follower = self._followers.get(connection)
        if follower is None or follower.forgotten > after:
            waiting = [] if follower is None else follower.watches
            follower = self._followers[connection] = _Follower(connection)
            follower.watches = waiting
        if timeout_seconds is not None:
            loop = asyncio.get_running_loop()
            watch.timer = loop.call_later(timeout_seconds, self._time_is_up, watch)
        follower.add(watch)
        self._wake()
        return watch

    def closed(self, connection: int) -> None:
        """The connection is gone: let its waiters read to the end, then forget it."""
        follower = self._followers.get(connection)
        if follower is not None and not follower.watches:
            del self._followers[connection]

    def end(self) -> None:
        """The engine stops."""
        self._listener.remove()
        for follower in self._followers.values():
            follower.end()
        self._followers.clear()

    def _time_is_up(self, watch: Watch) -> None:
        watch.last = self._journal.last
        self._wake()

    def _wake(self) -> None:
        if not self._scheduled:
            self._scheduled = True
            asyncio.get_running_loop().call_soon(self._run)

    def _run(self) -> None:
        self._scheduled = False
        active = {n: f for n, f in self._followers.items() if any(not w.over for w in f.watches)}
        more = False
        for number, follower in active.items():
            more |= follower.step(self._journal)
            if follower.ended:
                self._followers.pop(number, None)
        waiting = [f.position for f in active.values() if f.watches]
        if waiting and (more or not self._listener.arm(min(waiting))):
            self._wake()
