"""Engines on loopback with a control socket in a folder of the test's own, and who comes there."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from h2craft.client import open_local
from h2craft.control.folder import Folder
from h2craft.control.front import Bounds
from h2craft.control.protocol import hello, line_of
from h2craft.control.register import claim
from h2craft.control.server import ControlServer
from h2craft.engine import EngineOptions
from h2craft.setup import Setup
from h2craft.wire import ACK, PREFACE, FrameType, frame_octets

WITHIN = 15.0
SETTINGS = frame_octets(FrameType.SETTINGS, 0, 0, b"")
SETTINGS_ACK = frame_octets(FrameType.SETTINGS, ACK, 0, b"")
GET = frame_octets(FrameType.HEADERS, 0x5, 1, b"\x82\x84\x86\x41\x01a")
PING = frame_octets(FrameType.PING, 0, 0, bytes(8))


class Peer:
    """An HTTP/2 client that says what it is told to."""

    def __init__(self, url: str) -> None:
        port = int(url.rpartition(":")[2])
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=WITHIN)
        self.sends(PREFACE, SETTINGS, SETTINGS_ACK)

    def sends(self, *octets: bytes) -> None:
        self.socket.sendall(b"".join(octets))

    def until(self, type_: int) -> tuple[int, int, int, bytes]:
        """Type, flags, stream and payload of the next frame of this type."""
        while True:
            head = self._exactly(9)
            payload = self._exactly(int.from_bytes(head[:3], "big"))
            if head[3] == type_:
                return head[3], head[4], int.from_bytes(head[5:9], "big"), payload

    def is_answered(self) -> None:
        """A PING gets its ACK: the engine has time for this connection."""
        self.sends(PING)
        while not self.until(FrameType.PING)[1] & ACK:
            pass

    def _exactly(self, count: int) -> bytes:
        octets = b""
        while len(octets) < count:
            more = self.socket.recv(count - len(octets))
            assert more, "the connection has ended"
            octets += more
        return octets


class Visitor:
    """Whoever is at a control socket, and says what it is told to."""

    def __init__(self, name: str) -> None:
        with Folder() as folder:
            self.socket = folder.connect(name, WITHIN)
        self._lines = self.socket.makefile("rb")

    def line(self) -> dict[str, Any]:
        """The next line of the engine."""
        line = self._lines.readline()
        assert line.endswith(b"\n"), f"the engine has closed after {line!r}"
        value = json.loads(line)
        assert isinstance(value, dict)
        return value

    def ended(self) -> bool:
        """Whether the engine closes, with nothing more said."""
        try:
            return self._lines.readline() == b""
        except ConnectionError:
            return True

    def says(self, *octets: bytes) -> None:
        self.socket.sendall(b"".join(octets))

    def asks(self, do: str, identity: Any = 1, **named: Any) -> None:
        self.says(line_of({"id": identity, "do": do, **named}))

    def gets(self, do: str, identity: Any = 1, **named: Any) -> Any:
        """The answer, which is not an error."""
        self.asks(do, identity, **named)
        said = self.line()
        assert said.get("id") == identity and "ok" in said, said
        return said["ok"]

    def close(self) -> None:
        self._lines.close()
        self.socket.close()


class Running:
    """An engine with its client and its control socket, until `end`."""

    def __init__(self, root: Any, name: str, bounds: Bounds | None, options: Any) -> None:
        setup = Setup(root=root, port=None, options=EngineOptions(**options))
        self.client = open_local(setup)
        self._open: list[Any] = []
        try:
            self.control = ControlServer(self.client, claim(self.client.about, name), bounds)
        except BaseException:
            self.client.close()
            raise
        self.name = self.control.name

    def peer(self) -> Peer:
        """A connection; its number is how many there were."""
        made = Peer(self.client.about.urls[-1])
        self._open.append(made.socket)
        return made

    def visitor(self) -> Visitor:
        """Somebody who has not said anything yet, and has not listened."""
        made = Visitor(self.name)
        self._open.append(made)
        return made

    def front(self, name: str = "repl") -> Visitor:
        """A front end that is attached."""
        made = self.visitor()
        made.line()
        made.says(line_of(hello(name)))
        return made

    def recorded(self, pattern: str, connection: int = 0) -> Any:
        """The first reading that matches, past or to come."""
        found = self.client.engine.await_record(connection, pattern, WITHIN)
        assert found is not None, f"nothing matched {pattern}"
        return found

    def end(self) -> None:
        self.control.close()
        for one in self._open:
            one.close()
        self.client.close()


Start = Callable[..., Running]


@pytest.fixture(autouse=True)
def runtime(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of the control sockets; it is not there yet."""
    folder = tmp_path / "run"
    monkeypatch.setenv("H2CRAFT_RUNTIME", str(folder))
    return folder


@pytest.fixture
def start(runtime: Path) -> Iterator[Start]:
    """`start(root=None, name="", bounds=None, **EngineOptions)` gives a `Running`."""
    running: list[Running] = []

    def make(
        root: Any = None, name: str = "", bounds: Bounds | None = None, **options: Any
    ) -> Running:
        running.append(Running(root, name, bounds, options))
        return running[-1]

    yield make
    for one in running:
        one.end()


@pytest.fixture
def engine(start: Start) -> Running:
    """One that serves the welcome page, and is called so."""
    return start()


@pytest.fixture
def visit(runtime: Path) -> Iterator[Callable[[str], Visitor]]:
    """`visit("welcome")`: whoever comes to the engine of that name."""
    made: list[Visitor] = []

    def come(name: str) -> Visitor:
        made.append(Visitor(name))
        return made[-1]

    yield come
    for one in made:
        one.close()


@pytest.fixture
def python(runtime: Path) -> Iterator[Callable[..., subprocess.Popen[str]]]:
    """`python("text of a program")`: a process of its own; dead at the end of the test."""
    started: list[subprocess.Popen[str]] = []

    def run(program: str, **more: Any) -> subprocess.Popen[str]:
        process = subprocess.Popen(
            [sys.executable, "-c", program],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            cwd=Path(__file__).parents[2],
            **more,
        )
        started.append(process)
        return process

    yield run
    for process in started:
        process.kill()
        process.wait()
        for pipe in (process.stdin, process.stdout, process.stderr):
            pipe.close()  # type: ignore[union-attr]
