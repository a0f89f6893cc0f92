"""Shells: over a real engine with a peer of raw octets on loopback, and over a stub."""

from __future__ import annotations

import contextlib
import io
import queue
import socket
import struct
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from h2craft.client import open_local
from h2craft.engine import EngineOptions
from h2craft.repl.out import Out
from h2craft.repl.shell import Shell
from h2craft.scenario import act_line
from h2craft.setup import Setup
from h2craft.trace import Kind, Origin
from h2craft.wire import ACK, PREFACE, FrameType, frame_octets

WITHIN = 10.0
GET = b"\x82\x84\x86\x41\x01a"  # RFC 7541 C.2: GET / by http, :authority a


class Got(NamedTuple):
    """A frame the peer has received."""

    type: int
    flags: int
    stream_id: int
    payload: bytes


class Peer:
    """A client that says what it is told to, acknowledges SETTINGS and PING, and keeps all else.

    `ends` is set once the connection is over.
    """

    def __init__(self, url: str, number: int) -> None:
        port = int(url.rpartition(":")[2])
        self.number = number
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=WITHIN)
        self.address = "{}:{}".format(*self.socket.getsockname())
        self.acknowledges = True
        self.octets = b""  # all that has come
        self.ends = threading.Event()
        self._frames: queue.Queue[Got] = queue.Queue()
        self._thread = threading.Thread(target=self._read, daemon=True)
        self._thread.start()

    def sends(self, *octets: bytes) -> None:
        self.socket.sendall(b"".join(octets))

    def greets(self) -> None:
        self.sends(PREFACE, frame_octets(FrameType.SETTINGS, 0, 0, b""))

    def asks(self, stream_id: int = 1, path: str = "/", *, end: bool = True) -> None:
        octets = path.encode()
        block = b"\x82\x86\x41\x01a\x04" + bytes([len(octets)]) + octets  # :path as a literal
        flags = 0x4 | (0x1 if end else 0)
        self.sends(frame_octets(FrameType.HEADERS, flags, stream_id, block))

    def wants(self, frame_type: int, *, ack: bool = False) -> Got:
        """The next frame of that type, others passed over."""
        while True:
            frame = self._frames.get(timeout=WITHIN)
            if frame.type == frame_type and ack == bool(
                frame.type in (FrameType.SETTINGS, FrameType.PING) and frame.flags & ACK
            ):
                return frame

    def forgets(self) -> None:
        """Pass over all that has come."""
        while not self._frames.empty():
            self._frames.get_nowait()

    def leaves(self) -> None:
        """End it by a reset: both directions at once."""
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.socket.shutdown(socket.SHUT_RD)  # the reading thread keeps a closed one open
        self._thread.join(WITHIN)
        self.socket.close()

    def _read(self) -> None:
        pending = b""
        while octets := self._receive():
            self.octets += octets
            pending += octets
            while len(pending) >= 9 and len(pending) >= (
                end := 9 + int.from_bytes(pending[:3], "big")
            ):
                self._take(pending[:end])
                pending = pending[end:]
        self.ends.set()

    def _receive(self) -> bytes:
        try:
            return self.socket.recv(65536)
        except OSError:
            return b""

    def _take(self, octets: bytes) -> None:
        stream_id = int.from_bytes(octets[5:9], "big") & 0x7FFF_FFFF
        got = Got(octets[3], octets[4], stream_id, octets[9:])
        self._frames.put(got)
        wants_ack = got.type in (FrameType.SETTINGS, FrameType.PING) and not got.flags & ACK
        if wants_ack and self.acknowledges:
            payload = got.payload if got.type == FrameType.PING else b""
            with contextlib.suppress(OSError):  # the test is over
                self.sends(frame_octets(got.type, ACK, 0, payload))


class Bench:
    """A shell over an engine of its own, what it prints, and peers."""

    def __init__(self, root: Any = None, **engine: Any) -> None:
        setup = Setup(root=root, port=None, h2c_port=0, options=EngineOptions(**engine))
        self.client = open_local(setup)
        self.printed, self.errors = io.StringIO(), io.StringIO()
        self.shell = Shell(self.client, out=Out(stream=self.printed, errors=self.errors), since=0)
        self.peers: list[Peer] = []

    def peer(self, path: str | None = None, *, hold: bool = True) -> Peer:
        """A connection that has greeted; with a path it has asked on stream 1, and is held."""
        if hold:
            self.client.set_hold("").result(WITHIN)
        made = Peer(self.client.about.urls[-1], len(self.peers) + 1)
        self.peers.append(made)
        made.greets()
        self.recorded(f"conn:{made.number} type:SETTINGS flag:ACK dir:received")
        if path is not None:
            made.asks(path=path)
            self.recorded(f"conn:{made.number} kind:request_held" if hold else f"path:{path}")
        return made

    def recorded(self, pattern: str) -> Any:
        """The first reading that matches, past or to come."""
        found = self.client.host.engine.await_record(0, pattern, WITHIN)
        assert found is not None, f"nothing matched {pattern}"
        return found

    def run(self, text: str) -> str:
        """Evaluate; what was printed, errors too."""
        self.verdict = self.shell.evaluate(text)
        return self.said()

    def said(self) -> str:
        """What was printed since it was asked last."""
        said = self.printed.getvalue() + self.errors.getvalue()
        for stream in (self.printed, self.errors):
            stream.seek(0)
            stream.truncate()
        return said

    def acts(self) -> list[str]:
        """What is recorded, as lines."""
        self.shell.sync()
        taking = self.shell.taking
        return [act_line(act, taking.load) for act in taking.acts]

    def end(self) -> None:
        for peer in self.peers:
            peer.socket.close()
        self.shell.close()
        self.client.close()


@pytest.fixture
def bench_of(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., Bench]]:
    """`bench_of(root=None, **EngineOptions)`; the working folder is an empty one."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path.parent / f"{tmp_path.name}-state"))
    monkeypatch.setenv("H2CRAFT_SCENARIOS", str(tmp_path.parent / f"{tmp_path.name}-library"))
    made: list[Bench] = []

    def make(root: Any = None, **engine: Any) -> Bench:
        made.append(Bench(root, **engine))
        return made[-1]

    yield make
    for bench in made:
        bench.end()


@pytest.fixture
def bench(bench_of: Callable[..., Bench]) -> Bench:
    return bench_of()


@pytest.fixture
def answered(bench: Bench) -> tuple[Bench, Peer]:
    """A bench, and a peer whose request on stream 1 waits to be answered."""
    return bench, bench.peer("/")


class Stub:
    """A shell over a stub client, and what it prints. What is fired is on record, as ever."""

    def __init__(self, session: Any) -> None:
        self.client = session.client
        self._submit = self.client.submit
        self.client.submit = self.submit
        self.printed, self.errors = io.StringIO(), io.StringIO()
        self.shell = Shell(self.client, out=Out(stream=self.printed, errors=self.errors))
        self.shell.sync()

    def submit(self, connection: int, *actions: Any) -> Any:
        journal = self.client.records
        for action in actions:
            last = journal.get(journal.last)
            at = last.at + 0.001 if last is not None else 0.0
            journal.append(at, connection, Kind.ACTION_FIRED, b"", 0, Origin.HAND, action)
        return self._submit(connection, *actions)

    acts = Bench.acts
    run = Bench.run
    said = Bench.said


@pytest.fixture
def stub_of(session_of: Any) -> Iterator[Callable[..., Stub]]:
    """`stub_of(talk, live=True)`: a shell over what has been said so far."""
    made: list[Stub] = []

    def make(talk: Any = (), **more: Any) -> Stub:
        made.append(Stub(session_of(talk, **more)))
        return made[-1]

    yield make
    for stub in made:
        stub.shell.close()
