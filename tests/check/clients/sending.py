"""What the strict client sends on its streams: requests, content within the windows, credit.

Knows RFC 9113 6.9, 8.1 and 8.3.1; reads no frame.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import frames
import manners
from exchange import Request
from fieldblocks import Field
from rules import CANCEL, off

if TYPE_CHECKING:
    from connection import Connection
    from streams import Stream

USER_AGENT = b"strict/1"
CHUNK_OCTETS = 16384
STREAM_CREDIT = 4096
CONNECTION_CREDIT = 8192
CONTINUE_SECONDS = 1.0
BLOCKED_SECONDS = 1.5


def request_fields(request: Request) -> list[Field]:
    """8.3.1; CONNECT has no :scheme and no :path, 8.5."""
    fields: list[Field] = [(b":method", request.method.encode())]
    if request.tunnel:
        fields.append((b":authority", request.authority.encode()))
    else:
        fields.append((b":scheme", request.scheme.encode()))
        fields.append((b":authority", request.authority.encode()))
        fields.append((b":path", request.path.encode("latin-1")))
    fields.append((b"user-agent", USER_AGENT))
    if request.method == "POST":
        fields.append((b"content-length", str(request.size).encode()))
    if request.trailers:
        fields.append((b"te", b"trailers"))
    if request.expects:
        fields.append((b"expect", b"100-continue"))
    return fields + request.fields


def send_request(connection: Connection, stream: Stream) -> None:
    request = stream.exchange.request
    block = connection.encoder.encode(manners.fields(request, request_fields(request)))
    more = request.tunnel or request.size or request.trailers
    send_block(connection, stream.id, block, end=not more)
    if not more:
        connection.streams.local_end(stream)


def send_block(connection: Connection, stream_id: int, block: bytes, *, end: bool) -> None:
    """HEADERS, and CONTINUATION where one frame is too small for it, with nothing in between."""
    limit = connection.peer.max_frame_size
    pieces = [block[start : start + limit] for start in range(0, len(block), limit)] or [b""]
    for place, piece in enumerate(pieces):
        kind = frames.CONTINUATION if place else frames.HEADERS
        flags = frames.END_STREAM if end and not place else 0
        flags |= frames.END_HEADERS if place == len(pieces) - 1 else 0
        connection.send(kind, flags, stream_id, piece)


def upload(connection: Connection, room: int) -> None:
    """Content of the requests, a frame each in turn, as far as the windows and `room` reach."""
    sent = True
    while sent and room > 0:
        sent = False
        for stream in connection.streams.requests:
            octets = _next_piece(connection, stream)
            sent = sent or octets is not None
            room -= octets or 0


def _next_piece(connection: Connection, stream: Stream) -> int | None:
    """Send one frame of content. How long it is; None where nothing can be sent."""
    request = stream.exchange.request
    if stream.local_done or not _may_begin(connection, stream):
        return None
    if stream.id > 1 and off("A/6.9/two-streams-share"):
        return None
    left = request.size - stream.sent
    if not left and request.tunnel and stream.received < request.size:
        return None  # it all comes back, and is the end then
    if not left:
        return _end(connection, stream)
    streams = connection.streams
    windows = [left] if off("E/4.2/frame-size") else [left, CHUNK_OCTETS]
    windows += [] if off("E/4.2/frame-size") else [connection.peer.max_frame_size]
    if not off("E/6.9/obeys-windows"):
        windows += [streams.send_window, stream.send_window]
    if off("A/6.9.2/settings-leave-connection-window", "A/6.9/connection-window-only"):
        windows.remove(streams.send_window)
    octets = min(windows)
    if octets <= 0:
        return None
    last = octets == left and not request.trailers and not request.tunnel
    content = request.content(stream.sent, octets)
    connection.send(frames.DATA, frames.END_STREAM if last else 0, stream.id, content)
    stream.sent += octets
    stream.send_window -= octets
    streams.send_window -= octets
    stream.exchange.touched = connection.now
    if last:
        streams.local_end(stream)
    return octets


def _may_begin(connection: Connection, stream: Stream) -> bool:
    """A tunnel begins with its 2xx; a request that expects a 100 waits for it, but not long."""
    if stream.exchange.request.tunnel:
        return 200 <= stream.exchange.status < 300 and not off("A/8.5/connect-tunnel")
    waited = connection.now - stream.exchange.began
    return stream.continued or stream.final or waited > CONTINUE_SECONDS


def _end(connection: Connection, stream: Stream) -> int:
    trailers = stream.exchange.request.trailers
    if trailers:
        block = connection.encoder.encode(manners.trailers(trailers))
        send_block(connection, stream.id, block, end=not off("E/8.1/trailers-sent"))
    else:
        connection.send(frames.DATA, frames.END_STREAM, stream.id)
    connection.streams.local_end(stream)
    return 0


def end_tunnel(connection: Connection, stream: Stream) -> None:
    """8.5: the end in one direction is answered by the end in the other."""
    if not stream.local_done:
        _end(connection, stream)


def tend_uploads(connection: Connection) -> None:
    """Whoever has answered and opens no window does not want the rest of the request."""
    for stream in connection.streams.requests:
        waited = connection.now - max(stream.ended_at, stream.exchange.touched)
        if stream.remote_done and not stream.local_done and waited > BLOCKED_SECONDS:
            connection.streams.give_up_upload(stream)


def credit_stream(connection: Connection, stream: Stream) -> None:
    """Open the window of a stream by what the application has read, when it is worth a frame."""
    if stream.owed >= STREAM_CREDIT and not connection.closing:
        connection.send(frames.WINDOW_UPDATE, 0, stream.id, frames.word(stream.owed))
        stream.receive_window += stream.owed
        stream.owed = 0


def credit_connection(connection: Connection) -> None:
    """The same for all streams together, closed ones as well: 6.9."""
    streams = connection.streams
    if off("A/6.9/large-download", "E/6.9/credit-balance"):
        return
    if streams.credit >= CONNECTION_CREDIT and not connection.closing:
        connection.send(frames.WINDOW_UPDATE, 0, 0, frames.word(streams.credit))
        streams.receive_window += streams.credit
        streams.credit = 0


def cancel(connection: Connection) -> None:
    """The user has had enough, 8.7."""
    for stream in connection.streams.requests:
        connection.streams.reset(stream.id, CANCEL, "cancelled")
