"""A small client that counts every frame and every octet, for the rows h2load cannot measure.

It opens connections that then idle, asks while handlers sleep, and sends frames of which not one
may be missing from the trace. Made of sockets and prepared octets: its own cost must be small.
"""

from __future__ import annotations

import select
import socket
import ssl
import struct
import zlib
from dataclasses import dataclass
from urllib.parse import urlsplit

from hpack import Encoder

PREFACE = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"
DATA, HEADERS, RST_STREAM, SETTINGS, PING, GOAWAY, WINDOW_UPDATE = 0, 1, 3, 4, 6, 7, 8
END_STREAM, ACK, END_HEADERS = 0x1, 0x1, 0x4
HEADER = struct.Struct(">HBBBL")


@dataclass(slots=True)
class Tally:
    """What went one way: frames, octets and their checksum."""

    frames: int = 0
    octets: int = 0
    crc: int = 0

    def add(self, octets: bytes, frames: int) -> None:
        self.frames += frames
        self.octets += len(octets)
        self.crc = zlib.crc32(octets, self.crc)


def frame(kind: int, flags: int, stream_id: int, payload: bytes = b"") -> bytes:
    size = len(payload)
    return HEADER.pack(size >> 8, size & 0xFF, kind, flags, stream_id) + payload


class RawClient:
    """One connection, over TLS for an https URL. `sent` and `received` count what went by."""

    def __init__(self, url: str, timeout: float = 20, receive_octets: int = 0) -> None:
        where = urlsplit(url)
        assert where.hostname is not None
        self._socket = socket.socket()
        self._socket.settimeout(timeout)
        if receive_octets:  # of the system's buffer; before it connects, or windows are odd
            self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_octets)
        self._socket.connect((where.hostname, where.port))
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        if where.scheme == "https":
            self._socket = _tls().wrap_socket(self._socket, server_hostname=where.hostname)
        self._authority = where.netloc.encode()
        self._scheme = where.scheme.encode()
        self._pending = b""
        self._next_id = 1
        self._encoder = Encoder()
        self.sent, self.received = Tally(), Tally()
        settings = struct.pack(">HLHL", 2, 0, 4, (1 << 31) - 1)  # no push, a wide stream window
        self.send(PREFACE, 0)
        self.send(frame(SETTINGS, 0, 0, settings), 1)

    def settle(self) -> None:
        """Wait for the server's SETTINGS, not for its ACK of ours: wptserve sends none unasked."""
        while not any(kind == SETTINGS and not flags & ACK for kind, flags, _ in self.read()):
            pass

    def block(self, path: str, method: bytes = b"GET") -> bytes:
        """A request's header block, from its second use on the same few octets each time."""
        fields = [(b":method", method), (b":scheme", self._scheme), (b":path", path.encode())]
        return self._encoder.encode([*fields, (b":authority", self._authority)])

    def request(self, path: str) -> int:
        """Send a GET and return its stream id."""
        stream_id = self.reserve_id()
        self.send(frame(HEADERS, END_HEADERS | END_STREAM, stream_id, self.block(path)), 1)
        return stream_id

    def reserve_id(self) -> int:
        stream_id = self._next_id
        self._next_id += 2
        return stream_id

    def await_ends(self, wanted: set[int], others: set[int] | None = None) -> None:
        """Read until all `wanted` streams have ended; `others` that end meanwhile leave their set.

        Raises ConnectionError when a stream is reset or the server says GOAWAY.
        """
        while wanted:
            for kind, flags, stream_id in self.read():
                if kind in (DATA, HEADERS) and flags & END_STREAM:
                    wanted.discard(stream_id)
                    if others:
                        others.discard(stream_id)
                elif kind in (RST_STREAM, GOAWAY):
                    raise ConnectionError(f"type {kind} received on stream {stream_id}")

    def ping(self) -> None:
        """A PING answered means that all before it was taken in."""
        self.send(frame(PING, 0, 0, b"the-last"), 1)
        while not any(kind == PING and flags & ACK for kind, flags, _ in self.read()):
            pass

    def ready(self, seconds: float) -> bool:
        """Wait so long for something to read; what the TLS layer has already counts."""
        if isinstance(self._socket, ssl.SSLSocket) and self._socket.pending():
            return True
        return bool(select.select([self._socket], [], [], seconds)[0])

    def give_up_after(self, seconds: float) -> None:
        """What blocks longer than that raises TimeoutError."""
        self._socket.settimeout(seconds)

    def send(self, octets: bytes, frames: int) -> None:
        self.sent.add(octets, frames)
        self._socket.sendall(octets)

    def read(self) -> list[tuple[int, int, int]]:
        """Type, flags and stream of the frames one read brings; SETTINGS are acknowledged.

        Raises ConnectionError when the server ends the connection.
        """
        octets = self._socket.recv(1 << 18)
        if not octets:
            raise ConnectionError("the server closed the connection")
        found = []
        buffer, start = self._pending + octets, 0
        have = len(buffer)
        while have - start >= 9:
            high, low, kind, flags, stream_id = HEADER.unpack_from(buffer, start)
            end = start + 9 + (high << 8) + low
            if end > have:
                break
            found.append((kind, flags, stream_id))
            start = end
        self._pending = buffer[start:]
        self.received.add(octets, len(found))
        for kind, flags, _ in found:
            if kind == SETTINGS and not flags & ACK:
                self.send(frame(SETTINGS, ACK, 0), 1)
        return found

    def close(self) -> None:
        self._socket.close()


def _tls() -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    context.set_alpn_protocols(["h2"])
    return context
