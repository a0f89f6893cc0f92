from __future__ import annotations

import pytest

from h2craft.engine.http1 import asks_upgrade, http2_fields, parse_head
from h2craft.engine.upgrading import ANSWER_LIMIT, BY_PRIOR_KNOWLEDGE, answer, request

GRANTED = b"HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: h2c\r\n\r\n"


def test_a_server_understands_the_request() -> None:
    head = parse_head(request("h.test:80", "/a?b", b"\0\4\0\0\0\7"))
    assert head is not None and not head.malformed
    asked = asks_upgrade(head)
    assert not isinstance(asked, str) and asked is not None
    assert asked.settings == b"\0\4\0\0\0\7"
    assert http2_fields(head)[:4] == [
        (b":method", b"GET"),
        (b":scheme", b"http"),
        (b":authority", b"h.test:80"),
        (b":path", b"/a?b"),
    ]


def test_what_follows_the_101_is_left() -> None:
    found = answer(GRANTED + b"\0\0\0\4")
    assert found is not None and found.granted
    assert found.size == len(GRANTED)


def test_it_is_waited_for_octet_by_octet() -> None:
    for size in range(len(GRANTED)):
        assert answer(GRANTED[:size]) is None


def test_a_100_is_read_past() -> None:
    before = b"HTTP/1.1 100 Continue\r\n\r\n"
    found = answer(before + GRANTED)
    assert answer(before) is None
    assert found is not None and found.granted and found.size == len(before + GRANTED)


@pytest.mark.parametrize(
    ("octets", "said"),
    [
        (b"HTTP/1.1 200 OK\r\nUpgrade: h2c\r\n\r\nbody", "HTTP/1.1 200 OK"),
        (b"HTTP/1.1 101\r\nUpgrade: websocket\r\n\r\n", "HTTP/1.1 101"),
        (b"HTTP/1.1 \x1b[31m\r\n", "HTTP/1.1 \\x1b[31m"),
        (b"SSH-2.0-OpenSSH\r\n", "SSH-2.0-OpenSSH"),
        (b"\0\0\6\4\0\0\0\0\0\0\3\0\0\0d", BY_PRIOR_KNOWLEDGE),
    ],
)
def test_anything_else_is_no_and_says_what_came(octets: bytes, said: str) -> None:
    found = answer(octets)
    assert found is not None and not found.granted
    assert found.said == said


def test_one_of_several_protocols_is_enough() -> None:
    found = answer(GRANTED.replace(b"Upgrade: h2c", b"upgrade: x, H2C"))
    assert found is not None and found.granted


def test_a_head_without_an_end_is_not_waited_for_for_ever() -> None:
    found = answer(b"HTTP/1.1 200 OK\r\nx: " + bytes(ANSWER_LIMIT))
    assert found is not None and found.said == "HTTP/1.1 200 OK"
