"""Counts over a run of readings, for `h2craft trace --stats`. Pure; bounded by what is distinct."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from h2craft.model import Reading
from h2craft.trace import RECEIVED, SENT, Kind
from h2craft.wire import escape, frame_type_name

SECTIONS_SHOWN = 50
UNTOLD = frozenset((Kind.ACTION_FIRED, Kind.HANDLER_STARTED, Kind.HANDLER_ENDED))
"""Kinds whose details change nothing here: whoever counts everything need not read them."""

_DIRECTIONS = {
    **dict.fromkeys(RECEIVED, "received"),
    **dict.fromkeys(SENT, "sent"),
}


class Stats:
    """Add readings in order, then ask for `lines`.

    Of each record no more is done than counting it among those like it; what the report says of
    them is put together at its end.
    """

    def __init__(self) -> None:
        self.records = 0
        self.first_at = 0.0
        self.last_at = 0.0
        self.streams = 0
        self.requests: Counter[str] = Counter()
        self.statuses: Counter[str] = Counter()
        self.findings: Counter[tuple[str, str]] = Counter()
        self.first_finding: dict[tuple[str, str], tuple[int, str]] = {}
        # connection, kind, type of the frame or None: how many, and of how many octets
        self._alike: dict[tuple[int, Kind, int | None], list[int]] = {}

    def add(self, reading: Reading) -> None:
        """Count one reading."""
        record, frame = reading.record, reading.frame
        if not self.records:
            self.first_at = record.at
        self.records += 1
        self.last_at = record.at
        key = record.connection, record.kind, None if frame is None else frame.type
        alike = self._alike.get(key)
        if alike is None:
            alike = self._alike[key] = [0, 0]
        alike[0] += 1
        alike[1] += len(record.octets)
        if reading.fields is not None:
            self._count_message(reading.fields)
        for finding in reading.findings:
            named = finding.section, str(finding.severity)
            self.findings[named] += 1
            self.first_finding.setdefault(named, (record.seq, finding.text))

    def _count_message(self, fields: tuple[tuple[bytes, bytes], ...]) -> None:
        for name, value in fields:
            if name == b":method":
                self.streams += 1
                self.requests[escape(value[:20])] += 1
                return
            if name == b":status":
                self.statuses[escape(value[:20])] += 1
                return

    @property
    def connections(self) -> set[int]:
        """The numbers of those that are there."""
        return {connection for connection, _, _ in self._alike if connection}

    @property
    def octets(self) -> Counter[str]:
        """On the wire, by direction."""
        found: Counter[str] = Counter()
        for (_, kind, _), (_, octets) in self._alike.items():
            if direction := _DIRECTIONS.get(kind):
                found[direction] += octets
        return found

    @property
    def frames(self) -> Counter[tuple[str, str]]:
        """On the wire, by name and direction."""
        found: Counter[tuple[str, str]] = Counter()
        for (_, kind, frame_type), (count, _) in self._alike.items():
            direction = _DIRECTIONS.get(kind)
            if direction and frame_type is not None:
                found[frame_type_name(frame_type), direction] += count
        return found

    @property
    def per_connection(self) -> Counter[int]:
        """Frames on the wire, by connection."""
        found: Counter[int] = Counter()
        for (connection, kind, frame_type), (count, _) in self._alike.items():
            if kind in _DIRECTIONS and frame_type is not None:
                found[connection] += count
        return found

    @property
    def raised(self) -> int:
        """Exceptions in handler scripts."""
        alike = self._alike.items()
        return sum(count for (_, kind, _), (count, _) in alike if kind == Kind.HANDLER_RAISED)

    def lines(self) -> Iterator[str]:
        """The report, a line each."""
        seconds = self.last_at - self.first_at
        yield f"records      {self.records:>10,}   over {seconds:.3f} s"
        yield f"connections  {len(self.connections):>10,}"
        yield f"requests     {self.streams:>10,}   {_counted(self.requests)}".rstrip()
        responses = sum(self.statuses.values())
        yield f"responses    {responses:>10,}   {_counted(self.statuses)}".rstrip()
        octets = self.octets
        yield f"octets       {octets['received']:>10,}   received"
        yield f"             {octets['sent']:>10,}   sent"
        if raised := self.raised:
            yield f"exceptions   {raised:>10,}   in handler scripts"
        yield ""
        yield from self._frame_lines()
        yield ""
        yield from self._finding_lines()

    def _frame_lines(self) -> Iterator[str]:
        yield f"{'frames':<16} {'received':>10} {'sent':>10}"
        frames = self.frames
        rows = {name: (frames[name, "received"], frames[name, "sent"]) for name, _ in frames}
        for name, row in sorted(rows.items(), key=lambda one: (-sum(one[1]), one[0])):
            yield f"  {name:<14} {row[0]:>10,} {row[1]:>10,}"
        per_connection = self.per_connection
        busiest = per_connection.most_common(10)
        if len(per_connection) > 1:
            yield ""
            more = len(per_connection) > len(busiest)
            yield f"frames on connection{', the ten busiest' if more else ''}"
            for connection, count in busiest:
                yield f"  {connection:<14} {count:>10,}"

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
