"""One action seen as a line and as a form: whichever was touched last is right."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from h2craft import language
from h2craft.actions import Data, Door, Note, Send
from h2craft.language import Context
from h2craft.tui.widgets.draft import FORMS, Draft, defaults_of


def draft_on(stream_id: int = 1) -> Draft:
    draft = Draft()
    draft.context = Context(connection=1, stream_id=stream_id)
    return draft


def test_typing_fills_the_form() -> None:
    draft = draft_on()
    draft.type('data 3 "hello" end_stream')
    assert (draft.form, draft.values["stream_id"]) == ("write_data", "3")
    assert draft.values["end_stream"] == "yes" and draft.error is None


def test_filling_the_form_writes_the_line() -> None:
    draft = draft_on()
    draft.type('data 3 "hello"')
    draft.fill("write_data", {**draft.values, "end_stream": "yes", "stream_id": "5"})
    assert draft.text.startswith("data 5 ") and "end_stream" in draft.text
    (action,) = draft.actions
    assert isinstance(action, Send)
    assert action.frames == (Data(stream_id=5, data=b"hello", end_stream=True),)


def test_a_line_that_is_none_keeps_the_last_good_form_and_fires_nothing() -> None:
    draft = draft_on()
    draft.type('data 3 "hello"')
    values = draft.values
    draft.type('data 3 "hello" end_steam')
    assert draft.error is not None and draft.error.text.startswith("data")
    assert draft.values == values and draft.form == "write_data"
    assert draft.actions == () and draft.text.endswith("end_steam")


def test_a_form_that_makes_no_sense_keeps_the_last_good_line_and_fires_nothing() -> None:
    draft = draft_on()
    draft.type('wire data 3 "hello"')
    before = draft.text
    draft.fill(draft.form, {**draft.values, "padding": "300"})
    assert draft.error is not None and draft.error.field == "padding"
    assert draft.text == before and draft.actions == ()
    draft.fill(draft.form, {**draft.values, "padding": "3"})
    assert draft.error is None and "padding=3" in draft.text


def test_the_other_side_puts_it_right() -> None:
    draft = draft_on()
    draft.type('wire data 3 "hello"')
    draft.fill(draft.form, {**draft.values, "padding": "300"})
    draft.type('wire data 3 "hello" padding=2')
    assert draft.error is None and draft.values["padding"] == "2"


def test_another_form_keeps_what_both_have() -> None:
    draft = draft_on()
    draft.type("headers 7 :status=200 a=b")
    draft.choose("CONTINUATION")
    assert draft.values["stream_id"] == "7" and "a=b" in draft.values["fields"]
    assert draft.text.startswith("continuation 7")


def test_a_fresh_form_begins_with_the_selected_stream() -> None:
    draft = draft_on(9)
    draft.choose("RST_STREAM")
    assert draft.values["stream_id"] == "9" and draft.text.startswith("rst 9")


def test_several_frames_in_one_flush_are_for_the_line_alone() -> None:
    draft = draft_on()
    draft.type("headers 1 :status=200")
    draft.type('headers 1 :status=200 + data 1 "x" end_stream')
    assert not draft.fits and draft.error is None and len(draft.actions) == 1


def test_words_of_the_front_end_are_no_action() -> None:
    draft = draft_on()
    draft.type("hold path:/x")
    assert draft.command is not None and draft.command.verb == "hold" and draft.actions == ()


def test_the_other_door_and_back() -> None:
    draft = draft_on()
    draft.type('data 3 "hello"')
    lawful = draft.text
    assert draft.other_door()
    (action,) = draft.actions
    assert isinstance(action, Send) and action.door is Door.WIRE and draft.form == "DATA"
    assert draft.other_door() and draft.command == language.parse(lawful, draft.context)


@pytest.mark.parametrize("text", ["", "note x", "hold", "octets hex(00)", "nonsense"])
def test_what_has_no_other_door_stays(text: str) -> None:
    draft = draft_on()
    draft.type(text)
    assert not draft.other_door() and draft.text == text


def test_what_omitted_words_stand_for_changes_with_the_selection() -> None:
    draft = draft_on(1)
    draft.type('data "x"')
    draft.again(Context(connection=1, stream_id=5))
    (action,) = draft.actions
    assert isinstance(action, Send) and action.frames[0].stream_id == 5


def test_an_action_is_loaded_as_its_line() -> None:
    draft = draft_on()
    draft.load(Note(text="here"))
    assert draft.actions == (Note(text="here"),)


@pytest.mark.parametrize("form", FORMS)
def test_every_form_can_be_chosen_and_has_all_its_values(form: str) -> None:
    draft = draft_on()
    draft.choose(form)
    assert draft.form == form and set(draft.values) >= set(defaults_of(form))


@given(form=st.sampled_from(sorted(FORMS)), data=st.data())
def test_no_text_in_a_field_is_too_much(form: str, data: st.DataObject) -> None:
    draft = draft_on()
    values = {field.name: data.draw(st.text(max_size=8)) for field in FORMS[form].fields}
    draft.fill(form, values)
    assert (draft.error is None) == bool(draft.actions)


@given(text=st.text(max_size=40))
def test_no_line_is_too_much(text: str) -> None:
    draft = draft_on()
    draft.type(text)
    assert draft.text == text
