"""The raw calls of a writer: one frame each, whatever state, fields and windows say.

They go through the wire door. Header blocks are made by the connection's encoder all the same, so
the peer's decoder stays right.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Iterator
from typing import Any, cast

from hyperframe.frame import ContinuationFrame, HeadersFrame, PushPromiseFrame
from hyperframe.frame import Frame as HyperFrame

from h2craft.actions import (
    CloseHow,
    Continuation,
    CraftedFrame,
    Data,
    Door,
    Headers,
    Hpack,
    PushPromise,
    Raw,
    Send,
    fields_of,
)
from h2craft.script.channel import Channel, Gathering
from h2craft.script.control import Control
from h2craft.script.errors import ConnectionClosed, StreamClosed
from h2craft.wire import END_STREAM, FLAGS, FrameType, encode_stateless

_RESPONSE_TYPES = frozenset(
    {FrameType.DATA, FrameType.HEADERS, FrameType.CONTINUATION, FrameType.RST_STREAM}
)


class RawCalls(Control):
    """Keeps book of what went out on the default stream.

    content_written  True once a call has written part of a response of its own; then nothing is
                     written for the script when it ends
    stream_ended     True once our half of the stream has ended
    """

    encoding = "utf8"

    def __init__(self, channel: Channel, since: int = 0) -> None:
        super().__init__(channel, since)
        self.content_written = False
        self.stream_ended = False

    def encode(self, data: Any) -> bytes:
        """str by `encoding`, octets as they are. Raises ValueError for anything else."""
        if isinstance(data, bytes):
            return data
        if isinstance(data, str):
            return data.encode(self.encoding)
        if isinstance(data, bytearray | memoryview):
            return bytes(data)
        raise ValueError(f"expected str or bytes, not {type(data).__name__}")

    def decode(self, data: Any) -> str:
        """bytes by `encoding`, str as it is. Raises ValueError for anything else."""
        if isinstance(data, bytes):
            return data.decode(self.encoding)
        if isinstance(data, str):
            return data
        raise ValueError(f"expected str or bytes, not {type(data).__name__}")

    def write_raw_header_frame(
        self,
        headers: Iterable[Any],
        stream_id: int | None = None,
        end_stream: bool = False,
        end_headers: bool = False,
        frame_cls: type[HyperFrame] = HeadersFrame,
        *,
        padding: int | None = None,
        priority: tuple[bool, int, int] | None = None,
        promised_stream_id: int = 0,
        block: bytes | None = None,
    ) -> None:
        """Exactly one frame around a header block, whatever the state and the fields.

        The connection's encoder makes the block, so the peer's decoder stays right; `block` are
        octets to use instead. `frame_cls` is a class of hyperframe: HeadersFrame,
        ContinuationFrame, PushPromiseFrame (for `promised_stream_id`); of any other the block
        becomes the payload, made without the tables as nobody will decode it. Raises ValueError
        for a flag the frame does not define: `write_raw_frame` sets any bits.
        """
        number = self._stream(stream_id)
        type_ = frame_cls.type
        if type_ is None:
            raise ValueError(f"{frame_cls.__name__} has no frame type")
        flags = _flag_bits(type_, END_STREAM=end_stream, END_HEADERS=end_headers)
        shared: dict[str, Any] = {
            "stream_id": number,
            "fields": fields_of(headers) if block is None else (),
            "hpack": Hpack.SHARED if block is None else Hpack.OCTETS,
            "block": block,
            "end_headers": end_headers,
        }
        frame: CraftedFrame
        if issubclass(frame_cls, HeadersFrame):
            frame = Headers(**shared, end_stream=end_stream, padding=padding, priority=priority)
        elif issubclass(frame_cls, ContinuationFrame):
            frame = Continuation(**shared)
        elif issubclass(frame_cls, PushPromiseFrame):
            frame = PushPromise(**shared, promised_stream_id=promised_stream_id, padding=padding)
        else:
            payload = encode_stateless(shared["fields"]) if block is None else block
            frame = Raw(type=type_, payload=payload, flags=flags, stream_id=number)
        self._wire(frame)
        self._wrote(number, end_stream)

    def write_raw_continuation_frame(
        self,
        headers: Iterable[Any],
        stream_id: int | None = None,
        end_headers: bool = False,
        *,
        block: bytes | None = None,
    ) -> None:
        """`write_raw_header_frame` for CONTINUATION, RFC 9113 6.10."""
        self.write_raw_header_frame(
            headers, stream_id, end_headers=end_headers, frame_cls=ContinuationFrame, block=block
        )

    def write_raw_data_frame(
        self,
        data: str | bytes,
        stream_id: int | None = None,
        end_stream: bool = False,
        *,
        padding: int | None = None,
    ) -> None:
        """Exactly one DATA frame, whatever the state, the windows and its size."""
        number = self._stream(stream_id)
        octets = self.encode(data)
        self._wire(Data(stream_id=number, data=octets, end_stream=end_stream, padding=padding))
        self._wrote(number, end_stream)

    def write_raw(self, raw_data: Any) -> None:
        """These octets and nothing else, whole frames or not; a frame of hyperframe's is its."""
        if isinstance(raw_data, HyperFrame):
            raw_data = raw_data.serialize()
        super().write_raw(raw_data)
        self.content_written = True

    def pour(
        self,
        raw_data: str | bytes,
        seconds: float | None = None,
        *,
        spends: int = 0,
        stream_id: int | None = None,
    ) -> bool:
        left = super().pour(raw_data, seconds, spends=spends, stream_id=stream_id)
        self.content_written = True
        return left

    @contextlib.contextmanager
    def together(self) -> Iterator[None]:
        """`with writer.together():` what is written inside leaves as one flush, at its end.

        For calls of the wire door, raw frames and control frames: a lawful one (`write_headers`,
        `write_data`, `end_stream`...) raises ProtocolError, and so does whatever is no frame
        (`write_raw`, `close`, `policy`). Where anything raises inside, nothing is sent.
        """
        channel, was = self._channel, (self.content_written, self.stream_ended)
        gathering = Gathering(channel)
        self._channel = cast("Channel", gathering)
        try:
            yield
        except BaseException:
            self.content_written, self.stream_ended = was
            raise
        finally:
            self._channel = channel
        if gathering.frames:
            channel.fire(Send(frames=tuple(gathering.frames), door=Door.WIRE))

    def close(self, how: str | CloseHow = CloseHow.CLEAN) -> None:
        with contextlib.suppress(ConnectionClosed):  # the peer was quicker: it is as was asked
            super().close(how)
        self.content_written = self.stream_ended = True  # our direction of it all has ended

    def hold(self, why: str = "", timeout: float | None = None) -> None:
        try:
            super().hold(why, timeout)
        except StreamClosed:
            self.content_written = self.stream_ended = True  # there is nothing left to write
            raise
        finally:
            if self.default_stream_id:
                head, ended = self._channel.answered()  # what the person has written
                self.content_written = self.content_written or head
                self.stream_ended = self.stream_ended or ended

    def _wrote(self, stream_id: int, end_stream: bool) -> None:
        if stream_id == self.default_stream_id:
            self.content_written = True
            self.stream_ended = self.stream_ended or end_stream

    def _ended(self, stream_id: int) -> None:
        self._wrote(stream_id, True)

    def _wrote_frame(self, frame_type: int, flags: int, stream_id: int) -> None:
        if frame_type in _RESPONSE_TYPES:
            by_flag = frame_type in (FrameType.DATA, FrameType.HEADERS) and flags & END_STREAM
            self._wrote(stream_id, bool(by_flag) or frame_type == FrameType.RST_STREAM)


def _flag_bits(frame_type: int, **wanted: bool) -> int:
    defined = FLAGS.get(frame_type, {})
    bits = 0
    for name, set_ in wanted.items():
        if set_ and name not in defined:
            raise ValueError(f"frames of type {frame_type} define no flag {name}")
        bits |= defined[name] if set_ else 0
    return bits
