"""What is kept of the fold of each record, in columns: 21 octets a record, and texts apart.

Knows readings; no source and no view.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Sequence
from itertools import compress

from h2craft.model import Reading, Severity, Stream
from h2craft.reader.row import GRAVITY, findings_text
from h2craft.reader.texts import Texts
from h2craft.report import stream_name
from h2craft.trace import Record

HIGHEST = 0xFFFF_FFFF
KEPT_NAMES = 4096
FEW, RARE = 4096, 16
SEVERITIES: tuple[Severity | None, ...] = (None, *GRAVITY)
_MARKS = {severity: number for number, severity in enumerate(SEVERITIES)}


class Columns:
    """Of the records from `base` + 1 to `last`: connection, stream, severity, and texts.

    The texts are the summary (where a header block completes in the record, as it cannot be told
    from the frame), the name of the stream, and the findings in words.
    """

    def __init__(self, texts: Texts | None = None) -> None:
        self.base = 0
        self.texts = texts or Texts()
        self.connections = array("I")
        self.streams = array("I")
        self._severities = bytearray()
        self._summaries = array("I")
        self._names = array("I")
        self._findings = array("I")
        self._named: dict[Stream, int] = {}

    @property
    def _numbers(self) -> tuple[array[int], ...]:
        return self.connections, self.streams, self._summaries, self._names, self._findings

    @property
    def last(self) -> int:
        return self.base + len(self.connections)

    @property
    def octets(self) -> int:
        """What the columns take, the texts aside."""
        return len(self._severities) + sum(4 * len(column) for column in self._numbers)

    def add(self, records: Sequence[Record], readings: Sequence[Reading]) -> None:
        """Keep what the fold said of these records, which come without a gap."""
        self._fill(records[0].seq - self.last - 1)
        count = len(records)
        self.connections.extend(
            [number if 0 <= (number := record[2]) <= HIGHEST else 0 for record in records]
        )
        at = len(self.streams)
        self._severities += bytes(count)
        nothing = bytes(4 * count)
        self._summaries.frombytes(nothing)
        self._findings.frombytes(nothing)
        named, names, streams = self._named, self._names, self.streams
        for reading in readings:
            stream = reading.stream
            if stream is None:
                number = reading.stream_id
                streams.append(number if 0 < number <= HIGHEST else 0)
                names.append(0)
            else:
                streams.append(stream.stream_id)
                names.append(named.get(stream) or self._name(reading, stream))
            if reading.fields is not None:
                self._summaries[at] = self.texts.put(reading.summary)
            if reading.findings:
                self._find(at, reading)
            at += 1

    def _fill(self, missing: int) -> None:
        """Records that were lost."""
        if missing <= 0:
            return
        if not self.connections:
            self.base += missing
            return
        for column in self._numbers:
            column.frombytes(bytes(4 * missing))
        self._severities += bytes(missing)

    def _name(self, reading: Reading, stream: Stream) -> int:
        if stream.method is None:
            return 0
        number = self.texts.put(stream_name(reading))
        if number:
            if len(self._named) >= KEPT_NAMES:
                self._named.clear()
            self._named[stream] = number
        return number

    def _find(self, at: int, reading: Reading) -> None:
        severity, text = findings_text(reading.findings)
        self._severities[at] = _MARKS[severity]
        self._findings[at] = self.texts.put(text)

    def has(self, seq: int) -> bool:
        return self.base < seq <= self.last

    def connection(self, seq: int) -> int:
        return self.connections[seq - self.base - 1] if self.has(seq) else 0

    def stream(self, seq: int) -> int:
        return self.streams[seq - self.base - 1]

    def severity(self, seq: int) -> Severity | None:
        return SEVERITIES[self._severities[seq - self.base - 1]]

    def summary(self, seq: int) -> str | None:
        """The summary of a record in which a header block completes, None for any other."""
        number = self._summaries[seq - self.base - 1]
        return self.texts.get(number) if number else None

    def name(self, seq: int) -> str:
        return self.texts.get(self._names[seq - self.base - 1]) or ""

    def finding(self, seq: int) -> str:
        return self.texts.get(self._findings[seq - self.base - 1]) or ""

    def of(self, connection: int, after: int, upto: int) -> Iterator[int]:
        """The seqs of a connection's records after `after`, up to and including `upto`."""
        start, stop = max(0, after - self.base), max(0, upto - self.base)
        first = self.base + 1
        return (first + at for at in _places(self.connections, connection, start, stop))

    def of_stream(self, connection: int, stream_id: int, after: int, upto: int) -> Iterator[int]:
        """Those of them about a stream, or with 0 about none."""
        start, stop = max(0, after - self.base), max(0, upto - self.base)
        first, connections = self.base + 1, self.connections
        for at in _places(self.streams, stream_id, start, stop):
            if connections[at] == connection:
                yield first + at

    def drop(self, before: int) -> None:
        """Forget the records before seq `before`."""
        gone = max(0, min(before - 1, self.last) - self.base)
        for column in self._numbers:
            del column[:gone]
        del self._severities[:gone]
        self.base += gone


def _places(column: array[int], value: int, start: int, stop: int) -> Iterator[int]:
    """Where a value stands in a column: for a rare one, as quickly as octets are searched."""
    if not 0 <= value <= HIGHEST:
        return iter(())
    part = column[start:stop]
    if len(part) > FEW:
        octets, wanted = part.tobytes(), array("I", [value]).tobytes()
        if octets.count(wanted) * RARE < len(part):
            return _found(octets, wanted, start)
    return compress(range(start, start + len(part)), map(value.__eq__, part))


def _found(octets: bytes, wanted: bytes, start: int) -> Iterator[int]:
    width = len(wanted)
    at = octets.find(wanted)
    while at >= 0:
        if at % width:
            at = octets.find(wanted, at + 1)  # the end of one number and the beginning of the next
        else:
            yield start + at // width
            at = octets.find(wanted, at + width)
