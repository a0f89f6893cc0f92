"""Calls on their way to the loop: in order, and with few wake-ups."""

from __future__ import annotations

import itertools
import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from h2craft.engine import EngineError
from h2craft.script.outbox import CALLS_AT_ONCE, Outbox
from h2craft.script.pool import WorkerPool

PATIENCE_SECONDS = 20


class Loop:
    """An engine's `post`, by hand."""

    def __init__(self) -> None:
        self.posted: list[Callable[[], object]] = []
        self.faults: list[Exception] = []
        self.woken = threading.Event()
        self.gone = False

    def post(self, call: Callable[[], object]) -> None:
        if self.gone:
            raise EngineError("gone")
        self.posted.append(call)
        self.woken.set()

    def note_fault(self, connection: int, error: Exception) -> None:
        self.faults.append(error)

    def run(self) -> None:
        while self.posted:
            self.posted.pop(0)()


class Job:
    def __init__(self, run: Callable[[], object]) -> None:
        self._run = run

    def run(self) -> None:
        self._run()

    def queued(self, running: int) -> None:
        return


@pytest.fixture
def pool() -> Iterator[WorkerPool]:
    made = WorkerPool()
    yield made
    made.close()


@pytest.fixture
def loop() -> Loop:
    return Loop()


@pytest.fixture
def outbox(pool: WorkerPool, loop: Any) -> Outbox:
    made = Outbox(pool)
    made.open(loop)
    return made


def test_another_threads_call_leaves_at_once(outbox: Outbox, loop: Loop) -> None:
    done: list[int] = []
    outbox.post(lambda: done.append(1))
    assert len(loop.posted) == 1
    loop.run()
    assert done == [1]


def test_a_workers_calls_leave_together_and_in_order(
    outbox: Outbox, pool: WorkerPool, loop: Loop
) -> None:
    done: list[int] = []

    def work() -> None:
        for number in range(100):
            outbox.post(lambda number=number: done.append(number))  # type: ignore[misc]

    pool.submit(Job(work))
    while len(done) < 100:
        assert loop.woken.wait(PATIENCE_SECONDS)
        loop.woken.clear()
        loop.run()
    assert done == list(range(100))


def test_of_very_many_calls_some_are_made_and_the_loop_goes_round(
    outbox: Outbox, loop: Loop
) -> None:
    done: list[int] = []
    for number in range(CALLS_AT_ONCE + 10):
        outbox.post(lambda number=number: done.append(number))  # type: ignore[misc]
    loop.posted.pop(0)()
    assert done == list(range(CALLS_AT_ONCE))
    assert len(loop.posted) == 1
    loop.run()
    assert done == list(range(CALLS_AT_ONCE + 10)) and loop.posted == []


def test_calls_leave_before_a_wait(outbox: Outbox, pool: WorkerPool, loop: Loop) -> None:
    go, finished = threading.Event(), threading.Event()

    def work() -> None:
        outbox.post(lambda: None)
        with pool.blocking():
            go.wait(PATIENCE_SECONDS)
        finished.set()

    pool.submit(Job(work))
    assert loop.woken.wait(PATIENCE_SECONDS)
    assert not finished.is_set()
    go.set()
    assert finished.wait(PATIENCE_SECONDS)


def test_calls_leave_though_the_worker_blocks_without_a_word(
    outbox: Outbox, pool: WorkerPool, loop: Loop
) -> None:
    go = threading.Event()

    def work() -> None:
        outbox.post(lambda: None)
        go.wait(PATIENCE_SECONDS)

    pool.submit(Job(work))
    assert loop.woken.wait(PATIENCE_SECONDS)
    go.set()


def test_a_call_that_raises_is_noted_and_the_rest_are_made(outbox: Outbox, loop: Loop) -> None:
    done: list[int] = []

    def fails() -> None:
        raise ValueError("no")

    outbox.post(fails)
    outbox.post(lambda: done.append(1))
    loop.run()
    assert done == [1]
    assert [type(error) for error in loop.faults] == [ValueError]


def test_nothing_can_be_posted_before_it_opens_or_after_it_closed(
    pool: WorkerPool, loop: Any
) -> None:
    outbox = Outbox(pool)
    with pytest.raises(EngineError):
        outbox.post(lambda: None)
    outbox.open(loop)
    outbox.close()
    with pytest.raises(EngineError):
        outbox.post(lambda: None)


def test_what_was_posted_before_it_closes_is_called_once_as_somebody_may_wait_for_it(
    outbox: Outbox, loop: Loop
) -> None:
    done: list[int] = []
    outbox.post(lambda: done.append(1))
    outbox.close()
    assert done == [1]
    loop.run()
    assert done == [1]


def test_a_call_that_comes_while_it_closes_is_called_or_refused(
    outbox: Outbox, pool: WorkerPool, loop: Loop
) -> None:
    called, refused = [], []

    def pester() -> None:
        for number in itertools.count():
            try:
                outbox.post(lambda number=number: called.append(number))
            except EngineError:
                refused.append(number)
                return

    thread = threading.Thread(target=pester)
    thread.start()
    while not called:
        loop.run()
    outbox.close()
    thread.join(PATIENCE_SECONDS)
    assert called == list(range(refused[0]))


def test_an_engine_that_is_gone_is_said_to_the_caller(outbox: Outbox, loop: Loop) -> None:
    loop.gone = True
    with pytest.raises(EngineError):
        outbox.post(lambda: None)


def test_an_engine_that_went_while_a_worker_posted_is_forgotten(
    outbox: Outbox, pool: WorkerPool, loop: Loop
) -> None:
    loop.gone = True
    flushed = threading.Event()
    flush = pool.flush

    def flush_and_say() -> None:
        flush()
        flushed.set()

    pool.flush = flush_and_say
    pool.submit(Job(lambda: outbox.post(lambda: None)))
    assert flushed.wait(PATIENCE_SECONDS)
    loop.gone = False
    with pytest.raises(EngineError):
        outbox.post(lambda: None)


def test_a_loop_that_lingers_gets_a_quick_answer_without_a_wake_up(
    pool: WorkerPool, loop: Any
) -> None:
    outbox = Outbox(pool)
    outbox.open(loop)
    answered: list[int] = []
    for turn in range(200):
        outbox.linger()  # nothing is waited for: nothing happens
        pool.submit(Job(lambda turn=turn: outbox.post(lambda: answered.append(turn))))
        loop.after_batch()
        if len(answered) <= turn:  # the worker was late: it has posted, or will
            assert loop.woken.wait(PATIENCE_SECONDS)
        loop.run()
        loop.woken.clear()
        while len(answered) <= turn:
            loop.run()
    assert answered == list(range(200))


def test_a_loop_lingers_less_and_less_for_handlers_that_block(pool: WorkerPool, loop: Any) -> None:
    outbox = Outbox(pool)
    outbox.open(loop)
    held = threading.Event()
    for _ in range(2):
        pool.submit(Job(held.wait))
    waited = 0
    for _ in range(1_000):
        skipped = outbox._skip
        loop.after_batch()
        waited += skipped == 0
    held.set()
    assert waited < 15
