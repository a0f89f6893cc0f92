from __future__ import annotations

from typing import Any

from h2craft.export.packetnotes import MOST, Notes, note
from h2craft.model import Board
from h2craft.trace import Kind, Origin


def noted(talk: Any, action: str = "") -> str:
    board = Board()
    return [note(board.fold(record), action) for record in talk.journal.read()][-1]


def test_a_frame_is_named_by_its_record_its_stream_and_its_length(talk: Any) -> None:
    talk.opened()
    seq = talk.sent(6, 0, 0, bytes(8), origin=Origin.AUTOMATIC)
    assert noted(talk) == f"record {seq}: PING, stream 0, 8 octets, automatic"


def test_what_the_peer_says_is_nobody_elses_doing_and_what_is_wrong_is_said(talk: Any) -> None:
    talk.opened()
    seq = talk.received(6, 0, 0, b"short")
    text = noted(talk)
    assert text.startswith(f"record {seq}: PING, stream 0, 5 octets; ! 6.7 ")


def test_the_action_that_caused_it_is_told(talk: Any) -> None:
    fired = talk.opened()
    seq = talk.sent(6, 0, 0, bytes(8), origin=Origin.HAND, cause=fired)
    text = noted(talk, "send Ping by the wire door")
    expected = f"record {seq}: PING, stream 0, 8 octets, by hand (record {fired}: send Ping"
    assert text.startswith(expected)


def test_what_is_no_frame_is_summed_up_and_a_secret_is_not_told(talk: Any) -> None:
    talk(Kind.TLS_SECRETS, b"CLIENT_RANDOM 0011 2233")
    assert noted(talk) == "record 1: TLS secret CLIENT_RANDOM"


def test_notes_are_one_comment_of_a_line_each() -> None:
    notes = Notes("first")
    notes.add("second", "third")
    assert notes.texts() == ["first\nsecond\nthird"]


def test_of_very_many_the_rest_is_counted() -> None:
    notes = Notes()
    for number in range(MOST + 5):
        notes.add(str(number))
    lines = notes.texts()[0].split("\n")
    assert lines[-1] == "and 5 records more"
    assert len(lines) == MOST + 1


def test_notes_that_are_taken_are_no_longer_there() -> None:
    notes = Notes("frame")
    assert notes.take().after("TLS").texts() == ["TLS\nframe"]
    assert notes.take().texts() == [""]
