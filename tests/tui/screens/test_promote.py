"""Putting a script into the person's own library."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from textual.app import App
from textual.widgets import Input, Static

from h2craft.scenario import promote
from h2craft.tui.screens.promote import PromoteScreen, name_for

SCRIPT = '"""A title."""\n\n\ndef main(request, response):\n    pass\n'


class Host(App[None]):
    def __init__(self, make: Callable[[], PromoteScreen]) -> None:
        super().__init__()
        self.make = make
        self.answers: list[str | None] = []

    def on_mount(self) -> None:
        self.push_screen(self.make(), self.answers.append)

    def value(self, name: str) -> str:
        return self.screen.query_one(name, Input).value

    @property
    def trouble(self) -> str:
        return str(self.screen.query_one("#trouble", Static).content)


@pytest.fixture
def own(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    monkeypatch.setenv("H2CRAFT_SCENARIOS", str(tmp_path / "own"))
    return tmp_path / "own"


@pytest.fixture
def make(own: Path, session_of: Callable[..., Any]) -> Callable[..., Host]:
    def made(**more: Any) -> Host:
        session = session_of()
        session.client.scripts = ("deep/my_answer.py", "other.py")
        return Host(lambda: PromoteScreen(session, **more))

    return made


async def test_a_text_needs_only_a_name(make: Any, own: Path) -> None:
    host = make(text=SCRIPT, name="get-x")
    async with host.run_test() as pilot:
        await pilot.pause()
        assert not host.screen.query("#file")
        await pilot.press("tab", *"mine", "enter")
        await pilot.pause()
    assert host.answers == ["get-x"]
    assert (own / "mine" / "get-x.py").read_text() == SCRIPT


async def test_a_file_is_found_by_letters_and_gives_the_name(
    make: Any, own: Path, tmp_path: Path
) -> None:
    (tmp_path / "My Answer.py").write_text(SCRIPT)
    host = make()
    async with host.run_test() as pilot:
        await pilot.pause()
        await pilot.press(*"ans", "enter")
        await pilot.pause()
        assert host.value("#file") == "deep/my_answer.py"
        host.screen.query_one("#file", Input).value = f"{tmp_path}/My"
        await pilot.pause()
        await pilot.press("enter")
        await pilot.pause()
        assert host.value("#file") == f"{tmp_path}/My Answer.py"
        assert host.value("#name") == "my-answer"
        await pilot.press("enter", "f9")
        await pilot.pause()
    assert host.answers == ["my-answer"]
    assert (own / "my-answer.py").read_text() == SCRIPT


async def test_a_name_a_person_wrote_stays(make: Any) -> None:
    host = make()
    async with host.run_test() as pilot:
        await pilot.pause()
        host.screen.query_one("#name", Input).value = "mine"
        await pilot.pause()
        host.screen.query_one("#file", Input).value = "other.py"
        await pilot.pause()
        assert host.value("#name") == "mine"


@pytest.mark.parametrize(
    ("name", "file", "words"),
    [
        ("a/b", "x.py", "cannot be a name"),
        ("taken", "x.py", "there is a scenario taken already"),
        ("fine", "", "which file?"),
        ("fine", "/none.py", "no such file"),
    ],
)
async def test_what_cannot_be_is_said(
    make: Any, own: Path, tmp_path: Path, name: str, file: str, words: str
) -> None:
    (tmp_path / "x.py").write_text(SCRIPT)
    promote(SCRIPT, "taken")
    host = make(name=name)
    async with host.run_test() as pilot:
        await pilot.pause()
        path = str(tmp_path / file) if file and not file.startswith("/") else file
        host.screen.query_one("#file", Input).value = path
        await pilot.pause()
        await pilot.click("#promote")
        await pilot.pause()
        assert words in host.trouble
        await pilot.press("escape")
    assert host.answers == [None]


@pytest.mark.parametrize(
    ("words", "name"),
    [
        ("GET /x gets 200, half a body", "get-x-gets-200-half-a-body"),
        ("recorded", "recorded"),
        ("../..", ""),
        ("x" * 100, "x" * 60),
    ],
)
def test_a_name_is_made_of_words(words: str, name: str) -> None:
    assert name_for(words) == name
