"""The words of a step: keys as they are here, and what is typed."""

from __future__ import annotations

from h2craft.explain import Role, Span
from h2craft.tui.tour.wording import keys_by_command, worded


def test_a_key_and_what_is_typed_stand_out() -> None:
    assert worded("Press [f], type `a:b`.", {}) == (
        Span("Press "),
        Span("[f]", Role.NAME),
        Span(", type "),
        Span("a:b", Role.STRONG),
        Span("."),
    )


def test_a_command_is_named_by_the_key_the_person_gave_it() -> None:
    keys = keys_by_command({"screen.library": "f10,R"})
    assert worded("[{screen.library}]", keys) == (Span("[F10]", Role.NAME),)
    assert worded("[{app.record}]", keys) == (Span("[ctrl+r]", Role.NAME),)


def test_a_command_that_has_lost_its_key_is_found_in_the_palette() -> None:
    keys = keys_by_command({"screen.library": ""})
    assert worded("[{screen.library}]", keys) == (Span("[ctrl+p screen.library]", Role.NAME),)


def test_words_in_between_have_the_role_they_are_given() -> None:
    assert worded("only words", {}, Role.DIM) == (Span("only words", Role.DIM),)
