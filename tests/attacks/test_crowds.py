"""Many connections that do nothing, and some that take nothing."""

from __future__ import annotations

import contextlib
import resource
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

pytestmark = pytest.mark.engine
KIBI, MEBI = 1 << 10, 1 << 20
IDLE = 1000


@pytest.fixture(scope="module")
def room_for_sockets() -> Iterator[None]:
    """As many files as the system allows, for us and for the servers started from here."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if hard != resource.RLIM_INFINITY and hard < 2 * IDLE:
        pytest.skip(f"only {hard} open files are allowed here")
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, min(4 * IDLE, hard)), hard))
    yield
    resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


@pytest.mark.parametrize(("scheme", "each"), [("http", 60), ("https", 450)])
def test_1000_idle_connections(
    room_for_sockets: None,
    starting: Any,
    root: Any,
    peer: Any,
    attack: Any,
    scheme: str,
    each: int,
) -> None:
    with starting(root, exit_status=None) as server, contextlib.ExitStack() as idle:
        url = server.url(scheme)
        with contextlib.closing(server.conversation()) as said:
            with attack(server, growth=IDLE * each * KIBI):
                with ThreadPoolExecutor(8) as pool:
                    peers = list(pool.map(lambda _: peer.Peer(url), range(IDLE)))
                for one in peers:
                    idle.callback(one.close)
                peers[-1].barrier()
            said.expect("kind:CONNECTION_OPENED", IDLE)
            said.expect("type:SETTINGS dir:sent -flag:ACK", IDLE)
            assert peers[0].get("/hello.py").body == b"hello"
        assert server.interrupt() == 0


def test_downloads_that_nobody_reads(
    server: Any, said: Any, peer: Any, attack: Any, of: Any
) -> None:
    wide = (peer.INITIAL_WINDOW_SIZE, peer.LARGEST_WINDOW)
    with attack(server, growth=160 * MEBI), contextlib.ExitStack() as open_ones:
        stuck = []
        for _ in range(20):
            one = peer.Peer(server.http, wide, receive_octets=4 * KIBI)
            open_ones.callback(one.close)
            one.send(peer.window_update(peer.LARGEST_WINDOW - 65_535))
            one.request("/large.py")
            stuck.append(one)
        mine = of(stuck[0])
        said.expect(f"{mine} type:DATA dir:sent", 10)
        for _ in range(20):
            with peer.Peer(server.http) as other:
                assert other.get("/hello.py").body == b"hello"
    said.expect(f"{mine} kind:CONNECTION_CLOSED", seconds=20)
    sent = sum(reading.frame.length for reading in said.matching(f"{mine} type:DATA dir:sent"))
    assert sent < 32 * MEBI


def test_a_reader_that_wakes_up_gets_everything(server: Any, peer: Any, attack: Any) -> None:
    wide = (peer.INITIAL_WINDOW_SIZE, peer.LARGEST_WINDOW)
    with attack(server), peer.Peer(server.https, wide, receive_octets=4 * KIBI) as client:
        client.send(peer.window_update(peer.LARGEST_WINDOW - 65_535))
        number = client.request("/large.py")
        answer = client.answer(number)
        client.until(lambda: answer.body)
        for _ in range(20):
            with peer.Peer(server.http) as other:
                assert other.get("/hello.py").body == b"hello"
        client.finish(number, 30)
        assert len(answer.body) == 64 * MEBI
        assert answer.body == b"".join(bytes([n]) * MEBI for n in range(64))


def test_requests_that_are_never_finished(server: Any, peer: Any, attack: Any) -> None:
    """Each could hold a thread."""
    with attack(server), contextlib.ExitStack() as open_ones:
        for _ in range(4):
            one = peer.Peer(server.http)
            open_ones.callback(one.close)
            heads = [one.head("/echo.py", "POST", end=False)[1] for _ in range(250)]
            one.send(*heads)
            one.barrier()
        with peer.Peer(server.http) as other:
            assert other.get("/hello.py").body == b"hello"
