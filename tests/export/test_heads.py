from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from h2craft.export.heads import Head

HEAD = (
    b"GET / HTTP/1.1\r\nHost: a.test\r\nCookie: a=1; sid=secret\r\n"
    b"AUTHORIZATION : Basic eDp5\r\nX-Cookie: stays\r\n\r\n"
)
MASKED = (
    b"GET / HTTP/1.1\r\nHost: a.test\r\nCookie: a=*; sid=******\r\n"
    b"AUTHORIZATION : **********\r\nX-Cookie: stays\r\n\r\n"
)


def test_the_values_of_secret_fields_are_masked_and_nothing_else() -> None:
    assert Head().masked(HEAD, content=False) == MASKED


@given(st.integers(0, len(HEAD)), st.integers(0, len(HEAD)))
def test_no_secret_comes_out_wherever_the_pieces_end(one: int, other: int) -> None:
    first, second = sorted((one, other))
    head = Head()
    pieces = [HEAD[:first], HEAD[first:second], HEAD[second:]]
    masked = b"".join(head.masked(piece, content=False) for piece in pieces)
    assert len(masked) == len(HEAD)
    assert b"secret" not in masked and b"eDp5" not in masked and b"X-Cookie: stays" in masked


def test_what_follows_the_head_is_masked_where_contents_are() -> None:
    head = Head()
    assert head.masked(HEAD + b"body", content=True) == MASKED + b"****"
    assert head.masked(b"more", content=True) == b"****"
    assert Head().masked(HEAD + b"body", content=False).endswith(b"body")


def test_a_line_that_never_ends_is_still_known_by_its_name() -> None:
    head = Head()
    assert head.masked(b"GET / HTTP/1.1\r\nauthorization: " + b"x" * 1000, content=False)
    assert head.masked(b"y" * 50, content=False) == b"*" * 50
