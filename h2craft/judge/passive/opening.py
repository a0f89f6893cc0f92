"""What a client says first: its preface, its SETTINGS. Knows one connection."""

from __future__ import annotations

from h2craft.judge.passive.check import Check, Watch, Weight
from h2craft.judge.passive.line import Line
from h2craft.model import ClosedBy, Finding, Reading, facts
from h2craft.trace import Kind
from h2craft.wire import ACK, ErrorCode, FrameType, SettingId, payloads, setting_name

WAITED_SECONDS = 1.0
"""A client that has said nothing for so long waits for us to begin."""


class Preface(Watch):
    check = Check(
        id="E/3.4/preface",
        section="3.4",
        level="MUST",
        severity=Weight.ERROR,
        title="The connection begins with the preface, then SETTINGS.",
        requires="A client's first 24 octets are the connection preface, and its first frame"
        " is SETTINGS.",
        star=True,
    )
    kinds = (Kind.PREFACE_RECEIVED,)
    sections = ("3.4",)

    def told(self, reading: Reading) -> None:
        self.seen()

    def blamed(self, reading: Reading, finding: Finding) -> None:
        if finding.code != ErrorCode.NO_ERROR:
            self.found(finding.text)
        elif self.line.connection.tls.get("alpn") == "h2":
            self.found("HTTP/1.1 although h2 was agreed on by ALPN")


class PrefaceEarly(Watch):
    """Only where our own SETTINGS are late it can be seen who waits for whom: the client that
    waits speaks as soon as they are there, one that was kept from speaking does when it can."""

    check = Check(
        id="E/3.4/preface-early",
        section="3.4",
        level="SHOULD",
        severity=Weight.WARN,
        title="The preface is sent without waiting for the server's.",
        requires="A client may speak without waiting for the server's SETTINGS; one that waits"
        " pays a round trip on every connection.",
    )
    kinds = (Kind.PREFACE_RECEIVED, Kind.NOTED)
    __slots__ = ("_silent",)

    def __init__(self, line: Line) -> None:
        super().__init__(line)
        self._silent: tuple[int, float, float] | None = None  # record, when, for how long before

    def told(self, reading: Reading) -> None:
        if reading.record.kind == Kind.PREFACE_RECEIVED:
            self._judge()
            return
        said = facts(reading.record)
        early, seconds = said.get("early"), said.get("seconds", 0.0)
        if early:
            self.seen()
        elif early is False and seconds >= WAITED_SECONDS:
            self._silent = self.line.last, self.line.at, seconds

    def _judge(self) -> None:
        if not self.line.connection.us.frames:
            self.seen()
        if self._silent is None:
            return
        record, at, seconds = self._silent
        if self.line.at - at < seconds / 2:
            text = f"nothing from the client for {seconds:.1f} s, till our SETTINGS came"
            self.found(text, record, self.line.last)


class OwnSettingsLegal(Watch):
    check = Check(
        id="E/6.5.2/own-settings-legal",
        section="6.5.2",
        level="MUST",
        severity=Weight.ERROR,
        title="SETTINGS hold lawful values only.",
        requires="ENABLE_PUSH is 0 or 1, INITIAL_WINDOW_SIZE at most 2^31-1, MAX_FRAME_SIZE"
        " between 2^14 and 2^24-1; SETTINGS are on stream 0 and a multiple of 6 octets long.",
    )
    receives = (FrameType.SETTINGS,)
    sections = ("6.5", "6.5.2", "8441 3", "9218 2.1", "7540 3.2.1")

    def received(self, reading: Reading) -> None:
        self.seen()

    def blamed(self, reading: Reading, finding: Finding) -> None:
        frame = reading.frame
        if frame is not None and frame.type == FrameType.SETTINGS and frame.has_flag(ACK):
            return  # see the check of ACKs
        self.found(finding.text)


class EnablePushOff(Watch):
    check = Check(
        id="E/6.5.2/enable-push-off",
        section="6.5.2",
        level="info",
        severity=Weight.INFO,
        title="Push is switched off where it is not used.",
        requires="A client that makes no use of pushes says ENABLE_PUSH 0.",
    )
    receives = (FrameType.SETTINGS,)
    __slots__ = ("_first",)

    def __init__(self, line: Line) -> None:
        super().__init__(line)
        self._first = 0

    def received(self, reading: Reading) -> None:
        if not self._first and reading.frame is not None and not reading.frame.has_flag(ACK):
            self._first = reading.record.seq
            self.seen()

    def over(self) -> None:
        connection = self.line.connection
        if not self._first or not connection.peer.settings.latest(SettingId.ENABLE_PUSH):
            return
        streams = (*connection.streams.values(), *connection.closed_streams.values())
        taken = any(
            stream.promised_on and stream.closed_by is not ClosedBy.RESET_RECEIVED
            for stream in streams
        )
        if not taken:
            self.found("push stays on and is not used", self._first)


class DuplicateSettings(Watch):
    check = Check(
        id="E/6.5.2/duplicate-settings",
        section="6.5.3",
        level="info",
        severity=Weight.INFO,
        title="No setting stands twice in one frame.",
        requires="Of a setting that stands twice the last value counts; the first says nothing.",
    )
    receives = (FrameType.SETTINGS,)

    def received(self, reading: Reading) -> None:
        assert reading.frame is not None
        view = reading.frame.view
        if not isinstance(view, payloads.Settings) or not view.pairs:
            return
        self.seen()
        names = [identifier for identifier, _ in view.pairs]
        if len(set(names)) != len(names):
            twice = sorted({name for name in names if names.count(name) > 1})
            self.found(f"more than once: {', '.join(map(setting_name, twice))}")
