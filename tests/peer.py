"""A client made of a socket and prepared octets, with nothing in it that keeps it lawful.

It shares no code with h2craft, so that an error there does not hide itself here.
"""

from __future__ import annotations

import socket
import ssl
import struct
import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import NamedTuple
from urllib.parse import urlsplit

from hpack import Decoder, Encoder

PREFACE = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"
DATA, HEADERS, PRIORITY, RST_STREAM, SETTINGS, PUSH_PROMISE, PING, GOAWAY = range(8)
WINDOW_UPDATE, CONTINUATION = 8, 9
END_STREAM, ACK, END_HEADERS, PADDED = 0x1, 0x1, 0x4, 0x8
HEADER_TABLE_SIZE, ENABLE_PUSH, MAX_CONCURRENT_STREAMS, INITIAL_WINDOW_SIZE = 1, 2, 3, 4
NO_ERROR, PROTOCOL_ERROR, INTERNAL_ERROR, FLOW_CONTROL_ERROR = 0, 1, 2, 3
FRAME_SIZE_ERROR, REFUSED_STREAM, CANCEL, COMPRESSION_ERROR = 6, 7, 8, 9
ENHANCE_YOUR_CALM = 11
LARGEST_WINDOW = (1 << 31) - 1
PATIENCE = 10.0
Headers = Iterable[tuple[str, str]]


def frame(type_: int, flags: int = 0, stream_id: int = 0, payload: bytes = b"") -> bytes:
    return (
        struct.pack(">I", len(payload))[1:] + struct.pack(">BBI", type_, flags, stream_id) + payload
    )


def settings(*pairs: tuple[int, int]) -> bytes:
    return frame(SETTINGS, payload=b"".join(struct.pack(">HI", *pair) for pair in pairs))


def window_update(increment: int, stream_id: int = 0) -> bytes:
    return frame(WINDOW_UPDATE, 0, stream_id, struct.pack(">I", increment))


def rst_stream(stream_id: int, code: int = CANCEL) -> bytes:
    return frame(RST_STREAM, 0, stream_id, struct.pack(">I", code))


def ping(octets: bytes = b"are you?", flags: int = 0) -> bytes:
    return frame(PING, flags, 0, octets)


class Frame(NamedTuple):
    type: int
    flags: int
    stream_id: int
    payload: bytes

    @property
    def code(self) -> int:
        """The error code of RST_STREAM or GOAWAY."""
        at = 4 if self.type == GOAWAY else 0
        return int(struct.unpack_from(">I", self.payload, at)[0])


@dataclass
class Answer:
    """What came on one stream."""

    status: int = 0
    fields: dict[str, str] = field(default_factory=dict)
    trailers: dict[str, str] = field(default_factory=dict)
    body: bytearray = field(default_factory=bytearray)
    frames: int = 0
    reset: int | None = None
    ended: bool = False


def connected(url: str, *, receive_octets: int | None = None, alpn: tuple[str, ...] = ("h2",)):
    """A connected socket, through TLS for an https URL. Certificates are the clients' matter."""
    where = urlsplit(url)
    plug = socket.socket()
    plug.settimeout(PATIENCE)
    if receive_octets is not None:
        plug.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_octets)
    plug.connect((where.hostname, where.port))
    plug.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    if where.scheme == "http":
        return plug
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    if alpn:
        context.set_alpn_protocols(list(alpn))
    return context.wrap_socket(plug, server_hostname="localhost")


class Peer:
    """One HTTP/2 connection, its preface sent. Frames of the server are kept in `answers`."""

    def __init__(
        self,
        url: str,
        *settings_pairs: tuple[int, int],
        preface: bytes = PREFACE,
        receive_octets: int | None = None,
    ) -> None:
        self.socket = connected(url, receive_octets=receive_octets)
        self.authority, self.scheme = urlsplit(url).netloc, urlsplit(url).scheme
        self.encoder, self.decoder = Encoder(), Decoder()
        self.decoder.max_header_list_size = 1 << 20
        self.answers: dict[int, Answer] = {}
        self.goaway: Frame | None = None
        self.pongs: list[bytes] = []
        self.settings: dict[int, int] = {INITIAL_WINDOW_SIZE: 65_535}
        self.credit: dict[int, int] = {0: 65_535}
        self.ended = False
        self._next_id = 1
        self._have = bytearray()
        self._block: tuple[Frame, bytes] | None = None
        self.send(preface + settings(*settings_pairs))

    # Saying

    def send(self, *octets: bytes) -> None:
        self.socket.sendall(b"".join(octets))

    def new_stream(self) -> int:
        self._next_id += 2
        return self._next_id - 2

    def block(self, path: str, method: str = "GET", headers: Headers = ()) -> bytes:
        fields = [(":method", method), (":scheme", self.scheme), (":authority", self.authority)]
        return self.encoder.encode([*fields, (":path", path), *headers])

    def head(self, path: str, method: str = "GET", headers: Headers = (), *, end: bool = True):
        """Number and octets of a request's HEADERS."""
        number = self.new_stream()
        flags = END_HEADERS | (END_STREAM if end else 0)
        return number, frame(HEADERS, flags, number, self.block(path, method, headers))

    def request(self, path: str, method: str = "GET", headers: Headers = (), body=None) -> int:
        """Ask, with a small body or none; the stream."""
        number, octets = self.head(path, method, headers, end=body is None)
        if body is not None:
            octets += frame(DATA, END_STREAM, number, body)
        self.send(octets)
        return number

    def data(self, number: int, octets: bytes, flags: int = 0) -> bytes:
        """A DATA frame to be sent, counted against the windows but not held by them."""
        for each in (0, number):
            self.credit[each] = self.credit.get(each, 0) - len(octets)
        return frame(DATA, flags, number, octets)

    def window(self, number: int) -> int:
        """What the server lets us send on a stream now."""
        return min(self.settings[INITIAL_WINDOW_SIZE] + self.credit.get(number, 0), self.credit[0])

    # Hearing

    def answer(self, number: int) -> Answer:
        return self.answers.setdefault(number, Answer())

    def read(self) -> bool:
        """Take in what has come; False at the end of the connection."""
        try:
            octets = self.socket.recv(1 << 18)
        except TimeoutError:
            raise
        except (ConnectionError, ssl.SSLError):
            octets = b""
        if not octets:
            self.ended = True
            return False
        self._have += octets
        at = 0
        while len(self._have) - at >= 9:
            length = int.from_bytes(self._have[at : at + 3], "big")
            if len(self._have) - at - 9 < length:
                break
            type_, flags, number = struct.unpack_from(">BBI", self._have, at + 3)
            payload = bytes(self._have[at + 9 : at + 9 + length])
            at += 9 + length
            self.take(Frame(type_, flags, number & LARGEST_WINDOW, payload))
        del self._have[:at]
        return True

    def take(self, one: Frame) -> None:
        """Understand a frame of the server."""
        answer = self.answer(one.stream_id) if one.stream_id else None
        if one.type == DATA and answer is not None:
            answer.body += one.payload
            answer.frames += 1
        elif one.type in (HEADERS, CONTINUATION):
            self._take_block(one)
        elif one.type == RST_STREAM and answer is not None:
            answer.reset = one.code
        elif one.type == GOAWAY:
            self.goaway = one
        elif one.type == WINDOW_UPDATE:
            more = int.from_bytes(one.payload, "big")
            self.credit[one.stream_id] = self.credit.get(one.stream_id, 0) + more
        elif one.type == PING and one.flags & ACK:
            self.pongs.append(one.payload)
        elif one.type == SETTINGS and not one.flags & ACK:
            self.settings.update(struct.iter_unpack(">HI", one.payload))
            self.acknowledge()
        if answer is not None and one.type in (DATA, HEADERS) and one.flags & END_STREAM:
            answer.ended = True

    def acknowledge(self) -> None:
        try:
            self.send(frame(SETTINGS, ACK))
        except (ConnectionError, ssl.SSLError):
            self.ended = True

    def _take_block(self, one: Frame) -> None:
        first, octets = (one, b"") if self._block is None else self._block
        octets += one.payload
        self._block = None if one.flags & END_HEADERS else (first, octets)
        if self._block is not None:
            return
        answer, fields = self.answer(one.stream_id), dict(self.decoder.decode(octets))
        status = fields.pop(":status", None)
        if status is None:
            answer.trailers = fields
        elif status[0] != "1":
            answer.status, answer.fields = int(status), fields

    def until(self, done: Callable[[], object], seconds: float = PATIENCE) -> None:
        """Read until `done`; an end of the connection is an end of that too."""
        end = time.monotonic() + seconds
        while not done() and not self.ended:
            left = end - time.monotonic()
            if left <= 0:
                raise TimeoutError(f"not within {seconds} s; {self.answers}, {self.goaway}")
            self.socket.settimeout(left)
            self.read()

    def finish(self, number: int, seconds: float = PATIENCE) -> Answer:
        """The whole answer on a stream."""
        answer = self.answer(number)
        self.until(lambda: answer.ended or answer.reset is not None, seconds)
        return answer

    def get(self, path: str, headers: Headers = (), seconds: float = PATIENCE) -> Answer:
        return self.finish(self.request(path, headers=headers), seconds)

    def barrier(self, octets: bytes = b"are you?", seconds: float = PATIENCE) -> None:
        """What was sent before this has been dealt with, as far as the endpoint is concerned."""
        count = len(self.pongs)
        self.send(ping(octets))
        self.until(lambda: len(self.pongs) > count, seconds)

    def until_end(self, seconds: float = PATIENCE) -> None:
        self.until(lambda: False, seconds)

    def close(self) -> None:
        self.socket.close()

    def __enter__(self) -> Peer:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


class Bystander:
    """Somebody else's client: it asks again and again while something goes on.

    Each question goes over a connection of its own and over one that stays. `worst` is the
    longest wait of all, in seconds.
    """

    def __init__(self, url: str, path: str, wanted: bytes) -> None:
        self.worst = 0.0
        self.answered = 0
        self.trouble: BaseException | None = None
        self._url, self._path, self._wanted = url, path, wanted
        self._over = threading.Event()
        self._begun = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)

    def _run(self) -> None:
        try:
            with Peer(self._url) as staying:
                while not self._over.wait(0.01):
                    self._ask(staying)
                    with Peer(self._url) as fresh:
                        self._ask(fresh)
        except BaseException as error:
            self.trouble = error
            self._begun.set()

    def _ask(self, peer: Peer) -> None:
        began = time.monotonic()
        answer = peer.get(self._path)
        self.worst = max(self.worst, time.monotonic() - began)
        if (answer.status, bytes(answer.body)) != (200, self._wanted):
            raise AssertionError(f"the bystander got {answer}, {peer.goaway}")
        peer.answers.clear()
        self.answered += 1
        self._begun.set()

    def has_begun(self) -> None:
        """Wait for the first answer."""
        assert self._begun.wait(PATIENCE), self.trouble

    def __enter__(self) -> Bystander:
        self._thread.start()
        return self

    def __exit__(self, kind: object, *_: object) -> None:
        self._over.set()
        self._thread.join(PATIENCE)
        if kind is None and self.trouble is not None:
            raise self.trouble
