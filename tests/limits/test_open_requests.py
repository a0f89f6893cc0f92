"""Requests that are open at once, on many connections: all are kept apart, and all are answered."""

from __future__ import annotations

import contextlib
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.engine
CONNECTIONS, STREAMS = 60, 20  # `tests/bench/bench_limits.py connections --full` has 1,000


def test_what_is_begun_on_many_connections_is_ended_on_each(
    starting: Any, handlers: Path, peer: Any
) -> None:
    with starting(handlers) as server, contextlib.ExitStack() as open_ones:
        clients = [open_ones.enter_context(peer.Peer(server.https)) for _ in range(CONNECTIONS)]
        begun = []
        for client in clients:
            heads = [client.head("/echo.py", "POST", end=False) for _ in range(STREAMS)]
            client.send(*(octets for _, octets in heads))
            begun.append([number for number, _ in heads])
        for client in clients:
            client.barrier()
        with peer.Peer(server.https) as other:
            assert other.get("/echo.py").body == b"hello"
        for place, (client, streams) in enumerate(zip(clients, begun, strict=True)):
            said = {number: b"%d on %d" % (number, place) for number in streams}
            client.send(*(client.data(one, body, peer.END_STREAM) for one, body in said.items()))
            for number, body in said.items():
                assert client.finish(number).body == body


def test_answers_without_a_window_wait_and_are_whole_when_it_opens(
    starting: Any, handlers: Path, peer: Any
) -> None:
    with starting(handlers) as server, contextlib.ExitStack() as open_ones:
        shut = (peer.INITIAL_WINDOW_SIZE, 0)
        clients = [open_ones.enter_context(peer.Peer(server.https, shut)) for _ in range(10)]
        asked = [[client.request("/echo.py") for _ in range(90)] for client in clients]
        for client, streams in zip(clients, asked, strict=True):
            client.until(lambda c=client, s=streams: all(c.answer(one).status for one in s))
            assert not any(client.answer(one).body for one in streams)
        with peer.Peer(server.https) as other:
            assert other.get("/echo.py").body == b"hello"
        for client, streams in zip(clients, asked, strict=True):
            client.send(peer.settings((peer.INITIAL_WINDOW_SIZE, 5)))
            assert {bytes(client.finish(one).body) for one in streams} == {b"hello"}
