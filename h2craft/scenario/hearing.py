"""What a frame of the peer is to the acts that follow: perhaps what one of them waits for.

Knows readings and turns; the theory stands in `triggers`.
"""

from __future__ import annotations

from collections.abc import Callable

from h2craft.model import FieldsKind, Reading, StreamState
from h2craft.scenario import triggers
from h2craft.scenario.triggers import Trigger
from h2craft.scenario.turns import Course, Part
from h2craft.wire import ACK, END_STREAM, ErrorCode, Frame, FrameType, payloads


def hear(course: Course, part: Part | None, reading: Reading) -> None:
    """Keep what an act may have come after. `part`: whose stream the frame is on."""
    assert reading.frame is not None
    rule = _SAID.get(reading.frame.type)
    if rule is not None:
        rule(course, part, reading)


def hear_answer(course: Course, part: Part, reading: Reading) -> bool:
    """The same where we are the client: what comes is the answer to something.

    The end of a response is kept for every stream, until the next act, and so is that the server
    goes away, or has gone; True where this is one.
    """
    frame = reading.frame
    if frame is None:
        part.answered(_trigger(reading, GONE), _GONE)
        return True
    if frame.type == FrameType.GOAWAY:
        part.answered(_trigger(reading, LEAVING if _is_graceful(frame) else "type:GOAWAY"))
        hear(course, None, reading)
        return True
    if frame.stream_id and (frame.type == FrameType.RST_STREAM or _ends(frame)):
        pattern = END if _ends(frame) else "type:RST_STREAM"
        part.answered(_trigger(reading, pattern))
        _hear(course, None, _trigger(reading, pattern))
        return True
    if frame.type in _PARTS:
        _hear(course, None, _trigger(reading, _PARTS[frame.type]))
    else:
        hear(course, None, reading)
    return False


def _is_graceful(frame: Frame) -> bool:
    view = frame.view
    return isinstance(view, payloads.GoAway) and view.error_code == ErrorCode.NO_ERROR


def _ends(frame: Frame) -> bool:
    return frame.type in (FrameType.DATA, FrameType.HEADERS) and frame.has_flag(END_STREAM)


def _trigger(reading: Reading, pattern: str) -> Trigger:
    record = reading.record
    return Trigger(record.seq, record.at, pattern, reading.stream_id)


def _hear(course: Course, part: Part | None, trigger: Trigger) -> None:
    (part if part is not None else course).heard.last = trigger


def _data(course: Course, part: Part | None, reading: Reading) -> None:
    open_still = reading.stream is not None and reading.stream.state is not StreamState.CLOSED
    if part is not None and not part.complete and open_still:
        _hear(course, part, _trigger(reading, "type:DATA"))


def _trailers(course: Course, part: Part | None, reading: Reading) -> None:
    if part is not None and not part.complete and reading.fields_kind is FieldsKind.TRAILERS:
        _hear(course, part, _trigger(reading, "type:HEADERS"))


def _reset(course: Course, part: Part | None, reading: Reading) -> None:
    _hear(course, part, _trigger(reading, "type:RST_STREAM"))


def _goaway(course: Course, part: Part | None, reading: Reading) -> None:
    _hear(course, None, _trigger(reading, "type:GOAWAY"))


def _answer(course: Course, part: Part | None, reading: Reading) -> None:
    """PING or SETTINGS: an acknowledgement, or what is to be acknowledged."""
    assert reading.frame is not None
    if not reading.frame.has_flag(ACK):
        pattern = triggers.PLAIN[reading.frame.type]
        course.asked.came(reading.frame.type, _trigger(reading, pattern))
        return
    if reading.frame.type == FrameType.SETTINGS:
        trigger = _trigger(reading, triggers.SETTINGS_ACK)
        asked = course.asked.settings_acknowledged(trigger)
    else:
        trigger = _trigger(reading, triggers.PING_ACK)
        asked = course.asked.ping_acknowledged(reading.frame.payload)
    if asked:
        _hear(course, None, trigger)


def _credit(course: Course, part: Part | None, reading: Reading) -> None:
    where = part if part is not None and reading.stream_id else course
    last = part.acts[-1].seq if part is not None and part.acts else 0
    trigger = _trigger(reading, "type:WINDOW_UPDATE")
    where.heard.opened(trigger, triggers.room_before(reading), last)


END = "flag:END_STREAM"
LEAVING, GONE = "type:GOAWAY code:NO_ERROR", "kind:END_RECEIVED"
PARTING = frozenset((LEAVING, GONE))
"""What a server does that has nothing to do: waited for where something was done after it."""

_GONE = -1  # no stream: beside the end of each of them
_PARTS: dict[int, str] = {
    FrameType.DATA: "type:DATA",
    FrameType.HEADERS: "type:HEADERS",
    FrameType.PUSH_PROMISE: "type:PUSH_PROMISE",
}
_SAID: dict[int, Callable[[Course, Part | None, Reading], None]] = {
    FrameType.DATA: _data,
    FrameType.HEADERS: _trailers,
    FrameType.RST_STREAM: _reset,
    FrameType.GOAWAY: _goaway,
    FrameType.PING: _answer,
    FrameType.SETTINGS: _answer,
    FrameType.WINDOW_UPDATE: _credit,
}
