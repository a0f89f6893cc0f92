"""The life of streams: which a client opens, how many, and what it says on closed ones.

Frames cross: what a client sends on a stream that we have closed may have left before it read
so. It is held against it only once the client is known to have read that, and even then a single
frame is not before the next ACK: a writer may have had it in hand when a reader acknowledged.
What comes after the client's own END_STREAM or RST_STREAM has no such excuse.
"""

from __future__ import annotations

from h2craft.judge.passive.check import Check, Watch, Weight
from h2craft.judge.passive.line import KEPT_STREAMS, Line
from h2craft.model import ClosedBy, Finding, Reading, Stream, StreamState
from h2craft.trace import Kind
from h2craft.wire import END_STREAM, ErrorCode, Frame, FrameType, SettingId, payloads

UNLIMITED = 1 << 32


class StreamIds(Watch):
    check = Check(
        id="E/5.1.1/stream-ids",
        section="5.1.1",
        level="MUST",
        severity=Weight.ERROR,
        title="Streams are opened with odd, rising numbers, none twice.",
        requires="A client opens streams with odd identifiers, each above all that it has opened"
        " before.",
    )
    receives = (FrameType.HEADERS,)
    kinds = (Kind.UPGRADED,)
    sections = ("5.1.1", "6.2")
    __slots__ = ("_highest",)

    def __init__(self, line: Line) -> None:
        super().__init__(line)
        self._highest = 0

    def told(self, reading: Reading) -> None:
        """Stream 1 is the request that was made in HTTP/1.1 (RFC 7540 3.2)."""
        self._highest = 1

    def received(self, reading: Reading) -> None:
        self.seen()
        assert reading.frame is not None
        stream_id = reading.frame.stream_id
        if stream_id and not stream_id % 2:
            self.found(f"HEADERS on stream {stream_id}: even ones are the server's")
        elif stream_id > self._highest:
            self._highest = stream_id
        elif reading.fields and any(name == b":method" for name, _ in reading.fields):
            self.found(f"a second request on stream {stream_id}", stream_id=stream_id)

    def blamed(self, reading: Reading, finding: Finding) -> None:
        frame = reading.frame
        if frame is None or frame.type != FrameType.HEADERS or finding.code != 1:
            return
        if not frame.stream_id or (finding.section == "5.1.1" and frame.stream_id % 2):
            self.found(finding.text, stream_id=frame.stream_id)


class StreamIdsDense(Watch):
    check = Check(
        id="E/5.1.1/stream-ids-dense",
        section="5.1.1",
        level="info",
        severity=Weight.INFO,
        title="Streams are numbered 1, 3, 5 without a gap.",
        requires="Identifiers may be skipped; that closes the streams in between.",
    )
    receives = (FrameType.HEADERS,)
    kinds = (Kind.UPGRADED,)
    __slots__ = ("_last", "_said")

    def __init__(self, line: Line) -> None:
        super().__init__(line)
        self._last = -1
        self._said = False

    def told(self, reading: Reading) -> None:
        self._last = 1

    def received(self, reading: Reading) -> None:
        assert reading.frame is not None
        stream_id = reading.frame.stream_id
        if stream_id <= self._last or not stream_id % 2:
            return
        self.seen()
        if stream_id != self._last + 2 and not self._said and self.line.whole:
            self._said = True
            before = f"after {self._last}" if self._last > 0 else "first"
            self.found(f"stream {stream_id} {before}", stream_id=stream_id)
        self._last = stream_id


class Concurrency(Watch):
    """The fold counts a stream as closed as soon as our frame that closes it has left."""

    check = Check(
        id="E/5.1.2/concurrency",
        section="5.1.2",
        level="MUST",
        severity=Weight.ERROR,
        title="No more streams at a time than we allow.",
        requires="Once it has acknowledged MAX_CONCURRENT_STREAMS a client never has more streams"
        " open or half-closed.",
        star=True,
    )
    receives = (FrameType.HEADERS,)
    sections = ("5.1.2",)

    def received(self, reading: Reading) -> None:
        stream = reading.stream
        if stream is None or stream.opened != reading.record.seq:
            return
        if self.line.connection.us.settings[SettingId.MAX_CONCURRENT_STREAMS] < UNLIMITED:
            self.seen()

    def blamed(self, reading: Reading, finding: Finding) -> None:
        # A stream of which we broke the rules may be closed for the client, and open by the fold.
        if self.line.clean:
            self.found(finding.text, stream_id=finding.stream_id)


def _may_answer(line: Line, stream: Stream) -> bool:
    """RST_STREAM after ours, soon enough to be an answer; what comes long after has other
    reasons, and is on a closed stream all the same."""
    return stream.closed_by is ClosedBy.RESET_SENT and line.read_before <= stream.closed


def _says_closed(frame: Frame) -> bool:
    """Its sender has read our END_STREAM, or it would not call the stream closed."""
    view = frame.view
    return isinstance(view, payloads.RstStream) and view.error_code == ErrorCode.STREAM_CLOSED


_ENDED = frozenset((FrameType.DATA, FrameType.HEADERS))


class FramesOnClosed(Watch):
    """RST_STREAM in answer to ours, and what follows END_STREAM, have checks of their own."""

    check = Check(
        id="E/5.1/frames-on-closed",
        section="5.1",
        level="MUST NOT",
        severity=Weight.ERROR,
        title="Nothing but PRIORITY is sent on streams that are closed, or idle.",
        requires="On a closed stream nothing but PRIORITY is sent; on an idle one nothing but"
        " HEADERS and PRIORITY.",
    )
    receives = (*_ENDED, FrameType.WINDOW_UPDATE, FrameType.RST_STREAM)
    sections = ("5.1",)
    __slots__ = ("_in_hand",)

    def __init__(self, line: Line) -> None:
        super().__init__(line)
        self._in_hand: set[int] = set()  # streams with a frame that may have been

    def blamed(self, reading: Reading, finding: Finding) -> None:
        """Streams that are not there: skipped ones, idle ones."""
        known = reading.stream is not None or "long been closed" in finding.text
        if not known and self.line.fair():
            self.found(finding.text, stream_id=finding.stream_id)

    def received(self, reading: Reading) -> None:
        stream, line = reading.stream, self.line
        if stream is None or stream.state is not StreamState.CLOSED:
            return
        if stream.closed == line.last or not line.fair(stream.stream_id):
            return
        assert reading.frame is not None
        is_reset = reading.frame.type == FrameType.RST_STREAM
        if stream.closed_by is ClosedBy.RESET_RECEIVED:
            if not is_reset:
                text = f"{reading.frame.name} on stream {stream.stream_id}, which it had reset"
                self.found(text, stream.closed, line.last, stream_id=stream.stream_id)
        elif is_reset and _may_answer(line, stream):
            return
        elif stream.closed_by is ClosedBy.ENDED and _says_closed(reading.frame):
            text = f"RST_STREAM STREAM_CLOSED on stream {stream.stream_id}, which had ended"
            self.found(text, stream.closed, line.last, stream_id=stream.stream_id)
        elif line.read_up_to > stream.closed:
            self._after_ours(reading.frame, stream)

    def _after_ours(self, frame: Frame, stream: Stream) -> None:
        stream_id, line = stream.stream_id, self.line
        if frame.type in _ENDED and stream.received.ended:
            return
        if stream_id not in self._in_hand and line.read_before <= stream.closed:
            if len(self._in_hand) < KEPT_STREAMS:
                self._in_hand.add(stream_id)
            return
        text = f"{frame.name} on stream {stream_id}, closed, which the client had read"
        self.found(text, stream.closed, line.last, stream_id=stream_id)

    def over(self) -> None:
        if self.line.connection.closed_streams:
            self.seen()


class DataAfterEndStream(Watch):
    check = Check(
        id="E/5.1/data-after-end-stream",
        section="5.1",
        level="MUST NOT",
        severity=Weight.ERROR,
        title="END_STREAM is the end.",
        requires="After a frame with END_STREAM a client sends no DATA and no HEADERS on that"
        " stream.",
    )
    receives = (FrameType.DATA, FrameType.HEADERS)

    def received(self, reading: Reading) -> None:
        frame, stream = reading.frame, reading.stream
        if stream is None or not stream.received.ended:
            return
        self.seen()
        assert frame is not None
        at_fault = any(f.section == "5.1" for f in reading.findings)
        if at_fault or not frame.has_flag(END_STREAM):
            text = f"{frame.name} on stream {stream.stream_id} after its END_STREAM"
            self.found(text, stream_id=stream.stream_id)


class RstAnsweredByRst(Watch):
    """An answer, and no coincidence, is what follows where the client had read all we had sent
    before, and had nothing to object to; or what comes when it is known to have read ours."""

    check = Check(
        id="E/5.4.2/rst-answered-by-rst",
        section="5.4.2",
        level="MUST NOT",
        severity=Weight.ERROR,
        title="RST_STREAM is not answered by RST_STREAM.",
        requires="To avoid loops, no RST_STREAM is sent in response to one.",
    )
    receives = (FrameType.RST_STREAM,)
    sends = (FrameType.RST_STREAM,)
    __slots__ = ("_ours",)

    def __init__(self, line: Line) -> None:
        super().__init__(line)
        self._ours: dict[int, bool] = {}

    def sent(self, reading: Reading) -> None:
        stream, line = reading.stream, self.line
        if stream is None or stream.closed != line.last or not stream.stream_id % 2:
            return
        if not line.fair(stream.stream_id) or len(self._ours) >= KEPT_STREAMS:
            return
        self.seen()
        self._ours[stream.stream_id] = not stream.sent.ended and line.all_read

    def received(self, reading: Reading) -> None:
        stream, line = reading.stream, self.line
        if stream is None or not _may_answer(line, stream):
            return
        quiet = self._ours.get(stream.stream_id)
        if quiet is None or not line.fair(stream.stream_id):
            return
        if quiet or line.read_up_to > stream.closed:
            text = f"RST_STREAM on stream {stream.stream_id} in answer to ours"
            self.found(text, stream.closed, line.last, stream_id=stream.stream_id)


class RstOnIdle(Watch):
    check = Check(
        id="E/6.4/rst-on-idle",
        section="6.4",
        level="MUST NOT",
        severity=Weight.ERROR,
        title="No RST_STREAM on an idle stream.",
        requires="RST_STREAM is not sent for a stream that has not been opened, nor on stream 0.",
    )
    kinds = (Kind.PREFACE_RECEIVED,)
    sections = ("6.4",)

    def told(self, reading: Reading) -> None:
        self.seen()

    def blamed(self, reading: Reading, finding: Finding) -> None:
        if finding.code == ErrorCode.PROTOCOL_ERROR and self.line.fair():
            self.found(finding.text, stream_id=finding.stream_id)


_BODILESS = frozenset((b"GET", b"HEAD", b"DELETE", b"OPTIONS", b"TRACE"))
_ALIVE = frozenset((StreamState.OPEN, StreamState.HALF_CLOSED_LOCAL))


class EndsItsStreams(Watch):
    """A request is known to be complete where its content-length is reached, or where its method
    has no content and none came."""

    check = Check(
        id="E/8.1/ends-its-streams",
        section="8.1",
        level="MUST",
        severity=Weight.ERROR,
        title="Each request is ended, and one without content has no DATA.",
        requires="The last frame of a request carries END_STREAM. GET and HEAD have no content"
        " (RFC 9110 9.3.1, SHOULD); an empty DATA frame that ends the stream is fine.",
    )
    receives = (FrameType.HEADERS, FrameType.DATA)
    __slots__ = ("_told",)

    def __init__(self, line: Line) -> None:
        super().__init__(line)
        self._told = 0

    def received(self, reading: Reading) -> None:
        stream = reading.stream
        if stream is None:
            return
        assert reading.frame is not None
        if reading.frame.type == FrameType.HEADERS:
            self.seen()
        elif stream.method in _BODILESS and stream.received.octets and self._told < stream.opened:
            self._told = stream.opened
            method = stream.method.decode() if stream.method else ""
            severity = Weight.ERROR if method == "TRACE" else Weight.WARN
            if method != "OPTIONS":
                text = f"a {method} request with content"
                self.found(text, stream_id=stream.stream_id, severity=severity)

    def over(self) -> None:
        line = self.line
        for stream in line.connection.streams.values():
            message = stream.received
            if stream.state not in _ALIVE or message.ended or not line.fair(stream.stream_id):
                continue
            if not message.final or stream.method == b"CONNECT" or stream.adopted:
                continue
            if self._is_complete(stream) and (line.left or line.read_up_to > stream.opened):
                text = (
                    f"the request on stream {stream.stream_id} is complete, END_STREAM never came"
                )
                self.found(text, stream.opened, line.last, stream_id=stream.stream_id, parting=True)

    def _is_complete(self, stream: Stream) -> bool:
        message = stream.received
        if message.content_length is not None:
            return message.octets >= message.content_length
        return stream.method in _BODILESS and not message.octets
