"""The names the RFCs give to numbers, and back. Knows no frame and no octets.

Unknown numbers are lawful on the wire (RFC 9113 5.5), so every function takes and returns plain
ints and an unknown one is named by its hexadecimal value.
"""

from __future__ import annotations

import difflib
import operator
from collections.abc import Iterable, Mapping
from enum import IntEnum


class FrameType(IntEnum):
    """RFC 9113 6, RFC 7838 4 (ALTSVC), RFC 8336 2 (ORIGIN), RFC 9218 7.1 (PRIORITY_UPDATE)."""

    DATA = 0x0
    HEADERS = 0x1
    PRIORITY = 0x2
    RST_STREAM = 0x3
    SETTINGS = 0x4
    PUSH_PROMISE = 0x5
    PING = 0x6
    GOAWAY = 0x7
    WINDOW_UPDATE = 0x8
    CONTINUATION = 0x9
    ALTSVC = 0xA
    ORIGIN = 0xC
    PRIORITY_UPDATE = 0x10


class ErrorCode(IntEnum):
    """RFC 9113 7."""

    NO_ERROR = 0x0
    PROTOCOL_ERROR = 0x1
    INTERNAL_ERROR = 0x2
    FLOW_CONTROL_ERROR = 0x3
    SETTINGS_TIMEOUT = 0x4
    STREAM_CLOSED = 0x5
    FRAME_SIZE_ERROR = 0x6
    REFUSED_STREAM = 0x7
    CANCEL = 0x8
    COMPRESSION_ERROR = 0x9
    CONNECT_ERROR = 0xA
    ENHANCE_YOUR_CALM = 0xB
    INADEQUATE_SECURITY = 0xC
    HTTP_1_1_REQUIRED = 0xD


class SettingId(IntEnum):
    """RFC 9113 6.5.2, RFC 8441 3 (ENABLE_CONNECT_PROTOCOL), RFC 9218 2.1."""

    HEADER_TABLE_SIZE = 0x1
    ENABLE_PUSH = 0x2
    MAX_CONCURRENT_STREAMS = 0x3
    INITIAL_WINDOW_SIZE = 0x4
    MAX_FRAME_SIZE = 0x5
    MAX_HEADER_LIST_SIZE = 0x6
    ENABLE_CONNECT_PROTOCOL = 0x8
    NO_RFC7540_PRIORITIES = 0x9


END_STREAM = 0x1
ACK = 0x1
END_HEADERS = 0x4
PADDED = 0x8
PRIORITY_FLAG = 0x20

FLAGS: dict[int, dict[str, int]] = {
    FrameType.DATA: {"END_STREAM": END_STREAM, "PADDED": PADDED},
    FrameType.HEADERS: {
        "END_STREAM": END_STREAM,
        "END_HEADERS": END_HEADERS,
        "PADDED": PADDED,
        "PRIORITY": PRIORITY_FLAG,
    },
    FrameType.PRIORITY: {},
    FrameType.RST_STREAM: {},
    FrameType.SETTINGS: {"ACK": ACK},
    FrameType.PUSH_PROMISE: {"END_HEADERS": END_HEADERS, "PADDED": PADDED},
    FrameType.PING: {"ACK": ACK},
    FrameType.GOAWAY: {},
    FrameType.WINDOW_UPDATE: {},
    FrameType.CONTINUATION: {"END_HEADERS": END_HEADERS},
    FrameType.ALTSVC: {},
    FrameType.ORIGIN: {},
    FrameType.PRIORITY_UPDATE: {},
}
"""Flags each frame type defines; a type that is not listed is unknown to us."""

_FRAME_TYPE_NAMES = {int(member): member.name for member in FrameType}
_ERROR_CODE_NAMES = {int(member): member.name for member in ErrorCode}
_SETTING_NAMES = {int(member): member.name for member in SettingId}


def frame_type_name(frame_type: int) -> str:
    """ "HEADERS", or "0x42" for a type without a name."""
    return _FRAME_TYPE_NAMES.get(frame_type) or f"0x{frame_type:x}"


def error_code_name(code: int) -> str:
    """ "PROTOCOL_ERROR", or "0x42" for a code without a name."""
    return _ERROR_CODE_NAMES.get(code) or f"0x{code:x}"


def setting_name(identifier: int) -> str:
    """ "MAX_FRAME_SIZE" (without SETTINGS_), or "0x42" for an identifier without a name."""
    return _SETTING_NAMES.get(identifier) or f"0x{identifier:x}"


def flag_names(frame_type: int, flags: int) -> tuple[str, ...]:
    """Names of the bits that are set, lowest first; an undefined bit is "0x40"."""
    names = {bit: name for name, bit in FLAGS.get(frame_type, {}).items()}
    bits = (1 << shift for shift in range(8))
    return tuple(names.get(bit) or f"0x{bit:x}" for bit in bits if flags & bit)


def parse_frame_type(text: int | str) -> int:
    """Number of a frame type from its name in any case, or from decimal or 0x text.

    Raises ValueError, with the nearest name, if it is neither or does not fit in an octet.
    """
    return _parse(text, FrameType.__members__, "frame type", 0xFF)


def parse_error_code(text: int | str) -> int:
    """As `parse_frame_type`, for the 32-bit error codes of RFC 9113 7."""
    return _parse(text, ErrorCode.__members__, "error code", 0xFFFF_FFFF)


def parse_setting_id(text: int | str) -> int:
    """As `parse_frame_type`, for 16-bit settings; the name with or without SETTINGS_."""
    if isinstance(text, str) and text.strip().upper().startswith("SETTINGS_"):
        text = text.strip()[len("SETTINGS_") :]
    return _parse(text, SettingId.__members__, "setting", 0xFFFF)


def parse_flags(frame_type: int, flags: int | str | Iterable[int | str]) -> int:
    """The flags octet from a number, a name, or several of them ("END_STREAM|0x40", a list).

    Names are those `frame_type` defines; any bit can be given as a number.
    """
    if isinstance(flags, str):
        flags = [part for part in flags.replace("|", " ").replace(",", " ").split() if part]
    if isinstance(flags, int):
        flags = [flags]
    octet = 0
    for flag in flags:
        octet |= _parse(flag, FLAGS.get(frame_type, {}), "flag", 0xFF)
    return octet


def _parse(text: int | str, names: Mapping[str, int], what: str, highest: int) -> int:
    if isinstance(text, str):
        word = text.strip().upper().replace("-", "_")
        number = names.get(word)
        if number is None:
            number = _number(text, word, names, what)
    else:
        number = operator.index(text)  # TypeError for 1.5, which is none of ours
    if not 0 <= number <= highest:
        raise ValueError(f"{what} {text} is outside 0 to {highest}")
    return int(number)


def _number(text: str, word: str, names: Mapping[str, int], what: str) -> int:
    try:
        return int(text, 16) if word.startswith("0X") else int(text, 10)
    except ValueError:
        near = difflib.get_close_matches(word, names, n=1, cutoff=0.5)
        hint = f"; did you mean {near[0]}?" if near else ""
        raise ValueError(f"unknown {what} {text!r}{hint}") from None
