"""Any moment of a connection again, exactly as it was. Knows columns and pages; no view."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from h2craft.model import Board, Connection, Direction, Reading, Stream
from h2craft.reader.columns import Columns
from h2craft.reader.pages import Pages
from h2craft.reader.row import bare
from h2craft.trace import Record

Entries = tuple[tuple[bytes, bytes], ...]
NO_TABLES: Mapping[Direction, Entries] = {Direction.RECEIVED: (), Direction.SENT: ()}


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """A record in its surroundings, all of it as of and including the record.

    connection   None for a record that is about none
    before       the dynamic tables of both sides before the record, newest entry first
    exact        False where the past is not known in full: not folded that far yet, or lost
    """

    reading: Reading
    connection: Connection | None = None
    stream: Stream | None = None
    before: Mapping[Direction, Entries]
    exact: bool = True


class Moments:
    """Makes moments by folding a connection's records again."""

    def __init__(self, columns: Columns, pages: Pages, role: str) -> None:
        self._columns = columns
        self._pages = pages
        self._role = role

    def at(self, record: Record) -> Moment:
        """The moment of a record. Raises OSError."""
        if not record.connection:
            return Moment(reading=bare(record), before=NO_TABLES)
        board = Board(self._role)
        for earlier in self._earlier(record):
            board.fold(earlier)
        connection = board.connections.get(record.connection)
        before = NO_TABLES if connection is None else tables_of(connection)
        reading = board.fold(record)
        return Moment(
            reading=reading, connection=reading.connection, stream=reading.stream, before=before
        )

    def _earlier(self, record: Record) -> Iterator[Record]:
        for seq in self._columns.of(record.connection, 0, record.seq - 1):
            found = self._pages.get(seq)
            if found is not None:
                yield found


def tables_of(connection: Connection) -> Mapping[Direction, Entries]:
    """The dynamic tables as they are, newest entry first."""
    return {
        side.direction: tuple((name, value) for name, value in side.decoder.table.entries)
        for side in (connection.peer, connection.us)
    }
