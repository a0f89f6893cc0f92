"""Frames of the journal as one action that says them again. Knows the reader; no widget."""

from __future__ import annotations

from collections.abc import Sequence

from h2craft.actions import Action, Door, Send, SendOctets
from h2craft.reader import Reader


def duplicates(reader: Reader, seqs: Sequence[int]) -> tuple[int, Action] | str | None:
    """The connection, and one flush of the frames of these records; a sentence where that is none.

    None for no records at all. What is no frame among several is left out.
    """
    from h2craft.explain import duplicate

    made: list[tuple[int, Action]] = []
    for seq in seqs:
        moment = reader.moment(seq)
        action = duplicate(moment.reading) if moment is not None else None
        if moment is not None and action is not None:
            made.append((moment.reading.record.connection, action))
    if not made:
        return "That is no frame, and nothing that could be sent again." if seqs else None
    connections = {connection for connection, _ in made}
    if len(connections) > 1:
        return "These frames are of several connections; one flush goes to one."
    together = _flush([action for _, action in made])
    if together is None:
        return "Octets that are no frames, and frames, are not one flush."
    return made[0][0], together


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
