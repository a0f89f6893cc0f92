"""Real clients: finding them, running them, and the folder of handlers they ask."""

from __future__ import annotations

import contextlib
import dataclasses
import hashlib
import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

import h2craft
from h2craft.scenario import find
from h2craft.wire import ErrorCode

HERE = Path(__file__).parent
REQUIRED = "H2CRAFT_REQUIRE_CLIENTS"
ALWAYS_THERE = {"curl", "nghttp", "h2load", "node", "java"}  # where REQUIRED is set
SECONDS = 40.0
MEBI = 1 << 20


@pytest.fixture(scope="session")
def client() -> Callable[..., str]:
    """`client("curl")` is its path; a client that is not installed skips the test, by name."""

    def find(name: str) -> str:
        found = shutil.which(name)
        if found is None:
            said = f"{name} is not installed"
            if os.environ.get(REQUIRED) == "1" and name in ALWAYS_THERE:
                pytest.fail(f"{said}, and {REQUIRED}=1 wants it")
            pytest.skip(said)
        return found

    return find


@pytest.fixture(scope="session")
def run(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Any]:
    """Run a client to its end, far from the user's settings and proxies; its output as text."""
    home = tmp_path_factory.mktemp("home")
    environment = {"PATH": os.environ["PATH"], "HOME": str(home), "LC_ALL": "C.UTF-8"}

    def run_client(*command: object, status: int | None = 0, **more: Any) -> Any:
        done = subprocess.run(
            [str(part) for part in command],
            capture_output=True,
            input=more.pop("input", b""),
            timeout=more.pop("seconds", None) or SECONDS,
            env={**environment, **more.pop("env", {})},
            **more,
        )
        out, err = done.stdout.decode("utf-8", "replace"), done.stderr.decode("utf-8", "replace")
        assert status is None or done.returncode == status, f"{done.returncode}\n{out}\n{err}"
        return SimpleNamespace(out=out, err=err, octets=done.stdout, status=done.returncode)

    return run_client


def _octets(count: int) -> bytes:
    """Octets that repeat nowhere, the same every time."""
    block = hashlib.shake_256(b"h2craft").digest(MEBI)
    made = b"".join(number.to_bytes(4, "big") + block[4:] for number in range(-(-count // MEBI)))
    return made[:count]


@pytest.fixture(scope="session")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The handlers of this folder, and files: `small.bin` is 200,000 octets, `large.bin` 64 MiB."""
    folder = tmp_path_factory.mktemp("root") / "handlers"
    shutil.copytree(HERE / "handlers", folder, ignore=shutil.ignore_patterns("__pycache__"))
    (folder / "small.bin").write_bytes(_octets(200_000))
    (folder / "4k.bin").write_bytes(_octets(4_096))
    (folder / "64k.bin").write_bytes(_octets(65_536))
    (folder / "large.bin").write_bytes(_octets(64 * MEBI))
    return folder


@pytest.fixture(scope="session")
def digest(root: Path) -> Callable[[str], str]:
    """SHA-256 of a file of the root."""
    return lambda name: hashlib.sha256((root / name).read_bytes()).hexdigest()


@pytest.fixture(scope="module")
def server(starting: Any, root: Path) -> Iterator[Any]:
    """One server for the tests of a module."""
    with starting(root) as running:
        yield running


@pytest.fixture
def said(server: Any) -> Iterator[Any]:
    """What this test's connections say in the trace."""
    with contextlib.closing(server.conversation()) as conversation:
        yield conversation


@pytest.fixture(params=["https", "http"])
def url(request: pytest.FixtureRequest, server: Any) -> str:
    """The server over TLS, and over cleartext with prior knowledge."""
    return str(server.url(request.param))


@pytest.fixture
def programs() -> Path:
    return HERE / "programs"


@dataclasses.dataclass(frozen=True)
class Played:
    """What came of a scenario: what the client did, and what was on the wire until all closed.

    `left`: the client did not end by itself within its time and was killed.
    """

    name: str
    status: int
    out: str
    err: str
    octets: bytes
    left: bool
    server: Any

    @property
    def readings(self) -> list[Any]:
        return list(self.server.readings())

    def matching(self, pattern: str) -> list[Any]:
        return list(self.server.readings(pattern))

    def sent(self, pattern: str = "") -> list[str]:
        """Names of the frames we sent that match, in order."""
        return self._frames("FRAME_SENT", pattern)

    def received(self, pattern: str = "") -> list[str]:
        return self._frames("FRAME_RECEIVED", pattern)

    def _frames(self, kind: str, pattern: str) -> list[str]:
        wanted = f"kind:{kind} ({pattern})" if pattern else f"kind:{kind}"
        return [r.frame.name for r in self.matching(wanted)]

    @property
    def requests(self) -> list[tuple[int, int]]:
        """Connection and stream of each request there was."""
        heads = self.matching("kind:FRAME_RECEIVED type:HEADERS field::method~.")
        return [(r.record.connection, r.stream_id) for r in heads]

    @property
    def findings(self) -> list[Any]:
        return list(self.server.findings())

    @property
    def faults(self) -> set[str]:
        """The sections, as "RFC 9113 6.8", that what we sent has broken."""
        found = self.server.findings("dir:sent")
        broken = {one.section for one in found if one.severity != "note"}
        return {f"RFC {one}" if " " in one else f"RFC 9113 {one}" for one in broken}

    def codes(self, pattern: str) -> list[str]:
        """The error codes of the RST_STREAM or GOAWAY frames that match, by name."""
        return [ErrorCode(r.frame.view.error_code).name for r in self.matching(pattern)]

    @property
    def story(self) -> str:
        """All of it as text, for messages."""
        head = f"{self.name}: {'left' if self.left else self.status}\n{self.out}\n{self.err}\n"
        return head + str(self.server.transcript())


@pytest.fixture(scope="session")
def play(
    tmp_path_factory: pytest.TempPathFactory, client: Callable[..., str], run: Callable[..., Any]
) -> Callable[..., Played]:
    """`play("rst-mid-body", "curl", "{url}")`: serve that scenario, run a client against it.

    In its words, {url} is the address with the scenario's path, {base} the one without a path,
    {cacert} the file of the CA, {host} and {port} what they say; {h2c} is {base} in cleartext.
    The first word is the client's name: if it is not installed, the test is skipped. The scenario
    may not raise.

    `seconds`: a client that should not end within them is killed then, and has `left`.
    """
    ca = tmp_path_factory.mktemp("ca")

    def playing(
        name: str, *words: object, seconds: float | None = None, raises: bool = False, **more: Any
    ) -> Played:
        entry = find(name)
        program = client(str(words[0]))
        with h2craft.serve(entry.file, ca_folder=ca) as server:
            base = server.url
            known = {
                "url": base + entry.path,
                "base": base,
                "h2c": server.h2c_url,
                "cacert": server.ca_path,
                "host": "127.0.0.1",
                "port": base.rpartition(":")[2],
            }
            command = [program, *(_filled(word, known) for word in words[1:])]
            try:
                done = run(*command, status=None, seconds=seconds, **more)
                played = Played(name, done.status, done.out, done.err, done.octets, False, server)
            except subprocess.TimeoutExpired as ran:
                if seconds is None:
                    raise AssertionError(f"{name}: {command} hangs\n{server.transcript()}") from ran
                octets, err = ran.stdout or b"", ran.stderr or b""
                played = Played(name, -9, octets.decode(), err.decode(), octets, True, server)
            _all_closed(server)
        raised = server.readings("kind:HANDLER_RAISED")
        assert raises or not raised, played.story
        return played

    return playing


def _filled(word: object, known: dict[str, Any]) -> str:
    text = str(word)
    for name, value in known.items():
        text = text.replace(f"{{{name}}}", str(value))
    return text


def _all_closed(server: Any) -> None:
    """The client has gone: what it said last is read, and its connections end."""
    opened = {r.record.connection for r in server.readings("kind:CONNECTION_OPENED")}
    for number in opened:
        server.wait_for(f"kind:CONNECTION_CLOSED conn:{number}", timeout=SECONDS)
