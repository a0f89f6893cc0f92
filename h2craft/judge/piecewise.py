"""Frames that were written in pieces, put together again: a case may cut them wherever it likes.

Knows one connection's octets; the journal has them as they left, and no frame of them.
"""

from __future__ import annotations

from collections.abc import Iterator

from h2craft.wire import END_HEADERS, HEADER_LENGTH, Decoder, Frame, FrameType, payloads

LONGEST = 1 << 20
"""What claims to be longer is no frame, or not worth waiting for."""

MOST = 2 << 20
"""Octets that are put together; what floods a client is not."""

Fields = tuple[tuple[bytes, bytes], ...]


class Piecewise:
    """Give it the octets in order with `add`.

    lost  there are octets that could not be told, so what was sent after them is not known
    """

    def __init__(self) -> None:
        self.lost = False
        self._octets = bytearray()
        self._taken = 0
        self._decoder = Decoder()
        self._block = bytearray()

    @property
    def partial(self) -> bool:
        """A frame has begun and is not there as a whole."""
        return bool(self._octets)

    def add(self, octets: bytes) -> Iterator[tuple[Frame, Fields | None]]:
        """The frames that become whole with these octets, each with the fields of the header
        block that is complete with it."""
        if self.lost:
            return
        self._octets += octets
        self._taken += len(octets)
        while len(self._octets) >= HEADER_LENGTH:
            size = HEADER_LENGTH + int.from_bytes(self._octets[:3], "big")
            if size > LONGEST or self._taken > MOST:
                self.lost = True
                self._octets.clear()
                return
            if len(self._octets) < size:
                return
            frame = Frame(bytes(self._octets[:size]))
            del self._octets[:size]
            yield frame, self._fields(frame)

    def _fields(self, frame: Frame) -> Fields | None:
        if frame.type not in (FrameType.HEADERS, FrameType.CONTINUATION):
            return None
        view = frame.view
        if frame.type == FrameType.HEADERS:
            self._block.clear()
        assert isinstance(view, payloads.Headers | payloads.Continuation)
        self._block += view.fragment[: LONGEST - len(self._block)]
        if not frame.has_flag(END_HEADERS):
            return None
        try:
            fields = self._decoder.decode(bytes(self._block))
        except Exception:  # what a table that was built elsewhere holds is not known here
            return None
        return tuple((bytes(field[0]), bytes(field[1])) for field in fields)
