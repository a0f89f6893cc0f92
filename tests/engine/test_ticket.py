from __future__ import annotations

import threading

from h2craft.endpoint import Outcome
from h2craft.engine import Ticket


def test_threads_that_wait_are_all_woken() -> None:
    ticket = Ticket()
    seen: list[Outcome | None] = []
    threads = [threading.Thread(target=lambda: seen.append(ticket.wait(10))) for _ in range(5)]
    for thread in threads:
        thread.start()
    ticket.settle(Outcome(True))
    for thread in threads:
        thread.join()
    assert seen == [Outcome(True)] * 5
    assert ticket.wait(0) == Outcome(True)


def test_waiting_ends_with_the_time() -> None:
    assert Ticket().wait(0.001) is None


def test_only_the_first_outcome_counts() -> None:
    ticket = Ticket()
    ticket.settle(Outcome(True))
    ticket.settle(Outcome(False, "late"))
    assert ticket.outcome == Outcome(True)


def test_callbacks_are_called_once_before_or_after() -> None:
    ticket = Ticket()
    called: list[str] = []
    ticket.add_done_callback(lambda _: called.append("before"))
    assert not called
    ticket.settle(Outcome(True))
    ticket.add_done_callback(lambda _: called.append("after"))
    assert called == ["before", "after"]
