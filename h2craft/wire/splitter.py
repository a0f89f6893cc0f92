"""Cuts a byte stream into preface, frames and leftovers, losing nothing. Judges nothing.

Pieces and `pending` together are the input, in order, however the input was cut. Frames come out
whole; only octets that are no frame (`UNFRAMED`) and frames beyond `max_frame_size` (`OVERSIZE`)
are passed on as they arrive, so that nobody can make us buffer them.
"""

from __future__ import annotations

from enum import IntEnum

PREFACE = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"
"""The client connection preface, RFC 9113 3.4."""


class PieceKind(IntEnum):
    """What a piece is."""

    PREFACE = 0
    FRAME = 1
    UNFRAMED = 2  # a preface that went wrong and all that follows; or cut off by the end
    OVERSIZE = 3  # start or continuation of a frame longer than max_frame_size


Piece = tuple[PieceKind, bytes]

_FRAME = PieceKind.FRAME
_HEADER = 9


class Splitter:
    """Feed it octets, get pieces. Never raises, whatever the octets are.

    `preface_failed_at` is the offset of the first octet that differs from the preface, or None.
    """

    __slots__ = (
        "_expect_preface",
        "_max_frame_size",
        "_needed",
        "_oversize_left",
        "_pending",
        "_unframed",
        "preface_failed_at",
    )

    def __init__(self, expect_preface: bool, max_frame_size: int = (1 << 24) - 1) -> None:
        self._expect_preface = expect_preface
        self._max_frame_size = max_frame_size
        self._pending = bytearray()
        self._needed = 0  # below this many octets no further piece can be complete
        self._oversize_left = 0
        self._unframed = False
        self.preface_failed_at: int | None = None

    @property
    def max_frame_size(self) -> int:
        """Longest payload that is still kept until it is whole."""
        return self._max_frame_size

    @max_frame_size.setter
    def max_frame_size(self, octets: int) -> None:
        self._max_frame_size = octets
        self._needed = 0  # what is pending may be too long by now

    @property
    def preface_seen(self) -> bool:
        """The connection preface has come, or none was expected."""
        return not (self._expect_preface or self._unframed)

    @property
    def pending(self) -> bytes:
        """Octets kept until the frame or preface they begin is whole."""
        return bytes(self._pending)

    @property
    def oversize_left(self) -> int:
        """Octets still to come of an `OVERSIZE` frame, 0 if there is none."""
        return self._oversize_left

    def feed(self, octets: bytes) -> list[Piece]:
        """Pieces that these octets complete, in order."""
        pending = self._pending
        if pending:
            pending += octets
            if len(pending) < self._needed:
                return []
            octets = bytes(pending)
            pending.clear()
        elif type(octets) is not bytes:
            octets = bytes(octets)
        at = 0
        pieces: list[Piece] = []
        if self._expect_preface or self._unframed or self._oversize_left:
            at = self._feed_other(octets, pieces)
            if at == len(octets):
                return pieces
        end = len(octets)
        header_end = at + 9
        longest = self._max_frame_size
        while header_end <= end:
            length = octets[at] << 16 | octets[at + 1] << 8 | octets[at + 2]
            frame_end = header_end + length
            if frame_end > end or length > longest:
                if length <= longest:
                    self._needed = frame_end - at
                    break
                frame_end = self._pass_on(octets, at, frame_end, pieces)
            else:
                pieces.append((_FRAME, octets[at:frame_end]))
            at = frame_end
            header_end = at + 9
        else:
            self._needed = 9
        if at < end:
            pending += octets[at:] if at else octets
        return pieces

    def end(self) -> list[Piece]:
        """The stream ended: what was pending comes out `UNFRAMED`, as would all that follows."""
        left = self.pending
        self._pending.clear()
        self._expect_preface = False
        self._unframed = True
        return [(PieceKind.UNFRAMED, left)] if left else []

    def _feed_other(self, octets: bytes, pieces: list[Piece]) -> int:
        """Deal with what is no frame at the front; how many octets that took."""
        if self._expect_preface:
            return self._feed_preface(octets, pieces)
        if self._unframed:
            if octets:
                pieces.append((PieceKind.UNFRAMED, octets))
            return len(octets)
        return self._pass_on(octets, 0, self._oversize_left, pieces)

    def _feed_preface(self, octets: bytes, pieces: list[Piece]) -> int:
        if octets.startswith(PREFACE):
            self._expect_preface = False
            pieces.append((PieceKind.PREFACE, PREFACE))
            return len(PREFACE)
        if PREFACE.startswith(octets):
            self._pending += octets
            self._needed = 0  # every octet can be the first that differs
            return len(octets)
        pairs = enumerate(zip(octets, PREFACE, strict=False))
        self.preface_failed_at = next(at for at, (here, wanted) in pairs if here != wanted)
        self._expect_preface = False
        self._unframed = True
        pieces.append((PieceKind.UNFRAMED, octets))
        return len(octets)

    def _pass_on(self, octets: bytes, start: int, end: int, pieces: list[Piece]) -> int:
        """Hand out what is here of an oversize frame that ends at `end`."""
        here = octets[start:end]
        if here:
            pieces.append((PieceKind.OVERSIZE, here))
        self._oversize_left = end - start - len(here)
        return start + len(here)
