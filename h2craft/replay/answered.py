"""What a server says to a client's script, held against what the recorded one said. Starts nothing.

The other side of `compared`: there a client is listened to, here we are the client.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

from h2craft.model import Board
from h2craft.scenario import (
    DEFAULT,
    Comparison,
    Listening,
    Rules,
    Said,
    ScenarioError,
    compare,
    read_notes,
    read_source,
)
from h2craft.trace import Record

WHO = "server"
NOTHING = (
    "there is nothing to compare with: {file} does not say what a server said;"
    " record it again, or name a trace with --against"
)
NO_CLIENT = "{file} is no trace of a client: there is no connection in it that h2craft has made"
PAGE = 1_000


class Records(Protocol):
    """A trace, or what stands for one."""

    def read(self, after: int = 0, limit: int = 1000) -> list[Record]:
        """The first `limit` records after seq `after`."""


class Answered:
    """Listens to the server while a script runs; give it every record of the journal, in order."""

    def __init__(
        self, recorded: Sequence[Said], rules: Rules = DEFAULT, *, strict_order: bool = False
    ) -> None:
        self._recorded = recorded
        self._rules = rules
        self._strict_order = strict_order
        self._board = Board()
        self._listening = Listening()

    def take(self, record: Record) -> None:
        """The next record."""
        self._listening.take(self._board.fold(record))

    def comparison(self) -> Comparison:
        """With what has been said up to now."""
        now = self._listening.said
        strict = self._strict_order
        return compare(self._recorded, now, self._rules, strict_order=strict, who=WHO)


def recorded_in(file: Path) -> tuple[Said, ...]:
    """What a client's script says the server said. ScenarioError where it does not."""
    try:
        notes = read_notes(read_source(file))
    except ScenarioError as error:
        raise ScenarioError(f"{file}: {error}") from None
    if not (notes.servers and notes.said):
        raise ScenarioError(NOTHING.format(file=file))
    return notes.said


def traced_in(records: Records, file: Path) -> tuple[Said, ...]:
    """What servers said to us in the trace `file`. ScenarioError where there were none."""
    board, listening, ours, after = Board(), Listening(), False, 0
    while found := records.read(after, PAGE):
        after = found[-1].seq
        for reading in map(board.fold, found):
            if reading.connection is not None and reading.connection.role == "client":
                ours = True
                listening.take(reading)
    if not ours:
        raise ScenarioError(NO_CLIENT.format(file=file))
    return tuple(listening.said)
