"""Records without what is nobody else's business, octet for octet as long. Knows the fold.

Theory of operation. A header block may be spread over frames, and what a line of it says depends on
all blocks before (RFC 7541 2.2): so records are folded here once, as they were, and those of a
block that is not complete wait until it is. A block that cannot be read may hold anything: it is
filled with what no decoder reads, and counted.

Masked are, in header blocks, in HTTP/1.1 heads and in actions, the values of the fields that
recordings do not keep (`scenario.SECRETS`); such a value also where a script has printed it, or a
content repeats it, as that of a server does which shows what it was asked. TLS records and their
keys are left out: they are all of it, as it was.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import replace

from h2craft.export.contents import masked_data
from h2craft.export.details import Details
from h2craft.export.heads import Head
from h2craft.export.masks import MARK, NAMES, masked_line
from h2craft.model import Board, Direction, Reading, Side
from h2craft.trace import KEPT_TLS, Kind, Record
from h2craft.wire import (
    END_HEADERS,
    HEADER_LENGTH,
    Frame,
    FrameType,
    HeaderField,
    payloads,
)

UNREADABLE = b"\x80"
"""Index 0, which is an error to every decoder (RFC 7541 6.1)."""
WAITING = 10_000  # records, for the end of a header block

_BLOCKS = payloads.Headers | payloads.PushPromise | payloads.Continuation
_BLOCK_TYPES = frozenset((FrameType.HEADERS, FrameType.PUSH_PROMISE, FrameType.CONTINUATION))
_OCTETS = frozenset((Kind.OCTETS_RECEIVED, Kind.OCTETS_SENT))


class Hidden:
    """Masks what secrets records have, and counts.

    bodies   what requests and responses contain is masked as well
    home     a folder whose name is left out of what records say
    records  in how many that have left something was masked; see `count`
    blocks   header blocks that could not be read
    """

    def __init__(self, *, bodies: bool = False, home: str = "") -> None:
        self.bodies = bodies
        self.home = home
        self.records = 0
        self.blocks = 0
        self._masked: set[int] = set()

    def hide(self, records: Iterable[Record | None], role: str) -> Iterator[Record | None]:
        """The records as they may be passed on; None, where some are missing, passes."""
        self.records = self.blocks = 0
        self._masked.clear()
        hiding = _Hiding(self, role)
        for one in records:
            if one is None:
                yield from hiding.rest()
                hiding = _Hiding(self, role)
                yield None
            else:
                yield from hiding.take(one)
        yield from hiding.rest()

    def mask(self, before: Record, after: Record) -> Record:
        """`after`, which is counted where it is not `before`."""
        if after != before:
            self._masked.add(before.seq)
        return after

    def count(self, seq: int) -> None:
        """This record leaves."""
        if seq in self._masked:
            self._masked.discard(seq)
            self.records += 1


class _Block:
    """A header block that is not complete."""

    def __init__(self, stream_id: int) -> None:
        self.stream_id = stream_id
        self.parts: list[tuple[Record, Frame]] = []


class _Hiding:
    """One run through records without a gap."""

    def __init__(self, hidden: Hidden, role: str) -> None:
        self._hidden = hidden
        self._board = Board(role)
        self._details = Details(hidden.home, contents=hidden.bodies)
        self._queue: deque[Record] = deque()
        self._ready: dict[int, Record] = {}  # not those whose block has not ended
        self._blocks: dict[tuple[int, Direction], _Block] = {}
        self._heads: dict[tuple[int, int], Head] = {}
        self._cut: dict[tuple[int, int], bool] = {}

    def take(self, record: Record) -> Iterator[Record]:
        """The next record; what can leave by now leaves."""
        if record.kind in KEPT_TLS:
            return
        reading = self._board.fold(record)
        self._queue.append(record)
        if record.kind in (Kind.FRAME_RECEIVED, Kind.FRAME_SENT) and reading.frame is not None:
            self._frame(reading, reading.frame)
        else:
            self._done(record, self._other(reading))
        if record.kind == Kind.CONNECTION_CLOSED:
            self._close(record.connection)
        if len(self._queue) > WAITING:
            self._give_up_all()
        yield from self._leaving()

    def rest(self) -> Iterator[Record]:
        """There is no more: blocks that have not ended never will."""
        self._give_up_all()
        yield from self._leaving()

    def _leaving(self) -> Iterator[Record]:
        while self._queue and self._queue[0].seq in self._ready:
            yield self._ready.pop(self._queue.popleft().seq)

    def _done(self, record: Record, masked: Record) -> None:
        self._ready[record.seq] = self._hidden.mask(record, masked)

    def _close(self, connection: int) -> None:
        for direction in Direction:
            self._give_up((connection, direction))
        for kind in _OCTETS:
            self._heads.pop((connection, kind), None)
            self._cut.pop((connection, kind), None)

    # Frames

    def _frame(self, reading: Reading, frame: Frame) -> None:
        if frame.type in _BLOCK_TYPES:
            self._block(reading, frame)
            return
        record = reading.record
        payload = frame.payload
        if frame.type == FrameType.DATA:
            payload = masked_data(frame, self._details.content)
        changed = payload != frame.payload
        self._done(record, _with_payload(record, payload) if changed else record)

    def _block(self, reading: Reading, frame: Frame) -> None:
        """A frame with a part of a header block; the fold has just taken it in."""
        record, direction = reading.record, reading.direction
        assert direction is not None  # it is a frame on the wire
        key = record.connection, direction
        block = self._blocks.get(key)
        if frame.type != FrameType.CONTINUATION:
            self._give_up(key)  # RFC 9113 6.10: nothing may come between
            block = self._blocks[key] = _Block(frame.stream_id)
        elif block is None or block.stream_id != frame.stream_id:
            self._fill([(record, frame)])
            return
        block.parts.append((record, frame))
        if frame.flags & END_HEADERS:
            del self._blocks[key]
            self._complete(block, reading.header_fields)

    def _complete(self, block: _Block, lines: tuple[HeaderField, ...] | None) -> None:
        fragments = [_fragment(frame) for _, frame in block.parts]
        if lines is None or b"".join(line.octets for line in lines) != b"".join(fragments):
            self._fill(block.parts)
            return
        for line in lines:
            if line.name.lower() in NAMES:
                self._details.learn(line.name, line.value)
        masked, at = b"".join(map(masked_line, lines)), 0
        for (record, frame), fragment in zip(block.parts, fragments, strict=True):
            self._done(record, _with_fragment(record, frame, masked[at : at + len(fragment)]))
            at += len(fragment)

    def _fill(self, parts: list[tuple[Record, Frame]]) -> None:
        self._hidden.blocks += 1
        for record, frame in parts:
            self._done(record, _with_fragment(record, frame, UNREADABLE * len(_fragment(frame))))

    def _give_up(self, key: tuple[int, Direction]) -> None:
        if block := self._blocks.pop(key, None):
            self._fill(block.parts)

    def _give_up_all(self) -> None:
        for key in list(self._blocks):
            self._give_up(key)

    # What is no frame

    def _other(self, reading: Reading) -> Record:
        record = reading.record
        octets = self._octets(reading) if record.kind in _OCTETS else record.octets
        detail = self._details.masked(record.detail)
        if octets == record.octets and detail is record.detail:
            return record
        return record._replace(octets=octets, detail=detail)

    def _octets(self, reading: Reading) -> bytes:
        record, connection, direction = reading.record, reading.connection, reading.direction
        key = record.connection, int(record.kind)
        if connection is None or direction is None:
            return record.octets
        side = connection.side(direction)
        if side.preface or side.frames:
            return self._cut_off(key, record.octets, side)
        head = self._heads.setdefault(key, Head(self._details.learn))
        return head.masked(record.octets, content=self._hidden.bodies)

    def _cut_off(self, key: tuple[int, int], octets: bytes, side: Side) -> bytes:
        """Octets that are no whole frame: of a part of one the payload goes, where it may tell."""
        going_on = self._cut.get(key, False)
        kept = 0 if going_on else HEADER_LENGTH
        type_ = octets[3] if len(octets) > HEADER_LENGTH else -1
        telling = type_ in _BLOCK_TYPES or (self._hidden.bodies and type_ == FrameType.DATA)
        self._cut[key] = (going_on or telling) and side.octets_left > 0
        return octets[:kept] + MARK * (len(octets) - kept) if going_on or telling else octets


def _fragment(frame: Frame) -> bytes:
    """The part of a header block in a frame; also what stands beyond where one can be told."""
    view = frame.view
    return view.fragment if isinstance(view, _BLOCKS) else b""


def _with_fragment(record: Record, frame: Frame, fragment: bytes) -> Record:
    view = frame.view
    if not isinstance(view, _BLOCKS) or fragment == view.fragment:
        return record
    return _with_payload(record, replace(view, fragment=fragment).encode())


def _with_payload(record: Record, payload: bytes) -> Record:
    return record._replace(octets=record.octets[:HEADER_LENGTH] + payload)
