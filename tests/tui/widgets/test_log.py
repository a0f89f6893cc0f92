"""The command log: every key, the mouse, and hostile text."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from textual.app import App, ComposeResult
from textual.message import Message

from h2craft.actions import Data, Door, Note, Send
from h2craft.client import Result
from h2craft.session import Selection
from h2craft.trace import Kind, Origin
from h2craft.tui.messages import ComposeAsked, CopyAsked, FireAsked, Fired, Said
from h2craft.tui.widgets.log import CommandLog


def data(content: bytes, **more: Any) -> Send:
    return Send(frames=(Data(stream_id=3, data=content, **more),), door=Door.WIRE)


class LogApp(App[None]):
    def __init__(self, session: Any) -> None:
        super().__init__()
        self.session = session
        self.said: list[Message] = []

    def compose(self) -> ComposeResult:
        yield CommandLog(self.session, id="log")

    @property
    def log_(self) -> CommandLog:
        return self.query_one(CommandLog)

    def on_mount(self) -> None:
        self.log_.focus()
        self.log_.look()

    def on_compose_asked(self, message: ComposeAsked) -> None:
        self.said.append(message)

    def on_fire_asked(self, message: FireAsked) -> None:
        self.said.append(message)

    def on_copy_asked(self, message: CopyAsked) -> None:
        self.said.append(message)

    def on_said(self, message: Said) -> None:
        self.said.append(message)

    def rows(self) -> list[str]:
        log = self.log_
        return [log.render_line(y).text.rstrip() for y in range(log.size.height)]


@pytest.fixture
def make_app(talk: Any, session_of: Callable[..., Any]) -> Callable[..., LogApp]:
    def make(*actions: Any, origin: Origin = Origin.HAND) -> LogApp:
        for action in actions:
            talk(Kind.ACTION_FIRED, origin=origin, detail=action)
        return LogApp(session_of(talk))

    return make


async def test_an_empty_log_says_what_it_is_for(make_app: Any) -> None:
    app = make_app()
    async with app.run_test() as pilot:
        await pilot.pause()
        assert "Nothing was done yet" in app.rows()[0]
        await pilot.press("j", "k", "g", "G", "y", "r", "enter", "pagedown")
        await pilot.pause()
        assert app.said == []


async def test_each_act_is_its_python_with_place_time_and_result(make_app: Any, talk: Any) -> None:
    app = make_app(data(b"one"))
    seq = talk.journal.last
    refusal = {"reason": "stream is closed", "section": "5.1"}
    talk(Kind.ACTION_FIRED, origin=Origin.HAND, detail=Note(text="x"))
    talk(Kind.ACTION_REFUSED, cause=seq, origin=Origin.HAND, detail=refusal)
    async with app.run_test(size=(140, 20)) as pilot:
        await pilot.pause()
        first, second = app.rows()[:2]
        assert "1/3" in first and "write_raw_data_frame" in first
        assert first.endswith("refused: stream is closed 5.1") and second.endswith("ok")


async def test_it_follows_what_comes_until_one_moves_up(make_app: Any, talk: Any) -> None:
    app = make_app(data(b"1"), data(b"2"))
    async with app.run_test() as pilot:
        await pilot.pause()
        assert app.log_.cursor == 1
        talk(Kind.ACTION_FIRED, origin=Origin.HAND, detail=data(b"3"))
        app.log_.look()
        assert app.log_.cursor == 2
        await pilot.press("k", "k")
        talk(Kind.ACTION_FIRED, origin=Origin.HAND, detail=data(b"4"))
        app.log_.look()
        assert app.log_.cursor == 0


async def test_enter_loads_the_act_into_the_composer(make_app: Any) -> None:
    app = make_app(data(b"1"), data(b"2"))
    async with app.run_test() as pilot:
        await pilot.pause()
        await pilot.press("k", "enter")
        await pilot.pause()
        (asked,) = app.said
        assert isinstance(asked, ComposeAsked)
        assert (asked.what, asked.connection) == (data(b"1"), 1)


async def test_a_double_click_loads_it_too(make_app: Any) -> None:
    app = make_app(data(b"1"), data(b"2"))
    async with app.run_test() as pilot:
        await pilot.pause()
        await pilot.click(CommandLog, offset=(30, 0), times=2)
        await pilot.pause()
        assert [one.what for one in app.said] == [data(b"1")]  # type: ignore[attr-defined]


async def test_several_are_selected_and_copied(make_app: Any) -> None:
    app = make_app(data(b"1"), data(b"2"), data(b"3"))
    async with app.run_test() as pilot:
        await pilot.pause()
        await pilot.press("shift+up", "y")
        await pilot.pause()
        (asked,) = app.said
        assert isinstance(asked, CopyAsked)
        assert len(asked.text.splitlines()) == 2 and "2 acts" in asked.what
        await pilot.press("g", "J", "K", "y")
        await pilot.pause()
        assert len(app.said[-1].text.splitlines()) == 1  # type: ignore[attr-defined]


async def test_r_fires_again_where_it_was_fired(make_app: Any) -> None:
    app = make_app(data(b"1"))
    async with app.run_test() as pilot:
        await pilot.press("r")
        await pilot.pause()
        (asked,) = app.said
        assert isinstance(asked, FireAsked)
        assert asked.connection == 1 and asked.actions == (data(b"1"),)


async def test_an_act_without_its_body_is_not_fired_again(make_app: Any) -> None:
    app = make_app(data(b"", elided=70_000))
    async with app.run_test() as pilot:
        await pilot.press("r")
        await pilot.pause()
        (said,) = app.said
        assert isinstance(said, Said) and "its body was not kept" in said.text


async def test_scripts_are_shown_if_wanted(make_app: Any) -> None:
    app = make_app(data(b"1"), origin=Origin.SCRIPT)
    async with app.run_test() as pilot:
        await pilot.pause()
        assert app.log_.shown == []
        await pilot.press("s")
        assert len(app.log_.shown) == 1
        await pilot.press("s")
        assert app.log_.shown == []


async def test_a_refusal_no_record_speaks_of_is_shown(make_app: Any) -> None:
    app = make_app()
    async with app.run_test() as pilot:
        await pilot.pause()
        refusal = Result(accepted=False, reason="no connection")
        app.log_.fired(Fired(0, (Note(text="x"),), refusal))
        app.log_.look()
        await pilot.pause()
        assert "refused: no connection" in app.rows()[0]


async def test_nothing_hostile_reaches_the_screen(make_app: Any) -> None:
    app = make_app(Note(text="\x1b[31m\u202e[bold]\x00"), data(b"\x1b]0;x\x07"))
    async with app.run_test(size=(160, 10)) as pilot:
        await pilot.pause()
        assert all(row.isprintable() for row in app.rows())
        assert "[bold]" in app.rows()[0]


async def test_selecting_elsewhere_changes_nothing_here(make_app: Any) -> None:
    app = make_app(data(b"1"))
    async with app.run_test() as pilot:
        await pilot.pause()
        before = app.rows()
        app.log_.selected(Selection(1, 3))
        assert app.rows() == before
