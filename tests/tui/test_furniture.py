"""The panes, made all at once."""

from __future__ import annotations

from h2craft.tui.arrangement import PANES as NAMES
from h2craft.tui.commands.screen import PANES
from h2craft.tui.furniture import make_panes


def test_each_pane_has_its_name_its_title_and_the_screen_s_part_of_the_deal(session_of) -> None:
    made = make_panes(session_of())
    assert tuple(made) == NAMES == tuple(name for name, _ in PANES)
    for number, (name, title) in enumerate(PANES, 1):
        pane = made[name]
        assert pane.id == name and pane.has_class("pane")
        assert str(pane.border_title) == f"{number} {title}"
        assert callable(pane.look)
