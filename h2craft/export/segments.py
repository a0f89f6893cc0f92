"""One TCP connection written as packets: Ethernet, IPv4 or IPv6, TCP. Knows octets and no record.

What TCP did is not in a journal, only what it carried. So a handshake, sequence numbers and
acknowledgements are made up here as any TCP would have them (RFC 9293), without a loss; what is
carried, by whom and in which order, is not.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, ip_address

LARGEST = 1448  # octets of one segment, as with timestamps on Ethernet
UNACKNOWLEDGED = 64 << 10  # octets, after which the other end says that they have come
FIN, SYN, RST, PSH, ACK = 0x01, 0x02, 0x04, 0x08, 0x10
WINDOW, SCALE = 0xFFFF, 7
SYN_OPTIONS = struct.pack("!BBHBBBB", 2, 4, LARGEST, 1, 3, 3, SCALE)
WRAP = 1 << 32
TCP, TTL, DONT_FRAGMENT = 6, 64, 0x4000
IPV4, IPV6 = 0x0800, 0x86DD
NOWHERE = ("192.0.2.1", "192.0.2.2")  # of nobody, RFC 5737: of the peer and of us, where not known

Address = IPv4Address | IPv6Address


@dataclass(frozen=True, slots=True, kw_only=True)
class End:
    """One end of a connection; `ours`: the one whose journal it is."""

    address: Address
    port: int
    ours: bool

    @property
    def station(self) -> bytes:
        """An address of Ethernet that nobody else has."""
        return bytes((2, 0, 0, 0, 0, 1 + self.ours))


def ends(peer: tuple[str, int], local: tuple[str, int]) -> tuple[End, End]:
    """The peer's end and ours, of one family. What is no address becomes one that is nobody's."""
    addresses = [
        _address(given[0], nobody) for given, nobody in zip((peer, local), NOWHERE, strict=True)
    ]
    if len({address.version for address in addresses}) > 1:
        addresses = [IPv6Address(f"::ffff:{a}") if a.version == 4 else a for a in addresses]
    ports = [port & 0xFFFF for _, port in (peer, local)]
    theirs, ours = (
        End(address=address, port=port, ours=bool(at))
        for at, (address, port) in enumerate(zip(addresses, ports, strict=True))
    )
    return theirs, ours


def _address(text: str, nobody: str) -> Address:
    try:
        return ip_address(text.partition("%")[0])
    except ValueError:
        return IPv4Address(nobody)


class Segments:
    """The packets of one connection, each as it becomes due.

    `peer` and `local` are its ends, `first` the one that opens it; `number` has sequence numbers
    differ between connections.
    """

    def __init__(self, peer: End, local: End, first: End, number: int) -> None:
        self._ways = {True: _Way(local, peer), False: _Way(peer, local)}
        self._first = first.ours
        begin = number * 0x9E3779B1 % WRAP
        self._next = {first.ours: begin, not first.ours: (begin ^ 0x55555555) % WRAP}
        self._told = dict(self._next)  # how far the other end has acknowledged
        self._ended: set[bool] = set()
        self._count = 0
        self.reset = False

    def open(self) -> Iterator[bytes]:
        """The three packets of a handshake."""
        first, second = self._first, not self._first
        yield self._packet(first, SYN)
        yield self._packet(second, SYN | ACK)
        yield self._packet(first, ACK)

    def carry(self, ours: bool, octets: bytes) -> Iterator[tuple[bool, bytes]]:
        """Octets in as many packets as they take. Each comes with whether it is ours."""
        for at in range(0, len(octets), LARGEST):
            piece = octets[at : at + LARGEST]
            last = at + LARGEST >= len(octets)
            yield ours, self._packet(ours, ACK | (PSH if last else 0), piece)
            if (self._next[ours] - self._told[ours]) % WRAP >= UNACKNOWLEDGED:
                yield not ours, self._packet(not ours, ACK)

    def lose(self) -> None:
        """Something is missing here, nobody knows how much: an octet each way stands for it."""
        for ours in (True, False):
            self._next[ours] = (self._next[ours] + 1) % WRAP

    def end(self, ours: bool) -> Iterator[tuple[bool, bytes]]:
        """FIN, and that it has come; nothing where there was one, or a reset."""
        if self.reset or ours in self._ended:
            return
        self._ended.add(ours)
        yield ours, self._packet(ours, FIN | ACK)
        yield not ours, self._packet(not ours, ACK)

    def cut(self, ours: bool) -> Iterator[tuple[bool, bytes]]:
        """RST, once."""
        if not self.reset:
            self.reset = True
            yield ours, self._packet(ours, RST | ACK)

    def _packet(self, ours: bool, flags: int, octets: bytes = b"") -> bytes:
        way = self._ways[ours]
        options = SYN_OPTIONS if flags & SYN else b""
        acknowledged = self._next[not ours] if flags & ACK else 0
        begin = way.ports + struct.pack(
            "!IIBBH",
            self._next[ours],
            acknowledged,
            (20 + len(options)) // 4 << 4,
            flags,
            WINDOW,
        )
        end = options + octets
        length = 20 + len(end)
        # RFC 9293 3.1; that of RFC 8200 8.1 holds for IPv4 too, as the sum is the same.
        pseudo = way.sides + struct.pack("!II", length, TCP)
        sums = struct.pack("!HH", _checksum(pseudo + begin + bytes(4) + end), 0)
        self._next[ours] = (self._next[ours] + len(octets) + bool(flags & (SYN | FIN))) % WRAP
        if flags & ACK:
            self._told[not ours] = acknowledged
        self._count += 1
        return way.link + way.header(length, self._count) + begin + sums + end


class _Way:
    """What is the same in every packet from one end to the other."""

    __slots__ = ("_version", "link", "ports", "sides")

    def __init__(self, source: End, target: End) -> None:
        self._version = source.address.version
        kind = IPV4 if self._version == 4 else IPV6
        self.link = target.station + source.station + struct.pack("!H", kind)
        self.sides = source.address.packed + target.address.packed
        self.ports = struct.pack("!HH", source.port, target.port)

    def header(self, length: int, count: int) -> bytes:
        """Of IP, before a segment of that length."""
        if self._version == 6:
            return struct.pack("!IHBB", 6 << 28, length, TCP, TTL) + self.sides
        begin = struct.pack(
            "!BBHHHBB", 0x45, 0, 20 + length, count & 0xFFFF, DONT_FRAGMENT, TTL, TCP
        )
        return begin + struct.pack("!H", _checksum(begin + self.sides)) + self.sides


def _checksum(octets: bytes) -> int:
    """RFC 1071: a sum of 16 bits with its carries added is a remainder by 0xFFFF."""
    return 0xFFFF - int.from_bytes(octets + bytes(len(octets) % 2), "big") % 0xFFFF
