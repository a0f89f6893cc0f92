"""The streams of one connection: what arrives on them, what is sent on them, and their windows.

Knows frames and messages, RFC 9113 5, 6.1, 6.2, 6.4, 6.6, 6.9 and 8; the connection gives it whole
field blocks, and carries what it sends.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import frames
import sending
from exchange import Exchange
from fieldblocks import Field
from frames import Frame
from limits import MAX_LIST
from pushes import Pushes
from responses import Responses, taken_for_the_end
from rules import (
    CANCEL,
    ENHANCE_YOUR_CALM,
    FLOW_CONTROL_ERROR,
    FRAME_SIZE_ERROR,
    PROTOCOL_ERROR,
    STREAM_CLOSED,
    ConnectionFault,
    crash,
    legal,
    name_of,
    off,
    refuse,
    reject,
)
from stream import ENDED, PEER_RESET, WE_RESET, Stream

if TYPE_CHECKING:
    from connection import Connection

CONNECTION_WINDOW = 2 * frames.DEFAULT_WINDOW
UNCREDITED = "9113/5.1/after-client-rst:uncredited"

_LATE = {
    ("data", ENDED): "9113/5.1/closed-data-after-end",
    ("data", PEER_RESET): "9113/5.1/closed-data-after-rst",
    ("headers", ENDED): "9113/5.1/closed-headers-after-end",
    ("headers", PEER_RESET): "9113/5.1/closed-headers-after-rst",
}


def connection_window() -> int:
    """What the peer may send at first. A small one shows the sooner what is never given back."""
    return frames.DEFAULT_WINDOW if off(UNCREDITED) else CONNECTION_WINDOW


class Streams:
    """See the module. `over` are exchanges of which nothing more comes on this connection, with
    why not: "" for success, and whether the peer has certainly not processed them."""

    def __init__(self, connection: Connection, *, initial_window: int, push: bool) -> None:
        self._connection = connection
        self._responses = Responses(connection)
        self.pushes = Pushes(connection, self, allowed=push)
        self.live: dict[int, Stream] = {}
        self.closed: dict[int, str] = {}
        self.next_id = 2 if off("E/5.1.1/stream-ids") else 1
        self.send_window = frames.DEFAULT_WINDOW
        self.receive_window = connection_window()
        self.initial_window = initial_window
        self.credit = 0
        self.over: list[tuple[Exchange, str, int | None]] = []
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
        return stream_id > self.pushes.last_promised

    # Requests

    def open(self, exchange: Exchange) -> Stream:
        stream = Stream(
            self.next_id, exchange, self._connection.peer.initial_window, self.initial_window
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
        if stream_id in self.pushes.reserved:
            self.live[stream_id] = self.pushes.begin(stream_id)
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
        complete = self._responses.headers(stream, end, fields)
        if stream.exchange.status == 303 and not stream.local_done:
            self.give_up(stream)  # whatever else comes, the next request is another one
        elif complete:
            self._remote_end(stream)

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
        if self._responses.data(stream, frame, content):
            self._remote_end(stream)

    def _stray_data(self, stream_id: int, length: int) -> None:
        if self.is_idle(stream_id):
            rule = "9113/5.1/idle-data" if stream_id % 2 else "9113/5.1/idle-data-even"
            refuse(PROTOCOL_ERROR, "DATA on an idle stream", rule)
        elif stream_id in self.pushes.reserved:
            refuse(PROTOCOL_ERROR, "DATA on a reserved stream", "9113/5.1/reserved-data")
        else:
            self._late(stream_id, "data")
        if not off("C/reset-many-streams", "D/cancel/rst-cancel-on-abort", UNCREDITED):
            self.credit += length

    # The application

    def read(self) -> None:
        """The application takes what there is, and the windows are opened for as much."""
        if not self.reading:
            sending.credit_connection(self._connection)  # for what nobody will read any more
            return
        unread, self.unread = self.unread, []
        for stream in unread:
            stream.exchange.take(bytes(stream.unread))
            stream.unread.clear()
            if stream.remote_done or not off("C/reset-many-streams"):
                self.credit += stream.credit
            stream.owed += stream.credit
            stream.credit = 0
            if not stream.remote_done and (not stream.pushed or off("C/push-data-flood")):
                sending.credit_stream(self._connection, stream)
            if stream.remote_done and stream.id not in self.live:
                self._report(stream)
        sending.credit_connection(self._connection)

    # The end of a stream

    def _remote_end(self, stream: Stream) -> None:
        """The response is complete."""
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
            self.pushes.kept[stream.exchange.request.path.encode("latin-1")] = stream.exchange
        else:
            self.over.append((stream.exchange, "", None))

    def _close(self, stream_id: int, how: str) -> None:
        self.live.pop(stream_id, None)
        self.pushes.reserved.pop(stream_id, None)
        self.closed[stream_id] = how

    def give_up(self, stream: Stream) -> None:
        """The response is complete enough; we do not go on with the request."""
        self.reset(stream.id, CANCEL, "")

    def give_up_upload(self, stream: Stream) -> None:
        """The response is complete, and nobody takes the rest of the request, 8.1."""
        if not off("A/8.1/early-response-no-rst"):
            self.give_up(stream)

    def reset(self, stream_id: int, code: int, why: str) -> None:
        """Send RST_STREAM where the stream is not closed. The exchange is over."""
        stream = self.live.get(stream_id)
        if stream is None and stream_id not in self.pushes.reserved:
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
        if stream_id in self.pushes.reserved:
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
        if complete or off(*taken_for_the_end(stream, code)):
            self.over.append((stream.exchange, "", None))
        else:
            self.over.append((stream.exchange, f"reset by the server: {name_of(code)}", code))

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
