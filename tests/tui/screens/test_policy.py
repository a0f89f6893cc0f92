"""The table of automatic replies, by keys and by mouse."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from textual.app import App
from textual.widgets import Button, Static

from h2craft.actions import AUTOMATIC_REPLIES, Reply
from h2craft.client import Desk, Result
from h2craft.session import Selection
from h2craft.tui.screens.policy import SENTENCES, PolicyScreen


class PolicyApp(App[None]):
    def __init__(self, session: Any) -> None:
        super().__init__()
        self.session = session

    def on_mount(self) -> None:
        self.push_screen(PolicyScreen(self.session))


@pytest.fixture
def make_app(session_of: Callable[..., Any]) -> Callable[..., PolicyApp]:
    def make(connection: int = 1) -> PolicyApp:
        session = session_of()
        session.selection = Selection(connection)
        policy = dict.fromkeys(AUTOMATIC_REPLIES, Reply.SEND)
        session.client.desk_now = Desk(
            policy=policy, policies={1: {**policy, "ping_ack": Reply.HOLD}}
        )
        return PolicyApp(session)

    return make


def test_every_reply_is_explained() -> None:
    assert set(SENTENCES) == set(AUTOMATIC_REPLIES)


def label(app: PolicyApp, name: str) -> str:
    return str(app.screen.query_one(f"#{name}", Button).label)


async def test_both_columns_show_what_holds(make_app: Any) -> None:
    app = make_app()
    async with app.run_test() as pilot:
        await pilot.pause()
        assert label(app, "here-ping_ack") == "hold"
        assert label(app, "all-ping_ack") == "send"


@pytest.mark.parametrize(
    ("keys", "asked"),
    [
        (["d"], ("set_policy", {"settings_ack": Reply.DROP}, 1)),
        (["down", "s"], ("set_policy", {"ping_ack": Reply.SEND}, 1)),
        (["right", "h"], ("set_policy", {"settings_ack": Reply.HOLD}, 0)),
        (["enter"], ("set_policy", {"settings_ack": Reply.HOLD}, 1)),
        (["down", "enter"], ("set_policy", {"ping_ack": Reply.DROP}, 1)),
        (["down", "down", "up", "left", "h"], ("set_policy", {"settings_ack": Reply.HOLD}, 0)),
    ],
)
async def test_by_keys(make_app: Any, keys: list[str], asked: Any) -> None:
    app = make_app()
    async with app.run_test() as pilot:
        await pilot.pause()
        await pilot.press(*keys)
        await app.workers.wait_for_complete()
        assert app.session.client.asked == [asked]


async def test_a_click_takes_the_next(make_app: Any) -> None:
    app = make_app()
    async with app.run_test() as pilot:
        await pilot.pause()
        await pilot.click("#all-goaway")
        await pilot.pause()
        await app.workers.wait_for_complete()
        assert app.session.client.asked == [("set_policy", {"goaway": Reply.HOLD}, 0)]


async def test_a_refusal_is_shown(make_app: Any) -> None:
    app = make_app()
    app.session.client.result = Result(accepted=False, reason="a saved trace takes no actions")
    async with app.run_test() as pilot:
        await pilot.pause()
        await pilot.press("d")
        await app.workers.wait_for_complete()
        await pilot.pause()
        assert "saved trace" in str(app.screen.query_one("#trouble", Static).content)


async def test_without_a_connection_only_all_can_be_changed(make_app: Any) -> None:
    app = make_app(0)
    async with app.run_test() as pilot:
        await pilot.pause()
        assert app.screen.query_one("#here-goaway", Button).disabled
        await pilot.press("d")
        await app.workers.wait_for_complete()
        assert app.session.client.asked == [("set_policy", {"settings_ack": Reply.DROP}, 0)]
