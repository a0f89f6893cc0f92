"""The recorder: reads along, and keeps what was done, for which request, and after what.

Knows readings; no engine, no clock, no file and no script. It is linear and bounded: of a record it
keeps a few numbers, of a body nothing. Actions stay where they are recorded (`loading`).

What counts as an act: what a person or a script has fired and what was not refused. What follows
from it does not, nor what is answered automatically, unless that is asked for (`replies`).
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any, cast, get_args

from h2craft.actions import Action, Await, Close, Note, Policy, Sleep
from h2craft.filter import Filter
from h2craft.model import Connection, FieldsKind, Reading, Stream, Who, facts
from h2craft.scenario import triggers
from h2craft.scenario.book import Book
from h2craft.scenario.deeds import Deed, job_of, means_end, stream_of, wait_for
from h2craft.scenario.hearing import hear, hear_answer
from h2craft.scenario.remarks import Remarks
from h2craft.scenario.said import Listening
from h2craft.scenario.score import Act, Score
from h2craft.scenario.selecting import selects
from h2craft.scenario.triggers import Heard, Trigger
from h2craft.scenario.turns import Course, Part
from h2craft.scenario.waits import Waits
from h2craft.trace import Kind, Origin
from h2craft.wire import END_HEADERS, END_STREAM, FrameType, elide, escape, payloads

MOST = 250_000
"""Acts and turns that are kept; beyond it the oldest turns are given up."""

KEPT_COURSES = 10_000
KEPT_STANDING = 100
LONGEST_CLIENT = 120

_ACTIONS = get_args(Action)
_ACTING = frozenset((Origin.HAND, Origin.SCRIPT))


class Recorder:
    """Feed it every reading of a journal, in order and once; it never raises.

    on       acts are taken in
    replies  so are automatic replies: not the greeting, nor what acknowledges SETTINGS
    wanted   only acts and requests that match; see `selecting`
    """

    def __init__(
        self, *, replies: bool = False, wanted: Filter | None = None, most: int = MOST
    ) -> None:
        self.on = True
        self.replies = replies
        self.wanted = wanted
        self._book = Book(most)
        self._courses: OrderedDict[int, Course] = OrderedDict()
        self._standing: OrderedDict[int, Deed] = OrderedDict()
        self._waits = Waits()
        self._remarks = Remarks()
        self._listening = Listening()
        self._seq = 0
        self._connections = 0
        self._client = ""
        self._role = "server"
        self._began: float | None = None

    def __len__(self) -> int:
        """How many acts there are."""
        return self._book.count

    @property
    def changes(self) -> int:
        """Grows with everything that makes the recording another one."""
        return self._book.changes

    @property
    def last(self) -> Act | None:
        """The newest act; None where there is none."""
        return self.acts[-1] if self._book.count else None

    @property
    def acts(self) -> Sequence[Act]:
        """All of them, in the order they were done."""
        return self._book.acts

    def score(self, *, started: str = "", program: str = "") -> Score:
        """The recording so far. `started`: wall-clock time of `at` 0, in ISO 8601."""
        acts = self._book.acts
        return Score(
            role=self._role,
            turns=self._book.turns,
            said=tuple(self._listening.said),
            unsaid=self._listening.unsaid,
            recorded=_when(started, acts[0].at if acts else self._began),
            client=self._client,
            program=program,
            remarks=(*self._remarks.sentences(), *_cut_off(self._courses.values())),
            lost=self._book.lost,
        )

    def waited(self, connection: int, pattern: str, seq: int) -> None:
        """A person has waited in these words, and found this record."""
        if self.on:
            self._waits.said(pattern, seq)

    def forget(self, seq: int) -> bool:
        """Take an act out again; False where there is none of that seq."""
        return self._book.remove(seq)

    def clear(self) -> None:
        """Begin anew, knowing what is open; what was done and said up to here is not in it."""
        self._book.clear()
        self._remarks, self._listening = Remarks(), Listening()
        self._client, self._began = "", None

    def lose(self, before: int) -> None:
        """Records before that seq are gone: acts among them cannot be loaded, and are given up."""
        self._book.lose(before)

    # Reading along

    def take(self, reading: Reading) -> None:
        """The next reading."""
        record = reading.record
        if self._seq and record.seq > self._seq + 1 and self.on:
            self._remarks.missed += record.seq - self._seq - 1
        self._seq = record.seq
        rule = _RULES.get(record.kind)
        ours = reading.connection is not None and reading.connection.role == "client"
        if rule is not None and record.connection:
            course = self._course(record.connection)
            course.ours = ours
            rule(self, course, reading)
        elif not record.connection:
            self._everywhere(reading)
        if self.on and (self.wanted is None or self._concerns(reading)):
            self._listening.take(reading)

    def _concerns(self, reading: Reading) -> bool:
        """It is about a turn that is wanted, or about a connection with one."""
        course = self._courses.get(reading.record.connection)
        if course is not None and course.ours and reading.stream_id:
            return self.wanted is None or self.wanted.matches(reading)
        part = course.turn(reading.stream_id) if course is not None else None
        if part is not None and reading.stream_id:
            return part.kept
        return course is not None and course.kept

    def _course(self, number: int) -> Course:
        course = self._courses.get(number)
        if course is None:
            course = self._courses[number] = Course(number)
            if len(self._courses) > KEPT_COURSES:
                self._courses.popitem(last=False)
        return course

    def _everywhere(self, reading: Reading) -> None:
        """A policy for connections to come; of those that are there it is recorded by itself."""
        record = reading.record
        if record.kind == Kind.COMMENTED:
            self._commented(reading)
        elif record.kind == Kind.ACTION_REFUSED:
            self._standing.pop(record.cause, None)
        elif not self.on or record.kind != Kind.ACTION_FIRED:
            return
        elif isinstance(record.detail, Policy) and record.origin in _ACTING:
            self._standing[record.seq] = Deed(record.seq, record.at, record.origin)
            if len(self._standing) > KEPT_STANDING:
                self._standing.popitem(last=False)

    def _ready(self, course: Course, reading: Reading) -> None:
        """A connection may be served from here on."""
        record = reading.record
        if course.ready:
            return
        course.ready, course.ready_at = record.seq, record.at
        if self.on and self.wanted is None:
            self._connections += 1
            course.ordinal = self._connections
        if course.ours:
            self._connected(course, reading)
        elif record.kind == Kind.UPGRADED:
            self._asked_before(course, reading)
        if self.on and self._standing:
            part = course.opened(record.seq, record.at)
            for standing in self._standing.values():
                self._book.add(part, Deed(standing.seq, record.at, standing.origin))

    def _asked_before(self, course: Course, reading: Reading) -> None:
        """RFC 7540 3.2: the request in HTTP/1.1 is stream 1, if it was one."""
        stream = reading.connection.stream(1) if reading.connection is not None else None
        if stream is not None:
            self._requested(course, reading, stream)

    def _connected(self, course: Course, reading: Reading) -> None:
        """We have connected, which is something that was done where it is not the first time."""
        if self.on and self.wanted is None:
            self._role = "client"
            part = course.opened(reading.record.seq, reading.record.at)
            part.there = _there(reading.connection)
            self._book.ask(part)

    def _greets(self, course: Course, reading: Reading) -> None:
        if course.ours:  # a server's preface is SETTINGS alone (RFC 9113 3.4)
            self._ready(course, reading)

    # What the peer says

    def _received(self, course: Course, reading: Reading) -> None:
        frame = reading.frame
        if frame is None:
            return
        if course.ours:
            self._answered(course, reading)
            return
        part = course.turn(frame.stream_id) if frame.stream_id else None
        begun = self._begun(part, reading) if frame.type in _WITH_HEAD else None
        if begun is not None:
            part = self._requested(course, reading, begun)
        if part is not None:
            course.concerned = part
            if part.stream_id == frame.stream_id:
                self._completed(part, reading)
        if self.on:
            self._waits.came(reading, begun is not None)
            if begun is None:
                hear(course, part, reading)

    def _answered(self, course: Course, reading: Reading) -> None:
        """Where we are the client, nothing calls a hook, and everything may be waited for."""
        if self.on:
            record = reading.record
            if reading.frame is not None:
                self._waits.came(reading, False)
            if hear_answer(course, course.opened(record.seq, record.at), reading):
                self._book.changed()

    def _begun(self, part: Part | None, reading: Reading) -> Stream | None:
        """The stream of the request whose head is there with this frame, read or not."""
        frame, stream = reading.frame, reading.stream
        assert frame is not None
        if stream is None:
            return None
        if reading.fields_kind is FieldsKind.REQUEST:
            return stream if part is None or not part.method else None
        unread = reading.fields_kind is None and frame.has_flag(END_HEADERS)
        return stream if part is None and unread and stream.initiator is Who.PEER else None

    def _requested(self, course: Course, reading: Reading, stream: Stream) -> Part:
        record, number = reading.record, stream.stream_id
        part = course.turns.get(number) or course.begin(number, record.seq, record.at)
        part.method, part.path = stream.method or b"", stream.path or b""
        if stream.received.ended:
            part.complete, part.completed_at = record.seq, record.at
        if self.on:
            if self._began is None:
                self._began = record.at
            self._client = self._client or _user_agent(reading)
            if self.wanted is None or self.wanted.matches(reading):
                course.kept = True
                self._book.ask(part)
        return part

    def _completed(self, part: Part, reading: Reading) -> None:
        stream = reading.stream
        if not part.complete and stream is not None and stream.received.ended:
            part.complete, part.completed_at = reading.record.seq, reading.record.at
            self._book.changed()

    # What leaves

    def _sent(self, course: Course, reading: Reading) -> None:
        frame, record = reading.frame, reading.record
        if frame is None:
            return
        part = course.turn(frame.stream_id) if frame.stream_id else None
        own = part is not None and part.stream_id == frame.stream_id
        if self.on and part is not None and own and _ends(reading):
            part.ended = True
            self._book.changed()
        rule = _LEFT.get(frame.type)
        if rule is not None:
            rule(self, course, reading)
        if frame.type == FrameType.RST_STREAM and record.origin in _ACTING:
            self._abandon(course, frame.stream_id)
        if self.replies and self.on and record.origin == Origin.AUTOMATIC:
            self._replied(course, reading)

    def _asked(self, course: Course, reading: Reading) -> None:
        course.asked.sent(reading, by_act=self._book.recent(reading.record.cause) is not None)

    def _promised(self, course: Course, reading: Reading) -> None:
        view = reading.frame.view if reading.frame is not None else None
        if not isinstance(view, payloads.PushPromise) or not view.promised_stream_id:
            return
        recent = self._book.recent(reading.record.cause)
        part = recent[0] if recent is not None else course.turn(reading.stream_id)
        if part is not None:
            course.promise(view.promised_stream_id, part)
        if recent is not None and reading.record.detail is None:
            recent[1].promised = view.promised_stream_id
            self._book.changed()

    def _data_left(self, course: Course, reading: Reading) -> None:
        job = course.jobs.get(reading.record.cause)
        view = reading.frame.view if reading.frame is not None else None
        if job is not None and isinstance(view, payloads.Data):
            job.left -= len(view.data)
            if job.left <= 0:
                del course.jobs[reading.record.cause]

    def _abandon(self, course: Course, stream_id: int = 0) -> None:
        """What has not begun to leave never will, on that stream or (0) on all: it is no act."""
        for seq, job in list(course.jobs.items()):
            if stream_id in (0, job.stream_id) and job.left == job.octets and job.alone:
                del course.jobs[seq]
                if self._book.remove(seq):
                    self._remarks.add(
                        f"{job.octets:,} octets of DATA waited for a window and never left:"
                        " they are not in it."
                    )

    def _held(self, course: Course, reading: Reading) -> None:
        """A reply that has not left by itself: what it answers may be answered by hand."""
        record = reading.record
        if record.origin != Origin.AUTOMATIC or not self.on:
            return
        if record.kind == Kind.FRAME_HELD:
            course.hold(record.seq, reading.stream_id)
        trigger = course.asked.unanswered(record.cause)
        if trigger is not None:
            course.heard.last = trigger

    def _replied(self, course: Course, reading: Reading) -> None:
        """An automatic reply, as an act; the first of a connection sets the policy for them."""
        record = reading.record
        if not course.ready or not course.replies(reading):
            return
        if not course.own:
            course.own = True
            part = course.opened(record.seq, record.at)
            self._book.add(part, Deed(course.ready, course.ready_at, Origin.AUTOMATIC))
        part = course.turn_for(reading.stream_id, record.cause, record.seq, record.at)
        deed = Deed(record.seq, record.at, Origin.AUTOMATIC)
        floor = part.floor(record.seq)
        seen = self._waits.seen(record.cause) if record.cause > floor else None
        trigger = part.heard.take(floor, 0)
        if seen is not None and seen.connection == course.number:
            trigger = Trigger(seen.seq, seen.at, seen.pattern, seen.stream_id)
        if trigger is not None:
            deed.follows(trigger)
        self._book.add(part, deed)

    # Acts

    def _fired(self, course: Course, reading: Reading) -> None:
        record, action = reading.record, reading.record.detail
        if record.origin not in _ACTING:
            return
        if not isinstance(action, _ACTIONS):
            if self.on:
                self._remarks.add(
                    f"Record {record.seq} is an action with values no record can hold:"
                    " it is not in it."
                )
            return
        if isinstance(action, Note):
            if self.on:
                self._remarks.quote("Noted", action.text)
        elif isinstance(action, Await):
            if self.on:
                self._waits.begin(record.seq, record.connection, action)
        elif isinstance(action, Sleep):  # no act: time that passes is in the one that follows
            if record.origin == Origin.HAND:
                course.sleep(record.at, action.seconds)
        else:
            stream_id = course.released(action) if isinstance(action, Policy) else 0
            if not isinstance(action, Policy) or action.changes or stream_id is not None:
                self._act(course, reading, cast(Action, action), stream_id or 0)

    def _act(self, course: Course, reading: Reading, action: Action, released: int) -> None:
        record = reading.record
        part = self._part(course, stream_of(action) or released, reading)
        course.concerned = part
        if not self.on:
            part.heard, course.heard = Heard(), Heard()
            part.ends.clear()
            return
        if self.wanted is not None and not selects(self.wanted, action, reading):
            return
        deed = Deed(record.seq, record.at, record.origin)
        deed.slept = course.woken(record.at)
        self._wait(course, part, deed, action)
        self._wait_for_answers(part, deed)
        course.kept = True
        self._book.add(part, deed)
        job = job_of(action)
        if job is not None:
            course.work(record.seq, job)
        if isinstance(action, Close):
            self._abandon(course)
        if job is None or not job.elided:  # else only what leaves is known
            part.ended = part.ended or means_end(action, part.stream_id)

    def _part(self, course: Course, stream_id: int, reading: Reading) -> Part:
        """Whose the act is; a request from before the recording gets its turn now."""
        record, connection = reading.record, reading.connection
        if course.ours:
            self._role = "client"
            part = course.opened(record.seq, record.at)
            part.there = _there(connection)
            return part
        stream = connection.stream(stream_id) if connection is not None and stream_id else None
        known = stream is None or course.turn(stream_id) is not None
        if not known and stream is not None and stream.initiator is Who.PEER:
            return self._requested_before(course, stream)
        cause = record.cause if record.origin == Origin.SCRIPT else 0
        return course.turn_for(stream_id, cause, record.seq, record.at)

    def _requested_before(self, course: Course, stream: Stream) -> Part:
        part = course.begin(stream.stream_id, stream.opened or 1, stream.opened_at)
        part.method, part.path = stream.method or b"", stream.path or b""
        if stream.received.ended:
            part.complete, part.completed_at = part.seq, part.at
        return part

    def _wait(self, course: Course, part: Part, deed: Deed, action: Action) -> None:
        """What the act came after, where no hook sees to it."""
        floor = part.floor(deed.seq)
        said = self._waits.take(deed.seq) if deed.origin == Origin.HAND else None
        octets = triggers.octets_past_windows(action)
        found = [part.heard.take(floor, octets), course.heard.take(floor, octets)]
        found.append(course.asked.answered(action))
        trigger = max((one for one in found if one and one.seq > floor), default=None)
        if said is not None and said.seen.head:
            deed.came = said.seen.seq
        elif said is not None and said.seen.connection == course.number and said.seen.seq > floor:
            seen = said.seen
            deed.follows(Trigger(seen.seq, seen.at, said.pattern, seen.stream_id), said=True)
            return
        if trigger is not None:
            deed.follows(trigger)
            if trigger.pattern == triggers.SETTINGS_ACK:
                self._pass_stray(course, part, trigger)

    def _wait_for_answers(self, part: Part, deed: Deed) -> None:
        """Of a client: responses that had ended on other streams."""
        seq = deed.wait.seq if deed.wait is not None else 0
        deed.also = tuple(wait_for(one) for one in part.ends.values() if one.seq != seq)
        part.ends.clear()

    def _pass_stray(self, course: Course, part: Part, trigger: Trigger) -> None:
        """Have an earlier wait pass an acknowledgement nobody asked for, or this one finds it."""
        stray, course.asked.stray = course.asked.stray, None
        if stray is None or not part.seq < stray.seq < trigger.seq:
            return
        later = [deed for deed in part.acts if deed.seq > stray.seq]
        if later and all(deed.wait is None for deed in later):
            later[0].follows(stray)

    def _refused(self, course: Course, reading: Reading) -> None:
        course.jobs.pop(reading.record.cause, None)
        self._book.remove(reading.record.cause)

    def _done(self, course: Course, reading: Reading) -> None:
        record = reading.record
        if self._waits.end(record.cause, not facts(record).get("reason")):
            return
        course.jobs.pop(record.cause, None)
        recent = self._book.recent(record.cause)
        if recent is not None:
            recent[1].done_at = record.at
            self._book.changed()

    def _ended(self, course: Course, reading: Reading) -> None:
        """The peer has ended its direction."""
        if course.ours and course.ready:
            self._answered(course, reading)

    def _over(self, course: Course, reading: Reading) -> None:
        """The connection is closed."""
        self._courses.pop(course.number, None)
        for sentence in course.cut_off:
            self._remarks.add(sentence)

    def _commented(self, reading: Reading) -> None:
        text = facts(reading.record).get("text")
        if self.on and text:
            self._remarks.quote("Remarked", text)


_WITH_HEAD = frozenset((FrameType.HEADERS, FrameType.CONTINUATION))


def _ends(reading: Reading) -> bool:
    """This frame of ours is the last of its stream."""
    assert reading.frame is not None
    type_ = reading.frame.type
    ends = type_ in (FrameType.DATA, FrameType.HEADERS) and reading.frame.has_flag(END_STREAM)
    return ends or type_ == FrameType.RST_STREAM


def _cut_off(courses: Iterable[Course]) -> Iterable[str]:
    return (sentence for course in courses for sentence in course.cut_off)


def _there(connection: Connection | None) -> tuple[str, str]:
    """Scheme and authority of the URL a connection of ours is to."""
    opened = {} if connection is None else connection.opened
    scheme, authority = (str(opened.get(name) or "") for name in ("scheme", "authority"))
    return (scheme, authority) if authority else ("", "")


def _user_agent(reading: Reading) -> str:
    for name, value in reading.fields or ():
        if name == b"user-agent":
            return elide(escape(value[: 4 * LONGEST_CLIENT]), LONGEST_CLIENT)
    return ""


def _when(started: str, at: float | None) -> str:
    """Wall-clock time of a moment, as far as it is known."""
    try:
        began = datetime.fromisoformat(started)
        return f"{began + timedelta(seconds=at or 0.0):%Y-%m-%d %H:%M} UTC"
    except (ValueError, OverflowError):
        return ""


_RULES: dict[int, Callable[[Recorder, Course, Any], None]] = {
    Kind.PREFACE_RECEIVED: Recorder._ready,
    Kind.UPGRADED: Recorder._ready,
    Kind.PREFACE_SENT: Recorder._greets,
    Kind.END_RECEIVED: Recorder._ended,
    Kind.FRAME_RECEIVED: Recorder._received,
    Kind.FRAME_SENT: Recorder._sent,
    Kind.FRAME_HELD: Recorder._held,
    Kind.FRAME_DROPPED: Recorder._held,
    Kind.ACTION_FIRED: Recorder._fired,
    Kind.ACTION_REFUSED: Recorder._refused,
    Kind.ACTION_DONE: Recorder._done,
    Kind.CONNECTION_CLOSED: Recorder._over,
    Kind.COMMENTED: lambda recorder, _, reading: recorder._commented(reading),
}
_LEFT: dict[int, Callable[[Recorder, Course, Reading], None]] = {
    FrameType.DATA: Recorder._data_left,
    FrameType.SETTINGS: Recorder._asked,
    FrameType.PING: Recorder._asked,
    FrameType.PUSH_PROMISE: Recorder._promised,
}
