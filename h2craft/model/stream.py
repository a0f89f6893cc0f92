"""One stream and the two messages on it. Knows the table of states, no frame and no record."""

from __future__ import annotations

from h2craft.model.finding import Who
from h2craft.model.streams import ClosedBy, Direction, StreamState
from h2craft.model.windows import Window

_ACTIVE = frozenset(
    (StreamState.OPEN, StreamState.HALF_CLOSED_LOCAL, StreamState.HALF_CLOSED_REMOTE)
)


class Message:
    """What one end has said on a stream: a head or several, a body, perhaps trailers.

    heads           header blocks so far, informational ones and trailers included
    final           the head that is not informational has come; DATA may follow
    content_length  as announced; None if it was not, or cannot be held against the body
    octets          of content: DATA without padding
    no_content      the head says that there is none (RFC 9110 6.4.1), so any DATA is wrong
    window          how much more DATA this end may send here
    """

    __slots__ = (
        "content_length",
        "ended",
        "final",
        "heads",
        "judged",
        "no_content",
        "octets",
        "window",
    )

    def __init__(self, window: int) -> None:
        self.window = Window(window)
        self.heads = 0
        self.final = False
        self.ended = False
        self.content_length: int | None = None
        self.no_content = False
        self.octets = 0
        self.judged = False  # the body was found wrong once; once is enough


class Stream:
    """One stream as the wire shows it.

    opened, closed  seq of the record that did it; 0 where no record is known
    initiator       who opened or promised it
    error_code      of the RST_STREAM that closed it, else None
    method ...      the request line, as far as its block could be read
    status          of the last response head, informational ones included
    promised_on     the stream that carried the promise, 0 for a stream that was not pushed
    adopted         it was there before the first record: its past is unknown
    script          the handler that serves it, where records say so
    held            why it waits for a person, in words; None if it does not
    out_of_step     why h2 could not be told of a frame of ours, the last time; "" if it always was
    out_of_step_seq the record of that frame, 0 for none
    h2_state        the state h2 has it in, where that is not `state`; None where both agree
    """

    __slots__ = (
        "adopted",
        "authority",
        "closed",
        "closed_at",
        "closed_by",
        "error_code",
        "h2_state",
        "held",
        "initiator",
        "method",
        "opened",
        "opened_at",
        "out_of_step",
        "out_of_step_seq",
        "path",
        "promised_on",
        "received",
        "scheme",
        "script",
        "sent",
        "state",
        "status",
        "stream_id",
    )

    def __init__(
        self, stream_id: int, initiator: Who, received_window: int, sent_window: int
    ) -> None:
        self.stream_id = stream_id
        self.initiator = initiator
        self.state = StreamState.IDLE
        self.received = Message(received_window)
        self.sent = Message(sent_window)
        self.opened = 0
        self.opened_at = 0.0
        self.closed = 0
        self.closed_at: float | None = None
        self.closed_by: ClosedBy | None = None
        self.error_code: int | None = None
        self.method: bytes | None = None
        self.path: bytes | None = None
        self.authority: bytes | None = None
        self.scheme: bytes | None = None
        self.status: int | None = None
        self.promised_on = 0
        self.adopted = False
        self.script: str | None = None
        self.held: str | None = None
        self.out_of_step = ""
        self.out_of_step_seq = 0
        self.h2_state: StreamState | None = None

    @property
    def active(self) -> bool:
        """It counts towards MAX_CONCURRENT_STREAMS (RFC 9113 5.1.2)."""
        return self.state in _ACTIVE

    @property
    def received_window(self) -> Window:
        """How much DATA the peer may still send here."""
        return self.received.window

    @property
    def sent_window(self) -> Window:
        """How much DATA we may still send here."""
        return self.sent.window

    def message(self, direction: Direction) -> Message:
        return self.received if direction is Direction.RECEIVED else self.sent

    def __repr__(self) -> str:
        return f"<Stream {self.stream_id} {self.state}>"
