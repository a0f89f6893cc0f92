"""A list one moves through by arrows or by letters. Knows nothing of what it lists."""

from __future__ import annotations

from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.fuzzy import Matcher
from textual.widgets import OptionList


class Listing(OptionList):
    """An OptionList with j k g G, whose Enter is left to the pane's own table of commands."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("j", "cursor_down", "Down", show=False),
        Binding("k", "cursor_up", "Up", show=False),
        Binding("g", "first", "First", show=False),
        Binding("G", "last", "Last", show=False),
    ]
    DEFAULT_CSS = """
    Listing { height: 1fr; border: none; padding: 0; background: transparent; }
    Listing:focus { border: none; }
    """


def best(query: str, candidates: dict[str, str], limit: int) -> list[str]:
    """Keys of those whose text fits a fuzzy query, the best first; all for an empty one."""
    if not query.strip():
        return list(candidates)[:limit]
    match = Matcher(query.strip()).match
    scored = [(match(text), key) for key, text in candidates.items()]
    fitting = sorted((one for one in scored if one[0] > 0), key=lambda one: -one[0])
    return [key for _, key in fitting[:limit]]
