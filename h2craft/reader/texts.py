"""Texts kept for rows, packed end to end. Knows no record.

A text is found again by a number. What is put twice within a while is kept once; when there is no
room for more, the oldest megabyte goes.
"""

from __future__ import annotations

from collections import deque

SEGMENT_OCTETS = 1 << 20
KEPT_SEGMENTS = 48
KEPT_NUMBERS = 16_384  # texts known to be there already
LONGEST_TEXT = 4000  # octets
HIGHEST_NUMBER = (1 << 32) - 1
_HEAD = 2  # octets of length before a text


class Texts:
    """`put` gives a number above 0, which `get` understands; 0 is the empty text.

    `segments` megabytes are the most that is kept; `get` has None for what is gone.
    """

    __slots__ = ("_base", "_numbers", "_segments", "_start", "limit")

    def __init__(self, segments: int = KEPT_SEGMENTS) -> None:
        self.limit = segments
        self._segments: deque[bytearray] = deque([bytearray()])
        self._base = 1  # number of the first octet of the oldest segment
        self._start = 1  # and of the newest
        self._numbers: dict[str, int] = {}  # of the texts in the newest segment

    @property
    def octets(self) -> int:
        """What all texts take now."""
        return sum(map(len, self._segments))

    def put(self, text: str) -> int:
        """Keep a text; what exceeds 4,000 octets of it is cut off."""
        if not text:
            return 0
        number = self._numbers.get(text)
        if number is not None:
            return number
        octets = text.encode("utf-8", "replace")[:LONGEST_TEXT]
        segment = self._segments[-1]
        if len(segment) + _HEAD + len(octets) > SEGMENT_OCTETS:
            segment = self._next()
        number = self._start + len(segment)
        if number > HIGHEST_NUMBER:  # four gigabytes of texts: more are not kept
            return 0
        if len(self._numbers) >= KEPT_NUMBERS:
            self._numbers.clear()
        segment += len(octets).to_bytes(_HEAD, "big") + octets
        self._numbers[text] = number
        return number

    def get(self, number: int) -> str | None:
        if not number:
            return ""
        at, offset = divmod(number - self._base, SEGMENT_OCTETS)
        if not 0 <= at < len(self._segments):
            return None
        segment = self._segments[at]
        end = offset + _HEAD + int.from_bytes(segment[offset : offset + _HEAD], "big")
        return segment[offset + _HEAD : end].decode("utf-8", "ignore")

    def _next(self) -> bytearray:
        """Begin a segment. A number speaks of the segment it was given in, or of none."""
        segment = bytearray()
        self._segments.append(segment)
        self._numbers = {}
        self._start += SEGMENT_OCTETS
        if len(self._segments) > self.limit:
            self._segments.popleft()
            self._base += SEGMENT_OCTETS
        return segment
