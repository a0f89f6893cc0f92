"""Reading a journal along: see `Reader`. Pure; a screen drives it slice by slice.

Theory of operation. `advance` folds records with the model's board, once and in order. Of each
record a few octets are kept in columns (`columns`), of each connection a checkpoint now and then
(`checkpoints`); the records themselves stay in the source and are read again when somebody looks
(`pages`). So a row is a record and its columns, and a moment is a checkpoint and the records since.
What is not folded yet has rows all the same: by the frame alone.

The kinds of all records are known early where the source tells them (`kinds`), so that a list
knows its length at once.
"""

from __future__ import annotations

import weakref
from collections import deque
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from h2craft.filter import Filter, compile
from h2craft.model import Board, Reading
from h2craft.reader.hits import Hits
from h2craft.reader.kinds import AUTOMATIC, HIDDEN_ALWAYS, codes_of
from h2craft.reader.marks import KINDS, Held, Marks
from h2craft.reader.moments import Moment
from h2craft.reader.pages import Source
from h2craft.reader.past import Past
from h2craft.reader.row import Known, Row, bare, gone_row, row_of
from h2craft.reader.view import Everything, View
from h2craft.report import QUIET
from h2craft.trace import Kind, Record
from h2craft.wire import escape

READINGS = 200
_LASTING = ("role", "opened", "opened_at", "tls")  # of a standing, whatever came after it
SLICE = 256  # records folded between two looks at anything else
NO_AUTOMATIC = frozenset(("-origin:automatic", "not origin:automatic"))


class Reader:
    """Reads the records of a source as they come, and knows them all again.

    position   the last seq folded
    at         when that was, seconds since the journal began
    board      every connection as of `position`; another object after records were lost
    version    grows whenever something was read, or marks have changed
    """

    def __init__(self, source: Source, role: str = "server") -> None:
        self.source = source
        self.role = role
        self.position = 0
        self.at = 0.0
        self.board = Board(role)
        self._past = Past(source, role, self._hits_of)
        self._marks = Marks()
        self._steps = 0
        self._views: weakref.WeakSet[View] = weakref.WeakSet()
        self._listeners: list[Callable[[Reading], object]] = []
        self._pattern: Hits | None = None
        self._standings: deque[tuple[int, int, Mapping[str, Any]]] = deque()

    @property
    def first(self) -> int:
        """The oldest seq that can be read; more than `last` where there is none."""
        return max(1, self.source.first)

    @property
    def last(self) -> int:
        """The newest seq there is, folded or not."""
        return self.source.last

    @property
    def version(self) -> int:
        return self._steps + self._marks.version

    @property
    def trouble(self) -> str:
        """Why the source could not be read the last time; empty if it could."""
        return self._past.trouble

    @property
    def sizes(self) -> Mapping[str, int]:
        """Octets kept in memory for the records read so far, by what for; not pages and board."""
        past = self._past
        return {
            "kinds": len(past.kinds.codes),
            "columns": past.columns.octets,
            "texts": past.columns.texts.octets,
            "checkpoints": past.checkpoints.octets,
        }

    @property
    def octets(self) -> int:
        """All of `sizes`."""
        return sum(self.sizes.values())

    # Beginning in the middle

    def resume(self, seq: int, standings: Mapping[int, Mapping[str, Any]]) -> None:
        """Take these over, by connection, each after the record it names as "seq", else `seq`.

        They are what `model.standing_of` gives. Records before are folded as far as they are
        there; where none are, at the next `advance`. A connection that is known from its
        beginning by then is left as it is.
        """
        told = [(one.get("seq", seq), number, one) for number, one in standings.items()]
        self._standings = deque(sorted(told, key=lambda one: one[:2]))

    def _take_over(self, reached: int) -> None:
        """Whatever is due: of the records up to `reached` none is still to come."""
        while self._standings and self._standings[0][0] <= reached:
            seq, number, told = self._standings.popleft()
            exact = seq >= reached
            if not exact:  # records after it are gone: what they changed nobody knows
                told = {name: told[name] for name in _LASTING if name in told}
            self.board.resume(number, told, reached, told.get("at", self.at))
            self._past.resume(self.board, number, reached, exact=exact)
            self._marks.resume(number, told.get("requests", ()))
            self._steps += 1

    # Reading on

    def advance(self, records: int) -> int:
        """Fold at most so many of the next records; returns how many, 0 when there are none."""
        self._past.survey()
        done = 0
        while done < records:
            step = self._step(min(SLICE, records - done))
            if not step:
                break
            done += step
        return done

    def listen(self, call: Callable[[Reading], object]) -> None:
        """Have each reading shown to `call` as it is made, while its connection is as of it."""
        self._listeners.append(call)

    def _step(self, limit: int) -> int:
        self._take_over(max(self.position, self.source.first - 1))
        found = self._past.read(self.position, limit)
        if found and self._standings:
            due = self._standings[0][0]
            found = [record for record in found if record.seq <= due] or found
        for run in _runs(found):
            if run[0].seq != self.position + 1:
                self._lose(run[0].seq)
                self._take_over(run[0].seq - 1)
            self._fold(run)
        if found:
            self._steps += 1
            self._take_over(self.position)
            if self._past.forget(self.board):
                self._forget()
        return len(found)

    def _fold(self, run: list[Record]) -> None:
        readings = self._readings(run)
        self.position, self.at = run[-1].seq, run[-1].at
        past = self._past
        past.learn(run)
        past.columns.add(run, readings)
        past.checkpoints.follow(self.board, run, past.columns.streams[-len(run) :])
        for reading in readings:
            if reading.record.kind in KINDS:
                self._marks.take(reading)

    def _readings(self, run: list[Record]) -> list[Reading]:
        """The records folded, and each shown to views and listeners before the next is."""
        fold = self.board.fold
        shown = [view.take for view in self._views if isinstance(view, Hits)]
        calls: list[Callable[[Reading], object]] = [*shown, *self._listeners]
        if not calls:
            return [fold(record) for record in run]
        readings = []
        for record in run:
            reading = fold(record)
            for call in calls:
                call(reading)
            readings.append(reading)
        return readings

    def _lose(self, seq: int) -> None:
        """The records before this one are gone: what is known of connections no longer holds."""
        if self.position:
            self.board = Board(self.role)
        self._past.lost(self.position, seq)

    def _forget(self) -> None:
        for view in list(self._views):
            view.forget(self._past.columns.base + 1)

    # Rows

    def row(self, seq: int) -> Row | None:
        """The row of a record, folded or not; None where there never was one."""
        if not self._past.kinds.base < seq <= max(self.source.last, self.position):
            return None
        record = self._past.get(seq)
        known = self._known(seq)
        if record is not None:
            return row_of(bare(record), known)
        number = self._past.kinds.kind(seq)
        if not number:
            return None
        kind = Kind(number) if number in _KINDS else Kind.NOTED
        return gone_row(seq, self._past.columns.connection(seq), kind, known)

    def rows(self, seqs: Iterable[int]) -> list[Row]:
        """The rows of these records, without those that never were."""
        return [row for row in map(self.row, seqs) if row is not None]

    def _known(self, seq: int) -> Known | None:
        columns = self._past.columns
        if not columns.has(seq):
            return None
        connection, stream_id = columns.connection(seq), columns.stream(seq)
        return Known(
            stream_id=stream_id,
            summary=columns.summary(seq),
            name=columns.name(seq),
            severity=columns.severity(seq),
            finding=columns.finding(seq),
            script=self._script(connection, stream_id),
        )

    def _script(self, connection: int, stream_id: int) -> str:
        """The script of a stream that is still known."""
        there = self.board.connections.get(connection) if stream_id else None
        stream = there and there.stream(stream_id)
        return escape(stream.script) if stream and stream.script else ""

    # What was said beside the frames

    @property
    def comments(self) -> Mapping[int, str]:
        """Text by the seq it is about, "" for a mark alone. Printable."""
        return self._marks.comments

    def beside(self, marks: Mapping[int, str | None]) -> None:
        """Marks that stand beside the records, as `Client.comments` gives them."""
        self._marks.beside(marks)

    @property
    def held(self) -> Mapping[tuple[int, int], Held]:
        """Requests that wait for a person now, by connection and stream."""
        return self._marks.held

    # The past

    def moment(self, seq: int) -> Moment | None:
        """A record with its connection as of that record; None where it cannot be read."""
        record = self._past.get(seq)
        if record is None:
            return None
        try:
            return self._past.moments.at(record)
        except OSError as error:
            self._past.failed(error)
            return None

    def seqs_of(self, connection: int, stream_id: int | None = None) -> Sequence[int]:
        """The seqs of a connection's folded records, or of those about one of its streams.

        The list may grow while more is read.
        """
        return self._past.seqs_of(connection, stream_id)

    def readings_of(
        self, connection: int, stream_id: int | None = None, after: int = 0, limit: int = READINGS
    ) -> list[Reading]:
        """The next readings after seq `after`, folded again, of a connection or of one stream.

        Fewer than `limit` where more would take too long; none only at the end. Their connection
        is as of the last of them.
        """
        try:
            return self._past.moments.readings(connection, stream_id, after, limit)
        except OSError as error:
            self._past.failed(error)
            return []

    # Lists

    def view(self, text: str, *, quiet: frozenset[Kind] = QUIET) -> View:
        """What a list shows with a filter, but for `quiet` kinds unless it asks for them by name.
        FilterError if it is none.

        It lives as long as somebody holds it.
        """
        made = compile(text)
        self._past.survey()
        view: View
        if not made.text.strip() or made.text.strip().lower() in NO_AUTOMATIC:
            hidden = HIDDEN_ALWAYS + codes_of(quiet)
            if made.text.strip():
                hidden += bytes(range(AUTOMATIC, 256))
            view = Everything(made, self._past, hidden)
        else:
            view = Hits(made, self._past, (quiet - made.kinds) | {Kind.COMMENTED})
        self._views.add(view)
        return view

    def _hits_of(self, made: Filter) -> Hits:
        if self._pattern is None or self._pattern.text != made.text:
            self._pattern = Hits(made, self._past, frozenset())
            self._views.add(self._pattern)
        return self._pattern


_KINDS = frozenset(Kind)


def _runs(records: list[Record]) -> list[list[Record]]:
    """The records in runs of seqs without a gap."""
    if not records or records[-1].seq - records[0].seq + 1 == len(records):
        return [records] if records else []
    runs: list[list[Record]] = []
    for record in records:
        if not runs or record.seq != runs[-1][-1].seq + 1:
            runs.append([])
        runs[-1].append(record)
    return runs
