"""Nothing a person is shown can act on the screen."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from h2craft.actions import Data, Note, Send
from h2craft.session.visible import printed, stream_of, visible


@given(st.text())
def test_all_that_comes_out_is_printable(text: str) -> None:
    assert visible(text).isprintable() and printed(text).isprintable()


def test_letters_and_backslashes_stay() -> None:
    assert visible('data 1 "\\x00 é中"') == 'data 1 "\\x00 é中"'
    assert printed("C:\\x é") == "C:\\x é"


def test_what_acts_on_the_screen_is_escaped() -> None:
    assert visible("\x1b[31m\u202e\r") == "\\x1b[31m\\u202e\\r"
    assert printed("中\x00") == "\\u4e2d\\x00"


def test_the_stream_of_an_action_is_that_of_its_first_frame() -> None:
    assert stream_of(Send(frames=(Data(stream_id=3), Data(stream_id=5)))) == 3
    assert stream_of(Note(text="x")) == 0 and stream_of(Send(frames=())) == 0
