"""Selections over a journal that is filled line by line."""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterable
from ipaddress import ip_address
from typing import Any, NamedTuple

import pytest

from h2craft.export import Circumstances, Hidden, Selection
from h2craft.filter import compile

STARTED = "2026-03-01T12:00:00+00:00"

Select = Callable[..., Selection]


@pytest.fixture
def select(talk: Any) -> Select:
    """`select("conn:1", first=3, secrets=True, bodies=True)`: of what `talk` has."""

    def selected(filter: str = "", *, bodies: bool = False, home: str = "", **more: Any) -> Any:
        return Selection(
            source=talk.journal,
            wanted=compile(filter) if filter else None,
            hidden=Hidden(bodies=bodies, home=home),
            **{"circumstances": Circumstances(started=STARTED, home=home), **more},
        )

    return selected


@pytest.fixture
def written(select: Select) -> Callable[..., bytes]:
    """`written(make, "filter", ...)`: all a form makes of a selection."""

    def made(make: Any, *words: Any, **more: Any) -> bytes:
        return b"".join(make(select(*words, **more)))

    return made


class Packet(NamedTuple):
    """A packet of a capture, taken apart without a word to who has written it.

    `at`: nanoseconds. `source`, `target`: address and port. `sound`: its checksums are right.
    """

    at: int
    outbound: bool
    comment: str
    source: tuple[str, int]
    target: tuple[str, int]
    sequence: int
    acknowledged: int
    flags: str
    octets: bytes
    sound: bool


class Capture(NamedTuple):
    """What stands in a capture: its packets, and secrets with the number of packets before them."""

    packets: list[Packet]
    secrets: list[tuple[int, bytes]]

    def said(self, port: int) -> bytes:
        """What the end at this port has said, in order."""
        return b"".join(one.octets for one in self.packets if one.source[1] == port)


def captured(octets: bytes) -> Capture:
    found = Capture([], [])
    while octets:
        kind, length = struct.unpack_from("<II", octets)
        assert length % 4 == 0
        assert struct.unpack_from("<I", octets, length - 4)[0] == length
        body, octets = octets[8 : length - 4], octets[length:]
        if kind == 6:
            found.packets.append(_packet(body))
        elif kind == 10:
            assert body[:4] == b"KSLT"
            size = int.from_bytes(body[4:8], "little")
            found.secrets.append((len(found.packets), body[8 : 8 + size]))
    return found


def _packet(body: bytes) -> Packet:
    _, high, low, length, whole = struct.unpack_from("<IIIII", body)
    assert length == whole
    frame, options = body[20 : 20 + length], body[20 + length + -length % 4 :]
    texts: list[str] = []
    outbound = False
    while options and (code := int.from_bytes(options[:2], "little")):
        size = int.from_bytes(options[2:4], "little")
        value, options = options[4 : 4 + size], options[4 + size + -size % 4 :]
        if code == 1:
            texts.append(value.decode())
        elif code == 2:
            outbound = value == b"\2\0\0\0"
    return _segment(frame, (high << 32) + low, outbound, "\n".join(texts))


def _segment(frame: bytes, at: int, outbound: bool, comment: str) -> Packet:
    kind, packet = int.from_bytes(frame[12:14], "big"), frame[14:]
    if kind == 0x0800:
        header, segment = packet[:20], packet[20:]
        sides, sound = header[12:], _summed(header) == 0xFFFF
        assert int.from_bytes(header[2:4], "big") == len(packet)
    else:
        assert kind == 0x86DD
        segment, sides, sound = packet[40:], packet[8:40], True
        assert int.from_bytes(packet[4:6], "big") == len(segment)
    half = len(sides) // 2
    ports = struct.unpack_from("!HH", segment)
    sequence, acknowledged, offset, flags = struct.unpack_from("!IIBB", segment, 4)
    pseudo = sides + len(segment).to_bytes(4, "big") + b"\0\0\0\6"
    return Packet(
        at,
        outbound,
        comment,
        (str(ip_address(sides[:half])), ports[0]),
        (str(ip_address(sides[half:])), ports[1]),
        sequence,
        acknowledged,
        "".join(name for bit, name in enumerate("FSRPA") if flags >> bit & 1),
        segment[(offset >> 4) * 4 :],
        sound and _summed(pseudo + segment) == 0xFFFF,
    )


def _summed(octets: bytes) -> int:
    """RFC 1071, word by word."""
    total = 0
    for (word,) in struct.iter_unpack("!H", octets + bytes(len(octets) % 2)):
        total += word
        total = (total & 0xFFFF) + (total >> 16)
    return total


@pytest.fixture(scope="session")
def capture_of() -> Callable[[Iterable[bytes]], Capture]:
    """`capture_of(pieces)`: a capture, taken apart."""
    return lambda pieces: captured(b"".join(pieces))
