"""Reading a journal along: see `Reader`. Pure; a screen drives it slice by slice."""

from __future__ import annotations

import weakref
from collections.abc import Iterable, Mapping, Sequence

from h2craft.filter import compile
from h2craft.model import Board, Reading
from h2craft.reader.columns import Columns
from h2craft.reader.hits import Hits
from h2craft.reader.kinds import AUTOMATIC, HIDDEN_ALWAYS, Kinds, codes_of
from h2craft.reader.moments import Moment, Moments
from h2craft.reader.pages import Pages, Source
from h2craft.reader.row import Known, Row, bare, row_of
from h2craft.reader.view import Everything, View
from h2craft.report import QUIET
from h2craft.trace import Kind, Origin, Record

READINGS = 200
SLICE = 256


class Reader:
    """Reads the records of a source as they come, and knows them all again.

    position   the last seq folded
    at         when that was, seconds since the journal began
    board      every connection as of `position`
    version    grows whenever something was read
    trouble    why the source could not be read the last time; empty if it could
    """

    def __init__(self, source: Source, role: str = "server") -> None:
        self.source = source
        self.role = role
        self.position = 0
        self.at = 0.0
        self.board = Board(role)
        self.version = 0
        self.trouble = ""
        self._kinds = Kinds()
        self._columns = Columns()
        self._pages = Pages(source)
        self._moments = Moments(self._columns, self._pages, role)
        self._views: weakref.WeakSet[View] = weakref.WeakSet()
        self._comments: dict[int, str] = {}
        self._held: dict[tuple[int, int], Record] = {}

    @property
    def first(self) -> int:
        return max(1, self.source.first)

    @property
    def last(self) -> int:
        return self.source.last

    def advance(self, records: int) -> int:
        """Fold at most so many of the next records; returns how many, 0 when there are none."""
        done = 0
        while done < records:
            step = self._step(min(SLICE, records - done))
            if not step:
                break
            done += step
        return done

    def _step(self, limit: int) -> int:
        try:
            found = self.source.read(self.position, limit)
        except OSError as error:
            self._failed(error)
            return 0
        self.trouble = ""
        if not found:
            return 0
        fold = self.board.fold
        for run in _runs(found):
            readings = [fold(record) for record in run]
            self._columns.add(run, readings)
            codes = bytes(
                (record.kind & 0x7F) | (AUTOMATIC if record.origin == Origin.AUTOMATIC else 0)
                for record in run
            )
            self._kinds.extend(run[0].seq, codes)
            for view in self._views:
                for reading in readings:
                    view.take(reading)
            for record in run:
                if record.kind == Kind.COMMENTED:
                    self._comment(record)
        self.position = found[-1].seq
        self.at = found[-1].at
        self.version += 1
        return len(found)

    def _comment(self, record: Record) -> None:
        detail = record.detail if isinstance(record.detail, Mapping) else {}
        if detail.get("marked", True):
            self._comments[record.cause] = str(detail.get("text", ""))
        else:
            self._comments.pop(record.cause, None)

    @property
    def held(self) -> Mapping[tuple[int, int], Record]:
        """REQUEST_HELD of what waits for a person now, by connection and stream."""
        return self._held

    @property
    def comments(self) -> Mapping[int, str]:
        return self._comments

    def _failed(self, error: OSError) -> None:
        self.trouble = str(error)

    def row(self, seq: int) -> Row | None:
        try:
            record = self._pages.get(seq)
        except OSError as error:
            self._failed(error)
            return None
        return None if record is None else row_of(bare(record), self._known(seq))

    def rows(self, seqs: Iterable[int]) -> list[Row]:
        return [row for row in map(self.row, seqs) if row is not None]

    def _known(self, seq: int) -> Known | None:
        columns = self._columns
        if not columns.has(seq):
            return None
        return Known(
            stream_id=columns.stream(seq),
            summary=columns.summary(seq),
            name=columns.name(seq),
            severity=columns.severity(seq),
            finding=columns.finding(seq),
            script=self._script(columns.connection(seq), columns.stream(seq)),
        )

    def _script(self, connection: int, stream_id: int) -> str:
        known = self.board.connections.get(connection)
        stream = known and known.stream(stream_id)
        return (stream and stream.script) or ""

    def moment(self, seq: int) -> Moment | None:
        try:
            record = self._pages.get(seq)
            return None if record is None else self._moments.at(record)
        except OSError as error:
            self._failed(error)
            return None

    def seqs_of(self, connection: int, stream_id: int | None = None) -> Sequence[int]:
        if stream_id is None:
            return list(self._columns.of(connection, 0, self.position))
        return list(self._columns.of_stream(connection, stream_id, 0, self.position))

    def readings_of(
        self, connection: int, stream_id: int | None = None, after: int = 0, limit: int = READINGS
    ) -> list[Reading]:
        board = Board(self.role)
        found: list[Reading] = []
        for seq in self._columns.of(connection, 0, self.position):
            record = self._pages.get(seq)
            if record is None:
                continue
            reading = board.fold(record)
            if seq > after and stream_id in (None, reading.stream_id):
                found.append(reading)
                if len(found) >= limit:
                    break
        return found

    def view(self, text: str, *, quiet: frozenset[Kind] = QUIET) -> View:
        made = compile(text)
        view: View
        if not text.strip():
            view = Everything(made, self._kinds, HIDDEN_ALWAYS + codes_of(quiet))
        else:
            view = Hits(
                made,
                self.source,
                self.position,
                hidden=quiet | {Kind.COMMENTED},
                role=self.role,
                position=lambda: self.position,
                trouble=self._failed,
            )
        self._views.add(view)
        return view


def _runs(records: list[Record]) -> Iterable[list[Record]]:
    """The records in runs of seqs without a gap."""
    if records[-1].seq - records[0].seq + 1 == len(records):
        return [records]
    runs: list[list[Record]] = []
    for record in records:
        if not runs or record.seq != runs[-1][-1].seq + 1:
            runs.append([])
        runs[-1].append(record)
    return runs
