"""The streams of one connection: what arrives on them, what is sent on them, and their windows.

Knows frames and messages, RFC 9113 5, 6.1, 6.2, 6.4, 6.6, 6.9 and 8; the connection gives it whole
field blocks, and carries what it sends.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import frames
import sending
from exchange import Exchange, Request
from fieldblocks import Field
from frames import Frame
from messages import (
    check_promise,
    check_response,
    check_trailers,
    content_length,
    has_no_content,
    malformed,
)
from rules import (
    CANCEL,
    ENHANCE_YOUR_CALM,
    FLOW_CONTROL_ERROR,
    FRAME_SIZE_ERROR,
    NO_ERROR,
    PROTOCOL_ERROR,
    REFUSED_STREAM,
    STREAM_CLOSED,
    ConnectionFault,
    StreamFault,
    calm,
    crash,
    hoard,
    legal,
    name_of,
    off,
    refuse,
    reject,
)

if TYPE_CHECKING:
    from connection import Connection

MAX_LIST = 1 << 16
MAX_INTERIM = 40
MAX_RESERVED = 100
MAX_PUSHED = 8
MAX_PUSHED_OCTETS = 1 << 15  # whoever wants more asks for it
MAX_SMALL_DATA = 40_000
MUCH_OCTETS = 1 << 21  # what a client with a defect keeps for each frame
SMALL_OCTETS = 16
CONNECTION_WINDOW = 2 * frames.DEFAULT_WINDOW

ENDED, WE_RESET, PEER_RESET = "ended", "we reset", "peer reset"
_LATE = {
    ("data", ENDED): "9113/5.1/closed-data-after-end",
    ("data", PEER_RESET): "9113/5.1/closed-data-after-rst",
    ("headers", ENDED): "9113/5.1/closed-headers-after-end",
    ("headers", PEER_RESET): "9113/5.1/closed-headers-after-rst",
}


class Stream:
    """One stream that is open or half-closed.

    received  octets of content, to be compared with what content-length `expected`
    unread    what the application has not taken yet, `credit` octets of windows with its padding
    owed      octets it has taken, by which the stream's window is not open again yet
    """

    def __init__(self, stream_id: int, exchange: Exchange, send: int, receive: int) -> None:
        self.id = stream_id
        self.exchange = exchange
        self.send_window = send
        self.receive_window = receive
        self.sent = 0
        self.local_done = False
        self.remote_done = False
        self.ended_at = 0.0
        self.continued = not exchange.request.expects
        self.final = False
        self.interim = 0
        self.no_content = False
        self.expected: int | None = None
        self.received = 0
        self.unread = bytearray()
        self.credit = 0
        self.owed = 0
        self.pushed = stream_id % 2 == 0


class Streams:
    """See the module. `over` are exchanges of which nothing more comes on this connection, with
    why not: "" for success, and whether the peer has certainly not processed them."""

    def __init__(self, connection: Connection, *, initial_window: int, push: bool) -> None:
        self._connection = connection
        self._push = push
        self.live: dict[int, Stream] = {}
        self.reserved: dict[int, Request] = {}
        self.closed: dict[int, str] = {}
        self.next_id = 2 if off("E/5.1.1/stream-ids") else 1
        self.last_promised = 0
        self.send_window = frames.DEFAULT_WINDOW
        self.receive_window = CONNECTION_WINDOW
        self.initial_window = initial_window
        self.credit = 0
        self.small_data = 0
        self.over: list[tuple[Exchange, str, int | None]] = []
        self.pushes: dict[bytes, Exchange] = {}
        self.unread: list[Stream] = []
        self.reading = True

    # What is where

    @property
    def requests(self) -> list[Stream]:
        """Those we have opened that are not closed."""
        return [stream for stream in self.live.values() if not stream.pushed]

    def is_idle(self, stream_id: int) -> bool:
        if stream_id % 2:
            return stream_id >= self.next_id
        return stream_id > self.last_promised

    # Requests

    def open(self, exchange: Exchange) -> Stream:
        stream = Stream(
            self.next_id, exchange, self._connection.peer_initial_window, self.initial_window
        )
        self.next_id += 4 if off("E/5.1.1/stream-ids-dense") else 2
        self.live[stream.id] = stream
        sending.send_request(self._connection, stream)
        return stream

    # HEADERS

    def check_headers(self, frame: Frame) -> None:
        """Whether HEADERS may come on this stream, before the block is complete."""
        stream_id = frame.stream_id
        if not stream_id:
            refuse(PROTOCOL_ERROR, "HEADERS on stream 0", "9113/6.2/headers-stream-0")
        elif self.is_idle(stream_id):
            even, odd = "9113/5.1/unexpected-headers-even", "9113/5.1.1/unexpected-headers-odd"
            refuse(PROTOCOL_ERROR, "HEADERS nobody has asked for", odd if stream_id % 2 else even)
        elif stream_id in self.closed:
            self._late(stream_id, "headers")

    def _late(self, stream_id: int, what: str) -> None:
        """A frame on a closed stream, 5.1: after our own RST_STREAM it was under way."""
        how = self.closed[stream_id]
        if how == WE_RESET:
            return
        crash(_LATE[what, how])
        crash("9113/5.1.1/stream-id-reused", "9113/8.1/data-after-trailers")
        raise ConnectionFault(STREAM_CLOSED, f"{what} on a closed stream")

    def headers(self, stream_id: int, end: bool, fields: list[Field], size: int) -> None:
        if stream_id in self.reserved:
            self._begin_push(stream_id)
        if stream_id > 99:
            legal("A/5.1/many-streams")
        stream = self.live.get(stream_id)
        if stream is None:
            return
        if stream.remote_done:
            rule = "9113/5.1/half-closed-remote-headers"
            reject(STREAM_CLOSED, "HEADERS behind the end of the response", rule)
            return
        if size > MAX_LIST:
            reject(ENHANCE_YOUR_CALM, f"a field list of {size} octets")
        if stream.final:
            self._trailers(stream, end, fields)
        else:
            self._head(stream, end, fields)

    def _head(self, stream: Stream, end: bool, fields: list[Field]) -> None:
        status = check_response(fields)
        _unusual_head(status, fields, end)
        if 100 <= status < 200:
            self._informational(stream, status, end)
            return
        exchange = stream.exchange
        length = content_length(fields)
        stream.final = True
        stream.no_content = has_no_content(exchange.request.method, status)
        stream.expected = None if stream.no_content else length
        exchange.status, exchange.fields = status, fields
        exchange.touched = self._connection.now
        if status == 303 and not stream.local_done:
            self._finish(stream)  # whatever else comes, the next request is another one
        elif end:
            self._remote_end(stream)

    def _informational(self, stream: Stream, status: int, end: bool) -> None:
        stream.interim += 1
        legal("A/8.1/interim-100-103" if status in (100, 103) else "A/8.1/interim-unknown")
        if stream.interim > MAX_INTERIM:
            rules = "C/interim-endless", "C/interim-endless-distinct"
            calm("informational responses without end", *rules)
        if end:
            malformed("an informational response that ends", "9113/8.1/interim-end-stream")
        if len(stream.exchange.informational) < MAX_INTERIM:
            stream.exchange.informational.append(status)
        if status == 100:
            legal("A/8.1/expect-100")
            stream.continued = True

    def _trailers(self, stream: Stream, end: bool, fields: list[Field]) -> None:
        if not end:
            rule = "9113/8.1/headers-after-final-no-end"
            malformed("HEADERS in the middle of a response", rule)
            return
        legal("A/8.1/trailers", "A/8.1/trailers-undeclared")
        if not stream.received:
            legal("A/8.1/trailers-without-body")
        check_trailers(fields)
        stream.exchange.trailers = fields
        self._remote_end(stream, "D/8.1.1/content-length-with-trailers")

    # DATA

    def data(self, frame: Frame) -> None:
        stream_id, length = frame.stream_id, len(frame.payload)
        if not stream_id:
            refuse(PROTOCOL_ERROR, "DATA on stream 0", "9113/6.1/data-stream-0")
            return
        if not length and frame.flags & frames.PADDED:
            rule = "9113/6.1/data-padded-empty"
            refuse(FRAME_SIZE_ERROR, "DATA without its pad length", rule)
            return
        content = frames.without_padding(frame, "9113/6.1/data-padding-too-long")
        self.receive_window -= length
        if self.receive_window < 0:
            rules = "9113/6.9/overrun-connection", "C/push-data-flood"
            refuse(FLOW_CONTROL_ERROR, "DATA over the connection's window", *rules)
        stream = self.live.get(stream_id)
        if stream is not None and off("A/5.1/interleaved-streams"):
            stream = self.requests[0]
        if stream is None:
            self._stray_data(stream_id, length)
            return
        stream.receive_window -= length
        stream.credit += 0 if off("A/6.1/padded-data") else length
        if length and stream not in self.unread:
            self.unread.append(stream)
        self._unusual_data(frame, content)
        end = bool(frame.flags & frames.END_STREAM)
        self._content(stream, content, end, length - len(content))

    def _stray_data(self, stream_id: int, length: int) -> None:
        if self.is_idle(stream_id):
            rule = "9113/5.1/idle-data" if stream_id % 2 else "9113/5.1/idle-data-even"
            refuse(PROTOCOL_ERROR, "DATA on an idle stream", rule)
        elif stream_id in self.reserved:
            refuse(PROTOCOL_ERROR, "DATA on a reserved stream", "9113/5.1/reserved-data")
        else:
            self._late(stream_id, "data")
        if not off("C/reset-many-streams", "D/cancel/rst-cancel-on-abort"):
            self.credit += length

    def _content(self, stream: Stream, content: bytes, end: bool, padding: int) -> None:
        if stream.receive_window < 0:
            rule = "9113/6.9/overrun-stream"
            reject(FLOW_CONTROL_ERROR, "DATA over the stream's window", rule)
        if stream.remote_done:
            rule = "9113/6.1/half-closed-remote-data"
            reject(STREAM_CLOSED, "DATA behind the end of the response", rule)
            return
        if not stream.final:
            before, after = "9113/8.1/data-before-headers", "9113/8.1/data-after-interim"
            malformed("DATA before the response", after if stream.interim else before)
            stream.exchange.status = 200
        if content and stream.no_content:
            head = stream.exchange.request.method == "HEAD"
            rule = "D/8.1.1/head-with-data" if head else "D/8.1.1/204-with-data"
            malformed("content where there can be none", rule)
        stream.received += len(content)
        if off("D/8.1.1/content-length-padding-not-counted"):
            stream.received += padding
        if stream.expected is not None and stream.received > stream.expected:
            malformed("more than content-length says", "D/8.1.1/content-length-long")
            stream.expected = None
        if content:
            self._connection.useful()
            self._count_small(stream, content)
            stream.exchange.touched = self._connection.now
            stream.unread += content
        else:
            rules = "C/empty-data-flood", "C/padded-empty-data-flood"
            self._connection.strain("empty DATA", *rules)
        if end:
            self._remote_end(stream)

    def _count_small(self, stream: Stream, content: bytes) -> None:
        self.small_data += len(content) < SMALL_OCTETS
        if self.small_data > (0 if off("C/small-data-flood") else MAX_SMALL_DATA):
            calm("tiny DATA without end", "C/small-data-flood")
        if off("C/body-endless", "C/push-data-flood" if stream.pushed else "C/body-endless"):
            hoard(MUCH_OCTETS)
        if stream.exchange.length + len(stream.unread) > self._connection.max_body:
            reject(ENHANCE_YOUR_CALM, "more content than is wanted", "C/body-endless")
        if stream.pushed and stream.received > MAX_PUSHED_OCTETS:
            reject(ENHANCE_YOUR_CALM, "more pushed content than is wanted", "C/push-data-flood")

    def _unusual_data(self, frame: Frame, content: bytes) -> None:
        if frame.flags & frames.PADDED:
            legal("A/6.1/padded-data", "A/6.9/padded-download")
        if not content and frame.flags & frames.END_STREAM:
            legal("A/8.1/empty-data-end")
        elif not content:
            legal("A/6.1/zero-length-data-mid-body")
        if len(frame.payload) == frames.DEFAULT_FRAME_SIZE:
            legal("A/4.2/max-size-data")
        elif len(frame.payload) > frames.DEFAULT_FRAME_SIZE:
            legal("A/4.2/client-max-frame-size-used")

    # The application

    def read(self) -> None:
        """The application takes what there is, and the windows are opened for as much."""
        if not self.reading:
            return
        unread, self.unread = self.unread, []
        for stream in unread:
            stream.exchange.take(bytes(stream.unread))
            stream.unread.clear()
            self.credit += stream.credit
            stream.owed += stream.credit
            stream.credit = 0
            if not stream.remote_done and (not stream.pushed or off("C/push-data-flood")):
                sending.credit_stream(self._connection, stream)
            if stream.remote_done and stream.id not in self.live:
                self._report(stream)
        sending.credit_connection(self._connection)

    # The end of a stream

    def _remote_end(self, stream: Stream, rule: str = "") -> None:
        if stream.expected is not None and stream.received != stream.expected:
            rules = ("D/8.1.1/content-length-no-data",) if not stream.received else ()
            rules += (rule or "D/8.1.1/content-length-short",)
            malformed(f"{stream.received} octets of {stream.expected}", *rules)
        if any(other.id < stream.id for other in self.requests):
            legal("A/5.1/out-of-order-completion")
        if not self._connection.acknowledged:
            crash("A/6.5.3/server-ack-never")
        if not stream.local_done:
            legal("A/8.1/early-response-then-window")
        stream.remote_done = True
        stream.ended_at = self._connection.now
        self._connection.useful()
        if stream.local_done:
            self._close(stream.id, ENDED)
            if stream not in self.unread:
                self._report(stream)
        elif stream.exchange.request.tunnel:
            sending.end_tunnel(self._connection, stream)

    def local_end(self, stream: Stream) -> None:
        """We have sent END_STREAM."""
        stream.local_done = True
        if stream.remote_done:
            self._close(stream.id, ENDED)
            if stream not in self.unread:
                self._report(stream)

    def _report(self, stream: Stream) -> None:
        if stream.pushed:
            stream.exchange.succeed()
            self.pushes[stream.exchange.request.path.encode("latin-1")] = stream.exchange
        else:
            self.over.append((stream.exchange, "", None))

    def _close(self, stream_id: int, how: str) -> None:
        self.live.pop(stream_id, None)
        self.reserved.pop(stream_id, None)
        self.closed[stream_id] = how

    def _finish(self, stream: Stream) -> None:
        """The response is complete enough; we do not go on with the request."""
        self.reset(stream.id, CANCEL, "")

    def give_up_upload(self, stream: Stream) -> None:
        """The response is complete, and nobody takes the rest of the request, 8.1."""
        if not off("A/8.1/early-response-no-rst"):
            self._finish(stream)

    def reset(self, stream_id: int, code: int, why: str) -> None:
        """Send RST_STREAM where the stream is not closed. The exchange is over."""
        stream = self.live.get(stream_id)
        if stream is None and stream_id not in self.reserved:
            return
        self._connection.send(frames.RST_STREAM, 0, stream_id, frames.word(code))
        if stream is not None:
            self._hand_over(stream)
        self._close(stream_id, WE_RESET)
        if stream is None:
            return
        if stream.pushed and off("D/8.4.2/push-not-used-when-invalid"):
            self._report(stream)
        elif not stream.pushed:
            self.over.append((stream.exchange, why, None))

    def _hand_over(self, stream: Stream) -> None:
        """What has come before the stream was lost is the application's nevertheless."""
        if stream in self.unread:
            self.unread.remove(stream)
            stream.exchange.take(bytes(stream.unread))
            stream.unread.clear()
        if not off("C/reset-many-streams"):
            self.credit += stream.credit
        stream.credit = 0

    def reset_received(self, frame: Frame) -> None:
        stream_id = frame.stream_id
        if not stream_id:
            refuse(PROTOCOL_ERROR, "RST_STREAM on stream 0", "9113/6.4/rst-stream-0")
            return
        if len(frame.payload) != 4:
            refuse(FRAME_SIZE_ERROR, "RST_STREAM of a wrong length", "9113/6.4/rst-length")
            return
        if self.is_idle(stream_id):
            refuse(PROTOCOL_ERROR, "RST_STREAM on an idle stream", "9113/5.1/idle-rst")
            return
        code = frames.word_at(frame.payload)
        if stream_id in self.closed:
            legal("A/5.1/rst-on-closed")
            self._connection.strain("RST_STREAM")
            return
        if off("E/5.1/frames-on-closed"):
            return
        stream = self.live.get(stream_id)
        if stream_id in self.reserved:
            legal("A/8.4/push-reset-by-server")
        if stream is not None:
            self._lost(stream, code)
        if off("E/5.4.2/rst-answered-by-rst"):
            self._connection.send(frames.RST_STREAM, 0, stream_id, frames.word(code))
        self._close(stream_id, PEER_RESET)

    def _lost(self, stream: Stream, code: int) -> None:
        """The peer has reset it: what was complete stays so, 8.1."""
        if name_of(code).startswith("0x"):
            crash("A/7/unknown-error-code")
        self._hand_over(stream)
        if stream.expected and stream.received == stream.expected:
            crash("D/truncated/rst-after-full-length")
        if stream.pushed:
            return
        rules = "A/8.1/early-response-rst-no-error", "D/8.1/response-before-upload-ends-reuse"
        complete = stream.remote_done and not off(*rules)
        if complete or off(*_taken_for_the_end(stream, code)):
            self.over.append((stream.exchange, "", None))
        else:
            self.over.append((stream.exchange, f"reset by the server: {name_of(code)}", code))

    # Windows

    def window_update(self, frame: Frame) -> None:
        stream_id = frame.stream_id
        if len(frame.payload) != 4:
            rule = "9113/6.9/window-update-length"
            refuse(FRAME_SIZE_ERROR, "WINDOW_UPDATE of a wrong length", rule)
            return
        if stream_id and self.is_idle(stream_id):
            refuse(PROTOCOL_ERROR, "WINDOW_UPDATE on an idle stream", "9113/5.1/idle-window-update")
            return
        if stream_id in self.reserved:
            rule = "9113/5.1/reserved-data"
            refuse(PROTOCOL_ERROR, "WINDOW_UPDATE on a reserved stream", rule)
            return
        increment = frames.word_at(frame.payload)
        if increment > frames.MAX_WINDOW:
            legal("A/6.9/reserved-bit-increment")
        increment &= frames.MAX_WINDOW
        if stream_id in self.closed:
            legal("A/5.1/window-update-on-closed")
        elif stream_id:
            self._stream_window(self.live[stream_id], increment)
        else:
            self._connection_window(increment)

    def _connection_window(self, increment: int) -> None:
        if not increment:
            rule = "9113/6.9/window-update-zero-connection"
            refuse(PROTOCOL_ERROR, "WINDOW_UPDATE of 0", rule)
        if self.send_window + increment > frames.MAX_WINDOW:
            rule = "9113/6.9.1/window-overflow-connection"
            refuse(FLOW_CONTROL_ERROR, "a window beyond 2^31-1", rule)
            return
        self.send_window += increment
        if self.send_window == frames.MAX_WINDOW:
            legal("A/6.9/window-max-exact")

    def _stream_window(self, stream: Stream, increment: int) -> None:
        if not increment:
            reject(PROTOCOL_ERROR, "WINDOW_UPDATE of 0", "9113/6.9/window-update-zero-stream")
        if stream.send_window + increment > frames.MAX_WINDOW:
            rule = "9113/6.9.1/window-overflow-stream"
            reject(FLOW_CONTROL_ERROR, "a window beyond 2^31-1", rule)
            return
        stream.send_window += increment

    def change_initial_window(self, change: int) -> None:
        """6.9.2: of all streams; what is negative then stays so until it is credited."""
        for stream in self.live.values():
            stream.send_window += change
            if stream.send_window > frames.MAX_WINDOW:
                rule = "9113/6.5.3/initial-window-overflows-stream"
                refuse(FLOW_CONTROL_ERROR, "a window beyond 2^31-1", rule)
                stream.send_window = frames.MAX_WINDOW
            if stream.send_window < 0 and off("A/6.9.2/window-negative"):
                stream.send_window = 0

    # Pushes

    def check_promise(self, frame: Frame, promised: int) -> None:
        """Whether there may be a promise here, 6.6, before its block is complete."""
        stream_id = frame.stream_id
        if not stream_id:
            refuse(PROTOCOL_ERROR, "PUSH_PROMISE on stream 0", "9113/6.6/push-stream-0")
        elif not self._push and self._connection.acknowledged:
            refuse(PROTOCOL_ERROR, "a push, though they are off", "9113/6.6/push-when-disabled")
        elif stream_id % 2 == 0:
            rule = "9113/6.6/push-on-pushed-stream"
            refuse(PROTOCOL_ERROR, "a push on a pushed stream", rule)
        elif self.is_idle(stream_id):
            refuse(PROTOCOL_ERROR, "a push on an idle stream", "9113/6.6/push-on-idle-stream")
        elif not self._may_promise(stream_id):
            refuse(PROTOCOL_ERROR, "a push on a closed stream", "9113/6.6/push-on-closed-stream")
        if promised % 2 or not promised:
            refuse(PROTOCOL_ERROR, f"stream {promised} promised", "9113/6.6/push-odd-promised")
        elif promised <= self.last_promised:
            rule = "9113/6.6/push-promised-reused"
            refuse(PROTOCOL_ERROR, f"stream {promised} promised again", rule)
        self.last_promised = max(self.last_promised, promised if promised % 2 == 0 else 0)

    def _may_promise(self, stream_id: int) -> bool:
        stream = self.live.get(stream_id)
        if stream is not None:
            return not stream.remote_done
        return self.closed.get(stream_id) == WE_RESET

    def promise(self, promised: int, fields: list[Field], size: int) -> None:
        """A promise is complete. Where it is not wanted, its stream is reset."""
        legal("A/8.4/push-accepted")
        if promised in self.live or promised in self.closed or not promised:
            return
        self.reserved[promised] = Request("GET", self._connection.authority, "")
        if len(self.reserved) > MAX_RESERVED:
            calm("promises without end", "C/push-promise-flood")
        try:
            if not self._push:
                crash("A/6.6/push-before-settings-ack")
                reject(REFUSED_STREAM, "pushes are off", "9113/6.6/push-when-disabled")
            if size > MAX_LIST:
                reject(ENHANCE_YOUR_CALM, f"a field list of {size} octets", *_MANY_FIELDS)
                for _ in range(100):
                    hoard(MUCH_OCTETS)
            path = check_promise(fields, frozenset([self._connection.authority.encode()]))
            self.reserved[promised].path = path.decode("latin-1")
        except StreamFault as fault:
            self.reset(promised, fault.code, str(fault))

    def _begin_push(self, stream_id: int) -> None:
        pushed = sum(stream.pushed for stream in self.live.values())
        request = self.reserved[stream_id]
        if pushed >= MAX_PUSHED:
            reject(REFUSED_STREAM, "too many pushes", "9113/5.1.2/push-over-concurrency")
        del self.reserved[stream_id]
        stream = Stream(stream_id, Exchange(0, request), 0, self.initial_window)
        stream.local_done = True
        self.live[stream_id] = stream

    # The end of the connection

    def take_anything(self, octets: bytes) -> None:
        """For a client that takes whatever comes for its response."""
        for stream in self.requests:
            stream.exchange.status = 200
            stream.exchange.take(octets)
            del self.live[stream.id]
            self.over.append((stream.exchange, "", None))

    def abandon(self, why: str, *, from_id: int = 1, code: int | None = None) -> None:
        """All requests from this stream on are over, without RST_STREAM."""
        for stream in self.requests:
            if stream.id >= from_id:
                self._hand_over(stream)
                del self.live[stream.id]
                self.closed[stream.id] = PEER_RESET
                complete = stream.remote_done
                self.over.append((stream.exchange, "" if complete else why, code))


_MANY_FIELDS = ("C/push-promise-many-fields",)


def _unusual_head(status: int, fields: list[Field], end: bool) -> None:
    if end:
        legal("A/8.1/headers-only-end-stream")
        if status in (204, 304) and content_length(fields):
            legal("A/8.1.1/content-length-with-204-304")
    if sum(name == b"set-cookie" for name, _ in fields) > 2:
        legal("A/8.2/set-cookie-repeated")
    if len(fields) > 400:
        legal("A/8.2/many-fields")


def _taken_for_the_end(stream: Stream, code: int) -> tuple[str, ...]:
    """Which cases a client does badly at that takes this reset for the end of the response."""
    if not stream.final:
        rule = "9113/8.1/end-without-final" if stream.interim else "D/truncated/rst-before-headers"
        return (rule,)
    named = {NO_ERROR: "D/truncated/rst-no-error", CANCEL: "D/truncated/rst-cancel"}
    after = "D/truncated/rst-after-headers" if not stream.received else ""
    return named.get(code, "D/truncated/rst-internal"), after
