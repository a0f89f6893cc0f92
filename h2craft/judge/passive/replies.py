"""What a client owes us: an ACK for each SETTINGS and for each PING. Knows one connection.

A missing answer is one only if the client has read what it is to answer. That it has is known when
something we sent later was acknowledged, or when it left after a complete response to it. In the
latter case it must have had the time: who reads SETTINGS and the end of a response at once may
leave at once, and its ACK stays behind.
"""

from __future__ import annotations

from typing import NamedTuple

from h2craft.judge.passive.check import Check, Watch, Weight
from h2craft.judge.passive.line import Line, Sent
from h2craft.model import Finding, Reading
from h2craft.wire import ACK, FrameType

PROMPT_SECONDS = 1.0


class _Proof(NamedTuple):
    """That the oldest SETTINGS waiting was read: by this record, at this time."""

    settings: int
    record: int
    at: float


class AckCount(Watch):
    """Time counts from when the SETTINGS were read, not from when they were sent."""

    check = Check(
        id="E/6.5.3/ack-count",
        section="6.5.3",
        level="MUST",
        severity=Weight.ERROR,
        title="Each SETTINGS frame is acknowledged once, at once.",
        requires="A SETTINGS frame is answered by one SETTINGS ACK without a payload, as soon as"
        " its values are applied; nothing else is.",
    )
    receives = (FrameType.SETTINGS, FrameType.PING)
    sends = (FrameType.SETTINGS,)
    sections = ("6.5", "6.5.3")
    __slots__ = ("_proof",)

    def __init__(self, line: Line) -> None:
        super().__init__(line)
        self._proof: _Proof | None = None

    def sent(self, reading: Reading) -> None:
        assert reading.frame is not None
        if not reading.frame.has_flag(ACK) and self.line.fair():
            self.seen()

    def received(self, reading: Reading) -> None:
        frame, line, proof = reading.frame, self.line, self._proof
        assert frame is not None
        if not frame.has_flag(ACK):
            return
        if frame.type == FrameType.SETTINGS:
            if proof is not None and line.fair() and line.at - proof.at > PROMPT_SECONDS:
                seconds = line.at - proof.at
                text = f"SETTINGS are acknowledged {seconds:.1f} s after a later PING was"
                self.found(text, proof.settings, proof.record, line.last)
            self._proof = None
        elif self._proof is None and line.settings and line.settings[0].record < line.read_up_to:
            self._proof = _Proof(line.settings[0].record, line.last, line.at)

    def blamed(self, reading: Reading, finding: Finding) -> None:
        frame = reading.frame
        if frame is None or frame.type != FrameType.SETTINGS or not frame.has_flag(ACK):
            return
        if finding.section == "6.5" or self.line.fair():
            self.found(finding.text)

    def over(self) -> None:
        line, proof = self.line, self._proof
        if not line.settings:
            return
        late = proof is not None and (line.left or line.at - proof.at > PROMPT_SECONDS)
        spoilt = proof is not None and line.spoilt and line.spoilt < proof.record
        if proof is not None and late and not spoilt:
            text = "SETTINGS are never acknowledged, a later PING is"
            self.found(text, proof.settings, proof.record)
        elif _was_read(line, line.settings[0]):
            text = "SETTINGS are never acknowledged, the response after them is read"
            self.found(text, line.settings[0].record, line.last_end.record, parting=True)


def _was_read(line: Line, sent: Sent) -> bool:
    """The client left content, long after this."""
    return line.last_end.at - sent.at > PROMPT_SECONDS and line.left_content


class PingAcks(Watch):
    check = Check(
        id="E/6.7/ping-acks",
        section="6.7",
        level="MUST",
        severity=Weight.ERROR,
        title="Each PING is answered with its own octets, and no ACK is.",
        requires="A PING without ACK is answered by one with ACK and the same 8 octets; a PING"
        " ACK is never answered.",
    )
    sends = (FrameType.PING,)
    receives = (FrameType.PING,)
    sections = ("6.7",)

    def sent(self, reading: Reading) -> None:
        if self.line.fair():
            self.seen()

    def received(self, reading: Reading) -> None:
        assert reading.frame is not None
        if reading.frame.has_flag(ACK):
            self.seen()

    def blamed(self, reading: Reading, finding: Finding) -> None:
        if self.line.fair():
            self.found(finding.text)

    def over(self) -> None:
        """Those that wait although a later one was answered, or the response after them read."""
        line = self.line
        if not line.pings or not line.fair():
            return
        oldest = line.pings[0]
        if oldest.record < line.read_up_to:
            self.found("a PING is never answered, what was sent after it is", oldest.record)
        elif _was_read(line, oldest):
            text = "a PING is never answered, the response after it is read"
            self.found(text, oldest.record, line.last_end.record, parting=True)
