"""The engine: listeners, connections, one journal, and the way in from other threads.

Lives in one event loop and touches everything from that loop's thread alone. Other threads post.
"""

from __future__ import annotations

import asyncio
import time
import traceback
from collections import deque
from collections.abc import Callable, Mapping
from concurrent.futures import Future
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from h2craft.actions import Action, Policy, Reply
from h2craft.endpoint import Outcome, Preview, unknown_reply, usual_policy
from h2craft.engine import dialing
from h2craft.engine.application import Application, Silence
from h2craft.engine.errors import EngineError
from h2craft.engine.keeper import Keeper, Spill, open_trace
from h2craft.engine.keylog import KeyLog
from h2craft.engine.link import Link
from h2craft.engine.listener import Listener
from h2craft.engine.options import EngineOptions
from h2craft.engine.pipe import HELD_BY_JOURNAL, Buffers
from h2craft.engine.switching import hasten, relax
from h2craft.engine.target import Target
from h2craft.engine.ticket import Ticket
from h2craft.engine.ticketbook import CLOSED
from h2craft.engine.tls import TlsOptions
from h2craft.engine.watch import Watches, compiled
from h2craft.trace import Journal, Kind, NullJournal, Origin

if TYPE_CHECKING:
    from h2craft.model import Reading

GOODBYE_SECONDS = 0.25  # how long stop() waits for peers to take our last octets
POSTED_AT_ONCE = 512
STOPPED = "the engine has stopped"


class Engine:
    """Listeners and connections over one journal.

    application  who serves the streams; may be set till the first connection
    trouble      called with a line for a person when something outside of any connection fails;
                 it may be called on another thread
    links        connections by number; other threads read copies
    in_vain      nothing came of it: `stop` takes back the trace it has begun
    policy       what becomes of automatic replies on connections to come (see `set_policy`)
    trays        of `links`, those whose policy or tray has ever been touched
    after_tray   called on the loop's thread when a tray or a policy has changed
    """

    def __init__(
        self,
        application: Application | None = None,
        options: EngineOptions | None = None,
        *,
        trouble: Callable[[str], None] = lambda _: None,
    ) -> None:
        self.application: Application = application or Silence()
        self.options = options or EngineOptions()
        made = Journal if self.options.journal else NullJournal
        self.journal = made(
            memory_records=self.options.memory_records, memory_octets=self.options.memory_octets
        )
        self.links: dict[int, Link] = {}
        self.listeners: list[Listener] = []
        self.buffers = Buffers(KeyLog() if self.options.keep_tls else None)
        self.holding = False
        self.started = False
        self.in_vain = False
        self.stopped = False
        self.after_batch: Callable[[], object] = lambda: None
        self.policy: dict[str, Reply] = usual_policy()
        self.trays: dict[int, Link] = {}
        self.after_tray: Callable[[], object] = lambda: None
        self.loop: asyncio.AbstractEventLoop
        self.watches: Watches
        self._trouble = trouble
        self._began = time.monotonic()
        self._connections = 0
        self._keeper: Keeper | None = None
        self._dialing: set[asyncio.Task[Link]] = set()
        self._posted: deque[Callable[[], object]] = deque()
        self._scheduled = False
        self._dirty: set[Link] = set()
        self._flush_scheduled = False
        self._empty = asyncio.Event()

    def now(self) -> float:
        """Seconds since the journal began."""
        return time.monotonic() - self._began

    # Life

    async def start(self) -> None:
        """Begin in the running loop. EngineError where the trace cannot be written."""
        self.loop = asyncio.get_running_loop()
        self._start_keeper()
        hasten()
        self.watches = Watches(self.journal)
        self.started = True

    def _start_keeper(self) -> None:
        options = self.options
        if not options.journal or (options.trace is None and not options.spill):
            return
        if options.trace is not None:
            began = datetime.fromtimestamp(time.time() - self.now(), UTC)
            header = {"started": began.isoformat(), **options.trace_header}
            archive: Any = open_trace(options.trace, header, overwrite=options.trace_overwrite)
        else:
            archive = Spill()
        self._keeper = Keeper(
            self.journal,
            archive,
            eager=options.trace is not None,
            failed=self._keeper_failed,
            caught_up=self._keeper_caught_up,
            lost=self._keeper_lost,
        )
        self._keeper.start()

    async def listen(self, host: str, port: int, tls: TlsOptions | None = None) -> Listener:
        """Listen on every address of `host` ("" for all); `tls` None for cleartext.

        `port` 0 picks a free one. EngineError in one line where that cannot be.
        """
        listener = Listener(self, host, port, tls)
        await listener.start()
        self.listeners.append(listener)
        self.record(0, Kind.LISTENING, {"url": listener.url, "addresses": listener.shown_addresses})
        return listener

    async def connect(self, target: Target) -> Link:
        """A connection to a server on which our greeting has left; we are the client.

        EngineError in one line where that cannot be. The loop's thread only.
        """
        task = self.loop.create_task(dialing.connect(self, target))
        self._dialing.add(task)
        task.add_done_callback(self._dialing.discard)
        try:
            return await task
        except asyncio.CancelledError:
            if self.stopped:
                raise EngineError(f"cannot connect to {target.url}: {STOPPED}") from None
            raise

    async def stop(self) -> None:
        """End now: GOAWAY and FIN to everybody, all records kept, no handler waited for."""
        if self.stopped or not self.started:
            return
        self.stopped = True
        for listener in self.listeners:
            listener.close()
        for task in self._dialing:
            task.cancel()
        for link in list(self.links.values()):
            link.shut_down()
        if self.links:
            self._empty.clear()
            try:
                async with asyncio.timeout(GOODBYE_SECONDS):
                    await self._empty.wait()
            except TimeoutError:
                for link in list(self.links.values()):
                    link.pipe.abort()
                await asyncio.sleep(0)  # let the transports tell
                await asyncio.sleep(0)
        await asyncio.gather(*self._dialing, return_exceptions=True)
        self.watches.end()
        self._run_posted()
        if self._keeper is not None:
            self._keeper.stop()
        if self.in_vain and self.options.trace is not None:
            self.options.trace.unlink(missing_ok=True)  # or the next try would find it in its way
        relax()

    # From other threads

    def post(self, call: Callable[[], object]) -> None:
        """Have `call` called on the loop's thread, in the order of posting; from any thread.

        What a batch of calls says to a connection leaves in one write. EngineError once the loop
        is gone.
        """
        self._posted.append(call)
        if not self._scheduled:
            self._scheduled = True
            try:
                self.loop.call_soon_threadsafe(self._run_posted)
            except RuntimeError as error:
                self._scheduled = False
                raise EngineError(STOPPED) from error

    def submit(self, connection: int, action: Action, origin: Origin = Origin.HAND) -> Ticket:
        """Fire an action at a connection, by its number; from any thread."""
        ticket = Ticket()

        def fire() -> None:
            link = self.links.get(connection)
            if link is None:
                ticket.settle(Outcome(False, CLOSED))
            else:
                link.submit(action, origin, ticket=ticket)

        try:
            self.post(fire)
        except EngineError as error:
            ticket.settle(Outcome(False, str(error)))
        return ticket

    def preview(self, connection: int, action: Action) -> Future[Preview]:
        """What an action would do if it was fired now; from any thread, and nothing changes."""
        future: Future[Preview] = Future()

        def look() -> None:
            link = self.links.get(connection)
            try:
                future.set_result(Preview(refused=CLOSED) if link is None else link.preview(action))
            except Exception as error:
                future.set_exception(error)

        try:
            self.post(look)
        except EngineError as error:
            future.set_result(Preview(refused=str(error)))
        return future

    def set_policy(self, changes: Mapping[str, Reply], origin: Origin = Origin.HAND) -> Outcome:
        """Automatic replies of connections to come and of all there are; the loop's thread only.

        Recorded on no connection and on each.
        """
        action = Policy(changes=changes)
        seq = self.record(0, Kind.ACTION_FIRED, action, origin)
        trouble = unknown_reply(changes)
        if trouble:
            detail = {"reason": trouble, "section": ""}
            self.journal.append(self.now(), 0, Kind.ACTION_REFUSED, b"", seq, origin, detail)
            return Outcome(False, trouble, seq=seq)
        self.policy |= changes
        for link in list(self.links.values()):
            if link.endpoint is not None and link.pipe.closing is None:
                link.fire(action, origin, seq)
        self.after_tray()
        return Outcome(True, seq=seq)

    def await_record(
        self,
        connection: int,
        pattern: str,
        timeout_seconds: float | None = None,
        after_seq: int = 0,
    ) -> Reading | None:
        """Block this thread till a record after `after_seq` matches the filter `pattern`.

        `connection` 0: on any. None when the time is up or the connection has ended. FilterError
        for a bad pattern. Never from the loop's thread.
        """
        compiled(pattern)  # refuse a bad pattern here, not on the loop
        found: list[Reading | None] = []
        ticket = Ticket()

        def call(reading: Reading | None) -> None:
            found.append(reading)
            ticket.settle(Outcome(reading is not None))

        def add() -> None:
            if self.stopped:
                call(None)
                return
            self.watches.add(
                connection, pattern, after=after_seq, timeout_seconds=timeout_seconds, call=call
            )

        try:
            self.post(add)
        except EngineError:
            return None
        ticket.wait()
        return found[0]

    def _run_posted(self) -> None:
        self._scheduled = False
        posted = self._posted
        self._flush_scheduled = True  # links marked by these calls are flushed below
        try:
            for _ in range(min(len(posted), POSTED_AT_ONCE)):
                call = posted.popleft()
                try:
                    call()
                except Exception as error:
                    self.note_fault(0, error)
        finally:
            self._flush_dirty()
        if posted and not self._scheduled:
            self._scheduled = True
            self.loop.call_soon(self._run_posted)

    # For links

    def register(self, link: Link) -> bool:
        """Give a new connection its number; False where it is one too many, and closed."""
        self._connections += 1
        link.connection = self._connections
        if len(self.links) >= self.options.max_connections or self.stopped:
            detail = {"limit": "max_connections", "value": self.options.max_connections}
            detail |= {"done": "connection closed", "peer": [*link.info.peer]}
            self.record(link.connection, Kind.LIMIT_REACHED, detail)
            link.pipe.transport.abort()
            return False
        self.links[link.connection] = link
        if self.holding:
            link.pipe.hold(HELD_BY_JOURNAL)
        return True

    def forget(self, link: Link) -> None:
        self.links.pop(link.connection, None)
        self._dirty.discard(link)
        if self.trays.pop(link.connection, None) is not None:
            self.after_tray()
        self.watches.closed(link.connection)
        if not self.links:
            self._empty.set()

    def tray_changed(self, connection: int) -> None:
        """The tray of a connection's endpoint says so."""
        link = self.links.get(connection)
        if link is not None:
            self.trays[connection] = link
            self.after_tray()

    def mark(self, link: Link) -> None:
        """Flush this link at the end of the running batch, or soon."""
        self._dirty.add(link)
        if not self._flush_scheduled:
            self._flush_scheduled = True
            self.loop.call_soon(self._flush_dirty)

    def _flush_dirty(self) -> None:
        self._flush_scheduled = False
        dirty, self._dirty = self._dirty, set()
        for link in dirty:
            link.flush()

    # Records

    def record(
        self, connection: int, kind: Kind, detail: Any = None, origin: Origin = Origin.ENGINE
    ) -> int:
        """Append a record; the loop's thread only."""
        return self.journal.append(self.now(), connection, kind, b"", 0, origin, detail)

    def note_fault(self, connection: int, error: Exception) -> None:
        """An exception of ours, or of the application: recorded, and nothing stops for it."""
        text = "".join(traceback.format_exception(error)).rstrip()
        self.record(connection, Kind.NOTED, {"text": f"internal fault: {error!r}", "trace": text})
        self._trouble(f"internal fault: {error!r}")

    # The journal's budget

    def check_budget(self) -> None:
        """After a read: stop reading from everybody while the journal has no room."""
        if not self.holding and self._keeper is not None and self.journal.over_budget:
            if not self.journal.archiving:
                return
            self.holding = True
            for link in self.links.values():
                link.pipe.hold(HELD_BY_JOURNAL)
            self._keeper.nudge()

    def _keeper_caught_up(self) -> None:
        if self.holding:
            self.loop.call_soon_threadsafe(self._go_on)

    def _go_on(self) -> None:
        if self.journal.over_budget and self.journal.archiving:
            return
        self.holding = False
        for link in list(self.links.values()):
            link.pipe.release(HELD_BY_JOURNAL)
            link.wake()

    def _keeper_failed(self, text: str) -> None:
        self._trouble(text)
        if not self.stopped:
            self.post(lambda: self.record(0, Kind.NOTED, {"text": text}))

    def _keeper_lost(self, count: int) -> None:
        if not self.stopped:
            detail = {"count": count, "reason": "the disk failed, and memory is bounded"}
            self.post(lambda: self.record(0, Kind.RECORDS_LOST, detail))
