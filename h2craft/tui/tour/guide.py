"""Where the tour is: the step that is on, whether it is done, and what comes next.

Knows steps, what they see and what is done for them; no widget and no process.
"""

from __future__ import annotations

from collections.abc import Sequence

from h2craft.filter import Filter, compile
from h2craft.model import Reading
from h2craft.tui.tour.step import Sight, Stage, Step


class Guide:
    """See the module. Steps are followed by readings of the journal and by `Sight`s.

    at     the number of the step, from 0
    done   the person has done what it asks; once so, it stays so
    ended  the last step was left
    """

    def __init__(self, steps: Sequence[Step], stage: Stage) -> None:
        self.steps = steps
        self.at = 0
        self.done = self.ended = False
        self._stage = stage
        self._wanted: list[Filter] = []
        self._after = 0
        self._begun = False  # what has to be seen first was seen

    @property
    def step(self) -> Step:
        return self.steps[self.at]

    @property
    def is_last(self) -> bool:
        return self.at == len(self.steps) - 1

    def begin(self, at: int, after: int) -> None:
        """Begin this step; records up to `after` were there before it."""
        self._stage.tidy()
        self.at, self.done, self._begun, self._after = at, False, False, after
        self._wanted = [compile(text) for text in self.step.seen]
        self.step.begin(self._stage)

    def next(self, after: int) -> None:
        """The step after this one, whether this is done or not; behind the last is the end."""
        if self.is_last:
            self._stage.tidy()
            self.ended = True
        else:
            self.begin(self.at + 1, after)

    def back(self, after: int) -> None:
        """The step before; the first one begins anew."""
        self.begin(max(0, self.at - 1), after)

    def take(self, reading: Reading) -> None:
        """The next reading of the journal."""
        fresh = reading.record.seq > self._after
        if fresh and self._wanted and self._wanted[0].matches(reading):
            del self._wanted[0]

    def look(self, sight: Sight) -> None:
        """Take in how things stand."""
        step = self.step
        if not self._begun and step.when(sight):
            self._begun = True
            step.then(self._stage)
        elif self._begun and not self._wanted and step.done(sight):
            self.done = True
