"""The status line."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from textual.app import App, ComposeResult

from h2craft.actions import Data, Reply, Send
from h2craft.client import Desk, HeldAction, HeldReply, HeldRequest
from h2craft.scenario import find
from h2craft.tui.playing import Player
from h2craft.tui.widgets.pieces import fitting
from h2craft.tui.widgets.status import StatusBar

FILTERED = HeldRequest(connection=1, stream_id=1, seq=5, held_seq=6, at=0.0)
REQUEST = HeldRequest(connection=1, stream_id=1, seq=5, held_seq=6, at=0.0, by="script")
ACTION = HeldAction(
    seq=9, connection=1, stream_id=1, at=0.0, action=Send(frames=(Data(stream_id=1),))
)
REPLY = HeldReply(seq=7, connection=1, name="ping_ack", octets=b"", cause=4, at=0.0)


@pytest.fixture
def said(session_of, talk):
    """What the line says, and the session behind it to change first."""
    talk.opened()
    session = session_of(talk)

    def say(**desk) -> str:
        session.desk = Desk(**desk)
        bar = StatusBar(session)
        bar.look()
        return bar.text

    say.session = session
    return say


def test_it_says_where_we_listen_and_what_is_served(said) -> None:
    text = said()
    assert "https://127.0.0.1:8443" in text and "scripts/hello.py" in text
    assert "HOLD" not in text and "BREAK" not in text and "POLICY" not in text


def test_a_trace_that_is_damaged_says_where(said) -> None:
    about = said.session.client.about
    damage = "octet 8583: records 88 to 117 are unreadable"
    said.session.client.about = replace(about, live=False, trace=Path("a"), damage=damage)
    assert f"DAMAGED {damage}" in said()


def test_a_trace_that_is_recorded_shows_its_count(said) -> None:
    assert "no trace 7" in said()
    said.session.client.about = replace(said.session.client.about, trace=Path("run.h2trace"))
    assert "● trace 7" in said()


@pytest.mark.parametrize(
    ("desk", "words"),
    [
        ({"hold": "path:/x", "requests": (REQUEST,)}, "HOLD path:/x (1) [5]"),
        ({"hold": ""}, "HOLD everything (0) [5]"),
        ({"requests": (REQUEST,)}, "HOLD by script (1) [5]"),
        ({"requests": (REQUEST, FILTERED)}, "HOLD off (2) [5]"),
        ({"actions": (ACTION,)}, "BREAK off (1) [5]"),
        ({"break_on": "type:DATA", "actions": (ACTION,)}, "BREAK type:DATA (1) [5]"),
        ({"replies": (REPLY, REPLY)}, "TRAY (2) [5]"),
        ({"policy": {"ping_ack": Reply.HOLD, "goaway": Reply.SEND}}, "POLICY ping_ack hold [5]"),
        ({"policies": {1: {"ping_ack": Reply.DROP}, 2: {}}}, "POLICY of 1 [5]"),
    ],
)
def test_each_mode_that_is_on_is_said_with_its_key(said, desk, words) -> None:
    assert words in said(**desk)


def test_a_pattern_cannot_act_on_the_screen(said) -> None:
    text = said(hold='"\x1b[31m\u202e"')
    assert "\x1b" not in text and "\u202e" not in text and "\\x1b" in text


def test_pausing_is_said(said) -> None:
    said.session.paused = True
    assert "PAUSED [p]" in said()


def test_being_behind_is_said(session_of, talk) -> None:
    talk.opened()
    for _ in range(1_100):
        talk.received(6, 0, 0, b"12345678")
    bar = StatusBar(session_of(talk, folded=False))
    bar.look()
    assert "behind 1,107" in bar.text


@pytest.mark.parametrize(
    ("following", "words"), [(True, "follow"), (False, "follow off [F]"), (None, "")]
)
def test_following_is_said_where_it_is_known(said, following, words) -> None:
    bar = StatusBar(said.session)
    bar.following = following
    bar.look()
    assert bar.text.endswith(words)


def test_a_saved_trace_says_so(session_of, talk) -> None:
    talk.opened()
    session = session_of(talk, live=False)
    bar = StatusBar(session)
    bar.look()
    assert "saved 7" in bar.text


def test_an_engine_of_another_process_is_named(said) -> None:
    client = said.session.client
    client.about = replace(client.about, name="handlers", pid=1)
    text = said()
    assert "attached to handlers" in text and "GONE" not in text


def test_an_engine_that_went_away_is_told_and_what_was_read_stays(said) -> None:
    client = said.session.client
    client.about = replace(client.about, name="handlers", pid=1)
    client.ended = "the engine has gone \x1b[2J"
    text = said()
    assert "GONE: the engine has gone \\x1b[2J" in text and "no trace 7" in text


class Shown(App[None]):
    def __init__(self, session) -> None:
        super().__init__()
        self.session = session

    def compose(self) -> ComposeResult:
        yield StatusBar(self.session, id="status")


@pytest.mark.parametrize("width", [40, 80, 200])
async def test_what_is_held_stays_when_there_is_little_room(said, width) -> None:
    said.session.desk = Desk(hold="path:/x", requests=(REQUEST,))
    async with Shown(said.session).run_test(size=(width, 3)) as pilot:
        bar = pilot.app.query_one(StatusBar)
        bar.look()
        await pilot.pause()
        assert "HOLD path:/x (1) [5]" in bar.render_line(0).text


def test_what_is_recorded_and_replayed_stays_in_a_narrow_line(said) -> None:
    player = Player(said.session)
    bar = StatusBar(said.session, player)
    bar.look()
    assert "RECORDING" not in bar.text and "REPLAY" not in bar.text
    player.record()
    player.begin(find("rst-mid-body"))
    bar.look()
    words = ["RECORDING 0 acts [ctrl+r]", "REPLAY rst-mid-body 0 acts [R]"]
    shown = [piece.text for piece in fitting(bar.pieces, 78)]
    assert [one for one in shown if one in words] == words
    player.recording.taking.stop()
    player.active.stop()
    bar.look()
    assert not [one for one in words if one in bar.text]
