"""One front end at the control socket: its lines, its answers, and what it may cost.

Knows no engine. On the control thread's loop alone. Nothing of it waits for anybody else: a front
end that does not take its answers is not read from, and what it has asked meanwhile is bounded.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, Protocol, cast

from h2craft.control.asks import AskError
from h2craft.control.errors import ControlError
from h2craft.control.protocol import (
    ENGINE,
    LONGEST_FRONT,
    LONGEST_REQUEST,
    MOST_FRONTS,
    REQUEST,
    WRONG_VERSION,
    ProtocolError,
    failed,
    line_of,
    value_of,
    version_trouble,
)

ANSWERS_OCTETS = 256 << 10  # waiting to be taken; from then on nothing is read
LINES_AT_ONCE = 64
LONGEST_ID = 64


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounds:
    """What front ends may take of time and room.

    visitors   connections, those included that have said nothing yet
    pending    requests without an answer, of one front end
    octets     of requests that are read or without an answer, of all front ends together
    """

    fronts: int = MOST_FRONTS
    visitors: int = 2 * MOST_FRONTS
    pending: int = 1024
    octets: int = 4 * LONGEST_REQUEST
    hello_seconds: float = 10.0
    line_seconds: float = 60.0
    closing_seconds: float = 5.0


class House(Protocol):
    """What a front end has to do with."""

    bounds: Bounds
    room: int
    """Octets of requests that may still come, of all front ends together."""

    def greeting(self) -> bytes: ...

    def admit(self, front: Front) -> None:
        """It has said who it is. ControlError where there are too many."""

    def ask(self, asked: Asked, request: dict[str, Any]) -> None:
        """See to it that `asked` gets an answer. Raises AskError, at once."""

    def leave(self, front: Front) -> None:
        """It asks nothing any more, and gets no answers."""

    def lost(self, front: Front) -> None:
        """Nothing is left of it."""


class Asked:
    """A request that has no answer yet; the first answer counts."""

    __slots__ = ("_id", "_octets", "front")

    def __init__(self, front: Front, identity: bytes, octets: int) -> None:
        self.front = front
        self._id = identity
        self._octets = octets

    def answer(self, value: bytes) -> None:
        """`value` is JSON."""
        self._end(b'"ok":' + value)

    def refuse(self, text: str, kind: str = REQUEST) -> None:
        self._end(line_of(failed(text, kind))[1:-2])

    def _end(self, rest: bytes) -> None:
        octets, self._octets = self._octets, 0
        if octets:
            self.front.settled(octets, b'{"id":%b,%b}\n' % (self._id, rest))


class Front(asyncio.Protocol):
    """See the module. `name` is empty till it has said hello."""

    def __init__(self, house: House) -> None:
        self.name = ""
        self.troubles: deque[str] = deque(maxlen=100)
        self.gone = False
        self._house = house
        self._loop = asyncio.get_running_loop()
        self._transport: asyncio.Transport
        self._unread = bytearray()
        self._searched = 0
        self._pending = 0
        self._charged = 0  # octets of requests that wait for their answers
        self._more_lines = False
        self._writable = asyncio.Event()
        self._writable.set()
        self._slow: deque[tuple[Asked, Callable[[], Awaitable[bytes]]]] = deque()
        self._slowly: asyncio.Task[None] | None = None
        self._timer: asyncio.TimerHandle | None = None

    # asyncio.Protocol

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Somebody is there: we speak first."""
        self._transport = cast("asyncio.Transport", transport)
        self._transport.set_write_buffer_limits(high=ANSWERS_OCTETS)
        self._transport.write(self._house.greeting())
        self._limit(self._house.bounds.hello_seconds, "no hello has come")

    def connection_lost(self, _: Exception | None) -> None:
        """It has gone. What it has fired goes on; nobody waits for the answer."""
        self._leave()
        self._house.lost(self)

    def _leave(self) -> None:
        if self.gone:
            return
        self.gone = True
        self._stop_timer()
        self._slow.clear()
        self._writable.set()
        if self._slowly is not None:
            self._slowly.cancel()
        self._house.room += len(self._unread) + self._charged
        self._unread.clear()
        self._charged = 0
        self._house.leave(self)

    def pause_writing(self) -> None:
        """It does not take its answers."""
        self._writable.clear()
        self._stop_line_timer()
        self._regulate()

    def resume_writing(self) -> None:
        self._writable.set()
        self._regulate()
        self._go_on()

    def data_received(self, data: bytes) -> None:
        """Octets of requests."""
        if self.gone:
            return
        self._house.room -= len(data)
        self._unread += data
        if self._house.room < 0:
            self.end("the requests of all front ends together are too long", ENGINE)
        elif not self._more_lines:
            self._take()

    # Lines

    def _take(self) -> None:
        """See to the lines that are whole, some at a time: there are others."""
        self._more_lines = False
        for _ in range(LINES_AT_ONCE):
            if self.gone or not self._writable.is_set():
                return
            end = self._unread.find(b"\n", self._searched)
            if max(end, len(self._unread) if end < 0 else 0) > LONGEST_REQUEST:
                self.end(f"a line of more than {LONGEST_REQUEST >> 20} MiB")
                return
            if end < 0:
                self._searched = len(self._unread)
                self._half()
                return
            self._stop_line_timer()
            line = self._unread[:end]
            del self._unread[: end + 1]
            self._searched = 0
            self._house.room += end + 1
            self._line(line)
        self._more_lines = True
        self._regulate()
        self._loop.call_soon(self._go_on)

    def _go_on(self) -> None:
        self._take()
        self._regulate()

    def _half(self) -> None:
        """A line has begun, or none."""
        if self._unread and self.name and self._timer is None:
            self._limit(self._house.bounds.line_seconds, "half a line has come, and no more of it")

    def _line(self, line: bytearray) -> None:
        try:
            request = value_of(line)
            if not self.name:
                self._hello(request)
                return
        except ProtocolError as error:
            self.end(str(error))
            return
        asked = self._asked(request, len(line))
        if asked is None:
            return
        try:
            self._house.ask(asked, request)
        except AskError as error:
            asked.refuse(str(error))

    def _hello(self, said: dict[str, Any]) -> None:
        if trouble := version_trouble(said, "front end", "engine"):
            self.end(trouble, WRONG_VERSION)
            return
        front = said.get("front")
        if not (isinstance(front, str) and front.isascii() and front.isidentifier()):
            raise ProtocolError('the hello has no "front": who is there?')
        if len(front) > LONGEST_FRONT:
            raise ProtocolError(f'"front" is longer than {LONGEST_FRONT} letters')
        self._stop_timer()
        self.name = front
        try:
            self._house.admit(self)
        except ControlError as error:
            self.end(str(error), ENGINE)

    def _asked(self, request: dict[str, Any], octets: int) -> Asked | None:
        """The request, entered; None for one that is refused without a look at it."""
        identity = request.get("id")
        text = line_of(identity)[:-1] if isinstance(identity, int | str) else b""
        bounds, trouble = self._house.bounds, ""
        if not text or len(text) > LONGEST_ID or isinstance(identity, bool):
            text, trouble = b"null", 'the "id" of a request is a number or a short string'
        elif self._pending >= bounds.pending:
            trouble = f"{bounds.pending} requests wait for their answers already"
        elif self._house.room < octets:
            trouble = "the requests that wait for their answers are too long together"
        self._pending += 1
        self._charged += octets
        self._house.room -= octets
        asked = Asked(self, text, octets)
        if trouble:
            asked.refuse(trouble)
            return None
        return asked

    # Answers

    def settled(self, octets: int, line: bytes) -> None:
        """A request of so many octets has its answer."""
        if self.gone:
            return
        self._pending -= 1
        self._charged -= octets
        self._house.room += octets
        self._transport.write(line)

    def later(self, asked: Asked, work: Callable[[], Awaitable[bytes]]) -> None:
        """Answer with what `work` gives, once what was to be answered so before is taken."""
        self._slow.append((asked, work))
        if self._slowly is None:
            self._slowly = self._loop.create_task(self._work())

    async def _work(self) -> None:
        while self._slow:
            await self._writable.wait()
            if self.gone:
                return
            asked, work = self._slow.popleft()
            try:
                asked.answer(await work())
            except OSError as error:
                asked.refuse(f"{error.strerror or error}", ENGINE)
            except Exception as error:
                asked.refuse(f"internal fault: {error!r}", ENGINE)
        self._slowly = None

    # The end

    def end(self, text: str, kind: str = REQUEST) -> None:
        """Say why, and close; the others stay."""
        if self.gone:
            return
        self._transport.write(line_of(failed(text, kind)))
        self.close()

    def close(self) -> None:
        """What was written is for it to take, but not for long."""
        self._leave()
        self._transport.close()
        self._loop.call_later(self._house.bounds.closing_seconds, self._transport.abort)

    def abort(self) -> None:
        """Close now, whatever it has not taken."""
        self._leave()
        self._transport.abort()

    def _limit(self, seconds: float, text: str) -> None:
        self._timer = self._loop.call_later(seconds, self.end, f"{text} within {seconds:g} seconds")

    def _stop_timer(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _stop_line_timer(self) -> None:
        if self.name:  # else it is for the hello
            self._stop_timer()

    def _regulate(self) -> None:
        """Read while it takes its answers, and there is nothing left of what was read."""
        if self.gone:
            return
        if self._writable.is_set() and not self._more_lines:
            self._transport.resume_reading()
        else:
            self._transport.pause_reading()
