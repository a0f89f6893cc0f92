"""What was recorded, before it becomes a file."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from textual.app import App
from textual.widgets import Button, Checkbox, Input, Static

from h2craft.actions import Data, Field, Headers, Send
from h2craft.explain import plain
from h2craft.trace import Kind, Origin
from h2craft.tui.recording import Part, Recording
from h2craft.tui.screens.confirm import ConfirmScreen
from h2craft.tui.screens.promote import PromoteScreen
from h2craft.tui.screens.recorded import Answer, RecordedScreen, seconds
from h2craft.tui.widgets.strips import Choices
from h2craft.tui.widgets.textview import TextView


class Host(App[None]):
    def __init__(self, make: Callable[[], RecordedScreen]) -> None:
        super().__init__()
        self.make = make
        self.answers: list[Answer | None] = []

    def on_mount(self) -> None:
        self.push_screen(self.make(), self.answers.append)

    @property
    def dialog(self) -> RecordedScreen:
        found = [one for one in self.screen_stack if isinstance(one, RecordedScreen)]
        return found[0]

    @property
    def script(self) -> str:
        return plain(self.dialog.text)

    @property
    def trouble(self) -> str:
        return str(self.dialog.query_one("#trouble", Static).content)

    @property
    def told(self) -> str:
        return str(self.dialog.query_one("#told", Static).content)


async def settle(host: Host, pilot: Any) -> None:
    """Till nothing is read, made or written any more."""
    await pilot.pause()
    while any(not worker.is_finished for worker in host.workers):
        await host.workers.wait_for_complete()
        await pilot.pause()
    await pilot.pause()


@pytest.fixture(autouse=True)
def folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    monkeypatch.setenv("H2CRAFT_SCENARIOS", str(tmp_path / "own"))
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def recording(talk: Any, session_of: Callable[..., Any]) -> Recording:
    """Somebody has answered by hand, with a pause and a secret."""
    talk.opened()
    made = Recording(session_of(talk))
    talk.request(1, "/x")
    fields = (Field(b":status", b"200"), Field(b"set-cookie", b"very-secret"))
    for at, act in (
        (1.0, Headers(stream_id=1, fields=fields)),
        (1.5, Data(stream_id=1, data=b"\x1b[2Jhello", end_stream=True)),
    ):
        talk(Kind.ACTION_FIRED, at=at, origin=Origin.HAND, detail=Send(frames=(act,)))
    made.session.advance(1.0)
    return made


@pytest.fixture
def session(recording: Recording) -> Any:
    return recording.session


@pytest.fixture
def host(recording: Recording) -> Host:
    return Host(lambda: RecordedScreen(recording.session, [recording], past=False))


@pytest.fixture
def past(session: Any) -> Host:
    last = session.client.records.last
    parts = [Part(session, "marked", 1, 2), Part(session, "all", 1, last)]
    return Host(lambda: RecordedScreen(session, parts))


async def test_the_script_is_shown_and_what_it_is_of(host: Host) -> None:
    async with host.run_test(size=(120, 40)) as pilot:
        await settle(host, pilot)
        assert "def main(request, response)" in host.script and "GET /x" in host.script
        assert host.told.startswith("2 acts for 1 request by curl/8.5.0.")
        assert "Automatic replies are left out." in host.told
        assert "\x1b" not in host.script
        assert "lines of it" in host.script


async def test_secrets_are_replaced_unless_they_are_kept(host: Host) -> None:
    async with host.run_test(size=(120, 40)) as pilot:
        await settle(host, pilot)
        assert "very-secret" not in host.script
        host.dialog.query_one("#secrets", Checkbox).toggle()
        await settle(host, pilot)
        assert "very-secret" in host.script


@pytest.mark.parametrize(
    ("choice", "threshold", "expected"),
    [
        ("from", "1", ""),
        ("from", "0.2", "time.sleep(0.5)"),
        ("none", "0", ""),
        ("exact", "1", "0.5"),
    ],
)
async def test_pauses_are_none_exact_or_from_a_threshold(
    host: Host, choice: str, threshold: str, expected: str
) -> None:
    async with host.run_test(size=(120, 40)) as pilot:
        await settle(host, pilot)
        pauses = host.dialog.query_one("#pauses", Choices)
        pauses._choose(choice)
        host.dialog.query_one("#seconds", Input).value = threshold
        await settle(host, pilot)
        assert ("time.sleep" in host.script) == bool(expected)
        assert expected in host.script


async def test_a_threshold_that_is_none_is_said_and_nothing_is_saved(
    host: Host, folder: Path
) -> None:
    async with host.run_test(size=(120, 40)) as pilot:
        await settle(host, pilot)
        host.dialog.query_one("#seconds", Input).value = "soon"
        await settle(host, pilot)
        assert "a number of seconds" in host.trouble
        await pilot.press("f9")
        await settle(host, pilot)
    assert host.answers == [] and os.listdir(folder) == []


async def test_automatic_replies_are_in_it_on_request(host: Host) -> None:
    async with host.run_test(size=(120, 40)) as pilot:
        await settle(host, pilot)
        host.dialog.query_one("#replies", Checkbox).toggle()
        await settle(host, pilot)
        assert "left out" not in host.told and "def main" in host.script


async def test_the_title_stands_in_the_script(host: Host) -> None:
    async with host.run_test(size=(120, 40)) as pilot:
        await settle(host, pilot)
        host.dialog.query_one("#title", Input).value = 'Mine, with """ in it.'
        await settle(host, pilot)
        assert "Mine, with" in host.script.split("\n")[0]
        compile(host.dialog.kept.text(host.dialog.how()), "it", "exec")  # type: ignore[union-attr]


# What becomes of it


async def test_it_is_saved_and_what_is_saved_is_the_script(host: Host, folder: Path) -> None:
    async with host.run_test(size=(120, 40)) as pilot:
        await settle(host, pilot)
        host.dialog.query_one("#file", Input).value = "mine.py"
        await pilot.press("f9")
        await settle(host, pilot)
    assert host.answers == [Answer.SAVED]
    assert "def main(request, response)" in (folder / "mine.py").read_text()


async def test_a_file_that_is_there_is_asked_about(host: Host, folder: Path) -> None:
    file = folder / "recorded.py"
    file.write_text("mine")
    async with host.run_test(size=(120, 40)) as pilot:
        await settle(host, pilot)
        await pilot.press("f9")
        await settle(host, pilot)
        assert isinstance(host.screen, ConfirmScreen)
        await pilot.press("n")
        await settle(host, pilot)
        assert file.read_text() == "mine" and host.answers == []
        await pilot.press("f9")
        await settle(host, pilot)
        await pilot.press("y")
        await settle(host, pilot)
    assert host.answers == [Answer.SAVED]
    assert "def main" in file.read_text()


@pytest.mark.parametrize(("name", "words"), [("", "which file?"), ("/none/x.py", "No such file")])
async def test_a_file_that_cannot_be_is_said(host: Host, name: str, words: str) -> None:
    async with host.run_test(size=(120, 40)) as pilot:
        await settle(host, pilot)
        host.dialog.query_one("#file", Input).value = name
        host.dialog.query_one("#save", Button).press()
        await settle(host, pilot)
        assert words in host.trouble and host.answers == []


async def test_it_goes_into_the_library(host: Host, folder: Path) -> None:
    async with host.run_test(size=(120, 40)) as pilot:
        await settle(host, pilot)
        host.dialog.query_one("#title", Input).value = "A cookie for all"
        await pilot.press("f8")
        await settle(host, pilot)
        assert isinstance(host.screen, PromoteScreen)
        await pilot.press("enter")
        await settle(host, pilot)
    assert host.answers == [Answer.SAVED]
    assert "def main" in (folder / "own" / "a-cookie-for-all.py").read_text()


async def test_discarding_asks_and_going_on_does_not(host: Host) -> None:
    async with host.run_test(size=(120, 40)) as pilot:
        await settle(host, pilot)
        await pilot.click("#discard")
        await settle(host, pilot)
        await pilot.press("n")
        await settle(host, pilot)
        assert host.answers == []
        await pilot.click("#discard")
        await settle(host, pilot)
        await pilot.press("y")
        await settle(host, pilot)
    assert host.answers == [Answer.DISCARDED]


async def test_escape_goes_on(host: Host) -> None:
    async with host.run_test(size=(120, 40)) as pilot:
        await settle(host, pilot)
        await pilot.press("escape")
        await settle(host, pilot)
    assert host.answers == [Answer.GO_ON]


# What has happened


async def test_a_part_with_nothing_in_it_says_so(past: Host) -> None:
    async with past.run_test(size=(120, 40)) as pilot:
        await settle(past, pilot)
        assert "GET /x" in past.script and not past.dialog.query("#discard")
        past.dialog.query_one("#part", Choices)._choose("marked")
        await settle(past, pilot)
        assert past.trouble.startswith("nothing to keep")
        await pilot.press("f9")
        await settle(past, pilot)
        assert "nothing to save yet" in past.trouble
        past.dialog.query_one("#part", Choices)._choose("all")
        await settle(past, pilot)
        assert "GET /x" in past.script and past.trouble == ""


async def test_the_screen_goes_on_while_records_are_read(session: Any) -> None:
    may_read = threading.Event()

    class Slow(Part):
        def read(self) -> Any:
            may_read.wait(30)
            return super().read()

    part = Slow(session, "all", 1, session.client.records.last)
    host = Host(lambda: RecordedScreen(session, [part]))
    async with host.run_test(size=(120, 40)) as pilot:
        while "reading" not in host.told:
            await pilot.pause()
        await pilot.press("f9")
        await pilot.pause()
        assert "nothing to save yet" in host.trouble
        may_read.set()
        await settle(host, pilot)
        assert "GET /x" in host.script


async def test_what_fails_while_it_is_read_is_told(session: Any) -> None:
    class Broken(Part):
        def read(self) -> Any:
            raise OSError("the file is gone")

    host = Host(lambda: RecordedScreen(session, [Broken(session, "all", 1, 2)]))
    async with host.run_test(size=(120, 40)) as pilot:
        await settle(host, pilot)
        assert host.trouble == "the file is gone"


async def test_all_of_it_has_room_at_80x24(host: Host) -> None:
    async with host.run_test(size=(80, 24)) as pilot:
        await settle(host, pilot)
        inside = host.dialog.query_one(".dialog").content_region
        for one in host.dialog.query("Input, Checkbox, Choices, Button"):
            assert one.region.height == 1 and inside.contains_region(one.region), one
        assert host.dialog.query_one(TextView).region.height >= 8


@pytest.mark.parametrize("text", ["", "x", "nan", "-1", "1e9"])
def test_a_threshold_is_a_sensible_number_of_seconds(text: str) -> None:
    with pytest.raises(ValueError, match="pauses"):
        seconds(text)
    assert seconds("0.5") == 0.5
