"""The form: a field of each kind by keys and mouse, what is wrong where it stands, hostile text."""

from __future__ import annotations

from typing import Any

import pytest
from textual.app import App, ComposeResult
from textual.widgets import Button, Checkbox, Input, TextArea

from h2craft.language import LanguageError
from h2craft.tui.screens.pick import PickScreen
from h2craft.tui.widgets.composeform import FieldRow, FormView, is_set
from h2craft.tui.widgets.draft import FORMS, defaults_of
from h2craft.tui.widgets.strips import Bits, Choices


class FormApp(App[None]):
    def __init__(self) -> None:
        super().__init__()
        self.changes: list[dict[str, str]] = []

    def compose(self) -> ComposeResult:
        yield FormView()

    def on_form_view_changed(self, event: FormView.Changed) -> None:
        self.changes.append(event.values)

    @property
    def form(self) -> FormView:
        return self.query_one(FormView)

    async def show(self, form: str, **values: str) -> None:
        await self.form.show(form, {**defaults_of(form), **values})


def row(app: FormApp, name: str) -> FieldRow:
    return next(one for one in app.form.rows() if one.field.name == name)


@pytest.mark.parametrize("form", FORMS)
async def test_every_form_shows_its_fields_and_gives_them_back(form: str) -> None:
    app = FormApp()
    async with app.run_test() as pilot:
        await app.show(form)
        await pilot.pause()
        assert app.form.values() == defaults_of(form)
        assert app.changes == []


async def test_typing_in_a_field_is_told() -> None:
    app = FormApp()
    async with app.run_test() as pilot:
        await app.show("RST_STREAM", stream_id="")
        app.form.rows()[0].focus_editor()
        await pilot.press("7")
        await pilot.pause()
        assert app.changes[-1]["stream_id"] == "7"


async def test_a_flag_is_set_by_key_and_by_mouse() -> None:
    app = FormApp()
    async with app.run_test() as pilot:
        await app.show("DATA")
        app.form.query_one("#field-end_stream", Checkbox).focus()
        await pilot.press("space")
        await pilot.pause()
        assert app.changes[-1]["end_stream"] == "yes"
        await pilot.click("#field-end_stream")
        await pilot.pause()
        assert app.changes[-1]["end_stream"] == "no"


async def test_a_choice_is_made_by_key_and_by_mouse() -> None:
    app = FormApp()
    async with app.run_test(size=(120, 40)) as pilot:
        await app.show("HEADERS")
        choices = app.form.query_one("#field-hpack", Choices)
        choices.focus()
        await pilot.press("right")
        await pilot.pause()
        assert app.changes[-1]["hpack"] == "shared"
        at = next(start for start, _, word in choices.places() if word == "stateless")
        await pilot.click("#field-hpack", offset=(at, 0))
        await pilot.pause()
        assert app.changes[-1]["hpack"] == "stateless"


async def test_header_lines_are_typed_one_below_the_other() -> None:
    app = FormApp()
    async with app.run_test() as pilot:
        await app.show("write_headers", status="200")
        app.form.query_one("#field-fields", TextArea).focus()
        await pilot.press(*"a=b", "enter", *"c: d")
        await pilot.pause()
        assert app.changes[-1]["fields"] == "a=b\nc: d"


async def test_names_to_choose_from_are_one_press_away() -> None:
    app = FormApp()
    async with app.run_test(size=(120, 40)) as pilot:
        await app.show("RST_STREAM", stream_id="1")
        await pilot.pause()
        await pilot.click(row(app, "error_code").query_one(Button))
        await pilot.pause()
        assert isinstance(app.screen, PickScreen)
        await pilot.press(*"REFUSED", "enter")
        await pilot.pause()
        assert app.changes[-1]["error_code"] == "REFUSED_STREAM"


async def test_a_setting_that_was_picked_begins_a_line() -> None:
    app = FormApp()
    async with app.run_test(size=(120, 40)) as pilot:
        await app.show("SETTINGS", pairs="ENABLE_PUSH=0")
        await pilot.pause()
        await pilot.click(row(app, "pairs").query_one(Button))
        await pilot.pause()
        await pilot.press(*"INITIAL", "enter")
        await pilot.pause()
        assert app.changes[-1]["pairs"] == "ENABLE_PUSH=0\nINITIAL_WINDOW_SIZE="


async def test_showing_others_tells_nobody_and_keeps_the_cursor_where_nothing_changed() -> None:
    app = FormApp()
    async with app.run_test() as pilot:
        await app.show("write_headers", fields="a=b", status="200", end_stream="no")
        field = app.form.query_one("#field-status", Input)
        field.cursor_position = 1
        await app.show(
            "write_headers", fields="a=c", status="200", end_stream="yes", hpack="shared"
        )
        await pilot.pause()
        assert app.changes == [] and field.cursor_position == 1
        assert app.form.values()["fields"] == "a=c"
        assert app.form.values()["hpack"] == "shared"


async def test_an_error_stands_at_its_field() -> None:
    app = FormApp()
    async with app.run_test() as pilot:
        await app.show("DATA", padding="300")
        error = LanguageError("padding of 300 \x1b", "300", 0, 3, field="padding")
        app.form.complain(error)
        await pilot.pause()
        assert row(app, "padding").has_class("-wrong") and not row(app, "data").has_class("-wrong")
        app.form.complain(None)
        assert not row(app, "padding").has_class("-wrong")


@pytest.mark.parametrize("form", ["HEADERS", "DATA", "GOAWAY", "RAW", "octets", "SETTINGS"])
async def test_nothing_hostile_reaches_the_screen(form: str) -> None:
    hostile = "\x1b[31m\u202e[bold]\x00"
    values = {field.name: hostile for field in FORMS[form].fields if field.kind != "choice"}
    app = FormApp()
    async with app.run_test() as pilot:
        await app.form.show(form, values)
        await pilot.pause()
        for editor in app.form.query(Input):
            assert editor.value.isprintable()
        for area in app.form.query(TextArea):
            assert all(line.isprintable() for line in area.text.split("\n"))


@pytest.mark.parametrize(("text", "expected"), [("yes", True), ("no", False), ("", False)])
def test_a_flag_is_yes_or_no(text: str, expected: Any) -> None:
    assert is_set(text) is expected


async def test_the_bits_of_a_flags_octet_are_turned_by_key_and_by_mouse() -> None:
    app = FormApp()
    async with app.run_test(size=(120, 40)) as pilot:
        await app.show("RAW", type="DATA", flags="0x40")
        await pilot.pause()
        bits = app.form.query_one(Bits)
        assert (
            bits.flags == 0x40 and bits.labels()[0] == "END_STREAM" and bits.labels()[7] == "0x80"
        )
        bits.focus()
        await pilot.press("space")
        await pilot.pause()
        assert app.changes[-1]["flags"] == "END_STREAM|0x40"
        await pilot.press("left", "space", "right", "right")
        await pilot.pause()
        assert app.changes[-1]["flags"] == "END_STREAM|0x40|0x80"
        await pilot.click("#bits", offset=(1, 0))
        await pilot.pause()
        assert app.changes[-1]["flags"] == "0x40|0x80"


async def test_bits_follow_what_is_typed_as_far_as_it_makes_sense() -> None:
    app = FormApp()
    async with app.run_test(size=(120, 40)) as pilot:
        await app.show("RAW", type="SETTINGS", flags="ACK")
        await pilot.pause()
        bits = app.form.query_one(Bits)
        assert bits.labels()[0] == "ACK" and bits.flags == 1
        await app.show("RAW", type="SETTINGS", flags="NONSENSE")
        await pilot.pause()
        assert bits.flags == 1
