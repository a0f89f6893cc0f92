"""The sequence view."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from textual.app import App
from textual.message import Message

from h2craft.session import Selection, Session
from h2craft.tui.messages import CopyAsked, RecordSelected
from h2craft.tui.screens.ladder import PORTION, LadderScreen, LadderView


class Host(App[None]):
    def __init__(self, session: Session) -> None:
        super().__init__()
        self.session = session
        self.said: list[Message] = []

    def on_mount(self) -> None:
        self.push_screen(LadderScreen(self.session))

    @property
    def ladder(self) -> LadderScreen:
        assert isinstance(self.screen, LadderScreen)
        return self.screen

    @property
    def view(self) -> LadderView:
        return self.ladder.view

    def on_record_selected(self, message: RecordSelected) -> None:
        self.said.append(message)

    def on_copy_asked(self, message: CopyAsked) -> None:
        self.said.append(message)

    def lines(self) -> list[str]:
        return [self.view.render_line(y).text.rstrip() for y in range(self.view.size.height)]


@pytest.fixture
def host(talk: Any, session_of: Callable[..., Session]) -> Host:
    talk.opened()
    talk.request(1, "/a")
    talk.request(3, "/b", end=False)
    talk.response(1)
    talk.data(1, end=True)
    talk.response(3)
    talk.opened(2)
    talk.exchange(1, "/c", connection=2)
    session = session_of(talk)
    session.selection = Selection(1)
    return Host(session)


def said(host: Host, text: str) -> str:
    return next(line for line in host.lines() if text in line)


async def test_frames_of_the_client_point_to_the_server(host: Host) -> None:
    async with host.run_test(size=(110, 30)) as pilot:
        await pilot.pause()
        assert said(host, "GET /a").endswith(">│")
        assert "<─ 1 HEADERS 200" in said(host, "1 HEADERS 200")


async def test_each_stream_has_its_lane(host: Host) -> None:
    async with host.run_test(size=(110, 30)) as pilot:
        await pilot.pause()
        assert said(host, "GET /a").index("●") < said(host, "GET /b").index("●")


async def test_it_opens_at_the_record_that_was_selected(host: Host) -> None:
    async with host.run_test(size=(110, 30)) as pilot:
        host.session.selection = Selection(1, 1, 8)
        host.pop_screen()
        await host.push_screen(LadderScreen(host.session))
        await pilot.pause()
        assert host.view.rung is not None and host.view.rung.seq == 8


async def test_enter_leaves_with_the_record_under_the_cursor(host: Host) -> None:
    async with host.run_test(size=(110, 30)) as pilot:
        await pilot.pause()
        await pilot.press("g", "down", "enter")
        await pilot.pause()
        assert not isinstance(host.screen, LadderScreen)
        (message,) = host.said
        assert isinstance(message, RecordSelected)
        assert (message.seq, message.opened) == (2, True)


async def test_a_click_moves_the_cursor_and_a_double_click_opens(host: Host) -> None:
    async with host.run_test(size=(110, 30)) as pilot:
        await pilot.pause()
        await pilot.click("#ladder", offset=(30, 3))
        await pilot.pause()
        assert host.view.cursor == 3
        await pilot.click("#ladder", offset=(30, 4), times=2)
        await pilot.pause()
        assert not isinstance(host.screen, LadderScreen)


async def test_one_stream_alone_and_all_again(host: Host) -> None:
    async with host.run_test(size=(110, 30)) as pilot:
        await pilot.pause()
        every = host.view.count
        await pilot.press("s")
        await pilot.pause()
        assert {rung.stream_id for rung in host.view.ladder.rows} == {3}
        await pilot.press("s")
        await pilot.pause()
        assert host.view.count == every


async def test_automatic_replies_can_be_hidden(host: Host) -> None:
    async with host.run_test(size=(110, 30)) as pilot:
        await pilot.pause()
        await pilot.press("H")
        await pilot.pause()
        rows = host.view.ladder.rows
        assert rows and not any(rung.automatic or rung.direction is None for rung in rows)


async def test_other_connections_are_a_key_away(host: Host) -> None:
    async with host.run_test(size=(110, 30)) as pilot:
        await pilot.pause()
        await pilot.press("right_square_bracket")
        await pilot.pause()
        assert said(host, "GET /c")
        await pilot.press("right_square_bracket", "left_square_bracket")
        await pilot.pause()
        assert said(host, "GET /a")


async def test_it_is_copied_as_text_and_as_mermaid(host: Host) -> None:
    async with host.run_test(size=(110, 30)) as pilot:
        await pilot.pause()
        await pilot.press("y", "M")
        await pilot.pause()
        texts = [message.text for message in host.said if isinstance(message, CopyAsked)]
        assert "GET /a" in texts[0] and "client" in texts[0]
        assert texts[1].startswith("sequenceDiagram\n")


async def test_what_happens_meanwhile_is_added_below(host: Host, talk: Any) -> None:
    async with host.run_test(size=(110, 30)) as pilot:
        await pilot.pause()
        talk.data(3, b"more", end=True)
        host.session.advance(1.0)
        for _ in range(5):
            host.ladder.look()
        await pilot.pause()
        assert said(host, '"more"')
        assert host.view.cursor == host.view.count - 1


async def test_a_long_connection_is_shown_in_portions(
    talk: Any, session_of: Callable[..., Session]
) -> None:
    talk.opened()
    for number in range(PORTION):
        talk.received(6, 0, 0, number.to_bytes(8, "big"))
    session = session_of(talk)
    session.selection = Selection(1)
    host = Host(session)
    async with host.run_test(size=(110, 30)) as pilot:
        await pilot.pause()
        assert host.view.count == 7
        await pilot.press("less_than_sign")
        await pilot.pause()
        assert host.view.ladder.rows[0].seq == 1
        assert host.view.count == PORTION
        await pilot.press("greater_than_sign")
        await pilot.pause()
        assert host.view.ladder.rows[0].seq == PORTION + 1


async def test_hostile_octets_stay_on_their_rung(
    talk: Any, session_of: Callable[..., Session]
) -> None:
    talk.opened()
    talk.request(1, "/\x1b[2J\u202e\n[bold]", fields=(("x", "\x00"),))
    session = session_of(talk)
    session.selection = Selection(1)
    host = Host(session)
    async with host.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        assert all(line.isprintable() for line in host.lines())
        await pilot.press("M")
        await pilot.pause()
        (copied,) = host.said
        assert isinstance(copied, CopyAsked)
        assert all(line.isprintable() for line in copied.text.splitlines())
