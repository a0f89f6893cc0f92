"""The control socket of a server, with front ends that do all they should not."""

from __future__ import annotations

import contextlib
import json
import os
import random
import socket
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

pytestmark = [
    pytest.mark.engine,
    pytest.mark.skipif(not hasattr(socket, "AF_UNIX"), reason="needs Unix sockets"),
]
KIBI, MEBI = 1 << 10, 1 << 20
HELLO = b'{"h2craft":"control","version":1,"front":"repl"}\n'
LOOK = b'{"id":1,"do":"look","within":0}\n'
READ = b'{"id":1,"do":"read"}\n'
FRONTS = 32
HELD = 4 * 40 * MEBI  # octets of requests of all front ends together, as `Bounds` has it
SEED = 7540


class Front:
    """Whoever is at the socket."""

    def __init__(self, path: Path, *said: bytes) -> None:
        self.socket = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.socket.settimeout(20)
        self.socket.connect(str(path))
        self._lines = self.socket.makefile("rb")
        self.greeting = self._lines.readline()
        self.says(*said)

    def says(self, *octets: bytes) -> None:
        """As much of it as the other end takes before it closes."""
        with contextlib.suppress(ConnectionError):
            self.socket.sendall(b"".join(octets))

    def line(self) -> dict[str, Any]:
        """The next line; empty at the end."""
        try:
            line = self._lines.readline()
        except ConnectionError:
            return {}
        said = json.loads(line or b"{}")
        assert isinstance(said, dict)
        return said

    def close(self) -> None:
        self._lines.close()
        self.socket.close()


@pytest.fixture
def path(server: Any, runtime: Path) -> Path:
    """The control socket of the server."""
    for lock in runtime.glob("*.lock"):
        if lock.read_text().strip() == str(server.process.pid):
            return lock.with_suffix(".sock")
    raise AssertionError(f"{[*runtime.iterdir()]}: none is of {server.process.pid}")


@pytest.fixture
def front(path: Path) -> Iterator[Callable[..., Front]]:
    """`front(*said)`: who comes, and says this."""
    made: list[Front] = []

    def come(*said: bytes) -> Front:
        made.append(Front(path, *said))
        return made[-1]

    yield come
    for one in made:
        one.close()


@pytest.fixture
def sound(path: Path) -> Iterator[Callable[[], None]]:
    """A front end that does nothing wrong is served, before, meanwhile and after."""
    one = Front(path, HELLO)

    def served() -> None:
        one.says(LOOK)
        assert "ok" in one.line()

    served()
    yield served
    served()
    one.close()


def test_a_line_of_a_hundred_mebioctets(server: Any, attack: Any, front: Any, sound: Any) -> None:
    with attack(server, growth=200 * MEBI):
        one = front(HELLO)
        part = b"[" * MEBI
        for _ in range(100):
            one.says(part)
        assert "more than 40 MiB" in one.line()["error"]
        assert one.line() == {}
        sound()


def test_half_lines_of_all_front_ends_at_once(
    server: Any, attack: Any, front: Any, sound: Any
) -> None:
    """No more is kept of them than of a few; who comes too late is told so."""
    with attack(server, growth=HELD + 100 * MEBI):
        fronts = [front(HELLO) for _ in range(FRONTS - 1)]
        for one in fronts:
            one.says(b'{"id":"', b"x" * (20 * MEBI))
            sound()
        told = 0
        for one in fronts:
            one.socket.settimeout(0.01)
            with contextlib.suppress(TimeoutError):
                told += "too long" in one.line().get("error", "")
        assert told >= 20


@pytest.mark.parametrize(
    "line",
    [
        b"[" * (8 * MEBI),
        b'{"a":' * MEBI,
        b"[" + b"0," * (10 * MEBI) + b"0]",
        b'{"a":"' + b"\\u0000" * (5 * MEBI) + b'"}',
        b'{"id":' + b"9" * (8 * MEBI) + b"}",
        b"\xff" * (30 * MEBI),
    ],
    ids=["deep", "deep objects", "many values", "escapes", "a number", "no text"],
)
def test_lines_that_take_long_to_read(
    server: Any, attack: Any, front: Any, sound: Any, line: bytes
) -> None:
    with attack(server, growth=300 * MEBI):
        for _ in range(3):
            one = front(HELLO, line, b"\n")
            assert one.line()["error"]
            sound()


def test_front_ends_that_ask_for_records_and_never_read_them(
    server: Any, attack: Any, front: Any, sound: Any
) -> None:
    with attack(server, growth=120 * MEBI):
        fronts = [front(HELLO) for _ in range(FRONTS - 1)]
        for one in fronts:
            one.socket.setblocking(False)
        for _ in range(40):
            for one in fronts:
                with contextlib.suppress(BlockingIOError):
                    one.socket.send(READ * 200)
            sound()


def test_forty_front_ends_at_once(server: Any, attack: Any, front: Any, sound: Any) -> None:
    with attack(server):
        fronts = [front(HELLO, LOOK) for _ in range(40)]
        said = [one.line() for one in fronts]
        served = [one for one, line in zip(fronts, said, strict=True) if "ok" in line]
        assert len(served) == FRONTS - 1
        assert {line["error"] for line in said if "error" in line} == {
            f"{FRONTS} front ends are attached already"
        }
        for one in served:
            one.says(LOOK)
            assert "ok" in one.line()


def test_front_ends_that_come_and_go(server: Any, attack: Any, path: Path, sound: Any) -> None:
    """In the middle of whatever they have begun."""
    poll = b'{"id":1,"do":"look","after":1000000000,"within":30}\n'
    sleep = b'{"id":2,"do":"submit","connection":1,"actions":[{"verb":"sleep","seconds":0.01}]}\n'
    descriptors = Path(f"/proc/{server.process.pid}/fd")
    with attack(server):
        before = len(list(descriptors.iterdir()))
        for turn in range(600):
            said = (b"", HELLO, HELLO + poll, HELLO + sleep, HELLO + READ * 50, b'{"h2')[turn % 6]
            Front(path, said).close()
            if turn % 50 == 0:
                sound()
        sound()
        assert len(list(descriptors.iterdir())) < before + 2 * FRONTS


def changed(random_: random.Random, line: bytes) -> bytes:
    """Something else in one or two places."""
    made = bytearray(line)
    for _ in range(random_.randrange(1, 4)):
        place = random_.randrange(len(made) + 1)
        made[place : place + random_.randrange(4)] = random_.choice(
            (
                b"",
                b"\n",
                b'"',
                b"{",
                b"}",
                b"[",
                b"-1",
                b"1e999",
                b"null",
                b"\x00",
                b"\xff",
                b"9" * 30,
            )
        )
    return bytes(made)


def test_requests_with_anything_in_them(
    server: Any, attack: Any, front: Any, peer: Any, sound: Any
) -> None:
    """Each is answered, or is the last of its front end and told why."""
    action = {"verb": "send", "frames": [{"frame": "HEADERS", "stream_id": 1, "fields": []}]}
    asked: list[dict[str, Any]] = [
        {"do": "look", "after": 0, "desk": 1, "within": 0},
        {"do": "read", "after": 0, "limit": 1},
        {"do": "outline", "after": 0},
        {"do": "preview", "connection": 1, "action": action},
        {"do": "submit", "connection": 99_999, "actions": [action]},
        {"do": "set_policy", "changes": {}, "connection": 99_999},
        {"do": "decide", "held_seq": 1, "verdict": "delay", "seconds": 0.5},
        {"do": "comment", "seq": 1, "text": "x"},
        {"do": "detach", "number": 1},
    ]
    chosen = random.Random(SEED)
    with attack(server):
        one = front(HELLO)
        for number in range(3_000):
            line = json.dumps({"id": number, **chosen.choice(asked)}).encode()
            line = (
                changed(chosen, line).replace(b"\n", b"") if number % 2 else changed(chosen, line)
            )
            one.says(line, b"\n")
            said = one.line()
            if "id" not in said:
                assert said.get("error"), line
                one.close()
                one = front(HELLO)
            else:
                assert "ok" in said or said["error"], line
        sound()


def test_octets_of_no_kind(server: Any, attack: Any, front: Any, sound: Any) -> None:
    chosen = random.Random(SEED)
    with attack(server):
        for _ in range(200):
            one = front(
                chosen.choice((b"", HELLO)), chosen.randbytes(chosen.randrange(1, 4_000)), b"\n"
            )
            assert one.line()["error"]
        sound()


def test_the_socket_and_its_folder_are_for_the_owner_alone(path: Path) -> None:
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.parent.stat().st_mode & 0o777 == 0o700
    assert path.stat().st_uid == path.parent.stat().st_uid == os.geteuid()


def test_a_server_that_was_killed_leaves_nothing_to_the_next(
    starting: Any, root: Path, runtime: Path
) -> None:
    with starting(root, "--name", "killed", exit_status=None) as server:
        assert (runtime / "killed.sock").exists()
        server.kill()
    with starting(root, "--name", "killed") as server:
        one = Front(runtime / "killed.sock", HELLO)
        assert json.loads(one.greeting)["pid"] == server.process.pid
        one.close()
    assert not list(runtime.glob("killed*"))
