"""What all panes look at: the client, the reader, and what is selected. Knows no widget.

Panes pull: a timer of the screen lets the session read on for a few milliseconds, then each pane
looks whether something it shows has changed. Nothing is pushed from the engine's thread.
"""

from __future__ import annotations

import os
import time
from collections.abc import Mapping
from dataclasses import dataclass

from h2craft.client import Client, Desk
from h2craft.model import Connection, Stream
from h2craft.reader import Reader
from h2craft.session.settings import Settings
from h2craft.session.taking import Taking, reread

BATCH = 64  # records folded between two looks at the clock
ANSWER_SECONDS = 0.08  # after a key
TURN, ANSWERING_TURN = 0.4, 0.3


@dataclass(frozen=True, slots=True)
class Selection:
    """What the panes are about. 0 is "none": no connection, the connection itself, no record."""

    connection: int = 0
    stream_id: int = 0
    seq: int = 0


class Session:
    """See the module.

    settings  what the person configured and the program remembers
    paused    panes are not redrawn; capture and reading go on
    behind    records that are there and not folded yet
    """

    def __init__(self, client: Client, settings: Settings | None = None) -> None:
        self.client = client
        self.settings = settings or Settings()
        self.reader = Reader(client.records, client.about.role)
        standing = client.standing()
        if standing is not None:
            self.reader.resume(standing.seq, standing.connections)
        self.selection = Selection()
        self.paused = False
        self._touched = self._began = 0.0  # when a key was pressed last, and first of a run
        self.desk: Desk = client.desk()
        self._beside: Mapping[int, str | None] | None = None
        self._clock = time.monotonic
        self._taking: Taking | None = None
        self._last_at = 0.0
        self._last_seen = self._clock()

    @property
    def behind(self) -> int:
        return max(0, self.client.records.last - self.reader.position)

    def touch(self) -> None:
        """A person has pressed something: what is no answer to it can wait."""
        now = self._clock()
        if now - self._touched >= ANSWER_SECONDS:
            self._began = now
        self._touched = now

    @property
    def answering(self) -> bool:
        """A key was pressed a moment ago. Who leans on one still sees, now and then, what comes."""
        now = self._clock()
        return now - self._touched < ANSWER_SECONDS and (now - self._began) % TURN < ANSWERING_TURN

    def advance(self, seconds: float) -> int:
        """Read on for about so long; returns how many records were folded."""
        self.client.refresh()
        self.desk = self.client.desk()
        if (beside := self.client.comments()) is not self._beside:
            self._beside = beside
            self.reader.beside(beside)
        until = self._clock() + seconds
        folded = 0
        while step := self.reader.advance(BATCH):
            folded += step
            if self._clock() >= until:
                break
        if folded:
            self._last_at, self._last_seen = self.reader.at, self._clock()
        return folded

    @property
    def taking(self) -> Taking:
        """The recording of what is done from the moment it is first asked for."""
        if self._taking is None:
            self._taking = Taking(self.client, after=self.client.records.last)
            if self.reader.position:  # it has to know the requests there are
                reread(self.client, self.reader.position, self._taking)
            self.reader.listen(self._taking.take)
        return self._taking

    @property
    def attached(self) -> bool:
        """Another process runs the engine: whoever leaves here ends nothing."""
        return self.client.about.pid not in (0, os.getpid())

    def now(self) -> float:
        """Seconds since the journal began; where nothing goes on, the time of its last record."""
        if not self.client.about.live or self.client.ended:
            return self._last_at
        return self._last_at + (self._clock() - self._last_seen)

    @property
    def connection(self) -> Connection | None:
        """The one selected, as the reader has it now."""
        return self.reader.board.connections.get(self.selection.connection)

    @property
    def stream(self) -> Stream | None:
        connection = self.connection
        return None if connection is None else connection.stream(self.selection.stream_id)
