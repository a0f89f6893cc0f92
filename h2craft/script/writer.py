"""`response.writer`: WPT's calls and h2craft's, each one action. Knows no h2 and no socket.

The lawful calls (`write_headers`, `write_data`, `write_push`, `end_stream`...) ask h2 and may be
refused; the raw ones write what they are given.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import IO, TYPE_CHECKING, Any, cast

from h2craft.actions import CraftedFrame, Data, Field, Headers, Hpack, PushPromise, Send
from h2craft.script.channel import Channel
from h2craft.script.errors import ProtocolError
from h2craft.script.fields import tidy
from h2craft.script.rawcalls import RawCalls
from h2craft.trace import Kind

if TYPE_CHECKING:
    from h2craft.script.request import Request

FILE_CHUNK = 256 << 10
_FRAME_HEADER_OCTETS = 9
Content = str | bytes | bytearray | memoryview | IO[Any]


class Writer(RawCalls):
    """The lawful calls on top of the raw ones. `stream_id=None` means the default stream.

    waits  whether `send_last` returns only when everything has left
    """

    waits = False

    def head_frame(
        self,
        headers: Iterable[Any],
        status_code: int | str | None,
        stream_id: int | None = None,
        last: bool = False,
        padding: int | None = None,
    ) -> Headers:
        """The HEADERS `write_headers` would send. `last` is set for HEAD too (RFC 9110 9.3.2)."""
        number = self._stream(stream_id)
        fields = self._tidy(headers, name_pseudo=True, status_code=status_code)
        ends = last or self._ends_with_head(number, status_code)
        return Headers(stream_id=number, fields=fields, end_stream=ends, padding=padding)

    def _ends_with_head(self, stream_id: int, status_code: int | str | None) -> bool:
        """Whether a response has no content by the request it answers."""
        return False

    def write_headers(
        self,
        headers: Iterable[Any],
        status_code: int | str | None,
        status_message: str | bytes | None = None,
        stream_id: int | None = None,
        last: bool = False,
        *,
        padding: int | None = None,
        block: bytes | None = None,
    ) -> None:
        """A response's HEADERS, RFC 9113 8.3.2: pseudo-header fields first, named with a colon.

        `status_message` is not sent: HTTP/2 has none. `last`, or a HEAD request, sets END_STREAM.
        Names are put in lower case and connection-specific fields dropped, which is noted in the
        journal. `block` are octets to send instead of fields, past all checks. Raises
        ProtocolError if the stream is not in a state for it or the fields are malformed.
        """
        if block is None:
            frame = self.head_frame(headers, status_code, stream_id, last, padding)
            self._lawful(frame)
        else:
            frame = self.head_frame((), status_code, stream_id, last, padding)
            frame = replace(frame, fields=(), hpack=Hpack.OCTETS, block=block)
            self._wire(frame)
        if not _informational(status_code):
            self._wrote(frame.stream_id, frame.end_stream)

    def write_data(
        self,
        item: Content,
        last: bool = False,
        stream_id: int | None = None,
        *,
        padding: int | None = None,
    ) -> None:
        """DATA, as much as it takes: cut to the peer's MAX_FRAME_SIZE and to both windows.

        A file is sent from its beginning. Waits while a window is exhausted (RFC 9113 6.9).
        `last` sets END_STREAM on the last frame. Raises StreamClosed or ConnectionClosed if that
        happens meanwhile.
        """
        number = self._stream(stream_id)
        for octets, final in self._pieces(item):
            end = last and final
            data = Data(stream_id=number, data=octets, end_stream=end, padding=padding)
            self._lawful(data)
            self._wrote(number, end)

    def _pieces(self, item: Content) -> Iterator[tuple[bytes, bool]]:
        """Chunks of a file or the one piece of anything else, each with "nothing follows"."""
        if not hasattr(item, "read"):
            yield self.encode(item), True
            return
        file = cast("IO[Any]", item)
        if hasattr(file, "seek") and getattr(file, "seekable", lambda: True)():
            file.seek(0)
        chunk = file.read(FILE_CHUNK)
        while chunk:
            following = file.read(FILE_CHUNK)
            yield self.encode(chunk), not following
            chunk = following
            if not chunk:
                return
        yield b"", True

    def write_data_frame(
        self,
        data: str | bytes,
        last: bool,
        stream_id: int | None = None,
        *,
        padding: int | None = None,
    ) -> None:
        """Exactly one DATA frame; it waits until both windows have room for all of it.

        ProtocolError where it is longer than the peer's MAX_FRAME_SIZE (RFC 9113 4.2).
        """
        number = self._stream(stream_id)
        octets = self.encode(data)
        self._lawful(
            Data(stream_id=number, data=octets, end_stream=last, padding=padding, whole=True)
        )
        self._wrote(number, last)

    def write_push(
        self,
        promise_headers: Iterable[Any],
        push_stream_id: int | None = None,
        status: int | None = None,
        response_headers: Iterable[Any] | None = None,
        response_data: Content | None = None,
        *,
        padding: int | None = None,
        block: bytes | None = None,
    ) -> int:
        """PUSH_PROMISE on the request's stream, RFC 9113 6.6; returns the promised stream.

        The next even identifier unless one is given. With `response_headers` (and then `status`
        is needed) the response is pushed too, with `response_data` as its content; without, the
        caller pushes it on the returned stream. `block` are octets to send instead of fields,
        past all checks. Raises ProtocolError when the peer has set ENABLE_PUSH to 0.
        """
        if response_headers is not None and status is None:
            raise ValueError("write_push needs a status with response_headers")
        if response_data is not None and response_headers is None:
            raise ValueError("write_push needs response_headers with response_data")
        if not self._channel.push_enabled():
            raise ProtocolError("the peer does not take pushes: its ENABLE_PUSH is 0", "9113 8.4")
        promised = self._promise(promise_headers, push_stream_id, padding, block)
        has_data = response_data is not None
        if response_headers is not None:
            self.write_headers(response_headers, status, stream_id=promised, last=not has_data)
        if response_data is not None:
            self.write_data(response_data, last=True, stream_id=promised)
        return promised

    def _promise(
        self,
        headers: Iterable[Any],
        promised: int | None,
        padding: int | None,
        block: bytes | None,
    ) -> int:
        number = self.default_stream_id
        if block is not None:
            promised = self._channel.next_push_id() if promised is None else promised
            self._wire(
                PushPromise(
                    stream_id=number,
                    promised_stream_id=promised,
                    padding=padding,
                    hpack=Hpack.OCTETS,
                    block=block,
                )
            )
            return promised
        frame = PushPromise(
            stream_id=number,
            promised_stream_id=promised,
            fields=self._tidy(headers, name_pseudo=False),
            padding=padding,
        )
        outcome = self._channel.fire(Send(frames=(frame,)))
        if promised is not None:
            return promised
        if outcome is None or outcome.stream_id is None:
            raise ProtocolError("no stream was promised", "9113 5.1.1")
        return outcome.stream_id

    def write_informational(self, status: int, headers: Iterable[Any] = ()) -> None:
        """An interim response, RFC 9113 8.1: HEADERS with a status of 100 to 199.

        Raises ValueError for another status, which would be the final one.
        """
        if not _informational(status):
            raise ValueError(f"an interim response has a status of 100 to 199, not {status!r}")
        fields = self._tidy(headers, name_pseudo=True, status_code=status)
        self._lawful(Headers(stream_id=self.default_stream_id, fields=fields))

    def write_trailers(
        self, headers: Iterable[Any], stream_id: int | None = None, *, padding: int | None = None
    ) -> None:
        """Trailer fields, RFC 9113 8.1: the HEADERS that end the stream."""
        number = self._stream(stream_id)
        fields = self._tidy(headers, name_pseudo=False)
        self._lawful(Headers(stream_id=number, fields=fields, end_stream=True, padding=padding))
        self._wrote(number, True)

    def end_stream(self, stream_id: int | None = None) -> None:
        """An empty DATA frame with END_STREAM. Raises ProtocolError if the stream has ended."""
        number = self._stream(stream_id)
        self._lawful(Data(stream_id=number, end_stream=True))
        self._wrote(number, True)

    def get_max_payload_size(self, stream_id: int | None = None) -> int:
        """As WPT: what one frame may hold now, by frame size and windows, less nine octets."""
        window = self._channel.window(self._stream(stream_id))
        return max(0, min(self._channel.max_frame_size(), window) - _FRAME_HEADER_OCTETS)

    def send_last(self, frames: tuple[CraftedFrame, ...]) -> None:
        """The frames that end the default stream, in one lawful flush; see `waits`."""
        self._channel.fire(Send(frames=frames), wait=self.waits)
        self.content_written = self.stream_ended = True

    def _lawful(self, frame: CraftedFrame) -> None:
        self._channel.fire(Send(frames=(frame,)))

    def _tidy(
        self,
        headers: Iterable[Any],
        *,
        name_pseudo: bool,
        status_code: int | str | None = None,
    ) -> tuple[Field, ...]:
        pseudo, regular, dropped = tidy(headers, name_pseudo=name_pseudo)
        if dropped:
            names = b", ".join(dropped).decode("latin-1")
            self._channel.record(
                Kind.NOTED,
                {"text": f"not sent, being connection-specific (RFC 9113 8.2.2): {names}"},
            )
        if status_code is not None:
            pseudo.append(Field(b":status", str(status_code).encode("utf-8")))
        return (*pseudo, *regular)


def _informational(status_code: int | str | None) -> bool:
    text = str(status_code)
    return len(text) == 3 and text[0] == "1"


class ResponseWriter(Writer):
    """The writer of one response: the default stream is the request's."""

    def __init__(self, request: Request, channel: Channel, since: int = 0) -> None:
        super().__init__(channel, since)
        self.request = request
        # The response's, kept here: it has its writer, and a way back would make of each of them
        # garbage that only the collector finds.
        self.encoding = "utf8"
        self.send_body_for_head_request = False

    def leave_open(self) -> None:
        """Have nothing written for the script when it ends: the stream stays as it is."""
        self.content_written = self.stream_ended = True

    def _ends_with_head(self, stream_id: int, status_code: int | str | None) -> bool:
        return (
            stream_id == self.default_stream_id
            and self.request.method == "HEAD"
            and not self.send_body_for_head_request
            and not _informational(status_code)
        )
