"""The client's facade over a channel that only collects."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from h2craft.actions import NEW_STREAM, Send
from h2craft.script import ClientConnection, ProtocolError, Usual
from h2craft.script.answers import Answers


class Collecting:
    """A channel that answers each Send with the number of its stream."""

    connection = 1
    client_address = ("127.0.0.1", 443)

    def __init__(self, stream_id: int = 0, numbers: bool = True) -> None:
        self.stream_id = stream_id
        self.fired: list[Send] = []
        self.next = 1
        self._numbers = numbers

    def fire(self, action: Any, *, wait: bool = True) -> Any:
        self.fired.append(action)
        opened = self.next if action.frames[0].stream_id == NEW_STREAM else None
        self.next += 2
        return SimpleNamespace(stream_id=opened if self._numbers else None)

    def position(self) -> int:
        return 0


@pytest.fixture
def channel() -> Collecting:
    return Collecting()


@pytest.fixture
def connection(channel: Collecting) -> ClientConnection:
    return made_of(channel)


def made_of(channel: Collecting) -> ClientConnection:
    return ClientConnection(
        channel,  # type: ignore[arg-type]
        Answers(),
        Usual(scheme="https", authority="a", path="/p", fields=(("x", "1"),)),
        open_channel=Collecting,  # type: ignore[arg-type]
        next_stream=lambda: channel.next,
        read=lambda question: question(),
        reconnect=lambda: made_of(Collecting()),
    )


def fields(channel: Collecting) -> list[tuple[bytes, bytes]]:
    return [(one.name, one.value) for one in channel.fired[-1].frames[0].fields]


def test_a_further_connection_is_another_one(connection, channel) -> None:
    connection.request()
    further = connection.reconnect()
    assert further is not connection and further.request().stream_id == 1


def test_a_request_leaves_its_number_to_the_engine(connection, channel) -> None:
    assert connection.request().stream_id == 1
    assert channel.fired[0].frames[0].stream_id == NEW_STREAM
    assert fields(channel) == [
        (b":method", b"GET"),
        (b":scheme", b"https"),
        (b":authority", b"a"),
        (b":path", b"/p"),
        (b"x", b"1"),
    ]


def test_streams_that_were_reserved_are_not_given_twice(connection, channel) -> None:
    first, second = connection.stream(), connection.stream()
    assert (first.stream_id, second.stream_id) == (1, 3)
    assert connection.request().stream_id == 5
    assert channel.fired[0].frames[0].stream_id == 5
    assert connection.stream(2).stream_id == 2 and connection.stream().stream_id == 7


def test_connect_has_neither_scheme_nor_path(connection, channel) -> None:
    connection.request("CONNECT", authority="h:22", end_stream=False)
    assert [name for name, _ in fields(channel)] == [b":method", b":authority", b"x"]
    assert not channel.fired[0].frames[0].end_stream
    connection.request("CONNECT", "/chat", [(":protocol", "websocket")])
    assert dict(fields(channel))[b":path"] == b"/chat"


def test_a_body_is_in_the_same_flush(connection, channel) -> None:
    connection.request("POST", body="abc")
    head, data = channel.fired[0].frames
    assert not head.end_stream and (data.data, data.end_stream) == (b"abc", True)
    connection.request("POST", body=b"", end_stream=False)
    assert not channel.fired[1].frames[1].end_stream


def test_a_request_without_a_number_was_none() -> None:
    with pytest.raises(ProtocolError, match="no stream was opened"):
        made_of(Collecting(numbers=False)).request()


def test_the_facade_says_who_is_there(connection) -> None:
    assert connection.server_address == ("127.0.0.1", 443) and connection.pushed == {}
    assert repr(connection.stream()) == "<Stream 1 of connection 1>"
