from __future__ import annotations

from h2craft.endpoint import Outcome
from h2craft.engine import Ticket
from h2craft.engine.ticketbook import CLOSED, TicketBook


def test_what_is_written_is_settled_when_the_link_says_so() -> None:
    book, ticket = TicketBook(), Ticket()
    book.put(ticket, Outcome(True, seq=7))
    assert not ticket.done
    book.settle_written()
    assert ticket.outcome == Outcome(True, seq=7)


def test_what_is_queued_waits_for_the_endpoint() -> None:
    book, sent, failed = TicketBook(), Ticket(), Ticket()
    book.put(sent, Outcome(True, pending=1))
    book.put(failed, Outcome(True, pending=2))
    book.settle_written()
    assert not sent.done
    book.completed([(1, None), (2, "the stream was reset"), (3, None)])
    book.settle_written()
    assert sent.outcome == Outcome(True)
    assert failed.outcome == Outcome(False, "the stream was reset")


def test_at_the_end_everything_is_settled() -> None:
    book = TicketBook()
    written, sent, queued, clocked = Ticket(), Ticket(), Ticket(), Ticket()
    book.put(written, Outcome(True))
    book.put(sent, Outcome(True, pending=1))
    book.put(queued, Outcome(True, pending=2))
    book.wait_for_clock(clocked, None)
    book.settle_all([(1, None)])
    assert written.outcome == sent.outcome == Outcome(True)
    assert queued.outcome == clocked.outcome == Outcome(False, CLOSED)
    assert not book.clock_struck(clocked)
