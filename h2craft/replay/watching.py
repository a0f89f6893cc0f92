"""What a replay looks for among the readings: has it loaded, who asks, is everything done.

Knows readings; no engine, no clock.
"""

from __future__ import annotations

import os

from h2craft.model import Reading, facts
from h2craft.scenario import Doing, Entry, Notes, Verdict
from h2craft.trace import Kind, Record
from h2craft.wire import escape

_USER_AGENT = b"user-agent"
LONGEST_NAME = 200


class Watching:
    """One run, or (`splits`) one after the other, of one scenario.

    loaded   its file has been loaded, at least once
    broken   why not, "file:line: error"; empty if it is
    program  what the client of the run calls itself
    doing    the run there is now
    records  all there were, where they are to be kept
    """

    def __init__(
        self, entry: Entry, notes: Notes, *, keep: bool = False, splits: bool = False
    ) -> None:
        self.loaded = False
        self.broken = ""
        self.program = ""
        self.records: list[Record] = []
        self.doing = Doing(notes, provokes=entry.provokes)
        self._file = os.path.realpath(entry.file)
        self._provokes = entry.provokes
        self._notes = notes
        self._keep = keep
        self._splits = splits
        self._over: list[tuple[Verdict, str]] = []

    def take(self, reading: Reading) -> None:
        record = reading.record
        if self._keep:
            self.records.append(record)
        if self._splits and record.kind == Kind.HANDLER_STARTED and self.settled:
            self.end()
        elif record.kind == Kind.SCRIPT_LOADED:
            self.loaded = self.loaded or facts(record).get("file") == self._file
        elif record.kind == Kind.SCRIPT_BROKEN and not self.loaded:
            self._broke(reading)
        if reading.fields and not self.program and record.kind == Kind.FRAME_RECEIVED:
            named = (value for name, value in reading.fields if name == _USER_AGENT)
            self.program = _shown(next(named, b"").decode("latin-1")[:LONGEST_NAME])
        self.doing.take(reading)

    def _broke(self, reading: Reading) -> None:
        detail = facts(reading.record)
        place, line = _shown(detail.get("file", "")), detail.get("line")
        self.broken = f"{place}:{line}" if line else place
        self.broken += f": {_shown(detail.get('error', ''))}"

    @property
    def name(self) -> str:
        """The file's."""
        return os.path.basename(self._file)

    @property
    def settled(self) -> bool:
        """The run there is now has done what it will, and a request that comes begins another."""
        return self.doing.settled and self.doing.requests > 0

    def end(self) -> None:
        """The run there is now is over; a new one begins."""
        self._over.append((self.doing.verdict(), self.program))
        self.doing, self.program = Doing(self._notes, provokes=self._provokes), ""

    @property
    def has_ended(self) -> bool:
        """There are runs `over` would tell of."""
        return bool(self._over)

    def over(self) -> list[tuple[Verdict, str]]:
        """Runs that ended since this was last asked: the verdict, and who the client was."""
        gone, self._over = self._over, []
        return gone


def _shown(text: object) -> str:
    """Printable, on one line."""
    return escape(" ".join(str(text).split()))
