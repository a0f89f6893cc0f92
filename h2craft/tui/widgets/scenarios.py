"""The list of scenarios, under the headings of their groups. Knows rows, no file and no session."""

from __future__ import annotations

from pathlib import Path

from textual.message import Message

from h2craft.explain import Line, Role, Span
from h2craft.session import Shelved
from h2craft.tui.scenariotext import Place, last_word, row
from h2craft.tui.widgets.lines import LineList

NAME_WIDTH = 34


class ScenarioList(LineList):
    """The cursor stands on scenarios and passes over headings. `playing`: what is replayed now."""

    class Moved(Message):
        """The cursor stands on another scenario."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.places: list[Place] = []
        self.playing: Path | None = None
        self.empty = ""
        self._name_width = self._last_width = 0

    def show(self, places: list[Place], *, empty: str = "") -> None:
        """Show these; the cursor stays on the scenario it stood on, or goes to the first."""
        before = self.scenario
        self.places, self.empty = places, empty
        there = [one.shelved for one in places if one.shelved is not None]
        self._name_width = min(NAME_WIDTH, max((len(one.entry.name) for one in there), default=0))
        self._last_width = max((len(last_word(one.last)[0]) for one in there), default=0)
        self.set_count(len(places))
        self.cursor = -1
        file = before.entry.file if before is not None else None
        found = (
            at
            for at, one in enumerate(places)
            if one.shelved is not None and one.shelved.entry.file == file
        )
        self.go(next(found, 0))
        self.refresh()
        self.post_message(self.Moved())

    def mark(self, file: Path | None) -> None:
        """This one is replayed now."""
        if file != self.playing:
            self.playing = file
            self.refresh()

    @property
    def scenario(self) -> Shelved | None:
        """The one under the cursor."""
        return self.places[self.cursor].shelved if 0 <= self.cursor < len(self.places) else None

    # The cursor

    def go(self, to: int, way: int = 1) -> None:
        """To the line, or the next one that is no heading."""
        last = len(self.places) - 1
        at = max(0, min(to, last))
        for step in (way, -way):
            there = at
            while 0 <= there <= last and self.places[there].shelved is None:
                there += step
            if 0 <= there <= last:
                if self.place_cursor(there):
                    self.post_message(self.Moved())
                if there and self.places[there - 1].shelved is None:
                    self.reveal(there - 1)  # its heading, where it is the first
                return

    def move(self, by: int) -> None:
        self.go(self.cursor + by, 1 if by > 0 else -1)

    def to_group(self, way: int) -> None:
        """To the first scenario of the group below, or above."""
        heads = [at for at, one in enumerate(self.places) if one.shelved is None]
        mine = max((at for at in heads if at < self.cursor), default=-1)
        wanted = [at for at in heads if (at > mine if way > 0 else at < mine)]
        if wanted:
            self.go(wanted[0] if way > 0 else wanted[-1])

    # Painting

    def line_at(self, index: int) -> Line:
        place = self.places[index]
        if place.shelved is None:
            return Span(place.heading, Role.HEAD), Span(f"  {place.members}", Role.DIM)
        playing = place.shelved.entry.file == self.playing
        return row(place.shelved, self._name_width, self._last_width, playing=playing)

    def nothing(self) -> Line:
        return (Span(self.empty, Role.DIM),)
