"""Any moment of a connection again, exactly as it was. Knows columns, checkpoints and the source.

A moment is made by folding the connection's records from the nearest checkpoint on, or from its
beginning. Its objects belong to it alone: what comes later does not change them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import islice

from h2craft.model import Board, Connection, Direction, Reading, Stream
from h2craft.reader.checkpoints import Checkpoints
from h2craft.reader.columns import Columns
from h2craft.reader.pages import Source
from h2craft.reader.row import bare
from h2craft.trace import Kind, Record

Entries = tuple[tuple[bytes, bytes], ...]
NO_TABLES: Mapping[Direction, Entries] = {Direction.RECEIVED: (), Direction.SENT: ()}

TOGETHER = 128  # records of a connection looked for in the source at once
SPARSE = 16  # records to pass over for one: to read that one by itself is quicker
MOST_FOLDED = 20_000  # for one list of readings
WORTH_A_JUMP = 2_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """A record in its surroundings, all of it as of and including the record.

    connection   None for a record that is about none; of its findings it has but the latest
    stream       the one the record is about, if it was used
    before       the dynamic tables of both sides before the record, newest entry first
    exact        False where the past is not known in full: not folded that far yet, or lost
    """

    reading: Reading
    connection: Connection | None = None
    stream: Stream | None = None
    before: Mapping[Direction, Entries]
    exact: bool = True


class Run:
    """A connection folded again, record by record. `exact`: nothing was missing so far."""

    def __init__(self, role: str, number: int, connection: Connection | None) -> None:
        self.board = Board(role)
        self.number = number
        self.exact = True
        if connection is not None:
            self.board.connections[number] = connection

    @property
    def connection(self) -> Connection | None:
        return self.board.connections.get(self.number)

    def fold(self, record: Record) -> Reading:
        return self.board.fold(record)


class Moments:
    """Makes moments, and readings of past records. All of it raises OSError as the source does."""

    def __init__(
        self, source: Source, columns: Columns, checkpoints: Checkpoints, role: str
    ) -> None:
        self._source = source
        self._columns = columns
        self._checkpoints = checkpoints
        self._role = role
        self._restarts = [0]  # records were lost before each of these
        self._resumed: dict[int, tuple[int, bool]] = {}

    def restart(self, seq: int) -> None:
        """Records before `seq` were lost: what was known of connections no longer holds."""
        self._restarts.append(seq)

    def resume(self, connection: int, seq: int, *, exact: bool) -> None:
        """What was known from elsewhere of a connection is taken over after record `seq`."""
        self._resumed[connection] = seq, exact

    def at(self, record: Record) -> Moment:
        """The moment of a record."""
        if not record.connection:
            return Moment(reading=bare(record), before=NO_TABLES)
        run = self._upto(record)
        connection = run.connection
        before = NO_TABLES if connection is None else tables_of(connection)
        reading = run.fold(record)
        return Moment(
            reading=reading,
            connection=reading.connection,
            stream=reading.stream,
            before=before,
            exact=run.exact,
        )

    def _upto(self, record: Record) -> Run:
        """A run that has folded all before the record."""
        known = self._columns.last
        if record.seq > known + WORTH_A_JUMP:
            # Too much is not folded yet. Nothing is assumed rather than what held long before.
            run = Run(self._role, record.connection, None)
            run.exact = False
            return run
        run, start = self._begin(record.connection, record.seq)
        for earlier in self._own(run, start, record.seq - 1):
            run.fold(earlier)
        if record.seq > known + 1:
            for earlier in self._source.read(known, record.seq - 1 - known):
                if earlier.connection == record.connection and earlier.seq < record.seq:
                    run.fold(earlier)
        return run

    def readings(
        self, connection: int, stream_id: int | None, after: int, limit: int
    ) -> list[Reading]:
        """Readings of a connection's records, or of those about one of its streams.

        Fewer than `limit` where more would take too long; none only at the end.
        """
        columns = self._columns
        if stream_id is None:
            wanted = columns.of(connection, after, columns.last)
        else:
            wanted = columns.of_stream(connection, stream_id, after, columns.last)
        found: list[Reading] = []
        folded = 0
        run, at = None, 0
        cut, _ = self._resumed.get(connection, (0, True))
        for seq in islice(wanted, limit):
            if run is None or seq - at > WORTH_A_JUMP or at <= cut < seq:
                run, at = self._begin(connection, seq)
            for record in self._own(run, at, seq):
                reading = run.fold(record)
                folded += 1
                if record.seq == seq:
                    found.append(reading)
            at = seq
            if folded > MOST_FOLDED and found:
                break
        return found

    def _begin(self, connection: int, seq: int) -> tuple[Run, int]:
        """A run that is to fold the records after the seq that comes with it, up to `seq`."""
        restart = max(start for start in self._restarts if start <= seq)
        cut, known = self._resumed.get(connection, (0, True))
        point = self._checkpoints.before(connection, seq)
        base = self._columns.base
        if point is not None and point.seq >= restart - 1:  # or just taken over there
            state = point.thaw()
            run = Run(self._role, connection, state)
            run.exact = point.seq >= base or self._checkpoints.reaches(connection, point, base)
            if cut:
                run.exact &= known if point.seq >= cut else seq <= cut and state.whole
            return run, point.seq
        start = max(restart, base + 1)
        run = Run(self._role, connection, None)
        run.exact = start <= 1 or self._opens_after(connection, start)
        run.exact &= seq <= cut or not cut
        return run, start - 1

    def _opens_after(self, connection: int, start: int) -> bool:
        """Does a connection begin with the first record there is of it?"""
        first = next(self._columns.of(connection, start - 1, self._columns.last), None)
        found = self._source.read(first - 1, 1) if first else []
        return bool(found) and found[0].kind == Kind.CONNECTION_OPENED

    def _own(self, run: Run, after: int, upto: int) -> Iterator[Record]:
        """The records of a run's connection, as far as they can still be read."""
        seqs = self._columns.of(run.number, after, upto)
        while wanted := list(islice(seqs, TOGETHER)):
            found = self._read(run.number, wanted)
            if len(found) < len(wanted):
                run.exact = False
            yield from found

    def _read(self, connection: int, seqs: list[int]) -> list[Record]:
        span = seqs[-1] - seqs[0] + 1
        if span <= SPARSE * len(seqs):
            records = self._source.read(seqs[0] - 1, span)
            last = seqs[-1]
            return [one for one in records if one.connection == connection and one.seq <= last]
        found = []
        for seq in seqs:
            found += [one for one in self._source.read(seq - 1, 1) if one.seq == seq]
        return found


def tables_of(connection: Connection) -> Mapping[Direction, Entries]:
    """The dynamic tables as they are, newest entry first."""
    return {
        side.direction: tuple((name, value) for name, value in side.decoder.table.entries)
        for side in (connection.peer, connection.us)
    }
