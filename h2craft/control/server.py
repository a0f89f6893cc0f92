"""The control socket of an engine: who may come in, and who sees to what they ask.

A thread and a loop of its own: whatever a front end does, the engine's loop has nothing to do with
it but for what is posted there. Knows the engine's client; front ends are sockets.
"""

from __future__ import annotations

import asyncio
import os
import socket
import threading
from collections import deque
from collections.abc import Awaitable, Callable, Mapping
from concurrent.futures import Future
from contextlib import suppress
from typing import Any

from h2craft import __version__
from h2craft.client import EngineClient
from h2craft.control.asks import ASKS, read_ask
from h2craft.control.codec import to_json
from h2craft.control.errors import ControlError
from h2craft.control.folder import peer_uid
from h2craft.control.front import Asked, Bounds, Front
from h2craft.control.news import News
from h2craft.control.protocol import CONTROL, ENGINE, FILTER, VERSION, failed, line_of
from h2craft.control.reading import Reading
from h2craft.control.register import Claim, claim
from h2craft.filter import FilterError
from h2craft.trace import FORMAT_VERSION

ACCEPTED_AT_ONCE = 16
NO_DESCRIPTORS_SECONDS = 1.0
STRANGERS_NAMED = 16
PERSONS = ("tui", "repl")
LONGEST_TROUBLE = 1000
STOPPED = "the engine has stopped"

_LONGER: Mapping[str, Callable[..., Awaitable[bytes]]] = {
    "read": Reading.records,
    "outline": Reading.outline,
    "standing": Reading.standing,
    "script_files": Reading.script_files,
}


def open_control(client: EngineClient, name: str = "") -> ControlServer:
    """Let other processes of this user attach to the engine, by `name` or one made of its root.

    Raises ControlError in one line where that cannot be, or the name is taken.
    """
    made = claim(client.about, name)
    try:
        return ControlServer(client, made)
    except BaseException:
        made.release()
        raise


class ControlServer:
    """A control socket that is open, till `close`; both for any thread.

    name    what the engine is called
    path    the socket
    """

    def __init__(self, client: EngineClient, held: Claim, bounds: Bounds | None = None) -> None:
        self.name = held.name
        self.path = held.path
        self.bounds = bounds or Bounds()
        self.room = self.bounds.octets
        self._client = client
        self._claim = held
        self._visitors: set[Front] = set()
        self._tasks: set[asyncio.Task[None]] = set()
        self._strangers: set[int] = set()
        self._settled: deque[tuple[Asked, Future[Any]]] = deque()
        self._scheduled = False
        self._loop: asyncio.AbstractEventLoop
        self._news: News
        self._reading: Reading
        self._end: asyncio.Event
        self._closed = False
        begun: Future[None] = Future()
        self._thread = threading.Thread(
            target=self._live, args=(begun,), name="h2craft-control", daemon=True
        )
        before = client.about
        client.introduce(self.name, os.getpid())  # the first visitor may be waiting
        self._thread.start()
        try:
            begun.result()
        except BaseException:
            client.introduce(before.name, before.pid)
            raise

    def close(self) -> None:
        """Send everybody away, and leave nothing behind. Harmless twice."""
        if self._closed:
            return
        self._closed = True
        with suppress(RuntimeError):  # the loop is gone
            self._loop.call_soon_threadsafe(self._end.set)
        if threading.current_thread() is not self._thread:
            self._thread.join()
        self._client.introduce("", 0)

    def _live(self, begun: Future[None]) -> None:
        run = self._run(begun)
        try:
            asyncio.run(run)
        except OSError as error:  # a loop needs descriptors of its own
            run.close()
            if begun.done():
                raise
            begun.set_exception(ControlError(f"no control socket: {error.strerror or error}"))

    async def _run(self, begun: Future[None]) -> None:
        self._loop = asyncio.get_running_loop()
        self._loop.set_exception_handler(self._fault)
        self._end = asyncio.Event()
        self._news = News(self._client)
        self._reading = Reading(self._client)
        self._client.hear.append(self._hear)
        self._loop.add_reader(self._claim.listener, self._accept)
        begun.set_result(None)
        try:
            await self._end.wait()
        finally:
            self._client.hear.remove(self._hear)
            self._loop.remove_reader(self._claim.listener)
            self._claim.release()
            self._news.close()
            for front in list(self._visitors):
                front.end(STOPPED, ENGINE)
            await asyncio.sleep(0)  # let the transports close
            for front in list(self._visitors):
                front.abort()
            await asyncio.sleep(0)

    def _fault(self, _: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
        """What went wrong in a callback: standard error may be a screen."""
        error = context.get("exception") or context.get("message")
        self._client.trouble(f"control socket: internal fault: {error!r}")

    # Who comes

    def _accept(self) -> None:
        for _ in range(ACCEPTED_AT_ONCE):
            try:
                connection, _ = self._claim.listener.accept()
            except (BlockingIOError, InterruptedError, ConnectionAbortedError):
                return
            except OSError as error:  # no descriptors are left
                self._client.trouble(f"control socket: {error.strerror or error}")
                self._loop.remove_reader(self._claim.listener)
                self._loop.call_later(NO_DESCRIPTORS_SECONDS, self._go_on_accepting)
                return
            self._let_in(connection)

    def _go_on_accepting(self) -> None:
        if not self._closed:
            self._loop.add_reader(self._claim.listener, self._accept)

    def _let_in(self, connection: socket.socket) -> None:
        """Only ourselves: root too has nothing to look for here, unless it is us."""
        try:
            uid = peer_uid(connection)
        except (ControlError, OSError):
            uid = -1
        if uid != os.geteuid():
            self._stranger(uid)
            connection.close()
            return
        connection.setblocking(False)
        if len(self._visitors) >= self.bounds.visitors:
            with suppress(OSError):
                connection.send(line_of(failed("too many front ends at once", ENGINE)))
            connection.close()
            return
        front = Front(self)
        self._visitors.add(front)
        task = self._loop.create_task(self._connect(front, connection))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _connect(self, front: Front, connection: socket.socket) -> None:
        await self._loop.connect_accepted_socket(lambda: front, connection)

    def _stranger(self, uid: int) -> None:
        if uid not in self._strangers and len(self._strangers) < STRANGERS_NAMED:
            self._strangers.add(uid)
            who = f"user {uid}" if uid >= 0 else "somebody who cannot be named"
            self._client.trouble(f"control socket: {who} wanted to attach, and got nothing")

    def greeting(self) -> bytes:
        """What a visitor hears first."""
        journal = self._client.records
        said = {
            "h2craft": CONTROL,
            "version": VERSION,
            "trace": FORMAT_VERSION,
            "program": f"h2craft {__version__}",
            "name": self.name,
            "pid": os.getpid(),
            "about": to_json(self._client.about),
            "first": journal.first,
            "last": journal.last,
            "connections": len(self._client.engine.links),
            "fronts": [front.name for front in self._fronts()],
        }
        return line_of(said)

    def _fronts(self) -> list[Front]:
        return [front for front in self._visitors if front.name and not front.gone]

    def admit(self, front: Front) -> None:
        """See `House`."""
        if len(self._fronts()) > self.bounds.fronts:
            raise ControlError(f"{self.bounds.fronts} front ends are attached already")
        self._attend()

    def leave(self, front: Front) -> None:
        """See `House`."""
        self._news.left(front)
        self._attend()

    def _attend(self) -> None:
        """A command that is gone soon is no person who could see to anything."""
        self._client.attend(any(front.name in PERSONS for front in self._fronts()))

    def lost(self, front: Front) -> None:
        """See `House`."""
        self._visitors.discard(front)

    # What they ask

    def ask(self, asked: Asked, request: dict[str, Any]) -> None:
        """See `House`."""
        name, named = read_ask(request)
        if name == "look":
            self._news.look(asked, **named)
            return
        call = ASKS[name].call
        if call is None:
            work = _LONGER[name]
            asked.front.later(asked, lambda: work(self._reading, **named))
            return
        try:
            future = call(self._client, **named)
        except FilterError as error:
            asked.refuse(str(error), FILTER)
            return
        except Exception as error:
            asked.refuse(f"internal fault: {error!r}", ENGINE)
            return
        future.add_done_callback(lambda done: self._settle(asked, done))

    def _settle(self, asked: Asked, done: Future[Any]) -> None:
        """On the engine's thread, mostly: it is not to write answers."""
        self._settled.append((asked, done))
        if not self._scheduled:
            self._scheduled = True
            with suppress(RuntimeError):  # the loop is closed
                self._loop.call_soon_threadsafe(self._answer)

    def _answer(self) -> None:
        self._scheduled = False
        while self._settled:
            asked, done = self._settled.popleft()
            if not asked.front.gone:
                asked.answer(line_of(to_json(done.result()))[:-1])

    # What they hear

    def _hear(self, text: str) -> None:
        """A trouble, on any thread."""
        with suppress(RuntimeError):  # the loop is closed
            self._loop.call_soon_threadsafe(self._tell, text[:LONGEST_TROUBLE])

    def _tell(self, text: str) -> None:
        self._news.trouble(text, self._fronts())
