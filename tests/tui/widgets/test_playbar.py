"""What is replayed, in three lines."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from h2craft.actions import Data, Send
from h2craft.client import Desk, HeldAction
from h2craft.scenario import read_entry
from h2craft.trace import Kind, Origin
from h2craft.tui.messages import CopyAsked
from h2craft.tui.playing import Player
from h2craft.tui.widgets.playbar import CommandLine, PlayBar

CURL = "curl -v https://127.0.0.1:8443/"


@pytest.fixture(autouse=True)
def folders(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))


@pytest.fixture
def player(talk: Any, session_of: Callable[..., Any]) -> Player:
    talk.opened()
    return Player(session_of(talk))


@pytest.fixture
def entry(tmp_path: Path) -> Any:
    (tmp_path / "reset.py").write_text('"""A reset."""\n')
    return read_entry(tmp_path / "reset.py")


@pytest.fixture
def host(hosting: Callable[..., Any]) -> Any:
    return hosting(PlayBar)


def shown(host: Any) -> list[str]:
    return [line.strip() for line in host.lines if line.strip()]


async def test_before_anything_is_replayed_the_client_is_shown(host: Any) -> None:
    async with host.run_test(size=(80, 6)) as pilot:
        host.pane.show(None, CURL)
        await pilot.pause()
        assert shown(host) == [f"$ {CURL}  [y]"]
        host.pane.show(None, "")
        await pilot.pause()
        assert shown(host) == []


async def test_how_far_it_is_and_what_to_run(host: Any, player: Player, entry: Any) -> None:
    async with host.run_test(size=(80, 6)) as pilot:
        host.pane.show(player.begin(entry), CURL)
        await pilot.pause()
        assert shown(host) == ["REPLAY reset 0 acts  waits for a client", f"$ {CURL}  [y]"]


async def test_the_act_that_waits_is_the_next(
    host: Any, player: Player, entry: Any, talk: Any
) -> None:
    async with host.run_test(size=(80, 6)) as pilot:
        playing = player.begin(entry, steps=True)
        said = {"stream": 1, "script": str(entry.file), "path": "/"}
        talk(Kind.HANDLER_STARTED, cause=talk.request(1), origin=Origin.SCRIPT, detail=said)
        player.session.advance(1.0)
        host.pane.show(playing, CURL)
        await pilot.pause()
        assert "it has nothing to send yet" in shown(host)[1]
        act = Send(frames=(Data(stream_id=1, data=b"evil \x1b[2J"),))
        held = {"connection": 1, "stream_id": 1, "at": 0.0, "action": act}
        player.session.desk = Desk(
            actions=(
                HeldAction(seq=7, script="another.py", **held),
                HeldAction(seq=8, script=str(entry.file), **held),
            )
        )
        host.pane.show(playing, CURL)
        await pilot.pause()
        assert shown(host)[1].startswith("next  1/1 data 1")
        assert "\x1b" not in shown(host)[1] and shown(host)[1].endswith("[n]")


async def test_the_verdict_stands_there_once_it_rests(
    host: Any, player: Player, entry: Any, talk: Any
) -> None:
    async with host.run_test(size=(80, 6)) as pilot:
        playing = player.begin(entry)
        cause = talk.request(1, fields=(("user-agent", "curl/8.5.0"),))
        said = {"stream": 1, "script": str(entry.file), "path": "/"}
        talk(Kind.HANDLER_STARTED, cause=cause, origin=Origin.SCRIPT, detail=said)
        raised = {"stream": 1, "hook": "main", "error": "ValueError: no", "traceback": ""}
        talk(Kind.HANDLER_RAISED, cause=cause, origin=Origin.SCRIPT, detail=raised)
        talk(Kind.HANDLER_ENDED, cause=cause, origin=Origin.SCRIPT, detail={"stream": 1})
        player.session.advance(1.0)
        player.look()
        host.pane.show(playing, CURL)
        await pilot.pause()
        assert "main raised: ValueError: no" in shown(host)[1]
        assert "curl/8.5.0" in shown(host)[0]


async def test_a_long_line_is_there_whole_and_a_click_copies_it(host: Any) -> None:
    async with host.run_test(size=(30, 6)) as pilot:
        host.pane.show(None, CURL)
        await pilot.pause()
        assert " ".join(shown(host)) == f"$ {CURL}  [y]"
        await pilot.click(CommandLine)
        await pilot.pause()
        assert [one.text for one in host.heard_of(CopyAsked)] == [CURL]
