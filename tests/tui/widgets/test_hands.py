"""The drawer of what is held: every key, every button, and hostile text in every part."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import pytest
from textual.app import App, ComposeResult
from textual.message import Message
from textual.widgets import Button, Input, Static

from h2craft.actions import Data, Door, Note, Raw, Reply, RstStream, Send
from h2craft.client import Binding, Desk, HeldAction, HeldReply, HeldRequest, Result, Verdict
from h2craft.session import Selection
from h2craft.tui.messages import ComposeAsked, FireAsked, NodeSelected, RecordSelected, Said
from h2craft.tui.screens.attach import AttachScreen
from h2craft.tui.screens.edit import AskScreen
from h2craft.tui.screens.policy import PolicyScreen
from h2craft.tui.widgets.hands import Hands, seconds_of
from h2craft.wire import frame_octets

REQUEST = HeldRequest(connection=1, stream_id=3, seq=9, held_seq=10, at=0.0, why="look at it")
ACTION = HeldAction(seq=20, connection=1, stream_id=3, at=0.0, action=Note(text="from a script"))
REPLY = HeldReply(
    seq=30, connection=1, name="ping_ack", octets=frame_octets(6, 1, 0, bytes(8)), cause=29, at=0.0
)
BOUND = Binding(file="hello.py", number=4, pattern="/a/*", used=2)
HOSTILE = "\x1b[31m\u202ered[bold]\x00"


class HandsApp(App[None]):
    def __init__(self, session: Any) -> None:
        super().__init__()
        self.session = session
        self.said: list[Message] = []

    def compose(self) -> ComposeResult:
        yield Hands(self.session, id="hands")

    def on_mount(self) -> None:
        self.hands.query_one("#things").focus()

    @property
    def hands(self) -> Hands:
        return self.query_one(Hands)

    def show(self, **desk: Any) -> None:
        client = self.session.client
        client.desk_now = replace(client.desk_now, version=client.desk_now.version + 1, **desk)
        self.session.advance(0.0)
        self.hands.look()

    def on_compose_asked(self, message: ComposeAsked) -> None:
        self.said.append(message)

    def on_fire_asked(self, message: FireAsked) -> None:
        self.said.append(message)

    def on_node_selected(self, message: NodeSelected) -> None:
        self.said.append(message)

    def on_record_selected(self, message: RecordSelected) -> None:
        self.said.append(message)

    def on_said(self, message: Said) -> None:
        self.said.append(message)

    def heard(self, kind: type[Message]) -> list[Any]:
        return [message for message in self.said if isinstance(message, kind)]


@pytest.fixture
def make_app(talk: Any, session_of: Callable[..., Any]) -> Callable[..., HandsApp]:
    talk.opened()
    talk.request(3, "/held")

    def make(**desk: Any) -> HandsApp:
        session = session_of(talk)
        session.client.desk_now = Desk(version=1, **desk)
        session.advance(0.0)
        return HandsApp(session)

    return make


@contextmanager
def asked(app: HandsApp) -> Iterator[list[Any]]:
    """What the client is asked for meanwhile."""
    before = len(app.session.client.asked)
    found: list[Any] = []
    yield found
    found += app.session.client.asked[before:]


async def settle(app: HandsApp, pilot: Any) -> None:
    await pilot.pause()
    await app.workers.wait_for_complete()
    await pilot.pause()


def texts(app: HandsApp) -> list[str]:
    return [row.text for row in app.hands.rows]


async def test_an_empty_drawer_says_how_to_fill_it(make_app: Any) -> None:
    app = make_app()
    async with app.run_test() as pilot:
        await pilot.pause()
        assert "hold requests" in str(app.hands.query_one("#things").options[0].prompt)


async def test_a_held_request_shows_where_it_is_its_line_since_when_and_why(make_app: Any) -> None:
    app = make_app(requests=(REQUEST,))
    async with app.run_test():
        text = texts(app)[1]
        assert "1/3" in text and "GET /held" in text and "by filter: look at it" in text


async def test_all_kinds_stand_under_their_headings(make_app: Any) -> None:
    app = make_app(requests=(REQUEST,), actions=(ACTION,), replies=(REPLY,), bindings=(BOUND,))
    async with app.run_test():
        heads = [row.text for row in app.hands.rows if row.thing is None]
        assert heads == [
            "Requests held (1)",
            "Script actions at a breakpoint (1)",
            "Automatic replies in the tray (1)",
            "Scripts attached (1)",
        ]
        assert "used 2 times" in texts(app)[-1] and "/a/*" in texts(app)[-1]


@pytest.mark.parametrize(
    ("held", "key", "expected"),
    [
        ({"requests": (REQUEST,)}, "a", ("release_request", 1, 3)),
        ({"actions": (ACTION,)}, "a", ("decide", 20, Verdict.RELEASE, None, 0.0)),
        ({"replies": (REPLY,)}, "a", ("release_replies", 1, 30)),
        ({"actions": (ACTION,)}, "d", ("decide", 20, Verdict.DROP, None, 0.0)),
        ({"replies": (REPLY,)}, "d", ("drop_replies", 1, 30)),
        ({"actions": (ACTION,)}, "D", ("decide", 20, Verdict.DUPLICATE, None, 0.0)),
        ({"bindings": (BOUND,)}, "delete", ("detach", 4)),
    ],
)
async def test_a_key_asks_the_client(make_app: Any, held: Any, key: str, expected: Any) -> None:
    app = make_app(**held)
    async with app.run_test() as pilot:
        await pilot.pause()
        with asked(app) as found:
            await pilot.press(key)
            await settle(app, pilot)
        assert found == [expected]
        assert app.heard(Said)[-1].severity == "information"


async def test_release_all_lets_go_of_every_kind(make_app: Any) -> None:
    app = make_app(requests=(REQUEST,), actions=(ACTION,), replies=(REPLY,))
    async with app.run_test() as pilot:
        with asked(app) as found:
            await pilot.press("A")
            await settle(app, pilot)
        assert [one[0] for one in found] == ["release_request", "decide", "release_replies"]


async def test_a_refusal_is_said_with_its_reason(make_app: Any) -> None:
    app = make_app(requests=(REQUEST,))
    app.session.client.result = Result(accepted=False, reason="gone", section="5.1")
    async with app.run_test() as pilot:
        await pilot.press("a")
        await settle(app, pilot)
        assert app.heard(Said)[-1].text == "gone (RFC 9113 5.1)"
        assert app.heard(Said)[-1].severity == "error"


async def test_enter_selects_the_stream_and_begins_its_answer(make_app: Any) -> None:
    app = make_app(requests=(REQUEST,))
    async with app.run_test() as pilot:
        await pilot.press("enter")
        await pilot.pause()
        (node,), (asked_for,) = app.heard(NodeSelected), app.heard(ComposeAsked)
        assert (node.connection, node.stream_id) == (1, 3)
        assert asked_for.what.startswith("headers 3 :status=200") and asked_for.connection == 1


async def test_a_click_on_a_request_answers_it(make_app: Any) -> None:
    app = make_app(requests=(REQUEST,))
    async with app.run_test() as pilot:
        await pilot.pause()
        await pilot.click("#things", offset=(5, 1))
        await pilot.pause()
        assert app.heard(NodeSelected)


async def test_editing_a_script_action_opens_the_composer_with_its_number(make_app: Any) -> None:
    app = make_app(actions=(ACTION,))
    async with app.run_test() as pilot:
        await pilot.press("e")
        await pilot.pause()
        (asked_for,) = app.heard(ComposeAsked)
        assert asked_for.held_seq == 20 and asked_for.what == ACTION.action


async def test_a_reply_in_the_tray_is_duplicated_as_the_frame_it_is(make_app: Any) -> None:
    app = make_app(replies=(REPLY,))
    async with app.run_test() as pilot:
        await pilot.press("D")
        await pilot.pause()
        (asked_for,) = app.heard(ComposeAsked)
        assert asked_for.what == Send(
            frames=(Raw(type=6, flags=1, payload=bytes(8)),), door=Door.WIRE
        )


async def test_enter_on_a_reply_shows_its_record(make_app: Any) -> None:
    app = make_app(replies=(REPLY,))
    async with app.run_test() as pilot:
        await pilot.press("enter")
        await pilot.pause()
        assert app.heard(RecordSelected)[0].seq == 30


async def test_reset_fires_rst_stream_on_the_stream(make_app: Any) -> None:
    app = make_app(requests=(REQUEST,))
    async with app.run_test() as pilot:
        await pilot.press("x")
        await pilot.pause()
        (fired,) = app.heard(FireAsked)
        assert fired.connection == 1
        assert fired.actions[0].frames == (RstStream(stream_id=3, error_code=8),)


async def test_delay_asks_for_seconds_and_takes_only_a_number(make_app: Any) -> None:
    app = make_app(actions=(ACTION,))
    async with app.run_test() as pilot:
        await pilot.press("w")
        await pilot.pause()
        assert isinstance(app.screen, AskScreen)
        app.screen.query_one("#answer", Input).value = "soon"
        await pilot.press("enter")
        await pilot.pause()
        assert "a number of seconds" in str(app.screen.query_one("#trouble", Static).content)
        app.screen.query_one("#answer", Input).value = "2.5"
        with asked(app) as found:
            await pilot.press("enter")
            await settle(app, pilot)
        assert found == [("decide", 20, Verdict.DELAY, None, 2.5)]


@pytest.mark.parametrize("text", ["nan", "inf", "-1", "", "1e9"])
def test_seconds_that_are_none_are_refused(text: str) -> None:
    with pytest.raises(ValueError):
        seconds_of(text)


@pytest.mark.parametrize(
    ("key", "button", "method"), [("i", "#hold", "set_hold"), ("b", "#break", "set_break")]
)
async def test_patterns_are_set_by_key_and_by_button(
    make_app: Any, key: str, button: str, method: str
) -> None:
    app = make_app()
    async with app.run_test() as pilot:
        for begin in (pilot.press(key), pilot.click(button)):
            await begin
            await pilot.pause()
            app.screen.query_one("#answer", Input).value = "path:/x"
            with asked(app) as found:
                await pilot.press("enter")
                await settle(app, pilot)
            assert found == [(method, "path:/x")]


async def test_a_pattern_that_is_none_is_shown_with_a_caret_and_not_set(make_app: Any) -> None:
    app = make_app(hold="path:/x")
    async with app.run_test() as pilot:
        await pilot.press("i")
        await pilot.pause()
        field = app.screen.query_one("#answer", Input)
        assert field.value == "path:/x"
        field.value = "paht:/x"
        with asked(app) as found:
            await pilot.press("enter")
            await settle(app, pilot)
        trouble = str(app.screen.query_one("#trouble", Static).content)
        assert "^^^^" in trouble and "did you mean path?" in trouble
        assert found == [] and isinstance(app.screen, AskScreen)
        await pilot.press("escape")
        await pilot.pause()
        assert not isinstance(app.screen, AskScreen)


async def test_an_empty_pattern_holds_nothing(make_app: Any) -> None:
    app = make_app(hold="path:/x")
    async with app.run_test() as pilot:
        await pilot.pause()
        assert "path:/x" in str(app.hands.query_one("#hold", Button).label)
        await pilot.press("i")
        await pilot.pause()
        app.screen.query_one("#answer", Input).value = ""
        with asked(app) as found:
            await pilot.press("enter")
            await settle(app, pilot)
        assert found == [("set_hold", None)]


async def test_the_table_of_replies_opens_by_key_and_by_button(make_app: Any) -> None:
    app = make_app(policy={"ping_ack": Reply.HOLD})
    async with app.run_test() as pilot:
        for begin in (pilot.press("o"), pilot.click("#policy")):
            await begin
            await pilot.pause()
            assert isinstance(app.screen, PolicyScreen)
            await pilot.press("escape")
            await pilot.pause()


async def test_attaching_opens_by_key_and_by_button(make_app: Any) -> None:
    app = make_app()
    async with app.run_test() as pilot:
        for begin in (pilot.press("t"), pilot.click("#attach")):
            await begin
            await pilot.pause()
            assert isinstance(app.screen, AttachScreen)
            await pilot.press("escape")
            await pilot.pause()


async def test_the_cursor_stays_with_what_it_stood_on_when_others_come(make_app: Any) -> None:
    app = make_app(actions=(ACTION,))
    async with app.run_test() as pilot:
        await pilot.pause()
        app.show(requests=(REQUEST,))
        assert app.hands.thing == ACTION
        app.show(actions=())
        assert app.hands.thing == REQUEST
        app.show(requests=())
        assert app.hands.thing is None


async def test_a_key_that_means_nothing_here_says_so(make_app: Any) -> None:
    app = make_app()
    async with app.run_test() as pilot:
        for key in ("a", "A", "d", "e", "D", "w", "x", "enter", "delete"):
            before = len(app.heard(Said))
            await pilot.press(key)
            await pilot.pause()
            assert len(app.heard(Said)) == before + (key != "enter"), key


async def test_nothing_hostile_reaches_the_screen(make_app: Any) -> None:
    requests = (replace(REQUEST, why=HOSTILE, by="script", script=HOSTILE),)
    actions = (
        replace(
            ACTION, action=Send(frames=(Data(stream_id=3, data=HOSTILE.encode()),)), script=HOSTILE
        ),
    )
    replies = (replace(REPLY, name=HOSTILE),)
    bound = (replace(BOUND, file=HOSTILE, pattern=HOSTILE, trouble=HOSTILE),)
    app = make_app(
        requests=requests, actions=actions, replies=replies, bindings=bound, hold=HOSTILE
    )
    async with app.run_test() as pilot:
        await pilot.pause()
        assert all(text.isprintable() for text in texts(app))
        assert str(app.hands.query_one("#hold", Button).label).isprintable()
        assert "[bold]" in texts(app)[1]


async def test_selecting_elsewhere_changes_nothing_here(make_app: Any) -> None:
    app = make_app(requests=(REQUEST,))
    async with app.run_test() as pilot:
        await pilot.pause()
        before = texts(app)
        app.hands.selected(Selection(connection=1, stream_id=3))
        assert texts(app) == before


async def test_a_request_that_is_read_later_gets_its_line_then(make_app: Any, talk: Any) -> None:
    app = make_app()
    async with app.run_test() as pilot:
        await pilot.pause()
        talk.request(5, "/later")
        app.session.desk = Desk(version=9, requests=(replace(REQUEST, stream_id=5),))
        app.hands.look()
        assert "/later" not in app.hands.rows[1].text
        app.session.client.desk_now = app.session.desk
        app.session.advance(1.0)
        app.hands.look()
        assert "GET /later" in app.hands.rows[1].text
