"""What became of one request, in words."""

from __future__ import annotations

import pytest

from h2craft.scenario.doing import Came, Handled, raised_sentence, request_name, shown
from h2craft.wire import Frame, FrameType

PING = Frame.build(FrameType.PING, bytes(8))
DATA = Frame.build(FrameType.DATA, b"abc", stream_id=1)


@pytest.fixture
def handled() -> Handled:
    return Handled(1, 3, 10, b"GET", b"/a")


def test_a_request_is_called_by_method_and_path() -> None:
    assert request_name(b"GET", b"/a") == "GET /a"
    assert request_name(b"", b"/a") == "/a"
    assert request_name(b"", b"") == "a request"
    assert request_name(b"GET", b"/\x1b[2J") == "GET /\\x1b[2J"


def test_what_is_shown_is_one_printable_line() -> None:
    assert shown("a\n\x07 b") == "a \\x07 b"


def test_what_raised_is_told_with_its_place() -> None:
    detail = {"hook": "main", "file": "/x/answer.py", "line": 12, "error": "ValueError: no"}
    assert raised_sentence(detail) == "main raised at answer.py:12: ValueError: no"
    assert raised_sentence({"error": "E"}) == "the handler raised: E"


def test_the_first_exception_is_the_one_that_is_told(handled: Handled) -> None:
    handled.raises({"hook": "main", "error": "first"})
    handled.raises({"hook": "main", "error": "second"})
    handled.ends({"cut": "the connection is closed"})
    assert (handled.raised, handled.cut, handled.ended) == (True, False, True)
    assert handled.trouble == "main raised: first"


def test_an_end_without_a_word_is_a_good_one(handled: Handled) -> None:
    handled.ends({"seconds": 1.0})
    assert (handled.ended, handled.cut, handled.trouble) == (True, False, "")


@pytest.mark.parametrize(
    ("reason", "told"),
    [
        ("the connection is closed", "the client had gone"),
        ("the stream was reset by the peer: CANCEL", "the client reset stream 3 (CANCEL)"),
        ("h2 gave up: what", "h2 gave up: what"),
    ],
)
def test_a_handler_cut_short_says_by_what_and_where(
    handled: Handled, reason: str, told: str
) -> None:
    handled.ends({"cut": reason, "hook": "main", "file": "/x/a.py", "line": 4})
    assert handled.cut
    assert handled.trouble == f"main stopped at a.py:4: {told}"


def test_a_handler_that_was_given_up_says_what_it_waited_for_and_what_came(
    handled: Handled,
) -> None:
    came = Came()
    came.take(9, DATA)
    came.take(11, PING)
    detail = {"reason": "the connection is closed", "awaited": "type:RST_STREAM", "after": 10}
    handled.given_up(detail, came)
    assert handled.trouble == (
        "the client had gone while 'type:RST_STREAM' was awaited; "
        "received: PING stream 0 0000000000000000"
    )


def test_a_handler_that_was_given_up_otherwise_says_that_it_was_not_done(
    handled: Handled,
) -> None:
    handled.given_up({"reason": "the stream was reset by the peer: CANCEL"}, Came())
    assert handled.trouble == ("the client reset stream 3 (CANCEL) before all of it was done")


def test_a_script_that_has_ended_the_connection_does_not_blame_the_client(
    handled: Handled,
) -> None:
    handled.by_itself = True
    handled.given_up({"reason": "the connection is closed"}, Came())
    assert handled.trouble == "the connection was ended before all of it was done"


def test_a_handler_that_was_given_up_and_ended_by_itself_was_done(handled: Handled) -> None:
    handled.given_up({"reason": "the stream was reset by the peer: CANCEL"}, Came())
    assert handled.running_on
    handled.ends({})
    assert (handled.running_on, handled.cut, handled.trouble) == (False, False, "")


def test_a_handler_that_was_given_up_and_then_cut_says_where(handled: Handled) -> None:
    handled.given_up({"reason": "the stream was reset by the peer: CANCEL"}, Came())
    cut = {"cut": "the stream was reset by the peer: CANCEL", "hook": "main"}
    handled.ends({**cut, "file": "/x/a.py", "line": 4})
    assert handled.cut
    assert handled.trouble == "main stopped at a.py:4: the client reset stream 3 (CANCEL)"


def test_what_a_handler_waited_for_as_it_was_given_up_is_still_told_when_it_ends(
    handled: Handled,
) -> None:
    handled.given_up({"reason": "the connection is closed", "awaited": "type:PING"}, Came())
    told = handled.trouble
    handled.ends({"cut": "the connection is closed", "hook": "main"})
    assert (handled.cut, handled.trouble) == (True, told)


def test_nothing_came_is_said_too() -> None:
    assert Came().since(0) == "nothing was received"


def test_acts_that_were_refused_are_not_done(handled: Handled) -> None:
    handled.fired, handled.refused = 3, 1
    assert handled.acts == 2


def test_a_handler_that_raised_and_was_given_up_then_had_raised(handled: Handled) -> None:
    handled.raises({"hook": "main", "error": "first"})
    handled.given_up({"reason": "the connection is closed"}, Came())
    assert (handled.cut, handled.ended, handled.running_on) == (False, True, True)
    assert handled.trouble == "main raised: first"
