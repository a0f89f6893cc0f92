"""What all panes look at."""

from __future__ import annotations

import os
from dataclasses import replace
from typing import Any

import pytest

from h2craft.client import Desk, Standing
from h2craft.model import standing_of
from h2craft.session import Selection, Session
from h2craft.session.session import ANSWER_SECONDS, BATCH


def test_reading_on_takes_what_time_there_is(session_of, talk) -> None:
    talk.opened()
    for _ in range(2 * BATCH):
        talk.received(6, 0, 0, b"12345678")
    session = session_of(talk, folded=False)
    assert session.behind == talk.journal.last
    assert session.advance(0.0) == BATCH  # at the least
    assert session.behind == talk.journal.last - BATCH
    while session.advance(1.0):
        pass
    assert session.behind == 0


def test_the_desk_is_the_client_s_as_of_the_last_look(session_of, talk) -> None:
    session = session_of(talk)
    desk = session.client.desk_now = Desk(version=7, hold="")
    session.advance(0.0)
    assert session.desk is desk


def test_marks_beside_the_records_reach_the_reader(session_of, talk) -> None:
    talk.opened()
    session = session_of(talk)
    session.client.comments = lambda: {3: "look here", 4: None}
    session.advance(0.0)
    assert session.reader.comments == {3: "look here"}


def test_what_is_selected_is_found_on_the_board(session_of, talk) -> None:
    talk.opened()
    talk.request(1, "/a", end=False)
    session = session_of(talk)
    assert session.connection is None and session.stream is None
    session.selection = Selection(1, 1)
    assert session.connection.number == 1 and session.stream is not None
    session.selection = Selection(1, 99)
    assert session.stream is None


@pytest.mark.parametrize(("live", "now"), [(True, 5.5), (False, 0.001)])
def test_time_goes_on_where_an_engine_is_behind_it(session_of, talk, live, now) -> None:
    talk.received(4, 0, 0)
    session = session_of(talk, live=live)
    session._last_seen = 0.0
    session._clock = lambda: 5.499
    assert session.now() == pytest.approx(now)


def test_time_stands_still_where_the_engine_has_gone(session_of, talk) -> None:
    talk.received(4, 0, 0)
    session = session_of(talk)
    session.client.ended = "the engine has gone"
    assert session.now() == pytest.approx(0.001)


def test_an_engine_is_another_process_s_or_ours(session_of, talk) -> None:
    session = session_of(talk)
    assert not session.attached  # nobody says which process
    session.client.about = replace(session.client.about, pid=os.getpid())
    assert not session.attached
    session.client.about = replace(session.client.about, pid=1)
    assert session.attached


def test_a_key_is_answered_before_anything_else_is_done(session_of, talk) -> None:
    session, clock = session_of(talk), [100.0]
    session._clock = lambda: clock[0]
    assert not session.answering
    session.touch()
    assert session.answering
    clock[0] += 2 * ANSWER_SECONDS
    assert not session.answering


def test_who_leans_on_a_key_still_sees_what_comes(session_of, talk) -> None:
    session, clock, seen = session_of(talk), [100.0], []
    session._clock = lambda: clock[0]
    for _ in range(100):
        session.touch()
        clock[0] += 0.02
        seen.append(session.answering)
    assert 10 < seen.count(False) < 50


def test_a_reader_begins_where_the_client_says_the_engine_stood(session_of, talk) -> None:
    talk.opened()
    whole = session_of(talk)
    told = standing_of(whole.reader.board.connections[1])
    client = StandingClient(whole.client, Standing(seq=talk.journal.last, connections={7: told}))
    late = Session(client)
    late.advance(1.0)
    assert late.reader.board.connections[7].resumed == talk.journal.last


class StandingClient:
    """A client with a standing to begin at."""

    def __init__(self, client: Any, standing: Standing) -> None:
        self._client = client
        self._standing = standing

    def standing(self) -> Standing:
        return self._standing

    def __getattr__(self, name: str) -> Any:
        return getattr(self._client, name)
