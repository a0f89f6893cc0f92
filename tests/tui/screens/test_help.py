"""Help, made of the table of commands."""

from __future__ import annotations

from textual.app import App, ComposeResult
from textual.widget import Widget

from h2craft.explain import plain
from h2craft.tui.arrangement import PANES
from h2craft.tui.commands import all_commands, bindings
from h2craft.tui.commands.frames import COMMANDS
from h2craft.tui.screens.help import EXPLAINED, HelpScreen, help_text


class Pane(Widget):
    """What this class is for is nothing a person wants to read."""

    HELP = """
    What is in the [b]pane[/b].
    """
    BINDINGS = bindings(COMMANDS)  # type: ignore[assignment]


def test_the_pane_at_hand_comes_first_and_every_command_once() -> None:
    text = plain(help_text([Pane()], {}, "config.toml"))
    assert text.startswith("What is in the [b]pane[/b].")
    assert text.index("Frames") < text.index("Everywhere on the workbench")
    for command in all_commands():
        assert text.count(f"  {command.id}") >= 1
        assert command.sentence in text


def test_every_pane_is_explained() -> None:
    assert set(EXPLAINED) == set(PANES)
    assert plain(help_text([Pane(id="x"), Widget(id="log")], {}, "")).startswith("What is in")
    assert plain(help_text([Widget(id="log")], {}, "")).startswith(EXPLAINED["log"])


def test_it_shows_the_keys_in_force() -> None:
    text = plain(help_text([Pane()], {"frames.filter": "f8"}, "config.toml"))
    [line] = [line for line in text.splitlines() if line.endswith("  frames.filter")]
    assert line.split()[0] == "F8"


def test_it_says_where_keys_are_changed() -> None:
    assert "/x/config.toml" in plain(help_text([], {}, "/x/config.toml"))


class Shown(App[None]):
    def compose(self) -> ComposeResult:
        yield Pane()


async def test_it_closes_with_the_key_that_opened_it() -> None:
    async with Shown().run_test() as pilot:
        for key in ("q", "escape", "f1", "question_mark"):
            pilot.app.push_screen(HelpScreen("Help", help_text([], {}, "")))
            await pilot.pause()
            assert isinstance(pilot.app.screen, HelpScreen)
            await pilot.press(key)
            await pilot.pause()
            assert not isinstance(pilot.app.screen, HelpScreen)
