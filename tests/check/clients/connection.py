"""One HTTP/2 connection of a client: octets in, octets out. Knows no socket and no clock.

RFC 9113 3.4, 4, 5.4, 5.5, 6.3, 6.5, 6.7, 6.8, 6.10 and 10.5; streams are the business of `streams`.
"""

from __future__ import annotations

from collections.abc import Callable

import frames
import manners
import sending
from exchange import Exchange
from fieldblocks import Decoder, Encoder
from frames import Frame
from rules import (
    FLOW_CONTROL_ERROR,
    FRAME_SIZE_ERROR,
    NO_ERROR,
    PROTOCOL_ERROR,
    SETTINGS_TIMEOUT,
    CompressionFault,
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
from streams import CONNECTION_WINDOW, MAX_LIST, MAX_PUSHED, Streams

MAX_BLOCK = 1 << 18
MAX_CONTINUATIONS = 1000
MAX_STRAIN = 1000
MAX_DRIBBLE = 10_000
SETTINGS_SECONDS = 15.0
IMPATIENT_SECONDS = 0.3  # of a client with a defect
SETTINGS_A_FRAME = 32  # more of them count as more frames
MAX_BODY = 24 << 20
MAX_STREAMS_UNSAID = 100


class Block:
    """A field block that is not complete yet."""

    def __init__(self, frame: Frame, fragment: bytes, promised: int) -> None:
        self.kind = frame.kind
        self.stream_id = frame.stream_id
        self.end_stream = bool(frame.flags & frames.END_STREAM) and frame.kind == frames.HEADERS
        self.promised = promised
        self.octets = bytearray(fragment)
        self.frames = 0


class Connection:
    """See the module.

    now       what the caller's clock says; to be set before anything is called
    out       what is to be sent, to be taken away from its beginning
    fault     why it is closed by us; None while it is not
    goaway    (last stream id, code) of the peer's lowest GOAWAY; None: there was none
    """

    def __init__(self, authority: str, settings: dict[int, int], *, push: bool) -> None:
        self.authority = authority
        self.now = 0.0
        self.out = bytearray()
        self.fault: ConnectionFault | None = None
        self.goaway: tuple[int, int] | None = None
        self.acknowledged = False
        self.greeted = False
        self.closing = False
        self.max_body = MAX_BODY
        self.began: float | None = None
        self.encoder = Encoder()
        self._decoder = Decoder(MAX_LIST)
        self._own = {
            frames.MAX_CONCURRENT_STREAMS: MAX_PUSHED,
            frames.MAX_HEADER_LIST_SIZE: MAX_LIST,
            **settings,
        }
        if not push:
            self._own[frames.ENABLE_PUSH] = 0
        self._push = push
        self._acknowledgements = 0
        self.peer_initial_window = frames.DEFAULT_WINDOW
        self.peer_max_frame_size = frames.DEFAULT_FRAME_SIZE
        self.peer_max_streams = MAX_STREAMS_UNSAID
        self._peer_extended: dict[int, int] = {}
        initial = self._own.get(frames.INITIAL_WINDOW_SIZE, frames.DEFAULT_WINDOW)
        self.streams = Streams(self, initial_window=initial, push=push)
        self._input = bytearray()
        self._block: Block | None = None
        self._strain = 0
        self._dribble = 0
        self._handlers: dict[int, Callable[[Frame], None]] = {
            frames.DATA: self.streams.data,
            frames.HEADERS: self._headers,
            frames.PRIORITY: self._priority,
            frames.RST_STREAM: self.streams.reset_received,
            frames.SETTINGS: self._settings,
            frames.PUSH_PROMISE: self._push_promise,
            frames.PING: self._ping,
            frames.GOAWAY: self._goaway,
            frames.WINDOW_UPDATE: self._window_update,
            frames.CONTINUATION: self._stray_continuation,
        }

    # Sending

    def open(self) -> None:
        """The preface, 3.4; nobody waits for the peer's."""
        self.began = self.now
        manners.preface(self)
        manners.own_settings(self, self._own)
        growth = CONNECTION_WINDOW - frames.DEFAULT_WINDOW
        self.send(frames.WINDOW_UPDATE, 0, 0, frames.word(growth))

    def send(self, kind: int, flags: int, stream_id: int, payload: bytes = b"") -> None:
        for octets in manners.outgoing(self, kind, flags, stream_id, payload):
            self.out += octets

    @property
    def draining(self) -> bool:
        """No new request may be made here, 6.8."""
        gone = self.goaway is not None and not off(*STAYS)
        return gone or self.closing or self.streams.next_id > frames.MAX_WINDOW

    @property
    def has_room(self) -> bool:
        """Whether the peer's MAX_CONCURRENT_STREAMS lets us open another stream, 5.1.2.

        Before its SETTINGS are there, one is opened and the others wait for them.
        """
        if off("E/5.1.2/concurrency", "A/5.1.2/max-concurrent-1"):
            return True
        if off("E/3.4/preface-early") and not self.greeted:
            return False
        limit = self.peer_max_streams if self.greeted else 1
        return len(self.streams.requests) < limit

    def request(self, exchange: Exchange) -> None:
        self.streams.open(exchange)

    def tend(self) -> None:
        """What is to be done without anything having been received."""
        try:
            if self.began is not None and not self.acknowledged and not self.closing:
                self._await_acknowledgement()
            self.streams.read()
            sending.tend_uploads(self)
        except ConnectionFault as fault:
            self.fail(fault)

    def _await_acknowledgement(self) -> None:
        waited = self.now - (self.began or 0.0)
        if waited > IMPATIENT_SECONDS and not self.greeted:
            legal("A/3.4/server-settings-late")
        if waited > IMPATIENT_SECONDS and self.greeted:
            legal("A/6.5.3/server-ack-delayed")
        if waited > SETTINGS_SECONDS:
            raise ConnectionFault(SETTINGS_TIMEOUT, "SETTINGS are not acknowledged")

    def close(self, code: int = NO_ERROR, why: str = "") -> None:
        """GOAWAY; then whoever holds the socket ends the connection."""
        if self.closing:
            return
        self.closing = True
        last = self.streams.last_promised  # the peer's streams are pushes, 6.8
        debug = why.encode("latin-1", "replace")[:200]
        payload = frames.word(last) + frames.word(code) + debug
        self.send(frames.GOAWAY, 0, 0, payload)

    # Receiving

    def receive(self, octets: bytes) -> None:
        """Take what has arrived. Faults are dealt with here."""
        if self.closing:
            return
        self._input += octets
        if 0 < len(self._input) < frames.HEADER_OCTETS:
            self._partial()
        try:
            self._receive()
            self.streams.read()
        except ConnectionFault as fault:
            self.fail(fault)

    def _partial(self) -> None:
        if off("A/tcp/one-byte-segments", "A/tcp/frame-header-split"):
            self.fail(ConnectionFault(FRAME_SIZE_ERROR, "half a frame header"))

    def _receive(self) -> None:
        taken = 0
        try:
            while len(self._input) - taken >= frames.HEADER_OCTETS and not self.closing:
                length, kind, flags, stream_id = frames.header_of(self._input, taken)
                self._check_header(length, kind, flags)
                end = taken + frames.HEADER_OCTETS + length
                if len(self._input) < end:
                    break
                payload = bytes(self._input[end - length : end])
                taken = end
                self._frame(Frame(kind, flags, stream_id, payload))
                if kind == frames.SETTINGS and off("A/3.4/settings-and-response-one-segment"):
                    taken = len(self._input)
        finally:
            del self._input[:taken]

    def fail(self, fault: ConnectionFault) -> None:
        self.fault = fault
        self.streams.abandon(str(fault))
        self.close(fault.code, str(fault))

    def _check_header(self, length: int, kind: int, flags: int) -> None:
        if not self.greeted:
            self._check_first(kind, flags)
        limit = self._own.get(frames.MAX_FRAME_SIZE, frames.DEFAULT_FRAME_SIZE)
        if length > limit:
            rule = _OVERSIZED.get(kind, "9113/4.2/unknown-over-max-frame-size")
            refuse(FRAME_SIZE_ERROR, f"a frame of {length} octets", rule, "9113/3.4/garbage")

    def _check_first(self, kind: int, flags: int) -> None:
        """3.4: the server's preface is SETTINGS, without ACK."""
        if kind == frames.SETTINGS and not flags & frames.ACK:
            return
        if self._input.startswith(b"HTTP/"):
            rule = "9113/3.4/http1-answer"
        elif kind in _FIRST:
            rule = _FIRST[kind]
        else:
            rule = "9113/3.4/garbage"
        refuse(PROTOCOL_ERROR, "the first frame is not SETTINGS", rule)
        if rule in ("9113/3.4/http1-answer", "9113/3.4/garbage"):
            self.streams.take_anything(bytes(self._input))
            self._input.clear()

    def _frame(self, frame: Frame) -> None:
        if frame.reserved:
            legal("A/4.1/reserved-bit")
        block = self._block
        if block is not None and frame.kind == frames.CONTINUATION:
            self._continuation(block, frame)
        elif block is not None:
            self._interleaved(block, frame)
            self._block = None
            self._handle(frame)
            self._block = block
        else:
            self._handle(frame)

    def _handle(self, frame: Frame) -> None:
        handler = self._handlers.get(frame.kind)
        if handler is None:
            self._unknown(frame)
            return
        if frame.flags & ~frames.KNOWN_FLAGS.get(frame.kind, 0):
            legal("A/4.1/undefined-flags")
        try:
            handler(frame)
        except StreamFault as fault:
            self.streams.reset(frame.stream_id, fault.code, str(fault))

    def _unknown(self, frame: Frame) -> None:
        """4.1: passed over. What extensions we do not speak send is as unknown."""
        legal("A/4.1/unknown-frame-type", _EXTENSIONS.get(frame.kind, ""))
        crash("A/9218/priority-update-frame" if frame.kind == frames.PRIORITY_UPDATE else "")
        self.strain(frame.name, "C/unknown-frame-flood", "C/altsvc-flood")

    # Limits, 10.5

    def useful(self) -> None:
        """Something was received that is why we are here."""
        self._strain = 0

    def strain(self, what: str, *rules: str, cost: int = 1) -> None:
        """Something was received that costs us and gives us nothing."""
        self._strain += 0 if off(*rules) else cost
        if self._strain > MAX_STRAIN or off(*rules):
            calm(f"too many: {what}", *rules, cost=cost)

    # Field blocks

    def _headers(self, frame: Frame) -> None:
        self.streams.check_headers(frame)
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

    def _push_promise(self, frame: Frame) -> None:
        padded = frame.flags & frames.PADDED
        if len(frame.payload) < 4 + bool(padded):
            rule = "9113/6.6/push-too-short"
            refuse(FRAME_SIZE_ERROR, "PUSH_PROMISE without a promised stream", rule)
            return
        rest = frames.without_padding(frame, "9113/6.6/push-padding-too-long", 4)
        promised = frames.word_at(rest) & frames.MAX_WINDOW
        self.streams.check_promise(frame, promised)
        self._begin_block(frame, rest[4:], promised)

    def _begin_block(self, frame: Frame, fragment: bytes, promised: int) -> None:
        self._block = Block(frame, fragment, promised)
        if frame.flags & frames.END_HEADERS:
            self._end_block()

    def _interleaved(self, block: Block, frame: Frame) -> None:
        """6.2, 6.6: nothing comes between the frames of a block."""
        if block.kind == frames.PUSH_PROMISE:
            rule = "9113/6.6/interleaved-push-block"
        elif frame.kind == frames.HEADERS:
            rule = "9113/4.3/interleaved-other-stream"
        else:
            rule = _INTERLEAVED.get(frame.kind, "9113/5.5/interleaved-unknown")
        refuse(PROTOCOL_ERROR, f"{frame.name} within a field block", rule)

    def _continuation(self, block: Block, frame: Frame) -> None:
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

    def _stray_continuation(self, frame: Frame) -> None:
        refuse(PROTOCOL_ERROR, "CONTINUATION of no field block", *_STRAY)

    def _end_block(self) -> None:
        block, self._block = self._block, None
        assert block is not None
        if block.frames:
            self._continued(block)
        fields, size = self._decode(block)
        try:
            if block.kind == frames.PUSH_PROMISE:
                self.streams.promise(block.promised, fields, size)
            else:
                self.streams.headers(block.stream_id, block.end_stream, fields, size)
        except StreamFault as fault:
            self.streams.reset(block.stream_id, fault.code, str(fault))

    def _decode(self, block: Block) -> tuple[list[tuple[bytes, bytes]], int]:
        """The field list, whatever becomes of it: the table is that of the whole connection."""
        octets = bytes(block.octets)
        how = self.streams.closed.get(block.stream_id)
        if how and off("9113/5.1/after-client-rst"):
            return [], 0
        try:
            if off("C/header-list-over-advertised"):
                return self._decoder.forgetful(octets)
            return self._decoder.decode(octets)
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

    # Frames of the connection

    def _priority(self, frame: Frame) -> None:
        if not frame.stream_id:
            refuse(PROTOCOL_ERROR, "PRIORITY on stream 0", "9113/6.3/priority-stream-0")
        elif len(frame.payload) != 5:
            rule = "9113/6.3/priority-length"
            if frame.stream_id in self.streams.live:
                reject(FRAME_SIZE_ERROR, "PRIORITY of a wrong length", rule)
            else:
                refuse(FRAME_SIZE_ERROR, "PRIORITY of a wrong length", rule)
            return
        else:
            legal("A/6.3/priority-frames")
            if frames.word_at(frame.payload) & frames.MAX_WINDOW == frame.stream_id:
                crash("A/6.3/priority-self-dependency")
        self.strain("PRIORITY", "C/priority-flood")

    def _window_update(self, frame: Frame) -> None:
        self.streams.window_update(frame)
        tiny = len(frame.payload) == 4 and frames.word_at(frame.payload) < 64
        self._dribble += tiny
        if self._dribble > (0 if off("C/window-dribble", "C/window-update-flood") else MAX_DRIBBLE):
            calm("tiny WINDOW_UPDATE", "C/window-dribble", "C/window-update-flood")
        if not any(stream.exchange.request.size for stream in self.streams.requests):
            self.strain("WINDOW_UPDATE", "C/window-update-flood")

    def _ping(self, frame: Frame) -> None:
        if frame.stream_id:
            refuse(PROTOCOL_ERROR, "PING on a stream", "9113/6.7/ping-on-stream")
            return
        if len(frame.payload) != 8:
            rules = "9113/6.7/ping-length", "9113/5.4.1/goaway-then-close"
            refuse(FRAME_SIZE_ERROR, "PING of a wrong length", *rules)
            return
        self.strain("PING", "C/ping-flood", "C/ping-flood-unread")
        if frame.flags & frames.ACK:
            legal("A/6.7/ping-ack-unsolicited")
            return
        manners.answer_ping(self, frame.payload)

    def _goaway(self, frame: Frame) -> None:
        if frame.stream_id:
            refuse(PROTOCOL_ERROR, "GOAWAY on a stream", "9113/6.8/goaway-on-stream")
            return
        if len(frame.payload) < 8:
            refuse(FRAME_SIZE_ERROR, "GOAWAY is too short", "9113/6.8/goaway-too-short")
            return
        self.strain("GOAWAY", "C/goaway-flood")
        last, code = frames.word_at(frame.payload), frames.word_at(frame.payload, 4)
        if last > frames.MAX_WINDOW:
            legal("A/6.8/reserved-bit-last-stream")
        if len(frame.payload) > 8:
            legal("A/6.8/debug-data")
        last &= frames.MAX_WINDOW
        if self.goaway is not None:
            if last > self.goaway[0]:
                crash("9113/6.8/goaway-raised")
            last = min(last, self.goaway[0])
        self.goaway = last, code
        why = f"the server has closed the connection: {name_of(code)}"
        from_id = 1 if off("D/6.8/goaway-error-code") else last + 1
        self.streams.abandon(why, from_id=from_id, code=code or UNPROCESSED)
        if off("A/6.8/goaway-before-response", "A/6.8/in-flight-completes"):
            self.streams.abandon(why)

    # SETTINGS

    def _settings(self, frame: Frame) -> None:
        if frame.stream_id:
            refuse(PROTOCOL_ERROR, "SETTINGS on a stream", "9113/6.5/settings-on-stream")
            return
        if frame.flags & frames.ACK:
            self._acknowledged(frame)
            return
        if len(frame.payload) % 6:
            rule = "9113/6.5/settings-length"
            refuse(FRAME_SIZE_ERROR, "SETTINGS of a wrong length", rule)
            return
        pairs = frames.settings_in(frame.payload)
        cost = 1 + len(pairs) // SETTINGS_A_FRAME
        rules = "C/settings-flood", "C/settings-huge", "C/settings-window-toggle"
        self.strain("SETTINGS", *rules, cost=cost)
        if not pairs and self.greeted:
            legal("A/6.5/empty-settings")
        for identifier, value in pairs[::-1] if off("A/6.5.3/last-value-wins") else pairs:
            self._setting(identifier, value)
        if frames.MAX_CONCURRENT_STREAMS not in dict(pairs) and not self.greeted:
            legal("A/5.1.2/max-concurrent-omitted")
        self.greeted = True
        manners.acknowledge(self)

    def _acknowledged(self, frame: Frame) -> None:
        if frame.payload:
            rule = "9113/6.5/settings-ack-with-payload"
            refuse(FRAME_SIZE_ERROR, "an ACK with settings", rule)
            return
        if not self.greeted:
            self.greeted = off("9113/3.4/first-frame-settings-ack")
        self._acknowledgements += 1
        if self._acknowledgements > 1:
            crash("9113/6.5/settings-ack-unsolicited")
            self.strain("SETTINGS ACK")
            return
        self.acknowledged = True
        limit = self._own.get(frames.HEADER_TABLE_SIZE)
        if limit is not None:
            self._decoder.limit_to(limit)

    def _setting(self, identifier: int, value: int) -> None:
        apply = _SETTINGS.get(identifier)
        if apply is None:
            legal("A/5.5/unknown-setting")
        else:
            apply(self, value)

    def set_header_table_size(self, value: int) -> None:
        self.encoder.limit_to(value)

    def set_enable_push(self, value: int) -> None:
        """6.5.2: a server has nothing to say but 0."""
        if value:
            rule = "9113/6.5.2/enable-push-1" if value == 1 else "9113/6.5.2/enable-push-2"
            refuse(PROTOCOL_ERROR, f"ENABLE_PUSH={value}", rule)
        else:
            legal("9113/6.5.2/enable-push-0")

    def set_max_concurrent_streams(self, value: int) -> None:
        if value == 0:
            legal("A/5.1.2/max-concurrent-0-then-1")
        lowered = value < self.peer_max_streams and self.greeted
        if not (lowered and off("A/5.1.2/max-concurrent-lowered")):
            self.peer_max_streams = value

    def set_initial_window_size(self, value: int) -> None:
        if value > frames.MAX_WINDOW:
            rule = "9113/6.5.2/initial-window-size-over-max"
            refuse(FLOW_CONTROL_ERROR, f"INITIAL_WINDOW_SIZE={value}", rule)
            return
        if value < frames.DEFAULT_WINDOW:
            legal("A/6.9/window-0-then-open" if value == 0 else "A/6.9/tiny-windows")
        change = value - self.peer_initial_window
        self.peer_initial_window = value
        if change > 0 and off("A/6.9.2/window-raised-by-settings"):
            return
        self.streams.change_initial_window(change)

    def set_max_frame_size(self, value: int) -> None:
        if not frames.DEFAULT_FRAME_SIZE <= value < 1 << 24:
            low = "9113/6.5.2/max-frame-size-low" if value else "9113/6.5.2/max-frame-size-zero"
            rule = low if value < 1 << 24 else "9113/6.5.2/max-frame-size-high"
            refuse(PROTOCOL_ERROR, f"MAX_FRAME_SIZE={value}", rule)
            return
        if value == (1 << 24) - 1:
            legal("A/6.5.2/max-frame-size-max")
        self.peer_max_frame_size = value

    def set_max_header_list_size(self, value: int) -> None:
        """A hint only, 6.5.2: we send what we have to."""
        if value <= 100:
            crash("A/6.5.2/max-header-list-size-small")

    def set_enable_connect_protocol(self, value: int) -> None:
        """RFC 8441 3; we do not use it."""
        before = self._peer_extended.get(frames.ENABLE_CONNECT_PROTOCOL, 0)
        legal("A/8441/enable-connect-protocol")
        if value > 1:
            crash("8441/3/enable-connect-value")
            raise ConnectionFault(PROTOCOL_ERROR, f"ENABLE_CONNECT_PROTOCOL={value}")
        if value < before:
            crash("8441/3/enable-connect-withdrawn")
            raise ConnectionFault(PROTOCOL_ERROR, "ENABLE_CONNECT_PROTOCOL is withdrawn")
        self._peer_extended[frames.ENABLE_CONNECT_PROTOCOL] = value

    def set_no_rfc7540_priorities(self, value: int) -> None:
        """RFC 9218 2.1; we send no priorities."""
        first = 0 if self.greeted else value
        before = self._peer_extended.get(frames.NO_RFC7540_PRIORITIES, first)
        legal("A/9218/no-rfc7540-priorities")
        if value > 1:
            crash("9218/2.1/no-rfc7540-priorities-value")
            raise ConnectionFault(PROTOCOL_ERROR, f"NO_RFC7540_PRIORITIES={value}")
        if value != before:
            raise ConnectionFault(PROTOCOL_ERROR, "NO_RFC7540_PRIORITIES has changed")
        self._peer_extended[frames.NO_RFC7540_PRIORITIES] = value


STAYS = (
    "D/6.8/no-new-streams-after-goaway",
    "D/6.8/goaway-unprocessed-retry",
    "D/6.8/second-goaway-lower",
    "A/6.8/graceful-two-phase",
)
"""Cases a client does badly at that goes on with a connection after GOAWAY."""

UNPROCESSED = -1
"""Instead of an error code: the peer says that it has not processed the request, 6.8."""

CLOSED = -2
"""Instead of an error code: the peer has closed without a word of it."""

_OVERSIZED = {
    frames.DATA: "9113/4.2/data-over-max-frame-size",
    frames.HEADERS: "9113/4.2/headers-over-max-frame-size",
    frames.CONTINUATION: "9113/4.2/continuation-over-max-frame-size",
    frames.SETTINGS: "9113/4.2/settings-over-max-frame-size",
}
_FIRST = {
    frames.SETTINGS: "9113/3.4/first-frame-settings-ack",
    frames.PING: "9113/3.4/first-frame-ping",
    frames.HEADERS: "9113/3.4/first-frame-not-settings",
    frames.DATA: "9113/3.4/first-frame-not-settings",
}
_EXTENSIONS = {frames.ALTSVC: "A/7838/altsvc-frame", frames.ORIGIN: "A/8336/origin-frame"}
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
_SETTINGS: dict[int, Callable[[Connection, int], None]] = {
    frames.HEADER_TABLE_SIZE: Connection.set_header_table_size,
    frames.ENABLE_PUSH: Connection.set_enable_push,
    frames.MAX_CONCURRENT_STREAMS: Connection.set_max_concurrent_streams,
    frames.INITIAL_WINDOW_SIZE: Connection.set_initial_window_size,
    frames.MAX_FRAME_SIZE: Connection.set_max_frame_size,
    frames.MAX_HEADER_LIST_SIZE: Connection.set_max_header_list_size,
    frames.ENABLE_CONNECT_PROTOCOL: Connection.set_enable_connect_protocol,
    frames.NO_RFC7540_PRIORITIES: Connection.set_no_rfc7540_priorities,
}
