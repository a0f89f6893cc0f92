"""Front ends that wait for something new: one listener at the journal, one at the desk, for all.

On the control thread's loop but for `_told`, which the engine's thread calls and which is quick.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import suppress

from h2craft.client import Desk, EngineClient
from h2craft.control.asks import AskError
from h2craft.control.codec import to_json
from h2craft.control.front import Asked, Front
from h2craft.control.protocol import LONGEST_POLL, line_of

MOST_LOOKS = 4  # of one front end at a time
GAP_SECONDS = 0.005  # between two rounds: a busy engine is not stopped for each record
DESK_SHARE = 10.0  # writing a desk takes a tenth of the time at most


class Look:
    """A front end that waits. `desk` is the version it knows, None where it is not of interest;
    `urgent`: it has to have the desk as it is now."""

    __slots__ = ("after", "asked", "desk", "timer", "urgent")

    def __init__(self, asked: Asked, after: int, desk: int | None, urgent: bool) -> None:
        self.asked = asked
        self.after = after
        self.desk = desk
        self.urgent = urgent
        self.timer: asyncio.TimerHandle | None = None


class News:
    """See the module. Made and closed on the loop."""

    def __init__(self, client: EngineClient) -> None:
        self._loop = asyncio.get_running_loop()
        self._client = client
        self._journal = client.records
        self._waiting: list[Look] = []
        self._listener = self._journal.add_listener(self._told)
        self._arm_desk: Callable[[int], bool] = client.desk_listener(self._told)
        self._round: asyncio.Handle | None = None
        self._looked = 0.0
        self._desk: Desk | None = None
        self._desk_text = b"null"
        self._desk_not_before = 0.0

    def close(self) -> None:
        """Nobody is told any more."""
        self._listener.remove()
        self._client.desk_listener(lambda: None)
        for look in self._waiting:
            if look.timer is not None:
                look.timer.cancel()
        self._waiting.clear()

    def look(self, asked: Asked, after: int, desk: int | None, within: float) -> None:
        """Answer when something is new, or the time is up. AskError for one too many."""
        look = Look(asked, after, desk, within <= 0)
        if look.urgent or self._is_news(look):
            self._answer(look)
            return
        if sum(one.asked.front is asked.front for one in self._waiting) >= MOST_LOOKS:
            raise AskError(f"{MOST_LOOKS} looks wait for something new already")
        self._waiting.append(look)
        look.timer = self._loop.call_later(min(within, LONGEST_POLL), self._time_is_up, look)
        self._wait()

    def trouble(self, text: str, fronts: list[Front]) -> None:
        """Something failed outside of any connection."""
        for front in fronts:
            front.troubles.append(text)
        self._come()

    def left(self, front: Front) -> None:
        """It has gone."""
        for look in [one for one in self._waiting if one.asked.front is front]:
            self._take_out(look)

    def _time_is_up(self, look: Look) -> None:
        self._take_out(look)
        self._answer(look)

    def _take_out(self, look: Look) -> None:
        self._waiting.remove(look)
        if look.timer is not None:
            look.timer.cancel()

    # Waiting

    def _told(self) -> None:
        with suppress(RuntimeError):  # the loop is closed
            self._loop.call_soon_threadsafe(self._come)

    def _wait(self) -> None:
        """Have `_told` called for what is new from here on."""
        if self._round is not None:
            return  # it is looked at soon anyway
        last = self._journal.last
        news = any(look.after < last for look in self._waiting)
        if news or not self._listener.arm(last) or not self._desk_armed():
            self._come()

    def _desk_armed(self) -> bool:
        known = {look.desk for look in self._waiting} - {None}
        if not known:
            return True
        version = self._client.desk().version
        return known == {version} and self._arm_desk(version)

    def _come(self) -> None:
        """Look through those who wait: at once after a quiet time, else a little later."""
        if self._round is not None or not self._waiting:
            return
        rest = self._looked + GAP_SECONDS - self._loop.time()
        if rest <= 0:
            self._round = self._loop.call_soon(self._look_through)
        else:
            self._round = self._loop.call_later(rest, self._look_through)

    def _look_through(self) -> None:
        self._round = None
        self._looked = self._loop.time()
        for look in [one for one in self._waiting if self._is_news(one)]:
            self._take_out(look)
            self._answer(look)
        if self._waiting:
            self._wait()

    def _is_news(self, look: Look) -> bool:
        if self._journal.last > look.after or look.asked.front.troubles:
            return True
        if look.desk is None or self._loop.time() < self._desk_not_before:
            return False
        return self._client.desk().version != look.desk

    # Answering

    def _answer(self, look: Look) -> None:
        journal, troubles = self._journal, look.asked.front.troubles
        said = line_of([*troubles])[:-1]
        troubles.clear()
        look.asked.answer(
            b'{"first":%d,"last":%d,"lost":%d,"desk":%b,"troubles":%b}'
            % (journal.first, journal.last, journal.lost, self._desk_for(look), said)
        )

    def _desk_for(self, look: Look) -> bytes:
        """The desk as JSON; null where the front end knows it, or one was written just now."""
        began = self._loop.time()
        desk = self._client.desk()
        if look.desk is None or look.desk == desk.version:
            return b"null"
        if desk is not self._desk:
            if began < self._desk_not_before and not look.urgent:
                return b"null"
            self._desk, self._desk_text = desk, line_of(to_json(desk))[:-1]
            now = self._loop.time()
            self._desk_not_before = now + DESK_SHARE * (now - began)
        return self._desk_text
