"""The shipped scenarios, each against a real client: what was on the wire, what the client did."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

pytestmark = pytest.mark.clients
PARTIAL, STREAM, NOTHING = 18, 92, 52
"""Exit codes of curl: a body that is too short, an error on the stream, no answer at all."""


@pytest.fixture
def curl(play: Callable[..., Any]) -> Callable[..., Any]:
    """`curl("rst-mid-body", "-d", "x")`: one request over TLS; `-D -` is among the options."""

    def call(name: str, *options: object, url: str = "{url}", **more: Any) -> Any:
        how = ("-sS", "--noproxy", "*", "--max-time", 20, "--cacert", "{cacert}", "--http2")
        return play(name, "curl", *how, *options, url, **more)

    return call


# goaway


def test_a_client_takes_the_answer_of_a_connection_that_goes_away_gracefully(curl: Any) -> None:
    played = curl("graceful-in-two-phases")
    assert (played.status, played.out) == (0, "answered after two GOAWAYs"), played.story
    promised, last = played.matching("type:GOAWAY dir:sent")
    assert promised.frame.view.last_stream_id == 2**31 - 1
    assert last.frame.view.last_stream_id == played.requests[0][1]
    kinds = "type:GOAWAY or type:DATA or (type:PING and -flag:ACK)"
    assert played.sent(kinds) == ["GOAWAY", "PING", "GOAWAY", "DATA"]


# reset


def test_half_a_body_is_not_passed_off_as_the_whole(curl: Any) -> None:
    played = curl("rst-mid-body")
    assert played.status in (PARTIAL, STREAM), played.story
    assert played.octets == b"x" * 500
    assert played.codes("type:RST_STREAM dir:sent") == ["INTERNAL_ERROR"]


# interim


def test_early_hints_come_before_the_answer(curl: Any) -> None:
    played = curl("early-hints", "-D", "-")
    assert played.status == 0
    assert [line for line in played.out.splitlines() if line.startswith("HTTP/2")] == [
        "HTTP/2 103 ",
        "HTTP/2 200 ",
    ]
    assert played.out.endswith("after the hints")
