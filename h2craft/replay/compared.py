"""What a client said in a replay, held against what the recorded one said. Starts nothing."""

from __future__ import annotations

from collections.abc import Iterable

from h2craft.model import Board, Reading
from h2craft.scenario import DEFAULT, Comparison, Listening, Notes, Rules, Said, compare
from h2craft.trace import Cursor, Journal, Record

NOTHING = "there is nothing to compare with: the scenario does not say what a client said"
BATCH = 1_000


def listened(readings: Iterable[Reading]) -> Listening:
    """What the client says in these, all of them."""
    listening = Listening()
    for reading in readings:
        listening.take(reading)
    return listening


def heard(records: Iterable[Record]) -> list[Said]:
    """What the client says in these records of a journal."""
    return listened(map(Board().fold, records)).said


def compared(
    notes: Notes,
    readings: Iterable[Reading],
    rules: Rules = DEFAULT,
    *,
    strict_order: bool = False,
) -> Comparison:
    """What is said in `readings` against what the notes of the scenario say."""
    return _against(notes, listened(readings), rules, strict_order)


class Judging:
    """A judge of replays: called with a scenario's notes and a journal, it compares.

    Called again with the same journal it is about what has been recorded there since, so that each
    run of a scenario that stays served is compared by itself.
    """

    def __init__(self, rules: Rules = DEFAULT, *, strict_order: bool = False) -> None:
        self.rules = rules
        self.strict_order = strict_order
        self._known: dict[int, tuple[Journal, Board, Cursor]] = {}

    def __call__(self, notes: Notes, journal: Journal) -> Comparison:
        if id(journal) not in self._known:  # kept with the journal, so that the id stays its own
            self._known[id(journal)] = (journal, Board(), Cursor(journal))
        _, board, cursor = self._known[id(journal)]
        listening = Listening()
        while records := cursor.read(BATCH):
            for record in records:
                listening.take(board.fold(record))
        return _against(notes, listening, self.rules, self.strict_order)


def _against(notes: Notes, listening: Listening, rules: Rules, strict_order: bool) -> Comparison:
    said = listening.said
    if not notes.said:
        return Comparison(rules=rules, now=len(said), remarks=(NOTHING,))
    return compare(notes.said, said, rules, strict_order=strict_order)
