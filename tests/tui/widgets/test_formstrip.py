from __future__ import annotations

import pytest

from h2craft.actions import Door
from h2craft.tui.widgets.draft import FORMS
from h2craft.tui.widgets.formstrip import FormStrip, names_of


def test_every_form_is_in_one_strip() -> None:
    assert sorted(names_of(Door.WIRE) + names_of(Door.LAWFUL)) == sorted(FORMS)


def test_what_is_wanted_often_stands_first() -> None:
    assert names_of(Door.WIRE)[:2] == ["HEADERS", "DATA"]
    assert names_of(Door.LAWFUL)[:2] == ["write_headers", "write_data"]


@pytest.mark.parametrize("door", Door)
def test_the_strip_without_the_open_form_stands_back(door: Door) -> None:
    strip = FormStrip(door, "HEADERS")
    own, other = ("HEADERS", "write_headers") if door is Door.WIRE else ("write_headers", "HEADERS")
    strip.show_form(own)
    assert (strip.value, strip.has_class("-other")) == (own, False)
    strip.show_form(other)
    assert (strip.value, strip.has_class("-other")) == ("", True)
    assert strip.id == f"strip-{door.value}"
