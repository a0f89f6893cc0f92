"""One direction of a TCP connection, put in order by sequence numbers (RFC 9293 3.4). Pure."""

from __future__ import annotations

from h2craft.capture.packet import FIN, SYN, Packet

_ROUND = 1 << 32
_HALF = 1 << 31


class Flow:
    """Feed it the segments as they were captured, get octets in order.

    begun    the beginning of the connection (SYN) was seen
    octets   how many came out
    ended    FIN has come, and everything before it
    """

    __slots__ = ("_acked", "_next", "_waiting", "begun", "ended", "octets")

    def __init__(self) -> None:
        self.begun = False
        self.octets = 0
        self.ended = False
        self._next = -1
        self._acked = -1
        self._waiting: dict[int, tuple[bytes, int, bool]] = {}

    @property
    def hole(self) -> bool:
        """Octets have not come that were sent: others behind them have, or were acknowledged."""
        return bool(self._waiting) or self.acked

    @property
    def missing(self) -> int:
        """Octets of the first hole; 0 where there is none."""
        beyond = [self._ahead(seq) for seq in self._waiting]
        return min(beyond, default=self._ahead(self._acked) if self.acked else 0)

    @property
    def acked(self) -> bool:
        """The other end has said that it has octets which have not come here."""
        return self._acked >= 0 and 0 < self._ahead(self._acked) < _HALF

    def acknowledge(self, ack: int) -> None:
        """The other end has everything before this number."""
        if self._next >= 0 and 0 < self._ahead(ack) < _HALF:
            self._acked = ack

    def take(self, packet: Packet) -> bytes:
        """The octets that this segment completes, in order."""
        if self.ended:
            return b""
        seq = packet.seq
        if packet.flags & SYN:
            self.begun = True
            self._next = seq = (seq + 1) % _ROUND
        elif self._next < 0:
            self._next = seq
        fin = bool(packet.flags & FIN)
        ahead = self._ahead(seq)
        if 0 < ahead < _HALF:
            self._keep(seq, packet.payload, packet.length, fin)
            return b""
        return self._join(seq, packet.payload, packet.length, fin)

    def _ahead(self, seq: int) -> int:
        """How far a number is beyond the next one; from `_HALF` on it lies behind it."""
        return (seq - self._next) % _ROUND

    def _keep(self, seq: int, payload: bytes, length: int, fin: bool) -> None:
        there = self._waiting.get(seq)
        if there is None or there[1] < length or (fin and not there[2]):
            self._waiting[seq] = payload, length, fin

    def _join(self, seq: int, payload: bytes, length: int, fin: bool) -> bytes:
        parts = [self._fit(seq, payload, length, fin)]
        while self._waiting:
            seq = min(self._waiting, key=self._order)
            if 0 < self._ahead(seq) < _HALF:
                break
            parts.append(self._fit(seq, *self._waiting.pop(seq)))
        return b"".join(parts)

    def _order(self, seq: int) -> int:
        """Those behind the next octet before those beyond it."""
        return (seq - self._next + _HALF) % _ROUND

    def _fit(self, seq: int, payload: bytes, length: int, fin: bool) -> bytes:
        """What is new of a segment that begins at the next octet or before it."""
        known = (self._next - seq) % _ROUND
        if known > length or self.ended:
            return b""
        new = payload[known:length]
        if len(payload) < length:  # the capture has cut it short
            self._next = (self._next + len(new)) % _ROUND
            self._waiting[(seq + length) % _ROUND] = b"", 0, fin
        else:
            self._next = (seq + length + fin) % _ROUND
            self.ended = fin
        self.octets += len(new)
        return new
