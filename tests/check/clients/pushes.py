"""What a server promises, RFC 9113 6.6 and 8.4: which promises there may be, and what is taken of
them.

A pushed response is kept for a request of the same path; nobody's window is opened for more of it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from exchange import Exchange, Request
from fieldblocks import Field
from frames import Frame
from limits import MAX_LIST, MAX_PUSHED, MAX_RESERVED, MUCH_OCTETS
from messages import check_promise
from rules import (
    ENHANCE_YOUR_CALM,
    PROTOCOL_ERROR,
    REFUSED_STREAM,
    StreamFault,
    calm,
    crash,
    hoard,
    legal,
    refuse,
    reject,
)
from stream import WE_RESET, Stream

if TYPE_CHECKING:
    from connection import Connection
    from streams import Streams


class Pushes:
    """See the module.

    reserved  requests that were promised, by the stream their response is to come on
    kept      responses that are complete, by path
    """

    def __init__(self, connection: Connection, streams: Streams, *, allowed: bool) -> None:
        self._connection = connection
        self._streams = streams
        self._allowed = allowed
        self.reserved: dict[int, Request] = {}
        self.last_promised = 0
        self.kept: dict[bytes, Exchange] = {}

    def check(self, frame: Frame, promised: int) -> None:
        """Whether there may be a promise here, 6.6, before its block is complete."""
        stream_id = frame.stream_id
        if not stream_id:
            refuse(PROTOCOL_ERROR, "PUSH_PROMISE on stream 0", "9113/6.6/push-stream-0")
        elif not self._allowed and self._connection.acknowledged:
            refuse(PROTOCOL_ERROR, "a push, though they are off", "9113/6.6/push-when-disabled")
        elif stream_id % 2 == 0:
            rule = "9113/6.6/push-on-pushed-stream"
            refuse(PROTOCOL_ERROR, "a push on a pushed stream", rule)
        elif self._streams.is_idle(stream_id):
            refuse(PROTOCOL_ERROR, "a push on an idle stream", "9113/6.6/push-on-idle-stream")
        elif not self._may_be_on(stream_id):
            refuse(PROTOCOL_ERROR, "a push on a closed stream", "9113/6.6/push-on-closed-stream")
        if promised % 2 or not promised:
            refuse(PROTOCOL_ERROR, f"stream {promised} promised", "9113/6.6/push-odd-promised")
        elif promised <= self.last_promised:
            rule = "9113/6.6/push-promised-reused"
            refuse(PROTOCOL_ERROR, f"stream {promised} promised again", rule)
        self.last_promised = max(self.last_promised, promised if promised % 2 == 0 else 0)

    def _may_be_on(self, stream_id: int) -> bool:
        """A stream the server may still send on; one we have reset is open to it for a while."""
        stream = self._streams.live.get(stream_id)
        if stream is not None:
            return not stream.remote_done
        return self._streams.closed.get(stream_id) == WE_RESET

    def promise(self, promised: int, fields: list[Field], size: int) -> None:
        """A promise is complete. Where it is not wanted, its stream is reset."""
        legal("A/8.4/push-accepted")
        if promised in self._streams.live or promised in self._streams.closed or not promised:
            return
        self.reserved[promised] = Request("GET", self._connection.authority, "")
        if len(self.reserved) > MAX_RESERVED:
            calm("promises without end", "C/push-promise-flood")
        try:
            self._consider(self.reserved[promised], fields, size)
        except StreamFault as fault:
            self._streams.reset(promised, fault.code, str(fault))

    def _consider(self, request: Request, fields: list[Field], size: int) -> None:
        if not self._allowed:
            crash("A/6.6/push-before-settings-ack")
            reject(REFUSED_STREAM, "pushes are off", "9113/6.6/push-when-disabled")
        if size > MAX_LIST:
            rule = "C/push-promise-many-fields"
            reject(ENHANCE_YOUR_CALM, f"a field list of {size} octets", rule)
            for _ in range(100):
                hoard(MUCH_OCTETS)
        path = check_promise(fields, frozenset([self._connection.authority.encode()]))
        request.path = path.decode("latin-1")

    def begin(self, stream_id: int) -> Stream:
        """The head of a pushed response has come."""
        streams = self._streams
        request = self.reserved[stream_id]
        if sum(stream.pushed for stream in streams.live.values()) >= MAX_PUSHED:
            reject(REFUSED_STREAM, "too many pushes", "9113/5.1.2/push-over-concurrency")
        del self.reserved[stream_id]
        stream = Stream(stream_id, Exchange(0, request), 0, streams.initial_window)
        stream.local_done = True
        return stream
