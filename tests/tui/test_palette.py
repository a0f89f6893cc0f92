"""The palette: everything by its name."""

from __future__ import annotations

from concurrent.futures import Future
from dataclasses import replace
from typing import Any

import pytest
from textual.pilot import Pilot

from h2craft.client import Result
from h2craft.language import CLIENT_PRESETS, PRESETS
from h2craft.tui.app import Workbench
from h2craft.tui.commands import all_commands
from h2craft.tui.palette import Everything
from h2craft.tui.screens.attach import AttachScreen
from h2craft.tui.screens.library import LibraryScreen


@pytest.fixture
def app(session_of, talk, monkeypatch, tmp_path) -> Workbench:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    talk.opened()
    talk.request(1, "/a", end=False)
    return Workbench(session_of(talk).client)


async def ready(pilot: Pilot[Any]) -> None:
    while not pilot.app.workbench.furnished:
        await pilot.pause()
    pilot.app.workbench._tick()
    await pilot.pause()


async def offered(app: Workbench, query: str = "") -> dict[str, Any]:
    """Text to hit."""
    provider = Everything(app.screen)
    hits = provider.search(query) if query else provider.discover()
    return {str(hit.text): hit async for hit in hits}


async def test_every_command_of_what_is_on_the_screen_is_offered_with_its_key(app) -> None:
    async with app.run_test(size=(120, 40)) as pilot:
        await ready(pilot)
        found = await offered(app)
        for command in all_commands():
            if command.pane in ("screen", "app", "frames", "connections", "hands", "log"):
                hit = found[f"{command.pane}: {command.label}"]
                assert hit.help
        assert "[p]" in str(found["screen: Pause"].display)
        assert "screen: Pause" in await offered(app, "paus")


async def test_a_command_that_is_chosen_is_done_where_it_belongs(app) -> None:
    async with app.run_test(size=(120, 40)) as pilot:
        await ready(pilot)
        found = await offered(app)
        await found["screen: Pause"].command()
        assert app.session.paused
        await pilot.press("ctrl+p", *"screen: zoom", "enter")
        await pilot.pause(0.3)
        assert app.workbench.arrangement.zoomed


async def test_presets_go_into_the_composer(app) -> None:
    async with app.run_test(size=(120, 40)) as pilot:
        await ready(pilot)
        preset = PRESETS[0]
        found = await offered(app)
        found[f"preset: {preset.title}"].command()
        await pilot.pause()
        composer = app.workbench.composer
        assert composer.line.value
        for preset in PRESETS:
            assert f"preset: {preset.title}" in found


async def test_scripts_are_offered_for_attaching(app) -> None:
    app.session.client.scripts = ("api/hello.py", "[b]\x1b.py")
    async with app.run_test(size=(120, 40)) as pilot:
        await ready(pilot)
        found = await offered(app)
        assert "script: [b]\\x1b.py" in found
        found["script: api/hello.py"].command()
        await pilot.pause()
        await pilot.pause()
        assert isinstance(app.screen, AttachScreen)
        assert app.screen.query_one("#file").value == "api/hello.py"


async def test_open_streams_are_offered_and_what_a_peer_said_is_text(app, talk) -> None:
    talk.request(3, "/[red]\x1b[31m", end=False)
    async with app.run_test(size=(120, 40)) as pilot:
        await ready(pilot)
        found = await offered(app)
        [name] = [name for name in found if name.startswith("stream: 1/3")]
        assert "\x1b" not in name and "[red]" in name
        assert "[red]" in str(found[name].display)
        found[name].command()
        await pilot.pause()
        assert app.session.selection.stream_id == 3


async def test_saved_views_are_offered(app) -> None:
    app.settings.set("views", {"resets": "type:RST_STREAM"})
    async with app.run_test(size=(120, 40)) as pilot:
        await ready(pilot)
        (await offered(app))["view: resets"].command()
        await pilot.pause()
        assert app.workbench.frames.filter_text == "type:RST_STREAM"


async def test_scenarios_are_offered_by_their_names(app, monkeypatch, tmp_path) -> None:
    own = tmp_path / "own" / "[b]group"
    own.mkdir(parents=True)
    (own / "mine.py").write_text("def broken(:")
    monkeypatch.setenv("H2CRAFT_SCENARIOS", str(own.parent))
    async with app.run_test(size=(120, 40)) as pilot:
        await ready(pilot)
        (await offered(app))["scenario: [b]group/mine"].command()
        await pilot.pause()
        await pilot.pause()
        assert isinstance(app.screen, LibraryScreen)
        assert app.screen.entry.name == "mine"
        (await offered(app))["scenario: reset/rst-mid-body"].command()
        await pilot.pause()
        assert app.screen.entry.name == "rst-mid-body"


async def test_a_client_is_offered_its_presets_and_another_connection(app, monkeypatch) -> None:
    client = app.session.client
    client.about = replace(client.about, role="client")
    future: Future[Result] = Future()
    future.set_result(Result(accepted=False, reason="nobody \x1b listens"))
    monkeypatch.setattr(client, "reconnect", lambda: future, raising=False)
    said: list[str] = []
    monkeypatch.setattr(app, "route", lambda message: said.append(message.text))
    async with app.run_test(size=(120, 40)) as pilot:
        await ready(pilot)
        found = await offered(app)
        assert all(f"preset: {preset.title}" in found for preset in CLIENT_PRESETS)
        await found["reconnect"].command()
        assert said == ["nobody \\x1b listens"]


async def test_a_server_connects_to_nobody(app) -> None:
    async with app.run_test(size=(120, 40)) as pilot:
        await ready(pilot)
        assert "reconnect" not in await offered(app)
