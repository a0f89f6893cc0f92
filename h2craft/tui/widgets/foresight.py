"""What would happen, asked for a little after the last key, and the answer kept. Knows no pane."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable

from textual.widget import Widget
from textual.worker import WorkType

from h2craft.actions import Action, SendOctets
from h2craft.client import FramePreview, Preview
from h2craft.session import Session, Target, cut, loose_octets, target

DEBOUNCE = 0.06  # seconds without a key before the client is asked
LOOK_AGAIN = 0.5  # seconds between two previews of the same, as windows move
GROUP = "preview"


class Foresight:
    """Asks the client what an action would do; `told` is called whenever `found` is another.

    found  the newest answer about what was asked last; None while there is none
    """

    def __init__(self, widget: Widget, session: Session, told: Callable[[], None]) -> None:
        self.found: Preview | None = None
        self.clock = time.monotonic
        self._widget = widget
        self._session = session
        self._told = told
        self._about: tuple[Action, Target] | None = None
        self._asked_at = 0.0

    @property
    def is_old(self) -> bool:
        """Long enough ago to be asked again."""
        return self.clock() - self._asked_at >= LOOK_AGAIN

    def ask(self, action: Action | None, at: Target) -> None:
        """This is what is written now; None for nothing that has octets."""
        self._asked_at = self.clock()
        if action is None:
            self.found = self._about = None
            self._widget.workers.cancel_group(self._widget, GROUP)
            return
        if (action, at) != self._about:
            self.found, self._about = None, (action, at)

        async def ask() -> None:
            await asyncio.sleep(DEBOUNCE)
            self.found = await self._answer(action, at)
            self._told()

        # Not the coroutine itself: of one that is cancelled before it begins nobody would hear.
        work: WorkType[None] = ask
        self._widget.run_worker(work, group=GROUP, exclusive=True, exit_on_error=False)

    async def _answer(self, action: Action, at: Target) -> Preview:
        if target.is_over(self._session, at):
            return loose_preview(action)
        try:
            future = self._session.client.preview(at.connection, action)
            return await asyncio.wrap_future(future)
        except Exception as error:  # the engine has ended: a person has to hear of it
            return Preview(refused=str(error) or type(error).__name__)


def loose_preview(action: Action) -> Preview:
    """Octets where there is no connection to ask."""
    octets = loose_octets(action)
    if octets is None or isinstance(action, SendOctets):
        return Preview(octets=octets or b"")
    return Preview(frames=tuple(FramePreview(octets=one) for one in cut(octets)))
