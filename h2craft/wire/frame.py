"""One frame as its exact octets (RFC 9113 4.1). Knows nothing of connections or streams' states."""

from __future__ import annotations

from h2craft.wire.names import flag_names, frame_type_name
from h2craft.wire.payloads import Payload
from h2craft.wire.views import decode_view

HEADER_LENGTH = 9
HIGHEST_STREAM_ID = 0x7FFF_FFFF


def frame_octets(frame_type: int, flags: int, stream_id: int, payload: bytes) -> bytes:
    """A whole frame with its true length; the numbers must fit their fields."""
    return (
        (len(payload) << 48 | frame_type << 40 | flags << 32 | stream_id).to_bytes(9, "big")
    ) + payload


class Frame:
    """A frame header and what follows it, never changed; equal if the octets are equal.

    `length` is what the header says and may disagree with `payload` in a crafted frame. ValueError
    for fewer than nine octets.
    """

    __slots__ = ("_octets", "_view")

    def __init__(self, octets: bytes) -> None:
        if len(octets) < HEADER_LENGTH:
            raise ValueError(f"a frame has at least {HEADER_LENGTH} octets, not {len(octets)}")
        self._octets = bytes(octets)
        self._view: Payload | None = None

    @classmethod
    def build(
        cls,
        frame_type: int,
        payload: bytes = b"",
        *,
        flags: int = 0,
        stream_id: int = 0,
        length: int | None = None,
        reserved: int = 0,
    ) -> Frame:
        """Make a frame; `length` None is the true one. ValueError for what cannot be written."""
        claimed = len(payload) if length is None else length
        for what, number, highest in (
            ("frame type", frame_type, 0xFF),
            ("flags", flags, 0xFF),
            ("stream identifier", stream_id, HIGHEST_STREAM_ID),
            ("length", claimed, 0xFF_FFFF),
            ("reserved bit", reserved, 1),
        ):
            if not 0 <= number <= highest:
                raise ValueError(f"{what} {number} is outside 0 to {highest}")
        word = claimed << 48 | frame_type << 40 | flags << 32 | reserved << 31 | stream_id
        return cls(word.to_bytes(HEADER_LENGTH, "big") + payload)

    @property
    def octets(self) -> bytes:
        return self._octets

    @property
    def length(self) -> int:
        """What the header says; see `payload` for what is there."""
        return int.from_bytes(self._octets[:3], "big")

    @property
    def type(self) -> int:
        return self._octets[3]

    @property
    def flags(self) -> int:
        return self._octets[4]

    @property
    def reserved(self) -> int:
        """The reserved bit before the stream identifier."""
        return self._octets[5] >> 7

    @property
    def stream_id(self) -> int:
        return int.from_bytes(self._octets[5:9], "big") & HIGHEST_STREAM_ID

    @property
    def payload(self) -> bytes:
        return self._octets[HEADER_LENGTH:]

    @property
    def name(self) -> str:
        return frame_type_name(self.type)

    @property
    def flag_names(self) -> tuple[str, ...]:
        return flag_names(self.type, self.flags)

    @property
    def view(self) -> Payload:
        """The payload by its fields, decoded when first asked for; never raises."""
        if self._view is None:
            self._view = decode_payload(self)
        return self._view

    def has_flag(self, bit: int) -> bool:
        return bool(self._octets[4] & bit)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Frame) and self._octets == other._octets

    def __hash__(self) -> int:
        return hash(self._octets)

    def __repr__(self) -> str:
        flags = "|".join(self.flag_names) or "-"
        return f"<Frame {self.name} {flags} stream_id={self.stream_id} length={self.length}>"


def decode_payload(frame: Frame) -> Payload:
    """What the payload says field by field; whatever does not fit the format is kept as it is.

    The result's `encode()` gives the payload's very octets back.
    """
    octets = frame.octets
    return decode_view(
        octets[3], octets[4], int.from_bytes(octets[5:9], "big"), frame.length, octets[9:]
    )
