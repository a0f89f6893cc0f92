"""What would happen: asked for once, a little after the last key."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future
from typing import Any

import pytest
from textual.app import App

from h2craft.actions import Note, Ping, Send, SendOctets
from h2craft.client import FramePreview, Preview
from h2craft.session import Target
from h2craft.tui.widgets.foresight import Foresight, loose_preview

PING = Send(frames=(Ping(),))
ONE = Target(1)


@pytest.fixture
def session(talk: Any, session_of: Callable[..., Any]) -> Any:
    talk.opened()
    made = session_of(talk)
    made.client.preview_result = Preview(octets=b"found")
    return made


async def settle(app: App[None], pilot: Any) -> None:
    await pilot.pause()
    await app.workers.wait_for_complete()


async def test_what_is_asked_quickly_is_asked_once_and_told(session: Any) -> None:
    app: App[None] = App()
    told: list[bool] = []
    async with app.run_test() as pilot:
        foresight = Foresight(app.screen, session, lambda: told.append(True))
        foresight.ask(SendOctets(octets=b"x"), ONE)
        foresight.ask(PING, ONE)
        assert foresight.found is None
        await settle(app, pilot)
        assert foresight.found == Preview(octets=b"found") and told == [True]
        assert session.client.asked == [("preview", 1, PING)]


async def test_the_same_asked_again_keeps_its_answer_meanwhile(session: Any) -> None:
    app: App[None] = App()
    async with app.run_test() as pilot:
        foresight = Foresight(app.screen, session, lambda: None)
        foresight.ask(PING, ONE)
        await settle(app, pilot)
        foresight.ask(PING, ONE)
        assert foresight.found is not None
        foresight.ask(SendOctets(octets=b"x"), ONE)
        assert foresight.found is None
        await settle(app, pilot)


async def test_nothing_is_asked_about_nothing(session: Any) -> None:
    app: App[None] = App()
    async with app.run_test() as pilot:
        foresight = Foresight(app.screen, session, lambda: None)
        foresight.ask(PING, ONE)
        foresight.ask(None, ONE)
        await settle(app, pilot)
        assert foresight.found is None and session.client.asked == []


async def test_an_answer_that_fails_is_a_refusal(session: Any) -> None:
    failed: Future[Preview] = Future()
    failed.set_exception(OSError())
    session.client.preview = lambda connection, action: failed
    app: App[None] = App()
    async with app.run_test() as pilot:
        foresight = Foresight(app.screen, session, lambda: None)
        foresight.ask(PING, ONE)
        await settle(app, pilot)
        assert foresight.found == Preview(refused="OSError")


async def test_it_is_old_after_a_while(session: Any) -> None:
    app: App[None] = App()
    async with app.run_test():
        foresight = Foresight(app.screen, session, lambda: None)
        foresight.clock = lambda: 100.0
        foresight.ask(None, ONE)
        assert not foresight.is_old
        foresight.clock = lambda: 101.0
        assert foresight.is_old


def test_without_a_connection_it_is_what_a_fresh_one_would_write() -> None:
    assert loose_preview(SendOctets(octets=b"x")) == Preview(octets=b"x")
    assert loose_preview(Note(text="x")) == Preview()
    ping = bytes.fromhex("000008 06 00 00000000") + bytes(8)
    assert loose_preview(PING) == Preview(frames=(FramePreview(octets=ping),))
