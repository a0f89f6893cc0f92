"""Recording from the screen."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot
from textual.widgets import Static

from h2craft.actions import Data, Field, Headers, Send
from h2craft.explain import plain
from h2craft.scenario import ScenarioError
from h2craft.session import Settings
from h2craft.trace import Kind, Origin
from h2craft.tui import recording as module
from h2craft.tui.app import Workbench
from h2craft.tui.recording import How, Kept, Part, Recording, parts
from h2craft.tui.screens.confirm import ConfirmScreen
from h2craft.tui.screens.recorded import RecordedScreen


@pytest.fixture(autouse=True)
def folders(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))


@pytest.fixture
def app_of(session_of: Callable[..., Any], talk: Any) -> Callable[..., Workbench]:
    def made(*, live: bool = True) -> Workbench:
        return Workbench(session_of(talk, live=live).client, Settings())

    return made


def answer(talk: Any, stream_id: int = 1, *, origin: Origin = Origin.HAND) -> int:
    fields = (Field(b":status", b"200"), Field(b"set-cookie", b"very-secret"))
    head = Send(frames=(Headers(stream_id=stream_id, fields=fields),))
    body = Send(frames=(Data(stream_id=stream_id, data=b"hello", end_stream=True),))
    talk(Kind.ACTION_FIRED, origin=origin, detail=head)
    return int(talk(Kind.ACTION_FIRED, origin=origin, detail=body))


def asked_and_answered(talk: Any, stream_id: int = 1, path: str = "/x") -> int:
    talk.request(stream_id, path)
    return answer(talk, stream_id)


async def ready(pilot: Pilot[Any]) -> None:
    while not pilot.app.workbench.furnished:
        await pilot.pause()
    await look(pilot)


async def look(pilot: Pilot[Any]) -> None:
    """Everything is read, and shown."""
    pilot.app.session.advance(1.0)
    pilot.app.workbench._hear()
    pilot.app.workbench.status.look()
    await pilot.pause()
    while any(not worker.is_finished for worker in pilot.app.workers):
        await pilot.app.workers.wait_for_complete()
        await pilot.pause()
    await pilot.pause()


def badge(pilot: Pilot[Any]) -> str:
    return pilot.app.workbench.status.text


# What it is


def test_acts_are_counted_from_when_it_began(talk: Any, session_of: Callable[..., Any]) -> None:
    talk.opened()
    asked_and_answered(talk)
    session = session_of(talk, folded=False)
    made = Recording(session)
    session.reader.listen(made.take)
    talk.request(3)
    answer(talk, 3, origin=Origin.SCRIPT)
    refused = answer(talk, 3)
    talk(Kind.ACTION_REFUSED, cause=refused, detail={"reason": "no"})
    answer(talk, 3, origin=Origin.ENGINE)
    session.advance(1.0)
    assert made.count == 3


def test_it_knows_the_request_that_came_before_it(
    talk: Any, session_of: Callable[..., Any]
) -> None:
    talk.opened()
    talk.request(1, "/before")
    session = session_of(talk)
    made = Recording(session)
    answer(talk)
    [turn] = made.read().score().turns
    assert turn.path == b"/before" and len(turn.acts) == 2


def test_what_is_done_while_it_is_off_is_not_in_it(
    talk: Any, session_of: Callable[..., Any]
) -> None:
    talk.opened()
    made = Recording(session_of(talk))
    first = asked_and_answered(talk, 1)
    made.taking.stop()
    asked_and_answered(talk, 3)
    assert [act.seq for act in made.read().acts] == [first - 1, first]
    made.taking.start()
    last = asked_and_answered(talk, 5)
    assert [act.seq for act in made.read().acts] == [first - 1, first, last - 1, last]


def test_the_script_is_safe_unless_secrets_are_kept(
    talk: Any, session_of: Callable[..., Any]
) -> None:
    talk.opened()
    asked_and_answered(talk)
    session = session_of(talk)
    kept = Kept(Part(session, "all", 1, session.client.records.last).read())
    assert "very-secret" not in kept.text(How()) and "secret-1" in kept.text(How())
    assert "very-secret" in kept.text(How(keep_secrets=True))
    assert kept.text(How(title="My own title.")).startswith('"""My own title.')


def test_it_is_told_in_a_sentence(talk: Any, session_of: Callable[..., Any]) -> None:
    for connection in (1, 2):
        talk.opened(connection)
        talk.request(1, connection=connection, fields=(("user-agent", "curl/\x1b8"),))
        act = Send(frames=(Data(stream_id=1, data=b"x"),))
        talk(Kind.ACTION_FIRED, connection=connection, origin=Origin.HAND, detail=act)
    session = session_of(talk)
    told = Kept(Part(session, "all", 1, session.client.records.last).read()).told(How())
    assert told.startswith("2 acts for 2 requests on 2 connections by curl/") and told.isprintable()


def test_the_preview_ends_where_nobody_would_read_on(
    talk: Any, session_of: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "SHOWN_LINES", 5)
    talk.opened()
    asked_and_answered(talk)
    session = session_of(talk)
    kept = Kept(Part(session, "all", 1, session.client.records.last).read())
    shown = plain(kept.preview(How())).split("\n")
    assert len(shown) <= 7 and shown[-1] == "The rest is not shown here; it is saved with it."


def test_a_filter_says_which_part(talk: Any, session_of: Callable[..., Any]) -> None:
    talk.opened()
    asked_and_answered(talk, 1, "/a")
    asked_and_answered(talk, 3, "/b")
    session = session_of(talk)
    last = session.client.records.last
    score = Kept(Part(session, "filter", 1, last, "path:/b").read()).score()
    assert [turn.path for turn in score.turns if turn.acts] == [b"/b"]
    with pytest.raises(ScenarioError):
        Kept(Part(session, "filter", 1, last, "path:/none").read()).score()


# From the workbench


async def test_the_key_begins_and_a_badge_counts(app_of: Any, talk: Any) -> None:
    talk.opened()
    talk.request(1, "/x")
    app = app_of()
    async with app.run_test(size=(120, 40)) as pilot:
        await ready(pilot)
        assert "RECORDING" not in badge(pilot)
        await pilot.press("ctrl+r")
        await look(pilot)
        assert "RECORDING 0 acts [ctrl+r]" in badge(pilot)
        answer(talk)
        await look(pilot)
        assert "RECORDING 2 acts [ctrl+r]" in badge(pilot)


async def test_the_key_works_while_one_types(app_of: Any, talk: Any) -> None:
    talk.opened()
    app = app_of()
    async with app.run_test(size=(120, 40)) as pilot:
        await ready(pilot)
        await pilot.press("colon", *"ping", "ctrl+r")
        await look(pilot)
        assert "RECORDING" in badge(pilot)
        assert app.workbench.composer.line.value == "ping"


async def test_with_nothing_to_keep_it_says_so(app_of: Any, talk: Any) -> None:
    talk.opened()
    app = app_of()
    async with app.run_test(size=(120, 40)) as pilot:
        await ready(pilot)
        await pilot.press("ctrl+r", "ctrl+r")
        await look(pilot)
        assert "nothing to keep" in badge(pilot) and "RECORDING" not in badge(pilot)
        assert app.screen is app.workbench and app.workbench.player.recording is None


async def test_stopping_shows_the_script_and_escape_goes_on(app_of: Any, talk: Any) -> None:
    talk.opened()
    app = app_of()
    async with app.run_test(size=(120, 40)) as pilot:
        await ready(pilot)
        await pilot.press("ctrl+r")
        asked_and_answered(talk)
        await pilot.press("ctrl+r")
        await look(pilot)
        assert isinstance(app.screen, RecordedScreen)
        assert "def main" in plain(app.screen.text)
        assert "RECORDING" not in badge(pilot)
        await pilot.press("escape")
        await look(pilot)
        assert "RECORDING 2 acts" in badge(pilot)


async def test_a_second_recording_knows_nothing_of_the_first(
    app_of: Any, talk: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    talk.opened()
    app = app_of()
    async with app.run_test(size=(120, 40)) as pilot:
        await ready(pilot)
        for stream_id, path in ((1, "/first"), (3, "/second")):
            await pilot.press("ctrl+r")
            asked_and_answered(talk, stream_id, path)
            await pilot.press("ctrl+r")
            await look(pilot)
            assert isinstance(app.screen, RecordedScreen)
            text = plain(app.screen.text)
            await pilot.press("f9")
            await look(pilot)
            assert app.screen is app.workbench or await _wrote_over(pilot)
        assert "GET /second" in text and "/first" not in text


async def _wrote_over(pilot: Pilot[Any]) -> bool:
    await pilot.press("y")
    await look(pilot)
    return pilot.app.screen is pilot.app.workbench


async def test_of_a_saved_trace_it_offers_what_it_holds(app_of: Any, talk: Any) -> None:
    talk.opened()
    asked_and_answered(talk)
    app = app_of(live=False)
    async with app.run_test(size=(120, 40)) as pilot:
        await ready(pilot)
        await pilot.press("ctrl+r")
        await look(pilot)
        assert isinstance(app.screen, RecordedScreen)
        assert "def main" in plain(app.screen.text)
        await pilot.press("escape")
        await look(pilot)
        assert app.screen is app.workbench and "RECORDING" not in badge(pilot)
        assert app.session.client.asked == []


async def test_a_range_the_marks_and_the_filter_are_parts(app_of: Any, talk: Any) -> None:
    talk.opened()
    asked_and_answered(talk)
    app = app_of(live=False)
    async with app.run_test(size=(120, 40)) as pilot:
        await ready(pilot)
        last = app.session.client.records.last
        assert [one[1:] for one in parts(app.workbench)] == [("all", 1, last, "")]
        app.workbench.frames.set_filter("type:HEADERS")
        app.session.client.comment(3, "")
        await look(pilot)
        await pilot.press("g", "shift+down")
        await pilot.pause()
        found = {one.name: one for one in parts(app.workbench)}
        assert list(found) == ["range", "marked", "filter", "all"]
        assert found["filter"].wanted == "type:HEADERS"
        assert (found["marked"].first, found["marked"].last) == (3, 3)


async def test_a_live_session_can_be_recorded_afterwards(app_of: Any, talk: Any) -> None:
    talk.opened()
    asked_and_answered(talk)
    app = app_of()
    async with app.run_test(size=(120, 40)) as pilot:
        await ready(pilot)
        app.workbench.action_record_past()
        await look(pilot)
        assert isinstance(app.screen, RecordedScreen)
        assert "GET /x" in plain(app.screen.text)


async def test_leaving_with_something_recorded_asks(app_of: Any, talk: Any) -> None:
    talk.opened()
    talk.closed()
    app = app_of()
    async with app.run_test(size=(120, 40)) as pilot:
        await ready(pilot)
        await pilot.press("ctrl+r")
        act = Send(frames=(Data(stream_id=1, data=b"x"),))
        talk(Kind.ACTION_FIRED, origin=Origin.HAND, detail=act)
        await look(pilot)
        await pilot.press("ctrl+q")
        await pilot.pause()
        assert isinstance(app.screen, ConfirmScreen)
        sentence = app.screen.query_one(".sentence", Static)
        assert str(sentence.content) == "1 act is recorded and not saved."
        await pilot.press("n")


async def test_the_key_does_nothing_more_while_the_script_is_shown(app_of: Any, talk: Any) -> None:
    talk.opened()
    app = app_of()
    async with app.run_test(size=(120, 40)) as pilot:
        await ready(pilot)
        await pilot.press("ctrl+r")
        asked_and_answered(talk)
        await pilot.press("ctrl+r", "ctrl+r")
        app.workbench.action_record_past()
        await look(pilot)
        assert sum(isinstance(one, RecordedScreen) for one in app.screen_stack) == 1
        assert not app.workbench.player.recording.on
