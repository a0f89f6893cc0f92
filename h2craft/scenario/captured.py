"""What a server did that is known by its frames alone, as acts. Knows readings; no recorder.

In a journal of ours an act stands in a record of its own, and its frames refer to it. In that of a
capture there are frames only, of a server that nobody here has made do anything. So what it said
for a reason of its own becomes an act where it was said: responses, pushes, resets, GOAWAY and the
rest, as its fields and data. What any server says by itself (its first SETTINGS,
acknowledgements, window credit) does not, as the one that replays says it too.

A header block becomes its fields, in one HEADERS or PUSH_PROMISE however many frames it was in:
its octets mean something else on a connection with another past (RFC 7541 2.2).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from h2craft.actions import (
    Action,
    Close,
    CloseHow,
    CraftedFrame,
    Data,
    Door,
    Field,
    GoAway,
    Headers,
    Hpack,
    Ping,
    PushPromise,
    RstStream,
    Send,
)
from h2craft.explain import crafted_of
from h2craft.model import Reading, Severity, facts
from h2craft.scenario.loading import Records
from h2craft.scenario.score import ScenarioError
from h2craft.trace import Kind, Origin, Record
from h2craft.wire import END_HEADERS, Frame, FrameType, Representation

_LAWFUL = (Data, GoAway, Headers, Ping, PushPromise, RstStream)
_BLOCKS = frozenset((FrameType.HEADERS, FrameType.PUSH_PROMISE))
_CLOSES = {"fin": CloseHow.CLEAN, "reset": CloseHow.RESET}


class Captured:
    """Give it the readings of a journal in order; `load` then is for `render`.

    A journal that is no capture's passes unchanged. What is kept of an act is its header fields;
    data is read again.
    """

    def __init__(self, records: Records) -> None:
        self._records = records
        self._connections: set[int] = set()
        self._blocks: dict[int, list[Frame]] = {}
        self._made: dict[int, Action] = {}
        self._by_wire: set[int] = set()

    def __bool__(self) -> bool:
        """There are captured connections."""
        return bool(self._connections)

    def played(self, reading: Reading) -> Iterator[Reading]:
        """The reading, and before it that of the act it comes of, where there is one."""
        record = reading.record
        if record.kind == Kind.CONNECTION_OPENED and "tcp_stream" in facts(record):
            self._connections.add(record.connection)
        elif record.connection in self._connections:
            action = self._meant(reading)
            if action is not None:
                yield _fired(reading, action)
                reading = _caused(reading)
        yield reading

    def load(self, seq: int) -> Action:
        """The action of an act. Raises ScenarioError for a record that is none."""
        made = self._made.get(seq)
        if made is not None:
            return made
        found = self._records.read(seq - 1, 1)
        if not found or found[0].seq != seq or found[0].kind != Kind.FRAME_SENT:
            raise ScenarioError(f"record {seq} is gone, or is no act")
        crafted = crafted_of(Frame(found[0].octets))
        return Send(frames=(crafted,), door=Door.WIRE if seq in self._by_wire else Door.LAWFUL)

    def _meant(self, reading: Reading) -> Action | None:
        """The action of whoever made the server say this."""
        record, frame = reading.record, reading.frame
        if record.kind == Kind.CONNECTION_CLOSED:
            return self._closed(record)
        if record.kind != Kind.FRAME_SENT or record.origin != Origin.SCRIPT or frame is None:
            return None
        if frame.type in _BLOCKS or frame.type == FrameType.CONTINUATION:
            return self._block(reading, frame)
        action = _by_the_right_door(reading, crafted_of(frame))
        if action.door is Door.WIRE:
            self._by_wire.add(record.seq)
        return action

    def _closed(self, record: Record) -> Action | None:
        said = facts(record)
        how = _CLOSES.get(str(said.get("how")))
        if said.get("by") != "us" or how is None:
            return None
        self._made[record.seq] = Close(how=how)
        return self._made[record.seq]

    def _block(self, reading: Reading, frame: Frame) -> Action | None:
        """A header block, at the frame that completes it."""
        number = reading.record.connection
        if frame.type in _BLOCKS:
            self._blocks[number] = []
        self._blocks.setdefault(number, []).append(frame)
        if not frame.has_flag(END_HEADERS):
            return None
        frames = self._blocks.pop(number)
        action = _whole(reading, frames)
        self._made[reading.record.seq] = action
        return action


def _whole(reading: Reading, frames: list[Frame]) -> Action:
    """The block by its fields; where they cannot be read, by the octets of its frames."""
    head = crafted_of(frames[0])
    lines = reading.header_fields
    if lines is None or not isinstance(head, Headers | PushPromise):
        return Send(frames=tuple(map(crafted_of, frames)), door=Door.WIRE)
    never = Representation.NEVER
    fields = tuple(
        Field(line.name, line.value, never if line.representation is never else None)
        for line in lines
        if line.representation is not Representation.SIZE_UPDATE
    )
    whole = replace(head, fields=fields, block=None, hpack=Hpack.SHARED, end_headers=True)
    return _by_the_right_door(reading, whole)


def _by_the_right_door(reading: Reading, crafted: CraftedFrame) -> Send:
    """Lawful where h2 has a way of saying it; what was at fault leaves as it is."""
    at_fault = any(one.severity is not Severity.NOTE for one in reading.findings)
    extra = getattr(crafted, "padding", None) is not None or getattr(crafted, "priority", None)
    lawful = isinstance(crafted, _LAWFUL) and not at_fault and not extra
    return Send(frames=(crafted,), door=Door.LAWFUL if lawful else Door.WIRE)


def _fired(reading: Reading, action: Action) -> Reading:
    record = reading.record._replace(
        kind=Kind.ACTION_FIRED, octets=b"", origin=Origin.SCRIPT, detail=action
    )
    return Reading(record, connection=reading.connection, stream=reading.stream)


def _caused(reading: Reading) -> Reading:
    """The frame, as one that has come of the act at the same place."""
    return Reading(
        reading.record._replace(cause=reading.record.seq),
        connection=reading.connection,
        stream=reading.stream,
        frame=reading.frame,
        fields=reading.fields,
        header_fields=reading.header_fields,
        fields_kind=reading.fields_kind,
        findings=reading.findings,
    )
