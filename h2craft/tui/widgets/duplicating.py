"""Frames of the journal as one action that says them again. Knows the reader; no widget."""

from __future__ import annotations

from collections.abc import Sequence

from h2craft.actions import Action, Door, Send, SendOctets
from h2craft.explain import duplicate
from h2craft.model import Reading
from h2craft.reader import Reader


def duplicates(reader: Reader, seqs: Sequence[int]) -> tuple[int, Action] | str | None:
    """The connection, and one flush of the frames of these records; a sentence where that is none.

    None for no records at all. What is no frame among several is left out.
    """
    if not seqs:
        return None
    connections = {row.connection for row in reader.rows(seqs)}
    if len(connections) != 1:
        return "These frames are of several connections; one flush goes to one."
    connection = connections.pop()
    made = [duplicate(reading) for reading in _readings(reader, connection, seqs)]
    actions = [action for action in made if action is not None]
    if not actions:
        return "That is no frame, and nothing that could be sent again."
    together = _flush(actions)
    if together is None:
        return "Octets that are no frames, and frames, are not one flush."
    return connection, together


def _readings(reader: Reader, connection: int, seqs: Sequence[int]) -> list[Reading]:
    """Of several records, by one fold of their connection."""
    if len(seqs) == 1:
        moment = reader.moment(seqs[0])
        return [moment.reading] if moment is not None else []
    first, last, wanted = min(seqs), max(seqs), set(seqs)
    found = reader.readings_of(connection, after=first - 1, limit=last - first + 1)
    return [reading for reading in found if reading.record.seq in wanted]


def _flush(actions: list[Action]) -> Action | None:
    sends = [action for action in actions if isinstance(action, Send)]
    octets = [action for action in actions if isinstance(action, SendOctets)]
    if len(actions) == 1:
        return actions[0]
    if len(sends) == len(actions):
        frames = tuple(frame for send in sends for frame in send.frames)
        return Send(frames=frames, door=Door.WIRE)
    if len(octets) == len(actions):
        return SendOctets(octets=b"".join(one.octets for one in octets))
    return None
