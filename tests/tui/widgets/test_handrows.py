"""Rows of the drawer."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from h2craft.actions import Data, Note, Send
from h2craft.client import Binding, Desk, HeldAction, HeldReply, HeldRequest
from h2craft.model import Board
from h2craft.trace import Kind
from h2craft.tui.widgets.handrows import SHOWN, binding_text, line_of, request_line, rows_of

REQUEST = HeldRequest(connection=1, stream_id=3, seq=9, held_seq=10, at=0.0)


def test_an_empty_desk_has_no_rows() -> None:
    assert rows_of(Desk(), Board(), 1.0) == []


def test_ages_are_in_seconds_then_minutes() -> None:
    desk = Desk(requests=(REQUEST,))
    assert "held 4s" in rows_of(desk, Board(), 4.2)[1].text
    assert "held 2m05s" in rows_of(desk, Board(), 125.0)[1].text
    assert "held 0s" in rows_of(desk, Board(), -1.0)[1].text


def test_keys_stay_while_a_thing_is_held() -> None:
    desk = Desk(requests=(REQUEST, replace(REQUEST, held_seq=11)))
    keys = [row.key for row in rows_of(desk, Board(), 1.0)]
    assert keys == [row.key for row in rows_of(desk, Board(), 9.0)] == ["requests", "r10", "r11"]


def test_many_are_counted() -> None:
    many = tuple(replace(REQUEST, held_seq=number) for number in range(SHOWN + 7))
    rows = rows_of(Desk(requests=many), Board(), 1.0)
    assert rows[0].text == f"Requests held ({SHOWN + 7})" and rows[-1].text == "  and 7 more"


def test_a_request_that_is_forgotten_has_no_line() -> None:
    assert request_line(Board(), 1, 3) == ""


def test_an_action_no_line_can_say_is_shown_as_it_is() -> None:
    odd: Any = Send(frames=(Data(stream_id="x", data=3),))  # type: ignore[arg-type]
    held = HeldAction(seq=1, connection=1, stream_id=0, at=0.0, action=odd)
    assert rows_of(Desk(actions=(held,)), Board(), 1.0)[1].text.isprintable()
    assert line_of(Note(text="x" * 9_999)).startswith("note x") and len(line_of(odd)) <= 200


def test_a_reply_that_is_no_frame_is_shown_in_hexadecimal() -> None:
    held = HeldReply(seq=1, connection=1, name="reset", octets=b"\x01\x02", cause=0, at=0.0)
    assert "0102" in rows_of(Desk(replies=(held,)), Board(), 1.0)[1].text


def test_a_binding_says_what_for_how_often_and_what_is_wrong() -> None:
    assert binding_text(Binding(file="a.py", number=1)) == "  #1 a.py  everything  used 0 times"
    full = Binding(
        file="a.py",
        pattern="/x",
        connection=2,
        stream_id=3,
        once=True,
        used=1,
        trouble="a.py:1: no",
    )
    text = binding_text(full)
    assert "/x, connection 2, stream 3, next request only  used 1 time  a.py:1: no" in text


def test_a_request_whose_client_has_ended_its_side_says_so(talk: Any) -> None:
    talk.opened()
    talk.request(3, "/a")
    board, desk = Board(), Desk(requests=(REQUEST,))
    for record in talk.journal.read(0, 100):
        board.fold(record)
    assert "ended" not in rows_of(desk, board, 1.0)[1].text
    talk(Kind.END_RECEIVED, detail={"how": "fin"})
    board.fold(talk.journal.get(talk.journal.last))
    row = rows_of(desk, board, 1.0)[1]
    assert row.text.endswith("the client has ended its side") and row.trouble
