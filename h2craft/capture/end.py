"""One end of a captured connection: what it says, cut into records. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from h2craft.capture.flow import Flow
from h2craft.capture.packet import Address
from h2craft.trace import Kind, Origin
from h2craft.wire import ACK, FrameType, PieceKind, Splitter


class Happening(NamedTuple):
    """A record in the making; `at` in nanoseconds since the Unix epoch."""

    at: int
    kind: Kind
    octets: bytes = b""
    origin: Origin = Origin.ENGINE
    detail: dict[str, Any] | None = None


Tell = Callable[[Happening], None]


class End:
    """The client, which is the peer, or the server, which is "us".

    first   what it has said while it was not clear what is spoken
    plain   octets of HTTP/1.1 that are still to come before HTTP/2
    octets  how many are in its records
    ended   it has said that it will say no more; `finished`: by FIN
    """

    __slots__ = (
        "_greeted",
        "_splitter",
        "address",
        "client",
        "ended",
        "finished",
        "first",
        "flow",
        "octets",
        "plain",
    )

    def __init__(self, address: Address) -> None:
        self.address = address
        self.client = False
        self.flow = Flow()
        self.first = b""
        self.plain = 0
        self.octets = 0
        self.ended = False
        self.finished = False
        self._greeted = False
        self._splitter = Splitter(expect_preface=False)

    def becomes(self, *, client: bool) -> None:
        """It is known now which of the two it is."""
        self.client = client
        self._splitter = Splitter(expect_preface=client)

    @property
    def who(self) -> str:
        """For sentences."""
        return "the client" if self.client else "the server"

    @property
    def side(self) -> str:
        """As CONNECTION_CLOSED has it."""
        return "peer" if self.client else "us"

    def say(self, at: int, octets: bytes) -> Iterator[Happening]:
        """The records that these octets of HTTP/2 complete."""
        kinds = _RECEIVED if self.client else _SENT
        for piece, cut in self._splitter.feed(octets):
            yield self._record(at, kinds[piece], cut)

    def say_plain(self, at: int, octets: bytes) -> Happening:
        """Octets of HTTP/1.1."""
        self.plain -= len(octets)
        return self._record(at, Kind.OCTETS_RECEIVED if self.client else Kind.OCTETS_SENT, octets)

    def cut_off(self, at: int, how: str) -> Iterator[Happening]:
        """What has come of a frame that never will be whole."""
        kind = Kind.OCTETS_RECEIVED if self.client else Kind.OCTETS_SENT
        for _, octets in self._splitter.end():
            yield self._record(at, kind, octets, {"cut_off": how})

    def _record(
        self, at: int, kind: Kind, octets: bytes, detail: dict[str, Any] | None = None
    ) -> Happening:
        self.octets += len(octets)
        origin = Origin.PEER if self.client else self._sent_by(kind, octets)
        return Happening(at, kind, octets, origin, detail)

    def _sent_by(self, kind: Kind, octets: bytes) -> Origin:
        """What any server says by itself is told from what it was made to say."""
        if kind is not Kind.FRAME_SENT:
            return Origin.ENGINE
        greets, self._greeted = not self._greeted, True
        acks = bool(octets[4] & ACK)
        by_itself = _BY_ITSELF.get(octets[3])
        return Origin.AUTOMATIC if by_itself and by_itself(acks, greets) else Origin.SCRIPT


_BY_ITSELF: dict[int, Callable[[bool, bool], bool]] = {
    FrameType.SETTINGS: lambda acks, greets: acks or greets,
    FrameType.PING: lambda acks, _: acks,
    FrameType.WINDOW_UPDATE: lambda *_: True,
}
_RECEIVED = {
    PieceKind.PREFACE: Kind.PREFACE_RECEIVED,
    PieceKind.FRAME: Kind.FRAME_RECEIVED,
    PieceKind.UNFRAMED: Kind.OCTETS_RECEIVED,
    PieceKind.OVERSIZE: Kind.OCTETS_RECEIVED,
}
_SENT = {
    PieceKind.PREFACE: Kind.PREFACE_SENT,
    PieceKind.FRAME: Kind.FRAME_SENT,
    PieceKind.UNFRAMED: Kind.OCTETS_SENT,
    PieceKind.OVERSIZE: Kind.OCTETS_SENT,
}
