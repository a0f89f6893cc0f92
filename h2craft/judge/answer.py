"""What we have answered on one stream, as far as a client's output can be held against it.

Knows one stream; the octets of a body are kept up to a limit, and counted beyond.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from h2craft.judge.contact import Contact

KEPT_BODY = 1 << 20
"""Of one body: as much as is kept of a client's output."""

KEPT_BODIES = 32 << 20
"""Of all bodies of a run."""

Fields = tuple[tuple[bytes, bytes], ...]

_NO_CONTENT = frozenset((204, 304))


class Room:
    """How many octets of bodies may still be kept, of all streams together."""

    __slots__ = ("left",)

    def __init__(self, octets: int = KEPT_BODIES) -> None:
        self.left = octets


class Body:
    """Content as it was sent: its beginning, and how much there was of it."""

    __slots__ = ("_room", "head", "length")

    def __init__(self, room: Room) -> None:
        self._room = room
        self.head = bytearray()
        self.length = 0

    def add(self, octets: bytes) -> None:
        if self.length == len(self.head):
            kept = octets[: min(KEPT_BODY - len(self.head), self._room.left)]
            self.head += kept
            self._room.left -= len(kept)
        self.length += len(octets)

    @property
    def whole(self) -> bool:
        """All of it was kept."""
        return self.length == len(self.head)


class Answer:
    """One request and what became of it. Numbers are seqs of records, 0 for "it never was".

    asked      the request, or the promise of a pushed one
    ended      its END_STREAM; `octets` is how long its body was
    begun      our final head; `status` its status, None where it cannot be told
    complete   our END_STREAM
    reset      our RST_STREAM before that
    refused    the client's RST_STREAM; `refused_with` its code
    late       DATA of ours came after `complete`
    """

    __slots__ = (
        "_ending",
        "asked",
        "begun",
        "body",
        "complete",
        "contact",
        "ended",
        "fields",
        "informational",
        "late",
        "method",
        "octets",
        "promised",
        "refused",
        "refused_with",
        "reset",
        "status",
        "stream_id",
        "trailers",
    )

    def __init__(
        self, contact: Contact, stream_id: int, asked: int, method: bytes, promised: bool = False
    ) -> None:
        self.contact = contact
        self.stream_id = stream_id
        self.asked = asked
        self.method = method
        self.promised = promised
        self.ended = 0
        self.octets = 0
        self.begun = 0
        self.status: int | None = None
        self.fields: Fields = ()
        self.trailers: Fields = ()
        self.informational: list[int] = []
        self.body = Body(contact.room)
        self.complete = 0
        self.reset = 0
        self.refused = 0
        self.refused_with = 0
        self.late = False
        self._ending = False

    @property
    def bodiless(self) -> bool:
        """By its method or its status no content is to be had from it (RFC 9110 6.4.1)."""
        return self.method == b"HEAD" or self.status in _NO_CONTENT

    @property
    def tunnel(self) -> bool:
        """A CONNECT that was accepted: its DATA is no body."""
        return self.method == b"CONNECT" and (self.status or 0) // 100 == 2

    @property
    def coded(self) -> bool:
        """A client may well decode its body before it shows it."""
        return any(name.lower() == b"content-encoding" for name, _ in self.fields)

    @property
    def content(self) -> bytes:
        """What a client should have shown, from the beginning."""
        return b"" if self.bodiless else bytes(self.body.head)

    @property
    def length(self) -> int:
        """All of that, in octets."""
        return 0 if self.bodiless else self.body.length

    @property
    def full_length(self) -> bool:
        """As much has come as its content-length says."""
        said = [value for name, value in self.fields if name.lower() == b"content-length"]
        return bool(said) and all(value == b"%d" % self.body.length for value in said)

    def head_sent(self, seq: int, fields: Fields | None, *, end: bool, whole: bool) -> None:
        """A HEADERS frame of ours. `fields` None: they cannot be read, or not yet.

        `whole`: its block ends with it.
        """
        if self.complete or self.reset:
            return
        self._ending = self._ending or end
        if whole:
            self.block_sent(seq, fields)

    def block_sent(self, seq: int, fields: Fields | None) -> None:
        """A header block of ours is complete."""
        if self.complete or self.reset:
            return
        if self.begun:
            self.trailers = fields or ()
        else:
            self._head(seq, fields or ())
        if self._ending:
            self.complete = seq

    def _head(self, seq: int, fields: Fields) -> None:
        status = _status(fields)
        if status is not None and status // 100 == 1:
            self.informational.append(status)
            return
        self.begun, self.status = seq, status
        self.fields = tuple(one for one in fields if one[0][:1] != b":")

    def data_sent(self, seq: int, content: bytes, *, end: bool) -> None:
        if self.complete or self.reset:
            self.late = True
            return
        if self.begun:
            self.body.add(content)
        if end:
            self.complete = seq


def _status(fields: Fields) -> int | None:
    for name, value in fields:
        if name == b":status" and len(value) == 3 and value.isdigit():
            return int(value)
    return None
