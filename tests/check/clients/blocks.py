"""Field blocks as frames carry them: HEADERS, PUSH_PROMISE and CONTINUATION. RFC 9113 4.3, 6.10.

A block is decoded as soon as it is complete, whatever becomes of its stream.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import frames
from fieldblocks import Decoder, Field
from frames import Frame
from limits import MAX_BLOCK, MAX_CONTINUATIONS, MAX_LIST
from rules import (
    FRAME_SIZE_ERROR,
    PROTOCOL_ERROR,
    CompressionFault,
    StreamFault,
    calm,
    crash,
    hoard,
    legal,
    off,
    refuse,
)

if TYPE_CHECKING:
    from connection import Connection


class Block:
    """A field block that is not complete yet."""

    def __init__(self, frame: Frame, fragment: bytes, promised: int) -> None:
        self.kind = frame.kind
        self.stream_id = frame.stream_id
        self.end_stream = bool(frame.flags & frames.END_STREAM) and frame.kind == frames.HEADERS
        self.promised = promised
        self.octets = bytearray(fragment)
        self.frames = 0


class Blocks:
    """See the module. `open` is the block whose CONTINUATION comes next; None: there is none."""

    def __init__(self, connection: Connection) -> None:
        self._streams = connection.streams
        self.decoder = Decoder(MAX_LIST)
        self.open: Block | None = None

    def headers(self, frame: Frame) -> None:
        self._streams.check_headers(frame)
        head = 5 if frame.flags & frames.PRIORITIZED else 0
        if len(frame.payload) < head + bool(frame.flags & frames.PADDED):
            rule = "9113/6.2/headers-priority-too-short"
            refuse(FRAME_SIZE_ERROR, "HEADERS is too short for its flags", rule)
            return
        rule = "9113/6.2/headers-padding-too-long"
        fragment = frames.without_padding(frame, rule, head)[head:]
        if frame.flags & frames.PADDED:
            legal("A/6.2/padded-headers")
        if head:
            legal("A/6.2/headers-with-priority")
        if not fragment:
            legal("A/6.2/empty-headers-fragment")
        if len(frame.payload) == frames.DEFAULT_FRAME_SIZE:
            legal("A/4.2/max-size-headers")
        self._begin_block(frame, fragment, 0)

    def push_promise(self, frame: Frame) -> None:
        padded = frame.flags & frames.PADDED
        if len(frame.payload) < 4 + bool(padded):
            rule = "9113/6.6/push-too-short"
            refuse(FRAME_SIZE_ERROR, "PUSH_PROMISE without a promised stream", rule)
            return
        rest = frames.without_padding(frame, "9113/6.6/push-padding-too-long", 4)
        promised = frames.word_at(rest) & frames.MAX_WINDOW
        self._streams.pushes.check(frame, promised)
        self._begin_block(frame, rest[4:], promised)

    def _begin_block(self, frame: Frame, fragment: bytes, promised: int) -> None:
        self.open = Block(frame, fragment, promised)
        if frame.flags & frames.END_HEADERS:
            self._end_block()

    def interleaved(self, frame: Frame) -> None:
        """6.2, 6.6: nothing comes between the frames of a block."""
        if self.open is not None and self.open.kind == frames.PUSH_PROMISE:
            rule = "9113/6.6/interleaved-push-block"
        elif frame.kind == frames.HEADERS:
            rule = "9113/4.3/interleaved-other-stream"
        else:
            rule = _INTERLEAVED.get(frame.kind, "9113/5.5/interleaved-unknown")
        refuse(PROTOCOL_ERROR, f"{frame.name} within a field block", rule)

    def continuation(self, frame: Frame) -> None:
        block = self.open
        if block is None:
            refuse(PROTOCOL_ERROR, "CONTINUATION of no field block", *_STRAY)
            return
        if frame.stream_id != block.stream_id:
            rule = "9113/6.10/continuation-other-stream"
            if not frame.stream_id:
                rule = "9113/6.10/continuation-stream-0"
            refuse(PROTOCOL_ERROR, "CONTINUATION of another stream", rule)
        if not frame.payload:
            legal("A/6.10/continuation-empty")
        block.octets += frame.payload
        block.frames += 1
        if off("C/header-name-huge"):
            hoard(4 * len(block.octets))
        rules = "C/continuation-flood", "C/continuation-flood-indexed", "C/header-name-huge"
        if len(block.octets) > MAX_BLOCK:
            calm("a field block without end", *rules)
        if block.frames > (1 if off("C/continuation-empty-flood") else MAX_CONTINUATIONS):
            calm("CONTINUATION without end", *rules, "C/continuation-empty-flood")
        if frame.flags & frames.END_HEADERS:
            self._end_block()

    def _end_block(self) -> None:
        block, self.open = self.open, None
        assert block is not None
        if block.frames:
            self._continued(block)
        fields, size = self._decode(block)
        try:
            if block.kind == frames.PUSH_PROMISE:
                self._streams.pushes.promise(block.promised, fields, size)
            else:
                self._streams.headers(block.stream_id, block.end_stream, fields, size)
        except StreamFault as fault:
            self._streams.reset(block.stream_id, fault.code, str(fault))

    def _decode(self, block: Block) -> tuple[list[Field], int]:
        """The field list, whatever becomes of it: the table is that of the whole connection."""
        octets = bytes(block.octets)
        how = self._streams.closed.get(block.stream_id)
        if how and off("9113/5.1/after-client-rst"):
            return [], 0
        if block.kind == frames.PUSH_PROMISE and off("A/6.6/push-before-settings-ack:undecoded"):
            return [], 0
        try:
            if off("C/header-list-over-advertised"):
                return self.decoder.forgetful(octets)
            return self.decoder.decode(octets)
        except CompressionFault:
            if off("9113/4.3/bad-field-block", "9113/4.3/field-block-ends-early"):
                return [(b":status", b"200")], 0
            raise

    def _continued(self, block: Block) -> None:
        if block.kind == frames.PUSH_PROMISE:
            legal("A/8.4/push-promise-padded-continued")
        if block.frames > 4:
            legal("A/6.10/continuation-every-byte")
        if block.frames > 100:
            crash("A/6.10/continuation-many")
        if block.end_stream:
            legal("A/8.1/end-stream-on-continued-headers", "A/8.1/trailers-with-continuation")
        legal("A/8.1/interim-with-continuation")
        if len(block.octets) > 2 * frames.DEFAULT_FRAME_SIZE:
            crash("A/8.2/large-header-list")


_INTERLEAVED = {
    frames.DATA: "9113/6.2/interleaved-data",
    frames.PING: "9113/6.2/interleaved-ping",
    frames.PRIORITY: "9113/6.2/interleaved-priority",
}
_STRAY = (
    "9113/6.10/continuation-first",
    "9113/6.10/continuation-after-end-headers",
    "9113/6.10/continuation-after-continuation",
    "9113/6.10/continuation-after-data",
    "9113/6.10/continuation-stream-0",
)
