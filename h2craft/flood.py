"""What cases of abuse share: very many frames at once, and silence; bounded in number and time.

Handler scripts import it, as they do `h2craft.case`, on which it rests. A flood leaves as fast as
the client takes it, in flushes of some hundred kibioctets that nobody looks at: neither h2 nor the
journal knows more of it than its octets. It is over when all of it has left, when the client has
said GOAWAY, reset the stream or gone, and after some seconds in any case. A remark in the journal
says how much that was.
"""

from __future__ import annotations

import contextlib
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from h2craft.case import LEAVING_SECONDS, expect, leave_open, mark, said, violation, whole
from h2craft.case.marks import writer_of
from h2craft.judge import PREFIX, VIOLATION
from h2craft.script import ProtocolError
from h2craft.trace import Kind
from h2craft.wire import FrameType, frame_octets, parse_flags, parse_frame_type

FLOOD_SECONDS = 8.0
FLUSH_OCTETS = 128 << 10
BUFFER_OCTETS = 16 << 10
UNTAKEN_SECONDS = 1.0
DIGESTION_SECONDS = 10.0
"""How long a client may take to get through what the sockets hold, till it answers a PING."""

SILENCE_SECONDS = 28.0
"""How long a client is kept waiting that has to have a time limit of its own: of the 30 seconds a
case of abuse may take."""

LARGEST_FRAME = 16_384
STATUS_200 = b"\x88"
STATUS_103 = b"\x08\x03103"  # not to be kept in the table

Units = bytes | Iterable[bytes]

_LEAVES = "kind:END_RECEIVED or type:GOAWAY or type:RST_STREAM"


@dataclass(frozen=True, slots=True, kw_only=True)
class Flooded:
    """What came of a flood.

    octets   that were given to the socket
    seconds  how long it took
    ended    why there is no more: "all", "time", or the client's last word ("GOAWAY", "reset",
             "fin"...)
    """

    octets: int
    seconds: float
    ended: str

    @property
    def objected(self) -> bool:
        """The client has put an end to it."""
        return self.ended not in _OURS

    def __str__(self) -> str:
        text = f"{self.octets:,} octets in {self.seconds:.2f} s, "
        return text + _OURS.get(self.ended, f"then the client's {self.ended}")


_OURS = {"all": "all there was", "time": "which is time enough"}


# What is written


def frame(kind: str | int, payload: bytes = b"", flags: Any = 0, stream_id: int = 0) -> bytes:
    """The octets of one frame, RFC 9113 4.1; type and flags by RFC name or number."""
    type_ = parse_frame_type(kind)
    return frame_octets(type_, parse_flags(type_, flags), stream_id, payload)


def block_frames(stream_id: int, block: bytes) -> bytes:
    """HEADERS, and as many CONTINUATION as a header block of this length needs."""
    parts = [block[at : at + LARGEST_FRAME] for at in range(0, len(block), LARGEST_FRAME)]
    made = b""
    for number, part in enumerate(parts or [b""]):
        flags = "END_HEADERS" if number >= len(parts) - 1 else 0
        made += frame("CONTINUATION" if number else "HEADERS", part, flags, stream_id)
    return made


def interim(stream_id: int, fields: bytes) -> bytes:
    """An interim response, 103, with these fields in its header block."""
    return block_frames(stream_id, STATUS_103 + fields)


# Writing it


def flood(
    about: Any,
    units: Units,
    times: int = 1,
    *,
    spends: int = 0,
    stream_id: int | None = None,
    paced: bool = True,
    patience: float = FLOOD_SECONDS,
    seconds: float = FLOOD_SECONDS,
) -> Flooded:
    """Write `units` so many times, or (an iterable) each of them once.

    paced      a PING after each flush, and the next one when it is answered: then a slow client
               gets what it can take in the time, and not what the sockets can
    spends     octets of the window of `stream_id` each unit uses; no more leave than it allows
    stream_id  None: the response's own
    patience   seconds in which nothing is taken, after which it is over
    seconds    when it is over at the latest
    """
    writer = writer_of(about)
    made = _Flood(writer, spends, stream_id, paced, patience, seconds)
    done = made.pour(units, times)
    remark = {"text": f"{PREFIX}flooded: {done}"}
    with contextlib.suppress(ProtocolError):  # also of a stream that was reset
        writer._channel.record(Kind.NOTED, remark)
    return done


class _Flood:
    """One flood while it lasts. `ended` is why it is over; empty while it is not."""

    def __init__(
        self,
        writer: Any,
        spends: int,
        stream_id: int | None,
        paced: bool,
        patience: float,
        seconds: float,
    ) -> None:
        self._writer = writer
        self._patience = patience
        self._paced = paced
        self._spends = spends
        self._stream_id = stream_id
        self._began = time.monotonic()
        self._seconds = seconds
        self._octets = 0
        self.ended = ""

    @property
    def _reset(self) -> str:
        own = self._writer.default_stream_id if self._stream_id is None else self._stream_id
        return f"type:RST_STREAM stream:{own}"

    @property
    def _left(self) -> float:
        return self._began + self._seconds - time.monotonic()

    def pour(self, units: Units, times: int) -> Flooded:
        flushes = self._same(units, times) if isinstance(units, bytes) else _joined(units)
        try:
            for flush, count in flushes:
                self._pour(flush, count)
                if self._paced and not self.ended:
                    self._pace()
                if self.ended:
                    break
        except ProtocolError:
            self.ended = self._writer.leaves or "reset"
        taken = time.monotonic() - self._began
        return Flooded(octets=self._octets, seconds=taken, ended=self.ended or "all")

    def _pour(self, flush: bytes, count: int) -> None:
        left = self._left
        self.ended = self._writer.leaves or ("" if left > 0 else "time")
        if self.ended:
            return
        spends = count * self._spends
        left = min(left, self._patience)
        taken = self._writer.pour(flush, left, spends=spends, stream_id=self._stream_id)
        self._octets += len(flush)
        self.ended = "" if taken else "time"

    def _pace(self) -> None:
        try:
            unless = f"type:GOAWAY or {self._reset}" if self._spends else "type:GOAWAY"
            found = self._writer.barrier(timeout=max(0.0, self._left), unless=unless)
            self._writer.skip(found.seq)  # thousands of answers that nobody asks for again
            if found.octets[3] == FrameType.RST_STREAM:
                self.ended = "reset"
        except TimeoutError:
            self.ended = "time"

    def _same(self, unit: bytes, times: int) -> Iterator[tuple[bytes, int]]:
        """As many at once as make a flush, and as the window allows."""
        together = max(1, FLUSH_OCTETS // max(1, len(unit)))
        while times > 0 and not self.ended:
            count = min(together, times)
            if self._spends:
                count = min(count, self._room())
            times -= count
            if count:
                yield unit * count, count

    def _room(self) -> int:
        """For how many units the window has room; waits till that is one."""
        writer, pattern = self._writer, f"type:WINDOW_UPDATE or {self._reset}"
        while not (room := writer.window(self._stream_id) // self._spends):
            try:
                found = writer.wait_for(pattern, timeout=max(0.0, self._left))
            except TimeoutError:
                self.ended = "time"
                break
            if found.octets[3] == FrameType.RST_STREAM:
                self.ended = "reset"
                break
        return max(0, int(room))


def _joined(units: Iterable[bytes]) -> Iterator[tuple[bytes, int]]:
    """Units that are all different, as many as make a flush."""
    kept: list[bytes] = []
    octets = 0
    for unit in units:
        kept.append(unit)
        octets += len(unit)
        if octets >= FLUSH_OCTETS:
            yield b"".join(kept), len(kept)
            kept, octets = [], 0
    if kept:
        yield b"".join(kept), len(kept)


def flood_unread(about: Any, units: Units, times: int = 1) -> Flooded:
    """A flood whose answers are not read, and that the kernel keeps little of for us.

    It is over as well when nothing is taken for a second: the client has stopped reading, as it
    should.
    """
    writer = writer_of(about)
    with writer.unread(2 * FLOOD_SECONDS, BUFFER_OCTETS):
        return flood(writer, units, times, paced=False, patience=UNTAKEN_SECONDS)


def flood_block(about: Any, fragment: bytes, times: int) -> Flooded:
    """One header block of :status 200 and so many fragments, each a CONTINUATION; then its end."""
    writer = writer_of(about)
    number = writer.default_stream_id
    writer.pour(frame("HEADERS", STATUS_200, 0, number))
    fragments = frame("CONTINUATION", fragment, 0, number)
    done = flood(writer, fragments, times, paced=False)  # no PING may come in between
    if not done.objected:
        writer.pour(frame("CONTINUATION", b"", "END_HEADERS", number), FLOOD_SECONDS)
    return done


# Around it


@contextlib.contextmanager
def abuse(about: Any, **how: Any) -> Iterator[Any]:
    """`case.violation`, with more time for the client to get through it."""
    with violation(about, seconds=DIGESTION_SECONDS, **how) as writer:
        yield writer


def again(request: Any, response: Any) -> bool:
    """A request after the first of all is answered as it should be: whoever was abused goes on."""
    if request.ordinal == 1:
        return False
    whole(response)
    return True


def leave(about: Any) -> None:
    """GOAWAY and the end of the connection, for who would wait for what never comes."""
    writer = writer_of(about)
    with contextlib.suppress(ProtocolError):
        writer.write_goaway()
        said(writer, "kind:END_RECEIVED", LEAVING_SECONDS)
        writer.close()


def stall(
    about: Any, drip: bytes = b"", every: float = 0.0, seconds: float = SILENCE_SECONDS
) -> bool:
    """Say no more than an octet of `drip` every so many seconds, till the client has had enough.

    One that has not by the end of the time is marked for having no limit, and left.
    """
    writer = writer_of(about)
    mark(writer, VIOLATION)
    until, left = time.monotonic() + seconds, False
    for octet in drip:
        with contextlib.suppress(ProtocolError):
            writer.write_raw(bytes((octet,)))
        left = left or said(writer, _LEAVES, min(every, until - time.monotonic()))
        if left or time.monotonic() >= until:
            break
    left = left or said(writer, _LEAVES, max(0.0, until - time.monotonic()))
    expect(writer, left, f"a time limit of the client's ends it within {seconds:g} seconds")
    leave_open(writer)
    with contextlib.suppress(ProtocolError):
        writer.close()
    return left
