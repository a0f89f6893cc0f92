"""Clients of real engines on loopback, peers that speak raw octets, and traces to open."""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from h2craft.client import Desk, open_local
from h2craft.engine import EngineOptions, load_authority
from h2craft.setup import Setup
from h2craft.trace import Kind, Origin, TraceWriter
from h2craft.wire import ACK, PREFACE, FrameType, frame_octets

WITHIN = 10.0
SETTINGS = frame_octets(FrameType.SETTINGS, 0, 0, b"")
SETTINGS_ACK = frame_octets(FrameType.SETTINGS, ACK, 0, b"")
GET = frame_octets(FrameType.HEADERS, 0x5, 1, b"\x82\x84\x86\x41\x01a")


class Peer:
    """A client that says what it is told to."""

    def __init__(self, url: str) -> None:
        port = int(url.rpartition(":")[2])
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=WITHIN)

    def sends(self, *octets: bytes) -> None:
        self.socket.sendall(b"".join(octets))

    def greets(self) -> None:
        self.sends(PREFACE, SETTINGS, SETTINGS_ACK)

    def frame(self) -> tuple[int, int, int, bytes]:
        """Type, flags, stream and payload of the next one."""
        head = self._exactly(9)
        payload = self._exactly(int.from_bytes(head[:3], "big"))
        return head[3], head[4], int.from_bytes(head[5:9], "big"), payload

    def until(self, type_: int) -> tuple[int, int, int, bytes]:
        while True:
            frame = self.frame()
            if frame[0] == type_:
                return frame

    def _exactly(self, count: int) -> bytes:
        octets = b""
        while len(octets) < count:
            more = self.socket.recv(count - len(octets))
            assert more, "the connection has ended"
            octets += more
        return octets


class Served:
    """A `LocalClient` and peers of it."""

    def __init__(self, setup: Setup) -> None:
        self.client = open_local(setup)
        self.peers: list[Peer] = []

    def peer(self, *, greets: bool = True) -> Peer:
        """A cleartext connection; its number is how many there were."""
        made = Peer(self.client.about.urls[-1])
        self.peers.append(made)
        if greets:
            made.greets()
        return made

    def recorded(self, pattern: str, connection: int = 0) -> Any:
        """The first reading that matches, past or to come."""
        found = self.client.host.engine.await_record(connection, pattern, WITHIN)
        assert found is not None, f"nothing matched {pattern}"
        return found

    def desk(self) -> Desk:
        """The desk as it is now: asked for, made, and looked at."""
        self.client.desk()
        self.client.host.call(_turn())
        return self.client.desk()

    def end(self) -> None:
        for peer in self.peers:
            peer.socket.close()
        self.client.close()


async def _turn() -> None:
    """One turn of the engine's loop."""


Serve = Callable[..., Served]


@pytest.fixture(scope="session")
def ca_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("data")
    load_authority(folder)
    return folder


@pytest.fixture
def serve(ca_folder: Path) -> Iterator[Serve]:
    """`serve(root=None, tls=False, **EngineOptions)` gives a `Served`, ended at the end."""
    served: list[Served] = []

    def make(root: Any = None, *, tls: bool = False, **options: Any) -> Served:
        setup = Setup(
            root=root,
            port=0 if tls else None,
            ca_folder=ca_folder,
            options=EngineOptions(**options),
        )
        served.append(Served(setup))
        return served[-1]

    yield make
    for one in served:
        one.end()


@pytest.fixture
def trace(tmp_path: Path) -> Iterator[Callable[..., Path]]:
    """`trace(3)` writes a trace of so many records, and more to the same one if called again."""
    writers: dict[str, TraceWriter] = {}

    def write(records: int, *, name: str = "run.h2trace", **header: Any) -> Path:
        path = tmp_path / name
        writer = writers.get(name)
        if writer is None:
            writer = writers[name] = TraceWriter(path, header)
        first = writer.archived + 1
        ping = frame_octets(FrameType.PING, 0, 0, bytes(8))
        writer.write(
            [
                (seq, seq / 10, 1, int(Kind.FRAME_RECEIVED), ping, 0, int(Origin.PEER), None)
                for seq in range(first, first + records)
            ]
        )
        return path

    yield write
    for writer in writers.values():
        writer.close()
