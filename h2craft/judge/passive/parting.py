"""How a client takes its leave: GOAWAY, error codes, the end of TCP and TLS."""

from __future__ import annotations

from h2craft.judge.passive.check import Check, Watch, Weight
from h2craft.judge.passive.line import Line
from h2craft.model import Finding, Reading, facts
from h2craft.trace import Kind
from h2craft.wire import ErrorCode, FrameType, error_code_name, payloads

HIGHEST_STREAM_ID = 0x7FFF_FFFF
_KNOWN = frozenset(int(code) for code in ErrorCode)


class GoawayCodeKnown(Watch):
    """That a code fits can be told only where the fold knows what our fault asks for."""

    check = Check(
        id="E/5.4.1/goaway-code-known",
        section="7",
        level="info",
        severity=Weight.INFO,
        title="Error codes are registered, and fit the error.",
        requires="GOAWAY and RST_STREAM carry a code of section 7; without an error it is NO_ERROR"
        " in GOAWAY, CANCEL for what is not wanted any more.",
    )
    receives = (FrameType.GOAWAY, FrameType.RST_STREAM)

    def received(self, reading: Reading) -> None:
        assert reading.frame is not None
        given, stream_id = reading.frame.view, reading.frame.stream_id
        view = payloads.whole(given, payloads.GoAway) or payloads.whole(given, payloads.RstStream)
        if view is None:
            return
        self.seen()
        code, name = view.error_code, reading.frame.name
        said = f"{name} {error_code_name(code)}"
        fault = self.line.faults.get(stream_id)
        if code not in _KNOWN:
            self.found(f"{said}: nobody knows that code", stream_id=stream_id)
        elif fault is not None:
            if code != fault.code:
                text = f"{said}, section {fault.section} asks for {error_code_name(fault.code)}"
                self.found(text, fault.record, self.line.last, stream_id=stream_id)
        elif name == "RST_STREAM" and code == ErrorCode.NO_ERROR:
            self.found(f"{said}: CANCEL is for that", stream_id=stream_id)
        elif name == "GOAWAY" and code and self.line.clean:
            self.found(f"{said}, where nothing of ours is known to be wrong")


class GoawayLastStream(Watch):
    check = Check(
        id="E/6.8/goaway-last-stream",
        section="6.8",
        level="MUST",
        severity=Weight.ERROR,
        title="GOAWAY names the last stream of ours, and never a higher one later.",
        requires="The last stream identifier of a GOAWAY is never raised by a later one. It is of"
        " a stream the receiver opened: from a client even, or 0.",
    )
    receives = (FrameType.GOAWAY,)
    sections = ("6.8",)

    def blamed(self, reading: Reading, finding: Finding) -> None:
        if finding.code == ErrorCode.PROTOCOL_ERROR:
            self.found(finding.text)

    def received(self, reading: Reading) -> None:
        assert reading.frame is not None
        view = payloads.whole(reading.frame.view, payloads.GoAway)
        if view is None:
            return
        self.seen()
        last, line = view.last_stream_id, self.line
        opened, promised = line.connection.peer.highest, line.connection.us.highest
        if not last or last == HIGHEST_STREAM_ID:
            return
        if last % 2 and (last <= opened or line.fair()):  # no rule for the number, hence no error
            text = f"last stream {last}, which is the client's own"
            self.found(text, severity=Weight.WARN)
        elif last > promised and line.fair():
            text = f"last stream {last}, the last promised was {promised}"
            self.found(text, severity=Weight.WARN)


class ClosesPolitely(Watch):
    check = Check(
        id="E/9.1/closes-politely",
        section="9.1",
        level="SHOULD",
        severity=Weight.WARN,
        title="GOAWAY before the end, and close_notify where there is TLS.",
        requires="Who closes a connection sends GOAWAY first; TLS is ended by close_notify"
        " (RFC 8446 6.1).",
    )
    kinds = (Kind.END_RECEIVED,)
    __slots__ = ("_end", "_how")

    def __init__(self, line: Line) -> None:
        super().__init__(line)
        self._end, self._how = 0, ""

    def told(self, reading: Reading) -> None:
        if not self._end:
            self._end = reading.record.seq
            self._how = str(facts(reading.record).get("how", ""))

    def over(self) -> None:
        """TCP is reset also where a client has left something unread, hence only told."""
        connection, line = self.line.connection, self.line
        by = (connection.closed or {}).get("by", "peer")
        if not self._end or by != "peer" or not connection.peer.frames or line.spoilt:
            return
        self.seen()
        if not connection.peer.goaways and not connection.us.goaways:
            self.found("no GOAWAY before the end", self._end, parting=True)
        if connection.tls and self._how != "close-notify":
            self.found("TLS ends without close_notify", self._end, parting=True)
        if self._how == "reset":
            self.found("TCP is reset", self._end, parting=True, severity=Weight.INFO)
