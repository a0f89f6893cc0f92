"""One step of the tour: what it asks of a person, and how it is known that they have done it.

Plain data. Knows no widget, no process and no engine: what it may look at is a `Sight`, what it may
have done is a `Stage`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from h2craft.tui.tour.visitor import Visitor


@dataclass(frozen=True, slots=True, kw_only=True)
class Tour:
    """What a tour is made with.

    folder   its own, in which everything lies that it makes
    visitor  the client it starts; None where none was found
    """

    folder: Path
    visitor: Visitor | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Sight:
    """What can be seen of the session at one moment.

    pane       the one with the focus
    seq        the record that is selected; 0 for none
    view       of the detail pane
    filter     of the frame list
    following  the frame list stays at its end as records arrive
    hold       requests that match it are held; None for none
    recording  what is done is recorded
    saved      names in the library that is the tour's own
    waiting    a scenario is bound, and no request has come to it
    replayed   all of a scenario was done
    status     with which the process of the step ended; None for none, or while it runs
    """

    pane: str = "frames"
    seq: int = 0
    view: str = ""
    filter: str = ""
    following: bool = True
    hold: str | None = None
    recording: bool = False
    saved: frozenset[str] = frozenset()
    waiting: bool = False
    replayed: bool = False
    status: int | None = None


class Stage(Protocol):
    """What is done for a step, by the tour and not by the person."""

    def visit(self, path: str) -> None:
        """Start the client: it asks for this path."""

    def check(self) -> None:
        """Start `h2craft check` with a few cases and the client."""

    def hold(self, pattern: str) -> None:
        """Hold such requests, unless the person has said already what is held."""

    def unbind(self) -> None:
        """No scenario answers what is asked for."""

    def let_go(self) -> None:
        """That, and nothing is held: the welcome page answers."""

    def tidy(self) -> None:
        """End what was started."""


def nothing(stage: Stage) -> None:
    """Nothing has to be done for a step."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """See the module. In texts, [...] stands around a key, where {command} is the key of that
    command, and `...` around what is to be typed.

    name    a word for it
    title   a few
    why     what it is about
    press   what to do, a line each
    told    what has come of it, shown in the place of both; empty: they stay
    begin   done by the tour when the step begins
    when    what has to be seen first; `then` is done by the tour, once
    seen    filters, each of which a record has to match, in this order, while the step is on
    done    what has to be seen after all of that
    """

    name: str
    title: str
    why: str
    press: tuple[str, ...]
    told: str
    begin: Callable[[Stage], None] = nothing
    when: Callable[[Sight], bool] = lambda sight: True
    then: Callable[[Stage], None] = nothing
    seen: tuple[str, ...] = ()
    done: Callable[[Sight], bool] = lambda sight: True
