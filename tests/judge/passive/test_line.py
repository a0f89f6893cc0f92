"""What is known of a connection besides the fold: what the client has read, what we spoilt."""

from __future__ import annotations

from typing import Any

import pytest

from h2craft.judge.passive import CHECKS, Passive
from h2craft.judge.passive.line import Line
from h2craft.model import Board
from h2craft.trace import Kind


@pytest.fixture
def line(story: Any) -> Any:
    """The line after all that was told up to now."""

    def fold() -> Line:
        board, line = Board(), Line(Passive(), 1, ())
        for record in story.talk.journal.read(0, 10_000):
            line.take(board.fold(record))
        return line

    return fold


def test_an_ack_says_what_was_read(story: Any, line: Any) -> None:
    story.opens()
    greeting = story.seq - 2
    assert line().read_up_to == greeting
    ping = story.s_ping()
    story.s_data()
    assert (line().read_up_to, line().all_read) == (greeting, False)
    story.c_ping()
    assert (line().read_up_to, line().read_before) == (ping, greeting)


def test_all_is_read_where_the_last_frame_was_acknowledged(story: Any, line: Any) -> None:
    story.opens()
    story.c_head()
    story.s_head()
    story.barrier()
    story.s_data()
    assert line().all_read
    story.s_data()
    assert not line().all_read


def test_an_ack_nobody_asked_for_says_nothing(story: Any, line: Any) -> None:
    story.opens()
    before = line().read_up_to
    story.c_ack()
    story.c_ping(b"whatever")
    assert line().read_up_to == before


def test_an_error_of_ours_for_the_connection_spoils_it(story: Any, line: Any) -> None:
    story.opens()
    assert line().fair() and line().clean
    wrong = story.server(0, 0, 0, b"for nobody")
    found = line()
    assert (found.spoilt, found.fair(), found.fair(1), found.clean) == (wrong, False, False, False)
    assert found.faults[0].section == "6.1"


def test_an_error_of_ours_for_a_stream_spoils_that(story: Any, line: Any) -> None:
    story.opens()
    story.c_head()
    story.server(1, 4, 1, b"\x88\x00\x01A\x01b")
    found = line()
    assert (found.fair(), found.fair(1), found.fair(3), found.clean) == (True, False, True, False)


def test_what_we_left_undone_spoils_nothing(story: Any, line: Any) -> None:
    """A note, or what the receiver ignores, asks for no error."""
    story.opens()
    story.server(6, 0x40, 0, bytes(8))
    story.server(0x42, 0xFF, 3, b"unknown")
    assert line().clean


def test_octets_that_are_no_frame_spoil_the_connection(story: Any, line: Any) -> None:
    story.opens()
    story.tell(Kind.OCTETS_SENT, b"HTTP/1.1 400 Bad Request\r\n\r\n")
    assert line().spoilt == story.seq


def test_an_answer_in_http_1_before_http_2_spoils_nothing(story: Any, line: Any) -> None:
    story.connects(None, "http")
    story.tell(Kind.OCTETS_SENT, b"HTTP/1.1 101 Switching Protocols\r\n\r\n")
    assert line().clean


@pytest.mark.parametrize(
    ("how", "by", "left"),
    [("fin", "peer", True), ("close-notify", "peer", True), ("reset", "peer", False)],
)
def test_who_left(story: Any, line: Any, how: str, by: str, left: bool) -> None:
    story.opens()
    story.leaves(how, by)
    assert line().left is left


def test_who_was_closed_upon_did_not_leave(story: Any, line: Any) -> None:
    story.opens()
    story.leaves("fin", "us")
    assert not line().left


def test_who_has_all_its_answers_left_content(story: Any, line: Any) -> None:
    story.opens()
    story.exchange()
    assert not line().left_content
    story.leaves()
    found = line()
    assert found.left_content
    assert found.last_end.record == story.seq - 2


@pytest.mark.parametrize("last", ["request", "reset", "goaway", "wrong"])
def test_who_left_in_the_middle_did_not(story: Any, line: Any, last: str) -> None:
    story.opens()
    story.exchange()
    story.c_head(3)
    if last == "reset":
        story.c_reset(3)
    elif last == "goaway":
        story.responds(3)
        story.c_goaway(0, 2)
    elif last == "wrong":
        story.s_head(3, status=b"x")
        story.s_data(0, 3, end=True)
    story.leaves()
    assert not line().left_content


def test_more_stream_errors_than_are_kept_spoil_the_connection(
    story: Any, line: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("h2craft.judge.passive.line.KEPT_STREAMS", 2)
    story.opens()
    for stream in (1, 3, 5):
        story.c_head(stream)
        story.s_head(stream, status=b"x")
    assert line().spoilt == story.seq


def test_a_watch_gets_what_it_asks_for_and_nothing_else(story: Any) -> None:
    from h2craft.judge.passive.check import Watch
    from h2craft.model import FieldsKind

    got: list[Any] = []

    class Curious(Watch):
        check = CHECKS[0]
        receives = (1,)
        sends = (0,)
        kinds = (Kind.END_RECEIVED,)
        reads = (FieldsKind.TRAILERS,)
        sections = ("8.1",)

        def received(self, reading: Any) -> None:
            got.append(("received", reading.record.seq))

        def sent(self, reading: Any) -> None:
            got.append(("sent", reading.record.seq))

        def told(self, reading: Any) -> None:
            got.append(("told", reading.record.seq))

        def fields(self, reading: Any) -> None:
            got.append(("fields", reading.record.seq))

        def blamed(self, reading: Any, finding: Any) -> None:
            got.append(("blamed", reading.record.seq))

        def over(self) -> None:
            got.append(("over", self.line.last))

    story.opens()
    request = story.c_post()
    story.c_data()
    story.s_head()
    data = story.s_data()
    trailers = story.c_head(fields=[(b"a", b"b")], end=False)
    story.leaves()
    end = story.seq
    story.c_data()  # nobody listens any more
    board, line = Board(), Line(Passive(), 1, (Curious,))
    for record in story.talk.journal.read(0, 100):
        line.take(board.fold(record))
    assert got == [
        ("received", request),
        ("sent", data),
        ("blamed", trailers),
        ("received", trailers),
        ("fields", trailers),
        ("told", end - 1),
        ("over", end),
    ]
