"""What panes tell the screen: each is handled by the workbench, wherever it comes from."""

from __future__ import annotations

import inspect

from textual.message import Message

from h2craft.tui import messages
from h2craft.tui.app import Workbench
from h2craft.tui.messages import Fired
from h2craft.tui.screens.workbench import WorkbenchScreen


def test_the_workbench_has_a_place_for_every_message_but_its_own() -> None:
    made = {
        kind
        for _, kind in inspect.getmembers(messages, inspect.isclass)
        if issubclass(kind, Message) and kind is not Message
    }
    assert set(WorkbenchScreen._routes) == made - {Fired}


def test_the_app_takes_the_same_mail_from_screens_above() -> None:
    wanted = {kind for kind, _ in Workbench.route._textual_on}  # type: ignore[attr-defined]
    assert wanted == set(WorkbenchScreen._routes)
