"""One HTTP/2 connection of a client: octets in, octets out. Knows no socket and no clock.

RFC 9113 3.4, 4, 5.4, 5.5, 6.3, 6.5, 6.7, 6.8, 6.10 and 10.5; streams are the business of `streams`.
"""

from __future__ import annotations

from collections.abc import Callable

import frames
import manners
import sending
from blocks import Blocks
from exchange import Exchange
from fieldblocks import Encoder
from frames import Frame
from limits import (
    MAX_BODY,
    MAX_DRIBBLE,
    MAX_LIST,
    MAX_PUSHED,
    MAX_STRAIN,
    SETTINGS_A_FRAME,
)
from rules import (
    FRAME_SIZE_ERROR,
    NO_ERROR,
    PROTOCOL_ERROR,
    SETTINGS_TIMEOUT,
    ConnectionFault,
    StreamFault,
    calm,
    crash,
    legal,
    name_of,
    off,
    refuse,
    reject,
)
from settings import PeerSettings
from streams import Streams
from windows import window_update

SETTINGS_SECONDS = 15.0
IMPATIENT_SECONDS = 0.3  # of a client with a defect


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
        self._own = {
            frames.MAX_CONCURRENT_STREAMS: MAX_PUSHED,
            frames.MAX_HEADER_LIST_SIZE: MAX_LIST,
            **settings,
        }
        if not push:
            self._own[frames.ENABLE_PUSH] = 0
        self._push = push
        self._acknowledgements = 0
        self._next_kind: int | None = None  # of the frame that has come behind this one
        self.peer = PeerSettings(self)
        initial = self._own.get(frames.INITIAL_WINDOW_SIZE, frames.DEFAULT_WINDOW)
        self.streams = Streams(self, initial_window=initial, push=push)
        self._input = bytearray()
        self._blocks = Blocks(self)
        self._strain = 0
        self._dribble = 0
        self._handlers: dict[int, Callable[[Frame], None]] = {
            frames.DATA: self.streams.data,
            frames.HEADERS: self._blocks.headers,
            frames.PRIORITY: self._priority,
            frames.RST_STREAM: self.streams.reset_received,
            frames.SETTINGS: self._settings,
            frames.PUSH_PROMISE: self._blocks.push_promise,
            frames.PING: self._ping,
            frames.GOAWAY: self._goaway,
            frames.WINDOW_UPDATE: self._window_update,
            frames.CONTINUATION: self._blocks.continuation,
        }

    # Sending

    def open(self) -> None:
        """The preface, 3.4; nobody waits for the peer's."""
        self.began = self.now
        manners.preface(self)
        manners.own_settings(self, self._own)
        growth = self.streams.receive_window - frames.DEFAULT_WINDOW
        if growth:
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
        limit = self.peer.max_streams if self.greeted else 1
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
        last = self.streams.pushes.last_promised  # the peer's streams are pushes, 6.8
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
                self._next_kind = self._input[end + 3] if end + 3 < len(self._input) else None
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
        block = self._blocks.open
        if block is not None and frame.kind != frames.CONTINUATION:
            self._blocks.interleaved(frame)
            self._blocks.open = None
            self._handle(frame)
            self._blocks.open = block
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
        window_update(self.streams, frame)
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
        for stream in self.streams.requests:
            stream.exchange.touched = self.now  # whoever asks is there
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
        known = frame.flags if off("A/4.1/undefined-flags:whole") else frame.flags & frames.ACK
        if known == frames.ACK:
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
            self.peer.apply(identifier, value)
        if frames.MAX_CONCURRENT_STREAMS not in dict(pairs) and not self.greeted:
            legal("A/5.1.2/max-concurrent-omitted")
        self.greeted = True
        if self._next_kind == frames.SETTINGS and off("A/6.5.3/settings-ack-prompt:merged"):
            return  # one ACK for all that came together
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
            self._blocks.decoder.limit_to(limit)


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
