"""Is a frame lawful where it stands, and what does that ask of whoever receives it?

Knows the findings of the model, and the tables of `knowledge` for what is as it should be.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from h2craft.explain import knowledge
from h2craft.explain.knowledge import FrameLore
from h2craft.explain.moment import Moment
from h2craft.explain.path import input_of, path, path_of
from h2craft.explain.stuck import who
from h2craft.explain.text import told
from h2craft.model import ClosedBy, Direction, Finding, Reading, StreamState, mirrored
from h2craft.wire import ACK, Frame, FrameType, error_code_name


class Ends(NamedTuple):
    """What to call the two ends of a frame: "we", "the client"."""

    sender: str
    receiver: str

    def fill(self, words: str) -> str:
        return words.format(sender=self.sender, receiver=self.receiver)


def ends(moment: Moment) -> Ends:
    """Who said the record, and who heard it."""
    direction, connection = moment.reading.direction, moment.connection
    if direction is None or connection is None:
        return Ends("somebody", "somebody")
    return Ends(
        who(connection.side(direction), connection),
        who(connection.side(direction.opposite), connection),
    )


def lore_of(frame: Frame) -> FrameLore:
    """What is to be known of a frame of this type, or of an acknowledgement."""
    if frame.type in knowledge.ACKS and frame.flags & ACK:
        return knowledge.ACKS[frame.type]
    return knowledge.FRAMES.get(frame.type, knowledge.UNKNOWN_FRAME)


def errors(reading: Reading) -> list[Finding]:
    """The findings that ask for an error; the first is what a peer would meet first."""
    return [finding for finding in reading.findings if finding.code]


class Before(NamedTuple):
    """How a stream stood before a record: `closed_by` where it was closed."""

    state: StreamState
    closed_by: ClosedBy | None = None


def state_before(moment: Moment, earlier: Sequence[Reading]) -> Before | None:
    """As `earlier` readings have it, else as far as it can be told from the state after."""
    stream, record = moment.stream, moment.reading.record
    frame = moment.reading.frame
    if stream is None or frame is None or frame.stream_id != stream.stream_id:
        return None
    if stream.closed_by is not None and stream.closed != record.seq:
        return Before(StreamState.CLOSED, stream.closed_by)
    if stream.opened == record.seq:
        return Before(StreamState.IDLE)
    if stream.promised_on or any(one.record.seq == stream.opened for one in earlier):
        passages = path_of(stream, [*earlier, moment.reading])
        mine = [one for one in passages if one.record == record.seq]
        if mine and passages[-1].after is stream.state:
            return Before(mine[0].before)
    return _guessed(moment, stream.state)


def _guessed(moment: Moment, after: StreamState) -> Before | None:
    """The one state from which this record leads to the state after it, if there is one."""
    reading = moment.reading
    candidates = []
    for state in StreamState:
        if state in (StreamState.IDLE, StreamState.CLOSED):
            continue
        passages = path(reading.stream_id, [reading], begins=state)
        faults = any(one.fault is not None for one in passages)
        if passages and passages[-1].after is after and not (faults and not reading.findings):
            candidates.append(state)
    if after in candidates:
        return Before(after)
    return Before(candidates[0]) if len(candidates) == 1 else None


def why_lawful(moment: Moment, before: Before | None) -> str:
    """What the RFC says about a frame that is as it should be, in the state it came in."""
    reading = moment.reading
    frame, direction = reading.frame, reading.direction
    assert frame is not None
    lore = lore_of(frame)
    if before is None or direction is None:
        if not frame.stream_id and frame.type in knowledge.FRAMES:
            return f"it belongs to the connection, on stream 0 ({lore.section})"
        return f"nothing here speaks against it ({lore.section})"
    names = ends(moment)
    if before.state is StreamState.CLOSED:
        closed_by = _as_heard(before.closed_by or ClosedBy.FORGOTTEN, direction)
        words = knowledge.ALLOWED_WHEN_CLOSED[closed_by]
    else:
        heard = before.state if direction is Direction.RECEIVED else mirrored(before.state)
        words = knowledge.ALLOWED.get(input_of(frame.type), {}).get(heard, "")
        words = words or f"its type is no matter of stream states ({lore.section})"
    state = knowledge.STATE_NAMES[before.state]
    return f"stream {frame.stream_id} was {state}: {names.fill(words)}"


def _as_heard(closed_by: ClosedBy, direction: Direction) -> ClosedBy:
    """What closed a stream, as the end sees it which receives the frame."""
    if direction is Direction.RECEIVED:
        return closed_by
    return _MIRROR.get(closed_by, closed_by)


_MIRROR = {
    ClosedBy.RESET_RECEIVED: ClosedBy.RESET_SENT,
    ClosedBy.RESET_SENT: ClosedBy.RESET_RECEIVED,
}


def duty(moment: Moment) -> str:
    """What a conforming receiver has to answer, in one sentence."""
    reading = moment.reading
    assert reading.frame is not None
    wrong = errors(reading)
    if wrong:
        return _error_duty(moment, wrong[0])
    lore = lore_of(reading.frame)
    if reading.frame.type == FrameType.HEADERS and reading.frame.stream_id:
        return _head_duty(moment)
    if reading.findings:
        return f"{lore.answer}. What the findings name it ignores"
    return lore.answer


def _error_duty(moment: Moment, finding: Finding) -> str:
    """RFC 9113 5.4.1 and 5.4.2."""
    code = error_code_name(finding.code)
    where = _section(finding.section)
    if finding.scope == "connection":
        return (
            f"treat it as a connection error of type {code} ({where}): send GOAWAY with that code"
            " and close the connection (5.4.1)"
        )
    said = (
        f"treat it as a stream error of type {code} ({where}): send RST_STREAM with that code on"
        f" stream {finding.stream_id} (5.4.2)"
    )
    connection = moment.connection
    malformed = finding.section.startswith("8.") and connection is not None
    if malformed and ends(moment).receiver == _server(moment):
        said += ", perhaps after a response with a 4xx status (8.1.1)"
    return said


def _section(section: str) -> str:
    return f"RFC {section}" if " " in section else section


def _head_duty(moment: Moment) -> str:
    reading = moment.reading
    frame = reading.frame
    assert frame is not None
    if not frame.flags & 0x04:
        return "wait: CONTINUATION on the same stream has to follow, and nothing else (6.10)"
    if ends(moment).receiver == _server(moment):
        return "a response, which may begin before the request has ended (8.1)"
    return "nothing; it takes the response as it comes"


def _server(moment: Moment) -> str:
    """What the server is called in these sentences."""
    if moment.connection is not None and moment.connection.role == "server":
        return "we"
    return "the server"


def quoted(finding: Finding) -> str:
    return f"{told(finding.text)} ({_section(finding.section)})"
