"""A connection of ours to a server, and its streams, as a client's script has them.

`connect(connection)` is called with it. Knows no engine; how a script comes to run is elsewhere.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from h2craft.actions import NEW_STREAM, CraftedFrame, Data, Field, Headers, Send
from h2craft.script.answers import Answer, Answers
from h2craft.script.channel import Channel
from h2craft.script.connection import ConnectionFacade
from h2craft.script.errors import ProtocolError, StreamClosed
from h2craft.script.fields import tidy
from h2craft.script.headers import RequestHeaders, octets_of
from h2craft.script.writer import Content, Writer
from h2craft.trace import Record
from h2craft.wire import FrameType, error_code_name

ANSWER_SECONDS = 30.0
"""How long `response` waits if not told."""

_speaks_of_resets = re.compile("rst_stream|type:3\\b|type:0x3\\b", re.IGNORECASE).search


@dataclass(frozen=True, slots=True, kw_only=True)
class Usual:
    """What a request says where the script does not; it comes of the URL."""

    scheme: str = "https"
    authority: str = ""
    path: str = "/"
    fields: tuple[tuple[str, str], ...] = ()


class StreamWriter(Writer):
    """The writer of one stream of ours. A request has no status, so `write_headers` needs none."""

    def write_headers(
        self, headers: Iterable[Any], status_code: int | str | None = None, *args: Any, **more: Any
    ) -> None:
        """HEADERS: a request's head (RFC 9113 8.3.1), or trailers; see `Writer`."""
        super().write_headers(headers, status_code, *args, **more)


class ClientStream:
    """One stream: `writer` writes on it, `wait_for` and `response` wait for the server."""

    def __init__(self, connection: ClientConnection, channel: Channel, since: int) -> None:
        self.writer = StreamWriter(channel, since)
        self._connection = connection
        self._channel = channel
        self._since = since

    def __repr__(self) -> str:
        return f"<Stream {self.stream_id} of connection {self._channel.connection}>"

    @property
    def stream_id(self) -> int:
        """Its number, odd as those of a client are (RFC 9113 5.1.1)."""
        return self._channel.stream_id

    def wait_for(self, pattern: str = "", timeout: float | None = None) -> Record:
        """Wait for a frame of the server on this stream, as `writer.wait_for` does on all.

        Raises StreamClosed where the server resets the stream instead.
        """
        on_stream = f"stream:{self.stream_id}"
        wanted = f"{on_stream} ({pattern})" if pattern.strip() else on_stream
        if not _speaks_of_resets(pattern):
            wanted = f"({wanted}) or ({on_stream} type:RST_STREAM)"
        record = self.writer.wait_for(wanted, timeout)
        if pattern.strip() and not _speaks_of_resets(pattern):
            self._refuse_reset(record, pattern)
        return record

    def response(self, timeout: float | None = ANSWER_SECONDS) -> Answer:
        """Wait for the end of the response, and return it: status, headers, body, trailers.

        Raises TimeoutError, StreamClosed where the server resets the stream, ConnectionClosed.
        """
        ends = f"dir:received stream:{self.stream_id} (flag:END_STREAM or type:RST_STREAM)"
        record = self._channel.await_record(ends, timeout, self._since)
        self._refuse_reset(record, "the response")
        return self._connection.answer(self.stream_id)

    def _refuse_reset(self, record: Record, awaited: str) -> None:
        octets = record.octets
        if len(octets) >= 13 and octets[3] == FrameType.RST_STREAM:
            code = error_code_name(int.from_bytes(octets[9:13], "big"))
            raise StreamClosed(
                f"the server reset stream {self.stream_id} ({code}) while {awaited!r} was awaited"
            )


class ClientConnection(ConnectionFacade):
    """See the module. It has every call of `response.writer`, for stream 0 unless told.

    open_channel  makes the channel of a stream
    next_stream   the lowest stream we may open (RFC 9113 5.1.1)
    read          has something read on the loop's thread, where `answers` is filled
    reconnect     makes one more connection to the same server
    """

    def __init__(
        self,
        channel: Channel,
        answers: Answers,
        usual: Usual,
        *,
        open_channel: Callable[[int], Channel],
        next_stream: Callable[[], int],
        read: Callable[[Callable[[], Any]], Any],
        reconnect: Callable[[], ClientConnection],
        since: int = 0,
    ) -> None:
        super().__init__(channel, since)
        self.usual = usual
        self._heard = answers
        self._open_channel = open_channel
        self._next_stream = next_stream
        self._read = read
        self._reconnect = reconnect
        self._reserved = 1

    def reconnect(self) -> ClientConnection:
        """One more connection to the same server; this one stays what it is.

        Blocks until HTTP/2 has begun there. Raises ConnectionClosed, with why, where it cannot.
        """
        return self._reconnect()

    @property
    def server_address(self) -> tuple[Any, ...]:
        """Host and port of the server; `client_address`, of a server's script, is the peer too."""
        return self._channel.client_address

    def stream(self, stream_id: int | None = None) -> ClientStream:
        """The next stream of ours, or any by its number; nothing is sent."""
        if stream_id is None:
            stream_id = max(self._reserved, self._next_stream())
        if stream_id % 2:
            self._reserved = max(self._reserved, stream_id + 2)
        return self._stream_of(stream_id, self._channel.position())

    def request(
        self,
        method: str | bytes = "GET",
        path: str | bytes | None = None,
        headers: Iterable[Any] | Any = (),
        body: Content | None = None,
        *,
        scheme: str | bytes | None = None,
        authority: str | bytes | None = None,
        end_stream: bool = True,
    ) -> ClientStream:
        """A lawful request on the next stream: its head, and `body` if there is one.

        What is not said is the URL's. CONNECT has neither scheme nor path (RFC 9113 8.5), unless
        `headers` say :protocol (RFC 8441 4). `end_stream` False leaves our side open. Returns the
        stream as soon as all has left; nothing of the answer is waited for. Raises ProtocolError
        where h2 refuses it.
        """
        since = self._channel.position()
        fields = self._fields(octets_of(method), path, scheme, authority, headers)
        ends = end_stream and body is None
        asked = self._new()
        head = Headers(stream_id=asked, fields=fields, end_stream=ends)
        frames: tuple[CraftedFrame, ...] = (head,)
        whole = body is not None and not hasattr(body, "read")
        if whole:
            octets = self.encode(body)
            frames = (head, Data(stream_id=asked, data=octets, end_stream=end_stream))
        outcome = self._channel.fire(Send(frames=frames))
        number = self._number_of(asked, outcome)
        made = self._stream_of(number, since)
        if body is not None and not whole:
            made.writer.write_data(body, last=end_stream)
        return made

    def _new(self) -> int:
        """The next stream, also where some were reserved and not used yet."""
        free = self._next_stream()
        return NEW_STREAM if self._reserved <= free else self._reserved

    def _number_of(self, asked: int, outcome: Any) -> int:
        number = asked if asked != NEW_STREAM else getattr(outcome, "stream_id", None)
        if number is None:
            raise ProtocolError("no stream was opened", "9113 5.1.1")
        self._reserved = max(self._reserved, number + 2)
        return int(number)

    def _fields(
        self, method: bytes, path: Any, scheme: Any, authority: Any, headers: Any
    ) -> tuple[Field, ...]:
        said = headers.items() if hasattr(headers, "items") else headers
        pseudo, regular, _ = tidy(said, name_pseudo=True)
        names = {one.name for one in (*pseudo, *regular)}
        usual = self.usual
        target = {
            b":method": method,
            b":scheme": octets_of(usual.scheme if scheme is None else scheme),
            b":authority": octets_of(usual.authority if authority is None else authority),
            b":path": octets_of(usual.path if path is None else path),
        }
        if method == b"CONNECT" and b":protocol" not in names:
            for name, given in ((b":scheme", scheme), (b":path", path)):
                if given is None:
                    del target[name]
        made = [Field(name, value) for name, value in target.items() if name not in names]
        more = [Field(octets_of(name), octets_of(value)) for name, value in usual.fields]
        return (*made, *pseudo, *(one for one in more if one.name not in names), *regular)

    # Answers

    def answer(self, stream_id: int) -> Answer:
        """What has come on a stream so far."""
        found: Answer = self._read(lambda: self._heard.of(stream_id))
        return found

    @property
    def pushed(self) -> dict[int, RequestHeaders]:
        """Streams the server has promised, each with the request it made for us."""
        found: dict[int, RequestHeaders] = self._read(lambda: dict(self._heard.pushed))
        return found

    def _stream_of(self, stream_id: int, since: int) -> ClientStream:
        return ClientStream(self, self._open_channel(stream_id), since)
