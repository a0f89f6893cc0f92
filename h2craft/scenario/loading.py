"""Acts loaded again, whole: from the records they are in. Knows records; no turn and no script.

Theory of operation. An action stands in its own record, but for the DATA it was large with: that
stands in the frames it has caused, which mostly come right behind it. Where they do not, because
they had to wait for windows, one pass over all records finds where the frames of such acts are
(`_Index`, eight octets for each frame), so that loading all acts takes linear time whatever they
waited for.

What is loaded is what a script has to do again to have the same effect. DATA that never left since
the stream was reset first, is left out: a script would wait for a window that is never opened. A
reply let out of the tray is sent as a frame, since in another run it has no number. An automatic
reply, which a recording may keep as an act, is the frame it was.
"""

from __future__ import annotations

from array import array
from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from typing import Any, NamedTuple, Protocol, cast, get_args

from h2craft.actions import (
    Action,
    Close,
    CraftedFrame,
    Data,
    Door,
    Policy,
    Reply,
    Send,
)
from h2craft.explain import crafted_of
from h2craft.scenario.score import Load, ScenarioError
from h2craft.trace import Kind, Origin, Record
from h2craft.wire import HEADER_LENGTH, Frame, FrameType, payloads

NEAR = 16
"""Records behind an act that are looked at first."""

AROUND = 64
"""Records that are read at once where one is asked for."""

KEPT_OCTETS = 16 << 20
RECORD_OCTETS = 1_000  # beside those it holds: its fields, the action
PAGE = 1_000
OWN_REPLIES = ("ping_ack", "window_update", "reset", "goaway")
"""What a script of a recording with its automatic replies does itself. Settings are acknowledged
as ever: the first acknowledgement is due before any script runs (RFC 9113 3.4)."""

_ACTIONS = get_args(Action)
_ACTING = frozenset((Origin.HAND, Origin.SCRIPT))


class Records(Protocol):
    """A journal, a trace file, or what stands for one."""

    def read(self, after: int = 0, limit: int = 1000) -> list[Record]:
        """The first `limit` records after seq `after`; empty when there is nothing further."""


def loading(records: Records) -> Load:
    """From the seq of an act to its action, with all of its DATA that is known.

    The function raises ScenarioError for a record that is gone, or is no act; OSError where
    records cannot be read.
    """
    return _Loading(records).load


class _Loading:
    def __init__(self, records: Records) -> None:
        self._pages = _Pages(records)
        self._index = _Index(records)

    def load(self, seq: int) -> Action:
        record = self._pages.get(seq)
        make = _MADE_OF.get(record.kind) if record is not None else None
        action = make(self, record) if make is not None else None
        if action is None:
            raise ScenarioError(f"record {seq} is gone, or is no act")
        return action

    def _fired(self, record: Record) -> Action | None:
        action = record.detail
        if isinstance(action, Send) and any(isinstance(one, Data) for one in action.frames):
            return self._with_data(record, action)
        if isinstance(action, Policy) and (action.release or action.drop):
            return self._released(action)
        return cast(Action, action) if isinstance(action, _ACTIONS) else None

    def _sent(self, record: Record) -> Action | None:
        if len(record.octets) < HEADER_LENGTH:
            return None
        return Send(frames=(crafted_of(Frame(record.octets)),), door=Door.WIRE)

    def _own_replies(self, record: Record) -> Action:
        return Policy(changes=dict.fromkeys(OWN_REPLIES, Reply.DROP))

    def _released(self, action: Policy) -> Action:
        if action.changes:
            return Policy(changes=action.changes)
        held = [record for record in map(self._pages.get, action.release) if record is not None]
        frames = [Frame(one.octets) for one in held if len(one.octets) >= HEADER_LENGTH]
        return Send(frames=tuple(map(crafted_of, frames)), door=Door.WIRE)

    # DATA

    def _with_data(self, record: Record, action: Send) -> Action:
        """The action with what has left, where records leave it out or the rest never did."""
        wanted = sum(_octets(one) for one in action.frames)
        elided = any(isinstance(one, Data) and one.elided for one in action.frames)
        if action.door is Door.WIRE and not elided:  # no window keeps it back
            return action
        sent = _bodies(self._pages.behind(record.seq), record.seq)
        missing = wanted > sum(map(len, sent.values()))
        if missing:
            self._index.extend()
            sent = _bodies(self._frames(record.seq), record.seq)
            missing = wanted > sum(map(len, sent.values()))
        if not (elided or missing):
            return action
        cut = missing and self._index.cut(record, action)
        return replace(action, frames=tuple(_whole(action.frames, sent, cut=cut)))

    def _frames(self, seq: int) -> Iterator[Record]:
        """The frames of an act, wherever they are."""
        yield from self._pages.behind(seq)
        for one in self._index.later(seq):
            record = self._pages.get(one)
            if record is not None:
                yield record


def _octets(frame: CraftedFrame) -> int:
    return len(frame.data) + frame.elided if isinstance(frame, Data) else 0


def _bodies(records: Iterable[Record], seq: int) -> dict[int, bytearray]:
    """What these frames of an act have for bodies, by stream."""
    bodies: dict[int, bytearray] = {}
    for record in records:
        if record.cause == seq and _is_data(record):
            frame = Frame(record.octets)
            view = frame.view
            assert isinstance(view, payloads.Data)
            bodies.setdefault(frame.stream_id, bytearray()).extend(view.data)
    return bodies


def _is_data(record: Record) -> bool:
    octets = record.octets
    sent = record.kind == Kind.FRAME_SENT and len(octets) >= HEADER_LENGTH
    return sent and octets[3] == FrameType.DATA


def _whole(
    frames: Iterable[CraftedFrame], sent: dict[int, bytearray], *, cut: bool
) -> Iterator[CraftedFrame]:
    """The frames with their bodies. `cut`: what has not left never will, nor what stands behind."""
    at: dict[int, int] = {}
    ended: set[int] = set()
    for frame in frames:
        if frame.stream_id in ended:
            continue
        if not isinstance(frame, Data):
            yield frame
            continue
        start, wanted = at.get(frame.stream_id, 0), _octets(frame)
        at[frame.stream_id] = start + wanted
        left = bytes(sent.get(frame.stream_id, b"")[start : start + wanted])
        if len(left) == wanted:
            yield replace(frame, data=left, elided=0)
        elif not (cut or frame.elided):
            yield frame
        else:
            ended.add(frame.stream_id)
            if left:
                yield replace(frame, data=left, elided=0, end_stream=False)


class _Pages:
    """The records around those that were asked for last: acts are loaded in about their order."""

    def __init__(self, records: Records) -> None:
        self._records = records
        self._kept: OrderedDict[int, dict[int, Record]] = OrderedDict()
        self._octets = 0

    def get(self, seq: int) -> Record | None:
        """The record with this seq; None where there is none."""
        return self._page(seq // AROUND).get(seq) if seq > 0 else None

    def behind(self, seq: int) -> Iterator[Record]:
        """The next records, as far as they are near."""
        found = (self.get(one) for one in range(seq + 1, seq + 1 + NEAR))
        return (record for record in found if record is not None)

    def _page(self, number: int) -> dict[int, Record]:
        page = self._kept.get(number)
        if page is not None:
            self._kept.move_to_end(number)
            return page
        end = (number + 1) * AROUND
        found = self._records.read(number * AROUND - 1 if number else 0, AROUND)
        page = {record.seq: record for record in found if record.seq < end}
        if found and found[-1].seq >= end - 1:  # else there may be more of it later
            self._kept[number] = page
            self._octets += _weight(page)
            while len(self._kept) > 1 and self._octets > KEPT_OCTETS:
                _, oldest = self._kept.popitem(last=False)
                self._octets -= _weight(oldest)
        return page


def _weight(page: dict[int, Record]) -> int:
    """What it costs in memory, about."""
    return sum(len(record.octets) + RECORD_OCTETS for record in page.values())


# Where things are that do not stand behind their act


class _Reset(NamedTuple):
    """The end of a stream by RST_STREAM. `ours`: an act's."""

    seq: int
    ours: bool


class _Index:
    """DATA frames far behind their act, resets, closings; of a journal that may still grow."""

    def __init__(self, records: Records) -> None:
        self._records = records
        self._position = 0
        self._later: dict[int, array[int]] = {}
        self._resets: dict[tuple[int, int], _Reset] = {}
        self._closings: dict[int, int] = {}
        self._last: dict[int, int] = {}  # act, by connection

    def extend(self) -> None:
        """Look at what there is by now."""
        while found := self._records.read(self._position, PAGE):
            self._position = found[-1].seq
            for record in found:
                self._look(record)

    def _look(self, record: Record) -> None:
        if record.kind == Kind.ACTION_FIRED and record.origin in _ACTING:
            self._last[record.connection] = record.seq
            if isinstance(record.detail, Close):
                self._closings.setdefault(record.connection, record.seq)
        elif record.kind in (Kind.FRAME_SENT, Kind.FRAME_RECEIVED):
            octets = record.octets
            if len(octets) < HEADER_LENGTH:
                return
            if octets[3] == FrameType.RST_STREAM:
                stream_id = int.from_bytes(octets[5:9], "big") & 0x7FFF_FFFF
                ours = record.kind == Kind.FRAME_SENT and record.origin in _ACTING
                self._resets.setdefault((record.connection, stream_id), _Reset(record.seq, ours))
            elif record.cause and record.seq - record.cause > NEAR and _is_data(record):
                self._later.setdefault(record.cause, array("Q")).append(record.seq)

    def later(self, seq: int) -> Iterable[int]:
        """Where DATA of an act is, that was not near."""
        return self._later.get(seq, ())

    def cut(self, record: Record, action: Send) -> bool:
        """Something was done after what this act waited for had become impossible."""
        if self._closings.get(record.connection, 0) > record.seq:
            return True
        last = self._last.get(record.connection, 0)
        streams = {frame.stream_id for frame in action.frames if isinstance(frame, Data)}
        resets = (self._resets.get((record.connection, one)) for one in streams)
        return any(one and one.seq > record.seq and (one.ours or last > one.seq) for one in resets)


_MADE_OF: dict[int, Callable[[_Loading, Any], Action | None]] = {
    Kind.ACTION_FIRED: _Loading._fired,
    Kind.FRAME_SENT: _Loading._sent,
    Kind.PREFACE_RECEIVED: _Loading._own_replies,
    Kind.PREFACE_SENT: _Loading._own_replies,
    Kind.UPGRADED: _Loading._own_replies,
}
