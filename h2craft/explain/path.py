"""The way one stream took through the states of RFC 9113 5.1, from the readings about it.

Knows the model's table of states and walks it again; it has no table of its own.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from h2craft.model import (
    ClosedBy,
    Direction,
    Fault,
    Reading,
    Stream,
    StreamInput,
    StreamState,
    Who,
    step,
)
from h2craft.trace import Kind
from h2craft.wire import END_STREAM, FrameType, payloads


class Passage(NamedTuple):
    """One input to a stream, and where it led; with a `fault` it led nowhere."""

    record: int
    at: float
    direction: Direction
    what: StreamInput
    before: StreamState
    after: StreamState
    fault: Fault | None = None

    @property
    def moved(self) -> bool:
        return self.before is not self.after


_INPUTS: dict[int, StreamInput] = {
    FrameType.HEADERS: StreamInput.HEADERS,
    FrameType.DATA: StreamInput.DATA,
    FrameType.RST_STREAM: StreamInput.RST_STREAM,
    FrameType.WINDOW_UPDATE: StreamInput.WINDOW_UPDATE,
    FrameType.PRIORITY: StreamInput.PRIORITY,
    FrameType.PUSH_PROMISE: StreamInput.PUSH_PROMISE,
}
_ENDING = frozenset((StreamInput.HEADERS, StreamInput.DATA))
_NOT_THEIRS = Fault("5.1.1", "is idle, and not this end's to open", 1, "connection")
_ENDED_BY = {Direction.RECEIVED: ClosedBy.RESET_RECEIVED, Direction.SENT: ClosedBy.RESET_SENT}

Input = tuple[StreamInput, Direction]


def input_of(frame_type: int) -> StreamInput:
    """What a frame of this type is to the stream in its header."""
    return _INPUTS.get(frame_type, StreamInput.OTHER)


def path(
    stream_id: int,
    readings: Iterable[Reading],
    *,
    begins: StreamState = StreamState.IDLE,
) -> list[Passage]:
    """Every input to the stream in these readings, oldest first, CONTINUATION left out.

    Readings of other streams may be among them: a promise comes on another stream. `begins` is
    where the stream stood before the first of them.
    """
    state, closed_by = begins, None
    made: list[Passage] = []
    for reading in readings:
        for what, direction in _inputs(reading, stream_id):
            next_state, fault = step(state, closed_by, what, direction)
            if fault is None and _refused(reading, state, what):
                next_state, fault = state, _NOT_THEIRS
            record = reading.record
            made.append(Passage(record.seq, record.at, direction, what, state, next_state, fault))
            if fault is not None:
                break  # END_STREAM of a frame at fault counts for nothing
            if next_state is StreamState.CLOSED and state is not StreamState.CLOSED:
                reset = what is StreamInput.RST_STREAM
                closed_by = _ENDED_BY[direction] if reset else ClosedBy.ENDED
            state = next_state
    return made


def path_of(stream: Stream, readings: Sequence[Reading]) -> list[Passage]:
    """The path of a stream the model has, where its beginning may not be among the readings.

    The record that promised it is one of another stream; the model knows that much. Otherwise it
    is taken to begin where it has to, to end where it is.
    """
    if stream.adopted:
        return path(stream.stream_id, readings, begins=StreamState.OPEN)
    if any(one.record.seq == stream.opened for one in readings):
        return path(stream.stream_id, readings)
    if stream.promised_on:
        promise = _promise(stream)
        return [promise, *path(stream.stream_id, readings, begins=promise.after)]
    for begins in _BEGINNINGS:
        made = path(stream.stream_id, readings, begins=begins)
        if (made[-1].after if made else begins) is stream.state:
            return made
    return path(stream.stream_id, readings)


_BEGINNINGS = (
    StreamState.OPEN,
    StreamState.HALF_CLOSED_REMOTE,
    StreamState.HALF_CLOSED_LOCAL,
)


def _promise(stream: Stream) -> Passage:
    ours = stream.initiator is Who.US
    direction = Direction.SENT if ours else Direction.RECEIVED
    after, fault = step(StreamState.IDLE, None, StreamInput.RESERVE, direction)
    what, idle = StreamInput.RESERVE, StreamState.IDLE
    return Passage(stream.opened, stream.opened_at, direction, what, idle, after, fault)


def _inputs(reading: Reading, stream_id: int) -> Iterator[Input]:
    """What the reading is to the stream: up to two inputs."""
    frame, direction = reading.frame, reading.direction
    if reading.record.kind == Kind.UPGRADED and stream_id == 1:
        client = reading.connection is not None and reading.connection.role == "client"
        asked = Direction.SENT if client else Direction.RECEIVED
        yield StreamInput.HEADERS, asked
        yield StreamInput.END_STREAM, asked
    if frame is None or direction is None:
        return
    view = frame.view
    if isinstance(view, payloads.PushPromise) and view.promised_stream_id == stream_id:
        yield StreamInput.RESERVE, direction
    elif frame.stream_id == stream_id and frame.type != FrameType.CONTINUATION:
        what = input_of(frame.type)
        yield what, direction
        if what in _ENDING and frame.flags & END_STREAM:
            yield StreamInput.END_STREAM, direction


def _refused(reading: Reading, state: StreamState, what: StreamInput) -> bool:
    """Who may open a stream is no matter of states; the model's findings say so (5.1.1)."""
    opens = state is StreamState.IDLE and what is StreamInput.HEADERS
    return opens and any(finding.section == "5.1.1" for finding in reading.findings)
