"""Requests and their answers over one connected socket. Knows lines and ids, no request by name.

Theory of operation. `ask` writes from the thread that asks, as much as the socket takes at once
(a hop to another thread would cost more than the rest of the way), and never waits: what is left
is written by the thread of the exchange, which also reads. That thread calls what is to be called,
one call after the other, so these must be quick.

The other end may die, or stop, at any octet. Then `ended` says why, whatever was asked has come to
that error, and the thread is gone.
"""

from __future__ import annotations

import heapq
import json
import selectors
import socket
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from itertools import count
from typing import Any

from h2craft.control.protocol import LONGEST_REQUEST, MOST_VALUES, line_of
from h2craft.control.records import Answer

READ_OCTETS = 256 << 10
LONGEST_ANSWER = 256 << 20  # a record of the largest frame there is (RFC 9113 4.2) is 32 MiB here
LEFT = "this end has left the engine"
THREAD = "h2craft-control-client"

Then = Callable[[Answer], object]


class Exchange:
    """See the module. `begin` starts the thread, which closes the socket at its end.

    who       what the other end is called in messages
    patience  seconds without an octet, while something is asked, after which it counts as gone
    gone      called once, by the thread, with the reason; not if `close` was called
    """

    def __init__(
        self, connection: socket.socket, who: str, patience: float, gone: Callable[[str], object]
    ) -> None:
        self.ended = ""
        self._who = who
        self._patience = patience
        self._gone = gone
        self._socket = connection
        self._socket.setblocking(False)
        self._wake, self._woken = socket.socketpair()
        self._wake.setblocking(False)
        self._woken.setblocking(False)
        self._turn = threading.Lock()  # of what follows
        self._numbers = count(1)
        self._asked: dict[int, Then] = {}
        self._since = 0.0  # when something was heard last, or asked after all was answered
        self._out = bytearray()
        self._later: list[tuple[float, int, Callable[[], object]]] = []
        self._line = bytearray()  # the thread's: the beginning of a line
        self._thread = threading.Thread(target=self._run, name=THREAD, daemon=True)

    def begin(self) -> None:
        self._thread.start()

    def ask(self, do: str, then: Then, /, **named: Any) -> None:
        """Send a request; `then` gets what came of it, once, and not while this is called.

        But for one that cannot be sent at all: that is said at once.
        """
        number = next(self._numbers)
        try:
            line = line_of({"id": number, "do": do, **named})
        except (ValueError, RecursionError) as error:
            then(Answer(error=f"this cannot be said on a control socket: {error}"))
            return
        if len(line) > LONGEST_REQUEST or _values(line) > MOST_VALUES:
            then(Answer(error=f"{len(line):,} octets of JSON are too many for a control socket"))
            return
        with self._turn:
            ended = self.ended
            if not ended:
                idle = not self._asked
                self._asked[number] = then
                self._send(line)
                if idle:  # from now on there is a time at which it is given up
                    self._since = time.monotonic()
                    self._rouse()
        if ended:
            then(Answer(error=ended))

    def later(self, seconds: float, call: Callable[[], object]) -> None:
        """Have it called by the thread; only from the thread."""
        heapq.heappush(self._later, (time.monotonic() + seconds, next(self._numbers), call))

    def close(self) -> None:
        """End it from this side, and wait for the thread. Harmless twice."""
        with self._turn:
            self.ended = self.ended or LEFT
        self._rouse()
        if self._thread.is_alive() and threading.current_thread() is not self._thread:
            self._thread.join()

    # Writing

    def _send(self, line: bytes) -> None:
        """With the turn."""
        sent = 0
        if not self._out:
            # An error is for the thread: it reads what the other end has said before it went.
            with suppress(OSError):
                sent = self._socket.send(line)
        if sent < len(line):
            self._out += memoryview(line)[sent:]
            self._rouse()

    def _rouse(self) -> None:
        with suppress(OSError):
            self._wake.send(b"!")

    # The thread

    def _run(self) -> None:
        reason = ""
        with selectors.DefaultSelector() as selector:
            selector.register(self._socket, selectors.EVENT_READ)
            selector.register(self._woken, selectors.EVENT_READ)
            try:
                while not self.ended:
                    self._turn_round(selector)
            except (OSError, ValueError) as error:
                reason = str(error)
            except Exception as error:  # ours, whatever it is: nobody must wait for ever
                reason = f"internal fault: {error!r}"
        self._finish(reason or f"{self._who} is gone")

    def _turn_round(self, selector: selectors.BaseSelector) -> None:
        with self._turn:
            events = selectors.EVENT_READ | (selectors.EVENT_WRITE if self._out else 0)
        selector.modify(self._socket, events)
        ready = {key.fileobj: mask for key, mask in selector.select(self._timeout())}
        if self._woken in ready:
            self._woken.recv(4096)
        mask = ready.get(self._socket, 0)
        if mask & selectors.EVENT_READ:
            self._read()
        elif self._is_silent():  # looked at after the socket: we ourselves may have been stopped
            raise TimeoutError(f"{self._who} has said nothing for {self._patience:g} s")
        if mask & selectors.EVENT_WRITE:
            self._write()
        while self._later and self._later[0][0] <= time.monotonic():
            heapq.heappop(self._later)[2]()

    def _timeout(self) -> float | None:
        """Till there is something to do, or somebody to be given up."""
        times = [self._later[0][0]] if self._later else []
        with self._turn:
            if self._asked:
                times.append(self._since + self._patience)
        return max(0.0, min(times) - time.monotonic()) if times else None

    def _is_silent(self) -> bool:
        with self._turn:
            return bool(self._asked) and time.monotonic() - self._since >= self._patience

    def _write(self) -> None:
        with self._turn:
            try:
                sent = self._socket.send(self._out[: 1 << 20])
            except BlockingIOError:
                return
            except OSError:
                sent = len(self._out)  # why it went is still to be read
            del self._out[:sent]

    def _read(self) -> None:
        try:
            octets = self._socket.recv(READ_OCTETS)
        except BlockingIOError:
            return
        except ConnectionError:
            octets = b""
        if not octets:
            cut = ", in the middle of a line" if self._line else ""
            raise ConnectionError(f"{self._who} is gone{cut}")
        self._since = time.monotonic()
        *lines, rest = octets.split(b"\n")
        for line in lines:
            if self._line:
                line = bytes(self._line) + line
                self._line.clear()
            self._take(line)
        self._line += rest
        if len(self._line) > LONGEST_ANSWER:
            raise ValueError(f"{self._who} has sent a line that does not end")

    def _take(self, line: bytes) -> None:
        """Give an answer to who asked. ValueError for what is none."""
        try:
            said = json.loads(line)
            number = said.get("id")
        except (ValueError, AttributeError, RecursionError):
            raise ValueError(f"{self._who} has sent what is no answer") from None
        error = said.get("error")
        if error is not None and number is None:
            raise ConnectionError(f"{self._who} has ended it: {str(error)[:300]}")
        with self._turn:
            then = self._asked.pop(number, None) if type(number) is int else None
        if then is None:
            raise ValueError(f"{self._who} has answered what was not asked")
        then(Answer(said.get("ok"), "" if error is None else str(error) or "refused"))

    def _finish(self, reason: str) -> None:
        with self._turn:
            told = bool(self.ended)
            self.ended = self.ended or reason
            asked = list(self._asked.values())
            self._asked.clear()
            for one in (self._socket, self._wake, self._woken):
                one.close()
        if not told:
            self._gone(reason)
        for then in asked:
            with suppress(Exception):  # each of them, whatever the one before does
                then(Answer(error=self.ended))


def _values(line: bytes) -> int:
    """How many there may be in a line, as the other end counts them; 0 for a short one."""
    return sum(map(line.count, (b",", b"[", b"{"))) if len(line) > MOST_VALUES else 0
