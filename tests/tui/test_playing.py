"""What is replayed, and how it is told."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future
from pathlib import Path
from typing import Any

import pytest

from h2craft.client import Binding, Desk, Result
from h2craft.scenario import Entry, read_entry
from h2craft.session import results
from h2craft.trace import Kind, Origin
from h2craft.tui.playing import Player, badge, how_it_stands, last_words


@pytest.fixture(autouse=True)
def folders(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))


@pytest.fixture
def entry(tmp_path: Path) -> Entry:
    file = tmp_path / "reset.py"
    file.write_text('"""A reset."""\n\n\ndef main(request, response):\n    pass\n')
    return read_entry(file)


@pytest.fixture
def player(talk: Any, session_of: Callable[..., Any]) -> Player:
    talk.opened()
    return Player(session_of(talk))


def answered(talk: Any, entry: Entry, stream_id: int = 1) -> None:
    """A request that this scenario has answered."""
    cause = talk.request(stream_id, "/x")
    said = {"stream": stream_id, "script": str(entry.file), "path": "/x"}
    talk(Kind.HANDLER_STARTED, cause=cause, origin=Origin.SCRIPT, detail=said)
    ended = {"stream": stream_id, "seconds": 0.1}
    talk(Kind.HANDLER_ENDED, cause=cause, origin=Origin.SCRIPT, detail=ended)


def look(player: Player) -> None:
    player.session.advance(1.0)
    player.look()


def test_a_scenario_is_bound_to_whatever_is_requested(player: Player, entry: Entry) -> None:
    playing = player.begin(entry)
    assert player.session.client.asked == [("attach", Binding(file=str(entry.file)))]
    assert player.active is playing
    assert how_it_stands(playing) == "waits for a client"
    assert badge(playing) == "REPLAY reset 0 acts"
    assert last_words(playing) == ""


def test_one_that_is_stepped_says_so(player: Player, entry: Entry) -> None:
    assert badge(player.begin(entry, steps=True)).startswith("STEP reset")


def test_what_comes_is_watched_to_the_verdict_which_is_remembered(
    player: Player, entry: Entry, talk: Any
) -> None:
    playing = player.begin(entry)
    answered(talk, entry)
    talk.closed()
    look(player)
    assert how_it_stands(playing) == "done"
    assert last_words(playing).endswith("1 request, 0 acts")
    assert results().by_name["reset"].is_done


def test_requests_of_others_are_not_its_own(player: Player, entry: Entry, talk: Any) -> None:
    playing = player.begin(entry)
    talk.exchange(1, "/other")
    look(player)
    assert how_it_stands(playing) == "waits for a client"


def test_another_one_takes_its_place(player: Player, entry: Entry) -> None:
    first = player.begin(entry)
    player.session.client.desk_now = Desk(version=1, bindings=(Binding(file=str(entry.file)),))
    second = player.begin(entry)
    assert first.over and player.active is second


def test_one_that_is_under_way_is_not_broken_off_by_another(
    player: Player, entry: Entry, talk: Any
) -> None:
    playing = player.begin(entry)
    said = {"stream": 1, "script": str(entry.file), "path": "/"}
    talk(Kind.HANDLER_STARTED, cause=talk.request(1), origin=Origin.SCRIPT, detail=said)
    look(player)
    with pytest.raises(ValueError, match="reset is under way: stop it first"):
        player.begin(entry)
    assert player.active is playing


def test_a_saved_trace_takes_none_and_says_what_does(
    talk: Any, session_of: Callable[..., Any], entry: Entry
) -> None:
    with pytest.raises(ValueError, match="h2craft replay reset serves it"):
        Player(session_of(talk, live=False)).begin(entry)


def test_one_that_is_no_python_is_not_bound(player: Player, tmp_path: Path) -> None:
    (tmp_path / "broken.py").write_text("def main(:\n")
    with pytest.raises(ValueError, match="broken cannot be used: this is not Python"):
        player.begin(read_entry(tmp_path / "broken.py"))
    assert player.session.client.asked == []


@pytest.mark.parametrize("how", ["refused", "failed"])
def test_an_engine_that_does_not_take_it_is_told(player: Player, entry: Entry, how: str) -> None:
    asked: Future[Result] = Future()
    player.session.client.attach = lambda binding: asked
    playing = player.begin(entry)
    assert how_it_stands(playing) == "asking the engine"
    if how == "failed":
        asked.set_exception(RuntimeError("it has ended"))
    else:
        asked.set_result(Result(accepted=False, reason="it has ended"))
    player.look()
    assert how_it_stands(playing) == "it has ended" and player.active is None


@pytest.mark.parametrize("attached", [True, False])
def test_who_leaves_an_engine_that_stays_leaves_nothing_bound(
    player: Player, entry: Entry, monkeypatch: pytest.MonkeyPatch, attached: bool
) -> None:
    monkeypatch.setattr(type(player.session), "attached", attached)
    player.begin(entry)
    bound = Binding(file=str(entry.file), number=4)
    player.session.client.desk_now = Desk(version=1, bindings=(bound,))
    player.leave()
    assert (("detach", 4) in player.session.client.asked) == attached
