"""What an action would do, found out by doing it to a copy of the endpoint that nobody hears.

So a preview cannot differ from the deed, and cannot change what comes after it. All that an
action may change is copied; what only received octets change (the decoder, what the splitter
keeps) stays the original's.
"""

from __future__ import annotations

import weakref
from copy import copy
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from h2craft.actions import Action, Await, Close, Data, Note, Policy, SendOctets, Sleep
from h2craft.endpoint.inflow import Inflows
from h2craft.endpoint.judge import Judge
from h2craft.endpoint.peer import PeerTable
from h2craft.endpoint.reconcile import told
from h2craft.endpoint.sendqueue import SendQueue
from h2craft.endpoint.tray import Tray
from h2craft.model import SettingsView
from h2craft.trace import SENT, NullJournal

if TYPE_CHECKING:
    from h2craft.endpoint.endpoint import Endpoint

_SILENT = (Sleep, Await, Close, Note)


@dataclass(frozen=True, slots=True, kw_only=True)
class FramePreview:
    """One frame that would leave (or, of `SendOctets`, what is no whole one).

    told   what h2 would be told of it, a sentence; empty where h2 makes or agrees to it
    step   why h2 could not be told
    """

    octets: bytes
    told: str = ""
    step: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """What would leave now, in order.

    octets    what `SendOctets` writes, else empty
    waiting   octets of DATA that would have to wait, and `why`, in words
    refused   the reason, with its `section`; frames before the refused one leave all the same
    """

    frames: tuple[FramePreview, ...] = ()
    octets: bytes = b""
    waiting: int = 0
    why: str = ""
    refused: str = ""
    section: str = ""


def preview(endpoint: Endpoint, action: Action, now: float) -> Preview:
    """Try it on a copy. Never raises: what is refused says so."""
    if isinstance(action, _SILENT):
        return Preview()
    notes = _Notes()
    twin = _twin(endpoint, notes)
    outcome = twin.apply(action, now)
    mine = [
        (octets, detail)
        for kind, octets, cause, detail in notes.kept
        if kind in SENT and (cause == outcome.seq or isinstance(action, Policy))
    ]
    waiting, why = _waiting(twin, outcome.seq)
    return Preview(
        frames=tuple(_shown(twin, octets, detail) for octets, detail in mine),
        octets=action.octets if isinstance(action, SendOctets) else b"",
        waiting=waiting,
        why=why,
        refused="" if outcome.accepted else outcome.reason,
        section=outcome.section,
    )


def _shown(twin: Endpoint, octets: bytes, detail: Any) -> FramePreview:
    if detail is None:
        return FramePreview(octets=octets)
    step = detail.get("step", "")
    if step:
        return FramePreview(octets=octets, step=step)
    if twin.lawful.gone is not None:
        return FramePreview(octets=octets, told="nothing: h2 has given the connection up")
    return FramePreview(octets=octets, told=told(octets))


def _waiting(twin: Endpoint, seq: int) -> tuple[int, str]:
    """Octets of DATA of this action that are in the queue, and what keeps the first of them."""
    octets, why = 0, ""
    for stream_id, line in twin.queue.streams.items():
        for place, waiting in enumerate(line):
            if waiting.job.action_seq != seq:
                continue
            if isinstance(waiting.crafted, Data):
                octets += len(waiting.crafted.data) - waiting.offset
            if not why:
                why = _why(twin, stream_id, first=not place)
    return octets, why


def _why(twin: Endpoint, stream_id: int, *, first: bool) -> str:
    lawful = twin.lawful
    own, all_ = lawful.stream_window(stream_id), lawful.connection_window
    if not first:
        return f"stream {stream_id} has more to send before it"
    if not twin.writable:
        return "what was sent before has not left yet"
    if min(own, all_) >= lawful.max_frame_size:
        return f"{twin.limits.pump_octets:,} octets leave at a time"
    if all_ < own:
        return f"the connection's window is {all_:,} octets"
    return f"the window of stream {stream_id} is {own:,} octets"


class _Notes(NullJournal):
    """What would be recorded: kind, octets, cause, detail."""

    __slots__ = ("kept",)

    def __init__(self) -> None:
        super().__init__()
        self.kept: list[tuple[int, bytes, int, Any]] = []

    def append(
        self,
        at: float,
        connection: int,
        kind: int,
        octets: bytes = b"",
        cause: int = 0,
        origin: int = 0,
        detail: Any = None,
    ) -> int:
        self.kept.append((kind, octets, cause, detail))
        return super().append(at, connection, kind, octets, cause, origin, detail)


def _twin(endpoint: Endpoint, notes: _Notes) -> Endpoint:
    made = copy(endpoint)
    # Its own numbers, below those of waiting actions: what they send is not this one's.
    notes.last = endpoint.journal.last
    made.journal = notes
    made.lawful = endpoint.lawful.twin()
    made.splitter = copy(endpoint.splitter)
    made.judge = _judge(endpoint.judge, made)
    made.ours = SettingsView()
    made.inflows = _inflows(endpoint.inflows)
    made.queue = _queue(endpoint.queue)
    made.tray = Tray(dict(endpoint.tray.policy), list(endpoint.tray.held))
    made.peer = PeerTable(made.lawful.encoder)
    made.output, made._aside, made._completed = [], [], []
    return made


def _judge(judge: Judge, twin: Endpoint) -> Judge:
    made = copy(judge)
    made._endpoint = weakref.proxy(twin)
    made._reset, made._expected = dict(judge._reset), dict(judge._expected)
    made.goaways_sent, made.goaways_received = [], []
    return made


def _inflows(inflows: Inflows) -> Inflows:
    made = copy(inflows)
    made.connection = copy(inflows.connection)
    made.streams = {number: copy(window) for number, window in inflows.streams.items()}
    made.ended = dict(inflows.ended)
    made._in_flight = inflows._in_flight.copy()
    return made


def _queue(queue: SendQueue) -> SendQueue:
    made = SendQueue()
    jobs: dict[int, Any] = {}
    for stream_id, line in queue.streams.items():
        made.streams[stream_id] = copied = line.copy()
        for at, waiting in enumerate(copied):
            copied[at] = copy(waiting)
            job = waiting.job
            copied[at].job = jobs.setdefault(id(job), copy(job))
    return made
