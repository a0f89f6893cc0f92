from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from hyperframe.frame import GoAwayFrame

from h2craft.endpoint import CLIENT_GREETING
from h2craft.trace import Kind

Meet = Callable[..., Any]


def begun(meet: Meet) -> Any:
    """Our greeting has left, and the server has said nothing."""
    peer = meet(role="client", greeting=CLIENT_GREETING)
    peer.endpoint.open(peer.now)
    peer.received_octets += b"".join(peer.endpoint.take_output())
    return peer


@pytest.mark.parametrize(
    ("octets", "said"),
    [
        (
            b"HTTP/1.1 400 Bad Request\r\nServer: x\r\n\r\n",
            "the server speaks HTTP/1.1, not HTTP/2: HTTP/1.1 400 Bad Request",
        ),
        (
            b"HTTP/1.0 200 \x1b[31mred\n\n",
            "the server speaks HTTP/1.1, not HTTP/2: HTTP/1.0 200 \\x1b[31mred",
        ),
        (
            b"\x16\x03\x03\0\x5a\2\0\0\x56\3\3",
            "the server speaks TLS on this port: use https",
        ),
    ],
)
def test_a_server_that_speaks_something_else_is_told_what(
    meet: Meet, octets: bytes, said: str
) -> None:
    peer = begun(meet)
    peer.sends(octets)
    gave_up = peer.records(Kind.H2_GAVE_UP)
    assert [record.detail["reason"] for record in gave_up] == [said]
    assert peer.wants(GoAwayFrame, error_code=1).additional_data == said.encode()


def test_what_is_shorter_than_a_frame_is_known_at_the_end(meet: Meet) -> None:
    """An alert of TLS has seven octets, and a frame at least nine."""
    peer = begun(meet)
    peer.sends(b"\x15\x03\x01\0\2\2\x46")
    assert not peer.records(Kind.H2_GAVE_UP)
    peer.endpoint.receive_end(peer.now, "fin")
    peer._read()
    (gave_up,) = peer.records(Kind.H2_GAVE_UP)
    assert gave_up.detail["reason"] == "the server speaks TLS on this port: use https"
    peer.wants(GoAwayFrame)


def test_after_a_frame_of_http2_it_is_a_frame_that_is_too_long(call: Meet) -> None:
    peer = call()
    peer.sends(b"HTTP/1.1 400 Bad Request\r\n")
    (gave_up,) = peer.records(Kind.H2_GAVE_UP)
    assert gave_up.detail["section"] == "4.2"
    peer.wants(GoAwayFrame, error_code=6)


def test_of_a_client_it_is_no_preface(meet: Meet) -> None:
    peer = meet()
    peer.sends(b"PRI * HTTP/1.1\r\n")
    (gave_up,) = peer.records(Kind.H2_GAVE_UP)
    assert gave_up.detail["reason"] == "not the connection preface: octet 11 differs"
    peer.wants(GoAwayFrame, error_code=1)
