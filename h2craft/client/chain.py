"""Actions one after the other on one connection. On the engine's thread; blocks nothing."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Sequence

from h2craft import endpoint
from h2craft.actions import Action
from h2craft.client.client import FramePreview, Preview, Result
from h2craft.endpoint import Outcome
from h2craft.engine import Engine, Ticket
from h2craft.trace import Origin


class Chain:
    """Fires each action when the one before is done, and stops at a refusal.

    `settle` is called once, with what became of the last that was fired.
    """

    def __init__(
        self,
        engine: Engine,
        connection: int,
        actions: Sequence[Action],
        settle: Callable[[Result], object],
    ) -> None:
        self._engine = engine
        self._connection = connection
        self._left = deque(actions)
        self._settle = settle
        self._after = 0  # the action before, or what a wait has found

    def go_on(self) -> None:
        """Fire the next; the loop's thread only."""
        link = self._engine.links.get(self._connection)
        if link is None:
            self._settle(Result(accepted=False, reason=no_connection(self._connection)))
        elif not self._left:
            self._settle(Result(accepted=True))
        else:
            ticket = Ticket()
            ticket.add_done_callback(self._done)
            # The answer to one action may be there before the wait for it begins.
            link.submit(self._left.popleft(), Origin.HAND, ticket=ticket, after=self._after)

    def _done(self, ticket: Ticket) -> None:
        outcome = ticket.outcome or Outcome(False)
        self._after = ticket.found or outcome.seq
        if outcome.accepted and self._left:
            self.go_on()
        else:
            self._settle(result_of(outcome))


def no_connection(number: int) -> str:
    return f"connection {number} is closed, or never was"


def result_of(outcome: Outcome) -> Result:
    """What a front end may know of an outcome."""
    return Result(
        accepted=outcome.accepted,
        reason=outcome.reason,
        section=outcome.section,
        stream_id=outcome.stream_id,
        seq=outcome.seq,
    )


def preview_of(preview: endpoint.Preview) -> Preview:
    """The same in the door's words."""
    frames = (
        FramePreview(octets=one.octets, told=one.told, step=one.step) for one in preview.frames
    )
    return Preview(
        frames=tuple(frames),
        octets=preview.octets,
        waiting=preview.waiting,
        why=preview.why,
        refused=preview.refused,
        section=preview.section,
    )
