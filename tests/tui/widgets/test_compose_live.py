"""The composer, the drawer and the log over a real engine: a request held, answered by hand."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from textual.app import App, ComposeResult

from h2craft.client import Client, open_local
from h2craft.session import Selection, Session
from h2craft.setup import Setup
from h2craft.tui.messages import ComposeAsked, FireAsked, Fired, NodeSelected
from h2craft.tui.widgets.compose import Compose
from h2craft.tui.widgets.hands import Hands
from h2craft.tui.widgets.log import CommandLog
from h2craft.tui.widgets.strips import SpanLine
from h2craft.tui.widgets.waiting import when_done
from h2craft.wire import PREFACE, frame_octets

pytestmark = pytest.mark.engine

WITHIN = 10.0
GET = frame_octets(1, 0x5, 1, b"\x82\x84\x86\x41\x01a")
GREETING = PREFACE + frame_octets(4, 0, 0, b"") + frame_octets(4, 1, 0, b"")


class LiveApp(App[None]):
    """The three panes, and of the screen what carries their mail."""

    CSS = "Hands { height: 8; } CommandLog { height: 8; }"

    def __init__(self, client: Client) -> None:
        super().__init__()
        self.session = Session(client)

    def compose(self) -> ComposeResult:
        yield Hands(self.session, id="hands")
        yield CommandLog(self.session, id="log")
        yield Compose(self.session, id="compose")

    @property
    def composer(self) -> Compose:
        return self.query_one(Compose)

    @property
    def hands(self) -> Hands:
        return self.query_one(Hands)

    @property
    def acts(self) -> CommandLog:
        return self.query_one(CommandLog)

    @property
    def summary(self) -> str:
        return self.query_one("#summary", SpanLine).text

    def look(self) -> None:
        while self.session.advance(1.0):
            pass
        for pane in (self.hands, self.acts, self.composer):
            pane.look()

    def on_node_selected(self, message: NodeSelected) -> None:
        self.session.selection = Selection(message.connection, message.stream_id)
        self.composer.selected(self.session.selection)

    def on_compose_asked(self, message: ComposeAsked) -> None:
        self.composer.load(message.what, message.connection, held_seq=message.held_seq)
        self.composer.focus_line()

    def on_fire_asked(self, message: FireAsked) -> None:
        future = self.session.client.submit(message.connection, *message.actions)

        def fired(result: Any) -> None:
            done = Fired(message.connection, message.actions, result)
            self.composer.fired(done)
            self.acts.fired(done)

        when_done(self, future, fired)


@pytest.fixture
def client(tmp_path: Path) -> Iterator[Any]:
    made = open_local(Setup(root=None, port=None, ca_folder=tmp_path))
    yield made
    made.close()


@pytest.fixture
def peer(client: Any) -> Iterator[socket.socket]:
    port = int(client.about.urls[-1].rpartition(":")[2])
    with socket.create_connection(("127.0.0.1", port), timeout=WITHIN) as made:
        made.sendall(GREETING)
        yield made


async def until(app: LiveApp, pilot: Any, holds: Any) -> None:
    """Look, as the screen's timer does, until something holds."""
    async with asyncio.timeout(WITHIN):
        while not holds():
            await pilot.pause()
            app.look()


def read_until(peer: socket.socket, wanted: bytes) -> bytes:
    octets = b""
    while wanted not in octets:
        more = peer.recv(65_536)
        assert more, "the connection has ended"
        octets += more
    return octets


async def test_a_request_is_held_answered_by_hand_and_stands_in_the_log(
    client: Any, peer: socket.socket
) -> None:
    app = LiveApp(client)
    async with app.run_test(size=(160, 40)) as pilot:
        app.composer.focus_line()
        await pilot.press(*"hold", "enter")
        await until(app, pilot, lambda: app.session.desk.hold is not None)
        peer.sendall(GET)
        await until(app, pilot, lambda: app.session.desk.requests)
        assert "1/1" in app.hands.rows[1].text

        app.hands.query_one("#things").focus()
        await pilot.press("enter")  # to the composer, with the beginning of an answer
        await pilot.pause()
        assert app.composer.line.value.startswith("headers 1 :status=200")
        await until(app, pilot, lambda: "01 04 00000001" in app.summary)
        await pilot.press("enter", "ctrl+u", *'data "by hand" end_stream', "enter")
        read_until(peer, frame_octets(0, 1, 1, b"by hand"))
        await until(app, pilot, lambda: len(app.acts.shown) == 2)
        assert not any(act.refused for act in app.acts.shown)
        await until(app, pilot, lambda: not app.session.desk.requests)


async def test_what_h2_refuses_is_shown_with_its_section_and_goes_by_the_wire(
    client: Any, peer: socket.socket
) -> None:
    app = LiveApp(client)
    async with app.run_test(size=(160, 40)) as pilot:
        peer.sendall(GET)
        await until(app, pilot, lambda: app.session.reader.board.connections)
        stream = lambda: app.session.reader.board.connections[1].stream(1)  # noqa: E731
        await until(app, pilot, lambda: stream() is not None and stream().closed)
        app.on_node_selected(NodeSelected(1, 1))
        app.composer.focus_line()
        await pilot.press(*'data 1 "late"')
        await until(app, pilot, lambda: "refused" in app.summary)
        assert "stream 1 is closed" in app.summary and "F6" in app.summary
        await pilot.press("enter")
        await until(app, pilot, lambda: app.acts.shown and app.acts.shown[0].refused)
        await pilot.press("f6", "enter")
        read_until(peer, frame_octets(0, 0, 1, b"late"))
        await until(app, pilot, lambda: len(app.acts.shown) == 2)
        assert not app.acts.shown[1].refused
