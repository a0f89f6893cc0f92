"""One connection of a client's script, apart from the script."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from typing import Any

import pytest

from h2craft.client import LocalClient, open_local
from h2craft.endpoint import events
from h2craft.engine import Target
from h2craft.script import ConnectionClosed, Usual
from h2craft.script.correspondent import Correspondent
from h2craft.setup import Setup


def main(request: Any, response: Any) -> bytes:
    return b"here"


@pytest.fixture
def client() -> Iterator[LocalClient]:
    with contextlib.closing(open_local(Setup(root={"main": main}, port=None))) as server:
        setup = Setup(connect=Target.of(server.about.urls[0]))
        with contextlib.closing(open_local(setup)) as ours:
            yield ours


@pytest.fixture
def correspondent(client: LocalClient) -> Correspondent:
    return Correspondent(client.application, client.engine.links[1], "script.py")


def never() -> Any:
    raise AssertionError


def test_a_reset_ends_the_calls_of_its_stream_alone(correspondent: Correspondent) -> None:
    connection = correspondent.connection(Usual(), never)
    one, two = connection.stream(1), connection.stream(3)
    correspondent.heard(events.StreamReset(stream_id=1, error_code=8, remote=True))
    with pytest.raises(ConnectionClosed.__mro__[1], match="reset by the server: CANCEL"):
        one.writer.write_data("x")
    assert two.stream_id == 3 and correspondent.channel.closed is None


def test_once_the_connection_is_gone_every_call_says_so(correspondent: Correspondent) -> None:
    connection = correspondent.connection(Usual(), never)
    correspondent.closed(ConnectionClosed("the connection is closed"))
    with pytest.raises(ConnectionClosed):
        connection.write_ping()
    with pytest.raises(ConnectionClosed):
        connection.stream(1).writer.write_data("x")


def test_a_connection_that_was_closed_before_anybody_talked_on_it_is_closed(
    client: LocalClient,
) -> None:
    link = client.engine.links[1]
    client.application._connections.clear()
    made = client.application.corresponds(link, "script.py")
    assert isinstance(made.channel.closed, ConnectionClosed)
