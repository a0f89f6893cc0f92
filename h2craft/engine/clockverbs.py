"""The two verbs the endpoint has no clock for: Sleep, and Await, which waits for a record."""

from __future__ import annotations

from typing import TYPE_CHECKING

from h2craft.actions import Await, Sleep
from h2craft.endpoint import Outcome
from h2craft.engine.ticket import Ticket
from h2craft.engine.ticketbook import TicketBook
from h2craft.trace import Kind, Origin

if TYPE_CHECKING:
    from h2craft.engine.link import Link
    from h2craft.model import Reading


def take_time(
    link: Link,
    tickets: TicketBook,
    action: Sleep | Await,
    ticket: Ticket,
    origin: Origin,
    cause: int,
    after: int = 0,
) -> None:
    """Settle the ticket when the time is up or the record is there, unless its link has gone.

    `after`: of `Await`, the record it looks from; 0 for now.
    """
    engine = link.engine
    seq = link.record(Kind.ACTION_FIRED, cause=cause, origin=origin, detail=action)

    def done(reason: str = "") -> None:
        if tickets.clock_struck(ticket):
            link.record(Kind.ACTION_DONE, cause=seq, detail={"reason": reason})
            ticket.settle(Outcome(not reason, reason, seq=seq))

    def seen(reading: Reading | None) -> None:
        ticket.found = 0 if reading is None else reading.record.seq
        done("" if reading is not None else "nothing came that matches")

    if isinstance(action, Sleep):
        tickets.wait_for_clock(ticket, engine.loop.call_later(action.seconds, done))
        return
    tickets.wait_for_clock(ticket, None)
    try:
        engine.watches.add(
            link.connection,
            action.pattern,
            after=after or seq,
            timeout_seconds=action.timeout_seconds,
            call=seen,
        )
    except ValueError as error:
        done(str(error))
