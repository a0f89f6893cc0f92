"""The facade's channel over a link: from a handler's thread to the loop and back.

Everything a script does is posted to the loop in the order it was done; a call that waits says so
to the pool. Knows no request.
"""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

from h2craft.actions import Action, Door, RstStream, Send
from h2craft.endpoint import Endpoint, Greeting, Outcome, next_stream
from h2craft.engine import CLOSED, ConnectionInfo, EngineError, Link, Ticket
from h2craft.filter import FilterError
from h2craft.script.breakpoints import NO_BREAKPOINTS
from h2craft.script.control import asks_for_the_end
from h2craft.script.errors import ConnectionClosed, ProtocolError, StreamClosed
from h2craft.script.holds import HELD_ALREADY, TIMED_OUT, TOO_MANY
from h2craft.script.outbox import Outbox
from h2craft.script.pool import WorkerPool
from h2craft.trace import RECEIVED, Kind, Origin, Record
from h2craft.wire import ErrorCode, Frame, FrameType, summarize

if TYPE_CHECKING:
    from h2craft.script.hands import Hands

T = TypeVar("T")

_READ_AT_ONCE = 1_000
_SHOWN_INSTEAD = 5
_ACK = 0x01


class LinkChannel:
    """One stream's channel, or (`stream_id` 0) the connection's own. See `Channel`.

    closed    what the calls raise, once stream or connection ended under the script
    raw_ends  whether that holds for raw calls too: not while the connection is still there to
              write to after h2 gave up, nor inside `handle_reset`
    refused   called on the loop for a refusal nobody waited for; the default is a reset
    awaited   the pattern of a wait that is in progress, and the seq after which it looks
    waiting   called on the loop with True while a frame of the peer is awaited, then with False
    script    the handler that uses it, as far as it is known
    status    of the response head, where a breakpoint has seen it
    """

    __slots__ = (
        "_breaks",
        "_hands",
        "_link",
        "_outbox",
        "_pool",
        "awaited",
        "cause",
        "closed",
        "raw_ends",
        "refused",
        "script",
        "status",
        "stream_id",
        "wait_seconds",
        "waiting",
    )

    def __init__(
        self,
        link: Link,
        pool: WorkerPool,
        outbox: Outbox,
        stream_id: int = 0,
        cause: int = 0,
        hands: Hands | None = None,
        wait_seconds: float | None = None,
    ) -> None:
        self._link = link
        self._pool = pool
        self._outbox = outbox
        self.stream_id = stream_id
        self.cause = cause
        self.closed: StreamClosed | None = None
        self.raw_ends = True
        self.refused: Callable[[LinkChannel, Outcome], object] = LinkChannel.reset
        self.script = ""
        self.status: int | None = None
        self.wait_seconds = wait_seconds  # of waits that are not told how long
        self.waiting: Callable[[bool], object] | None = None
        self.awaited: tuple[str, int] | None = None
        self._hands = hands
        self._breaks = NO_BREAKPOINTS if hands is None else hands.breakpoints

    # Who talks to whom

    @property
    def connection(self) -> int:
        return self._link.connection

    @property
    def info(self) -> ConnectionInfo:
        return self._link.info

    @property
    def client_address(self) -> tuple[Any, ...]:
        return self._link.info.peer

    @property
    def local_address(self) -> tuple[Any, ...]:
        return self._link.info.local

    @property
    def scheme(self) -> str:
        return self._link.info.scheme

    # Actions

    def fire(self, action: Action, *, wait: bool = True) -> Outcome | None:
        if self.closed is not None and (self.raw_ends or _lawful(action)):
            raise self.closed
        if not wait:
            self._fire_unheard(action)
            return None
        ticket = Ticket()
        self.post(lambda: self._fire(action, ticket))
        with self._pool.blocking():
            outcome = ticket.wait()
        assert outcome is not None
        if outcome.accepted:
            return outcome
        raise self._refusal(action, outcome)

    def pour(self, octets: bytes, seconds: float | None, spent: tuple[int, int] = (0, 0)) -> bool:
        if self.closed is not None and self.raw_ends:
            raise self.closed
        ticket = Ticket()
        self.post(lambda: self._link.pour(octets, ticket, Origin.SCRIPT, self.cause, spent))
        with self._pool.blocking():
            outcome = ticket.wait(seconds)
        if outcome is not None and not outcome.accepted:
            raise self.closed or ConnectionClosed(outcome.reason)
        return outcome is not None

    def received(self) -> int:
        return self._link.pipe.octets_received

    def leaves(self) -> str:
        return self._link.peer_leaves

    def unread(self, seconds: float, buffer_octets: int | None) -> Callable[[], None]:
        link = self._link

        def late() -> None:
            detail = {"limit": "unread_seconds", "value": seconds, "done": "the client is read"}
            link.record(Kind.LIMIT_REACHED, origin=Origin.SCRIPT, detail=detail)

        def hold() -> Callable[[], None]:
            if buffer_octets is not None:
                link.pipe.buffer(buffer_octets)
            return link.hold_reading(seconds, late)

        release = self._ask(hold)
        return lambda: self.post(release)

    def request_certificate(self) -> None:
        trouble = self._ask(self._link.pipe.request_certificate)
        if trouble:
            raise ProtocolError(f"no certificate can be asked for: {trouble}", "8446 4.6.2")

    def insert_handshake(self, message: bytes) -> None:
        trouble = self._ask(lambda: self._link.pipe.insert_handshake(message))
        if trouble:
            raise ProtocolError(f"no TLS handshake message can be put in: {trouble}", "8446 4")

    def _fire_unheard(self, action: Action) -> None:
        """Not waited for, unless it may be held: then the script is to stand still too."""
        if not self._breaks.active:
            self.post(lambda: self._fire(action, None, heard=False))
            return
        ticket = Ticket()
        self.post(lambda: self._fire(action, ticket, heard=False))
        with self._pool.blocking():
            ticket.wait()

    def _fire(self, action: Action, ticket: Ticket | None, *, heard: bool = True) -> None:
        breaks = self._breaks
        if breaks.active and breaks.stops(self, action, ticket, heard=heard):
            return
        if heard:
            self._link.submit(action, Origin.SCRIPT, self.cause, ticket=ticket)
        else:
            self.fire_now(action, ticket, heard=False)

    def fire_now(self, action: Action, ticket: Ticket | None, *, heard: bool) -> Outcome:
        """Past all breakpoints; `heard` False: a refusal is answered here. On the loop's thread."""
        if heard:
            assert ticket is not None
            outcome = self._link.attempt(action, Origin.SCRIPT, self.cause, ticket)
            if not outcome.accepted:
                ticket.settle(outcome)
            return outcome
        outcome = self._link.fire(action, Origin.SCRIPT, self.cause)
        if ticket is not None:
            ticket.settle(outcome)
        # Where the connection ended it is nobody's mistake.
        ended = self.closed is not None or self._gone() or outcome.reason == CLOSED
        if not (outcome.accepted or not self.stream_id or ended):
            self.refused(self, outcome)
        return outcome

    def reset(self, outcome: Outcome) -> None:
        """RST_STREAM with INTERNAL_ERROR because of a refusal; the loop's thread only."""
        reset = RstStream(stream_id=self.stream_id, error_code=ErrorCode.INTERNAL_ERROR)
        self._link.fire(Send(frames=(reset,), door=Door.WIRE), Origin.SCRIPT, outcome.seq)

    @property
    def link(self) -> Link:
        """The connection it leads to; for the loop's thread."""
        return self._link

    def _gone(self) -> bool:
        return self._link.pipe.closing is not None or self._link.engine.stopped

    def _refusal(self, action: Action, outcome: Outcome) -> ProtocolError:
        if outcome.reason == CLOSED and self.closed is None:  # about to be told
            self.closed = ConnectionClosed(CLOSED)
        if self.closed is not None:
            return self.closed
        kind: type[ProtocolError] = ProtocolError
        if self._gone():
            kind = ConnectionClosed
        elif isinstance(action, Send) and any(map(self._has_ended, action.frames)):
            kind = StreamClosed
        return kind(outcome.reason, outcome.section)

    def _has_ended(self, frame: Any) -> bool:
        """The frame is for a stream that is closed: ours, or one we have promised."""
        number = getattr(frame, "stream_id", 0)
        return bool(number) and self._lawful().state_of(number) == "closed"

    def post(self, call: Callable[[], object]) -> None:
        """Have `call` called on the loop. Raises ConnectionClosed once there is none."""
        try:
            self._outbox.post(call)
        except EngineError as error:
            raise ConnectionClosed(str(error)) from error

    def _ask(self, question: Callable[[], T]) -> T:
        """An answer from the loop's thread, exact with respect to everything posted before."""
        turn = threading.Lock()
        turn.acquire()
        answer: list[T] = []
        errors: list[Exception] = []

        def reply() -> None:
            try:
                answer.append(question())
            except Exception as error:
                errors.append(error)
            turn.release()

        self.post(reply)
        with self._pool.blocking():
            turn.acquire()
        if errors:
            raise ProtocolError(str(errors[0])) from errors[0]
        return answer[0]

    # In a person's hands

    def hold(self, why: str, timeout_seconds: float | None) -> None:
        if self.closed is not None:
            raise self.closed
        if self._hands is None:
            raise ProtocolError("nobody could release it")
        holds, ticket = self._hands.holds, Ticket()
        asked = self.wait_seconds if timeout_seconds is None else timeout_seconds
        seconds = None if asked is None else max(0.0, asked)
        held = self._link, self.stream_id, self.cause, self.script, why, ticket
        self.post(lambda: holds.hold_script(*held))
        with self._pool.blocking():
            outcome = ticket.wait(seconds)
            if outcome is None:
                self.post(lambda: holds.time_out(ticket))
                outcome = ticket.wait()  # which may yet be a release that came first
        assert outcome is not None
        if outcome.accepted:
            return
        if outcome.reason == TIMED_OUT:
            raise TimeoutError(f"nobody released it within {seconds:.3g} s")
        if outcome.reason in {HELD_ALREADY, TOO_MANY}:
            raise ProtocolError(outcome.reason)
        raise self.closed or StreamClosed(outcome.reason)

    def answered(self) -> tuple[bool, bool]:
        lawful = self._lawful()
        return bool(lawful.headers_sent(self.stream_id)), not lawful.is_open(self.stream_id)

    # The opening

    def greeting(self) -> Greeting:
        assert self._link.endpoint is not None
        return self._link.endpoint.greeting

    def greet(self, greeting: Greeting) -> None:
        if self.closed is not None:
            raise self.closed
        if not self._ask(lambda: self._link.greet(greeting)):
            raise ProtocolError("the connection is open: the greeting has left", "9113 3.4")

    # What is known of the connection

    def _lawful(self) -> Any:
        assert self._link.endpoint is not None
        return self._link.endpoint.lawful

    def max_frame_size(self) -> int:
        size: int = self._lawful().max_frame_size
        return size

    def window(self, stream_id: int) -> int:
        lawful = self._lawful()
        octets: int = lawful.window(stream_id) if stream_id else lawful.connection_window
        return octets

    def push_enabled(self) -> bool:
        enabled: bool = self._lawful().push_enabled
        return enabled

    def next_push_id(self) -> int:
        return self._ask(lambda: int(self._lawful().next_stream_id))

    def next_stream_id(self) -> int:
        """The next stream a client may open, RFC 9113 5.1.1."""
        return self._ask(lambda: next_stream(self._endpoint()))

    def read(self, question: Callable[[], T]) -> T:
        """What is known on the loop's thread, after all that was done before."""
        return self._ask(question)

    def _endpoint(self) -> Endpoint:
        assert self._link.endpoint is not None
        return self._link.endpoint

    def streams(self) -> dict[int, str]:
        def states() -> dict[int, str]:
            lawful = self._lawful()
            known = {number: lawful.state_of(number) for number in sorted(lawful.h2.streams)}
            return {number: state for number, state in known.items() if state != "closed"}

        return self._ask(states)

    # The journal

    def position(self) -> int:
        return self._ask(lambda: self._link.engine.journal.last)

    def settings_in_flight(self) -> tuple[int, int]:
        position = self.position()
        in_flight = 0
        for record in self._records(0, position):
            octets = record.octets
            if len(octets) < 9 or octets[3] != FrameType.SETTINGS:
                continue
            if record.kind is Kind.FRAME_SENT and not octets[4] & _ACK:
                in_flight += 1
            elif record.kind is Kind.FRAME_RECEIVED and octets[4] & _ACK:
                in_flight = max(0, in_flight - 1)
        return in_flight, position

    def _records(self, after: int, up_to: int) -> list[Record]:
        """This connection's records after `after`, up to `up_to`, as far as they are kept."""
        journal, found = self._link.engine.journal, []
        while after < up_to:
            records = journal.read(after, _READ_AT_ONCE)
            if not records:
                break
            after = records[-1].seq
            found += [r for r in records if r.connection == self.connection and r.seq <= up_to]
        return found

    def await_record(
        self, pattern: str, timeout_seconds: float | None, after_seq: int = 0
    ) -> Record:
        if timeout_seconds is None:
            timeout_seconds = self.wait_seconds
        link = self._link
        if link.peer_ended:
            timeout_seconds = 0.0  # all it has said is here
        self._wait(True)
        self.awaited = awaited, _ = _asked(pattern), after_seq
        wanted = pattern if asks_for_the_end(pattern) else f"({pattern}) or kind:END_RECEIVED"
        try:
            with self._pool.blocking():
                reading = link.engine.await_record(
                    self.connection, wanted, timeout_seconds, after_seq
                )
        except FilterError as error:
            raise ValueError(str(error)) from error
        finally:
            self.awaited = None
            self._wait(False)
        found = None if reading is None else reading.record
        if found is not None and (found.kind is not Kind.END_RECEIVED or wanted == pattern):
            return found
        came = self._came_instead(after_seq)
        if found is not None or link.peer_ended:
            text = f"the peer ended its direction while {awaited!r} was awaited; {came}"
            raise ConnectionClosed(text)
        if link.connection not in link.engine.links:
            raise ConnectionClosed(f"the connection ended while {awaited!r} was awaited; {came}")
        raise TimeoutError(f"no {awaited!r} within {timeout_seconds:.3g} s; {came}")

    def _wait(self, waits: bool) -> None:
        waiting = self.waiting
        if waiting is not None:
            with contextlib.suppress(ConnectionClosed):
                self.post(lambda: waiting(waits))

    def _came_instead(self, after_seq: int) -> str:
        records = self._records(after_seq, self._link.engine.journal.last)
        frames = [Frame(r.octets) for r in records if r.kind in RECEIVED and len(r.octets) >= 9]
        if not frames:
            return "nothing was received"
        shown = [f"{f.name} stream {f.stream_id} {summarize(f)}".rstrip() for f in frames]
        left_out = len(shown) - _SHOWN_INSTEAD
        start = f"{left_out} more frames, then " if left_out > 0 else ""
        return f"received: {start}{'; '.join(shown[-_SHOWN_INSTEAD:])}"

    def record(self, kind: Kind, detail: Any) -> None:
        if self.stream_id and isinstance(detail, dict):
            detail = {"stream": self.stream_id, **detail}
        link, cause = self._link, self.cause
        self.post(lambda: link.record(kind, cause=cause, origin=Origin.SCRIPT, detail=detail))


def _asked(pattern: str) -> str:
    """What a script said, of the pattern `wait_for` made of it."""
    for said in ("dir:received (", "(dir:received or kind:END_RECEIVED) ("):
        if pattern.startswith(said):
            return pattern.removeprefix(said).removesuffix(")")
    return pattern


def _lawful(action: Action) -> bool:
    return isinstance(action, Send) and action.door is Door.LAWFUL
