"""Where h2 and the wire part: frames that left by the wire door, and replies that never left.

The records say why h2 could not be told of a frame, and the state it has the stream in then.
From there on that state follows the same table as the wire's, by the frames that come after, till
both meet again.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from h2craft.model.folding import Folding
from h2craft.model.reading import facts
from h2craft.model.streams import StreamState
from h2craft.trace import Record
from h2craft.wire import Frame, FrameType, payloads

if TYPE_CHECKING:
    from h2craft.model.connection import Connection
    from h2craft.model.stream import Stream

# Of other frames h2 keeps no state, so there is nothing to be out of step about.
_TOLD = frozenset(
    (
        FrameType.DATA,
        FrameType.HEADERS,
        FrameType.RST_STREAM,
        FrameType.SETTINGS,
        FrameType.PUSH_PROMISE,
        FrameType.CONTINUATION,
    )
)


def fold_door(folding: Folding) -> None:
    """A frame of ours whose record says how it stands to h2. After the rules, so states are new."""
    said, frame, connection = facts(folding.record), folding.frame, folding.connection
    trouble = said.get("hpack")
    if trouble:
        _mark(connection, f"HPACK: {trouble}", folding.record)
    step = said.get("step")
    if not step or frame.type not in _TOLD:
        return
    if not frame.stream_id:
        _mark(connection, str(step), folding.record)
        return
    stream = connection.stream(frame.stream_id)
    if stream is not None:
        _mark(stream, str(step), folding.record)
        _believed(stream, said.get("h2"))
    view = frame.view
    promised = (
        connection.stream(view.promised_stream_id)
        if isinstance(view, payloads.PushPromise)
        else None
    )
    if promised is not None:
        _mark(promised, str(step), folding.record)
        _believed(promised, said.get("h2_promised"))


def fold_held_frame(connection: Connection, record: Record, frame: Frame) -> None:
    """A reset that h2 believes it has sent."""
    stream = connection.stream(frame.stream_id)
    if stream is not None:
        _believed(stream, facts(record).get("h2"))


def _mark(what: Stream | Connection, step: str, record: Record) -> None:
    what.out_of_step, what.out_of_step_seq = step, record.seq


def _believed(stream: Stream, state: object) -> None:
    try:
        believed = StreamState(str(state))
    except ValueError:
        return
    stream.h2_state = None if believed is stream.state else believed
