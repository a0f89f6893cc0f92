"""Breakpoints: what a script does stops here until somebody has decided about it.

On the loop's thread throughout. Knows actions and channels, and no script from within.

One queue a stream: its first action is the one that is held, what the script does after it waits
behind, so nothing overtakes. Other streams go on. Only what puts octets on the wire is looked at;
everything else passes, in its turn. While a breakpoint is set, scripts wait also for what they
would not have waited for, so what is queued is bounded by the threads there are.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol

from h2craft.actions import Action, Headers, PushPromise, Send, SendOctets, action_to_json
from h2craft.endpoint import Outcome, without_bodies
from h2craft.engine import Link, Ticket
from h2craft.filter import Filter
from h2craft.script.desk import HeldAction, Verdict
from h2craft.script.readings import Place, readings_of_action, status_in
from h2craft.trace import Kind, Origin

LONGEST_DELAY = 86_400.0
Key = tuple[int, int]


class Channel(Protocol):
    """Of a script's channel, what matters here. `status`: of the head that went through it."""

    stream_id: int
    script: str
    status: int | None

    @property
    def connection(self) -> int: ...

    @property
    def link(self) -> Link: ...

    def fire_now(self, action: Action, ticket: Ticket | None, *, heard: bool) -> Outcome:
        """Do it, and tell whoever waits."""


@dataclass(slots=True)
class _Item:
    """`heard`: the script is told of a refusal; else the channel answers it."""

    channel: Channel
    action: Action
    ticket: Ticket | None
    heard: bool
    shown: HeldAction | None = None
    timer: asyncio.TimerHandle | None = None


class Breakpoints:
    """See the module.

    filter   actions with a frame that matches are held; None: none are
    active   whether anything has to be asked here at all
    request  the fields of the request on a stream, empty where there is none
    """

    def __init__(
        self,
        touch: Callable[[], object],
        request: Callable[[int, int], tuple[tuple[bytes, bytes], ...]],
    ) -> None:
        self.active = False
        self._filter: Filter | None = None
        self._touch = touch
        self._request = request
        self._queues: dict[Key, deque[_Item]] = {}
        self._held: dict[int, Key] = {}

    @property
    def filter(self) -> Filter | None:
        return self._filter

    @filter.setter
    def filter(self, wanted: Filter | None) -> None:
        self._filter = wanted
        self._settle_active()

    def _settle_active(self) -> None:
        self.active = self._filter is not None or bool(self._queues)

    @property
    def shown(self) -> tuple[HeldAction, ...]:
        """Held actions, in the order they were stopped."""
        firsts = (self._queues[key][0].shown for _, key in sorted(self._held.items()))
        return tuple(shown for shown in firsts if shown is not None)

    # Stopping

    def stops(
        self, channel: Channel, action: Action, ticket: Ticket | None, *, heard: bool
    ) -> bool:
        """True when the action is held, or waits behind one that is: it is taken over then."""
        key = channel.connection, channel.stream_id
        queue = self._queues.get(key)
        item = _Item(channel, action, ticket, heard)
        if queue is not None:
            queue.append(item)
            return True
        if not self._matches(item):
            _note_status(channel, action)
            return False
        self._queues[key] = deque((item,))
        self._hold(key, item)
        return True

    def _matches(self, item: _Item) -> bool:
        action = item.action
        if self._filter is None or not isinstance(action, Send | SendOctets):
            return False
        matches = self._filter.matches
        readings = readings_of_action(action, self._place(item))
        try:
            return any(matches(reading) for reading in readings)
        except Exception:  # a script may put anything into an action; the endpoint refuses it
            return False

    def _place(self, item: _Item) -> Place:
        channel = item.channel
        return Place(
            connection=channel.connection,
            stream_id=channel.stream_id,
            at=channel.link.engine.now(),
            script=channel.script,
            request=self._request(channel.connection, channel.stream_id),
            status=channel.status,
        )

    def _hold(self, key: Key, item: _Item) -> None:
        channel = item.channel
        detail = {
            "stream": channel.stream_id,
            "script": channel.script,
            "action": _told(item.action),
        }
        seq = channel.link.record(Kind.ACTION_HELD, origin=Origin.SCRIPT, detail=detail)
        item.shown = HeldAction(
            seq=seq,
            connection=channel.connection,
            stream_id=channel.stream_id,
            at=channel.link.engine.now(),
            action=item.action,
            script=channel.script,
        )
        self._held[seq] = key
        self._settle_active()
        self._touch()

    # Deciding

    def decide(
        self,
        held_seq: int,
        verdict: Verdict,
        *,
        action: Action | None = None,
        seconds: float = 0.0,
    ) -> Outcome:
        """What becomes of a held action; the outcome is that of what left instead of waiting.

        RELEASE    it leaves; a refusal is told to the script, and here
        EDIT       `action` leaves in its place, and counts as the script's: it is told the outcome.
                   A refused one is told here alone, and the script's stays held
        DROP       nothing leaves, and the script is told that it was done. It keeps book by that:
                   after a dropped END_STREAM its `response.writer.stream_ended` is True, so nobody
                   ends the stream but a person, or the client
        DUPLICATE  it leaves twice; the script is told what became of the first
        DELAY      it is released in so many seconds; until then something else may be decided
        """
        key = self._held.get(held_seq)
        if key is None:
            return Outcome(False, f"no action is held by the number {held_seq}")
        return _DO[verdict](self, key, self._queues[key][0], action, seconds)

    def _release(self, key: Key, item: _Item, action: Action | None, seconds: float) -> Outcome:
        self._let_pass(key, item, Verdict.RELEASE)
        outcome = _leave(item, item.action)
        self._go_on(key)
        return outcome

    def _edit(self, key: Key, item: _Item, action: Action | None, seconds: float) -> Outcome:
        if action is None:
            return Outcome(False, "edit needs the action that goes in its place")
        assert item.shown is not None
        link, ticket = item.channel.link, item.ticket or Ticket()
        outcome = link.attempt(action, Origin.HAND, item.shown.seq, ticket)
        if not outcome.accepted:
            return outcome
        _note_status(item.channel, action)
        self._let_pass(key, item, Verdict.EDIT, action=_told(action))
        self._go_on(key)
        return outcome

    def _drop(self, key: Key, item: _Item, action: Action | None, seconds: float) -> Outcome:
        seq = self._let_pass(key, item, Verdict.DROP)
        if item.ticket is not None:
            item.ticket.settle(Outcome(True, stream_id=_promised(item), seq=seq))
        self._go_on(key)
        return Outcome(True, seq=seq)

    def _duplicate(self, key: Key, item: _Item, action: Action | None, seconds: float) -> Outcome:
        seq = self._let_pass(key, item, Verdict.DUPLICATE)
        outcome = _leave(item, item.action)
        if outcome.accepted:
            outcome = item.channel.link.fire(item.action, Origin.HAND, seq)
        self._go_on(key)
        return outcome

    def _delay(self, key: Key, item: _Item, action: Action | None, seconds: float) -> Outcome:
        if not 0 <= seconds <= LONGEST_DELAY:
            return Outcome(False, f"a delay is 0 to {LONGEST_DELAY:,.0f} seconds, not {seconds}")
        assert item.shown is not None

        def released() -> None:
            self._let_pass(key, item, Verdict.DELAY, seconds=seconds)
            _leave(item, item.action)
            self._go_on(key)

        if item.timer is not None:
            item.timer.cancel()
        item.timer = item.channel.link.engine.loop.call_later(seconds, released)
        return Outcome(True, seq=item.shown.seq)

    def _let_pass(
        self,
        key: Key,
        item: _Item,
        verdict: str,
        *,
        origin: Origin = Origin.HAND,
        **detail: Any,
    ) -> int:
        """It is held no longer, and the journal says why. The rest of its queue is still there."""
        assert item.shown is not None
        if item.timer is not None:
            item.timer.cancel()
        self._queues[key].popleft()
        del self._held[item.shown.seq]
        said = {"stream": item.channel.stream_id, "verdict": str(verdict), **detail}
        seq = item.channel.link.record(
            Kind.ACTION_RELEASED, cause=item.shown.seq, origin=origin, detail=said
        )
        self._touch()
        return seq

    def _go_on(self, key: Key) -> None:
        """What waited behind it: up to the next that matches."""
        queue = self._queues[key]
        while queue:
            if self._matches(queue[0]):
                self._hold(key, queue[0])
                return
            item = queue.popleft()
            _leave(item, item.action)
        del self._queues[key]
        self._settle_active()

    # Ends

    def ended(self, connection: int, stream_id: int, reason: str) -> None:
        """The stream is over; whatever waits has failed."""
        key = connection, stream_id
        queue = self._queues.get(key)
        if queue is None:
            return
        items = list(queue)
        self._let_pass(key, items[0], "ended", origin=Origin.ENGINE, reason=reason)
        del self._queues[key]
        self._settle_active()
        for item in items:
            if item.ticket is not None:
                item.ticket.settle(Outcome(False, reason))

    def connection_ended(self, connection: int, reason: str) -> None:
        for number, stream_id in list(self._queues):
            if number == connection:
                self.ended(number, stream_id, reason)

    def close(self) -> None:
        """The server stops."""
        self._filter = None
        for connection, stream_id in list(self._queues):
            self.ended(connection, stream_id, "the server has stopped")


NO_BREAKPOINTS = Breakpoints(lambda: None, lambda connection, stream_id: ())
"""Where nothing is ever held."""


def _leave(item: _Item, action: Action) -> Outcome:
    _note_status(item.channel, action)
    return item.channel.fire_now(action, item.ticket, heard=item.heard)


def _note_status(channel: Channel, action: Action) -> None:
    """So that `status:` holds for what follows the head."""
    if not isinstance(action, Send):
        return
    for crafted in action.frames:
        if isinstance(crafted, Headers) and crafted.stream_id == channel.stream_id:
            try:
                status = status_in((field[0], field[1]) for field in crafted.fields)
            except (TypeError, IndexError, AttributeError):
                continue  # a script's own idea of fields
            channel.status = status or channel.status


def _promised(item: _Item) -> int | None:
    """The stream a dropped promise would have been for: the script may ask what it was."""
    if isinstance(item.action, Send):
        for crafted in item.action.frames:
            if isinstance(crafted, PushPromise):
                endpoint = item.channel.link.endpoint
                unknown = endpoint.lawful.next_stream_id if endpoint is not None else None
                return crafted.promised_stream_id or unknown
    return None


def _told(action: Action) -> dict[str, Any]:
    """As the journal has it: large bodies are left out."""
    return action_to_json(without_bodies(action) if isinstance(action, Send) else action)


_DO: dict[Verdict, Callable[[Breakpoints, Key, _Item, Action | None, float], Outcome]] = {
    Verdict.RELEASE: Breakpoints._release,
    Verdict.EDIT: Breakpoints._edit,
    Verdict.DROP: Breakpoints._drop,
    Verdict.DUPLICATE: Breakpoints._duplicate,
    Verdict.DELAY: Breakpoints._delay,
}
