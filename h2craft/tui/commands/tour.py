"""Commands: the tour. Only `h2craft tour` has them, and there they go before those of panes."""

from __future__ import annotations

from h2craft.tui.commands import Command

COMMANDS: tuple[Command, ...] = (
    Command(
        id="tour.next",
        keys="n",
        action="app.tour_next",
        label="Next",
        sentence="The next step of the tour, whether this one is done or not",
        shown=False,
        priority=True,
    ),
    Command(
        id="tour.back",
        keys="b",
        action="app.tour_back",
        label="Back",
        sentence="The step of the tour before this one",
        shown=False,
        priority=True,
    ),
)
