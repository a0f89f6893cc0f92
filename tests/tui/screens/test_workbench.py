"""The workbench: panes, folding, mail, and every command that is the screen's own."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

import pytest
from textual.pilot import Pilot

from h2craft.actions import Data, Door, Ping, Send
from h2craft.client import Desk, HeldRequest, Result
from h2craft.session import Selection
from h2craft.tui import copying
from h2craft.tui.app import Workbench
from h2craft.tui.commands.screen import COMMANDS, PANES
from h2craft.tui.look import Look
from h2craft.tui.messages import (
    ComposeAsked,
    CopyAsked,
    FilterAsked,
    FireAsked,
    NodeSelected,
    RecordSelected,
    Said,
)
from h2craft.tui.screens.copy import CopyScreen
from h2craft.tui.screens.exported import ExportScreen
from h2craft.tui.screens.jump import JumpScreen
from h2craft.tui.screens.ladder import LadderScreen
from h2craft.tui.screens.presets import PresetsScreen

WIDE, NARROW = (120, 40), (80, 24)
PING = Send(frames=(Ping(),), door=Door.WIRE)
Open = Callable[..., Any]


@pytest.fixture
def opened(session_of, talk, monkeypatch, tmp_path) -> Open:
    """The whole program over a journal; its settings and state are the test's own."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))

    @asynccontextmanager
    async def open(
        *, size: tuple[int, int] = WIDE, live: bool = True, look: Look | None = None
    ) -> AsyncIterator[Pilot[None]]:
        client = session_of(talk, live=live).client
        app = Workbench(client, look=look)
        async with app.run_test(size=size) as pilot:
            while not app.workbench.furnished:
                await pilot.pause()
            await settled(pilot)
            yield pilot

    return open


async def settled(pilot: Pilot[Any]) -> None:
    """A tick by hand: what the timer would do, now."""
    await pilot.pause()
    pilot.app.workbench._tick()
    await pilot.pause()


def shown(pilot: Pilot[Any]) -> list[str]:
    """The panes that are on the screen."""
    panes = pilot.app.workbench.panes
    return [pane.id for pane in panes if pane.region.area and pane.display]


def at(pilot: Pilot[Any]) -> str:
    """The pane with the focus."""
    pane = pilot.app.workbench.pane_of(pilot.app.workbench.focused)
    return pane.id if pane is not None else ""


# What is shown


async def test_before_anybody_connects_the_first_page_says_where_to(opened) -> None:
    async with opened() as pilot:
        first = pilot.app.workbench.query_one("#first")
        assert first.display and first.region.area
        assert "frames" not in shown(pilot)
        assert pilot.app.focused is first


async def test_the_first_connection_brings_the_frames(opened, talk) -> None:
    async with opened() as pilot:
        talk.opened()
        talk.request(1, "/a", end=False)
        await settled(pilot)
        assert "frames" in shown(pilot)
        assert not pilot.app.workbench.query_one("#first").display
        assert at(pilot) == "frames"


async def test_a_saved_trace_has_no_first_page(opened) -> None:
    async with opened(live=False) as pilot:
        assert "frames" in shown(pilot)


async def test_what_can_be_answered_is_selected_until_a_person_chooses(opened, talk) -> None:
    talk.opened()
    talk.request(1, "/a", end=False)
    async with opened() as pilot:
        selection = pilot.app.session.selection
        assert (selection.connection, selection.stream_id) == (1, 1)
        talk.received(8, 0, 0, b"\0\0\0\1")
        await settled(pilot)
        assert pilot.app.session.selection.stream_id == 1
        await pilot.press("k")
        chosen = pilot.app.session.selection
        talk.opened(2)
        await settled(pilot)
        assert pilot.app.session.selection == chosen


async def test_where_a_line_goes_does_not_move_while_it_is_written(opened, talk) -> None:
    talk.opened()
    talk.request(1, "/a", end=False)
    async with opened() as pilot:
        await pilot.press("colon")
        before = pilot.app.session.selection
        talk.request(3, "/b", end=False)
        for _ in range(3):
            await settled(pilot)
        assert pilot.app.session.selection == before
        assert pilot.app.workbench.composer.target.stream_id == 1


async def test_who_has_done_writing_and_follows_is_about_what_came_meanwhile(opened, talk) -> None:
    talk.opened()
    talk.request(1, "/a", end=False)
    async with opened() as pilot:
        await pilot.press("colon")
        talk.closed(1)
        talk.opened(2)
        talk.request(1, "/b", end=False, connection=2)
        await settled(pilot)
        assert pilot.app.session.selection.connection == 1
        await pilot.press("escape")
        await settled(pilot)
        assert pilot.app.session.selection.connection == 2


async def test_presets_are_a_key_away_from_every_pane(opened, talk) -> None:
    talk.opened()
    talk.request(1, "/a", end=False)
    async with opened() as pilot:
        await pilot.press("f7")
        await pilot.pause()
        assert isinstance(pilot.app.screen, PresetsScreen)


async def test_a_wide_screen_has_all_panes_but_the_drawers(opened, talk) -> None:
    talk.opened()
    async with opened() as pilot:
        assert shown(pilot) == ["connections", "frames", "detail", "compose"]


@pytest.mark.parametrize("size", [NARROW, (99, 40), (120, 29), (40, 12)])
async def test_a_small_screen_has_one_pane_and_a_strip_of_tabs(opened, talk, size) -> None:
    talk.opened()
    async with opened(size=size) as pilot:
        assert shown(pilot) == ["frames", "compose"]
        assert pilot.app.workbench.query_one("#tabs").display


@pytest.mark.parametrize("size", [WIDE, NARROW])
async def test_a_number_goes_to_its_pane_and_shows_it(opened, talk, size) -> None:
    talk.opened()
    async with opened(size=size) as pilot:
        for number, (name, _) in enumerate(PANES, 1):
            pilot.app.workbench.focus_pane("frames")  # from where a number is a key, not a text
            await pilot.pause()
            if name != "frames":
                await pilot.press(str(number))
            assert at(pilot) == name and name in shown(pilot)


async def test_a_click_on_a_tab_goes_to_its_pane(opened, talk) -> None:
    talk.opened()
    async with opened(size=NARROW) as pilot:
        tabs = pilot.app.workbench.query_one("#tabs")
        for name, _ in PANES:
            tabs.render_line(0)
            start = next(start for start, _, action in tabs._spans if f"'{name}'" in action)
            await pilot.click("#tabs", offset=(start + 2, 0))
            await pilot.pause()
            assert name in shown(pilot)


async def test_growing_and_shrinking_folds_and_unfolds(opened, talk) -> None:
    talk.opened()
    async with opened(size=WIDE) as pilot:
        await pilot.resize_terminal(*NARROW)
        await settled(pilot)
        assert shown(pilot) == ["frames", "compose"]
        await pilot.resize_terminal(*WIDE)
        await settled(pilot)
        assert "connections" in shown(pilot)


async def test_tab_goes_round_the_panes_and_back(opened, talk) -> None:
    talk.opened()
    async with opened() as pilot:
        seen = []
        for key in ("shift+tab", "tab", "tab", "tab"):  # in the command line Tab completes
            await pilot.press(key)
            seen.append(at(pilot))
        assert seen == ["connections", "frames", "detail", "compose"]
        await pilot.press("escape")
        assert at(pilot) == "frames"


@pytest.mark.parametrize("pane", ["hands", "log"])
async def test_a_drawer_opens_and_closes_with_its_number_and_escape(opened, talk, pane) -> None:
    talk.opened()
    number = str([name for name, _ in PANES].index(pane) + 1)
    async with opened() as pilot:
        for close in (number, "escape"):
            await pilot.press(number)
            assert pane in shown(pilot)
            await pilot.press(close)
            assert pane not in shown(pilot) and at(pilot) == "frames"


async def test_the_hands_open_when_something_is_held_and_close_after(opened, talk) -> None:
    talk.opened()
    seq = talk.request(1, "/a", end=False)
    held = HeldRequest(connection=1, stream_id=1, seq=seq, held_seq=seq + 1, at=0.0)
    async with opened() as pilot:
        client = pilot.app.session.client
        client.desk_now = Desk(version=1, hold="", requests=(held,))
        await settled(pilot)
        assert "hands" in shown(pilot) and at(pilot) == "frames"
        client.desk_now = Desk(version=2, hold="")
        await settled(pilot)
        assert "hands" not in shown(pilot)


async def test_detail_goes_below_beside_and_away(opened, talk) -> None:
    talk.opened()
    async with opened() as pilot:
        screen = pilot.app.workbench
        detail, frames = screen.query_one("#detail"), screen.query_one("#frames")
        assert detail.region.y > frames.region.y and detail.region.x == frames.region.x
        await pilot.press("minus")
        assert detail.region.x > frames.region.x and detail.region.y == frames.region.y
        await pilot.press("minus")
        assert "detail" not in shown(pilot)
        await pilot.press("3")
        assert "detail" in shown(pilot) and at(pilot) == "detail"


async def test_zoom_leaves_one_pane_and_escape_brings_the_others_back(opened, talk) -> None:
    talk.opened()
    async with opened() as pilot:
        await pilot.press("1", "z")
        assert shown(pilot) == ["connections", "compose"]
        await pilot.press("z")
        assert "frames" in shown(pilot)
        await pilot.press("2", "z")
        assert shown(pilot) == ["frames", "compose"]
        await pilot.press("z")
        assert "connections" in shown(pilot)


async def test_a_pane_grows_and_the_size_is_remembered(opened, talk) -> None:
    talk.opened()
    async with opened() as pilot:
        tree = pilot.app.workbench.query_one("#connections")
        before = tree.region.width
        await pilot.press("1", "greater_than_sign", "greater_than_sign", "less_than_sign")
        assert tree.region.width == before + 2
        kept = pilot.app.settings.get("screen.arrangement")
        assert kept["tree"] == before + 2


async def test_a_click_gives_a_pane_the_focus(opened, talk) -> None:
    talk.opened()
    async with opened() as pilot:
        await pilot.click("#connections", offset=(5, 3))
        assert at(pilot) == "connections"
        await pilot.click("#frames", offset=(5, 3))
        assert at(pilot) == "frames"


async def test_jumping_shows_letters_and_goes_where_one_is_pressed(opened, talk) -> None:
    talk.opened()
    async with opened() as pilot:
        await pilot.press("ctrl+o")
        assert isinstance(pilot.app.screen, JumpScreen)
        await pilot.press("a")
        await pilot.pause()
        assert at(pilot) == "connections"


async def test_jumping_works_while_typing(opened, talk) -> None:
    talk.opened()
    async with opened() as pilot:
        await pilot.press("colon", "p", "ctrl+o")
        assert isinstance(pilot.app.screen, JumpScreen)


async def test_a_colon_begins_a_command_line_and_its_keys_are_text(opened, talk) -> None:
    talk.opened()
    async with opened() as pilot:
        await pilot.press("colon", *"p1z")
        assert at(pilot) == "compose"
        assert pilot.app.workbench.composer.line.value == "p1z"
        assert not pilot.app.session.paused


async def test_f2_opens_the_form_from_any_pane(opened, talk) -> None:
    talk.opened()
    async with opened() as pilot:
        await pilot.press("f2")
        await pilot.pause()
        assert pilot.app.workbench.composer.expanded
        assert at(pilot) == "compose"


async def test_pausing_stops_the_panes_and_not_the_reading(opened, talk) -> None:
    talk.opened()
    async with opened() as pilot:
        await pilot.press("p")
        rows = pilot.app.workbench.frames.rows
        before = rows.virtual_size
        talk.exchange(1, "/a")
        await settled(pilot)
        assert pilot.app.session.reader.position == talk.journal.last
        assert rows.virtual_size == before
        assert "PAUSED [p]" in pilot.app.workbench.status.text
        await pilot.press("p")
        await settled(pilot)
        assert rows.virtual_size != before


async def test_an_export_is_of_what_there_is(opened, talk) -> None:
    async with opened() as pilot:
        await pilot.press("X")
        await settled(pilot)
        assert "there are no records" in pilot.app.workbench.status.text
        talk.opened()
        await settled(pilot)
        await pilot.press("X")
        assert isinstance(pilot.app.screen, ExportScreen)
        await settled(pilot)
        await pilot.press("escape")
        assert pilot.app.screen is pilot.app.workbench


async def test_the_ladder_is_of_a_connection(opened, talk) -> None:
    talk.opened()
    talk.request(1)
    async with opened() as pilot:
        await pilot.press("L")
        assert isinstance(pilot.app.screen, LadderScreen)
        await settled(pilot)
        await pilot.press("escape")
        assert pilot.app.screen is pilot.app.workbench


async def test_a_ladder_of_nothing_is_refused(opened) -> None:
    async with opened() as pilot:
        await pilot.press("L")
        await pilot.pause()
        assert pilot.app.screen is pilot.app.workbench
        assert "select one first" in pilot.app.workbench.status.said


async def test_the_keys_of_the_focused_pane_stand_below_and_can_be_clicked(opened, talk) -> None:
    talk.opened()
    async with opened() as pilot:
        keys = pilot.app.workbench.query_one("#keys")
        await pilot.pause()
        assert "Filter" in keys.text and "Palette" in keys.text
        await pilot.press("1")
        await pilot.pause()
        assert "Fold" in keys.text
        keys.render_line(0)
        start = next(start for start, _, action in keys._spans if "'f1'" in action)
        await pilot.click("#keys", offset=(start + 1, 0))
        await pilot.pause()
        assert pilot.app.screen is not pilot.app.workbench


# The mail


async def test_a_record_that_is_chosen_is_selected_everywhere(opened, talk) -> None:
    talk.opened()
    seq = talk.request(3, "/b", end=False)
    async with opened() as pilot:
        screen = pilot.app.workbench
        screen.frames.post_message(RecordSelected(seq))
        await pilot.pause()
        assert pilot.app.session.selection == Selection(1, 3, seq)
        assert screen.composer.target.stream_id == 3
        screen.frames.post_message(RecordSelected(seq, opened=True))
        await pilot.pause()
        assert at(pilot) == "detail"


async def test_a_stream_that_is_opened_is_shown_alone(opened, talk) -> None:
    talk.opened()
    talk.exchange(1, "/a")
    talk.exchange(3, "/b")
    async with opened() as pilot:
        screen = pilot.app.workbench
        screen.query_one("#connections").post_message(NodeSelected(1, 3, opened=True))
        await pilot.pause()
        assert pilot.app.session.selection == Selection(1, 3, 0)
        assert screen.frames.filter_text == "conn:1 stream:3"
        assert at(pilot) == "frames"


async def test_what_is_fired_goes_to_the_client_and_its_result_to_the_panes(opened, talk) -> None:
    talk.opened()
    async with opened() as pilot:
        client, screen = pilot.app.session.client, pilot.app.workbench
        screen.composer.post_message(FireAsked(1, PING))
        await pilot.app.workers.wait_for_complete()
        await pilot.pause()
        assert client.asked[-1] == ("submit", 1, PING)
        assert screen.status.said == "fired"


async def test_a_refusal_is_said_with_its_section(opened, talk) -> None:
    talk.opened()
    async with opened() as pilot:
        client, screen = pilot.app.session.client, pilot.app.workbench
        client.result = Result(accepted=False, reason="stream 1 is closed", section="5.1")
        screen.composer.post_message(FireAsked(1, Send(frames=(Data(stream_id=1),))))
        await pilot.app.workers.wait_for_complete()
        await pilot.pause()
        assert screen.status.said == "refused: stream 1 is closed (RFC 9113 5.1)"
        [note] = pilot.app._notifications
        assert note.severity == "error"
        await pilot.press("6")
        await settled(pilot)
        assert len(screen.query_one("#log").shown) == 1


async def test_firing_at_no_connection_reaches_no_client(opened) -> None:
    async with opened() as pilot:
        pilot.app.workbench.composer.post_message(FireAsked(0, PING))
        await pilot.pause()
        assert not [one for one in pilot.app.session.client.asked if one[0] == "submit"]
        assert "no connection" in pilot.app.workbench.status.said


async def test_what_is_to_be_composed_goes_into_the_command_line(opened, talk) -> None:
    talk.opened()
    async with opened() as pilot:
        screen = pilot.app.workbench
        screen.frames.post_message(ComposeAsked("ping", 1))
        await pilot.pause()
        assert screen.composer.line.value == "ping" and at(pilot) == "compose"


async def test_a_filter_from_elsewhere_reaches_the_frames(opened, talk) -> None:
    talk.opened()
    async with opened() as pilot:
        pilot.app.workbench.post_message(FilterAsked("type:SETTINGS"))
        await pilot.pause()
        assert pilot.app.workbench.frames.filter_text == "type:SETTINGS"


async def test_a_filter_given_at_the_start_is_in_force(opened, talk) -> None:
    talk.opened()
    async with opened(look=Look(filter="type:SETTINGS")) as pilot:
        assert pilot.app.workbench.frames.filter_text == "type:SETTINGS"


async def test_what_is_to_be_copied_is_copied_and_said(opened, talk, tmp_path) -> None:
    talk.opened()
    async with opened() as pilot:
        pilot.app.workbench.frames.post_message(CopyAsked("00 01", "frame hex"))
        await pilot.app.workers.wait_for_complete()
        await pilot.pause()
        assert pilot.app.clipboard == "00 01" or "copied" not in pilot.app.workbench.status.said
        assert (tmp_path / "state" / "h2craft" / copying.FILE).read_text() == "00 01"


async def test_what_is_said_cannot_act_on_the_screen(opened, talk) -> None:
    talk.opened()
    async with opened() as pilot:
        pilot.app.workbench.post_message(Said("[red]\x1b[31m\u202e\nmore", "error"))
        await settled(pilot)
        assert pilot.app.workbench.status.said == "[red]\\x1b[31m\\u202e"
        [note] = pilot.app._notifications
        assert "\x1b" not in note.message and "\u202e" not in note.message


async def test_troubles_of_the_client_are_told(opened, talk) -> None:
    talk.opened()
    async with opened() as pilot:
        pilot.app.session.client.troubles.append("no room for the trace")
        await settled(pilot)
        assert pilot.app.workbench.status.said == "no room for the trace"
        assert not pilot.app.session.client.troubles


# Copying


async def test_y_offers_every_form_of_the_selected_record(opened, talk) -> None:
    talk.opened()
    talk.request(1, "/a")
    async with opened() as pilot:
        await pilot.press("1", "2", "k", "y")
        assert isinstance(pilot.app.screen, CopyScreen)
        letter = next(iter(pilot.app.screen.letters))
        await pilot.press(letter)
        await pilot.app.workers.wait_for_complete()
        await pilot.pause()
        assert pilot.app.screen is pilot.app.workbench
        assert "copied" in pilot.app.workbench.status.said or "is in" in (
            pilot.app.workbench.status.said
        )


async def test_y_on_the_first_page_copies_the_curl_line(opened, tmp_path) -> None:
    async with opened() as pilot:
        await pilot.press("y")
        await pilot.app.workers.wait_for_complete()
        kept = (tmp_path / "state" / "h2craft" / copying.FILE).read_text()
        assert kept.startswith("curl ") and "https://127.0.0.1:8443/" in kept


async def test_a_click_on_an_address_copies_it(opened, tmp_path) -> None:
    async with opened() as pilot:
        await pilot.click("#status", offset=(14, 0))
        await pilot.app.workers.wait_for_complete()
        kept = (tmp_path / "state" / "h2craft" / copying.FILE).read_text()
        assert kept == "https://127.0.0.1:8443"


# The whole of it


async def test_every_command_of_the_screen_can_be_given(opened, talk, monkeypatch) -> None:
    monkeypatch.setenv("PAGER", "true")
    monkeypatch.setenv("EDITOR", "true")
    talk.opened()
    talk.request(1, "/a", end=False)
    async with opened() as pilot:
        screen = pilot.app.workbench
        for command in COMMANDS:
            for key in command.keys.split(","):
                while pilot.app.screen is not screen:
                    pilot.app.pop_screen()
                screen.focus_pane("frames" if command.id == "screen.copy" else "connections")
                await pilot.press(key)
                await pilot.pause()
        await settled(pilot)
        assert pilot.app.is_running


HOSTILE = b"\x1b[31m\xe2\x80\xae\x00[b]\xff" + b"x" * 65_536


@pytest.mark.parametrize("size", [WIDE, NARROW])
async def test_what_a_peer_says_never_acts_on_the_screen(opened, talk, size) -> None:
    talk.opened()
    name = HOSTILE[:200].decode("latin-1")
    talk.request(1, f"/{name}", fields=[("x", name)])
    talk.response(1, fields=[("x", name)])
    talk.data(1, HOSTILE[:16_000], end=True)
    async with opened(size=size) as pilot:
        for key in ("2", "g", "3", "2", "G", "3", "1", "6", "5"):
            await pilot.press(key)
            await settled(pilot)
            strips = pilot.app.screen._compositor.render_strips()
            text = "".join(segment.text for strip in strips for segment in strip)
            assert not {"\x1b", "\x00", "\u202e"} & set(text)
