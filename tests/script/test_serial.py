"""One after the other, on one thread where that is granted."""

from __future__ import annotations

import queue
import threading
from collections.abc import Iterator
from typing import Any

import pytest

from h2craft.script.pool import WorkerPool
from h2craft.script.serial import Serial, State

PATIENCE_SECONDS = 20


class Collects(Serial):
    """Remembers what it handled and on which thread; "end" is its last."""

    def __init__(self, pool: WorkerPool) -> None:
        super().__init__(pool)
        self.handled: queue.SimpleQueue[tuple[Any, int]] = queue.SimpleQueue()
        self.rests = threading.Semaphore(0)
        self.left: list[Any] | None = None
        self.ended = threading.Event()

    def handle(self, item: Any) -> bool:
        if callable(item):
            item()
        self.handled.put((item, threading.get_ident()))
        return bool(item != "end")

    def idle(self) -> None:
        self.rests.release()

    def over(self, left: list[Any]) -> None:
        self.left = left
        self.ended.set()

    def next(self) -> tuple[Any, int]:
        return self.handled.get(timeout=PATIENCE_SECONDS)

    def await_rest(self) -> None:
        assert self.rests.acquire(timeout=PATIENCE_SECONDS)


@pytest.fixture
def pool() -> Iterator[WorkerPool]:
    made = WorkerPool()
    yield made
    made.close()


def test_items_are_handled_in_order_on_one_thread(pool: WorkerPool) -> None:
    serial = Collects(pool)
    threads = set()
    for number in range(20):
        serial.deliver(number)
        item, thread = serial.next()
        assert item == number
        threads.add(thread)
        serial.await_rest()
    assert len(threads) == 1


def test_what_comes_while_one_is_handled_waits_its_turn(pool: WorkerPool) -> None:
    serial = Collects(pool)
    go = threading.Event()
    wait = lambda: go.wait(PATIENCE_SECONDS)  # noqa: E731
    serial.deliver(wait)
    serial.deliver(1)
    serial.deliver(2)
    go.set()
    assert [serial.next()[0] for _ in range(3)] == [wait, 1, 2]


def test_beyond_the_threshold_the_thread_is_given_back() -> None:
    pool = WorkerPool(max_threads=2, max_waiting=1)
    serials = [Collects(pool) for _ in range(10)]
    for number, serial in enumerate(serials):
        serial.deliver(number)
        assert serial.next()[0] == number
        serial.await_rest()
    assert pool.threads <= 2
    for serial in serials:
        serial.deliver("again")
        assert serial.next()[0] == "again"
    pool.close()


def test_after_the_end_nothing_is_handled(pool: WorkerPool) -> None:
    serial = Collects(pool)
    go = threading.Event()
    for item in (lambda: go.wait(PATIENCE_SECONDS), "end", "late", "later"):
        serial.deliver(item)
    go.set()
    assert serial.ended.wait(PATIENCE_SECONDS)
    assert serial.left == ["late", "later"]
    serial.deliver("too late")
    assert serial.state is State.OVER
    assert not serial.inbox
