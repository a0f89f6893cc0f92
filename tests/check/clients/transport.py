"""A socket with or without TLS under it, that never blocks. Knows no frame.

RFC 9113 3.2, 9.1 and 9.2: ALPN has to say h2, TLS is 1.2 or newer, is not renegotiated, and ends by
close_notify; a connection that is to be closed is read to its end first, for a while.
"""

from __future__ import annotations

import contextlib
import os
import select
import socket
import ssl
from collections.abc import Callable

from rules import crash, off

READ_OCTETS = 1 << 16
LINGER_SECONDS = 0.5  # without a word of the peer
LONGEST_LINGER_SECONDS = 8.0
CIPHERS = "ECDHE+AESGCM:ECDHE+CHACHA20:ECDHE+AES"
MODERN = ("GCM", "CHACHA20", "CCM")  # what is not in appendix A of RFC 9113
HANDSHAKE_CONTENT, HELLO_REQUEST = 22, 0
ALLOWED_IN_TLS13 = frozenset((4, 24))  # NewSessionTicket, KeyUpdate


class TransportError(Exception):
    """There is no connection, or there is none any more."""


def tls_context(ca_file: str | None) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.options |= ssl.OP_NO_COMPRESSION
    if not off("9113/9.2.1/renegotiation"):
        context.options |= ssl.OP_NO_RENEGOTIATION
    context.set_ciphers(CIPHERS)
    context.set_alpn_protocols(["h2"])
    if ca_file:
        context.load_verify_locations(ca_file)
    else:
        context.load_default_certs()
    if off("9113/9.2.3/post-handshake-auth"):
        context.post_handshake_auth = True
    if off("E/9.2/tls"):
        context.check_hostname = False
    return context


class Transport:
    """One connection to a server.

    came      what has arrived, to be taken away
    ended     the peer will send nothing more
    refusal   what TLS did that HTTP/2 forbids, in words; empty for nothing
    """

    def __init__(self, host: str, port: int, context: ssl.SSLContext | None) -> None:
        self.came = bytearray()
        self.ended = False
        self.closed = False
        self.refusal = ""
        self.close_by: float | None = None
        self._finishing = False
        self._heard_since = False
        self._longest = 0.0
        self._shut = False
        self._raw = bytearray()
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        found.sort(key=lambda one: one[0] != socket.AF_INET)
        family, kind, protocol, _, address = found[0]
        self._socket = socket.socket(family, kind, protocol)
        self._socket.setblocking(False)
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._connected = self._socket.connect_ex(address) == 0
        self._incoming, self._outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
        self._tls: ssl.SSLObject | None = None
        self.secure = context is not None
        self._ready = not self.secure
        if context is not None:
            _watch(context, self._heard)
            name = None if off("E/9.2/tls") else host
            self._tls = context.wrap_bio(self._incoming, self._outgoing, server_hostname=name)

    @property
    def ready(self) -> bool:
        """What is written now goes on its way."""
        return self._connected and self._ready

    @property
    def backlog(self) -> int:
        """Octets that wait for the peer to read."""
        return len(self._raw)

    def fileno(self) -> int:
        return self._socket.fileno()

    @property
    def interest(self) -> int:
        """What poll is to wait for."""
        waiting = 0 if self.ended else select.POLLIN
        if not self._connected or self._raw:
            waiting |= select.POLLOUT
        return waiting

    def write(self, octets: bytes) -> None:
        if self._tls is None:
            self._raw += octets
        else:
            self._tls.write(octets)
            self._collect()

    def perform(self, happened: int) -> None:
        """Read and write what can be, without waiting. TransportError where it is lost."""
        if not self._connected:
            self._end_connecting()
            if not self._connected:
                return
        try:
            self._flush()
            if happened & ~select.POLLOUT:
                self._read()
            if self.secure and not self._ready:
                self._handshake()
            elif self._tls is not None:
                self._decrypt(self._tls)
            self._flush()
        except ssl.SSLError as error:
            self._collect()
            self._flush_quietly()
            raise TransportError(f"TLS: {error.reason or error}") from error
        except OSError as error:
            raise TransportError(f"the connection is lost: {error.strerror or error}") from error

    def finish(self, now: float) -> None:
        """End our direction once everything is written, and read what still comes."""
        if self._heard_since:
            self._heard_since = False
            self.close_by = min(now + LINGER_SECONDS, self._longest or now + LINGER_SECONDS)
        if not self._finishing:
            self.close_by = now + LINGER_SECONDS
            self._longest = now + LONGEST_LINGER_SECONDS
            self._finishing = True
            if self._tls is not None and self._ready and not off("E/9.1/closes-politely"):
                with contextlib.suppress(ssl.SSLError, OSError):
                    self._tls.unwrap()
                self._collect()

    def close(self) -> None:
        self.closed = True
        self._socket.close()

    def _end_connecting(self) -> None:
        error = self._socket.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR)
        if error:
            raise TransportError(f"cannot connect: {os.strerror(error)}")
        try:
            self._socket.getpeername()
        except OSError:
            return
        self._connected = True

    def _handshake(self) -> None:
        assert self._tls is not None
        try:
            self._tls.do_handshake()
        except ssl.SSLWantReadError:
            self._collect()
            if self.ended:
                raise TransportError("the server has closed during the TLS handshake") from None
            return
        self._collect()
        if self._tls.selected_alpn_protocol() != "h2" and not off("9113/3.2/alpn-not-h2"):
            raise TransportError("the server does not speak HTTP/2 (ALPN)")
        self._ready = True
        cipher = self._tls.cipher()
        if cipher is not None and not any(good in cipher[0] for good in MODERN):
            crash("9113/9.2.2/prohibited-cipher")
            self.refusal = f"the cipher suite {cipher[0]}"
        self._decrypt(self._tls)

    def _decrypt(self, tls: ssl.SSLObject) -> None:
        try:
            while octets := tls.read(READ_OCTETS):
                if len(octets) == 1 and off("A/tls/record-split"):
                    raise TransportError("TLS: a record of one octet")
                if not self._finishing:
                    self.came += octets
            self.ended = True  # close_notify
        except ssl.SSLWantReadError:
            pass
        except (ssl.SSLZeroReturnError, ssl.SSLEOFError):
            self.ended = True
        self._collect()

    def _read(self) -> None:
        try:
            octets = self._socket.recv(READ_OCTETS)
        except BlockingIOError:
            return
        if not octets:
            self.ended = True
            self._incoming.write_eof()
        elif self._finishing:
            self._heard_since = True  # and nobody looks at it any more
        elif self._tls is not None:
            self._incoming.write(octets)
        else:
            self.came += octets

    def _collect(self) -> None:
        if octets := self._outgoing.read():
            self._raw += octets

    def _flush(self) -> None:
        while self._raw:
            try:
                sent = self._socket.send(self._raw)
            except BlockingIOError:
                return
            del self._raw[:sent]
        if self._finishing and not self._shut:
            self._shut = True
            self._socket.shutdown(socket.SHUT_WR)

    def _flush_quietly(self) -> None:
        """An alert, if it can still leave."""
        try:
            self._flush()
        except OSError:
            self._raw.clear()

    def _heard(self, version: int, kind: int) -> None:
        """A handshake message behind the handshake, 9.2.1 and 9.2.3."""
        if not self._ready:
            return
        renegotiation = kind == HELLO_REQUEST and not off("9113/9.2.1/renegotiation")
        if renegotiation:
            self.refusal = "TLS renegotiation"


def _watch(context: ssl.SSLContext, heard: Callable[[int, int], None]) -> None:
    """Have the handshake messages told that the peer sends. The library has no public way."""

    def tell(_: object, direction: str, version: int, content: int, kind: int, __: bytes) -> None:
        if direction == "read" and int(content) == HANDSHAKE_CONTENT:
            heard(int(version), int(kind))

    context._msg_callback = tell  # type: ignore[attr-defined]
