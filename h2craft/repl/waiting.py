"""Waiting for a record by reading along: on one connection, or on all there are and will be.

Knows the reader, no engine: the engine's own `Await` belongs to one connection, and begins when it
gets there; a person who has just sent a PING wants to see an ACK that came before they could type.
So a wait looks at what has come since the shell's last act, and then at what comes. Nothing is left
behind anywhere when it is given up.
"""

from __future__ import annotations

import contextlib
import re
import time
from typing import TYPE_CHECKING

from h2craft.actions import Await
from h2craft.filter import Filter, compile
from h2craft.model import Reading
from h2craft.reader import Reader
from h2craft.repl.doing import Done, Pending, Refused
from h2craft.repl.telling import line_of, why_ended
from h2craft.session import Target
from h2craft.session import target as targets

if TYPE_CHECKING:
    from h2craft.repl.shell import Shell

LOOKED_BACK = 20_000  # records that came since the last act
AT_ONCE = 200

_names_connection = re.compile(r"(?:^|[\s(\-])conn:").search


class Waited(Pending):
    """Until a record matches."""

    def __init__(self, shell: Shell, action: Await, aim: Target) -> None:
        super().__init__(shell)
        self._action = action
        self._filter = compile(action.pattern)
        over = targets.is_over(shell.session, aim)
        self._connection = 0 if over or _names_connection(action.pattern) else aim.connection
        seconds = action.timeout_seconds
        self._until = None if seconds is None else time.monotonic() + seconds
        self._found = self._look_back(shell.mark)
        shell.waits.add(self)

    def take(self, reading: Reading) -> None:
        """A record was just folded: is it the one?"""
        if self._found is None and self._connection in (0, reading.record.connection):
            self._found = reading if self._filter.matches(reading) else None

    def _look_back(self, mark: int) -> Reading | None:
        """What has come since, and is folded already."""
        reader = self.shell.session.reader
        mark = max(mark, reader.position - LOOKED_BACK)
        if mark >= reader.position:
            return None
        wanted = {self._connection} if self._connection else self._named_since(mark)
        found = [first_match(reader, number, self._filter, mark) for number in wanted]
        hits = [reading for reading in found if reading is not None]
        return min(hits, key=lambda reading: reading.record.seq) if hits else None

    def _named_since(self, mark: int) -> set[int]:
        """The connections that records after `mark` are about."""
        records, last = self.shell.client.records, self.shell.session.reader.position
        found: set[int] = set()
        with contextlib.suppress(OSError):
            while mark < last and (some := records.read(mark, AT_ONCE)):
                found.update(record.connection for record in some)
                mark = some[-1].seq
        return found

    def _look(self) -> Done | None:
        shell = self.shell
        with shell.lock:
            shell.sync()
            if self._found is not None:
                return self._done(self._found)
            if self._connection and targets.is_over(shell.session, Target(self._connection)):
                number = self._connection
                why = why_ended(shell, number)
                raise Refused(f"connection {number} is closed: nothing more comes{why}")
            if shell.client.ended:
                raise Refused(shell.client.ended)
        if self._until is not None and time.monotonic() >= self._until:
            raise Refused(f"nothing came that matches {self._action.pattern}")
        return None

    def _done(self, reading: Reading) -> Done:
        shell, record = self.shell, reading.record
        shell.waits.discard(self)
        shell.mark = max(shell.mark, record.seq)
        if record.connection:
            shell.at_hand(Target(record.connection, reading.stream_id), found=True)
        shell.taking.waited(self._action.pattern, record.seq, record.connection)
        said = line_of(shell, record.seq)
        return Done(seq=record.seq, stream_id=reading.stream_id, reading=reading, said=said)


def first_match(reader: Reader, connection: int, wanted: Filter, after: int) -> Reading | None:
    """The first reading of a connection after seq `after` that matches, of what is folded."""
    while found := reader.readings_of(connection, None, after, AT_ONCE):
        for reading in found:
            if wanted.matches(reading):
                return reading
        after = found[-1].record.seq
    return None
