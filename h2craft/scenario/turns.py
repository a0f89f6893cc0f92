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

from h2craft.actions import Action, Send, SendOctets
from h2craft.scenario.score import Wait
from h2craft.scenario.triggers import Asked, Heard
from h2craft.trace import Origin
from h2craft.wire import HEADER_LENGTH

T = TypeVar("T")

KEPT_TURNS = 10_000  # of one connection, to which acts may still come
KEPT_PROMISES = 1_000
KEPT_JOBS = 10_000
_FRAMES_LOOKED_AT = 64


class Deed:
    """An act in the making; see `score.Act`.

    waited_at  when the frame of `wait` came
    came       record of another turn's request somebody has waited for; 0 for none
    done_at    when it was done with: later than `at` for what had to wait
    """

    __slots__ = ("at", "came", "done_at", "origin", "promised", "seq", "wait", "waited_at")

    def __init__(self, seq: int, at: float, origin: Origin) -> None:
        self.seq = seq
        self.at = self.done_at = at
        self.origin = origin
        self.wait: Wait | None = None
        self.waited_at = 0.0
        self.came = 0
        self.promised = 0


class Part:
    """A turn in the making; see `score.Turn`.

    at, completed_at  when the head, and the end of the request, came
    kept              it is one of the recording
    asked             its request is wanted, even if it gets nothing
    ordinal           of its connection, where it is the connection's own; 0 if that is not known
    heard             what the peer said last on its stream, and when its window was opened
    """

    __slots__ = (
        "acts",
        "asked",
        "at",
        "complete",
        "completed_at",
        "connection",
        "ended",
        "heard",
        "kept",
        "method",
        "ordinal",
        "path",
        "seq",
        "stream_id",
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

    @property
    def place(self) -> tuple[int, int, int]:
        """Turns are sorted by it."""
        return self.seq, self.connection, self.stream_id

    def head(self, seq: int) -> tuple[int, float]:
        """What calls the hook an act stands in: the head of the request, or its end."""
        if self.complete and seq > self.complete:
            return self.complete, self.completed_at
        return self.seq, self.at

    def floor(self, seq: int) -> int:
        """Record up to which everything is past for an act: the hook's, the last act, its wait."""
        last = self.acts[-1].seq if self.acts else 0
        return max(self.head(seq)[0], last)


class Job:
    """DATA an act sends lawfully: octets of it, and those that have not left.

    elided  records do not have it: it is known from the frames that have left, and nowhere else
    alone   the act sends nothing but DATA
    """

    __slots__ = ("alone", "elided", "left", "octets", "stream_id")

    def __init__(self, stream_id: int, octets: int, *, elided: bool, alone: bool) -> None:
        self.stream_id = stream_id
        self.octets = self.left = octets
        self.elided = elided
        self.alone = alone


class Course:
    """One connection: its turns by stream, and whose turn it is.

    ready, ready_at  the record it was ready with, 0 until then
    ordinal          which of the connections that became ready while recording; 0 for none
    concerned        the turn that was last concerned
    jobs             lawful DATA that has not all left, by the seq of its act
    held             streams of replies in the tray, by their records
    """

    __slots__ = (
        "_heads",
        "asked",
        "concerned",
        "heard",
        "held",
        "jobs",
        "number",
        "opening",
        "ordinal",
        "promised",
        "ready",
        "ready_at",
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

    def turn(self, stream_id: int) -> Part | None:
        """Whose stream that is."""
        return self.turns.get(stream_id) or self.promised.get(stream_id)

    def turn_for(self, stream_id: int, cause: int, seq: int, at: float) -> Part:
        """Whose an act is. `cause` is the request a script serves."""
        part = self.turn(stream_id) if stream_id else None
        part = part or self._heads.get(cause) or self.concerned or self.opening
        if part is None:
            part = self.opening = Part(self.number, 0, self.ready or seq, self.ready_at or at)
            part.ordinal = self.ordinal
        return part


def _put(kept: OrderedDict[int, T], seq: int, value: T) -> None:
    kept[seq] = value
    if len(kept) > KEPT_JOBS:
        kept.popitem(last=False)


def stream_of(action: Action) -> int:
    """The stream an action concerns: the first that is not the connection; 0 for none."""
    if isinstance(action, Send):
        streams = (frame.stream_id for frame in action.frames)
        return next((stream_id for stream_id in streams if stream_id), 0)
    return _stream_in(action.octets) if isinstance(action, SendOctets) else 0


def _stream_in(octets: bytes) -> int:
    """The first stream named by whole frame headers."""
    at = 0
    for _ in range(_FRAMES_LOOKED_AT):
        header = octets[at : at + HEADER_LENGTH]
        if len(header) < HEADER_LENGTH:
            return 0
        stream_id = int.from_bytes(header[5:], "big") & 0x7FFF_FFFF
        if stream_id:
            return stream_id
        at += HEADER_LENGTH + int.from_bytes(header[:3], "big")
    return 0
