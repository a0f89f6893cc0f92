from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from textual.app import App
from textual.widgets import Input, Static

from h2craft.export import FORMATS
from h2craft.tui.exporting import Part
from h2craft.tui.screens.confirm import ConfirmScreen
from h2craft.tui.screens.exported import EXACT, KEPT, MASKED, ExportScreen, path_like
from h2craft.tui.widgets.listing import Listing
from h2craft.tui.widgets.strips import Choices, Tick


class Host(App[None]):
    """The dialog over nothing. `answers` is what it ended with."""

    def __init__(self, parts: list[Part], form: str) -> None:
        super().__init__()
        self.parts = parts
        self.form = form
        self.answers: list[str | None] = []

    def on_mount(self) -> None:
        self.push_screen(ExportScreen(self.parts, self.form), self.answers.append)

    def text(self, name: str) -> str:
        return str(self.screen.query_one(name, Static).content)

    @property
    def file(self) -> Input:
        return self.screen.query_one("#file", Input)


@pytest.fixture
def make(
    talk: Any, session_of: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Callable[..., Host]:
    monkeypatch.chdir(tmp_path)
    talk.opened()
    talk.request(1, "/one", fields=[("cookie", "sid=topsecret")])
    talk.response(1, end=True)
    talk.request(3, "/three")
    session = session_of(talk)

    def made(form: str = "har") -> Host:
        one = Part(session, "stream", 1, 100, connection=1, stream_id=3)
        return Host([one, Part(session, "all", 1, 100), Part(session, "none", 90, 91)], form)

    return made


def entries(path: Path) -> list[Any]:
    return json.loads(path.read_text())["log"]["entries"]


async def test_the_form_and_the_file_are_there_and_one_key_writes_it(
    make: Any, tmp_path: Path, until: Any
) -> None:
    host = make()
    async with host.run_test() as pilot:
        await until(pilot, lambda: host.file.value == "h2craft.har")
        assert host.text("#said") == MASKED
        await pilot.press("f9")
        await until(pilot, lambda: host.answers)
    assert host.answers[0].startswith("wrote ")
    assert [one["_stream"] for one in entries(tmp_path / "h2craft.har")] == [3]


async def test_another_form_has_another_name_until_a_person_has_written_one(
    make: Any, until: Any
) -> None:
    host = make("pcapng")
    async with host.run_test() as pilot:
        await until(pilot, lambda: host.file.value == "h2craft.pcapng")
        assert host.text("#said") == EXACT
        forms = host.screen.query_one("#forms", Listing)
        await pilot.press("j", "j")
        await until(pilot, lambda: host.file.value == "h2craft.har")
        assert forms.highlighted == list(FORMATS).index("har")
        await pilot.press("enter", *"x", "shift+tab", "j")
        await until(pilot, lambda: host.screen.form.name == "jsonl")
        assert host.file.value == "h2craft.harx"


async def test_a_part_is_chosen_and_secrets_are_kept_where_that_is_wanted(
    make: Any, tmp_path: Path, until: Any
) -> None:
    host = make()
    async with host.run_test() as pilot:
        await until(pilot, lambda: host.screen.query("#part"))
        host.screen.query_one("#part", Choices).focus()
        await pilot.press("right")
        host.screen.query_one("#secrets", Tick).toggle()
        await until(pilot, lambda: host.text("#said") == KEPT)
        await pilot.press("f9")
        await until(pilot, lambda: host.answers)
    assert [one["_stream"] for one in entries(tmp_path / "h2craft.har")] == [1, 3]
    assert "topsecret" in (tmp_path / "h2craft.har").read_text()


async def test_a_file_that_is_there_is_asked_about(make: Any, tmp_path: Path, until: Any) -> None:
    (tmp_path / "h2craft.har").write_text("mine")
    host = make()
    async with host.run_test() as pilot:
        await until(pilot, lambda: host.screen.query("#part"))
        await pilot.press("f9")
        await until(pilot, lambda: isinstance(host.screen, ConfirmScreen))
        await pilot.press("n")
        await until(pilot, lambda: isinstance(host.screen, ExportScreen))
        assert (tmp_path / "h2craft.har").read_text() == "mine" and not host.answers
        await pilot.press("f9")
        await until(pilot, lambda: isinstance(host.screen, ConfirmScreen))
        await pilot.press("y")
        await until(pilot, lambda: host.answers)
    assert entries(tmp_path / "h2craft.har")


@pytest.mark.parametrize(
    ("file", "part", "said"),
    [
        ("", "stream", "which file?"),
        ("no/such/x", "stream", "No such file or directory"),
        ("x", "none", "nothing is selected: no file was written"),
    ],
)
async def test_what_goes_wrong_is_said_and_can_be_mended(
    make: Any, tmp_path: Path, until: Any, file: str, part: str, said: str
) -> None:
    host = make()
    async with host.run_test() as pilot:
        await until(pilot, lambda: host.screen.query("#part"))
        host.file.value = file
        if part == "none":
            host.screen.query_one("#part", Choices).focus()
            await pilot.press("right", "right")
        await pilot.press("f9")
        await until(pilot, lambda: said in host.text("#trouble"))
        assert not host.answers
        await pilot.press("escape")
        await until(pilot, lambda: host.answers)
    assert host.answers == [None] and not os.listdir(tmp_path)


async def test_what_is_suggested_of_a_path_is_taken_by_an_arrow(
    make: Any, tmp_path: Path, until: Any
) -> None:
    (tmp_path / "reports").mkdir()
    host = make()
    async with host.run_test() as pilot:
        await until(pilot, lambda: host.screen.query("#part"))
        host.file.value = ""
        host.file.focus()
        await pilot.press(*"rep")
        await until(pilot, lambda: host.file._suggestion == "reports/")
        await pilot.press("right")
        assert host.file.value == "reports/"


def test_a_path_becomes_what_is_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder" / "file.har").touch()
    assert path_like("fo") == "folder/"
    assert path_like("folder/f") == "folder/file.har"
    assert path_like(f"{tmp_path}/fold") == f"{tmp_path}/folder/"
    assert path_like("folder/") is path_like("x") is path_like("no/x") is path_like("\0") is None
