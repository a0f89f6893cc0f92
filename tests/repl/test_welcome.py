"""The prompt's first words and its last."""

from __future__ import annotations

import pytest

from h2craft.actions import Note
from h2craft.client import About, Binding, Desk, HeldAction, HeldRequest
from h2craft.explain import plain
from h2craft.repl.welcome import question, still_on, welcome

ABOUT = About(live=True, urls=("https://127.0.0.1:8443", "http://127.0.0.1:8080"), pid=4, name="h")


def test_it_says_where_we_listen_a_line_to_copy_and_how_to_go_on() -> None:
    first, second, third = plain(welcome(ABOUT, attached=False)).split("\n")
    assert "https://127.0.0.1:8443  http://127.0.0.1:8080" in first
    assert second.startswith("$ curl -v --http2") and second.endswith("https://127.0.0.1:8443/")
    assert "help" in third and "Ctrl-D" in third and len(third) < 80


def test_a_client_is_told_whose_it_is_and_no_line_to_copy() -> None:
    about = About(live=True, role="client", urls=("https://a.example",))
    first, second = plain(welcome(about, attached=False)).split("\n")
    assert "client of https://a.example" in first and "get / asks" in first
    assert "help" in second


def test_attached_it_says_to_what_and_what_was_before() -> None:
    first, second, _ = plain(welcome(ABOUT, attached=True, before=1)).split("\n")
    assert "attached to h (process 4)" in first
    assert second == "1 record before: frames() has them"


def test_names_of_others_are_escaped() -> None:
    said = plain(welcome(About(live=True, root="\x1b[31m", name="\x1b"), attached=False))
    assert "\x1b" not in said


@pytest.mark.parametrize(
    ("alive", "words"), [(1, "1 connection is open: end it"), (2, "2 connections are open: end t")]
)
def test_the_question_counts(alive: int, words: str) -> None:
    assert question(alive).startswith(words)


def test_what_stays_on_in_an_engine_that_is_left_is_said() -> None:
    request = HeldRequest(connection=1, stream_id=1, seq=1, held_seq=2, at=0.0)
    action = HeldAction(connection=1, stream_id=1, seq=1, at=0.0, action=Note(text=""))
    desk = Desk(
        hold="",
        break_on="path:/x",
        requests=(request, request),
        actions=(action,),
        bindings=(Binding(file="a.py"), Binding(file="b.py")),
    )
    assert still_on(desk) == [
        "still on: hold",
        "still on: break path:/x",
        "still held: 2 requests, 1 frame",
        "still attached: a.py, b.py",
    ]
    assert still_on(Desk()) == []
