"""A question of one line, and the person's editor."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from textual.app import App
from textual.widgets import Input, Static

from h2craft.filter import compile
from h2craft.tui.screens.edit import AskScreen, edit_file, edit_text, told


class AskApp(App[None]):
    def __init__(self, screen: AskScreen) -> None:
        super().__init__()
        self.ask = screen
        self.answers: list[str | None] = []

    def on_mount(self) -> None:
        self.push_screen(self.ask, self.answers.append)


def make(value: str = "") -> AskApp:
    return AskApp(AskScreen("Hold [b]", "A sentence with [markup]", value, compile))


async def test_enter_answers_with_the_text() -> None:
    app = make()
    async with app.run_test() as pilot:
        await pilot.pause()
        await pilot.press(*"held:", "enter")
        await pilot.pause()
        assert app.answers == ["held:"]


async def test_what_is_no_answer_stays_and_is_pointed_at_while_one_types() -> None:
    app = make("type:")
    async with app.run_test() as pilot:
        await pilot.pause()
        app.ask.query_one(Input).value = "typ:DATA"
        await pilot.pause()
        trouble = str(app.ask.query_one("#trouble", Static).content)
        assert trouble.splitlines()[:2] == ["typ:DATA", "^^^"]
        await pilot.press("enter")
        await pilot.pause()
        assert app.answers == [] and app.screen is app.ask


@pytest.mark.parametrize("press", [True, False])
async def test_the_buttons_answer_too(press: bool) -> None:
    app = make("held:")
    async with app.run_test() as pilot:
        await pilot.pause()
        await pilot.click("#ok" if press else "#cancel")
        await pilot.pause()
        assert app.answers == ["held:" if press else None]


async def test_escape_answers_nothing() -> None:
    app = make("held:")
    async with app.run_test() as pilot:
        await pilot.pause()
        await pilot.press("escape")
        await pilot.pause()
        assert app.answers == [None]


def test_an_error_without_a_place_is_its_own_words() -> None:
    assert told(ValueError("no")) == "no"


async def test_a_terminal_that_cannot_be_lent_is_said(tmp_path: Path) -> None:
    app: App[None] = App()
    async with app.run_test():
        assert edit_file(app, tmp_path / "x") == "this terminal cannot be lent to an editor"


class Lent:
    """An app that lends its terminal."""

    def suspend(self) -> Any:
        import contextlib

        return contextlib.nullcontext()


def test_the_editor_is_called_with_the_file_and_its_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tool = tmp_path / "vim"
    tool.write_text(f'#!/bin/sh\necho "$@" > {tmp_path}/said\n')
    tool.chmod(0o755)
    monkeypatch.delenv("VISUAL", raising=False)
    monkeypatch.setenv("EDITOR", f"{tool} -f")
    app: Any = Lent()
    assert edit_file(app, tmp_path / "script.py", 7) == ""
    assert (tmp_path / "said").read_text() == f"-f +7 {tmp_path}/script.py\n"


def test_an_editor_that_is_not_there_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("VISUAL", str(tmp_path / "none"))
    app: Any = Lent()
    assert "No such file" in edit_file(app, tmp_path / "x")
    assert edit_text(app, "kept")[0] == "kept"


def test_a_text_comes_back_as_the_editor_left_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tool = tmp_path / "ed"
    tool.write_text('#!/bin/sh\necho "data 1 end_stream" > "$1"\n')
    tool.chmod(0o755)
    monkeypatch.setenv("VISUAL", str(tool))
    app: Any = Lent()
    assert edit_text(app, "data 1") == ("data 1 end_stream", "")
