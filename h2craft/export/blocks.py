"""The blocks of a pcapng file as octets (draft-ietf-opsawg-pcapng). Knows no packet and no record.

Little-endian, one interface, nanoseconds.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable

SECTION_HEADER, INTERFACE, ENHANCED_PACKET, SECRETS = 0x0A0D0D0A, 1, 6, 10
BYTE_ORDER_MAGIC, VERSION = 0x1A2B3C4D, (1, 0)
LENGTH_UNKNOWN = (1 << 64) - 1
ETHERNET = 1  # LINKTYPE_ETHERNET
TLS_KEY_LOG = 0x544C534B  # the secrets are lines of NSS's key log
NANOSECONDS = bytes((9,))

END_OF_OPTIONS, COMMENT = 0, 1
APPLICATION = 4  # of a section header
NAME, RESOLUTION = 2, 9  # of an interface
FLAGS = 2  # of a packet
INBOUND, OUTBOUND = 1, 2  # of FLAGS

LONGEST_OPTION = (1 << 16) - 1

Option = tuple[int, bytes]


def section_header(application: str) -> bytes:
    """How a file begins."""
    body = struct.pack("<IHHQ", BYTE_ORDER_MAGIC, *VERSION, LENGTH_UNKNOWN)
    return block(SECTION_HEADER, body, [(APPLICATION, application.encode())])


def interface(name: str) -> bytes:
    """The only one, number 0: Ethernet, packets whole, times in nanoseconds."""
    body = struct.pack("<HHI", ETHERNET, 0, 0)
    return block(INTERFACE, body, [(NAME, name.encode()), (RESOLUTION, NANOSECONDS)])


def packet(octets: bytes, nanoseconds: int, direction: int, comments: Iterable[str] = ()) -> bytes:
    """A packet at a time since 1970. `direction`: INBOUND or OUTBOUND."""
    times = nanoseconds >> 32, nanoseconds & 0xFFFFFFFF
    body = struct.pack("<IIIII", 0, *times, len(octets), len(octets)) + _padded(octets)
    options = [(COMMENT, text.encode()[:LONGEST_OPTION]) for text in comments]
    return block(ENHANCED_PACKET, body, [*options, (FLAGS, struct.pack("<I", direction))])


def tls_secrets(lines: Iterable[bytes]) -> bytes:
    """Lines of a key log, without their ends: they open packets that come after them."""
    octets = b"".join(line + b"\n" for line in lines)
    return block(SECRETS, struct.pack("<II", TLS_KEY_LOG, len(octets)) + _padded(octets), [])


def block(kind: int, body: bytes, options: Iterable[Option]) -> bytes:
    """A block of a body that is a multiple of four octets long."""
    written = b"".join(map(_option, options))
    if written:
        written += struct.pack("<HH", END_OF_OPTIONS, 0)
    length = struct.pack("<I", 12 + len(body) + len(written))
    return struct.pack("<I", kind) + length + body + written + length


def _option(option: Option) -> bytes:
    code, value = option
    return struct.pack("<HH", code, len(value)) + _padded(value)


def _padded(octets: bytes) -> bytes:
    return octets + bytes(-len(octets) % 4)
