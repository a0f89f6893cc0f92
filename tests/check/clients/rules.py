"""The rules the strict client keeps, by the ids of the cases they are tested by; and its errors.

A client with a defect keeps all of them but one: `--defect ID` switches the rule of that id off.
Where the code asks `off(ID)`, what follows is what the defective client does instead. `ID:WAY` is
another way of not keeping the same rule.
"""

from __future__ import annotations

import os
import resource
import time

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
ENHANCE_YOUR_CALM = 0xB
INADEQUATE_SECURITY = 0xC
HTTP_1_1_REQUIRED = 0xD

NAMES = (
    *("NO_ERROR", "PROTOCOL_ERROR", "INTERNAL_ERROR", "FLOW_CONTROL_ERROR", "SETTINGS_TIMEOUT"),
    *("STREAM_CLOSED", "FRAME_SIZE_ERROR", "REFUSED_STREAM", "CANCEL", "COMPRESSION_ERROR"),
    *("CONNECT_ERROR", "ENHANCE_YOUR_CALM", "INADEQUATE_SECURITY", "HTTP_1_1_REQUIRED"),
)

_HOARD_OCTETS = 1 << 15
_HOARD_LIMIT = 96 << 20
_SEEN_SECONDS = 0.3  # so that whoever samples the memory has seen it

_defect = "none"
_hoard: list[bytes] = []
_hoarded = 0


class ConnectionFault(Exception):
    """The connection is to be ended with this code, 5.4.1."""

    def __init__(self, code: int, why: str) -> None:
        super().__init__(f"{name_of(code)}: {why}")
        self.code = code


class CompressionFault(ConnectionFault):
    """A field block that cannot be decoded, RFC 9113 4.3."""

    def __init__(self, why: str) -> None:
        super().__init__(COMPRESSION_ERROR, why)


class StreamFault(Exception):
    """The stream is to be reset with this code, 5.4.2."""

    def __init__(self, code: int, why: str) -> None:
        super().__init__(f"{name_of(code)}: {why}")
        self.code = code


def name_of(code: int) -> str:
    """Of an error code; an unknown one is its number, and stands for INTERNAL_ERROR."""
    return NAMES[code] if code < len(NAMES) else f"{code:#x}"


def become_defective(rule: str) -> None:
    """Keep this rule no more."""
    global _defect
    _defect = rule


def off(*rules: str) -> bool:
    """Whether one of these is the one that is not kept."""
    return _defect in rules


def legal(*rules: str) -> None:
    """Something unusual that is legal. A client that does not think so ends the connection."""
    if _defect in rules:
        raise ConnectionFault(PROTOCOL_ERROR, f"not understood ({_defect})")


def refuse(code: int, why: str, *rules: str) -> None:
    """End the connection for a violation of these rules. Returns only where one is not kept."""
    if _defect not in rules:
        raise ConnectionFault(code, why)


def reject(code: int, why: str, *rules: str) -> None:
    """End the stream for a violation of these rules. Returns only where one is not kept."""
    if _defect not in rules:
        raise StreamFault(code, why)


def calm(why: str, *rules: str, cost: int = 1) -> None:
    """A limit is reached, 10.5. A client without it keeps what it gets, until it is killed."""
    refuse(ENHANCE_YOUR_CALM, why, *rules)
    hoard(_HOARD_OCTETS * cost)


def hoard(octets: int) -> None:
    """What a client without a limit does with its memory."""
    global _hoarded
    _hoard.append(b"\x01" * octets)
    _hoarded += octets
    if _hoarded > _HOARD_LIMIT:
        time.sleep(_SEEN_SECONDS)
        _die()


def crash(*rules: str) -> None:
    """What a client may do in any way but this one."""
    if _defect in rules:
        _die()


def _die() -> None:
    """Crash, and leave no core: writing it would take longer than all the rest."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    os.abort()
