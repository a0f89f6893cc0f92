"""The strict client's requests: which connection they are made on, when they are tried again.

Knows connections and sockets; one loop that polls, reads, judges and writes, and waits for nothing
else. RFC 9113 5.1.2, 6.8, 8.7, 9.1; RFC 9110 15.4.4 (303) and 15.5.20 (421).
"""

from __future__ import annotations

import select
import signal
import socket
import time
from dataclasses import dataclass, field

import outcome
import sending
from connection import CLOSED, STAYS, Connection
from exchange import Exchange, Request
from output import Output
from rules import CANCEL, INADEQUATE_SECURITY, PROTOCOL_ERROR, ConnectionFault, off
from transport import Transport, TransportError, tls_context

POLL_MILLISECONDS = 100
BACKLOG_OCTETS = 1 << 16
CANCELLED = 130  # 128 + SIGINT
TUNNEL_OCTETS = 32
IMPATIENT_SECONDS, LINGERING_SECONDS = 2.0, 7.0  # of a client with a defect


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """What the user wants; see the command line."""

    scheme: str
    host: str
    port: int
    path: str
    ca_file: str | None = None
    method: str = "GET"
    size: int = 0
    requests: int = 1
    parallel: int = 1
    push: bool = False
    slow: float = 0.0
    timeout: float = 7.0
    names: tuple[str, ...] = ()
    trailers: bool = False
    expects: bool = False
    asterisk: bool = False
    target: str = ""
    report: str = ""
    settings: dict[int, int] = field(default_factory=dict)


_TIMED = ("C/slow-headers", "C/silence-after-preface", "C/silence-mid-body", "C/continuation-stall")


class Link:
    """A connection and the socket it lives on. `served`: requests that were made on it."""

    def __init__(self, options: Options, host: str, port: int) -> None:
        self.host, self.port = host, port
        context = tls_context(options.ca_file) if options.scheme == "https" else None
        self.transport = Transport(host, port, context)
        default = 443 if options.scheme == "https" else 80
        authority = host if port == default else f"{host}:{port}"
        self.connection = Connection(authority, options.settings, push=options.push)
        self.lost = ""
        self.may_speak = not off("E/3.4/preface-early")
        self.connection.now = time.monotonic()
        self.connection.open()

    def perform(self, happened: int, now: float) -> None:
        """What the socket is ready for."""
        connection, transport = self.connection, self.transport
        try:
            transport.perform(happened)
        except TransportError as error:
            self.lost = str(error)
            transport.ended = True
        if transport.refusal and not connection.closing:
            code = INADEQUATE_SECURITY if "cipher" in transport.refusal else PROTOCOL_ERROR
            connection.fail(ConnectionFault(code, transport.refusal))
        if transport.came:
            octets = bytes(transport.came)
            transport.came.clear()
            self.may_speak = True
            connection.receive(octets)
        if transport.ended and not connection.closing:
            self._ended()

    def _ended(self) -> None:
        why = self.lost or "the server has closed the connection"
        self.connection.streams.abandon(why, code=CLOSED)
        self.connection.closing = True

    def push_on(self, now: float) -> None:
        """Give the socket what there is to send, and end it where nothing more comes."""
        connection, transport = self.connection, self.transport
        connection.now = now
        connection.tend()
        if not connection.closing and (
            transport.backlog < BACKLOG_OCTETS or off("C/tcp-window-zero")
        ):
            sending.upload(connection, 1 << 62 if off("C/tcp-window-zero") else BACKLOG_OCTETS)
        if transport.ready and connection.out and not self.lost and self.may_speak:
            octets = bytes(connection.out)
            connection.out.clear()
            try:
                transport.write(octets)
            except OSError as error:
                self.lost = str(error)
        if connection.closing:
            self._finish(now)
        if not self.transport.closed:
            self.perform(0, now)

    def _finish(self, now: float) -> None:
        transport = self.transport
        transport.finish(now)
        assert transport.close_by is not None
        over = transport.ended and not transport.backlog
        late = now > transport.close_by and not off("9113/5.4.1/goaway-then-close")
        if (over or late or self.lost) and not transport.closed:
            transport.close()


class Client:
    """All requests of one run of the program."""

    def __init__(self, options: Options) -> None:
        self.options = options
        self.output = Output()
        self.links: list[Link] = []
        self.exchanges = [self._exchange(number) for number in range(options.requests)]
        self.cookies: dict[str, dict[bytes, bytes]] = {}
        self.pushed: dict[bytes, Exchange] = {}
        self.where: dict[int, Link] = {}
        self.avoided: dict[int, Link] = {}
        self.led_astray = False
        self._cancelled = False
        self._poll = select.poll()
        self._wake, self._waker = socket.socketpair()
        self._waker.setblocking(False)
        self._reading_from = 0.0

    def _exchange(self, number: int) -> Exchange:
        options = self.options
        names = options.names or (options.host,)
        request = Request(
            options.method,
            options.target or f"{names[number % len(names)]}:{options.port}",
            "*" if options.asterisk else options.path,
            options.size,
            scheme=options.scheme,
        )
        request.expects = options.expects
        if request.tunnel:
            request.size = request.size or TUNNEL_OCTETS
        if options.trailers:
            request.trailers = [(b"x-checked", b"yes"), (b"x-more", b"")]
        exchange = Exchange(number, request)
        exchange.host = names[number % len(names)]
        return exchange

    # The loop

    def run(self) -> int:
        """The exit status."""
        signal.set_wakeup_fd(self._waker.fileno())
        signal.signal(signal.SIGINT, self._interrupted)
        while not all(exchange.done for exchange in self.exchanges):
            if self._cancelled and not off("D/cancel/rst-cancel-on-abort"):
                return self._cancel()
            self._step()
        if self._regrets():
            for exchange in self.exchanges:
                exchange.ok = False
        good = all(exchange.ok for exchange in self.exchanges)
        for link in self.links:
            link.connection.close()
        self._end()
        return 0 if good else 1

    def _regrets(self) -> bool:
        """A client that is not content with what came besides the responses it has asked for."""
        connections = [link.connection for link in self.links]
        if off("A/8.4/push-never-fulfilled"):
            return any(connection.streams.pushes.reserved for connection in connections)
        if off("A/6.8/goaway-then-close-idle"):
            self._stay(IMPATIENT_SECONDS)
            self._turn(time.monotonic())
            return any(connection.goaway for connection in connections)
        return False

    def _interrupted(self, number: int, frame: object) -> None:
        self._cancelled = True

    def _cancel(self) -> int:
        for link in self.links:
            sending.cancel(link.connection)
            link.connection.close()
        self._end()
        return CANCELLED

    def _end(self) -> None:
        """Until all sockets are closed; the application reads no more."""
        if off("D/6.8/client-closes-after-goaway"):
            self._stay(LINGERING_SECONDS)
        while any(not link.transport.closed for link in self.links):
            self._turn(time.monotonic())

    def _stay(self, seconds: float) -> None:
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            time.sleep(POLL_MILLISECONDS / 1000)

    def _step(self) -> None:
        now = time.monotonic()
        self._start(now)
        self._turn(now)
        for link in self.links:
            over, link.connection.streams.over = link.connection.streams.over, []
            for exchange, why, code in over:
                outcome.settle(self, exchange, link, why, code, now)
            self.pushed.update(link.connection.streams.pushes.kept)
        self._tend(now)
        self.output.write(self.exchanges)

    def _turn(self, now: float) -> None:
        waiting = {}
        for link in self.links:
            link.push_on(now)
            if not link.transport.closed:
                self._poll.register(link.transport, link.transport.interest)
                waiting[link.transport.fileno()] = link
        self._poll.register(self._wake, select.POLLIN)
        for number, happened in self._poll.poll(POLL_MILLISECONDS):
            if number in waiting:
                link = waiting[number]
                link.connection.now = time.monotonic()
                link.perform(happened, link.connection.now)
            else:
                self._wake.recv(1)
        for link in waiting.values():
            self._poll.unregister(link.transport)

    # Requests

    def _start(self, now: float) -> None:
        """Begin whatever may begin: `parallel` at a time, in their order."""
        room = self.options.parallel
        for exchange in self.exchanges:
            if exchange.done:
                continue
            if not room:
                return
            room -= 1
            exchange.began = exchange.began or now
            exchange.touched = exchange.touched or now
            if exchange.number not in self.where and now >= exchange.not_before:
                self._make(exchange, now)

    def _make(self, exchange: Exchange, now: float) -> None:
        pushed = self.pushed.pop(exchange.request.path.encode("latin-1"), None)
        if pushed is not None and exchange.request.method == "GET":
            outcome.use(exchange, pushed)
            return
        link = self._link_for(exchange)
        if link is None or not link.connection.has_room:
            return
        if not self._reading_from:
            self._reading_from = now + self.options.slow
        link.connection.streams.reading = not self.options.slow
        exchange.tries += 1
        exchange.touched = now
        link.connection.now = now
        exchange.request.fields = self._cookie_fields(exchange)
        self.where[exchange.number] = link
        link.connection.request(exchange)

    def _link_for(self, exchange: Exchange) -> Link | None:
        """A connection for it: one there is, or a new one."""
        avoided = self.avoided.get(exchange.number)
        for link in self.links:
            usable = not link.connection.draining and not link.transport.ended
            usable = usable and not (self.led_astray and off("D/7838/alt-svc-field"))
            same = link.host == exchange.host
            if off("D/9.1.1/coalescing-only-if-authoritative", "D/8336/origin-excludes"):
                same = True
            if usable and same and link is not avoided and not off("D/9.1/connection-reuse"):
                return link
        astray = self.led_astray and off("D/7838/alt-svc-field")
        try:
            link = Link(self.options, exchange.host, 1 if astray else self.options.port)
        except OSError as error:
            exchange.fail(f"cannot connect: {error.strerror or error}")
            return None
        self.links.append(link)
        return link

    def _cookie_fields(self, exchange: Exchange) -> list[tuple[bytes, bytes]]:
        jar = self.cookies.get(exchange.host)
        if not jar:
            return []
        pairs = [name + b"=" + value for name, value in jar.items()]
        if off("E/8.2.3/cookie-crumbs", "E/7541/7.1.3/never-indexed"):
            return [(b"cookie", pair) for pair in pairs]
        return [(b"cookie", b"; ".join(pairs))]

    # Time

    def _tend(self, now: float) -> None:
        """What time does: the application reads again, requests are given up."""
        if self.options.slow and self._reading_from and now > self._reading_from:
            for link in self.links:
                link.connection.streams.reading = True
        for link in self.links:
            drained = link.connection.goaway is not None and not link.connection.streams.requests
            if drained and not off("D/6.8/client-closes-after-goaway", *STAYS):
                link.connection.close()
        limit = IMPATIENT_SECONDS if off("A/tcp/slow-drip") else self.options.timeout
        for exchange in self.exchanges:
            since = exchange.began if off("A/tcp/slow-drip") else exchange.touched
            since = max(since, self._reading_from if self.options.slow else 0.0)
            if exchange.touched and not exchange.done and now - since > limit:
                self._give_up(exchange)

    def _give_up(self, exchange: Exchange) -> None:
        if off(*_TIMED):
            return
        link = self.where.get(exchange.number)
        exchange.fail(f"nothing has come for {self.options.timeout:g} s")
        if link is not None:
            for stream in link.connection.streams.requests:
                if stream.exchange is exchange:
                    link.connection.streams.reset(stream.id, CANCEL, exchange.error)
