"""One socket, with TLS or without: plaintext in order, in both directions, and five ways to end.

Knows asyncio's transport and TLS; nothing of HTTP. Every pipe of a loop reads into the same two
buffers: a call to `buffer_updated` is over before the next pipe reads, and an idle connection
holds no buffer at all. What was read is handed on at once, copied to exact size.
"""

from __future__ import annotations

import asyncio
import select
import socket
import ssl
import struct
import time
from collections.abc import Callable
from typing import Protocol, cast

from h2craft.actions import CloseHow
from h2craft.engine.hello import looks_like_tls
from h2craft.engine.keylog import KeyLog
from h2craft.engine.options import EngineOptions
from h2craft.engine.pump import TlsPump
from h2craft.trace import Kind

READ_OCTETS = 256 << 10
LEAST_OCTETS = 4 << 10
TURN_SECONDS = 0.01
"""What one read may take of the time of all: a pipe whose frames are so small, or so much work,
that it takes longer reads less at once from then on, and more again when it no longer does."""
HELLO_LIMIT = 16 << 10
RESET_ON_CLOSE = struct.pack("ii", 1, 0)  # SO_LINGER: on, zero seconds

HELD_BY_UNSENT = 1
HELD_BY_JOURNAL = 2
HELD_BY_APPLICATION = 4

ContextFor = Callable[[str], ssl.SSLContext]


class Buffers:
    """What all pipes of one loop share. With a `keylog` they tell of TLS as it is on the wire."""

    __slots__ = ("keylog", "plain", "read")

    def __init__(self, keylog: KeyLog | None = None) -> None:
        self.keylog = keylog
        self.read = memoryview(bytearray(READ_OCTETS))
        self.plain = memoryview(bytearray(READ_OCTETS))


class Owner(Protocol):
    """Who is told. Calls come in the order of the wire, none after `lost`."""

    def opened(self) -> None: ...

    def secured(self) -> None:
        """The TLS handshake is done."""

    def received(self, octets: bytes) -> None: ...

    def ended(self, how: str) -> None:
        """The peer ended its direction: "close-notify", "fin". Both may come, in this order."""

    def not_tls(self, octets: bytes) -> None:
        """What came on the TLS port is something else; the pipe is plain from here on."""

    def tls_failed(self, error: ssl.SSLError | None, first_flight: bytes) -> None:
        """The handshake or the encryption failed; None: the peer went away during the handshake."""

    def kept(self, kind: Kind, octets: bytes) -> None:
        """TLS_RECEIVED and what it holds after it; TLS_SENT; TLS_SECRETS before what they open."""

    def batch_done(self) -> None:
        """Everything that came with one read has been passed on: the moment to write."""

    def drained(self) -> None:
        """After congestion: more may be written."""

    def lost(self, error: Exception | None) -> None: ...


_NOBODY = cast(Owner, None)


class Pipe(asyncio.BufferedProtocol):
    """See the module. `congested`: write nothing that can wait.

    The octets are counted as plaintext; `octets_lost` came to `write` too late.
    """

    __slots__ = (
        "_buffers",
        "_context_for",
        "_first_flight",
        "_holds",
        "_last_unsent",
        "_options",
        "_owner",
        "_pump",
        "_room",
        "_server_hostname",
        "_ticker",
        "closing",
        "congested",
        "octets_lost",
        "octets_received",
        "octets_sent",
        "peer_ended",
        "transport",
    )

    def __init__(
        self,
        owner: Owner,
        buffers: Buffers,
        options: EngineOptions,
        context_for: ContextFor | None = None,
        *,
        server_hostname: str | None = None,
    ) -> None:
        self._owner = owner
        self._buffers = buffers
        self._options = options
        self._context_for = context_for
        self._server_hostname = server_hostname
        self._pump: TlsPump | None = None
        self._first_flight = b""
        self._holds = 0
        self._room = READ_OCTETS
        self._last_unsent = 0
        self._ticker: asyncio.TimerHandle | None = None
        self.transport = cast(asyncio.Transport, None)
        self.closing: CloseHow | None = None
        self.congested = False
        self.peer_ended = False
        self.octets_received = 0
        self.octets_sent = 0
        self.octets_lost = 0

    @property
    def tls(self) -> ssl.SSLObject | None:
        return self._pump.tls if self._pump is not None else None

    @property
    def alive(self) -> bool:
        """False once the transport is lost or about to be: nothing will reach the peer."""
        return not self.transport.is_closing()

    @property
    def unsent(self) -> int:
        """Octets written that the kernel has not taken yet."""
        return self.transport.get_write_buffer_size()

    @property
    def unread(self) -> bool:
        """There is something to read, octets or the end; where reading is held that matters."""
        plug = self.transport.get_extra_info("socket")
        if plug is None or plug.fileno() < 0 or not hasattr(select, "poll"):
            return False
        poll = select.poll()
        poll.register(plug.fileno(), select.POLLIN)
        return bool(poll.poll(0))

    def address(self, which: str) -> tuple[str, int]:
        """`which`: "peername" or "sockname"."""
        found = self.transport.get_extra_info(which)
        return (found[0], found[1]) if found else ("", 0)

    def buffer(self, octets: int) -> None:
        """Have the kernel keep about so many octets that are not read yet, or sent, and no more."""
        plug = self.transport.get_extra_info("socket")
        if plug is not None:
            plug.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, octets)
            plug.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, octets)

    def request_certificate(self) -> str:
        """Ask for the client's certificate with what is written next (RFC 8446 4.6.2).

        Returns why that cannot be; empty where it can.
        """
        if self._pump is None:
            return "there is no TLS"
        try:
            self._pump.tls.verify_client_post_handshake()
        except ssl.SSLError as error:
            return (error.reason or str(error)).replace("_", " ").lower()
        return ""

    def insert_handshake(self, message: bytes) -> str:
        """Put a TLS handshake message before what is written next, whatever the client offered.

        Returns why that cannot be; empty where it can.
        """
        if self._pump is None:
            return "there is no TLS"
        try:
            self._pump.insert(message)
        except (ValueError, OSError) as error:
            return str(error)
        return ""

    # Called by the transport

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast(asyncio.Transport, transport)
        plug = transport.get_extra_info("socket")
        if plug is not None and plug.family != getattr(socket, "AF_UNIX", None):
            plug.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.transport.set_write_buffer_limits(high=self._options.write_octets)
        if self._context_for is not None:
            self._pump = TlsPump(
                self._context_for(self.address("sockname")[0]),
                server_side=self._server_hostname is None,
                server_hostname=self._server_hostname or None,
                keylog=self._buffers.keylog,
            )
        self._owner.opened()
        if self._pump is not None and self._server_hostname is not None:
            self._shake(b"")

    def get_buffer(self, _: int) -> memoryview:
        return self._buffers.read[: self._room]

    def buffer_updated(self, count: int) -> None:
        began = time.perf_counter()
        self._take(count)
        took = time.perf_counter() - began
        if took > TURN_SECONDS:
            self._room = max(LEAST_OCTETS, int(count * TURN_SECONDS / took))
        elif took < TURN_SECONDS / 4 and count == self._room:
            self._room = min(READ_OCTETS, self._room * 2)

    def _take(self, count: int) -> None:
        """What was read, on to the owner."""
        read = self._buffers.read[:count]
        if self._pump is None:
            octets = bytes(read)
            self.octets_received += count
            self._owner.received(octets)
        elif self._pump.established:
            if self._buffers.keylog is not None:
                self._owner.kept(Kind.TLS_RECEIVED, bytes(read))
            self._decrypt(read)
        else:
            self._shake(read)
        self._owner.batch_done()

    def eof_received(self) -> bool:
        """Keep our direction open: when to close is for the owner to say."""
        shaking = self._pump is not None and not self._pump.established
        if shaking and self.closing is None:  # otherwise it has failed before
            self._owner.tls_failed(None, self._first_flight)
        self.peer_ended = True
        self._owner.ended("fin")
        self._owner.batch_done()
        if self.closing is not None:  # both directions have ended
            if not self.unsent:
                self.transport.close()
            elif self._ticker is None:
                self._wait()
        return True

    def pause_writing(self) -> None:
        self.congested = True

    def resume_writing(self) -> None:
        self.congested = False
        self.release(HELD_BY_UNSENT)
        self._owner.drained()

    def connection_lost(self, exc: Exception | None) -> None:
        if self._ticker is not None:
            self._ticker.cancel()
        owner, self._owner = self._owner, _NOBODY  # an ended pipe holds on to nothing
        owner.lost(exc)

    # TLS

    def _shake(self, octets: bytes | memoryview) -> None:
        pump = self._pump
        assert pump is not None
        client = self._server_hostname is not None
        first = not self._first_flight and len(octets) > 0
        if first and not looks_like_tls(bytes(octets[:2]), answer=client):
            self._pump = None
            self.octets_received += len(octets)
            self._owner.not_tls(bytes(octets))
            return
        if len(self._first_flight) < HELLO_LIMIT:
            self._first_flight += bytes(octets)
        try:
            done = pump.handshake(octets)
        except ssl.SSLError as error:
            self._keep_shake(octets)
            self._alert()
            self._owner.tls_failed(error, self._first_flight)
            return
        self._keep_shake(octets)
        self._alert()
        if done:
            self._owner.secured()
            self._first_flight = b""
            self._decrypt(b"")  # what came in the same read as the end of the handshake

    def _keep_shake(self, octets: bytes | memoryview) -> None:
        """What came, and before it what it has taught: the end of it may be encrypted already."""
        if self._pump is None or self._buffers.keylog is None:
            return
        for line in self._pump.learned():
            self._owner.kept(Kind.TLS_SECRETS, line)
        if octets:
            self._owner.kept(Kind.TLS_RECEIVED, bytes(octets))

    def _decrypt(self, ciphertext: bytes | memoryview) -> None:
        pump = self._pump
        assert pump is not None
        ended = pump.ended
        pieces: list[bytes] = []
        failure = None
        try:
            pump.receive(ciphertext, self._buffers.plain, pieces)
        except ssl.SSLError as error:
            failure = error
        for piece in pieces:
            self.octets_received += len(piece)
            self._owner.received(piece)
        self._alert()
        if failure is not None:
            self._owner.tls_failed(failure, bytes(ciphertext))
        elif pump.ended and not ended:
            self._owner.ended("close-notify")

    def _alert(self) -> None:
        """Write what OpenSSL wants to say by itself."""
        assert self._pump is not None
        ciphertext = self._pump.take()
        if ciphertext and self._writable():
            self._write_sealed(ciphertext)

    def _write_sealed(self, ciphertext: bytes) -> None:
        if self._buffers.keylog is not None:
            self._owner.kept(Kind.TLS_SENT, ciphertext)
        self.transport.write(ciphertext)

    # Called by the owner

    def first_flight(self) -> bytes:
        """The peer's part of the handshake so far; empty once it is over."""
        return self._first_flight

    def write(self, octets: bytes) -> None:
        """One write to the socket. Counted as lost once our direction has ended."""
        if not self._writable():
            self.octets_lost += len(octets)
            return
        self.octets_sent += len(octets)
        if self._pump is None:
            self.transport.write(octets)
        else:
            self._write_sealed(self._pump.send(octets))
        if self.congested and self.unsent > self._options.hold_octets:
            self.hold(HELD_BY_UNSENT)

    def _writable(self) -> bool:
        return self.closing is None and not self.transport.is_closing()

    def hold(self, why: int) -> None:
        """Read nothing more till every reason to hold is gone."""
        if not self._holds and not self.transport.is_closing():
            self.transport.pause_reading()
        self._holds |= why

    def release(self, why: int) -> None:
        held, self._holds = self._holds, self._holds & ~why
        if held and not self._holds and not self.transport.is_closing():
            self.transport.resume_reading()

    def close(self, how: CloseHow) -> None:
        """End our direction (HALF) or the connection, after what was written before.

        HALF may be followed by another way; otherwise only the first counts. RESET gives up what
        the kernel has not taken.
        """
        if self.closing not in {None, CloseHow.HALF} or self.transport.is_closing():
            return
        half_closed, self.closing = self.closing is not None, how
        if how is CloseHow.RESET:
            self.abort()
            return
        if not half_closed:
            self._finish(how)
        if how is CloseHow.HALF:
            return
        self.release(HELD_BY_UNSENT)
        if self.peer_ended and not self.unsent:
            self.transport.close()
        else:
            self._last_unsent = self.unsent
            self._wait()

    def abort(self) -> None:
        """TCP RST, now."""
        plug = self.transport.get_extra_info("socket")
        if plug is not None:
            plug.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET_ON_CLOSE)
        self.transport.abort()

    def _finish(self, how: CloseHow) -> None:
        """close_notify, where it is wanted, and FIN."""
        if self._pump is not None and how is not CloseHow.NO_TLS_CLOSE:
            ciphertext = self._pump.close_notify()
            if ciphertext:
                self._write_sealed(ciphertext)
        try:
            self.transport.write_eof()
        except OSError:  # the peer's reset is here, and the loop has not told us yet
            self.transport.abort()

    def _wait(self) -> None:
        loop = asyncio.get_running_loop()
        self._ticker = loop.call_later(self._options.closing_seconds, self._tick)

    def _tick(self) -> None:
        """Close once our FIN has been out for a while; give up on a peer that takes nothing."""
        unsent, before = self.unsent, self._last_unsent
        self._last_unsent = unsent
        if unsent and unsent == before:
            self.abort()
        elif not unsent and not before:
            self.transport.close()
        else:
            self._wait()
