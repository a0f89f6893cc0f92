"""Counts over a run of readings, for `h2craft trace --stats`. Pure; bounded by what is distinct."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from h2craft.model import Reading
from h2craft.trace import Kind
from h2craft.wire import escape

SECTIONS_SHOWN = 50


class Stats:
    """Add readings in order, then ask for `lines`."""

    def __init__(self) -> None:
        self.records = 0
        self.first_at = 0.0
        self.last_at = 0.0
        self.connections: set[int] = set()
        self.streams = 0
        self.requests: Counter[str] = Counter()
        self.statuses: Counter[str] = Counter()
        self.frames: Counter[tuple[str, str]] = Counter()
        self.octets: Counter[str] = Counter()
        self.per_connection: Counter[int] = Counter()
        self.findings: Counter[tuple[str, str]] = Counter()
        self.first_finding: dict[tuple[str, str], tuple[int, str]] = {}
        self.raised = 0

    def add(self, reading: Reading) -> None:
        """Count one reading."""
        record = reading.record
        if not self.records:
            self.first_at = record.at
        self.records += 1
        self.last_at = record.at
        if record.connection:
            self.connections.add(record.connection)
        direction = reading.direction
        if direction:
            self.octets[direction] += len(record.octets)
            if reading.frame is not None:
                self.frames[reading.frame.name, direction] += 1
                self.per_connection[record.connection] += 1
            if reading.fields is not None:
                self._count_message(reading.fields)
        self.raised += record.kind is Kind.HANDLER_RAISED
        for finding in reading.findings:
            key = finding.section, str(finding.severity)
            self.findings[key] += 1
            self.first_finding.setdefault(key, (record.seq, finding.text))

    def _count_message(self, fields: tuple[tuple[bytes, bytes], ...]) -> None:
        for name, value in fields:
            if name == b":method":
                self.streams += 1
                self.requests[escape(value[:20])] += 1
                return
            if name == b":status":
                self.statuses[escape(value[:20])] += 1
                return

    def lines(self) -> Iterator[str]:
        """The report, a line each."""
        seconds = self.last_at - self.first_at
        yield f"records      {self.records:>10,}   over {seconds:.3f} s"
        yield f"connections  {len(self.connections):>10,}"
        yield f"requests     {self.streams:>10,}   {_counted(self.requests)}".rstrip()
        responses = sum(self.statuses.values())
        yield f"responses    {responses:>10,}   {_counted(self.statuses)}".rstrip()
        received, sent = self.octets["received"], self.octets["sent"]
        yield f"octets       {received:>10,}   received"
        yield f"             {sent:>10,}   sent"
        if self.raised:
            yield f"exceptions   {self.raised:>10,}   in handler scripts"
        yield ""
        yield from self._frame_lines()
        yield ""
        yield from self._finding_lines()

    def _frame_lines(self) -> Iterator[str]:
        yield f"{'frames':<16} {'received':>10} {'sent':>10}"
        for name in sorted({name for name, _ in self.frames}, key=self._weight):
            row = self.frames[name, "received"], self.frames[name, "sent"]
            yield f"  {name:<14} {row[0]:>10,} {row[1]:>10,}"
        busiest = self.per_connection.most_common(10)
        if len(self.per_connection) > 1:
            yield ""
            more = len(self.per_connection) > len(busiest)
            yield f"frames on connection{', the ten busiest' if more else ''}"
            for connection, count in busiest:
                yield f"  {connection:<14} {count:>10,}"

    def _weight(self, name: str) -> int:
        return -self.frames[name, "received"] - self.frames[name, "sent"]

    def _finding_lines(self) -> Iterator[str]:
        if not self.findings:
            yield "findings              none"
            return
        yield f"{'findings':<16} {'count':>10}   first at record"
        for (section, severity), count in self.findings.most_common(SECTIONS_SHOWN):
            seq, text = self.first_finding[section, severity]
            yield f"  {section:<14} {count:>10,}   {seq:<9} {severity}: {text}"
        hidden = len(self.findings) - SECTIONS_SHOWN
        if hidden > 0:
            yield f"  and {hidden} sections more"


def _counted(counter: Counter[str]) -> str:
    return "  ".join(f"{name} {count:,}" for name, count in counter.most_common(8))
