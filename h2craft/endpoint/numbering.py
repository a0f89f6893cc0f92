"""The number of a client's next stream, for actions that leave it open (RFC 9113 5.1.1)."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from h2craft.actions import NEW_STREAM, Action, Send
from h2craft.endpoint.refusal import Refused
from h2craft.endpoint.shadow import Following

if TYPE_CHECKING:
    from h2craft.endpoint.endpoint import Endpoint


def numbered(endpoint: Endpoint, action: Action) -> tuple[Action, int | None]:
    """The action with the next stream's number in it, and the number; None where it has no need.

    Where there is no next stream the action is left as it is, to be refused.
    """
    if type(action) is not Send or not _leaves_open(action):
        return action, None
    try:
        number = next_stream(endpoint)
    except Refused:
        return action, None
    frames = (
        replace(one, stream_id=number) if one.stream_id == NEW_STREAM else one
        for one in action.frames
    )
    return replace(action, frames=tuple(frames)), number


def _leaves_open(action: Send) -> bool:
    try:
        return any(one.stream_id == NEW_STREAM for one in action.frames)
    except (TypeError, AttributeError):
        return False  # a script's own idea of frames: it is recorded as it is, and refused


def next_stream(endpoint: Endpoint) -> int:
    """The lowest number above all that were used, also by frames h2 was not told of.

    Raises Refused when there is none.
    """
    number = endpoint.lawful.next_stream_id
    journal = endpoint.journal
    if isinstance(journal, Following):
        used = journal.connection.us.highest  # an odd one, or 0 for none
        number = max(number, used + 2) if used else number
    return number
