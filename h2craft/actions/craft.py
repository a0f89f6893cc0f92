"""Frames as somebody means them, before any octet exists.

A crafted frame differs from a frame of the wire room in one way: header blocks are field lists
here, because only the connection's encoder can turn them into octets. Nothing is checked: an
increment of zero, a padding of 300 or a length that lies is a fine thing to want. What cannot be
put on the wire at all is refused by the endpoint, with the reason.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from h2craft.wire import FrameType, Representation

NEW_STREAM = -1
"""As `stream_id`: the next stream a client may open (RFC 9113 5.1.1); in one `Send` it is one."""


class Hpack(StrEnum):
    """Who makes the header block (RFC 7541)."""

    SHARED = "shared"  # the connection's encoder: its dynamic table is used and grows
    STATELESS = "stateless"  # literals never indexed: touches no table
    OCTETS = "octets"  # the octets given as `block`


class Field(NamedTuple):
    """One header field, and how HPACK shall write it.

    `representation` None leaves the choice to the encoder; `huffman` None means "as the encoder
    does", True and False insist.
    """

    name: bytes
    value: bytes
    representation: Representation | None = None
    huffman: bool | None = None


HeaderLike = tuple[bytes | str, bytes | str | int] | Field


def _octets(text: object) -> bytes:
    if isinstance(text, bytes):
        return bytes(text)  # a subclass that compares to str must not leak into the tables
    if isinstance(text, str):
        return text.encode("utf-8", "surrogateescape")
    return str(text).encode("ascii")


def fields_of(headers: Iterable[HeaderLike]) -> tuple[Field, ...]:
    """Make `Field`s of anything a caller may write as headers.

    Takes pairs of str, bytes or int, `Field`s, and hpack's HeaderTuple and
    NeverIndexedHeaderTuple (whose `indexable` is honoured, RFC 7541 7.1.3). str becomes UTF-8.
    """
    made = []
    for header in headers:
        if isinstance(header, Field):
            made.append(header)
        elif getattr(header, "indexable", True):
            made.append(Field(_octets(header[0]), _octets(header[1])))
        else:
            made.append(Field(_octets(header[0]), _octets(header[1]), Representation.NEVER))
    return tuple(made)


@dataclass(frozen=True, slots=True, kw_only=True)
class Data:
    """DATA, RFC 9113 6.1. `padding` None: no PADDED flag; a number: that many octets of it.

    Through the lawful door data of any size is cut to the windows and to MAX_FRAME_SIZE, unless
    `whole` asks for exactly one frame: then it waits for room, and is refused when it can never
    fit. `elided` is for records only: so many octets were left out of `data`, they stand in the
    frames the action has caused.
    """

    stream_id: int
    data: bytes = b""
    end_stream: bool = False
    padding: int | None = None
    whole: bool = False
    elided: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Headers:
    """HEADERS, RFC 9113 6.2. `block` given: these octets are the field block fragment.

    `priority`: (exclusive, depends_on, weight 1 to 256), or None for no PRIORITY flag.
    """

    stream_id: int
    fields: tuple[Field, ...] = ()
    end_stream: bool = False
    end_headers: bool = True
    padding: int | None = None
    priority: tuple[bool, int, int] | None = None
    hpack: Hpack = Hpack.SHARED
    block: bytes | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Continuation:
    """CONTINUATION, RFC 9113 6.10."""

    stream_id: int
    fields: tuple[Field, ...] = ()
    end_headers: bool = True
    hpack: Hpack = Hpack.SHARED
    block: bytes | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PushPromise:
    """PUSH_PROMISE, RFC 9113 6.6. `promised_stream_id` None: the next free even one."""

    stream_id: int
    promised_stream_id: int | None = None
    fields: tuple[Field, ...] = ()
    end_headers: bool = True
    padding: int | None = None
    hpack: Hpack = Hpack.SHARED
    block: bytes | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Priority:
    """PRIORITY, RFC 9113 6.3. `weight` is 1 to 256, one more than the octet on the wire."""

    stream_id: int
    depends_on: int = 0
    weight: int = 16
    exclusive: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class RstStream:
    """RST_STREAM, RFC 9113 6.4."""

    stream_id: int
    error_code: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """SETTINGS, RFC 9113 6.5. `pairs` in order; duplicates count."""

    pairs: tuple[tuple[int, int], ...] = ()
    ack: bool = False
    stream_id: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Ping:
    """PING, RFC 9113 6.7. Lawful with exactly eight octets."""

    opaque_data: bytes = bytes(8)
    ack: bool = False
    stream_id: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class GoAway:
    """GOAWAY, RFC 9113 6.8. `last_stream_id` None: the highest stream the peer opened."""

    last_stream_id: int | None = None
    error_code: int = 0
    debug_data: bytes = b""
    stream_id: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class WindowUpdate:
    """WINDOW_UPDATE, RFC 9113 6.9. `stream_id` 0 is the connection."""

    increment: int
    stream_id: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class AltSvc:
    """ALTSVC, RFC 7838 4."""

    field_value: bytes
    origin: bytes = b""
    stream_id: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """ORIGIN, RFC 8336 2."""

    origins: tuple[bytes, ...] = ()
    stream_id: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Raw:
    """Any frame at all: any type, any flag bits, a `length` that lies (None: the true one)."""

    type: int
    payload: bytes = b""
    flags: int = 0
    stream_id: int = 0
    length: int | None = None
    reserved: int = 0


CraftedFrame = (
    Data
    | Headers
    | Continuation
    | PushPromise
    | Priority
    | RstStream
    | Settings
    | Ping
    | GoAway
    | WindowUpdate
    | AltSvc
    | Origin
    | Raw
)

FRAME_TYPES: dict[type, int] = {
    Data: FrameType.DATA,
    Headers: FrameType.HEADERS,
    Continuation: FrameType.CONTINUATION,
    PushPromise: FrameType.PUSH_PROMISE,
    Priority: FrameType.PRIORITY,
    RstStream: FrameType.RST_STREAM,
    Settings: FrameType.SETTINGS,
    Ping: FrameType.PING,
    GoAway: FrameType.GOAWAY,
    WindowUpdate: FrameType.WINDOW_UPDATE,
    AltSvc: FrameType.ALTSVC,
    Origin: FrameType.ORIGIN,
}
