"""Flow control: what a client sends within its windows, and what it gives back of ours."""

from __future__ import annotations

from h2craft.judge.passive.check import Check, Watch, Weight
from h2craft.judge.passive.line import Line
from h2craft.model import ClosedBy, Finding, Reading, StreamState
from h2craft.wire import HEADER_LENGTH, PADDED, ErrorCode, FrameType, payloads

LEAK_OCTETS = 65_536
SMALL_INCREMENT = 100
MANY_SMALL = 20


class ObeysWindows(Watch):
    check = Check(
        id="E/6.9/obeys-windows",
        section="6.9.1",
        level="MUST",
        severity=Weight.ERROR,
        title="DATA stays within the windows of its stream and of the connection.",
        requires="DATA, padding included, is never longer than what is left of the stream's and"
        " of the connection's window when it is sent.",
        star=True,
    )
    receives = (FrameType.DATA,)
    sections = ("6.9.1",)

    def received(self, reading: Reading) -> None:
        assert reading.frame is not None
        if reading.frame.length:
            self.seen()

    def blamed(self, reading: Reading, finding: Finding) -> None:
        frame = reading.frame
        if frame is None or frame.type != FrameType.DATA:
            return
        closed = reading.stream is not None and reading.stream.state is StreamState.CLOSED
        if closed and "of the stream" in finding.text:
            return  # we have reset it: nobody counts what SETTINGS would have done to its window
        if self.line.fair(frame.stream_id):
            self.found(finding.text, stream_id=frame.stream_id)


class WindowUpdateLegal(Watch):
    check = Check(
        id="E/6.9/window-update-legal",
        section="6.9",
        level="MUST",
        severity=Weight.ERROR,
        title="WINDOW_UPDATE by 1 to 2^31-1, and no window above that.",
        requires="An increment is never 0, and neither WINDOW_UPDATE nor INITIAL_WINDOW_SIZE"
        " lifts a window of ours above 2^31-1.",
    )
    receives = (FrameType.WINDOW_UPDATE,)
    sections = ("6.9", "6.9.1", "6.9.2")

    def received(self, reading: Reading) -> None:
        self.seen()

    def blamed(self, reading: Reading, finding: Finding) -> None:
        frame = reading.frame
        if frame is None or finding.code == ErrorCode.NO_ERROR or frame.type == FrameType.DATA:
            return
        if finding.code == ErrorCode.FRAME_SIZE_ERROR:
            return  # see FrameSize
        if finding.section == "6.9" or self.line.fair(frame.stream_id):
            self.found(finding.text, stream_id=frame.stream_id)


class CreditBalance(Watch):
    """Clients return credit late and in lots: half a window is usual. A leak is what no lot can
    explain: the window is nearly gone, or several times a lot is missing.

    peak      the most the connection's window ever had
    debt      octets of DATA sent less those given back since the first of them
    """

    check = Check(
        id="E/6.9/credit-balance",
        section="6.9.1",
        level="SHOULD",
        severity=Weight.WARN,
        title="The connection's window gets back all that was received.",
        requires="Padding, and DATA of streams that are reset or ignored, count for the"
        " connection's window and are given back in the end; what is not, starves the connection.",
    )
    receives = (FrameType.WINDOW_UPDATE, FrameType.RST_STREAM)
    sends = (FrameType.DATA,)
    __slots__ = (
        "_debt",
        "_last_data",
        "_lots",
        "_most",
        "_overhead",
        "_peak",
        "_reset",
        "_sent",
        "_streams",
    )

    def __init__(self, line: Line) -> None:
        super().__init__(line)
        self._debt = self._sent = self._overhead = self._reset = 0
        self._peak = self._lots = self._most = self._streams = self._last_data = 0

    def sent(self, reading: Reading) -> None:
        frame = reading.frame
        assert frame is not None
        charged = len(frame.octets) - HEADER_LENGTH
        if not self._sent:
            self._peak = self.line.connection.us.window.size + charged
        self._sent += charged
        self._debt += charged
        self._last_data = self.line.last
        if charged and frame.has_flag(PADDED):
            self._overhead += 1 + frame.octets[HEADER_LENGTH]

    def received(self, reading: Reading) -> None:
        frame, stream = reading.frame, reading.stream
        assert frame is not None
        view = frame.view
        if not self._sent:
            return
        if isinstance(view, payloads.RstStream):
            if stream is not None and stream.closed_by is ClosedBy.RESET_RECEIVED:
                self._reset += stream.sent.octets
        elif (credit := payloads.whole(view, payloads.WindowUpdate)) is not None:
            if frame.stream_id:
                self._streams += credit.increment
                return
            self._debt -= credit.increment
            self._lots += 1
            self._most = max(self._most, credit.increment)
            self._peak = max(self._peak, self.line.connection.us.window.size)

    def over(self) -> None:
        line = self.line
        if not self._sent or not line.fair():
            return
        done = line.left_content or line.read_up_to > self._last_data
        starved = self._debt > 0.75 * self._peak
        if starved or (self._lots >= 3 and self._sent > LEAK_OCTETS):
            self.seen()
        why = self._explained()
        idle = not line.connection.streams
        if starved and (why or (done and idle and self._sent >= 2 * self._peak)):
            text = f"{self._debt:,} of {self._peak:,} octets of the connection's window are gone"
            self.found(text + why, self._last_data)
        elif self._lots >= 3 and done and idle and self._debt > max(LEAK_OCTETS, 3 * self._most):
            text = f"{self._debt:,} of {self._sent:,} octets were never given back"
            self.found(text + why, self._last_data)

    def _explained(self) -> str:
        nearly = 0.9 * self._debt
        if self._overhead >= nearly:
            return ", as much as there was padding"
        if self._reset >= nearly:
            return ", as much as came on streams that were reset"
        if self._streams >= nearly and self._lots == 0:
            return ", while those of the streams were replenished"
        return ""


class CreditTooSmall(Watch):
    check = Check(
        id="E/6.9/credit-too-small",
        section="6.9.1",
        level="info",
        severity=Weight.INFO,
        title="Credit is given in lots worth a frame.",
        requires="Many WINDOW_UPDATEs of a few octets make many small DATA frames.",
    )
    receives = (FrameType.WINDOW_UPDATE,)
    __slots__ = ("_all", "_small")

    def __init__(self, line: Line) -> None:
        super().__init__(line)
        self._all = self._small = 0

    def received(self, reading: Reading) -> None:
        assert reading.frame is not None
        view = payloads.whole(reading.frame.view, payloads.WindowUpdate)
        if view is not None:
            self._all += 1
            self._small += 0 < view.increment < SMALL_INCREMENT

    def over(self) -> None:
        if self._all:
            self.seen()
        if self._small >= MANY_SMALL and 2 * self._small > self._all:
            self.found(
                f"{self._small:,} of {self._all:,} are of less than {SMALL_INCREMENT} octets"
            )
