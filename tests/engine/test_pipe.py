from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator
from typing import Any

import pytest

from h2craft.actions import CloseHow
from h2craft.engine import EngineOptions
from h2craft.engine.pipe import (
    HELD_BY_JOURNAL,
    HELD_BY_UNSENT,
    LEAST_OCTETS,
    READ_OCTETS,
    TURN_SECONDS,
    Buffers,
    Pipe,
)
from h2craft.trace import Kind

pytestmark = pytest.mark.engine


class Told:
    """An owner that keeps what it is told."""

    def __init__(self) -> None:
        self.heard: list[Any] = []
        self.lost_ = asyncio.get_running_loop().create_future()
        self.got = asyncio.Event()

    def opened(self) -> None:
        self.heard.append("opened")

    def secured(self) -> None:
        self.heard.append("secured")

    def received(self, octets: bytes) -> None:
        self.heard.append(octets)
        self.got.set()

    def ended(self, how: str) -> None:
        self.heard.append(how)
        self.got.set()

    def not_tls(self, octets: bytes) -> None:
        self.heard.append(("not TLS", octets))

    def tls_failed(self, error: Any, first_flight: bytes) -> None:
        self.heard.append("failed")

    def kept(self, kind: Kind, octets: bytes) -> None:
        self.heard.append((kind, octets))

    def batch_done(self) -> None:
        pass

    def drained(self) -> None:
        self.heard.append("drained")

    def lost(self, error: Exception | None) -> None:
        self.lost_.set_result(error)


@pytest.fixture
async def wired() -> AsyncIterator[Any]:
    """`await wired(**EngineOptions)` gives a pipe, its owner and the socket at the other end."""
    others: list[socket.socket] = []
    pipes: list[Pipe] = []

    async def wire(**options: Any) -> tuple[Pipe, Told, socket.socket]:
        listening = socket.create_server(("127.0.0.1", 0))
        other = socket.create_connection(listening.getsockname())
        ours, _ = listening.accept()
        listening.close()
        for plug in (ours, other):
            plug.setblocking(False)
        others.append(other)
        owner = Told()
        loop = asyncio.get_running_loop()
        _, pipe = await loop.create_connection(
            lambda: Pipe(owner, Buffers(), EngineOptions(**options)), sock=ours
        )
        pipes.append(pipe)
        return pipe, owner, other

    yield wire
    for other in others:
        other.close()
    for pipe in pipes:
        pipe.transport.abort()
    await asyncio.sleep(0)


async def test_octets_are_handed_on_as_copies(wired: Any) -> None:
    pipe, owner, other = await wired()
    loop = asyncio.get_running_loop()
    for text in (b"first", b"second"):
        owner.got.clear()
        await loop.sock_sendall(other, text)
        await owner.got.wait()
    assert owner.heard == ["opened", b"first", b"second"]
    assert pipe.octets_received == 11


async def test_who_is_slow_to_be_read_reads_less_at_once_and_more_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Others would wait: frames may be small, or much work, and there is room for thousands."""
    pipe, now = Pipe(Told(), Buffers(), EngineOptions()), [0.0]
    monkeypatch.setattr("h2craft.engine.pipe.time.perf_counter", lambda: now[0])

    def reads(octets: int, *, seconds: float) -> int:
        """How much may be read next time."""
        monkeypatch.setattr(
            Told, "batch_done", lambda _: now.__setitem__(0, now[0] + seconds), raising=True
        )
        pipe.buffer_updated(octets)
        return len(pipe.get_buffer(-1))

    most = len(pipe.get_buffer(-1))
    assert most == READ_OCTETS
    assert reads(most, seconds=TURN_SECONDS / 2) == most
    assert reads(most, seconds=TURN_SECONDS * 8) == most // 8
    assert reads(most // 8, seconds=0) == most // 4
    assert reads(100, seconds=0) == most // 4  # there was no more to be read
    assert reads(100, seconds=1) == LEAST_OCTETS
    room = LEAST_OCTETS
    for _ in range(8):
        room = reads(room, seconds=0)
    assert room == most


async def test_reading_is_held_till_every_reason_is_gone(wired: Any) -> None:
    pipe, _, _ = await wired()
    pipe.hold(HELD_BY_UNSENT)
    pipe.hold(HELD_BY_JOURNAL)
    pipe.release(HELD_BY_UNSENT)
    assert not pipe.transport.is_reading()
    pipe.release(HELD_BY_JOURNAL)
    assert pipe.transport.is_reading()
    pipe.release(HELD_BY_JOURNAL)
    pipe.transport.abort()
    pipe.hold(HELD_BY_JOURNAL)


async def test_a_client_that_takes_nothing_is_given_up_after_our_close(wired: Any) -> None:
    pipe, owner, other = await wired(closing_seconds=0.01)
    other.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    pipe.write(bytes(16 << 20))
    pipe.close(CloseHow.CLEAN)
    assert pipe.congested
    await owner.lost_
    assert pipe.closing is CloseHow.CLEAN


async def test_a_client_that_takes_its_time_gets_everything(wired: Any) -> None:
    pipe, owner, other = await wired(closing_seconds=0.05)
    loop = asyncio.get_running_loop()
    pipe.write(bytes(16 << 20))
    pipe.close(CloseHow.CLEAN)
    got = 0
    while piece := await loop.sock_recv(other, 1 << 16):
        got += len(piece)
    assert got == 16 << 20
    assert await owner.lost_ is None


async def test_only_a_half_close_may_be_followed_by_another(wired: Any) -> None:
    pipe, owner, other = await wired()
    pipe.close(CloseHow.HALF)
    assert not pipe.transport.is_closing()
    pipe.write(b"too late")
    assert pipe.octets_sent == 0
    pipe.close(CloseHow.RESET)
    pipe.close(CloseHow.CLEAN)
    assert pipe.closing is CloseHow.RESET
    await owner.lost_


async def test_after_both_directions_have_ended_the_socket_goes(wired: Any) -> None:
    pipe, owner, other = await wired()
    pipe.close(CloseHow.HALF)
    other.shutdown(socket.SHUT_WR)
    await owner.lost_
    assert owner.heard[-1] == "fin"


async def test_the_kernel_may_be_told_to_keep_little_for_us(wired: Any) -> None:
    pipe, _, _ = await wired()
    plug = pipe.transport.get_extra_info("socket")
    buffers = (socket.SO_RCVBUF, socket.SO_SNDBUF)
    before = [plug.getsockopt(socket.SOL_SOCKET, which) for which in buffers]
    pipe.buffer(4_096)
    assert all(
        plug.getsockopt(socket.SOL_SOCKET, w) < b for w, b in zip(buffers, before, strict=True)
    )
