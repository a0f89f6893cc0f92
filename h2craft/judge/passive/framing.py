"""Frames by themselves: their size, their bits, their order in a header block. One connection."""

from __future__ import annotations

from h2craft.judge.passive.check import Check, Watch, Weight
from h2craft.judge.passive.line import Line
from h2craft.model import Finding, Reading
from h2craft.trace import Kind
from h2craft.wire import END_HEADERS, ErrorCode, FrameType, SettingId, payloads

_BEGUN = (Kind.PREFACE_RECEIVED,)


class FlagsUnusedZero(Watch):
    check = Check(
        id="E/4.1/flags-unused-zero",
        section="4.1",
        level="MUST",
        severity=Weight.ERROR,
        title="What a frame leaves unused is zero.",
        requires="Flags that a frame type does not define, reserved bits and the octets of padding"
        " are zero when sent (4.1, 6.1, 6.8, 6.9).",
    )
    kinds = _BEGUN
    sections = ("4.1", "6.1", "6.2", "6.8", "6.9")

    def told(self, reading: Reading) -> None:
        self.seen()

    def blamed(self, reading: Reading, finding: Finding) -> None:
        frame = reading.frame
        if frame is None or finding.code != ErrorCode.NO_ERROR:
            return
        if finding.section != "6.8" or "reserved bit" in finding.text:
            self.found(finding.text, stream_id=frame.stream_id)


class FrameSize(Watch):
    """Also the frames whose size is fixed, and padding that has no room: 4.2 names them all."""

    check = Check(
        id="E/4.2/frame-size",
        section="4.2",
        level="MUST",
        severity=Weight.ERROR,
        title="No frame is above our MAX_FRAME_SIZE, or of a size its type cannot have.",
        requires="Frames hold at most MAX_FRAME_SIZE octets as we have announced it, 16,384 if"
        " not; those of fixed size have that.",
    )
    kinds = _BEGUN
    sections = ("4.2", "6.1", "6.2", "6.3", "6.4", "6.7", "6.8", "6.9", "9218 7.1")

    def told(self, reading: Reading) -> None:
        self.seen()

    def blamed(self, reading: Reading, finding: Finding) -> None:
        padding = finding.section in ("6.1", "6.2") and "padding of" in finding.text
        if finding.code != ErrorCode.FRAME_SIZE_ERROR and not padding:
            return
        if finding.section != "4.2" or self.line.fair():
            self.found(finding.text, stream_id=finding.stream_id)


class ContiguousFieldBlock(Watch):
    """What cannot be decoded for other reasons than those `compression` has names for, too."""

    check = Check(
        id="E/4.3/contiguous-field-block",
        section="4.3",
        level="MUST",
        severity=Weight.ERROR,
        title="Nothing stands between HEADERS and its CONTINUATIONs.",
        requires="A field block is one run of frames on one stream, ended by END_HEADERS, and can"
        " be decoded.",
    )
    receives = (FrameType.HEADERS,)
    sections = ("6.10", "4.3")

    def received(self, reading: Reading) -> None:
        self.seen()

    def blamed(self, reading: Reading, finding: Finding) -> None:
        undecodable = finding.section == "4.3"
        if finding.code == ErrorCode.NO_ERROR or finding.severity == "note":
            return
        if not undecodable or not told_elsewhere(finding):
            self.found(finding.text, stream_id=finding.stream_id)


SIZE_UPDATE = "size update"
HUFFMAN = "Huffman"


def told_elsewhere(finding: Finding) -> bool:
    """The decoder's words name what `compression` has checks for."""
    return SIZE_UPDATE in finding.text or HUFFMAN in finding.text


class NeedlessContinuation(Watch):
    check = Check(
        id="E/6.10/needless-continuation",
        section="6.10",
        level="info",
        severity=Weight.INFO,
        title="CONTINUATION only for blocks that do not fit in one frame.",
        requires="A block that fits in HEADERS is sent so; many servers bound CONTINUATIONs.",
    )
    receives = (FrameType.HEADERS, FrameType.CONTINUATION)
    __slots__ = ("_frames", "_said", "_size")

    def __init__(self, line: Line) -> None:
        super().__init__(line)
        self._size = self._frames = 0
        self._said = False

    def received(self, reading: Reading) -> None:
        frame = reading.frame
        assert frame is not None
        if frame.type == FrameType.HEADERS:
            self.seen()
            self._size, self._frames = frame.length, 0
        else:
            self._size += frame.length
            self._frames += 1
        if not frame.has_flag(END_HEADERS) or not self._frames or self._said:
            return
        room = self.line.connection.us.settings[SettingId.MAX_FRAME_SIZE]
        if self._size <= room:
            self._said = True
            text = f"{self._size:,} octets over {self._frames + 1} frames, one holds {room:,}"
            self.found(text, stream_id=frame.stream_id)


class NoPushPromise(Watch):
    check = Check(
        id="E/6.6/no-push-promise",
        section="8.4",
        level="MUST NOT",
        severity=Weight.ERROR,
        title="A client promises nothing.",
        requires="Clients cannot push: PUSH_PROMISE never comes from one.",
    )
    kinds = _BEGUN
    receives = (FrameType.PUSH_PROMISE,)

    def told(self, reading: Reading) -> None:
        self.seen()

    def received(self, reading: Reading) -> None:
        assert reading.frame is not None
        self.found("PUSH_PROMISE from the client", stream_id=reading.frame.stream_id)


class PrioritySignals(Watch):
    check = Check(
        id="E/5.3/priority-signals",
        section="5.3",
        level="info",
        severity=Weight.INFO,
        title="Which signals of priority are sent.",
        requires="PRIORITY frames and the priority flag are deprecated; a stream never depends on"
        " itself (RFC 7540 5.3.1). Once told NO_RFC7540_PRIORITIES they are to stop (RFC 9218"
        " 2.1). The priority field and PRIORITY_UPDATE are their successors.",
    )
    kinds = _BEGUN
    receives = (FrameType.HEADERS, FrameType.PRIORITY, FrameType.PRIORITY_UPDATE)
    sections = ("7540 5.3.1",)
    __slots__ = ("_said",)

    def __init__(self, line: Line) -> None:
        super().__init__(line)
        self._said: set[str] = set()

    def told(self, reading: Reading) -> None:
        self.seen()

    def blamed(self, reading: Reading, finding: Finding) -> None:
        self.found(finding.text, stream_id=finding.stream_id, severity=Weight.ERROR)

    def received(self, reading: Reading) -> None:
        frame = reading.frame
        assert frame is not None
        if frame.type == FrameType.HEADERS:
            view = frame.view
            if isinstance(view, payloads.Headers) and view.priority is not None:
                self._signal("HEADERS with the priority flag", old=True)
            if reading.fields and any(name == b"priority" for name, _ in reading.fields):
                self._signal("the priority field")
        elif frame.type == FrameType.PRIORITY:
            self._signal("PRIORITY frames", old=True)
        else:
            self._signal("PRIORITY_UPDATE frames")

    def _signal(self, what: str, *, old: bool = False) -> None:
        if what not in self._said:
            self._said.add(what)
            self.found(what)
        settings = self.line.connection.us.settings
        unwanted = f"{what}, after NO_RFC7540_PRIORITIES 1"
        if old and settings[SettingId.NO_RFC7540_PRIORITIES] == 1 and unwanted not in self._said:
            self._said.add(unwanted)
            self.found(unwanted, severity=Weight.WARN)
