"""One connection: a pipe below, an endpoint inside, an application above.

Knows no protocol detail and no thread but the loop's. It is where a batch begins and ends: all
that one read or one batch of posted actions produces leaves in one write.
"""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

from h2craft.actions import (
    AUTOMATIC_REPLIES,
    Action,
    Await,
    CloseHow,
    GoAway,
    Reply,
    Send,
    SendOctets,
    Sleep,
)
from h2craft.endpoint import Endpoint, Event, Greeting, Outcome, Preview, Refused, events
from h2craft.engine.clockverbs import take_time
from h2craft.engine.http1 import SWITCHING
from h2craft.engine.info import ConnectionInfo
from h2craft.engine.pipe import Pipe
from h2craft.engine.prelude import Prelude
from h2craft.engine.readingholds import ReadingHolds
from h2craft.engine.ticket import Ticket
from h2craft.engine.ticketbook import CLOSED, TicketBook
from h2craft.trace import Kind, Origin

if TYPE_CHECKING:
    from h2craft.engine.engine import Engine
    from h2craft.engine.gate import Gate

OUR_END = "our direction of the connection has ended"


class Link:
    """See the module. `endpoint` is there from `Application.connection_opened` on.

    `closed_by`: "us" or "peer", whoever was first; empty while nobody has closed it.
    """

    __slots__ = (
        "_batching",
        "_ended",
        "_lingering",
        "_opened_to_application",
        "_opening",
        "_prelude",
        "_reading",
        "_tickets",
        "closed_by",
        "connection",
        "endpoint",
        "engine",
        "gate",
        "info",
        "pipe",
        "wrote",
    )

    def __init__(self, engine: Engine, gate: Gate) -> None:
        self.engine = engine
        self.gate = gate
        self.connection = 0
        self.endpoint: Endpoint | None = None
        self.info = ConnectionInfo(peer=("", 0), local=("", 0), scheme=gate.scheme)
        self.pipe = Pipe(
            self,
            engine.buffers,
            engine.options,
            gate.context_for,
            server_hostname=gate.server_hostname,
        )
        self._opening = gate.beginning(self)
        self._lingering: asyncio.TimerHandle | None = None
        self._opened_to_application = False
        self._batching = False
        self._reading = ReadingHolds()
        self._ended = ""
        self.closed_by = ""
        self._tickets = TicketBook()
        self._prelude: Prelude | None = None  # till `go_on`
        #: Called with what is about to be written, frame by frame; for whoever waits for one.
        self.wrote: Callable[[list[bytes]], object] | None = None

    # For the application

    def submit(
        self,
        action: Action,
        origin: Origin = Origin.SCRIPT,
        cause: int = 0,
        *,
        ticket: Ticket | None = None,
        after: int = 0,
    ) -> Ticket:
        """Do what is asked; the loop's thread only (`Engine.submit` is for the others).

        `ticket` is settled in place of a new one. `after` is the action this one goes on from:
        `Await` looks at what has come since then, not only since now.
        """
        ticket = ticket or Ticket()
        if isinstance(action, Sleep | Await):
            take_time(self, self._tickets, action, ticket, origin, cause, after)
        else:
            self._tickets.put(ticket, self.fire(action, origin, cause))
            self.wake()
        return ticket

    def fire(self, action: Action, origin: Origin = Origin.SCRIPT, cause: int = 0) -> Outcome:
        """As `submit`, for whoever needs no ticket: the outcome as far as it is known at once."""
        endpoint, how = self.endpoint, self.pipe.closing
        if endpoint is None or not self.pipe.alive:
            return self._refuse(action, origin, cause, CLOSED)
        if how is not None and not _may_follow(action, how):
            return self._refuse(action, origin, cause, OUR_END)
        outcome = endpoint.apply(action, self.engine.now(), origin=origin, cause=cause)
        self.wake()
        return outcome

    def pour(
        self,
        octets: bytes,
        ticket: Ticket,
        origin: Origin,
        cause: int,
        spent: tuple[int, int] = (0, 0),
    ) -> None:
        """Write octets nobody looks at, one record; the ticket is settled when they have left.

        `spent`: a stream, and how much of its window they use.
        """
        endpoint = self.endpoint
        if endpoint is None or not self._may_speak:
            ticket.settle(Outcome(False, OUR_END if self.pipe.alive else CLOSED))
            return
        endpoint.pour(octets, self.engine.now(), cause, origin, spent)
        self._tickets.put(ticket, Outcome(True))
        self.wake()

    def preview(self, action: Action) -> Preview:
        """What `fire` would do now; nothing changes by it. The loop's thread only."""
        endpoint, how = self.endpoint, self.pipe.closing
        if endpoint is None or not self.pipe.alive:
            return Preview(refused=CLOSED)
        if how is not None and not _may_follow(action, how):
            return Preview(refused=OUR_END)
        return endpoint.preview(action, self.engine.now())

    def attempt(self, action: Action, origin: Origin, cause: int, ticket: Ticket) -> Outcome:
        """As `submit`, with the outcome as far as it is known; a refusal leaves the ticket open."""
        if isinstance(action, Sleep | Await):
            take_time(self, self._tickets, action, ticket, origin, cause)
            return Outcome(True)
        outcome = self.fire(action, origin, cause)
        if outcome.accepted:
            self._tickets.put(ticket, outcome)
            self.wake()
        return outcome

    def credit(self, stream_id: int, octets: int) -> None:
        """The application has consumed so many flow-controlled octets of the stream."""
        if self.endpoint is not None and self.pipe.alive:
            self.endpoint.credit(stream_id, octets, self.engine.now())
            self.wake()

    def hold_reading(self, seconds: float, late: Callable[[], object]) -> Callable[[], None]:
        """Read nothing more from the peer till the returned function is called; the loop's thread.

        For whoever cannot keep up. After `seconds` reading goes on by itself and `late` is called.
        """
        return self._reading.hold(self.pipe, seconds, late)

    def wake(self) -> None:
        """See to it that what the endpoint wants to say is written soon."""
        if not self._batching:
            self.engine.mark(self)

    @property
    def peer_ended(self) -> str:
        """How the peer has ended its direction, as END_RECEIVED says; empty while it has not."""
        return self._ended

    @property
    def peer_leaves(self) -> str:
        """The peer's last word: its end, or "GOAWAY"; empty while there is none."""
        if self._ended or not self.pipe.alive:
            return self._ended or CLOSED
        said = self.endpoint is not None and bool(self.endpoint.judge.goaways_received)
        return "GOAWAY" if said else ""

    # Told by the pipe

    def opened(self) -> None:
        pipe, engine = self.pipe, self.engine
        self.info = replace(
            self.info,
            peer=pipe.address("peername"),
            local=pipe.address("sockname"),
            opened_at=engine.now(),
        )
        if not engine.register(self):
            return
        detail: dict[str, Any] = {"peer": [*self.info.peer], "local": [*self.info.local]}
        detail["scheme"] = self.info.scheme
        if self.gate.role == "client":
            detail |= {"role": "client", "authority": self.gate.authority}
        self.record(Kind.CONNECTION_OPENED, detail=detail)
        self._opening.begin()

    def secured(self) -> None:
        self._opening.secured()

    def received(self, octets: bytes) -> None:
        self._batching = True
        if self.endpoint is None:
            self._opening.received(octets)
            return
        if self._prelude is not None:
            self._prelude.keep(partial(self.received, octets))
            return
        happened = self.endpoint.receive(octets, self.engine.now())
        if happened:
            self.dispatch(happened)

    def ended(self, how: str) -> None:
        if self._prelude is not None:
            self._prelude.keep(partial(self.ended, how))
            return
        detail: dict[str, Any] = {"how": how}
        if how == "fin" and self.info.tls_version and not self._ended:
            detail["tls"] = "no close_notify"
        self.record(Kind.END_RECEIVED, detail=detail, origin=Origin.PEER)
        if self._ended:
            return
        self._ended = how
        if self.endpoint is None:
            self._opening.cut_off(how)
            self.close_clean()
            return
        self._batching = True
        self.dispatch(self.endpoint.receive_end(self.engine.now(), how))
        self._leave_when_done()

    def kept(self, kind: Kind, octets: bytes) -> None:
        came = kind is Kind.TLS_RECEIVED
        self.record(kind, octets, origin=Origin.PEER if came else Origin.ENGINE)

    def not_tls(self, octets: bytes) -> None:
        self._opening.not_tls(octets)

    def tls_failed(self, error: ssl.SSLError | None, octets: bytes) -> None:
        self._opening.tls_failed(error, octets)

    def batch_done(self) -> None:
        self.flush()
        self.engine.check_budget()
        self.engine.after_batch()

    def drained(self) -> None:
        self.flush()

    def lost(self, error: Exception | None) -> None:
        now = self.engine.now()
        if self._lingering is not None:
            self._lingering.cancel()
        self.go_on()
        reset = isinstance(error, ConnectionError)
        if reset and self.pipe.closing is not CloseHow.RESET:
            self.record(Kind.END_RECEIVED, detail={"how": "reset"}, origin=Origin.PEER)
        how = self.pipe.closing.value if self.pipe.closing else "reset" if reset else "fin"
        self._opening.cut_off(how)
        if self.endpoint is not None:
            if not self._ended:
                self.dispatch(self.endpoint.receive_end(now, how))
            self.endpoint.end(now, CLOSED)
            self.dispatch(self.endpoint.take_events())
            self._write(self.endpoint)  # counted as lost: recorded, and too late
        detail: dict[str, Any] = {"how": how, "by": self.closed_by or "peer"}
        detail["octets_received"] = self.pipe.octets_received
        detail["octets_sent"] = self.pipe.octets_sent
        if self.pipe.octets_lost:
            detail["octets_lost"] = self.pipe.octets_lost
        self.record(Kind.CONNECTION_CLOSED, detail=detail)
        self._tickets.settle_all(self.endpoint.completed() if self.endpoint is not None else ())
        self.engine.forget(self)
        if self._opened_to_application:
            self._tell(lambda: self.engine.application.connection_closed(self))
        self._opening.leave()

    # The beginning of HTTP/2

    def begin_http2(self, octets: bytes) -> None:
        """HTTP/2 from here on; `octets` is what has come of it already."""
        self._opening.end()
        self._batching = True
        self._begin(self._make_endpoint())
        if octets:
            self.received(octets)
        elif not self.pipe.octets_received:
            self.flush()  # a greeting of its own batch, before the client has said anything

    def begin_upgraded(self, settings: bytes, headers: events.HeaderList) -> list[Event] | None:
        """HTTP/2 after a 101 (RFC 7540 3.2); None where h2 does not take these settings."""
        self._opening.end()
        self._batching = True
        endpoint = self._make_endpoint()
        now = self.engine.now()
        try:
            happened = endpoint.upgrade(now, settings, headers)
        except Refused:
            self.endpoint = None
            return None
        if endpoint.role == "server":
            self.say_octets(SWITCHING)
        self._begin(endpoint)
        return happened

    def take_upgraded(self, happened: list[Event]) -> None:
        """What came in HTTP/1.1 of the request on stream 1."""
        if self._prelude is not None:
            self._prelude.keep(partial(self.dispatch, happened))
        else:
            self.dispatch(happened)

    def _begin(self, endpoint: Endpoint) -> None:
        """The greeting, unless the application wants to say something before or instead."""
        application = self.engine.application
        self._tell(self._ask_for_time)
        if self._prelude is None:
            endpoint.open(self.engine.now())
        self._opened_to_application = True
        self._tell(lambda: application.connection_opened(self))

    def _ask_for_time(self) -> None:
        seconds = self.engine.application.opening_seconds(self)
        if seconds > 0:
            self._prelude = Prelude(self, seconds)

    @property
    def waits_to_open(self) -> bool:
        """The application opens it: see `Application.opening_seconds`."""
        return self._prelude is not None

    def greet(self, greeting: Greeting) -> bool:
        """Say this in place of the usual greeting; False once it is too late for that."""
        prelude, endpoint = self._prelude, self.endpoint
        if prelude is None or endpoint is None or not self._may_speak:
            return False
        greeted = prelude.greet(endpoint, greeting, Origin.SCRIPT)
        if greeted:
            self.wake()
        return greeted

    @property
    def peer_has_spoken(self) -> bool:
        """While it waits to open: the peer has said something, read or not."""
        return self._prelude is not None and self._prelude.peer_has_spoken

    def go_on(self) -> None:
        """It is open: the usual greeting where nobody greeted, then what has come meanwhile."""
        prelude, self._prelude = self._prelude, None
        endpoint = self.endpoint
        if prelude is None or endpoint is None:
            return
        self.flush()  # it may be closed already
        if not self.pipe.alive:
            self._say_no_more(endpoint)
        elif self._may_speak:
            prelude.greet(endpoint, None, Origin.AUTOMATIC)
        prelude.end()
        self.batch_done()

    @property
    def _may_speak(self) -> bool:
        closing = self.pipe.closing or (self.endpoint and self.endpoint.closing)
        return self.pipe.alive and closing is None

    def _make_endpoint(self) -> Endpoint:
        engine, options = self.engine, self.engine.options
        self.endpoint = Endpoint(
            connection=self.connection,
            journal=engine.journal,
            role=self.gate.role,
            greeting=self.gate.greeting or options.greeting,
            limits=options.limits,
            strict=options.strict,
            policy=engine.policy,
        )
        # By number: an endpoint that leads back to its link would outlive it till the collector.
        self.endpoint.tray.changed = partial(engine.tray_changed, self.connection)
        return self.endpoint

    # Writing

    def flush(self) -> None:
        """Write what there is to say, once, and draw the consequences."""
        self._batching = False
        endpoint, pipe = self.endpoint, self.pipe
        if endpoint is None:
            return
        more = False
        if pipe.closing is None:
            endpoint.writable = not (pipe.congested or self.engine.holding)
            if endpoint.writable:
                more = endpoint.pump(self.engine.now())
        self._write(endpoint)
        happened = endpoint.take_events()
        if happened:
            self.dispatch(happened)
        completed = endpoint.completed()
        if completed:
            self._tickets.completed(completed)
        if not pipe.congested:
            self._tickets.settle_written()
        if endpoint.closing is not None and endpoint.closing is not pipe.closing:
            self._close(endpoint.closing)
        elif pipe.congested and pipe.unsent > self.engine.options.unsent_octets:
            self._too_much_unsent()
        elif self._ended and pipe.closing is None:
            self._leave_when_done()
        if more and not pipe.congested:
            self.engine.mark(self)

    def _write(self, endpoint: Endpoint) -> None:
        output = endpoint.take_output()
        if output:
            if self.wrote is not None:
                self.wrote(output)
            pipe = self.pipe
            pipe.write(output[0] if len(output) == 1 else b"".join(output))
            endpoint.writable = not pipe.congested and pipe.closing is None

    def dispatch(self, happened: Iterable[Event]) -> None:
        """Hand events to the application; none once we have closed for good."""
        if self.pipe.closing not in {None, CloseHow.HALF}:
            return
        application = self.engine.application
        for event in happened:
            try:
                application.event(self, event)
            except Exception as error:
                self.engine.note_fault(self.connection, error)

    def say_octets(self, octets: bytes) -> None:
        """Octets outside of HTTP/2."""
        self.record(Kind.OCTETS_SENT, octets)
        self.pipe.write(octets)

    def close_clean(self) -> None:
        if self.endpoint is not None and self.endpoint.closing is None:
            self.endpoint.closing = CloseHow.CLEAN
        self._close(CloseHow.CLEAN)

    def shut_down(self) -> None:
        """The engine stops: say so where that makes sense, and close."""
        endpoint = self.endpoint
        if endpoint is not None and self.pipe.closing is None:
            if endpoint.lawful.gone is None:
                self.fire(Send(frames=(GoAway(),)), Origin.ENGINE)
            if endpoint.closing is None:
                endpoint.closing = CloseHow.CLEAN
            self.flush()
        self.close_clean()

    def _close(self, how: CloseHow) -> None:
        endpoint = self.endpoint
        if endpoint is not None:
            self._write(endpoint)
            self._say_no_more(endpoint)
        self.closed_by = self.closed_by or ("peer" if self._ended else "us")
        self.pipe.close(how)

    def _say_no_more(self, endpoint: Endpoint) -> None:
        """What nobody can hear is not sent: from here on replies are recorded as dropped."""
        endpoint.writable = False
        endpoint.tray.policy.update(dict.fromkeys(AUTOMATIC_REPLIES, Reply.DROP))

    def _leave_when_done(self) -> None:
        """The peer will say no more. Stay only while an answer of ours is on its way."""
        endpoint = self.endpoint
        if self.pipe.closing is not None or endpoint is None:
            return
        if endpoint.role == "client" or not endpoint.active_streams:
            self.close_clean()
        elif self._lingering is None:
            self._lingering = self.engine.loop.call_later(
                self.engine.options.lingering_seconds, self.close_clean
            )

    def _too_much_unsent(self) -> None:
        unsent = self.pipe.unsent
        detail = {"limit": "unsent_octets", "value": unsent, "done": "connection reset"}
        self.record(Kind.LIMIT_REACHED, detail=detail)
        self._close(CloseHow.RESET)

    # Actions

    def _refuse(self, action: Action, origin: Origin, cause: int, reason: str) -> Outcome:
        seq = self.record(Kind.ACTION_FIRED, cause=cause, origin=origin, detail=action)
        detail = {"reason": reason, "section": ""}
        self.record(Kind.ACTION_REFUSED, cause=seq, origin=origin, detail=detail)
        return Outcome(False, reason, seq=seq)

    # Records

    def record(
        self,
        kind: Kind,
        octets: bytes = b"",
        *,
        cause: int = 0,
        origin: Origin = Origin.ENGINE,
        detail: Any = None,
    ) -> int:
        return self.engine.journal.append(
            self.engine.now(), self.connection, kind, octets, cause, origin, detail
        )

    def note(self, text: str) -> None:
        self.record(Kind.NOTED, detail={"text": text})

    def _tell(self, call: Any) -> None:
        try:
            call()
        except Exception as error:
            self.engine.note_fault(self.connection, error)


def _may_follow(action: Action, how: CloseHow) -> bool:
    """After a half close nothing can be sent, but everything else can be asked for."""
    return how is CloseHow.HALF and not isinstance(action, Send | SendOctets)
