"""The copy chooser."""

from __future__ import annotations

import pytest
from textual.app import App
from textual.widgets import OptionList

from h2craft.tui.screens.copy import CopyScreen, letters_for

FORMS = {"frame hex": "00 01", "fields": "a: b\nc: d", "curl": "curl x", "empty": ""}


@pytest.fixture
def answers() -> list[object]:
    return []


def test_each_kind_has_a_letter_of_its_own() -> None:
    letters = letters_for({"hex": "", "headers": "", "h": "", "json": ""})
    assert len(letters) == 4
    assert letters["h"] == "hex" and letters["j"] == "json"


def test_a_kind_has_its_letter_in_every_list() -> None:
    few = {"row": "", "octets hex": "", "Python bytes": "", "command line": "", "JSON": ""}
    many = {"row": "", "other": "", "frame hex": "", "Python bytes": "", "Python line": ""}
    assert letters_for(few)["b"] == letters_for(many)["b"] == "Python bytes"
    assert letters_for(many) == dict(zip("rofby", many, strict=True))


@pytest.mark.parametrize("key", ["c", "C"])
async def test_a_letter_copies(answers, key) -> None:
    async with App().run_test() as pilot:
        pilot.app.push_screen(CopyScreen("Copy", FORMS), answers.append)
        await pilot.pause()
        await pilot.press(key)
        assert answers == ([("curl", "curl x")] if key == "c" else [])


async def test_enter_takes_the_form_under_the_cursor(answers) -> None:
    async with App().run_test() as pilot:
        pilot.app.push_screen(CopyScreen("Copy", FORMS), answers.append)
        await pilot.pause()
        await pilot.press("down", "enter")
        assert answers == [("fields", "a: b\nc: d")]


async def test_a_click_takes_one(answers) -> None:
    async with App().run_test() as pilot:
        pilot.app.push_screen(CopyScreen("Copy", FORMS), answers.append)
        await pilot.pause()
        await pilot.click(OptionList, offset=(3, 0))
        assert answers == [("frame hex", "00 01")]


async def test_escape_copies_nothing(answers) -> None:
    async with App().run_test() as pilot:
        pilot.app.push_screen(CopyScreen("Copy", FORMS), answers.append)
        await pilot.pause()
        await pilot.press("escape")
        assert answers == [None]


async def test_what_there_is_not_is_not_offered_and_texts_are_shown_as_escapes() -> None:
    forms = {"text": "[red]\\r\x1b[31m\u202e", "none": ""}
    async with App().run_test() as pilot:
        screen = CopyScreen("Copy", forms)
        pilot.app.push_screen(screen)
        await pilot.pause()
        [option] = screen.query_one(OptionList).options
        assert str(option.prompt) == "t  text  [red]\\r\\x1b[31m\\u202e"
