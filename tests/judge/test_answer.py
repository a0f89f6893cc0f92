"""What was sent on one stream, and what of it a client should have shown."""

from __future__ import annotations

import pytest

from h2craft.judge.answer import KEPT_BODY, Answer, Body, Room
from h2craft.judge.contact import Contact

OK = ((b":status", b"200"), (b"content-type", b"text/plain"))


@pytest.fixture
def answer() -> Answer:
    return Answer(Contact(1), 1, 10, b"GET")


def test_a_body_is_kept_up_to_a_limit_and_counted_beyond() -> None:
    body = Body(Room())
    body.add(b"x" * KEPT_BODY)
    assert body.whole
    body.add(b"yz")
    assert (len(body.head), body.length, body.whole) == (KEPT_BODY, KEPT_BODY + 2, False)


def test_all_bodies_share_what_may_be_kept() -> None:
    room = Room(5)
    first, second = Body(room), Body(room)
    first.add(b"abc")
    second.add(b"defg")
    second.add(b"h")
    assert (bytes(first.head), bytes(second.head)) == (b"abc", b"de")
    assert (first.length, second.length, second.whole) == (3, 5, False)


def test_a_response_is_a_head_a_body_and_an_end(answer: Answer) -> None:
    answer.head_sent(11, OK, end=False, whole=True)
    answer.data_sent(12, b"abc", end=False)
    assert (answer.begun, answer.status, answer.complete) == (11, 200, 0)
    answer.data_sent(13, b"", end=True)
    assert (answer.complete, answer.content, answer.length) == (13, b"abc", 3)
    assert answer.fields == ((b"content-type", b"text/plain"),)


def test_the_end_of_a_head_in_pieces_is_where_its_block_ends(answer: Answer) -> None:
    answer.head_sent(11, None, end=True, whole=False)
    assert (answer.begun, answer.complete) == (0, 0)
    answer.block_sent(12, OK)
    assert (answer.begun, answer.complete) == (12, 12)


def test_interim_heads_are_counted_and_no_beginning(answer: Answer) -> None:
    answer.head_sent(11, ((b":status", b"103"),), end=False, whole=True)
    answer.data_sent(12, b"too early", end=False)
    assert (answer.begun, answer.informational, answer.length) == (0, [103], 0)


def test_a_second_head_is_the_trailers(answer: Answer) -> None:
    answer.head_sent(11, OK, end=False, whole=True)
    answer.head_sent(12, ((b"a", b"b"),), end=True, whole=True)
    assert (answer.trailers, answer.complete, answer.status) == (((b"a", b"b"),), 12, 200)


def test_what_comes_after_the_end_is_no_part_of_it(answer: Answer) -> None:
    answer.head_sent(11, OK, end=True, whole=True)
    answer.data_sent(12, b"late", end=True)
    answer.head_sent(13, OK, end=True, whole=True)
    assert (answer.complete, answer.length, answer.late, answer.trailers) == (11, 0, True, ())


def test_a_head_that_cannot_be_read_is_a_head(answer: Answer) -> None:
    answer.head_sent(11, None, end=False, whole=True)
    answer.data_sent(12, b"abc", end=True)
    assert (answer.begun, answer.status, answer.content) == (11, None, b"abc")


@pytest.mark.parametrize(
    ("method", "status", "bodiless", "tunnel"),
    [
        (b"GET", b"200", False, False),
        (b"HEAD", b"200", True, False),
        (b"GET", b"204", True, False),
        (b"GET", b"304", True, False),
        (b"CONNECT", b"200", False, True),
        (b"CONNECT", b"403", False, False),
    ],
)
def test_whether_there_is_a_body_is_said_by_method_and_status(
    method: bytes, status: bytes, bodiless: bool, tunnel: bool
) -> None:
    answer = Answer(Contact(1), 1, 10, method)
    answer.head_sent(11, ((b":status", status),), end=False, whole=True)
    answer.data_sent(12, b"abc", end=True)
    assert (answer.bodiless, answer.tunnel) == (bodiless, tunnel)
    assert (answer.length, answer.content) == ((0, b"") if bodiless else (3, b"abc"))


@pytest.mark.parametrize(
    ("values", "full"), [((), False), ((b"3",), True), ((b"4",), False), ((b"3", b"4"), False)]
)
def test_as_long_as_it_says_is_told(answer: Answer, values: tuple[bytes, ...], full: bool) -> None:
    fields = (*OK, *((b"content-length", value) for value in values))
    answer.head_sent(11, fields, end=False, whole=True)
    answer.data_sent(12, b"abc", end=False)
    assert answer.full_length is full


def test_a_coded_body_is_told(answer: Answer) -> None:
    assert not answer.coded
    answer.head_sent(11, (*OK, (b"Content-Encoding", b"gzip")), end=False, whole=True)
    assert answer.coded


@pytest.mark.parametrize("said", [b"20", b"2000", b"abc"])
def test_a_status_that_is_no_number_of_three_digits_is_none(answer: Answer, said: bytes) -> None:
    answer.head_sent(11, ((b"a", b"b"), (b":status", said)), end=False, whole=True)
    assert (answer.begun, answer.status, answer.fields) == (11, None, ((b"a", b"b"),))


def test_a_block_that_ends_after_our_reset_begins_nothing(answer: Answer) -> None:
    answer.head_sent(11, None, end=False, whole=False)
    answer.reset = 12
    answer.block_sent(13, OK)
    assert (answer.begun, answer.status) == (0, None)
