"""What the receiver of a frame did about it, as the readings after it show.

Knows readings and what was asked for; each kind of answer is looked for by a function of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from h2craft.explain.law import Ends, ends, errors
from h2craft.explain.moment import Moment
from h2craft.explain.text import Role, counted, safe, told
from h2craft.model import Direction, Finding, Reading, facts, stream_of
from h2craft.trace import Kind
from h2craft.wire import ACK, Frame, FrameType, error_code_name, payloads


class Answer(NamedTuple):
    """One sentence about what was done, how good that is, and the record it stands in."""

    text: str
    role: Role = Role.PLAIN
    record: int = 0


class Looking:
    """The readings after a record, for those who look for an answer in them."""

    def __init__(self, moment: Moment, later: Sequence[Reading], now: float | None) -> None:
        reading = moment.reading
        assert reading.frame is not None and reading.direction is not None
        assert moment.connection is not None
        self.connection = moment.connection
        self.record = reading.record
        self.frame = reading.frame
        self.names: Ends = ends(moment)
        self.back: Direction = reading.direction.opposite
        self.later = [one for one in later if one.record.seq > reading.record.seq]
        last = self.later[-1].record.at if self.later else reading.record.at
        self.now = last if now is None else max(now, last)

    def frames(self, *types: int, stream_id: int | None = None) -> Iterator[tuple[Reading, Frame]]:
        """Frames the receiver sent since: of some types, of one stream, or all."""
        for one in self.later:
            frame = one.frame
            if frame is None or one.direction is not self.back or types and frame.type not in types:
                continue
            if stream_id is None or frame.stream_id == stream_id:
                yield one, frame

    def kind(self, *kinds: Kind) -> Iterator[Reading]:
        return (one for one in self.later if one.record.kind in kinds)

    def after(self, reading: Reading) -> str:
        """ "0.0012 s later"."""
        return f"{max(reading.record.at - self.record.at, 0):.4f} s later"

    def said(self, what: str, reading: Reading, role: Role = Role.GOOD) -> Answer:
        return Answer(f"{what}, {self.after(reading)}", role, reading.record.seq)

    def nothing(self, what: str, role: Role = Role.WARNING) -> Answer:
        waited = max(self.now - self.record.at, 0)
        sent = sum(1 for _ in self.frames())
        meanwhile = f"; {counted(sent, 'frame')} of other things came meanwhile" if sent else ""
        return Answer(f"{what} in {waited:.4f} s{meanwhile}", role)


def answers(moment: Moment, later: Sequence[Reading], now: float | None = None) -> list[Answer]:
    """What the receiver of a frame on the wire did, most telling first; at least one sentence.

    The moment's connection is known.
    `now` is the time of a live session, in seconds as records have them.
    """
    looking = Looking(moment, later, now)
    wrong = errors(moment.reading)
    if wrong:
        return _to_error(looking, wrong[0])
    looker = _LOOKERS.get((looking.frame.type, bool(looking.frame.flags & ACK)))
    looker = looker or _LOOKERS.get((looking.frame.type, None))
    if looker is None:
        return [Answer("nothing was asked of it", Role.DIM)]
    return looker(looking) + _tray(looking)


# Answers to what is wrong


def _to_error(looking: Looking, finding: Finding) -> list[Answer]:
    """RFC 9113 5.4: GOAWAY, RST_STREAM, an end, or nothing."""
    found: list[Answer] = []
    for look in (_gave_up, _reset, _goaway, _ended):
        answer = look(looking, finding)
        if answer is not None:
            found.append(answer)
    found += _tray(looking)
    if not found:
        sent = sum(1 for _ in looking.frames())
        if sent:
            waited = looking.now - looking.record.at
            said = f"ignored it: {counted(sent, 'frame')} more from {looking.names.receiver}"
            return [Answer(f"{said} in {waited:.4f} s, none of them an error", Role.WARNING)]
        return [looking.nothing("nothing yet")]
    return found


def _judged(code: int, wanted: int, text: str) -> tuple[str, Role]:
    """A code beside the one the section names."""
    name = error_code_name(code)
    if code == wanted:
        return f"{text} {name}, as the section asks", Role.GOOD
    return f"{text} {name}, where the section asks for {error_code_name(wanted)}", Role.WARNING


def _gave_up(looking: Looking, finding: Finding) -> Answer | None:
    for one in looking.kind(Kind.H2_GAVE_UP):
        if one.record.cause == looking.record.seq:
            reason = safe(facts(one.record).get("reason", ""))
            return looking.said(f"h2 gave up: {reason}", one, Role.NOTE)
    return None


def _reset(looking: Looking, finding: Finding) -> Answer | None:
    for one, frame in looking.frames(FrameType.RST_STREAM, stream_id=finding.stream_id):
        view = payloads.whole(frame.view, payloads.RstStream)
        if view is not None:
            text, role = _judged(view.error_code, finding.code, "reset the stream with")
            if finding.scope == "connection":
                text, role = f"{text}; but it is a connection error", Role.WARNING
            return looking.said(text, one, role)
    return None


def _goaway(looking: Looking, finding: Finding) -> Answer | None:
    for one, frame in looking.frames(FrameType.GOAWAY):
        view = payloads.whole(frame.view, payloads.GoAway)
        if view is None:
            continue
        if view.error_code or finding.scope != "stream":
            text, role = _judged(view.error_code, finding.code, "sent GOAWAY with")
            if finding.scope == "stream":
                text += "; a stream error would do, to be stricter is allowed (5.4.2)"
            return looking.said(text, one, role)
    return None


def _ended(looking: Looking, finding: Finding) -> Answer | None:
    for one in looking.kind(Kind.END_RECEIVED, Kind.CONNECTION_CLOSED):
        by = facts(one.record).get("by", "peer")
        ours = looking.back is Direction.SENT
        if (by == "us") == ours:
            return looking.said("closed the connection", one, Role.GOOD)
    return None


def _tray(looking: Looking) -> list[Answer]:
    """Automatic replies of ours to this record that did not leave."""
    found = []
    for one in looking.kind(Kind.FRAME_HELD, Kind.FRAME_DROPPED):
        if one.record.cause == looking.record.seq and one.frame is not None:
            how = "is held in the tray" if one.record.kind == Kind.FRAME_HELD else "was dropped"
            found.append(looking.said(f"the {one.frame.name} of h2 {how}", one, Role.HELD))
    return found


# Answers to what is lawful


def _to_settings(looking: Looking) -> list[Answer]:
    """RFC 9113 6.5.3: one ACK for each frame, in order."""
    place = _place_in_flight(looking)
    for one, frame in looking.frames(FrameType.SETTINGS):
        if frame.flags & ACK:
            if not place:
                return [looking.said("acknowledged it", one)]
            place -= 1
    return [looking.nothing("not acknowledged")]


def _place_in_flight(looking: Looking) -> int:
    """How many SETTINGS of the same end wait for an ACK before this one."""
    waiting = looking.connection.side(looking.back.opposite).settings.in_flight
    return sum(1 for one in waiting if one.record < looking.record.seq)


def _to_ping(looking: Looking) -> list[Answer]:
    for one, frame in looking.frames(FrameType.PING):
        if frame.flags & ACK and frame.payload == looking.frame.payload:
            return [looking.said("answered", one)]
    return [looking.nothing("not answered")]


def _to_head(looking: Looking) -> list[Answer]:
    """A request gets a response, or a reset; of a response nothing is asked."""
    if looking.connection.side(looking.back).role != "server":
        return _to_response(looking)
    number = looking.frame.stream_id
    found = []
    for one in looking.kind(Kind.HANDLER_STARTED, Kind.REQUEST_HELD):
        if stream_of(one.record) == number:
            held = one.record.kind == Kind.REQUEST_HELD
            script = safe(facts(one.record).get("script", ""), 80)
            text = "it is held for a person" if held else f"the script {script} has it"
            found.append(looking.said(text, one, Role.HELD if held else Role.SCRIPT))
            break
    for one, frame in looking.frames(*_TELLING, stream_id=number):
        found.append(looking.said(f"{frame.name} {told(one.summary, 120)}", one))
        return found
    return found or [*_ends_of(looking), looking.nothing("no response")][:1]


_TELLING = (FrameType.HEADERS, FrameType.RST_STREAM, FrameType.PUSH_PROMISE)


def _ends_of(looking: Looking) -> list[Answer]:
    for one in looking.kind(Kind.CONNECTION_CLOSED, Kind.END_RECEIVED):
        return [looking.said("the connection ended before that", one, Role.WARNING)]
    return []


def _to_response(looking: Looking) -> list[Answer]:
    for one, _ in looking.frames(FrameType.RST_STREAM, stream_id=looking.frame.stream_id):
        return [looking.said(f"reset the stream: {one.summary}", one, Role.WARNING)]
    return [Answer("took it, as far as the wire shows", Role.DIM)]


def _to_promise(looking: Looking) -> list[Answer]:
    view = looking.frame.view
    promised = view.promised_stream_id if isinstance(view, payloads.PushPromise) else 0
    for one, _ in looking.frames(FrameType.RST_STREAM, stream_id=promised):
        return [looking.said(f"refused the promise: {one.summary}", one, Role.NOTE)]
    return [Answer("has not refused the promise", Role.GOOD)]


def _to_goaway(looking: Looking) -> list[Answer]:
    """No new streams after it; what crossed it on its way is no fault."""
    side = looking.connection.side(looking.back)
    highest, odd = side.highest, side.role == "client"
    new = []
    for one, frame in looking.frames(FrameType.HEADERS):
        if frame.stream_id > highest and bool(frame.stream_id % 2) is odd:
            highest = frame.stream_id
            new.append(one)
    found = []
    if new:
        text = f"opened {counted(len(new), 'stream')} after it, the first"
        found.append(looking.said(text, new[0], Role.WARNING))
    for one in looking.kind(Kind.END_RECEIVED, Kind.CONNECTION_CLOSED):
        found.append(looking.said("the connection ended", one, Role.GOOD))
        break
    return found or [looking.nothing("no new stream and no end", Role.GOOD)]


def _to_reset(looking: Looking) -> list[Answer]:
    number = looking.frame.stream_id
    after = [one for one, _ in looking.frames(stream_id=number)]
    if not after:
        return [looking.nothing("nothing more on this stream", Role.GOOD)]
    text = f"sent {counted(len(after), 'frame')} more on the stream, perhaps under way; the first"
    return [looking.said(text, after[0], Role.NOTE)]


def _to_data(looking: Looking) -> list[Answer]:
    found = []
    for number, name in ((looking.frame.stream_id, "the stream"), (0, "the connection")):
        for one, frame in looking.frames(FrameType.WINDOW_UPDATE, stream_id=number):
            if not any(frame.payload):
                continue
            found.append(looking.said(f"gave credit for {name}, {one.summary}", one))
            break
    return found or [looking.nothing("no WINDOW_UPDATE", Role.DIM)]


def _to_credit(looking: Looking) -> list[Answer]:
    number = looking.frame.stream_id or None
    for one, frame in looking.frames(FrameType.DATA, stream_id=number):
        return [looking.said(f"sent DATA, {counted(frame.length, 'octet')}", one)]
    return [looking.nothing("no DATA", Role.DIM)]


_Looker = Callable[[Looking], list[Answer]]
_LOOKERS: dict[tuple[int, bool | None], _Looker] = {
    # by type, and the ACK bit where it matters
    (FrameType.SETTINGS, False): _to_settings,
    (FrameType.PING, False): _to_ping,
    (FrameType.HEADERS, None): _to_head,
    (FrameType.CONTINUATION, None): _to_head,
    (FrameType.PUSH_PROMISE, None): _to_promise,
    (FrameType.GOAWAY, None): _to_goaway,
    (FrameType.RST_STREAM, None): _to_reset,
    (FrameType.DATA, None): _to_data,
    (FrameType.WINDOW_UPDATE, None): _to_credit,
}
