"""Our end of one connection, sans-IO: octets in, octets out, everything in the journal.

Theory of operation
===================

Received octets are cut by the splitter into pieces: preface, frames, leftovers. Each piece is
recorded first, then given to h2 alone, and what h2 wants to say to it is drained at once. So the
record of a reply carries the record it answers, no event is lost because a later frame is bad,
and a policy can hold a reply back before it reaches a socket (see `replies`).

An action comes in by `apply` and leaves by one of two doors. The *lawful* door (`lawdoor`) asks
h2: it may refuse, DATA waits for windows and is cut to size in the send queue. The *wire* door
(`wiredoor`) writes what it is told and then informs h2 as far as h2 can be informed; the record
says when the two are out of step.

h2 gives up at the first connection error (see `connectionerror`). Its GOAWAY is sent, with the
reason as debug data, and from then on frames are recorded and not judged. The connection stays,
because a client author wants to see what the client does next; the `strict` profile closes it.

Nothing here raises on what a peer sends or on what is asked for: a refusal is an `Outcome`, and
a surprise is a record. Time comes in as `now`, seconds since the journal began.

This file is watched: what grows beyond wiring goes into a module of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from h2craft.actions import (
    Action,
    Await,
    Close,
    CloseHow,
    Door,
    Note,
    Policy,
    Reply,
    Send,
    SendOctets,
    Sleep,
)
from h2craft.endpoint import (
    connectionerror,
    datain,
    events,
    lawdoor,
    pouring,
    replies,
    unframed,
    wiredoor,
)
from h2craft.endpoint.crafting import data_shell, without_bodies
from h2craft.endpoint.events import Event, HeaderList
from h2craft.endpoint.inflow import Inflows
from h2craft.endpoint.judge import Judge
from h2craft.endpoint.lawful import Lawful
from h2craft.endpoint.numbering import numbered
from h2craft.endpoint.options import Greeting, Limits
from h2craft.endpoint.peer import PeerTable
from h2craft.endpoint.preview import Preview, preview
from h2craft.endpoint.refusal import GaveUp, Refused
from h2craft.endpoint.sendqueue import Job, SendQueue
from h2craft.endpoint.shadow import Following, follow_policy
from h2craft.endpoint.tray import Tray
from h2craft.model import SettingsView
from h2craft.trace import Journal, Kind, Origin
from h2craft.wire import ACK, PREFACE, ErrorCode, Frame, FrameType, PieceKind, SettingId, Splitter

_FRAME, _PREFACE, _OVERSIZE = PieceKind.FRAME, PieceKind.PREFACE, PieceKind.OVERSIZE
_FRAME_RECEIVED, _FRAME_SENT = Kind.FRAME_RECEIVED, Kind.FRAME_SENT
_DATA, _SETTINGS, _GOAWAY = int(FrameType.DATA), int(FrameType.SETTINGS), int(FrameType.GOAWAY)
# Frames that may open a window: after them the send queue is looked at again.
_OPENS_WINDOWS = frozenset({int(FrameType.WINDOW_UPDATE), int(FrameType.SETTINGS)})


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of an action.

    pending    a ticket, while DATA of it waits for a window; `Endpoint.completed` names it later
    stream_id  of a push: the promised stream; of a client's NEW_STREAM: its number
    """

    accepted: bool
    reason: str = ""
    section: str = ""
    pending: int | None = None
    stream_id: int | None = None
    seq: int = 0


class Endpoint:
    """Our end of one connection. All methods are for one thread, the one that owns the socket."""

    def __init__(
        self,
        *,
        connection: int,
        journal: Journal,
        role: str = "server",
        greeting: Greeting | None = None,
        limits: Limits | None = None,
        strict: bool = False,
        policy: Mapping[str, Reply] | None = None,
    ) -> None:
        self.connection = connection
        self.journal: Journal | Following = journal
        self.role = role
        self.greeting = greeting or Greeting()
        self.limits = limits or Limits()
        self.strict = strict
        self.lawful = Lawful(
            role=role,
            strict=strict,
            header_list=self.limits.header_list_octets,
            encoder_table=self.limits.encoder_table_octets,
        )
        announced = [v for i, v in self.greeting.settings if i == SettingId.MAX_FRAME_SIZE]
        self.splitter = Splitter(
            expect_preface=role == "server", max_frame_size=max(16_384, *announced, 0)
        )
        self.judge = Judge(self)
        self.ours = SettingsView()
        self.inflows = Inflows()
        self.queue = SendQueue()
        self.tray = Tray() if policy is None else Tray(dict(policy))
        self.peer = PeerTable(self.lawful.encoder)
        #: The link sets this while its transport takes no more.
        self.writable = True
        #: Make a FrameReceived for every frame, and events for control frames.
        self.wants_frames = False
        self.wants_control = False
        #: Set when the socket is to be closed once the output is written.
        self.closing: CloseHow | None = None
        self.unfinished = b""  # of a frame that somebody writes in parts
        self.output: list[bytes] = []
        self._aside: list[Event] = []
        self._completed: list[tuple[int, str | None]] = []
        self._tickets = 0
        self._after_goaway = 0

    # The start

    def open(
        self, now: float, greeting: Greeting | None = None, origin: Origin = Origin.AUTOMATIC
    ) -> None:
        """Put our side of the preface (RFC 9113 3.4) into the output, as the greeting says."""
        follow_policy(self, self.tray.policy, now)
        self.greeting = greeting = greeting or self.greeting
        if not greeting.send:
            return
        if self.role == "client":
            self.journal.append(now, self.connection, Kind.PREFACE_SENT, PREFACE, 0, origin)
            self.output.append(PREFACE)
        if greeting.octets is not None:
            pouring.write(self, greeting.octets, now, 0, origin)
            return
        for octets in lawdoor.greet(self, greeting):
            self.sent(octets, now, 0, origin)

    def upgrade(self, now: float, settings_payload: bytes, headers: HeaderList) -> list[Event]:
        """Begin with stream 1 as the HTTP/1.1 request that asked for h2c (RFC 7540 3.2).

        `settings_payload` is the decoded HTTP2-Settings field, the peer's or ours, `headers` of the
        peer's request its HTTP/2 fields. Call it before `open`, once the 101 is there. Raises
        Refused.
        """
        self.lawful.upgrade(settings_payload)
        detail = {"from": "h2c", "settings": settings_payload.hex()}
        seq = self.journal.append(
            now, self.connection, Kind.UPGRADED, b"", 0, Origin.ENGINE, detail
        )
        if self.role == "client":
            lawdoor.upgraded(self, seq, now)
            return []
        request = events.RequestReceived(1, headers, events.StreamEnded(1), None, seq)
        return [request]

    # Received

    def receive(self, octets: bytes, now: float) -> list[Event]:
        """Take octets as they come. Returns what they mean to whoever serves the streams."""
        happened: list[Event] = []
        for kind, piece in self.splitter.feed(octets):
            if kind is _FRAME:
                self._frame_received(piece, now, happened)
            elif kind is _PREFACE:
                self._preface_received(piece, now, happened)
            else:
                self._unframed(piece, now, happened, oversize=kind is _OVERSIZE)
        if self._aside:
            happened += self.take_events()
        return happened

    def _frame_received(self, octets: bytes, now: float, happened: list[Event]) -> None:
        seq = self.journal.append(now, self.connection, _FRAME_RECEIVED, octets)
        if self.wants_frames:
            happened.append(events.FrameReceived(Frame(octets), seq))
        lawful = self.lawful
        if lawful.gone is not None:
            self._received_after_goaway(now)
            return
        type_ = octets[3]
        if type_ == _DATA:
            if datain.receive(self, octets, seq, now, happened):
                return
            octets = data_shell(octets)
        elif type_ == _GOAWAY and self.judge.goaway_received(octets, seq, happened):
            return  # h2 would close for good, and lawful streams still have to finish
        try:
            meant, reply = lawful.feed(octets, seq)
        except GaveUp as gone:
            connectionerror.gave_up(self, gone, seq, now, happened)
            return
        if reply:
            replies.answer(self, reply, seq, now)
        for event in meant:
            self.judge.received(event, now, happened)
        if type_ in _OPENS_WINDOWS:
            if type_ == _SETTINGS and octets[4] & ACK:
                datain.acknowledged(self, seq, now)
            if self.queue.streams:
                self.pump(now)
        if self.wants_control:
            self.judge.control(octets, seq, happened)

    def _preface_received(self, octets: bytes, now: float, happened: list[Event]) -> None:
        seq = self.journal.append(now, self.connection, Kind.PREFACE_RECEIVED, octets)
        self.lawful.feed(octets, seq)
        happened.append(events.ConnectionReady())

    def _unframed(
        self, octets: bytes, now: float, happened: list[Event], *, oversize: bool
    ) -> None:
        seq = self.journal.append(now, self.connection, Kind.OCTETS_RECEIVED, octets)
        if self.lawful.gone is not None:
            self._received_after_goaway(now)
            return
        gone = unframed.give_up(self, octets, oversize=oversize)
        connectionerror.gave_up(self, gone, seq, now, happened)

    def _received_after_goaway(self, now: float) -> None:
        self._after_goaway += 1
        if self._after_goaway == self.limits.records_after_goaway and self.closing is None:
            self.limit(now, "records_after_goaway", self._after_goaway, "connection reset")
            self.closing = CloseHow.RESET

    def receive_end(self, now: float, how: str) -> list[Event]:
        """The peer has ended its direction: keep what was cut off."""
        for _, piece in self.splitter.end():
            seq = self.journal.append(
                now, self.connection, Kind.OCTETS_RECEIVED, piece, 0, Origin.PEER, {"cut_off": how}
            )
            spoken = unframed.spoken(self, piece)
            if spoken and self.lawful.gone is None:
                connectionerror.give_up(self, spoken, ErrorCode.PROTOCOL_ERROR, "3.4", seq, now)
        return self.take_events()

    def take_events(self) -> list[Event]:
        """Events that came up outside of `receive`: a stream reset by hand, a limit."""
        happened, self._aside = self._aside, []
        return happened

    def limit(self, now: float, limit: str, value: int, done: str) -> None:
        detail = {"limit": limit, "value": value, "done": done}
        self.journal.append(now, self.connection, Kind.LIMIT_REACHED, b"", 0, Origin.ENGINE, detail)

    def credit(self, stream_id: int, octets: int, now: float) -> None:
        """Flow-controlled octets of the stream are consumed (RFC 9113 5.2): open the windows."""
        if octets > 0 and self.lawful.gone is None:
            datain.credit(self, stream_id, octets, now)

    # Sent

    def apply(
        self, action: Action, now: float, *, origin: Origin = Origin.SCRIPT, cause: int = 0
    ) -> Outcome:
        """Do what is asked. Never raises: a refusal is the outcome."""
        opened = None
        if self.role == "client":
            action, opened = numbered(self, action)
        kept = without_bodies(action) if type(action) is Send else action
        seq = self.journal.append(now, self.connection, Kind.ACTION_FIRED, b"", cause, origin, kept)
        try:
            outcome = _DO[type(action)](self, action, now, seq, origin)
            return outcome if opened is None else replace(outcome, stream_id=opened)
        except Exception as refused:
            # Not only refusals: a script may put anything into an action, and waits for an answer.
            reason = str(refused) or type(refused).__name__
            section = getattr(refused, "section", "")
            detail = {"reason": reason, "section": section}
            self.journal.append(now, self.connection, Kind.ACTION_REFUSED, b"", seq, origin, detail)
            return Outcome(False, reason, section, seq=seq)

    def preview(self, action: Action, now: float) -> Preview:
        """What `apply` would do now, found out on a copy: nothing changes by it. Never raises."""
        return preview(self, action, now)

    def _send(self, action: Send, now: float, seq: int, origin: Origin) -> Outcome:
        if action.door is Door.WIRE:
            for crafted in action.frames:
                wiredoor.send(self, crafted, now, seq, origin, inform=action.inform)
            return Outcome(True, seq=seq)
        self._tickets += 1
        job = Job(self._tickets, seq, origin)
        promised = None
        for crafted in action.frames:
            promised = lawdoor.send(self, crafted, job, now) or promised
        if job.waiting:
            self.pump(now)
        return Outcome(
            True, pending=job.ticket if job.waiting else None, stream_id=promised, seq=seq
        )

    def _send_octets(self, action: SendOctets, now: float, seq: int, origin: Origin) -> Outcome:
        pouring.write(self, action.octets, now, seq, origin)
        return Outcome(True, seq=seq)

    def pour(
        self, octets: bytes, now: float, cause: int, origin: Origin, spent: pouring.Spent = (0, 0)
    ) -> None:
        """Write octets and record them as they are: h2 hears of nothing but the windows."""
        pouring.pour(self, octets, now, cause, origin, spent)

    def _close(self, action: Close, now: float, seq: int, origin: Origin) -> Outcome:
        self.closing = action.how
        return Outcome(True, seq=seq)

    def _policy(self, action: Policy, now: float, seq: int, origin: Origin) -> Outcome:
        replies.change(self, action, now, origin)
        return Outcome(True, seq=seq)

    def _note(self, action: Note, now: float, seq: int, origin: Origin) -> Outcome:
        return Outcome(True, seq=seq)

    def _not_ours(self, action: Action, now: float, seq: int, origin: Origin) -> Outcome:
        raise Refused(f"{type(action).__name__} needs a clock: the engine does it")

    def sent(self, octets: bytes, now: float, cause: int, origin: Origin) -> None:
        self.journal.append(now, self.connection, _FRAME_SENT, octets, cause, origin)
        self.output.append(octets)

    def sent_lawfully(self, octets: bytes, now: float, job: Job) -> None:
        """One frame that h2 has agreed to."""
        self.sent(octets, now, job.action_seq, job.origin)

    # The send queue

    def pump(self, now: float) -> bool:
        """Send queued DATA as far as the windows and one turn's budget go, streams in turn.

        Returns True when more could be sent at once; call it again when the transport has room.
        """
        budget = self.limits.pump_octets
        streams = self.queue.streams
        moved = True
        while moved and streams and self.writable:
            moved = False
            for stream_id in list(streams):
                taken = lawdoor.send_queued(self, stream_id, now)
                if taken is None:
                    continue
                moved = True
                budget -= taken
                if budget <= 0:
                    return bool(streams)
        return False

    def job_done(self, job: Job, now: float) -> None:
        self._completed.append((job.ticket, None))
        self.journal.append(
            now, self.connection, Kind.ACTION_DONE, b"", job.action_seq, Origin.ENGINE
        )

    def drop_stream(self, stream_id: int, reason: str) -> None:
        """Nothing more will be sent on the stream: what waits for it has failed."""
        if self.lawful.state_of(stream_id) == "closed":
            self.inflows.drop(stream_id)
        for job in self.queue.drop(stream_id):
            self._completed.append((job.ticket, reason))

    def completed(self) -> list[tuple[int, str | None]]:
        """Tickets finished since the last call, each with the error or None."""
        done, self._completed = self._completed, []
        return done

    def take_output(self) -> list[bytes]:
        """Octets to write now, in order. The caller writes all of them."""
        output, self.output = self.output, []
        return output

    def announced(self, pairs: tuple[tuple[int, int], ...]) -> None:
        """We have sent SETTINGS: from now on the peer may use what they allow."""
        settings = dict(pairs)
        self.ours.announce(pairs, self.journal.last + 1)
        self.judge.announced(settings)
        self.inflows.announced(settings.get(SettingId.INITIAL_WINDOW_SIZE))
        sizes = [value for identifier, value in pairs if identifier == SettingId.MAX_FRAME_SIZE]
        self.splitter.max_frame_size = max(self.splitter.max_frame_size, *sizes, 0)

    def tell_aside(self, event: Event) -> None:
        """An event for whoever serves the stream that no received frame has caused."""
        self._aside.append(event)

    def end(self, now: float, reason: str) -> None:
        """The connection is gone: whatever waits has failed."""
        if self.lawful.gone is None:
            self.lawful.retire(reason, ErrorCode.NO_ERROR, "")
        self.lawful.end()
        for stream_id in list(self.queue.streams):
            self.drop_stream(stream_id, reason)

    @property
    def active_streams(self) -> int:
        """Streams that are open in some direction; 0 once h2 has given up."""
        return 0 if self.lawful.gone is not None else self.lawful.open_streams()


_DO: dict[type, Callable[[Endpoint, Any, float, int, Origin], Outcome]] = {
    Send: Endpoint._send,
    SendOctets: Endpoint._send_octets,
    Close: Endpoint._close,
    Policy: Endpoint._policy,
    Note: Endpoint._note,
    Sleep: Endpoint._not_ours,
    Await: Endpoint._not_ours,
}
