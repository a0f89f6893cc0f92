"""The pool with real threads. What a job waits for is an event the test sets; only the jobs whose
subject is an uncooperative block sleep."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator

import pytest

from h2craft.script.pool import WorkerPool

PATIENCE_SECONDS = 20


class Call:
    """A job that calls a function, and remembers that it was told to wait."""

    def __init__(self, call: Callable[[], object]) -> None:
        self.call = call
        self.told: list[int] = []

    def run(self) -> None:
        self.call()

    def queued(self, running: int) -> None:
        self.told.append(running)


@pytest.fixture
def pool() -> Iterator[WorkerPool]:
    made = WorkerPool()
    yield made
    made.close()


def finish(pool: WorkerPool, count: int, call: Callable[[], object]) -> None:
    """Run `call` as `count` jobs and wait for all of them."""
    done = threading.Semaphore(0)

    def job() -> None:
        try:
            call()
        finally:
            done.release()

    for _ in range(count):
        pool.submit(Call(job))
    for _ in range(count):
        assert done.acquire(timeout=PATIENCE_SECONDS)


def test_short_jobs_that_come_together_share_one_thread(pool: WorkerPool) -> None:
    threads: set[int] = set()
    finish(pool, 200, lambda: threads.add(threading.get_ident()))
    assert len(threads) <= 3  # one, unless the machine stalls


def test_jobs_run_in_the_order_they_came(pool: WorkerPool) -> None:
    order: list[int] = []
    done = threading.Event()
    for number in range(100):
        pool.submit(Call(lambda number=number: order.append(number)))  # type: ignore[misc]
    pool.submit(Call(done.set))
    assert done.wait(PATIENCE_SECONDS)
    assert order == list(range(100))


def test_who_comes_with_one_job_does_not_wait_for_all_of_another() -> None:
    pool = WorkerPool(max_threads=1)
    order: list[str] = []
    begun, go, done = threading.Event(), threading.Event(), threading.Event()

    def first() -> None:
        begun.set()
        assert go.wait(PATIENCE_SECONDS)

    pool.submit(Call(first), 1)
    assert begun.wait(PATIENCE_SECONDS)
    for name in ("one", "two", "three"):
        pool.submit(Call(lambda name=name: order.append(name)), 1)  # type: ignore[misc]
    pool.submit(Call(lambda: order.append("another's")), 2)
    pool.submit(Call(done.set), 1)
    go.set()
    assert done.wait(PATIENCE_SECONDS)
    assert order == ["one", "another's", "two", "three"]
    pool.close()


def test_a_hundred_sleepers_take_little_longer_than_one(pool: WorkerPool) -> None:
    began = time.monotonic()
    finish(pool, 100, lambda: time.sleep(1))
    assert time.monotonic() - began < 3  # the benchmark holds it to 1.2; a loaded machine may not


def test_a_job_behind_a_stuck_one_does_not_wait_for_it(pool: WorkerPool) -> None:
    release, ran = threading.Event(), threading.Event()
    pool.submit(Call(release.wait))
    pool.submit(Call(ran.set))
    assert ran.wait(PATIENCE_SECONDS)
    release.set()


def test_an_announced_wait_makes_room_at_once(pool: WorkerPool) -> None:
    release, ran = threading.Event(), threading.Event()

    def waits() -> None:
        with pool.blocking():
            release.wait(PATIENCE_SECONDS)

    pool.submit(Call(waits))
    pool.submit(Call(ran.set))
    assert ran.wait(PATIENCE_SECONDS)
    release.set()


def test_announcing_a_wait_outside_a_worker_does_nothing(pool: WorkerPool) -> None:
    with pool.blocking(), pool.blocking():
        assert pool.threads == 0


def test_nested_waits_count_once(pool: WorkerPool) -> None:
    def waits() -> None:
        with pool.blocking(), pool.blocking():
            pass

    finish(pool, 50, waits)
    finish(pool, 50, lambda: None)


def test_a_job_that_raises_does_not_take_its_worker_along(
    pool: WorkerPool, monkeypatch: pytest.MonkeyPatch
) -> None:
    raised: list[type[BaseException]] = []
    monkeypatch.setattr(threading, "excepthook", lambda args: raised.append(args.exc_type))

    def exits() -> None:
        raise SystemExit(3)

    pool.submit(Call(exits))
    finish(pool, 1, lambda: None)
    assert raised == [SystemExit]


def test_jobs_beyond_the_cap_are_told_and_run_later() -> None:
    pool = WorkerPool(max_threads=2)
    release, blocked, ran = threading.Event(), threading.Semaphore(0), threading.Event()

    def sits() -> None:
        with pool.blocking():
            blocked.release()
            release.wait(PATIENCE_SECONDS)

    for _ in range(2):
        pool.submit(Call(sits))
        assert blocked.acquire(timeout=PATIENCE_SECONDS)
    late = Call(ran.set)
    pool.submit(late)
    assert late.told == [2]
    assert not ran.is_set()
    release.set()
    assert ran.wait(PATIENCE_SECONDS)
    pool.close()


def test_jobs_stuck_behind_a_cap_of_sleepers_are_told_by_the_watch() -> None:
    pool = WorkerPool(max_threads=2)
    release, told = threading.Event(), threading.Event()

    class Late(Call):
        def queued(self, running: int) -> None:
            told.set()

    for _ in range(2):
        pool.submit(Call(release.wait))
    pool.submit(Late(lambda: None))
    assert told.wait(PATIENCE_SECONDS)
    release.set()
    pool.close()


def test_long_waits_are_granted_up_to_a_threshold() -> None:
    pool = WorkerPool(max_waiting=2)
    assert pool.claim_wait()
    assert pool.claim_wait()
    assert not pool.claim_wait()
    pool.end_wait()
    assert pool.claim_wait()
    pool.close()


def test_a_pool_always_keeps_a_thread_that_may_not_wait() -> None:
    pool = WorkerPool(max_threads=1)
    assert not pool.claim_wait()
    pool.close()


def test_idle_workers_leave() -> None:
    pool = WorkerPool(idle_seconds=0.01)
    workers: list[threading.Thread] = []
    finish(pool, 1, lambda: workers.append(threading.current_thread()))
    workers[0].join(PATIENCE_SECONDS)
    assert pool.threads == 0
    finish(pool, 1, lambda: None)
    pool.close()


def test_closing_waits_for_nobody(pool: WorkerPool) -> None:
    release, begun = threading.Event(), threading.Event()

    def sits() -> None:
        begun.set()
        release.wait(PATIENCE_SECONDS)

    pool.submit(Call(sits))
    assert begun.wait(PATIENCE_SECONDS)
    pool.close()
    ran = Call(pytest.fail)
    pool.submit(ran)
    assert not release.is_set()
    release.set()


def test_all_threads_are_daemons(pool: WorkerPool) -> None:
    daemons: list[bool] = []
    finish(pool, 1, lambda: daemons.append(threading.current_thread().daemon))
    assert daemons == [True]
