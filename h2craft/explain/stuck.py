"""Who cannot send, and why: one sentence. Knows the model's windows and what waits for them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from h2craft.actions import Data, Door, Send
from h2craft.explain.text import Role, counted
from h2craft.model import (
    KEPT_MOVES,
    Connection,
    Direction,
    Reading,
    Side,
    Stream,
    StreamState,
    Window,
)
from h2craft.trace import Kind
from h2craft.wire import FrameType, payloads

STREAMS_NAMED = 4

_MAY_SEND = {
    Direction.SENT: frozenset((StreamState.OPEN, StreamState.HALF_CLOSED_REMOTE)),
    Direction.RECEIVED: frozenset((StreamState.OPEN, StreamState.HALF_CLOSED_LOCAL)),
}


class Waiting(NamedTuple):
    """DATA of ours that was asked for and is not on the wire: octets, and since which record."""

    octets: int
    since: int


def waiting(readings: Iterable[Reading], stream_id: int) -> Waiting | None:
    """What lawful DATA of a stream still waits; the readings are those of its connection.

    (An action is no record of a stream.) One that has waited is over with ACTION_DONE or
    ACTION_REFUSED, whose `cause` it is.
    """
    asked: dict[int, int] = {}
    for reading in readings:
        record = reading.record
        if record.kind == Kind.ACTION_FIRED:
            wanted = _data_of(record.detail, stream_id)
            if wanted:
                asked[record.seq] = wanted
        elif record.kind in (Kind.ACTION_DONE, Kind.ACTION_REFUSED):
            asked.pop(record.cause, None)
        elif record.kind == Kind.FRAME_SENT and record.cause in asked and reading.frame is not None:
            view = reading.frame.view
            if isinstance(view, payloads.Data) and reading.frame.stream_id == stream_id:
                asked[record.cause] -= len(view.data)
        if _resets(reading, stream_id):
            asked.clear()
    left = {seq: octets for seq, octets in asked.items() if octets > 0}
    return Waiting(sum(left.values()), min(left)) if left else None


def _resets(reading: Reading, stream_id: int) -> bool:
    frame = reading.frame
    if frame is None or reading.direction is None:
        return False
    return frame.type == FrameType.RST_STREAM and frame.stream_id == stream_id


def _data_of(action: object, stream_id: int) -> int:
    """Octets of lawful DATA for a stream in an action."""
    if not isinstance(action, Send) or action.door is not Door.LAWFUL:
        return 0
    found = [one for one in action.frames if isinstance(one, Data)]
    return sum(len(one.data) + one.elided for one in found if one.stream_id == stream_id)


def stuck(
    connection: Connection, stream: Stream | None = None, held_up: Waiting | None = None
) -> str:
    """One sentence: who cannot send and why, or that nobody is stuck.

    `stream` None: the connection and all of its streams. `held_up` is what `waiting` found.
    """
    return verdict(connection, stream, held_up)[0]


def verdict(
    connection: Connection, stream: Stream | None, held_up: Waiting | None = None
) -> tuple[str, Role]:
    """`stuck`, and how serious it is."""
    if connection.closed is not None:
        return "Nobody is stuck: the connection is closed.", Role.DIM
    if stream is not None and stream.state is StreamState.CLOSED:
        return f"Nobody is stuck: stream {stream.stream_id} is closed.", Role.DIM
    for direction in (Direction.SENT, Direction.RECEIVED):
        found = _stuck(connection, stream, direction, held_up)
        if found:
            return found, Role.ERROR
    return _free(connection, stream, held_up), Role.GOOD


def is_stuck(connection: Connection, stream: Stream) -> Direction | None:
    """Which direction of the stream stands still for want of a window; ours first."""
    for direction in (Direction.SENT, Direction.RECEIVED):
        room = connection.side(direction).window.size
        shut = room <= 0 or stream.message(direction).window.size <= 0
        if shut and _speaks(stream, direction):
            return direction
    return None


def who(side: Side, connection: Connection) -> str:
    """ "we", or "the client"."""
    return "we" if side is connection.us else f"the {side.role}"


def _stuck(
    connection: Connection, stream: Stream | None, direction: Direction, held_up: Waiting | None
) -> str:
    side = connection.side(direction)
    streams = connection.streams.values() if stream is None else (stream,)
    here = [one for one in streams if _speaks(one, direction)]
    shut = [one for one in here if one.message(direction).window.size <= 0]
    if not here or (side.window.size > 0 and not shut):
        return ""
    subject = who(side, connection).capitalize()
    if side.window.size <= 0:
        where = f" on stream {stream.stream_id}" if stream is not None else ""
        window, whose = side.window, "the connection's window"
        one = here[0] if len(here) == 1 else None
    elif len(shut) == 1:
        one = shut[0]
        where, window = f" on stream {one.stream_id}", one.message(direction).window
        whose = "the stream's window"
    else:
        return f"{subject} cannot send on {_named(shut)}: their own windows are used up."
    why = _why(connection, side, window)
    wanted = _wanted(one, direction, held_up) if one is not None else ""
    return f"{subject} cannot send{where}: {whose} is {window.size:,}{why}{wanted}."


def _named(streams: Sequence[Stream]) -> str:
    numbers = ", ".join(str(one.stream_id) for one in streams[:STREAMS_NAMED])
    left = len(streams) - STREAMS_NAMED
    return f"streams {numbers}" + (f" and {left:,} more" if left > 0 else "")


def _speaks(stream: Stream, direction: Direction) -> bool:
    """This end may still send DATA here: its head is out, its content is not through."""
    message = stream.message(direction)
    if stream.state not in _MAY_SEND[direction] or message.ended or message.no_content:
        return False
    whole = message.content_length
    return (message.final or stream.adopted) and (whole is None or message.octets < whole)


def _why(connection: Connection, side: Side, window: Window) -> str:
    """What left the window empty, and what has not come since."""
    hearer = who(connection.side(side.direction.opposite), connection)
    moves = window.moves
    if not moves:
        whose = "our" if hearer == "we" else f"{hearer}'s"
        return f" from the beginning, by {whose} INITIAL_WINDOW_SIZE"
    lowered = [move for move in moves if move.reason == "SETTINGS" and move.delta < 0]
    if window.size < 0 and lowered:
        return f" since record {lowered[-1].record}, which lowered INITIAL_WINDOW_SIZE (6.9.2)"
    has = "have" if hearer == "we" else "has"
    since = f" since record {moves[-1].record}, and {hearer} {has}"
    if any(move.reason == "WINDOW_UPDATE" for move in moves):
        return f"{since} sent no WINDOW_UPDATE since then"
    if len(moves) < KEPT_MOVES:
        return f"{since} never sent WINDOW_UPDATE for it"
    return f"{since} not sent WINDOW_UPDATE for it since before record {moves[0].record}"


def _wanted(stream: Stream, direction: Direction, held_up: Waiting | None) -> str:
    """How much would be sent if it could."""
    if direction is Direction.SENT and held_up is not None:
        octets = counted(held_up.octets, "octet")
        return f"; {octets} of stream {stream.stream_id} wait since record {held_up.since}"
    message = stream.message(direction)
    if message.content_length is None:
        return ""
    left, whole = message.content_length - message.octets, message.content_length
    return f"; {left:,} of {whole:,} octets of content are still to come"


def _free(connection: Connection, stream: Stream | None, held_up: Waiting | None) -> str:
    """Nobody is stuck: what could be sent now."""
    parts = []
    for direction in (Direction.SENT, Direction.RECEIVED):
        side = connection.side(direction)
        room = side.window.size
        if stream is not None:
            if not _speaks(stream, direction):
                continue
            room = min(room, stream.message(direction).window.size)
        parts.append(f"{who(side, connection)} may send {counted(room, 'octet')}")
    where = f" on stream {stream.stream_id}" if stream is not None else ""
    what = ", ".join(parts) or "no DATA is to be sent now"
    if held_up is not None:
        what += f"; {counted(held_up.octets, 'octet')} wait since record {held_up.since}"
    return f"Nobody is stuck{where}: {what}."
