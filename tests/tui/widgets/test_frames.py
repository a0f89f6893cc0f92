"""The frame list by its keys, by the mouse, and by what it tells its screen."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

import pytest
from textual import events, on
from textual.pilot import Pilot
from textual.widgets import Input

from h2craft.actions import Data, Door, Send
from h2craft.client import Result
from h2craft.explain import duplicate
from h2craft.session import Selection
from h2craft.trace import Kind, Origin
from h2craft.tui.commands.frames import COMMANDS
from h2craft.tui.messages import ComposeAsked, FireAsked, RecordSelected, Said
from h2craft.tui.widgets.frames import CopyMenuAsked, FrameList
from h2craft.tui.widgets.rows import Clock
from h2craft.tui.widgets.views import LanguageScreen, ViewsScreen

Opening = Callable[..., Any]


@pytest.fixture
def opened(talk: Any, session_of: Callable[..., Any], hosting: Callable[..., Any]) -> Opening:
    """`async with opened() as (app, frames, pilot)`: the list over `talk`, looked at once."""

    @asynccontextmanager
    async def open_list(
        size: tuple[int, int] = (100, 24), **more: Any
    ) -> AsyncIterator[tuple[Any, FrameList, Pilot[None]]]:
        session = session_of(talk, **more)
        app = hosting(lambda: FrameList(session, id="frames"))

        class Hearing(type(app)):  # type: ignore[misc]
            @on(CopyMenuAsked)
            def copy(self, message: CopyMenuAsked) -> None:
                self.said.append(message)

        app = Hearing(lambda: FrameList(session, id="frames"))
        async with app.run_test(size=size) as pilot:
            frames = app.pane
            await settle(pilot, frames)
            yield app, frames, pilot

    return open_list


async def settle(pilot: Pilot[None], frames: FrameList) -> None:
    """Everything read, everything scanned, everything painted."""
    frames.session.advance(0.0)
    frames.look()
    await pilot.pause()
    while frames._scanning or frames._wanted is not None:
        frames._slice()
    frames.look()
    await pilot.pause()


async def press(pilot: Pilot[None], frames: FrameList, *keys: str) -> None:
    await pilot.press(*keys)
    await settle(pilot, frames)


async def type_text(pilot: Pilot[None], frames: FrameList, text: str) -> None:
    """As a person types it into the line that has the focus."""
    line = frames.app.focused
    assert isinstance(line, Input)
    for letter in text:
        line.insert_text_at_cursor(letter)
        await pilot.pause()
    await settle(pilot, frames)


def conversation(talk: Any, requests: int = 20) -> None:
    """Seven records before them, then three for each request."""
    talk.opened()
    for number in range(requests):
        talk.exchange(2 * number + 1, f"/{number}")


# Moving


async def test_the_list_begins_at_its_end_and_follows(talk: Any, opened: Opening) -> None:
    conversation(talk)
    async with opened() as (app, frames, pilot):
        assert frames.rows.following
        assert frames.rows.cursor_seq == 67
        assert "67" in app.lines[-1]
        talk.exchange(41, "/late")
        await settle(pilot, frames)
        assert frames.rows.cursor_seq == 70
        assert "70" in app.lines[-1]


@pytest.mark.parametrize(
    ("keys", "seq"),
    [
        (("k",), 66),
        (("up", "up"), 65),
        (("k", "k", "j"), 66),
        (("g",), 1),
        (("home",), 1),
        (("home", "down"), 2),
        (("g", "pagedown"), 23),
        (("g", "space"), 23),
        (("g", "ctrl+d"), 12),
        (("pageup",), 45),
        (("ctrl+u",), 56),
        (("g", "k"), 1),
        (("k", "j", "j"), 67),
    ],
)
async def test_keys_move_the_cursor(
    talk: Any, opened: Opening, keys: tuple[str, ...], seq: int
) -> None:
    conversation(talk)
    async with opened() as (app, frames, pilot):
        await press(pilot, frames, *keys)
        assert frames.rows.cursor_seq == seq
        assert app.heard_of(RecordSelected)[-1].seq == seq
        assert not frames.rows.following
        assert any(f" {seq} " in line for line in app.lines)


@pytest.mark.parametrize("key", ["F", "G", "end"])
async def test_a_move_lets_go_and_a_key_takes_up_again(
    talk: Any, opened: Opening, key: str
) -> None:
    conversation(talk)
    async with opened() as (app, frames, pilot):
        await press(pilot, frames, "k")
        for _ in range(1234):
            talk.data(3)
        while frames.session.advance(1.0):
            pass
        await settle(pilot, frames)
        assert frames.rows.cursor_seq == 66
        assert app.lines[-1].startswith("\N{BLACK DOWN-POINTING TRIANGLE} 1,234 more arrived")
        await press(pilot, frames, key)
        assert frames.rows.following
        assert frames.rows.cursor_seq == 67 + 1234
        assert "arrived" not in app.lines[-1]


async def test_what_was_seen_below_is_not_counted_as_arrived(talk: Any, opened: Opening) -> None:
    conversation(talk)
    async with opened() as (app, frames, pilot):
        await press(pilot, frames, "k")
        for _ in range(100):
            talk.data(3)
        await settle(pilot, frames)
        assert "100 more arrived" in app.lines[-1]
        await press(pilot, frames, "pagedown", "pagedown")
        assert frames.rows.arrived < 100
        assert f"{frames.rows.arrived} more arrived" in app.lines[-1]


async def test_a_click_below_takes_up_following(talk: Any, opened: Opening) -> None:
    conversation(talk)
    async with opened() as (_, frames, pilot):
        await press(pilot, frames, "k")
        talk.data(3)
        await settle(pilot, frames)
        await pilot.click("#frame-foot")
        assert frames.rows.following


async def test_following_can_be_off_from_the_start(talk: Any, opened: Opening) -> None:
    conversation(talk)
    async with opened(settings={"follow": False}) as (_, frames, _):
        assert not frames.rows.following
        assert frames.rows.cursor_seq == 1


async def test_the_wheel_lets_go_and_leaves_the_cursor(talk: Any, opened: Opening) -> None:
    conversation(talk)
    async with opened() as (_, frames, pilot):
        top = frames.rows.top
        turn = events.MouseScrollUp(frames.rows, 5, 5, 0, -1, 0, False, False, False)
        frames.rows.post_message(turn)
        await settle(pilot, frames)
        assert not frames.rows.following
        assert frames.rows.top < top
        assert frames.rows.cursor_seq == 67


async def test_a_click_selects_and_a_double_click_opens(
    talk: Any, opened: Opening, until: Any
) -> None:
    conversation(talk)
    async with opened() as (app, frames, pilot):
        first = frames.rows.top
        await pilot.click("#frame-rows", offset=(10, 3))
        await until(pilot, lambda: frames.rows.cursor_seq == first + 4)
        await pilot.click("#frame-rows", offset=(10, 5), times=2)
        await until(pilot, lambda: app.heard_of(RecordSelected)[-1].opened)
        assert app.heard_of(RecordSelected)[-1].seq == first + 6


async def test_enter_opens(talk: Any, opened: Opening) -> None:
    conversation(talk)
    async with opened() as (app, frames, pilot):
        await press(pilot, frames, "k", "enter")
        last = app.heard_of(RecordSelected)[-1]
        assert (last.seq, last.opened) == (66, True)


async def test_the_cursor_keeps_its_record_when_rows_arrive(talk: Any, opened: Opening) -> None:
    conversation(talk)
    async with opened() as (app, frames, pilot):
        await press(pilot, frames, "g", "j", "j")
        before = app.lines
        for _ in range(50):
            talk.data(1)
        await settle(pilot, frames)
        assert frames.rows.cursor_seq == 3
        assert [line[:-1] for line in app.lines[:-1]] == [line[:-1] for line in before[:-1]]


async def test_the_cursor_keeps_its_record_when_old_ones_are_dropped(
    make_talk: Any, session_of: Any, hosting: Any
) -> None:
    talk = make_talk(memory_records=320)
    conversation(talk, 100)
    session = session_of(talk)
    app = hosting(lambda: FrameList(session, id="frames"))
    async with app.run_test(size=(100, 24)) as pilot:
        frames = app.pane
        await press(pilot, frames, "k")
        seq = frames.rows.cursor_seq
        for _ in range(200):
            talk.data(1)
        await settle(pilot, frames)
        assert talk.journal.first > 1
        assert frames.rows.cursor_seq == seq
        assert frames.rows.view.seq_at(frames.rows.cursor) == seq


async def test_another_panes_selection_moves_the_cursor_and_says_nothing(
    talk: Any, opened: Opening
) -> None:
    conversation(talk)
    async with opened() as (app, frames, pilot):
        await press(pilot, frames, "k")
        count = len(app.heard_of(RecordSelected))
        frames.selected(Selection(1, 3, 12))
        await settle(pilot, frames)
        assert frames.rows.cursor_seq == 12
        assert len(app.heard_of(RecordSelected)) == count


async def test_its_own_selection_told_back_moves_nothing(talk: Any, opened: Opening) -> None:
    conversation(talk)
    async with opened() as (app, frames, pilot):
        await settle(pilot, frames)  # a cursor that rides along tells where it stands a bit later
        told = app.heard_of(RecordSelected)[-1].seq
        talk.exchange(41, "/late")
        frames.session.advance(0.0)
        frames.rows.look()
        frames.selected(Selection(1, 1, told))
        assert frames.rows.following


async def test_a_riding_cursor_tells_where_it_stands_once_nothing_more_comes(
    talk: Any, opened: Opening
) -> None:
    conversation(talk)
    async with opened() as (app, frames, pilot):
        talk.exchange(41, "/late")
        await settle(pilot, frames)
        assert app.heard_of(RecordSelected)[-1].seq == 70


# What rows show


async def test_columns_fit_a_narrow_pane(talk: Any, opened: Opening) -> None:
    conversation(talk)
    async with opened(size=(80, 24)) as (app, frames, _):
        assert all(len(line) == 80 for line in app.lines)
        assert "ES,EH" in "".join(app.lines)
        assert "END_STREAM" not in "".join(app.lines)


async def test_a_resize_makes_other_columns(talk: Any, opened: Opening) -> None:
    conversation(talk)
    async with opened(size=(80, 24)) as (app, frames, pilot):
        await pilot.resize_terminal(160, 24)
        await settle(pilot, frames)
        assert "END_STREAM,END_HEADERS" in "".join(app.lines)
        assert frames.rows.cursor_seq == 67


async def test_long_rows_are_elided_and_can_be_moved(talk: Any, opened: Opening) -> None:
    talk.opened()
    talk.request(1, "/" + "abcdefghij" * 14)
    async with opened(size=(80, 24)) as (app, frames, pilot):
        row = app.lines[8]
        assert "\N{HORIZONTAL ELLIPSIS}" in row
        await press(pilot, frames, "right")
        assert app.lines[8] != row
        await press(pilot, frames, *["l"] * 20)
        assert app.lines[8].rstrip("\N{FULL BLOCK} ").endswith("hij")
        await press(pilot, frames, *["left"] * 30)
        assert app.lines[8] == row


async def test_times_change_with_t(talk: Any, opened: Opening) -> None:
    conversation(talk)
    async with opened() as (app, frames, pilot):
        assert "seconds" in app.lines[0]
        await press(pilot, frames, "t")
        assert frames.rows.clock is Clock.GAP  # the stub does not know when it began
        assert "+0.0010" in app.lines[-1]
        await press(pilot, frames, "t")
        assert "0.0670" in app.lines[-1]


async def test_columns_are_those_of_the_configuration(talk: Any, opened: Opening) -> None:
    conversation(talk)
    async with opened(settings={"columns": ["time"]}) as (app, *_):
        assert "flags" not in app.lines[0]
        assert "seconds" in app.lines[0]


async def test_hostile_octets_never_reach_the_screen(talk: Any, opened: Opening) -> None:
    evil = "\x1b[2J\x1b]0;x\x07[red]b[/red]\u202e\u200b\x00\r\n\t漢字"
    talk.opened()
    talk.request(1, "/" + evil, fields=(("x-" + evil, evil), ("long", "y" * 65_536)))
    talk.response(1, "200", fields=(("content-type", evil),))
    talk.data(1, evil.encode() * 1000)
    talk.sent(7, 0, 0, bytes(8) + evil.encode())
    talk(Kind.PRINTED, origin=Origin.SCRIPT, detail={"stream": 1, "text": evil})
    talk(Kind.HANDLER_RAISED, detail={"stream": 1, "error": evil, "traceback": evil, "hook": evil})
    talk(Kind.OCTETS_RECEIVED, evil.encode())
    seq = talk.received(0x42, 0xFF, 0x7FFFFFFF, evil.encode())
    talk(Kind.COMMENTED, cause=seq, origin=Origin.HAND, detail={"text": evil[:-2], "marked": True})
    for size in ((100, 24), (80, 24), (160, 30)):
        async with opened(size=size) as (app, frames, pilot):
            for keys in ((), ("right",), ("O",), ("left", "t")):
                await press(pilot, frames, *keys)
                for line in app.lines:
                    assert len(line) == size[0]
                    assert line.isprintable()
                    assert not any(ord(letter) > 0x2FFF for letter in line)
            assert "[red]" in "".join(app.lines)


async def test_empty_lists_say_so(opened: Opening) -> None:
    async with opened() as (app, frames, pilot):
        assert "Nothing has come yet." in app.lines[1]
        frames.set_filter("type:DATA")
        await settle(pilot, frames)
        assert "Nothing matches." in app.lines[2]
        await press(pilot, frames, "j", "k", "enter", "m", "D", "r", "y", "c", "J", "s", "v", "g")
        assert frames.rows.cursor_seq == 0


# Ranges, marks, comments, copies


async def test_a_range_grows_with_shift_and_is_copied(talk: Any, opened: Opening) -> None:
    conversation(talk)
    async with opened() as (app, frames, pilot):
        await press(pilot, frames, "k", "shift+up", "shift+up", "shift+down", "y")
        asked = app.heard_of(CopyMenuAsked)[-1]
        assert (asked.seq, asked.seqs) == (65, (65, 66))
        await press(pilot, frames, "k", "y")
        assert app.heard_of(CopyMenuAsked)[-1].seqs == (64,)


async def test_a_range_begun_with_v_grows_with_every_move(talk: Any, opened: Opening) -> None:
    conversation(talk)
    async with opened() as (_, frames, pilot):
        await press(pilot, frames, "v", "k", "k")
        assert frames.rows.chosen == [65, 66, 67]
        await press(pilot, frames, "escape")
        assert frames.rows.chosen == [65]
        await press(pilot, frames, "v", "v", "k")
        assert frames.rows.chosen == [64]


async def test_a_shift_click_extends(talk: Any, opened: Opening) -> None:
    conversation(talk)
    async with opened() as (_, frames, pilot):
        first = frames.rows.top
        await pilot.click("#frame-rows", offset=(10, 3))
        await pilot.click("#frame-rows", offset=(10, 6), shift=True)
        assert frames.rows.chosen == list(range(first + 4, first + 8))


async def test_marks_are_put_on_a_range_and_taken_away(talk: Any, opened: Opening) -> None:
    conversation(talk)
    async with opened() as (app, frames, pilot):
        await press(pilot, frames, "k", "m")
        await press(pilot, frames, "shift+up", "asterisk")
        assert dict(frames.session.reader.comments) == {65: "", 66: ""}
        assert sum(line.startswith("\N{BLACK CIRCLE}") for line in app.lines) == 2
        await press(pilot, frames, "m")
        assert not frames.session.reader.comments
        assert not any(line.startswith("\N{BLACK CIRCLE}") for line in app.lines)


async def test_a_comment_is_asked_for_and_shown(talk: Any, opened: Opening) -> None:
    conversation(talk)
    async with opened() as (app, frames, pilot):
        await press(pilot, frames, "k", "semicolon")
        await pilot.press(*"why")
        await pilot.press("enter")
        await settle(pilot, frames)
        assert frames.session.client.asked[-1] == ("comment", 66, "why", True)
        assert any("; why" in line for line in app.lines)
        await press(pilot, frames, "semicolon", "escape")
        assert dict(frames.session.reader.comments) == {66: "why"}


async def test_a_comment_that_is_refused_says_why(talk: Any, opened: Opening) -> None:
    conversation(talk)
    async with opened() as (app, frames, pilot):
        frames.session.client.result = Result(accepted=False, reason="no space left")
        await press(pilot, frames, "m")
        await app.workers.wait_for_complete()
        await pilot.pause()
        assert app.heard_of(Said)[-1].text == "no space left"


async def test_d_puts_the_frame_into_the_composer(talk: Any, opened: Opening) -> None:
    conversation(talk)
    async with opened() as (app, frames, pilot):
        await press(pilot, frames, "D")
        asked = app.heard_of(ComposeAsked)[-1]
        assert asked.connection == 1
        assert asked.what == duplicate(frames.session.reader.moment(67).reading)


async def test_r_fires_a_range_again_as_one_flush(talk: Any, opened: Opening) -> None:
    conversation(talk)
    async with opened() as (app, frames, pilot):
        await press(pilot, frames, "shift+up", "r")
        asked = app.heard_of(FireAsked)[-1]
        (action,) = asked.actions
        assert isinstance(action, Send)
        assert [type(frame).__name__ for frame in action.frames] == ["Headers", "Data"]
        assert action.door is Door.WIRE
        assert action.frames[1] == Data(stream_id=39, data=b"hello", end_stream=True)


async def test_what_cannot_be_sent_again_is_said(talk: Any, opened: Opening) -> None:
    talk.opened()
    talk(Kind.PRINTED, origin=Origin.SCRIPT, detail={"text": "x"})
    async with opened() as (app, frames, pilot):
        await press(pilot, frames, "r")
        assert app.heard_of(FireAsked) == []
        assert "no frame" in app.heard_of(Said)[-1].text


# Filters


async def test_a_filter_is_in_force_while_it_is_typed(talk: Any, opened: Opening) -> None:
    conversation(talk)
    async with opened() as (app, frames, pilot):
        await press(pilot, frames, "k", "f")
        await type_text(pilot, frames, "type:DATA")
        assert frames.rows.count == 20
        await type_text(pilot, frames, ",HEADERS")
        assert frames.rows.count == 60
        await press(pilot, frames, "enter")
        assert frames.filter_text == "type:DATA,HEADERS"
        assert "filter: type:DATA,HEADERS" in app.lines[0]
        assert "60 hits" in app.lines[0]
        assert app.focused is frames.rows
        assert frames.rows.cursor_seq == 66


async def test_an_error_has_carets_and_the_last_good_filter_stays(
    talk: Any, opened: Opening
) -> None:
    conversation(talk)
    async with opened() as (app, frames, pilot):
        await press(pilot, frames, "f")
        await type_text(pilot, frames, "stream:5 type:DATX")
        assert "type:DATX" in app.lines[1]
        at = app.lines[1].index("DATX")
        assert app.lines[2].rstrip() == " " * at + "^^^^"
        assert "did you mean DATA?" in app.lines[3]
        assert frames.filter_text.startswith("stream:5")
        shown = frames.rows.count
        await press(pilot, frames, "enter")
        assert isinstance(app.focused, Input)
        assert frames.rows.count == shown
        await press(pilot, frames, "backspace")
        await type_text(pilot, frames, "A")
        assert "^" not in app.lines[2]
        assert frames.rows.count == 1


async def test_carets_follow_a_line_that_has_scrolled(talk: Any, opened: Opening) -> None:
    conversation(talk)
    async with opened(size=(60, 24)) as (app, frames, pilot):
        await press(pilot, frames, "f")
        await type_text(pilot, frames, "text:" + "a" * 60 + " typ:DATA")
        at = app.lines[1].index("typ:")
        assert app.lines[2].rstrip() == " " * at + "^^^"


async def test_the_cursor_stays_near_its_record_under_a_filter(talk: Any, opened: Opening) -> None:
    conversation(talk)
    async with opened() as (app, frames, pilot):
        await press(pilot, frames, "g", "pagedown")
        assert frames.rows.cursor_seq == 23
        frames.set_filter("type:DATA")
        await settle(pilot, frames)
        assert frames.rows.cursor_seq == 25
        assert app.heard_of(RecordSelected)[-1].seq == 25
        await press(pilot, frames, "u")
        assert frames.rows.cursor_seq == 23


async def test_escape_clears_the_line_then_closes_it(talk: Any, opened: Opening) -> None:
    conversation(talk)
    async with opened() as (app, frames, pilot):
        await press(pilot, frames, "f")
        await type_text(pilot, frames, "type:DATA")
        await press(pilot, frames, "escape")
        assert frames.rows.count == 67
        assert isinstance(app.focused, Input)
        await press(pilot, frames, "escape")
        assert app.focused is frames.rows


async def test_escape_in_the_list_clears_the_filter(talk: Any, opened: Opening) -> None:
    conversation(talk)
    async with opened() as (_, frames, pilot):
        frames.set_filter("type:DATA")
        await press(pilot, frames, "escape")
        assert frames.filter_text == ""
        await press(pilot, frames, "u")
        assert frames.filter_text == "type:DATA"


async def test_filters_are_remembered_and_come_back_with_the_arrows(
    talk: Any, opened: Opening
) -> None:
    conversation(talk)
    settings: dict[str, Any] = {"frames.filters": ["type:PING", "type:DATA"]}
    async with opened(settings=settings) as (app, frames, pilot):
        await press(pilot, frames, "f")
        await type_text(pilot, frames, "dra")
        await press(pilot, frames, "up")
        assert app.focused.value == "type:DATA"
        assert frames.rows.count == 20
        await press(pilot, frames, "up", "up")
        assert app.focused.value == "type:PING"
        await press(pilot, frames, "down", "down")
        assert app.focused.value == "dra"
        await press(pilot, frames, "up", "enter")
        assert settings["frames.filters"][-1] == "type:DATA"


async def test_tab_goes_on_with_a_key_and_offers_values(talk: Any, opened: Opening) -> None:
    conversation(talk)
    async with opened() as (app, frames, pilot):
        await press(pilot, frames, "f")
        await type_text(pilot, frames, "ty")
        await press(pilot, frames, "tab")
        assert app.focused.value == "type:"
        await type_text(pilot, frames, "P")
        await press(pilot, frames, "tab")
        assert app.focused.value == "type:P"
        assert "PRIORITY" in app.lines[1] + app.lines[2]
        await type_text(pilot, frames, "IN")
        await press(pilot, frames, "tab")
        assert app.focused.value == "type:PING"


async def test_f1_explains_the_language(talk: Any, opened: Opening) -> None:
    conversation(talk)
    async with opened() as (app, frames, pilot):
        await press(pilot, frames, "f", "f1")
        assert isinstance(app.screen, LanguageScreen)
        assert any("A filter is made of terms" in line for line in app.lines)
        await pilot.press("escape")
        assert not isinstance(app.screen, LanguageScreen)


@pytest.mark.parametrize(
    ("key", "text"),
    [
        ("s", "conn:1 stream:39"),
        ("S", "conn:1"),
        ("T", "type:DATA"),
        ("H", "-type:DATA"),
    ],
)
async def test_a_key_filters_by_the_row(talk: Any, opened: Opening, key: str, text: str) -> None:
    conversation(talk)
    async with opened() as (_, frames, pilot):
        await press(pilot, frames, key)
        assert frames.filter_text == text
        await press(pilot, frames, "u")
        assert frames.filter_text == ""
        await press(pilot, frames, "u")
        assert frames.filter_text == ""


async def test_a_type_is_added_to_the_filter_there_is(talk: Any, opened: Opening) -> None:
    conversation(talk)
    async with opened() as (_, frames, pilot):
        await press(pilot, frames, "s", "T")
        assert frames.filter_text == "conn:1 stream:39 type:DATA"


async def test_automatic_frames_and_quiet_kinds_come_and_go(talk: Any, opened: Opening) -> None:
    conversation(talk)
    talk(Kind.ACTION_FIRED, origin=Origin.HAND)
    async with opened() as (app, frames, pilot):
        assert frames.rows.count == 67
        await press(pilot, frames, "o")
        assert frames.rows.count == 65
        assert "-origin:automatic" in app.lines[0]
        await press(pilot, frames, "O")
        assert frames.rows.count == 66
        await press(pilot, frames, "o", "O")
        assert frames.rows.count == 67


async def test_a_filter_that_is_none_is_said_and_changes_nothing(
    talk: Any, opened: Opening
) -> None:
    conversation(talk)
    async with opened() as (app, frames, pilot):
        frames.set_filter("type:DATA")
        assert not frames.set_filter("type:")
        await settle(pilot, frames)
        assert "needs a value" in app.heard_of(Said)[-1].text
        assert frames.filter_text == "type:DATA"


async def test_one_stream_can_be_asked_for(talk: Any, opened: Opening) -> None:
    conversation(talk)
    async with opened() as (_, frames, pilot):
        frames.only(1, 5)
        await settle(pilot, frames)
        assert (frames.filter_text, frames.rows.count) == ("conn:1 stream:5", 3)
        frames.only(1)
        assert frames.filter_text == "conn:1"


async def test_scanning_the_past_says_how_far_it_is(talk: Any, opened: Opening) -> None:
    conversation(talk, 400)
    async with opened() as (app, frames, pilot):
        frames.filtering.set("type:DATA")
        frames.rows.set_view(frames.filtering.view)
        frames._scanning = True
        frames.filtering.view.advance(300)
        frames.rows.look()
        frames._tell()
        await pilot.pause()
        assert re.search(r"\b[1-9]\d? %, \d+ hits", app.lines[0])
        await settle(pilot, frames)
        assert "400 hits" in app.lines[0]


async def test_a_click_on_the_filter_takes_it_away(talk: Any, opened: Opening) -> None:
    conversation(talk)
    async with opened() as (_, frames, pilot):
        frames.set_filter("type:DATA")
        await settle(pilot, frames)
        await pilot.click("#bar-state")
        await settle(pilot, frames)
        assert frames.filter_text == ""


async def test_views_are_saved_chosen_and_deleted(talk: Any, opened: Opening) -> None:
    conversation(talk)
    settings: dict[str, Any] = {}
    async with opened(settings=settings) as (app, frames, pilot):
        frames.set_filter("type:DATA")
        await press(pilot, frames, "V")
        assert isinstance(app.screen, ViewsScreen)
        await pilot.press(*"mine", "enter", "escape")
        assert settings["views"] == {"mine": "type:DATA"}
        frames.set_filter("")
        await press(pilot, frames, "V", "enter")
        assert frames.filter_text == "type:DATA"
        await press(pilot, frames, "V")
        await pilot.press("d", "escape")
        assert settings["views"] == {}


# Searches and jumps


async def test_a_search_goes_from_hit_to_hit(talk: Any, opened: Opening) -> None:
    conversation(talk)
    async with opened() as (app, frames, pilot):
        await press(pilot, frames, "g", "slash")
        await type_text(pilot, frames, "type:DATA")
        assert frames.rows.count == 67
        await press(pilot, frames, "enter")
        assert frames.rows.cursor_seq == 10
        await press(pilot, frames, "n", "n")
        assert frames.rows.cursor_seq == 16
        await press(pilot, frames, "N")
        assert frames.rows.cursor_seq == 13
        assert "search: type:DATA" in app.lines[0]


async def test_a_search_says_when_it_begins_anew_or_finds_nothing(
    talk: Any, opened: Opening
) -> None:
    conversation(talk)
    async with opened() as (app, frames, pilot):
        await press(pilot, frames, "slash")
        await type_text(pilot, frames, "type:DATA")
        await press(pilot, frames, "enter")
        assert frames.rows.cursor_seq == 10
        assert "from the first record" in app.heard_of(Said)[-1].text
        await press(pilot, frames, "N")
        assert frames.rows.cursor_seq == 67
        assert "from the last record" in app.heard_of(Said)[-1].text
        await press(pilot, frames, "slash", "escape")
        await type_text(pilot, frames, "type:GOAWAY")
        await press(pilot, frames, "enter")
        assert "Nothing found" in app.heard_of(Said)[-1].text


async def test_n_without_a_search_asks_for_one(talk: Any, opened: Opening) -> None:
    conversation(talk)
    async with opened() as (app, frames, pilot):
        await press(pilot, frames, "n")
        assert isinstance(app.focused, Input)


async def test_an_empty_search_ends_it(talk: Any, opened: Opening) -> None:
    conversation(talk)
    async with opened() as (app, frames, pilot):
        await press(pilot, frames, "slash")
        await type_text(pilot, frames, "hello")
        await press(pilot, frames, "enter", "slash", "escape", "enter")
        assert "search" not in app.lines[0]


async def test_brackets_go_from_finding_to_finding(talk: Any, opened: Opening) -> None:
    conversation(talk, 3)
    wrong = [talk.received(8, 0, 1, bytes(4)) for _ in range(2)]
    talk.exchange(7, "/more")
    async with opened() as (_, frames, pilot):
        await press(pilot, frames, "g", "right_square_bracket")
        assert frames.rows.cursor_seq == wrong[0]
        await press(pilot, frames, "right_square_bracket")
        assert frames.rows.cursor_seq == wrong[1]
        await press(pilot, frames, "left_square_bracket")
        assert frames.rows.cursor_seq == wrong[0]


async def test_j_and_k_in_capitals_stay_on_the_stream(talk: Any, opened: Opening) -> None:
    talk.opened()
    first = talk.request(1)
    talk.request(3)
    second = talk.response(1)
    talk.response(3)
    third = talk.data(1)
    talk.data(3)
    async with opened() as (app, frames, pilot):
        frames.rows.go_to(first)
        await press(pilot, frames, "J")
        assert frames.rows.cursor_seq == second
        await press(pilot, frames, "J")
        assert frames.rows.cursor_seq == third
        await press(pilot, frames, "K", "K")
        assert frames.rows.cursor_seq == first
        await press(pilot, frames, "K")
        assert "before this record" in app.heard_of(Said)[-1].text


async def test_c_goes_to_the_cause_through_what_is_hidden_and_back(
    talk: Any, opened: Opening
) -> None:
    talk.opened()
    ping = talk.received(6, 0, 0, bytes(8))
    fired = talk(Kind.ACTION_FIRED, cause=ping, origin=Origin.HAND)
    pong = talk.sent(6, 1, 0, bytes(8), cause=fired, origin=Origin.HAND)
    async with opened() as (app, frames, pilot):
        await press(pilot, frames, "c")
        assert frames.rows.cursor_seq == ping
        await press(pilot, frames, "c")
        assert "No record names a cause" in app.heard_of(Said)[-1].text
        await press(pilot, frames, "C")
        assert frames.rows.cursor_seq == pong
        await press(pilot, frames, "backspace")
        assert "no jump" in app.heard_of(Said)[-1].text


async def test_a_cause_that_is_not_shown_is_named(talk: Any, opened: Opening) -> None:
    talk.opened()
    fired = talk(Kind.ACTION_FIRED, origin=Origin.HAND)
    talk.sent(6, 0, 0, bytes(8), cause=fired, origin=Origin.HAND)
    async with opened() as (app, frames, pilot):
        await press(pilot, frames, "c")
        assert f"record {fired}, which is not shown" in app.heard_of(Said)[-1].text


# The table of commands


async def test_every_command_has_its_action(talk: Any, opened: Opening) -> None:
    async with opened() as (_, frames, _):
        for command in COMMANDS:
            name = command.action.partition("(")[0]
            assert hasattr(frames, f"action_{name}"), command.id


async def test_looking_again_at_nothing_new_paints_nothing(talk: Any, opened: Opening) -> None:
    conversation(talk)
    async with opened() as (_, frames, pilot):
        await press(pilot, frames, "k")
        painted = []
        frames.rows.refresh = lambda *regions, **more: painted.append(regions)
        frames.look()
        frames.look()
        assert painted == []


async def test_the_pane_knows_where_its_focus_belongs(talk: Any, opened: Opening) -> None:
    async with opened() as (app, frames, pilot):
        app.set_focus(None)
        frames.focus()
        await pilot.pause()
        assert app.focused is frames.rows
