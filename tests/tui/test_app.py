"""The program: theme, keymap, help, palette, and its end."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from textual.command import CommandPalette
from textual.pilot import Pilot
from textual.widgets._toast import Toast

from h2craft.session import Settings
from h2craft.tui.app import Workbench
from h2craft.tui.config import load
from h2craft.tui.look import Look
from h2craft.tui.screens.confirm import ConfirmScreen
from h2craft.tui.screens.help import HelpScreen


@pytest.fixture(autouse=True)
def folders(monkeypatch, tmp_path) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))


@pytest.fixture
def app_of(session_of, talk, tmp_path):
    """The program over a journal, with this configuration."""

    def made(config: str = "", *, live: bool = True, look: Look | None = None) -> Workbench:
        path = tmp_path / "config.toml"
        path.write_text(config)
        settings = Settings(load(path), tmp_path / "state.json")
        return Workbench(session_of(talk, live=live).client, settings, look)

    return made


async def ready(pilot: Pilot[Any]) -> None:
    while not pilot.app.workbench.furnished:
        await pilot.pause()
    pilot.app.workbench._tick()
    await pilot.pause()


def test_the_theme_of_the_command_line_goes_before_the_file_and_what_was_picked(
    app_of, tmp_path
) -> None:
    Settings(state=tmp_path / "state.json").set("theme", "dracula")
    assert app_of().theme == "dracula"
    assert app_of('theme = "nord"').theme == "nord"
    assert app_of('theme = "nord"', look=Look(theme="gruvbox")).theme == "gruvbox"


async def test_a_theme_that_is_picked_is_remembered(app_of, tmp_path) -> None:
    app = app_of()
    async with app.run_test() as pilot:
        await ready(pilot)
        app.theme = "monokai"
        await pilot.pause()
    assert Settings(state=tmp_path / "state.json").get("theme") == "monokai"


async def test_without_colour_everything_can_still_be_read(app_of, talk, monkeypatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    talk.opened()
    talk.request(1, "/a")
    app = app_of()
    async with app.run_test(size=(120, 40)) as pilot:
        await ready(pilot)
        for strip in app.screen._compositor.render_strips():
            for segment in strip:
                for colour in (segment.style and segment.style.color,):
                    if colour is not None and colour.triplet is not None:
                        red, green, blue = colour.triplet
                        assert red == green == blue


async def test_a_key_of_the_persons_own_works_and_the_old_one_does_not(app_of, talk) -> None:
    talk.opened()
    app = app_of('[keymap]\n"screen.pause" = "f8"\n')
    async with app.run_test(size=(120, 40)) as pilot:
        await ready(pilot)
        await pilot.press("p")
        assert not app.session.paused
        await pilot.press("f8")
        assert app.session.paused


async def test_what_is_wrong_in_the_configuration_is_told_and_nothing_stops(app_of) -> None:
    app = app_of('them = "nord"\n[keymap]\n"screen.paus" = "f8"\n"screen.pause" = "z"\n')
    async with app.run_test(size=(120, 40)) as pilot:
        await ready(pilot)
        told = "\n".join(note.message for note in app._notifications)
        assert "did you mean theme?" in told
        assert "did you mean screen.pause?" in told
        assert "takes it from screen.zoom" in told


@pytest.mark.parametrize("key", ["f1", "question_mark"])
async def test_help_is_about_the_focused_pane_and_then_about_all(app_of, talk, key) -> None:
    talk.opened()
    app = app_of()
    async with app.run_test(size=(120, 40)) as pilot:
        await ready(pilot)
        await pilot.press(key)
        assert isinstance(app.screen, HelpScreen)
        await pilot.press("escape")
        assert app.screen is app.workbench


async def test_the_palette_opens_over_a_text_field_too(app_of, talk) -> None:
    talk.opened()
    app = app_of()
    async with app.run_test(size=(120, 40)) as pilot:
        await ready(pilot)
        await pilot.press("colon", "ctrl+p")
        await pilot.pause()
        assert isinstance(app.screen, CommandPalette)


async def test_nothing_selected_is_said_with_the_keys_that_help(app_of, talk) -> None:
    talk.opened()
    app = app_of()
    async with app.run_test(size=(120, 40)) as pilot:
        await ready(pilot)
        await pilot.press("ctrl+c")
        await pilot.pause()
        [note] = app._notifications
        assert "ctrl+q quits" in note.message and "y copies" in note.message


async def test_what_is_told_in_passing_does_not_cover_the_composer(app_of, talk) -> None:
    talk.opened()
    app = app_of()
    async with app.run_test(size=(120, 40), notifications=True) as pilot:
        await ready(pilot)
        app.notify("a word", markup=False)
        while not (toasts := app.screen.query(Toast)) or not toasts.first().region.area:
            await pilot.pause()
        assert toasts.first().region.bottom < app.workbench.composer.region.y


async def test_the_screen_can_be_saved_as_a_picture(app_of, tmp_path) -> None:
    app = app_of()
    async with app.run_test(size=(80, 24)) as pilot:
        await ready(pilot)
        app.action_picture()
    [picture] = (tmp_path / "state" / "h2craft").glob("*.svg")
    assert picture.read_text().startswith("<svg")


async def test_quitting_with_nothing_open_asks_nothing(app_of, talk) -> None:
    talk.opened()
    talk.closed()
    app = app_of()
    async with app.run_test(size=(120, 40)) as pilot:
        await ready(pilot)
        await pilot.press("ctrl+q")
        await pilot.pause()
        assert not app.is_running or app._exit


@pytest.mark.parametrize(("key", "ends"), [("y", True), ("n", False), ("ctrl+q", True)])
async def test_quitting_asks_while_connections_are_open(app_of, talk, key, ends) -> None:
    talk.opened()
    app = app_of()
    async with app.run_test(size=(120, 40)) as pilot:
        await ready(pilot)
        await pilot.press("ctrl+q")
        await pilot.pause()
        assert isinstance(app.screen, ConfirmScreen)
        await pilot.press(key)
        await pilot.pause()
        assert app._exit is ends


async def test_a_saved_trace_is_left_without_a_question(app_of, talk) -> None:
    talk.opened()
    app = app_of(live=False)
    async with app.run_test(size=(120, 40)) as pilot:
        await ready(pilot)
        await pilot.press("ctrl+q")
        await pilot.pause()
        assert app._exit


async def test_an_engine_of_another_process_is_left_without_a_question(app_of, talk) -> None:
    talk.opened()
    app = app_of()
    app.session.client.about = replace(app.session.client.about, name="handlers", pid=1)
    async with app.run_test(size=(120, 40)) as pilot:
        await ready(pilot)
        await pilot.press("ctrl+q")
        await pilot.pause()
        assert app._exit


async def test_an_error_of_ours_ends_the_program_and_is_kept(app_of, talk) -> None:
    app = app_of()
    with pytest.raises(ZeroDivisionError):
        async with app.run_test(size=(120, 40)) as pilot:
            await ready(pilot)
            app.call_later(lambda: 1 / 0)
            await pilot.pause()
    assert isinstance(app.crash, ZeroDivisionError)
    assert app._exit_renderables == []
