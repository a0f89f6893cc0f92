"""The states of a stream, RFC 9113 5.1, as a table. Knows no frame, no connection, no record.

Theory of operation
-------------------

The figure in RFC 9113 5.1 has two kinds of arrow, "send" and "recv", and is symmetrical: what one
endpoint sees as half-closed (local) its peer sees as half-closed (remote). So the table is
written once, for what is *received*, and read through a mirror for what is *sent*: to send a frame
in some state is what our peer sees as receiving it in the mirrored state.

A row is a state, a column an input. Inputs are frames as far as they matter to a stream:

- END_STREAM is an input of its own, given after the HEADERS or DATA frame that carries the flag,
  and only if that frame was not at fault itself.
- PUSH_PROMISE concerns two streams. The one it is sent on gets PUSH_PROMISE (no state changes, but
  not every state allows it), the promised one gets RESERVE.
- CONTINUATION is part of the frame it continues, hence no input.
- OTHER stands for every type a stream's state has nothing to say about (5.5: ignore them).

A frame at fault changes nothing: the state stays, the fault says which section forbids the frame
and what kind of error the section asks for. Nothing here raises, so the model goes on after an
error, as h2craft's connections do.

"closed" is one state with several meanings, since what may still arrive depends on what closed it:
after both ends said END_STREAM a WINDOW_UPDATE may have been under way, after our own RST_STREAM
anything may. Hence a second table, by reason. IMPLICIT is a stream that was skipped (5.1.1: using
a number closes all lower idle ones); FORGOTTEN one the model no longer keeps.

What a table of states cannot see stands elsewhere: who may open a stream and with which number,
the order of header blocks, limits on concurrency.
"""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple

from h2craft.model.finding import Scope
from h2craft.wire import ErrorCode


class Direction(StrEnum):
    """Which way a frame went, seen from our end."""

    RECEIVED = "received"
    SENT = "sent"

    @property
    def opposite(self) -> Direction:
        return Direction.SENT if self is Direction.RECEIVED else Direction.RECEIVED


class StreamState(StrEnum):
    """RFC 9113 5.1; local is our end."""

    IDLE = "idle"
    RESERVED_LOCAL = "reserved-local"
    RESERVED_REMOTE = "reserved-remote"
    OPEN = "open"
    HALF_CLOSED_LOCAL = "half-closed-local"
    HALF_CLOSED_REMOTE = "half-closed-remote"
    CLOSED = "closed"


class ClosedBy(StrEnum):
    """Why a stream is closed."""

    ENDED = "ended"  # END_STREAM both ways
    RESET_RECEIVED = "reset-received"
    RESET_SENT = "reset-sent"
    IMPLICIT = "implicit"  # never used: a higher number was (5.1.1)
    FORGOTTEN = "forgotten"  # closed so long ago that the model kept no more of it


class StreamInput(StrEnum):
    """What can happen to a stream."""

    HEADERS = "HEADERS"
    DATA = "DATA"
    END_STREAM = "END_STREAM"
    RST_STREAM = "RST_STREAM"
    WINDOW_UPDATE = "WINDOW_UPDATE"
    PRIORITY = "PRIORITY"
    PUSH_PROMISE = "PUSH_PROMISE"
    RESERVE = "RESERVE"
    OTHER = "OTHER"


class Fault(NamedTuple):
    """Why an input is not allowed. `text` continues "DATA on stream 5, which"."""

    section: str
    text: str
    code: int
    scope: Scope


class Step(NamedTuple):
    """What an input does: the state after it, and the fault if it was not allowed."""

    state: StreamState
    fault: Fault | None = None


IDLE = StreamState.IDLE
RESERVED_LOCAL = StreamState.RESERVED_LOCAL
RESERVED_REMOTE = StreamState.RESERVED_REMOTE
OPEN = StreamState.OPEN
HALF_CLOSED_LOCAL = StreamState.HALF_CLOSED_LOCAL
HALF_CLOSED_REMOTE = StreamState.HALF_CLOSED_REMOTE
CLOSED = StreamState.CLOSED


def _connection_error(section: str, text: str, code: ErrorCode = ErrorCode.PROTOCOL_ERROR) -> Fault:
    return Fault(section, text, int(code), "connection")


def _stream_error(section: str, text: str) -> Fault:
    return Fault(section, text, int(ErrorCode.STREAM_CLOSED), "stream")


_NOT_IDLE = _connection_error("5.1.1", "is not idle: a promise needs a new stream")
# 5.1 idle: "any frame other than HEADERS or PRIORITY [...] MUST be treated as a connection error"
_ON_IDLE = _connection_error("5.1", "is idle: only HEADERS or PRIORITY may come first")
# 5.1 reserved (local): "any type of frame other than RST_STREAM, PRIORITY, or WINDOW_UPDATE"
_ON_RESERVED_LOCAL = _connection_error(
    "5.1", "is reserved (local): only RST_STREAM, PRIORITY or WINDOW_UPDATE may come"
)
# 5.1 reserved (remote): "any type of frame other than HEADERS, RST_STREAM, or PRIORITY"
_ON_RESERVED_REMOTE = _connection_error(
    "5.1", "is reserved (remote): only HEADERS, RST_STREAM or PRIORITY may come"
)
# 5.1 half-closed (remote): "it MUST respond with a stream error of type STREAM_CLOSED"
_ENDED = _stream_error("5.1", "its sender had ended with END_STREAM")
# 6.6: the stream must be open or half-closed as seen from the end that promises
_NO_CARRIER = _connection_error("6.6", "cannot carry a promise: it is not open for its sender")
# 6.4: "RST_STREAM frames MUST NOT be sent for a stream in the idle state"
_RESET_IDLE = _connection_error("6.4", "is idle: there is nothing to reset")

_RECEIVED: dict[StreamState, dict[StreamInput, Step]] = {
    IDLE: {
        StreamInput.HEADERS: Step(OPEN),
        StreamInput.DATA: Step(IDLE, _ON_IDLE),
        StreamInput.END_STREAM: Step(IDLE),
        StreamInput.RST_STREAM: Step(IDLE, _RESET_IDLE),
        StreamInput.WINDOW_UPDATE: Step(IDLE, _ON_IDLE),
        StreamInput.PRIORITY: Step(IDLE),
        StreamInput.PUSH_PROMISE: Step(IDLE, _NO_CARRIER),
        StreamInput.RESERVE: Step(RESERVED_REMOTE),
        StreamInput.OTHER: Step(IDLE),
    },
    RESERVED_LOCAL: {
        StreamInput.HEADERS: Step(RESERVED_LOCAL, _ON_RESERVED_LOCAL),
        StreamInput.DATA: Step(RESERVED_LOCAL, _ON_RESERVED_LOCAL),
        StreamInput.END_STREAM: Step(RESERVED_LOCAL),
        StreamInput.RST_STREAM: Step(CLOSED),
        StreamInput.WINDOW_UPDATE: Step(RESERVED_LOCAL),
        StreamInput.PRIORITY: Step(RESERVED_LOCAL),
        StreamInput.PUSH_PROMISE: Step(RESERVED_LOCAL, _NO_CARRIER),
        StreamInput.RESERVE: Step(RESERVED_LOCAL, _NOT_IDLE),
        StreamInput.OTHER: Step(RESERVED_LOCAL),
    },
    RESERVED_REMOTE: {
        StreamInput.HEADERS: Step(HALF_CLOSED_LOCAL),
        StreamInput.DATA: Step(RESERVED_REMOTE, _ON_RESERVED_REMOTE),
        StreamInput.END_STREAM: Step(RESERVED_REMOTE),
        StreamInput.RST_STREAM: Step(CLOSED),
        StreamInput.WINDOW_UPDATE: Step(RESERVED_REMOTE, _ON_RESERVED_REMOTE),
        StreamInput.PRIORITY: Step(RESERVED_REMOTE),
        StreamInput.PUSH_PROMISE: Step(RESERVED_REMOTE, _NO_CARRIER),
        StreamInput.RESERVE: Step(RESERVED_REMOTE, _NOT_IDLE),
        StreamInput.OTHER: Step(RESERVED_REMOTE),
    },
    OPEN: {
        StreamInput.HEADERS: Step(OPEN),
        StreamInput.DATA: Step(OPEN),
        StreamInput.END_STREAM: Step(HALF_CLOSED_REMOTE),
        StreamInput.RST_STREAM: Step(CLOSED),
        StreamInput.WINDOW_UPDATE: Step(OPEN),
        StreamInput.PRIORITY: Step(OPEN),
        StreamInput.PUSH_PROMISE: Step(OPEN),
        StreamInput.RESERVE: Step(OPEN, _NOT_IDLE),
        StreamInput.OTHER: Step(OPEN),
    },
    HALF_CLOSED_LOCAL: {
        StreamInput.HEADERS: Step(HALF_CLOSED_LOCAL),
        StreamInput.DATA: Step(HALF_CLOSED_LOCAL),
        StreamInput.END_STREAM: Step(CLOSED),
        StreamInput.RST_STREAM: Step(CLOSED),
        StreamInput.WINDOW_UPDATE: Step(HALF_CLOSED_LOCAL),
        StreamInput.PRIORITY: Step(HALF_CLOSED_LOCAL),
        StreamInput.PUSH_PROMISE: Step(HALF_CLOSED_LOCAL),
        StreamInput.RESERVE: Step(HALF_CLOSED_LOCAL, _NOT_IDLE),
        StreamInput.OTHER: Step(HALF_CLOSED_LOCAL),
    },
    HALF_CLOSED_REMOTE: {
        StreamInput.HEADERS: Step(HALF_CLOSED_REMOTE, _ENDED),
        StreamInput.DATA: Step(HALF_CLOSED_REMOTE, _ENDED),
        StreamInput.END_STREAM: Step(HALF_CLOSED_REMOTE),
        StreamInput.RST_STREAM: Step(CLOSED),
        StreamInput.WINDOW_UPDATE: Step(HALF_CLOSED_REMOTE),
        StreamInput.PRIORITY: Step(HALF_CLOSED_REMOTE),
        StreamInput.PUSH_PROMISE: Step(HALF_CLOSED_REMOTE, _NO_CARRIER),
        StreamInput.RESERVE: Step(HALF_CLOSED_REMOTE, _NOT_IDLE),
        StreamInput.OTHER: Step(HALF_CLOSED_REMOTE),
    },
}

# 5.1 closed: "An endpoint MUST NOT send frames other than PRIORITY on a closed stream". What a
# receiver makes of it depends on whether the sender can have known.
_AFTER_END = _connection_error("5.1", "is closed: END_STREAM was said", ErrorCode.STREAM_CLOSED)
_AFTER_RESET = _stream_error("5.1", "its sender had reset")
_REUSED = _connection_error("5.1.1", "was skipped: stream identifiers must increase")
_SKIPPED = _connection_error("5.1", "was never opened", ErrorCode.STREAM_CLOSED)
_LONG_CLOSED = _connection_error("5.1", "has long been closed", ErrorCode.STREAM_CLOSED)

_CLOSED_RECEIVED: dict[ClosedBy, dict[StreamInput, Fault | None]] = {
    ClosedBy.ENDED: {
        StreamInput.HEADERS: _AFTER_END,
        StreamInput.DATA: _AFTER_END,
        StreamInput.END_STREAM: None,
        StreamInput.RST_STREAM: None,  # may have been under way
        StreamInput.WINDOW_UPDATE: None,
        StreamInput.PRIORITY: None,
        StreamInput.PUSH_PROMISE: _NO_CARRIER,
        StreamInput.RESERVE: _NOT_IDLE,
        StreamInput.OTHER: None,
    },
    ClosedBy.RESET_RECEIVED: {
        StreamInput.HEADERS: _AFTER_RESET,
        StreamInput.DATA: _AFTER_RESET,
        StreamInput.END_STREAM: None,
        StreamInput.RST_STREAM: None,  # 5.4.2: it may repeat itself if frames go on coming
        StreamInput.WINDOW_UPDATE: _AFTER_RESET,
        StreamInput.PRIORITY: None,
        StreamInput.PUSH_PROMISE: _NO_CARRIER,
        StreamInput.RESERVE: _NOT_IDLE,
        StreamInput.OTHER: None,
    },
    ClosedBy.RESET_SENT: {  # the peer may have sent anything before it read our reset
        StreamInput.HEADERS: None,
        StreamInput.DATA: None,
        StreamInput.END_STREAM: None,
        StreamInput.RST_STREAM: None,
        StreamInput.WINDOW_UPDATE: None,
        StreamInput.PRIORITY: None,
        StreamInput.PUSH_PROMISE: None,
        StreamInput.RESERVE: _NOT_IDLE,
        StreamInput.OTHER: None,
    },
    ClosedBy.IMPLICIT: {
        StreamInput.HEADERS: _REUSED,
        StreamInput.DATA: _SKIPPED,
        StreamInput.END_STREAM: None,
        StreamInput.RST_STREAM: _SKIPPED,
        StreamInput.WINDOW_UPDATE: _SKIPPED,
        StreamInput.PRIORITY: None,
        StreamInput.PUSH_PROMISE: _NO_CARRIER,
        StreamInput.RESERVE: _REUSED,
        StreamInput.OTHER: None,
    },
    ClosedBy.FORGOTTEN: {
        StreamInput.HEADERS: _LONG_CLOSED,
        StreamInput.DATA: _LONG_CLOSED,
        StreamInput.END_STREAM: None,
        StreamInput.RST_STREAM: None,
        StreamInput.WINDOW_UPDATE: None,
        StreamInput.PRIORITY: None,
        StreamInput.PUSH_PROMISE: _NO_CARRIER,
        StreamInput.RESERVE: _REUSED,
        StreamInput.OTHER: None,
    },
}

_STATE_MIRROR = {
    RESERVED_LOCAL: RESERVED_REMOTE,
    RESERVED_REMOTE: RESERVED_LOCAL,
    HALF_CLOSED_LOCAL: HALF_CLOSED_REMOTE,
    HALF_CLOSED_REMOTE: HALF_CLOSED_LOCAL,
}
_CLOSED_BY_MIRROR = {
    ClosedBy.RESET_RECEIVED: ClosedBy.RESET_SENT,
    ClosedBy.RESET_SENT: ClosedBy.RESET_RECEIVED,
}


def mirrored(state: StreamState) -> StreamState:
    """The same state as the other end sees it."""
    return _STATE_MIRROR.get(state, state)


def _sent_row(state: StreamState) -> dict[StreamInput, Step]:
    row = _RECEIVED[mirrored(state)]
    return {what: Step(mirrored(step.state), step.fault) for what, step in row.items()}


TABLE: dict[Direction, dict[StreamState, dict[StreamInput, Step]]] = {
    Direction.RECEIVED: _RECEIVED,
    Direction.SENT: {state: _sent_row(state) for state in _RECEIVED},
}
"""What happens in every state that is not closed, for either direction."""

CLOSED_TABLE: dict[Direction, dict[ClosedBy, dict[StreamInput, Step]]] = {
    direction: {
        reason: {
            what: Step(CLOSED, fault)
            for what, fault in _CLOSED_RECEIVED[
                reason if direction is Direction.RECEIVED else _CLOSED_BY_MIRROR.get(reason, reason)
            ].items()
        }
        for reason in ClosedBy
    }
    for direction in Direction
}
"""What happens on a closed stream, by what closed it."""


def step(
    state: StreamState, closed_by: ClosedBy | None, what: StreamInput, direction: Direction
) -> Step:
    """What `what` does to a stream; `closed_by` matters in the closed state only."""
    if state is CLOSED:
        return CLOSED_TABLE[direction][closed_by or ClosedBy.FORGOTTEN][what]
    return TABLE[direction][state][what]
