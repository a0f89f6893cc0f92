"""The open tickets of one connection. Knows outcomes, no socket."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from dataclasses import replace

from h2craft.endpoint import Outcome
from h2craft.engine.ticket import Ticket

CLOSED = "the connection is closed"

Completed = Iterable[tuple[int, str | None]]


class TicketBook:
    """Tickets by what they wait for.

    A ticket whose octets are written waits for `settle_written`, which the link calls while the
    transport takes more: so a thread that waits for each of its actions cannot outrun a client
    that does not read.
    """

    __slots__ = ("_clocked", "_queued", "_written")

    def __init__(self) -> None:
        self._written: list[tuple[Ticket, Outcome]] = []
        self._queued: dict[int, tuple[Ticket, Outcome]] = {}
        self._clocked: dict[Ticket, asyncio.TimerHandle | None] = {}

    def put(self, ticket: Ticket, outcome: Outcome) -> None:
        if outcome.pending is None:
            self._written.append((ticket, outcome))
        else:
            self._queued[outcome.pending] = ticket, outcome

    def completed(self, completed: Completed) -> None:
        """What waited in the endpoint's queue has left, or never will."""
        for number, error in completed:
            queued = self._queued.pop(number, None)
            if queued is not None:
                self._written.append((queued[0], _final(queued[1], error)))

    def settle_written(self) -> None:
        if self._written:
            written, self._written = self._written, []
            for ticket, outcome in written:
                ticket.settle(outcome)

    def wait_for_clock(self, ticket: Ticket, timer: asyncio.TimerHandle | None) -> None:
        self._clocked[ticket] = timer

    def clock_struck(self, ticket: Ticket) -> bool:
        """True where the ticket still waited; it no longer does."""
        return self._clocked.pop(ticket, False) is not False

    def settle_all(self, completed: Completed) -> None:
        """The connection is gone."""
        self.completed(completed)
        self.settle_written()
        for ticket, outcome in self._queued.values():
            ticket.settle(_final(outcome, CLOSED))
        for ticket, timer in self._clocked.items():
            if timer is not None:
                timer.cancel()
            ticket.settle(Outcome(False, CLOSED))
        self._queued, self._clocked = {}, {}


def _final(outcome: Outcome, error: str | None) -> Outcome:
    """The outcome of what had to wait."""
    return replace(outcome, pending=None, accepted=error is None, reason=error or "")
