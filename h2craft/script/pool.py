"""The worker threads handlers run on; knows nothing of streams, scripts or the engine.

Theory of operation. Jobs wait in one queue, in which parties take turns: a client with a hundred
requests does not keep the next one from its first. A worker is in one of four states:

    running   takes job after job; counted in `_running`
    blocked   inside a wait it announced (`blocking`); not counted
    stuck     in one job for two looks of the watch (time.sleep), or for BUSY_SECONDS if the process
              computes meanwhile, so that it may be short of the interpreter only; not counted
    resting   idle, on a stack, newest first; leaves after `idle_seconds`

The one rule: while jobs wait, `limit` workers are running. `limit` is 1 as a rule, because with
one interpreter lock a second running worker only costs switches (128 busy threads were measured
at a fifth of the throughput, a thread per request at half). A worker that announces a wait makes
room at once. One that does not is found out by the watch, a thread that looks every 2 ms while
jobs wait and otherwise sleeps; each look that finds workers stuck doubles `limit`, so a hundred
handlers in `time.sleep(1)` all run after some seven doublings. Doubling also happens, up to
`IDLE_LIMIT`, while jobs wait and the process hardly computes: short naps, slow disks. As soon as
jobs are taken again and nobody is stuck, `limit` falls back.

What jobs send elsewhere is gathered: `pending` is set by whoever has something to pass on, and
`flush` is called when the worker is about to rest or wait, or after FLUSH_SECONDS, or by the watch.
So a hundred short jobs wake the receiving thread once, which is worth half of the throughput.

No lost wake-ups: `submit` appends and then looks at `_running`; a worker leaves `_running` and
then looks at the queue. One of the two sees the other.
"""

from __future__ import annotations

import contextlib
import sys
import threading
import time
from collections.abc import Callable, Hashable
from typing import Protocol

from h2craft.script.rounds import Rounds

TICK_SECONDS = 0.002
FLUSH_SECONDS = 0.001
BUSY_SECONDS = 0.02
QUIET_TICKS = 25  # the watch falls asleep after this many looks at an empty queue
IDLE_LIMIT = 16
MAX_THREADS = 512
MAX_WAITING = 256


class Job(Protocol):
    """What the pool runs."""

    def run(self) -> None:
        """Do it. What escapes goes to `threading.excepthook`, the worker lives on."""

    def queued(self, running: int) -> None:
        """The pool is at its cap: the job waits until one of `running` threads is free.

        May be called more than once, from any thread.
        """


class _Worker:
    """`turn` counts jobs taken; `seen` is what the watch saw of it at `since`, -1 for not yet."""

    __slots__ = ("depth", "seen", "since", "turn", "wake")

    def __init__(self) -> None:
        self.wake = threading.Lock()
        self.wake.acquire()
        self.turn = 0
        self.seen = -1
        self.since = 0.0
        self.depth = 0


class _Blocking:
    """`with pool.blocking():` around a wait. Outside a worker it does nothing."""

    __slots__ = ("_pool",)

    def __init__(self, pool: WorkerPool) -> None:
        self._pool = pool

    def __enter__(self) -> None:
        worker: _Worker | None = getattr(self._pool.local, "worker", None)
        if worker is not None:
            worker.depth += 1
            if worker.depth == 1:
                self._pool.leave(worker)

    def __exit__(self, *exc: object) -> None:
        worker: _Worker | None = getattr(self._pool.local, "worker", None)
        if worker is not None:
            worker.depth -= 1
            if worker.depth == 0:
                self._pool.rejoin(worker)


class WorkerPool:
    """Daemon threads for jobs that may block; see the module for how many run when.

    `max_threads` caps all threads, whatever they do; beyond it jobs wait and are told so.
    `max_waiting` caps those that keep their thread while they wait for something to come.
    Threads start when first needed.
    """

    def __init__(
        self,
        *,
        max_threads: int = MAX_THREADS,
        max_waiting: int = MAX_WAITING,
        idle_seconds: float = 10.0,
    ) -> None:
        self.max_threads = max_threads
        self.max_waiting = min(max_waiting, max(0, max_threads - 1))
        self.idle_seconds = idle_seconds
        self.local = threading.local()
        self.pending = False
        self.flush: Callable[[], None] = lambda: None
        self._jobs: Rounds[Job] = Rounds()
        self._lock = threading.Lock()
        self._running: set[_Worker] = set()
        self._resting: list[_Worker] = []
        self._threads = 0
        self._waiting = 0
        self._limit = 1
        self._full = False
        self._closed = False
        self._flush_at = 0.0
        self._blocking = _Blocking(self)
        self._watching = False  # the watch looks every tick; False: it sleeps or does not exist
        self._watch: threading.Thread | None = None
        self._alarm = threading.Event()

    # -- for whoever has work

    def submit(self, job: Job, party: Hashable = 0) -> None:
        """Have `job` run on a worker, in its party's turn; the party's own jobs are in order.

        From any thread, never waits. After `close` nothing runs.
        """
        if self._closed:
            return
        self._jobs.put(job, party)
        if len(self._running) < self._limit:
            self._engage()
            if self._full:
                job.queued(self._threads)
        elif not self._watching:
            self._start_watching()

    def will_flush(self) -> bool:
        """Have `flush` called soon; False on a thread that is no worker and has to do it itself."""
        if getattr(self.local, "worker", None) is None:
            return False
        if not self.pending:
            self.pending = True
            self._flush_at = time.monotonic() + FLUSH_SECONDS
        if not self._watching:
            self._start_watching()
        return True

    def _flush_now(self) -> None:
        self.pending = False
        self.flush()

    @property
    def threads(self) -> int:
        """Worker threads alive, resting ones included."""
        return self._threads

    @property
    def busy(self) -> bool:
        """Somebody runs a job, or one waits to be run."""
        return bool(self._running or self._jobs)

    def close(self) -> None:
        """Take no further job. Returns at once: a thread inside a script is left behind."""
        with self._lock:
            self._closed = True
            self._jobs.clear()
            resting, self._resting = self._resting, []
        for worker in resting:
            worker.wake.release()
        self._alarm.set()

    # -- for a job on its worker

    def blocking(self) -> contextlib.AbstractContextManager[None]:
        """Say that this worker waits, so that another takes its place meanwhile."""
        return self._blocking

    def claim_wait(self) -> bool:
        """Ask to keep this thread during a wait of unknown length; False beyond `max_waiting`."""
        with self._lock:
            if self._waiting >= self.max_waiting:
                return False
            self._waiting += 1
            return True

    def end_wait(self) -> None:
        """Give back what `claim_wait` granted."""
        with self._lock:
            self._waiting -= 1

    def leave(self, worker: _Worker) -> None:
        """`worker` no longer counts as running."""
        if self.pending:
            self._flush_now()
        with self._lock:
            self._running.discard(worker)
        if self._jobs:
            self._engage()

    def rejoin(self, worker: _Worker) -> None:
        """`worker` runs again, even above the limit: it rests once its job is done."""
        with self._lock:
            worker.seen = -1
            self._running.add(worker)

    # -- workers

    def _engage(self) -> None:
        """Wake or start workers until `limit` run, jobs are lacking or the cap is reached."""
        with self._lock:
            wanted = min(self._limit - len(self._running), len(self._jobs))
            for _ in range(wanted):
                worker = self._next_worker()
                if worker is None:
                    break
                worker.seen = -1
                self._running.add(worker)
                worker.wake.release()
            self._full = not self._running and bool(self._jobs) and not self._closed

    def _next_worker(self) -> _Worker | None:
        if self._resting:
            return self._resting.pop()
        if self._threads >= self.max_threads or self._closed:
            return None
        worker = _Worker()
        self._threads += 1
        name = f"h2craft-handler-{self._threads}"
        try:
            threading.Thread(target=self._work, args=(worker,), name=name, daemon=True).start()
        except RuntimeError:  # the system has no thread to give: as good as a cap
            self._threads -= 1
            return None
        return worker

    def _work(self, me: _Worker) -> None:
        self.local.worker = me
        me.wake.acquire()
        jobs, running = self._jobs, self._running
        while True:
            while True:
                try:
                    job = jobs.take()
                except IndexError:
                    break
                me.turn += 1
                try:
                    job.run()
                except BaseException:
                    threading.excepthook(
                        threading.ExceptHookArgs((*sys.exc_info(), threading.current_thread()))
                    )
                job = None  # type: ignore[assignment]  # a resting worker keeps nothing alive
                if me not in running:
                    self.rejoin(me)
                if self.pending and time.monotonic() > self._flush_at:
                    self._flush_now()
                if len(running) > self._limit:
                    break
            if not self._rest(me):
                return

    def _rest(self, me: _Worker) -> bool:
        """Stop running until woken; False when the thread shall end."""
        if self.pending:
            self._flush_now()
        with self._lock:
            self._running.discard(me)
            if self._jobs and len(self._running) < self._limit:
                self._running.add(me)
                return True
            if self._closed:
                self._threads -= 1
                return False
            self._resting.append(me)
        if not me.wake.acquire(timeout=self.idle_seconds):
            with self._lock:
                if me in self._resting:
                    self._resting.remove(me)
                    self._threads -= 1
                    return False
            me.wake.acquire()  # engaged at the last moment
        if self._closed:
            with self._lock:
                self._running.discard(me)
                self._threads -= 1
            return False
        return True

    # -- the watch

    def _start_watching(self) -> None:
        with self._lock:
            if self._watching or self._closed:
                return
            self._watching = True
            self._alarm.set()
            if self._watch is None:
                self._watch = threading.Thread(
                    target=self._keep_watch, name="h2craft-handler-watch", daemon=True
                )
                self._watch.start()

    def _keep_watch(self) -> None:
        quiet = 0
        computed, at = time.process_time(), time.monotonic()
        while not self._closed:
            time.sleep(TICK_SECONDS)
            computed_before, before = computed, at
            computed, at = time.process_time(), time.monotonic()
            if self.pending and at > self._flush_at:
                self._flush_now()
            if self._jobs:
                # A look that comes late was itself waiting: for the interpreter, or a processor.
                calm = at - before < 2 * TICK_SECONDS
                self._look(at, calm and computed - computed_before < (at - before) / 4)
                quiet = 0
                continue
            self._limit = 1
            quiet += 1
            if quiet >= QUIET_TICKS:
                self._sleep_until_alarmed()
                quiet = 0
                computed, at = time.process_time(), time.monotonic()

    def _sleep_until_alarmed(self) -> None:
        with self._lock:
            self._alarm.clear()
            self._watching = False
        if self.pending or (self._jobs and self._running):  # while we decided
            with self._lock:
                self._watching = True
            return
        if not self._closed:
            self._alarm.wait()

    def _look(self, now: float, process_idles: bool) -> None:
        """Find stuck workers and set `limit`; called only while jobs wait."""
        patience = 0.0 if process_idles else BUSY_SECONDS
        with self._lock:
            stuck, progress = [], False
            for worker in self._running:
                if worker.turn != worker.seen:
                    progress |= worker.seen != -1
                    worker.seen, worker.since = worker.turn, now
                elif now - worker.since >= patience:
                    stuck.append(worker)
            self._running.difference_update(stuck)
            if stuck or not self._running:
                self._limit = min(self._limit * 2, self.max_threads)
            elif process_idles and self._limit < IDLE_LIMIT:
                self._limit *= 2
            elif progress:
                self._limit = max(1, self._limit // 2)
            was_full = self._full
        self._engage()
        if self._full and not was_full:
            for job in self._jobs.all():
                job.queued(self._threads)
