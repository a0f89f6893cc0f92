"""A real `h2craft serve` process and what its trace says: for the tests with sockets and clients.

Nothing here is used by the tests of one room.
"""

from __future__ import annotations

import contextlib
import importlib.util
import os
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

# A loaded machine is no counter-example.
settings.register_profile("h2craft", deadline=None)
settings.load_profile("h2craft")

SECOND_TRY = {"engine", "clients"}
SECOND_TRY_FOLDERS = {"attacks", "clients", "control", "terminal", "tui"}

READY_WITHIN = 20.0
GONE_WITHIN = 15.0
TRACED_WITHIN = 10.0
LOOK_AGAIN = 0.01
KIBI = 1024


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What shares sockets, terminals or processors with programs that are not ours has a second
    try: a machine that is busy with the tests beside it is no counter-example. The first failure
    is told all the same, as RERUN. What is pure has none, nor what has hung: the second try would
    have no limit of time."""
    for item in items:
        marks = {mark.name for mark in item.iter_markers()}
        folders = set(item.path.relative_to(Path(__file__).parent).parts[:-1])
        if marks & SECOND_TRY or folders & SECOND_TRY_FOLDERS:
            item.add_marker(pytest.mark.flaky(reruns=1, rerun_except="Timeout"))


class Server:
    """`h2craft serve`, running. `said` is standard error line by line."""

    def __init__(
        self,
        folder: Path,
        root: Path | str | None,
        *options: str,
        trace: str | None = None,
        quiet: bool = True,
        ports: tuple[str, ...] = ("--port", "0", "--h2c-port", "0"),
        prepare: Callable[[], None] | None = None,
    ) -> None:
        self.trace = Path(trace) if trace else folder / "run.h2trace"
        self.log = folder / "stdout"
        self.said: list[str] = []
        self._folder = folder
        command = [sys.executable, "-c", "from h2craft.cli import main; main()", "serve"]
        command += [] if root is None else [str(root)]
        command += [*ports, "--trace", str(self.trace), *options, *(["--quiet"] if quiet else [])]
        # The server's own CA, and no key log: nothing of the user's is touched.
        known = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
        environment = {**known, "H2CRAFT_DATA": str(folder.parent / "data")}
        environment["H2CRAFT_RUNTIME"] = os.environ["H2CRAFT_RUNTIME"]
        environment["PYTHONPATH"] = str(Path(__file__).parents[1])
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(
                command,
                env=environment,
                cwd=folder,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.PIPE,
                text=True,
                preexec_fn=prepare,
            )
        self._ready = threading.Event()
        self._listener = threading.Thread(target=self._listen, daemon=True)
        self._listener.start()

    def _listen(self) -> None:
        assert self.process.stderr is not None
        with self.process.stderr:
            for line in self.process.stderr:
                self.said.append(line.rstrip("\n"))
                if line == "ready\n":
                    self._ready.set()
        self._ready.set()

    def wait_ready(self) -> None:
        in_time = self._ready.wait(READY_WITHIN)
        assert in_time and "ready" in self.said, f"the server did not start: {self.said}"

    def url(self, scheme: str) -> str:
        """`https` or `http` of the first listener of that kind, without a slash at its end."""
        found = re.search(rf"^listening ({scheme}://\S+)", "\n".join(self.said), re.MULTILINE)
        assert found, self.said
        return found[1]

    @property
    def https(self) -> str:
        return self.url("https")

    @property
    def http(self) -> str:
        return self.url("http")

    def port(self, scheme: str) -> int:
        return int(self.url(scheme).rpartition(":")[2])

    @property
    def ca(self) -> Path:
        return self._folder.parent / "data" / "ca" / "ca.pem"

    @property
    def alive(self) -> bool:
        return self.process.poll() is None

    def memory(self, what: str = "VmRSS") -> int:
        """Octets of memory the process holds now; VmHWM: the most it ever held."""
        status = Path(f"/proc/{self.process.pid}/status").read_text()
        found = re.search(rf"^{what}:\s+(\d+) kB", status, re.MULTILINE)
        assert found, status
        return int(found[1]) * KIBI

    def forget_peak(self) -> None:
        """From now on VmHWM is about what follows (proc(5), clear_refs)."""
        Path(f"/proc/{self.process.pid}/clear_refs").write_text("5")

    def interrupt(self) -> int:
        """Ctrl-C; the exit status."""
        self.process.send_signal(signal.SIGINT)
        return self.gone()

    def kill(self) -> None:
        self.process.kill()
        self.gone()

    def gone(self) -> int:
        status = self.process.wait(GONE_WITHIN)
        self._listener.join(GONE_WITHIN)
        return status

    def conversation(self) -> Conversation:
        """What connections opened from now on say, as the trace has it."""
        return Conversation(self.trace)


class Conversation:
    """The trace read back while it grows: the connections that were opened since."""

    def __init__(self, trace: Path) -> None:
        from h2craft.model import Board
        from h2craft.trace import TraceReader

        self._reader = TraceReader(trace)
        self._position = self._reader.last
        self._board = Board()
        self._since: set[int] = {0}
        self._readings: list[Any] = []

    @property
    def damage(self) -> str | None:
        return self._reader.damage

    @property
    def readings(self) -> list[Any]:
        """What there is up to now."""
        from h2craft.trace import Kind

        self._reader.refresh()
        while records := self._reader.read(self._position):
            self._position = records[-1].seq
            for record in records:
                if record.kind == Kind.CONNECTION_OPENED:
                    self._since.add(record.connection)
                if record.connection in self._since:
                    self._readings.append(self._board.fold(record))
        return self._readings

    def matching(self, pattern: str) -> list[Any]:
        from h2craft.filter import compile

        wanted = compile(pattern)
        return [reading for reading in self.readings if wanted.matches(reading)]

    def expect(self, pattern: str, count: int = 1, seconds: float = TRACED_WITHIN) -> list[Any]:
        """The readings that match, once there are at least `count`."""
        end = time.monotonic() + seconds
        while True:
            began = time.monotonic()  # looking takes its time when there is much
            found = self.matching(pattern)
            if len(found) >= count:
                return found
            if began > end:
                raise AssertionError(f"{len(found)} of {count} {pattern!r} in\n{self.story()}")
            time.sleep(LOOK_AGAIN)

    def body(self, direction: str, pattern: str = "") -> bytes:
        """The DATA of one direction, put together without its padding."""
        from h2craft.wire import FrameType

        found = self.matching(f"type:DATA dir:{direction} {pattern}")
        return b"".join(r.frame.view.data for r in found if r.frame.type == FrameType.DATA)

    def findings(self) -> list[Any]:
        return [finding for reading in self.readings for finding in reading.findings]

    def blamed(self) -> list[str]:
        """What the client did wrong, or we: sections and texts of errors and warnings."""
        return [f"{f.section} {f.text}" for f in self.findings() if f.severity != "note"]

    def adds_up(self, count: int = 1) -> None:
        """Each connection's records hold exactly the octets that went over its socket."""
        from h2craft.trace import RECEIVED, SENT

        closed = self.expect("kind:connection_closed", count)
        for reading in closed:
            number, told = reading.record.connection, reading.record.detail
            mine = [r.record for r in self._readings if r.record.connection == number]
            received = sum(len(record.octets) for record in mine if record.kind in RECEIVED)
            sent = sum(len(record.octets) for record in mine if record.kind in SENT)
            assert received == told["octets_received"]
            assert sent == told["octets_sent"]

    def story(self) -> str:
        """The last of it as text, for messages."""
        lines = [f"{r.record.kind.name} {r.stream_id} {r!r}" for r in self.readings[-60:]]
        return "\n".join(lines)

    def close(self) -> None:
        self._reader.close()


Starting = Callable[..., contextlib.AbstractContextManager[Server]]


@pytest.fixture(scope="session")
def starting(tmp_path_factory: pytest.TempPathFactory) -> Starting:
    """`with starting(root, "--option", ...) as server`: ended by Ctrl-C, its end looked at.

    `exit_status` None: the test ends the server itself.
    """
    base = tmp_path_factory.mktemp("serving")
    numbers = iter(range(1, 10_000))

    @contextlib.contextmanager
    def start(
        root: Path | str | None = None, *options: str, exit_status: int | None = 0, **more: Any
    ) -> Iterator[Server]:
        folder = base / str(next(numbers))
        folder.mkdir()
        server = Server(folder, root, *options, **more)
        try:
            server.wait_ready()
            yield server
            if exit_status is not None:
                assert server.alive, server.said
                assert server.interrupt() == exit_status, server.said
                assert not [line for line in server.said if "Traceback" in line], server.said
        finally:
            if server.alive:
                server.kill()
            if server.trace.parent == folder:
                server.trace.unlink(missing_ok=True)  # they are large

    return start


@pytest.fixture(scope="session", autouse=True)
def runtime(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Where the engines of a run have their control sockets: among them none of the user's."""
    folder = tmp_path_factory.mktemp("runtime") / "h2craft"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("H2CRAFT_RUNTIME", str(folder))
        yield folder


def _beside(name: str) -> Any:
    """The module of that name beside this file."""
    spec = importlib.util.spec_from_file_location(
        f"h2craft_{name}", Path(__file__).with_name(f"{name}.py")
    )
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module  # dataclasses look there
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="session")
def peer() -> Any:
    """The module `peer.py`."""
    return _beside("peer")


@pytest.fixture(scope="session")
def foreigners(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """`with foreigners("nginx") as server`: see `foreign.py`."""
    return _beside("foreign").Foreigners(tmp_path_factory.mktemp("foreign"))


@pytest.fixture(scope="session")
def talking() -> Any:
    """The module `talk.py`."""
    return _beside("talk")


@pytest.fixture
def talk(talking: Any) -> Any:
    return talking.Talk()


@pytest.fixture
def make_talk(talking: Any) -> Any:
    """`make_talk(memory_records=...)`: a journal of other bounds."""
    return talking.Talk


@pytest.fixture
def session_of(talking: Any) -> Any:
    """`session_of(talk)`: see `talk.py`."""
    return talking.session_of
