"""HTTP/1.1 as far as an HTTP/2 port must speak it: telling it apart, the h2c upgrade, an answer.

Pure: octets in, octets out. RFC 9112 for the text, RFC 7540 3.2 for the upgrade (RFC 9113 has
dropped it; Java's client still asks).
"""

from __future__ import annotations

import binascii
import re
from base64 import b64decode
from dataclasses import dataclass
from enum import Enum
from http import HTTPStatus

from h2craft.wire import PREFACE

HEAD_LIMIT = 64 << 10
BODY_LIMIT = 1 << 20
CONTINUE = b"HTTP/1.1 100 Continue\r\n\r\n"
SWITCHING = b"HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: h2c\r\n\r\n"

_METHOD_SO_FAR = re.compile(rb"[A-Z][A-Z_-]{0,31}( |\Z)")
_REQUEST_LINE = re.compile(rb"([A-Z][A-Z_-]{0,31}) (\S+) HTTP/(\d)(?:\.(\d+))?\Z")
_CHUNK_SIZE = re.compile(rb"([0-9A-Fa-f]{1,8})[ \t]*(?:;|\Z)")
_HEAD_END = re.compile(rb"\r?\n\r?\n")
# Connection-specific fields have no place in HTTP/2 (RFC 9113 8.2.2).
_HOP_BY_HOP = {b"connection", b"upgrade", b"http2-settings", b"keep-alive", b"transfer-encoding"}
_HOP_BY_HOP |= {b"proxy-connection", b"host", b"te", b"expect"}


class Spoken(Enum):
    """What the first octets of a connection are."""

    UNDECIDED = "undecided"
    HTTP2 = "HTTP/2"
    HTTP1 = "HTTP/1.1"
    TLS = "TLS"
    OTHER = "other"


def spoken(octets: bytes) -> Spoken:
    """Tell the protocol by its first octets, as early as they allow."""
    if PREFACE.startswith(octets[:3]):
        return Spoken.HTTP2 if len(octets) >= 3 else Spoken.UNDECIDED
    if octets[:1] == b"\x16" and octets[1:2] in {b"", b"\x03"}:
        return Spoken.TLS if len(octets) >= 2 else Spoken.UNDECIDED
    if not _METHOD_SO_FAR.match(octets):
        return Spoken.OTHER
    line, newline, _ = octets.partition(b"\n")
    if newline:
        return Spoken.HTTP1 if _REQUEST_LINE.match(line.rstrip(b"\r")) else Spoken.OTHER
    return Spoken.UNDECIDED if len(octets) < HEAD_LIMIT else Spoken.OTHER


@dataclass(frozen=True, slots=True)
class Http1Head:
    """A request head. `fields` with lowercase names; `size` counts its octets, blank line included.

    `malformed` is what is wrong with it in words, or empty.
    """

    method: bytes
    target: bytes
    version: tuple[int, int]
    fields: tuple[tuple[bytes, bytes], ...]
    size: int
    malformed: str = ""

    def values(self, name: bytes) -> list[bytes]:
        """Values of a list field: split at commas, trimmed."""
        joined = b",".join(value for known, value in self.fields if known == name)
        return [item for item in (part.strip() for part in joined.split(b",")) if item]

    def tokens(self, name: bytes) -> set[bytes]:
        return {value.lower() for value in self.values(name)}


def parse_head(octets: bytes) -> Http1Head | None:
    """The head, once it is complete; `spoken` must have said HTTP1."""
    end = _HEAD_END.search(octets)
    if end is None:
        return None
    first, *rest = octets[: end.start()].replace(b"\r\n", b"\n").split(b"\n")
    line = _REQUEST_LINE.match(first)
    assert line is not None
    fields, malformed = [], ""
    for text in rest:
        name, colon, value = text.partition(b":")
        if not colon or not name or name != name.strip():
            malformed = "a header line without a name"
            continue
        fields.append((name.lower(), value.strip()))
    version = (int(line[3]), int(line[4] or 0))
    return Http1Head(line[1], line[2], version, tuple(fields), end.end(), malformed)


@dataclass(frozen=True, slots=True)
class Upgrade:
    """An `Upgrade: h2c` that can be granted: the SETTINGS payload it brings."""

    settings: bytes


def asks_upgrade(head: Http1Head) -> Upgrade | str | None:
    """The upgrade asked for, what is wrong with it in words, or None where none is asked for."""
    if b"h2c" not in head.tokens(b"upgrade"):
        return None
    listed = head.tokens(b"connection")
    if not {b"upgrade", b"http2-settings"} <= listed:
        return "Connection does not list both Upgrade and HTTP2-Settings"
    values = [value for name, value in head.fields if name == b"http2-settings"]
    if len(values) != 1:
        return f"there are {len(values)} HTTP2-Settings fields, there must be one"
    try:
        octets = values[0] + b"=" * (-len(values[0]) % 4)
        settings = b64decode(octets, altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        return "HTTP2-Settings is not base64url"
    if len(settings) % 6:
        return "HTTP2-Settings is not a SETTINGS payload"
    return Upgrade(settings)


class BodyReader:
    """The body of an upgraded request, which must be complete before HTTP/2 begins.

    `feed` takes what follows the head; `done` once the body is whole, with what follows it in
    `rest`. `problem` says in words why it will not be.
    """

    def __init__(self, head: Http1Head) -> None:
        self.body = bytearray()
        self.rest = b""
        self.problem = ""
        self._have = bytearray()
        self._chunked = b"chunked" in head.tokens(b"transfer-encoding")
        lengths = set(head.values(b"content-length"))
        self._left: int | None = None if self._chunked else 0
        if not self._chunked and lengths:
            only = lengths.pop()
            if lengths or not only.isdigit() or len(only) > 18:
                self.problem = "content-length is not one number"
            elif int(only) > BODY_LIMIT:
                self.problem = f"a body over {BODY_LIMIT} octets does not go with an upgrade"
            else:
                self._left = int(only)
        self.done = self._left == 0 and not self.problem

    def feed(self, octets: bytes) -> None:
        self._have += octets
        if self._chunked:
            self._take_chunks()
        elif self._left is not None:
            part = self._have[: self._left]
            self.body += part
            del self._have[: len(part)]
            self._left -= len(part)
            self.done = self._left == 0
        if self.done:
            self.rest = bytes(self._have)
        elif len(self._have) > BODY_LIMIT + HEAD_LIMIT or len(self.body) > BODY_LIMIT:
            self.problem = f"a body over {BODY_LIMIT} octets does not go with an upgrade"

    def _take_chunks(self) -> None:
        """RFC 9112 7.1; extensions and trailers are read past."""
        while not self.done and not self.problem:
            line, newline, after = bytes(self._have[:HEAD_LIMIT]).partition(b"\r\n")
            if not newline:
                return
            digits = _CHUNK_SIZE.match(line)
            size = int(digits[1], 16) if digits else -1
            if size < 0:
                self.problem = "the chunked body is malformed"
            elif size == 0:
                end = re.search(rb"\r\n\r\n", self._have)  # the trailers, often none
                if end is None:
                    return
                del self._have[: end.end()]
                self.done = True
            elif len(self._have) < len(line) + 2 + size + 2:
                if size > BODY_LIMIT:
                    self.problem = f"a body over {BODY_LIMIT} octets does not go with an upgrade"
                return
            else:
                start = len(line) + 2
                self.body += self._have[start : start + size]
                del self._have[: start + size + 2]


def http2_fields(head: Http1Head) -> list[tuple[bytes, bytes]]:
    """The request as HTTP/2 would have carried it (RFC 7540 3.2: it becomes stream 1)."""
    scheme, authority, path = b"http", b"", head.target
    absolute = re.match(rb"(https?)://([^/?#]*)(.*)\Z", head.target)
    if absolute:
        scheme, authority, path = absolute[1], absolute[2], absolute[3] or b"/"
    hosts = [value for name, value in head.fields if name == b"host"]
    made = [(b":method", head.method), (b":scheme", scheme)]
    made += [(b":authority", authority or (hosts[0] if hosts else b"")), (b":path", path)]
    dropped = _HOP_BY_HOP | head.tokens(b"connection")
    made += [field for field in head.fields if field[0] not in dropped]
    return made


def answer(status: int, text: str, *, head: bool = False, upgrade: str = "") -> bytes:
    """A whole HTTP/1.1 response of plain text that closes the connection. `head`: no body."""
    body = text.encode()
    lines = [f"HTTP/1.1 {status} {HTTPStatus(status).phrase}"]
    lines += ["Content-Type: text/plain; charset=utf-8", f"Content-Length: {len(body)}"]
    # 426 must say to what (RFC 9110 15.5.22).
    lines += [f"Upgrade: {upgrade}", "Connection: Upgrade, close"] if upgrade else []
    lines += [] if upgrade else ["Connection: close"]
    return ("\r\n".join(lines) + "\r\n\r\n").encode() + (b"" if head else body)
