"""What there is to try without a root."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from typing import Any

import pytest

from h2craft.actions import GoAway, Headers, Ping, PushPromise, RstStream
from h2craft.script import welcome
from h2craft.script.errors import ProtocolError
from h2craft.script.response import finish
from h2craft.trace import Kind, Record

Make = Callable[..., Any]


@pytest.fixture
def ask(make_response: Make) -> Make:
    def answer(path: str = "/", **request: Any) -> Any:
        response = make_response(path=path, **request)
        welcome.main(response.request, response)
        return response

    return answer


@pytest.fixture(autouse=True)
def no_time_passes(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    slept: list[float] = []
    monkeypatch.setattr(time, "sleep", slept.append)
    return slept


def body(response: Any) -> bytes:
    return b"".join(response.iter_content())


def test_the_page_says_what_this_is_and_what_was_asked(ask: Make) -> None:
    response = ask("/")
    text = body(response).decode()
    assert "h2craft" in text
    assert "protocol: HTTP/2" in text
    assert "stream: 1" in text
    assert ":path: /" in text
    assert response.status[0] == 200
    assert response.headers.get("content-type") == [b"text/plain; charset=utf-8"]


def test_the_page_names_everything_there_is_to_try(ask: Make) -> None:
    text = body(ask("/")).decode()
    for thing in welcome._LISTED:
        assert thing.path in text


def test_a_browser_gets_html_with_the_peers_octets_escaped(ask: Make) -> None:
    hostile = (b"x-hostile", b"<script>\xff\x1b[31m")
    response = ask("/", headers=[(b"accept", b"text/html,*/*"), hostile])
    text = body(response).decode()
    assert response.headers.get("content-type") == [b"text/html; charset=utf-8"]
    assert "<script>" not in text
    assert "&lt;script&gt;" in text
    assert "\x1b" not in text


def test_an_unknown_path_is_404_with_the_same_help(ask: Make) -> None:
    response = ask("/gone")
    assert response.status[0] == 404
    assert b"Nothing is at this path." in body(response)
    assert b"Nothing is at this path." in body(ask("/gone", headers=[(b"accept", b"text/html")]))


def test_the_same_question_gets_the_same_answer(ask: Make) -> None:
    assert body(ask("/")) == body(ask("/"))
    assert body(ask("/bytes/1000")) == body(ask("/bytes/1000"))


@pytest.mark.parametrize(
    ("path", "code"), [("/status/404", 404), ("/status/204", 204), ("/status", 204)]
)
def test_a_status_is_that_status(ask: Make, path: str, code: int) -> None:
    response = ask(path)
    assert response.status[0] == code
    assert bool(body(response)) is (code != 204)


def test_a_delay_is_waited_for(ask: Make, no_time_passes: list[float]) -> None:
    ask("/delay/0.5")
    ask("/delay")
    assert no_time_passes == [0.5, 1.0]


@pytest.mark.parametrize("count", [0, 1, 65_536, 100_000])
def test_octets_are_so_many(ask: Make, count: int) -> None:
    response = ask(f"/bytes/{count}")
    assert len(body(response)) == count
    assert response.headers.get("content-length") == [b"%d" % count]


def test_an_echo_is_the_body_of_the_request(ask: Make) -> None:
    response = ask("/echo", body=b"x" * 100_000, headers=[(b"content-type", b"text/odd")])
    assert body(response) == b"x" * 100_000
    assert response.headers.get("content-type") == [b"text/odd"]


def test_a_push_is_promised_and_sent(ask: Make, channel: Any) -> None:
    ask("/push")
    assert isinstance(channel.frames[0], PushPromise)
    assert body(ask("/pushed"))


def test_a_push_the_client_does_not_take_is_refused(ask: Make, channel: Any) -> None:
    channel.pushes = False
    with pytest.raises(ProtocolError, match="ENABLE_PUSH"):
        ask("/push")


def test_trailers_end_the_stream(ask: Make, channel: Any) -> None:
    response = ask("/trailers")
    last = channel.frames[-1]
    assert isinstance(last, Headers)
    assert last.end_stream
    octets = {field.name: field.value for field in last.fields}[b"x-octets"]
    assert int(octets) == len(channel.frames[1].data)
    finish(response.request, response)


def test_an_interim_response_comes_first(ask: Make, channel: Any) -> None:
    ask("/1xx")
    (head,) = channel.frames
    assert head.fields[0][:2] == (b":status", b"103")
    assert not head.end_stream


def test_a_drip_is_line_by_line(ask: Make, channel: Any, no_time_passes: list[float]) -> None:
    ask("/drip/3")
    assert [frame.data for frame in channel.frames[1:]] == [
        b"1 of 3\n",
        b"2 of 3\n",
        b"3 of 3\n",
        b"",
    ]
    assert no_time_passes == [0.2] * 3


def test_a_reset_comes_in_the_middle(ask: Make, channel: Any) -> None:
    ask("/reset/CANCEL")
    reset = channel.frames[-1]
    assert isinstance(reset, RstStream)
    assert reset.error_code == 8


def test_a_goaway_comes_in_the_middle(ask: Make, channel: Any) -> None:
    ask("/goaway")
    assert [type(frame).__name__ for frame in channel.frames] == ["Headers", "GoAway", "Data"]
    assert isinstance(channel.frames[1], GoAway)


def test_a_ping_is_waited_for(ask: Make, channel: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    def answered(pattern: str, timeout: float | None, after_seq: int = 0) -> Record:
        ping = channel.frames[-1]
        assert isinstance(ping, Ping)
        return Record(1, 0.0, 1, Kind.FRAME_RECEIVED, bytes(9) + ping.opaque_data)

    monkeypatch.setattr(type(channel), "await_record", lambda self, *a: answered(*a))
    assert body(ask("/ping")) == b"the PING was answered\n"


@pytest.mark.parametrize(
    "path",
    [
        "/status/abc",
        "/status/100",
        "/status/999",
        "/delay/-1",
        "/delay/nan",
        "/delay/x",
        "/delay/1e9",
        "/bytes/-1",
        "/bytes/99999999999",
        "/1xx/101",
        "/1xx/200",
        "/drip/1001",
        "/reset/NONSENSE",
        "/goaway/NONSENSE",
    ],
)
def test_nonsense_is_400_and_says_what_is_expected(ask: Make, channel: Any, path: str) -> None:
    response = ask(path)
    assert response.status[0] == 400
    assert json.loads(body(response))["error"]["message"]
    assert channel.actions == []
