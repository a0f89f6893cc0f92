"""Whether two directions of octets are HTTP/2, and where it begins after an upgrade. Pure.

RFC 9113 3.4 for the preface, RFC 7540 3.2 for `Upgrade: h2c`, which RFC 9113 has dropped.
"""

from __future__ import annotations

import binascii
import re
from base64 import b64decode
from enum import Enum
from typing import NamedTuple

from h2craft.wire import HEADER_LENGTH, PREFACE, FrameType, escape

_MOST_SETTINGS = 6 * 256
_BLANK = b"\r\n\r\n"
_REQUEST = re.compile(rb"[A-Z][A-Z_-]{0,31} \S+ HTTP/1\.\d\r\n")
_INTERIM = re.compile(rb"HTTP/1\.\d 1(?!01)\d\d")
_CONNECT = re.compile(rb"CONNECT (\S+) HTTP/1\.\d\r\n")
_GRANTED = re.compile(rb"HTTP/1\.\d 2\d\d")
_SWITCHING = re.compile(rb"HTTP/1\.\d 101")


class Speech(Enum):
    """What is spoken."""

    UNDECIDED = "undecided"
    HTTP2 = "HTTP/2"
    UPGRADED = "HTTP/1.1, upgraded to HTTP/2"
    OTHER = "other"


class Upgrade(NamedTuple):
    """How many octets each direction says in HTTP/1.1, and the SETTINGS payload that came in it.

    Of the server's, 101 begins at `switching`. `settings` None: it is not base64url (RFC 7540
    3.2.1). `chunked`: where the request ends cannot be told by its head. `told`: that it was
    granted is in a record.
    """

    request: int
    response: int
    switching: int
    settings: bytes | None
    chunked: bool = False
    told: bool = False


def speech_of(client: bytes, server: bytes) -> Speech:
    """By the first octets of both, as early as they allow."""
    if client.startswith(PREFACE):
        return Speech.HTTP2
    if opens_with_settings(server):  # whatever the client says: this is what it is to be told
        return Speech.HTTP2
    if _CONNECT.match(client):  # a proxy: what is spoken in the tunnel is what counts
        granted = len(server) < len(b"HTTP/1.1 200") or _GRANTED.match(server)
        return Speech.UNDECIDED if granted else Speech.OTHER
    if _asks(client):
        return _answered(server)
    return Speech.UNDECIDED if len(server) < HEADER_LENGTH else Speech.OTHER


def opens_with_settings(server: bytes) -> bool:
    """The first frame is SETTINGS, as a server's must be (RFC 9113 3.4)."""
    if len(server) < HEADER_LENGTH:
        return False
    length = int.from_bytes(server[:3], "big")
    head = bytes([FrameType.SETTINGS, 0, 0, 0, 0, 0])
    return server[3:HEADER_LENGTH] == head and length % 6 == 0 and length <= _MOST_SETTINGS


def upgrade_of(client: bytes, server: bytes) -> Upgrade:
    """Where HTTP/1.1 ends; `speech_of` must have said UPGRADED."""
    head = client.index(_BLANK) + len(_BLANK)
    fields = _fields(client[:head])
    length = fields.get(b"content-length", b"")
    switching = _skip_interim(server)
    return Upgrade(
        head + (int(length[:18]) if length.isdigit() else 0),
        server.index(_BLANK, switching) + len(_BLANK),
        switching,
        _settings(fields.get(b"http2-settings", b"")),
        chunked=b"transfer-encoding" in fields,
    )


def tunnel_of(client: bytes, server: bytes) -> str:
    """Where a proxy was asked to connect to, once it has (RFC 9110 9.3.6); else empty."""
    asked = _CONNECT.match(client)
    whole = client.endswith(_BLANK) and server.endswith(_BLANK)
    return escape(asked[1]) if asked and whole and _GRANTED.match(server) else ""


def begins(octets: bytes) -> str:
    """The first octets, for a sentence about what is not HTTP/2."""
    line = octets[:24].partition(b"\r\n")[0]
    return f'begins with "{escape(line)}"' if octets else "says nothing"


def is_clients(octets: bytes) -> bool:
    """These first octets are such as only a client says: for a capture without its beginning."""
    hello = octets[:1] == b"\x16" and octets[5:6] == b"\x01"
    return octets.startswith(PREFACE) or hello or _REQUEST.match(octets) is not None


def _asks(client: bytes) -> bool:
    if not _REQUEST.match(client) or _BLANK not in client:
        return False
    fields = _fields(client[: client.index(_BLANK)])
    return b"h2c" in fields.get(b"upgrade", b"").lower()


def _answered(server: bytes) -> Speech:
    at = _skip_interim(server)
    if _SWITCHING.match(server, at):
        return Speech.UPGRADED if _BLANK in server[at:] else Speech.UNDECIDED
    return Speech.UNDECIDED if len(server) - at < len(b"HTTP/1.1 101") else Speech.OTHER


def _skip_interim(server: bytes) -> int:
    """Where the first response begins that is not interim, or is 101."""
    at = 0
    while _INTERIM.match(server, at) and (end := server.find(_BLANK, at)) >= 0:
        at = end + len(_BLANK)
    return at


def _fields(head: bytes) -> dict[bytes, bytes]:
    lines = (line.partition(b":") for line in head.split(b"\r\n")[1:])
    return {name.strip().lower(): value.strip() for name, colon, value in lines if colon}


def _settings(value: bytes) -> bytes | None:
    try:
        return b64decode(value + b"=" * (-len(value) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        return None
