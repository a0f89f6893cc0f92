"""Frames of RFC 9113 as octets: their numbers, how they are made and taken apart.

Knows no stream and no connection.
"""

from __future__ import annotations

from collections.abc import Iterable
from struct import Struct

from rules import PROTOCOL_ERROR, crash, refuse

PREFACE = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"
HEADER_OCTETS = 9
DATA, HEADERS, PRIORITY, RST_STREAM, SETTINGS = range(5)
PUSH_PROMISE, PING, GOAWAY, WINDOW_UPDATE, CONTINUATION = range(5, 10)
ALTSVC, ORIGIN, PRIORITY_UPDATE = 0xA, 0xC, 0x10
NAMES = (
    *("DATA", "HEADERS", "PRIORITY", "RST_STREAM", "SETTINGS"),
    *("PUSH_PROMISE", "PING", "GOAWAY", "WINDOW_UPDATE", "CONTINUATION"),
)

END_STREAM = ACK = 0x1
END_HEADERS = 0x4
PADDED = 0x8
PRIORITIZED = 0x20
KNOWN_FLAGS = {
    DATA: END_STREAM | PADDED,
    HEADERS: END_STREAM | END_HEADERS | PADDED | PRIORITIZED,
    SETTINGS: ACK,
    PUSH_PROMISE: END_HEADERS | PADDED,
    PING: ACK,
    CONTINUATION: END_HEADERS,
}

HEADER_TABLE_SIZE, ENABLE_PUSH, MAX_CONCURRENT_STREAMS = 1, 2, 3
INITIAL_WINDOW_SIZE, MAX_FRAME_SIZE, MAX_HEADER_LIST_SIZE = 4, 5, 6
ENABLE_CONNECT_PROTOCOL, NO_RFC7540_PRIORITIES = 8, 9
SETTING_NAMES = {
    "HEADER_TABLE_SIZE": 1,
    "ENABLE_PUSH": 2,
    "MAX_CONCURRENT_STREAMS": 3,
    "INITIAL_WINDOW_SIZE": 4,
    "MAX_FRAME_SIZE": 5,
    "MAX_HEADER_LIST_SIZE": 6,
}

MAX_WINDOW = (1 << 31) - 1
DEFAULT_WINDOW = 65535
DEFAULT_FRAME_SIZE = 16384

_header = Struct(">HBBBL")
_setting = Struct(">HL")
_word = Struct(">L")


class Frame:
    """One frame; `stream_id` without the reserved bit, which is `reserved`."""

    __slots__ = ("flags", "kind", "payload", "reserved", "stream_id")

    def __init__(self, kind: int, flags: int, stream_id: int, payload: bytes = b"") -> None:
        self.kind = kind
        self.flags = flags
        self.stream_id = stream_id & MAX_WINDOW
        self.reserved = stream_id > MAX_WINDOW
        self.payload = payload

    @property
    def name(self) -> str:
        return NAMES[self.kind] if self.kind < len(NAMES) else f"frame of type {self.kind:#x}"

    def octets(self) -> bytes:
        return packed(self.kind, self.flags, self.stream_id, self.payload)


def packed(kind: int, flags: int, stream_id: int, payload: bytes = b"") -> bytes:
    length = len(payload)
    return _header.pack(length >> 8, length & 0xFF, kind, flags, stream_id) + payload


def header_of(octets: bytes | bytearray, start: int) -> tuple[int, int, int, int]:
    """(length, type, flags, stream id with the reserved bit)."""
    high, low, kind, flags, stream_id = _header.unpack_from(octets, start)
    return high << 8 | low, kind, flags, stream_id


def word(value: int) -> bytes:
    return _word.pack(value)


def word_at(octets: bytes, start: int = 0) -> int:
    return int(_word.unpack_from(octets, start)[0])


def packed_settings(pairs: Iterable[tuple[int, int]]) -> bytes:
    return b"".join(_setting.pack(*pair) for pair in pairs)


def settings_in(payload: bytes) -> list[tuple[int, int]]:
    whole = len(payload) // 6 * 6
    return [(int(a), int(b)) for a, b in _setting.iter_unpack(payload[:whole])]


def without_padding(frame: Frame, rule: str, head: int = 0) -> bytes:
    """The payload of a frame that may be padded, without pad length and padding.

    head  octets that come before what may be padding, and are no part of it (5 of priority)
    rule  what forbids padding that is as long as the rest, or longer
    """
    payload = frame.payload
    if not frame.flags & PADDED:
        return payload
    rest = len(payload) - 1 - head
    padding = payload[0]
    if padding > rest:
        refuse(PROTOCOL_ERROR, f"{frame.name} has more padding than payload", rule)
        padding = max(rest - 1, 0)
    end = len(payload) - padding
    if any(payload[end:]):
        crash("9113/6.1/padding-not-zero")
    return payload[1:end]
