"""Which turn an act belongs to: requests and acts of one connection, while they are recorded.

Knows streams and actions; not what an act came after (`triggers`), and no script.

An act is in the turn of the request whose stream it concerns; what goes to a stream that was
pushed is in the turn of the promise. An act on the connection, or on a stream that is nobody's, is
in the turn that was last concerned: the one a script was serving, else the last with an act or a
frame of the peer. Before any request there is the turn of the connection itself.
"""

from __future__ import annotations

from collections import OrderedDict
from typing import TypeVar

from h2craft.actions import Policy
from h2craft.model import Reading
from h2craft.scenario.deeds import Deed, Job
from h2craft.scenario.triggers import Asked, Heard, Trigger
from h2craft.wire import ACK, FrameType

T = TypeVar("T")

KEPT_TURNS = 10_000  # of one connection, to which acts may still come
KEPT_PROMISES = 1_000
KEPT_JOBS = 10_000

_REPLIES = frozenset(
    (FrameType.PING, FrameType.WINDOW_UPDATE, FrameType.RST_STREAM, FrameType.GOAWAY)
)
_FRAMES_LOOKED_AT = 64


class Part:
    """A turn in the making; see `score.Turn`.

    at, completed_at  when the head, and the end of the request, came
    kept              it is one of the recording
    asked             its request is wanted, even if it gets nothing
    ordinal           of its connection, where it is the connection's own; 0 if that is not known
    heard             what the peer said last on its stream, and when its window was opened
    there             of a client: scheme and authority of the URL it has connected to
    ends              of a client: by stream, what has come to an end since its last act
    """

    __slots__ = (
        "acts",
        "asked",
        "at",
        "complete",
        "completed_at",
        "connection",
        "ended",
        "ends",
        "heard",
        "kept",
        "method",
        "ordinal",
        "path",
        "seq",
        "stream_id",
        "there",
    )

    def __init__(self, connection: int, stream_id: int, seq: int, at: float) -> None:
        self.connection = connection
        self.stream_id = stream_id
        self.seq = seq
        self.at = at
        self.complete = 0
        self.completed_at = 0.0
        self.method = b""
        self.path = b""
        self.ended = False
        self.kept = False
        self.asked = False
        self.ordinal = 0
        self.acts: list[Deed] = []
        self.heard = Heard()
        self.ends: OrderedDict[int, Trigger] = OrderedDict()
        self.there = ("", "")

    @property
    def place(self) -> tuple[int, int, int]:
        """Turns are sorted by it."""
        return self.seq, self.connection, self.stream_id

    def head(self, seq: int) -> tuple[int, float]:
        """What calls the hook an act stands in: the head of the request, or its end."""
        if self.complete and seq > self.complete:
            return self.complete, self.completed_at
        return self.seq, self.at

    def answered(self, trigger: Trigger, beside: int = 0) -> None:
        """A response has come to its end, or the connection; see `ends`."""
        _put(self.ends, beside or trigger.stream_id, trigger)

    def floor(self, seq: int) -> int:
        """Record up to which everything is past for an act: the hook's, the last act, its wait."""
        last = self.acts[-1].seq if self.acts else 0
        return max(self.head(seq)[0], last)


class Course:
    """One connection: its turns by stream, and whose turn it is.

    ready, ready_at  the record it was ready with, 0 until then
    ordinal          which of the connections that became ready while recording; 0 for none
    concerned        the turn that was last concerned
    jobs             lawful DATA that has not all left, by the seq of its act
    held             streams of replies in the tray, by their records
    kept             something of it is recorded
    own              automatic replies are acts, and the policy is set for them
    ours             we are the client there: all acts are of one turn
    slept            until when a person sleeps, and for how many seconds, since the last act
    """

    __slots__ = (
        "_greeting",
        "_heads",
        "asked",
        "concerned",
        "heard",
        "held",
        "jobs",
        "kept",
        "number",
        "opening",
        "ordinal",
        "ours",
        "own",
        "promised",
        "ready",
        "ready_at",
        "slept",
        "turns",
    )

    def __init__(self, number: int) -> None:
        self.number = number
        self.ready = 0
        self.ready_at = 0.0
        self.ordinal = 0
        self.turns: OrderedDict[int, Part] = OrderedDict()
        self.promised: OrderedDict[int, Part] = OrderedDict()
        self._heads: dict[int, Part] = {}
        self.opening: Part | None = None
        self.concerned: Part | None = None
        self.heard = Heard()
        self.asked = Asked()
        self.jobs: OrderedDict[int, Job] = OrderedDict()
        self.held: OrderedDict[int, int] = OrderedDict()
        self.kept = False
        self.own = False
        self.ours = False
        self.slept = (0.0, 0.0)
        self._greeting = 0

    def sleep(self, at: float, seconds: float) -> None:
        """A person sleeps from then on."""
        self.slept = at + seconds, self._over(at) + seconds

    def woken(self, at: float) -> float:
        """For how many seconds somebody has slept by then. Who acts before has not."""
        seconds, self.slept = self._over(at), (0.0, 0.0)
        return seconds

    def _over(self, at: float) -> float:
        return self.slept[1] if self.slept[0] <= at else 0.0

    def begin(self, stream_id: int, seq: int, at: float) -> Part:
        """A request's turn."""
        part = Part(self.number, stream_id, seq, at)
        self.turns[stream_id] = part
        self._heads[seq] = part
        if len(self.turns) > KEPT_TURNS:
            _, oldest = self.turns.popitem(last=False)
            self._heads.pop(oldest.seq, None)
        self.concerned = part
        return part

    def promise(self, stream_id: int, part: Part) -> None:
        """A stream was promised by an act of that turn."""
        self.promised[stream_id] = part
        if len(self.promised) > KEPT_PROMISES:
            self.promised.popitem(last=False)

    def work(self, seq: int, job: Job) -> None:
        """An act has DATA that may have to wait."""
        _put(self.jobs, seq, job)

    def hold(self, seq: int, stream_id: int) -> None:
        """A reply lies in the tray."""
        _put(self.held, seq, stream_id)

    def released(self, action: Policy) -> int | None:
        """The stream of replies that are let out of the tray; None where there are none."""
        streams = [self.held[seq] for seq in action.release if seq in self.held]
        return max(streams, default=None)

    @property
    def cut_off(self) -> list[str]:
        """Of which DATA only a part is known: sentences."""
        return [
            f"Of {job.octets:,} octets of DATA only {job.octets - job.left:,} had left:"
            " a recording has no more of them."
            for job in self.jobs.values()
            if job.elided
        ]

    def turn(self, stream_id: int) -> Part | None:
        """Whose stream that is."""
        return self.turns.get(stream_id) or self.promised.get(stream_id)

    def turn_for(self, stream_id: int, cause: int, seq: int, at: float) -> Part:
        """Whose an act is: where we are the client, the connection's. `cause` is the request a
        script serves."""
        if self.ours:
            return self.opened(seq, at)
        part = self.turn(stream_id) if stream_id else None
        return part or self._heads.get(cause) or self.concerned or self.opened(seq, at)

    def opened(self, seq: int, at: float) -> Part:
        """The turn of the connection itself."""
        if self.opening is None:
            self.opening = Part(self.number, 0, self.ready or seq, self.ready_at or at)
            self.opening.ordinal = self.ordinal
        return self.opening

    def replies(self, reading: Reading) -> bool:
        """Whether an automatic frame of ours replies to something.

        Our first SETTINGS, and the credit that comes with them, do not (RFC 9113 3.4, 6.9.2); an
        acknowledgement of SETTINGS does, but is never an act: the first is due before all acts.
        """
        assert reading.frame is not None
        seq, frame_type = reading.record.seq, reading.frame.type
        if frame_type == FrameType.SETTINGS:
            self._greeting = self._greeting if reading.frame.has_flag(ACK) else seq
            return False
        greets = frame_type == FrameType.WINDOW_UPDATE and seq == self._greeting + 1
        let_out = reading.record.cause in self.held
        return not greets and not let_out and frame_type in _REPLIES


def _put(kept: OrderedDict[int, T], seq: int, value: T) -> None:
    kept[seq] = value
    if len(kept) > KEPT_JOBS:
        kept.popitem(last=False)
