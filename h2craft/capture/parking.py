"""Segments that wait until the octets before them are there, or will not come any more. Pure."""

from __future__ import annotations

from typing import NamedTuple

from h2craft.capture.packet import Packet

MOST_OCTETS = 16 << 20
MOST_AFTER_ACK = 64
"""Segments behind which the missing octets may still come once they were acknowledged: an interface
with several queues hands segments out of order."""


class Parked(NamedTuple):
    """A segment, when it came, and the octets that it has completed."""

    at: int
    packet: Packet
    new: bytes


class Parking:
    """Of both directions of one connection."""

    __slots__ = ("_octets", "_since_ack", "_waiting")

    def __init__(self) -> None:
        self._waiting: list[Parked] = []
        self._octets = 0
        self._since_ack = 0

    def __bool__(self) -> bool:
        return bool(self._waiting)

    def put(self, parked: Parked, *, acked: bool) -> None:
        """A segment; `acked`: who was to get the missing octets has said that it has them."""
        self._waiting.append(parked)
        self._octets += len(parked.packet.payload)
        self._since_ack += acked

    @property
    def in_vain(self) -> bool:
        """What they wait for was captured by nobody."""
        return self._since_ack > MOST_AFTER_ACK or self._octets > MOST_OCTETS

    def leave(self) -> list[Parked]:
        """All of them, in the order they came; it is empty then."""
        waiting, self._waiting = self._waiting, []
        self._octets = self._since_ack = 0
        return waiting
