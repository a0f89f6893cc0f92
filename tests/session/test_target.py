"""Where what is composed goes, and whether it lives."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from h2craft.actions import Field
from h2craft.client import About, Desk, HeldRequest
from h2craft.session import Selection
from h2craft.session.target import (
    FOLLOW,
    Target,
    aim,
    asking_of,
    choices_of,
    context_of,
    is_over,
    target_of,
    trouble_of,
)
from h2craft.trace import Kind

HOSTILE = "/\x1b[31m"


@pytest.fixture
def session(talk: Any, session_of: Callable[..., Any]) -> Any:
    talk.opened()
    talk.request(1, "/a")
    talk.request(3, HOSTILE)
    talk.received(3, 0, 1, (8).to_bytes(4, "big"))
    talk.opened(2)
    talk.closed(2)
    made = session_of(talk)
    made.selection = Selection(1, 3)
    return made


def test_a_living_stream_has_no_trouble(session: Any) -> None:
    assert trouble_of(session, Target(1, 3)) == "" == trouble_of(session, Target(1))
    assert not is_over(session, Target(1, 3))


def test_a_reset_stream_says_by_whom_and_that_the_wire_door_is_left(session: Any) -> None:
    trouble = trouble_of(session, Target(1, 1))
    assert "stream 1 is closed: reset by the peer, CANCEL" in trouble and "wire door" in trouble
    assert not is_over(session, Target(1, 1))


def test_a_closed_or_unknown_connection_is_over(session: Any) -> None:
    assert "connection 2 is closed (fin peer)" in trouble_of(session, Target(2))
    assert "connection 9 is not known" in trouble_of(session, Target(9))
    assert "no connection is selected" in trouble_of(session, Target())
    assert all(is_over(session, Target(number)) for number in (0, 2, 9))


def test_nothing_can_be_sent_in_a_saved_trace(talk: Any, session_of: Any) -> None:
    talk.opened()
    saved = session_of(talk, live=False)
    assert "saved trace" in trouble_of(saved, Target(1)) and is_over(saved, Target(1))


def test_nothing_can_be_sent_to_an_engine_that_has_gone(session: Any) -> None:
    session.client.ended = "the engine has gone"
    assert "the engine has gone" in trouble_of(session, Target(1))
    assert is_over(session, Target(1))


def test_the_context_names_the_streams_that_live_and_the_one_chosen(session: Any) -> None:
    context = context_of(session, Target(1, 1))
    assert (context.connection, context.stream_id, context.highest) == (1, 1, 3)
    assert set(context.streams) == {1, 3}
    assert context.streams[3].path == "/\\x1b[31m"
    assert context_of(session, Target(9, 5)).streams == {}


def test_targets_to_choose_are_what_lives_and_following(session: Any) -> None:
    choices = choices_of(session)
    assert [one.key for one in choices] == [FOLLOW, "1/0", "1/3"]
    assert all(f"{one.label}{one.sentence}".isprintable() for one in choices)


def test_it_goes_where_the_selection_is(session: Any) -> None:
    assert aim(session) == Target(1, 3)
    session.selection = Selection(2, 1)  # over, but looked at
    assert aim(session) == Target(2, 1)
    assert aim(session, chosen=False) == Target(1, 3)


def test_of_a_connection_it_is_the_stream_that_waits_for_an_answer(session: Any) -> None:
    session.selection = Selection(1)
    assert aim(session) == Target(1, 3)
    held = HeldRequest(connection=1, stream_id=1, seq=1, held_seq=2, at=0.0)
    session.desk = Desk(requests=(held,))
    assert aim(session) == Target(1, 1)


def test_with_nothing_selected_it_is_a_held_request_or_the_newest_connection(session: Any) -> None:
    session.selection = Selection()
    assert aim(session) == Target(1, 3)
    held = HeldRequest(connection=1, stream_id=1, seq=1, held_seq=2, at=0.0)
    session.desk = Desk(requests=(held,))
    assert aim(session) == Target(1, 1)


def test_a_choice_is_a_target() -> None:
    assert target_of("1/3") == Target(1, 3) and target_of(FOLLOW) is None
    assert [Target().name, Target(1).name, Target(1, 3).name] == ["nowhere", "1", "1/3"]


# Where we are the client


def test_a_server_opens_no_stream_by_itself(session: Any) -> None:
    assert not context_of(session, Target(1, 3)).is_client
    assert not context_of(session, Target(9)).is_client


def test_a_client_has_a_next_stream_above_all_it_has_opened(talk: Any, session_of: Any) -> None:
    opened = {"role": "client", "scheme": "https"}
    talk(Kind.CONNECTION_OPENED, connection=1, detail=opened)
    made = session_of(talk)
    assert context_of(made, Target(1)).next_stream == 1
    talk.sent(1, 5, 7, b"\x82\x87\x84")
    made.advance(1.0)
    assert context_of(made, Target(1)).next_stream == 9


def test_before_anything_is_there_a_client_is_one_already(talk: Any, session_of: Any) -> None:
    made = session_of(talk)
    made.client.about = replace(made.client.about, role="client", path="/x")
    context = context_of(made, Target())
    assert context.next_stream == 1 and context.asking.path == b"/x"


def test_what_a_request_says_by_itself_comes_of_the_url_and_the_options() -> None:
    about = About(
        live=True,
        role="client",
        urls=("http://[::1]:8080",),
        path="/a?b",
        fields=(("x", "\u00e9"),),
    )
    asking = asking_of(about)
    assert (asking.scheme, asking.authority, asking.path) == (b"http", b"[::1]:8080", b"/a?b")
    assert asking.fields == (Field(b"x", b"\xc3\xa9"),)
