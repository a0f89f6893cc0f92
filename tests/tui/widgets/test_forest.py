"""Which connections and streams a tree shows, in which order."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from h2craft.model import Board, Connection
from h2craft.tui.widgets.forest import Forest
from h2craft.tui.widgets.nodes import Node, stream_words, words_of


def words(connection: Connection, stream_id: int) -> str:
    stream = connection.stream(stream_id)
    return stream_words(connection, stream) if stream else words_of(connection, "")


@pytest.fixture
def board(talk: Any, session_of: Callable[..., Any]) -> Board:
    """Connection 1 is over; 2 has a stream that is over and one that is not."""
    talk.opened(1)
    talk.exchange(1, "/one")
    talk.closed(1)
    talk.opened(2)
    talk.exchange(1, "/two", connection=2)
    talk.request(3, "/three", connection=2)
    made = session_of(talk).reader.board
    assert isinstance(made, Board)
    return made


@pytest.fixture
def forest(board: Board) -> Forest:
    made = Forest(board, words)
    made.refresh()
    return made


def test_the_newest_connection_is_on_top_and_shows_its_streams(forest: Forest) -> None:
    assert forest.nodes == [Node(2), Node(2, 3), Node(2, 1), Node(1)]


def test_the_oldest_can_be_on_top(forest: Forest) -> None:
    forest.newest_first = False
    forest.forget_marks()
    forest.refresh()
    assert forest.nodes == [Node(1), Node(2), Node(2, 1), Node(2, 3)]


def test_connections_are_folded_and_unfolded(forest: Forest) -> None:
    forest.set_folded(2, folded=True)
    forest.set_folded(1, folded=False)
    assert forest.refresh()
    assert forest.nodes == [Node(2), Node(1), Node(1, 1)]


def test_all_are_folded_or_unfolded_at_once(forest: Forest) -> None:
    forest.fold_all()
    forest.refresh()
    assert forest.nodes == [Node(2), Node(1)]
    forest.fold_all()
    forest.refresh()
    assert len(forest.nodes) == 5


def test_what_is_closed_can_be_left_out(forest: Forest) -> None:
    forest.only_live = True
    forest.forget_marks()
    forest.refresh()
    assert forest.nodes == [Node(2), Node(2, 3)]


def test_nothing_new_is_no_change(forest: Forest) -> None:
    assert not forest.refresh()


def test_a_new_connection_unfolds_and_the_one_before_folds(
    forest: Forest, talk: Any, session_of: Callable[..., Any]
) -> None:
    talk.opened(3)
    forest.board = session_of(talk).reader.board
    assert forest.refresh()
    assert forest.nodes == [Node(3), Node(2), Node(1)]


def test_what_a_person_unfolded_stays_so(
    forest: Forest, talk: Any, session_of: Callable[..., Any]
) -> None:
    forest.set_folded(2, folded=True)
    forest.set_folded(2, folded=False)
    talk.opened(3)
    forest.board = session_of(talk).reader.board
    forest.refresh()
    assert Node(2, 3) in forest.nodes


def test_words_keep_streams_with_their_connection(forest: Forest) -> None:
    forest.wanted = ("/one",)
    forest.refresh()
    assert forest.nodes == [Node(1), Node(1, 1)]


def test_a_connection_that_says_the_words_is_shown_as_it_is(forest: Forest) -> None:
    forest.wanted = ("50002",)
    forest.refresh()
    assert forest.nodes == [Node(2), Node(2, 3), Node(2, 1)]


def test_all_words_have_to_be_said(forest: Forest) -> None:
    forest.wanted = ("/three", "nowhere")
    forest.refresh()
    assert forest.nodes == []


def test_nodes_are_found_again(forest: Forest) -> None:
    assert forest.index_of(Node(2, 1)) == 2
    assert forest.index_of(Node(9)) == -1
    assert [forest.is_last(index) for index in range(4)] == [False, False, True, True]
