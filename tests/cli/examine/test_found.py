"""A thing that was looked at, by how bad it is."""

from __future__ import annotations

from h2craft.cli.examine.found import Found, State, note, problem


def test_what_is_said_without_more_is_all_right() -> None:
    assert Found("port 8443", "free") == Found("port 8443", "free", State.OK, "")


def test_a_note_and_a_problem_are_told_apart_and_may_say_what_to_do() -> None:
    assert note("size", "small").state is State.NOTE
    assert problem("key", "open", "chmod 600 it") == Found(
        "key", "open", State.PROBLEM, "chmod 600 it"
    )
