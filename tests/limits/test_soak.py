"""Some minutes' worth of traffic: nothing is lost of it, and nothing is left of it."""

from __future__ import annotations

import contextlib
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.engine
MEBI = 1 << 20
CONNECTIONS, REQUESTS = 24, 50  # `tests/bench/bench_limits.py soak` goes on for an hour's worth


def a_client(peer: Any, url: str) -> int:
    """Requests with and without a body, one in ten taken back; those that were answered."""
    with peer.Peer(url) as client:
        asked = []
        for number in range(REQUESTS):
            body = b"x" * 100 if number % 5 == 0 else None
            asked.append(client.request("/echo.py", "POST" if body else "GET", body=body))
            if number % 10 == 9:
                taken_back, head = client.head("/echo.py", "POST", end=False)
                client.send(head, peer.rst_stream(taken_back))
        for stream in asked:
            assert client.finish(stream).status == 200
        client.barrier()
        return len(asked)


def test_connections_that_come_and_go_leave_nothing_behind(
    starting: Any, handlers: Path, peer: Any
) -> None:
    with (
        starting(handlers, "--keep", "4") as server,
        contextlib.closing(server.conversation()) as said,
    ):
        urls = (server.https, server.http)
        answered = sum(a_client(peer, url) for url in urls)  # everything for the first time
        said.expect("kind:connection_closed", 2)
        files = Path(f"/proc/{server.process.pid}/fd")
        before, memory = len(list(files.iterdir())), server.memory()
        answered += sum(a_client(peer, urls[number % 2]) for number in range(CONNECTIONS))
        assert answered == (CONNECTIONS + 2) * REQUESTS
        said.adds_up(CONNECTIONS + 2)
        heads = said.matching("type:HEADERS dir:sent status:200")
        assert len({(one.record.connection, one.stream_id) for one in heads}) == answered
        assert len(list(files.iterdir())) <= before
        assert server.memory() - memory < 24 * MEBI
