from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from h2craft.session import Selection, Target
from h2craft.tui.widgets.aim import Aim


@pytest.fixture
def session(talk: Any, session_of: Callable[..., Any]) -> Any:
    """Two streams of a connection that waits for answers; the second is selected."""
    talk.opened()
    talk.request(1, "/a")
    talk.request(3, "/b")
    made = session_of(talk)
    made.selection = Selection(1, 3)
    return made


def test_it_goes_where_the_selection_is(session: Any) -> None:
    aim = Aim(session)
    assert (aim.target, aim.label) == (Target(1, 3), "1/3 :")
    session.selection = Selection(1, 1)
    assert aim.is_old(writing=False, done=False)
    assert aim.take(writing=False, done=False)
    assert aim.target == Target(1, 1)
    assert aim.context.stream_id == 1


def test_whoever_writes_goes_on_writing_to_the_same_place(session: Any) -> None:
    aim = Aim(session)
    aim.take(writing=False, done=False)
    session.selection = Selection(1, 1)
    assert not aim.is_old(writing=True, done=False)
    assert not aim.take(writing=True, done=False)
    assert aim.target == Target(1, 3)


def test_what_is_pinned_stays_and_says_so(session: Any) -> None:
    aim = Aim(session)
    aim.pinned = Target(1, 1)
    assert aim.take(writing=True, done=False)
    assert aim.label == "=1/1 :"
    session.selection = Selection(1, 3)
    assert not aim.take(writing=False, done=False)


def test_a_line_that_was_fired_leaves_a_connection_that_has_ended(session: Any, talk: Any) -> None:
    aim = Aim(session)
    talk.closed()
    talk.opened(2)
    talk.request(1, "/c", connection=2)
    while session.advance(1.0):
        pass
    aim.take(writing=True, done=False)
    assert aim.is_over
    assert aim.trouble.startswith("connection 1 is closed")
    assert aim.take(writing=True, done=True)
    assert aim.target == Target(2, 1)
    assert not aim.is_over


def test_news_of_the_target_is_news_where_it_stays_the_same(session: Any, talk: Any) -> None:
    aim = Aim(session)
    aim.take(writing=False, done=False)
    assert not aim.is_old(writing=True, done=False)
    talk.closed()
    while session.advance(1.0):
        pass
    assert aim.is_old(writing=True, done=False)


def test_a_client_goes_on_with_the_next_connection_to_the_same_server(
    talk: Any, session_of: Callable[..., Any]
) -> None:
    for number in (1, 2):
        talk.opened(number)
    session = session_of(talk)
    session.client.about = replace(session.client.about, role="client")
    session.selection = Selection(1, 0)
    aim = Aim(session)
    talk.closed()
    while session.advance(1.0):
        pass
    assert aim.is_old(writing=True, done=False)
    assert aim.take(writing=True, done=False)
    assert (aim.target, aim.trouble) == (Target(2, 0), "")


def test_what_a_server_was_to_say_to_one_client_goes_to_no_other_and_who_is_there_is_named(
    talk: Any, session_of: Callable[..., Any]
) -> None:
    for number in (1, 2, 3):
        talk.opened(number)
    session = session_of(talk)
    session.selection = Selection(1, 0)
    aim = Aim(session)
    talk.closed()
    while session.advance(1.0):
        pass
    assert not aim.take(writing=True, done=False)
    assert aim.trouble == "connection 1 is closed (fin peer); open: 3, 2"
