"""What is kept of one connection while it is listened to. Knows no reading; what is said is put in.

Streams are called by numbers: requests from 1, in their order, pushed streams from -1 downwards.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

from h2craft.scenario.meanings import DIGEST
from h2craft.scenario.score import Said
from h2craft.wire import FrameType

if TYPE_CHECKING:
    from hashlib import _Hash

FOLDED = frozenset((FrameType.DATA, FrameType.WINDOW_UPDATE))
"""Types of frames of which several are one thing said."""


class Uttered:
    """A thing said that may still grow."""

    __slots__ = ("connection", "digest", "frame", "meaning", "seq", "stream")

    def __init__(
        self, connection: int, stream: int, frame: str, meaning: dict[str, Any], seq: int
    ) -> None:
        self.connection = connection
        self.stream = stream
        self.frame = frame
        self.meaning = meaning
        self.seq = seq
        self.digest: _Hash | None = None

    def add(self, octets: bytes) -> None:
        """More of a body, or of what is no frame."""
        if self.digest is None:
            self.digest = hashlib.sha256()
        self.digest.update(octets)
        self.meaning["octets"] = self.meaning.get("octets", 0) + len(octets)

    def said(self) -> Said:
        meaning = dict(self.meaning)
        if self.digest is not None:
            meaning["sha256"] = self.digest.hexdigest()[:DIGEST]
        return Said(
            connection=self.connection,
            stream=self.stream,
            frame=self.frame,
            meaning=meaning,
            seq=self.seq,
        )


class Voice:
    """One connection: its number, how its streams are called, and what may still grow.

    ours    we are the client there, and hear a server
    spoken  streams on which something was said
    ended   its end was told
    left    we have begun to leave
    """

    __slots__ = (
        "block",
        "ended",
        "growing",
        "left",
        "number",
        "octets",
        "ours",
        "pushed",
        "requests",
        "spoken",
    )

    def __init__(self, number: int, *, ours: bool = False) -> None:
        self.number = number
        self.ours = ours
        self.requests: dict[int, int] = {}
        self.pushed: dict[int, int] = {}
        self.growing: dict[tuple[int, int], Uttered] = {}  # by stream identifier and type
        self.block: tuple[int, Uttered | None] | None = None  # whose CONTINUATION is to come
        self.octets: Uttered | None = None  # what was no frame, just now
        self.spoken: set[int] = set()
        self.ended = False
        self.left = False

    def called(self, stream_id: int) -> int | None:
        """The number of a stream; None for one that nobody has opened."""
        return self.requests.get(stream_id) or self.pushed.get(stream_id)

    def requested(self, stream_id: int, most: int) -> None:
        """A request was made on a stream; of `most` of them it is known."""
        if stream_id and len(self.requests) < most:
            self.requests.setdefault(stream_id, len(self.requests) + 1)

    def promised(self, stream_id: int, most: int) -> None:
        """A stream was promised."""
        if len(self.pushed) < most:
            self.pushed.setdefault(stream_id, -1 - len(self.pushed))

    def closes(self, stream_id: int) -> None:
        """Nothing that was said on this stream grows any more."""
        for frame_type in FOLDED:
            self.growing.pop((stream_id, frame_type), None)
