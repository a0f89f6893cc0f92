"""What a server has answered, stream by stream, as a client's script reads it. Knows events only.

Filled on the loop's thread as events come, and read there for a script that asks.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from h2craft.endpoint import Event, events
from h2craft.script.headers import RequestHeaders

KEPT_OCTETS = 16 << 20
"""Of one body; of what is longer, the rest is only counted."""
KEPT_STREAMS = 10_000


@dataclass(slots=True)
class Answer:
    """One response, as far as it has come.

    status         0 until its head has come
    headers        case-blind, as `request.headers` of a server's script; ":status" is among them
    informational  statuses of the interim responses before it
    body           its octets; `lost` more are not kept
    trailers       empty where there are none
    reset          error code of RST_STREAM; None for none
    ended          the server has ended the stream
    """

    status: int = 0
    headers: RequestHeaders = field(default_factory=lambda: RequestHeaders(()))
    informational: list[int] = field(default_factory=list)
    body: bytes = b""
    lost: int = 0
    trailers: RequestHeaders = field(default_factory=lambda: RequestHeaders(()))
    reset: int | None = None
    ended: bool = False

    @property
    def text(self) -> str:
        """The body as UTF-8; what is none is replaced."""
        return self.body.decode("utf-8", "replace")


class Answers:
    """Of one connection. `pushed`: streams the server has promised, each with its request."""

    def __init__(self) -> None:
        self._streams: dict[int, Answer] = {}
        self._bodies: dict[int, bytearray] = {}
        self.pushed: dict[int, RequestHeaders] = {}

    def take(self, event: Event) -> None:
        """The next event of the connection."""
        if isinstance(event, events.ResponseReceived):
            self._head(event)
        elif isinstance(event, events.DataReceived):
            self._data(event)
        elif isinstance(event, events.TrailersReceived):
            self._of(event.stream_id).trailers = RequestHeaders(event.headers)
        elif isinstance(event, events.StreamReset) and event.remote:
            self._of(event.stream_id).reset = event.error_code
        elif isinstance(event, events.PushReceived):
            self.pushed[event.promised_stream_id] = RequestHeaders(event.headers)
        if getattr(event, "stream_ended", None) is not None:
            self._of(event.stream_id).ended = True  # type: ignore[union-attr]

    def of(self, stream_id: int) -> Answer:
        """The answer on a stream by now, its body joined."""
        answer = self._of(stream_id)
        answer.body = bytes(self._bodies.get(stream_id, b""))
        return answer

    def _of(self, stream_id: int) -> Answer:
        answer = self._streams.get(stream_id)
        if answer is None:
            answer = self._streams[stream_id] = Answer()
            if len(self._streams) > KEPT_STREAMS:
                oldest = next(iter(self._streams))
                del self._streams[oldest]
                self._bodies.pop(oldest, None)
        return answer

    def _head(self, event: events.ResponseReceived) -> None:
        answer = self._of(event.stream_id)
        status = dict(event.headers).get(b":status", b"")
        number = int(status) if status.isdigit() else 0
        if event.informational:
            answer.informational.append(number)
            return
        answer.status = number
        answer.headers = RequestHeaders(event.headers)

    def _data(self, event: events.DataReceived) -> None:
        body = self._bodies.setdefault(event.stream_id, bytearray())
        room = max(0, KEPT_OCTETS - len(body))
        body += event.data[:room]
        self._of(event.stream_id).lost += max(0, len(event.data) - room)
