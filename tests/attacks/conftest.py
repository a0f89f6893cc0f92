"""A server under attack: it lives, serves others meanwhile, keeps its memory, and tells of it."""

from __future__ import annotations

import contextlib
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

HERE = Path(__file__).parent
MEBI = 1 << 20
KEEP = 16  # MiB of journal in memory, so that a leak beside it shows
PROMPT_SECONDS = 3.0  # the longest anybody else may wait, on a busy machine
GROWTH = 80 * MEBI


@pytest.fixture(scope="session")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("attacked") / "handlers"
    shutil.copytree(HERE / "handlers", folder, ignore=shutil.ignore_patterns("__pycache__"))
    return folder


@pytest.fixture(scope="module")
def server(starting: Any, root: Path) -> Iterator[Any]:
    with starting(root, "--keep", str(KEEP)) as running:
        yield running


@pytest.fixture
def said(server: Any) -> Iterator[Any]:
    """What this test's connections say in the trace."""
    with contextlib.closing(server.conversation()) as conversation:
        yield conversation


@pytest.fixture(params=["https", "http"])
def url(request: pytest.FixtureRequest, server: Any) -> str:
    return str(server.url(request.param))


Attack = Callable[..., contextlib.AbstractContextManager[Any]]


@pytest.fixture
def attack(peer: Any) -> Attack:
    """`with attack(server):` around what is done to it: the process lives, somebody else is
    served promptly all the while, and memory grows by no more than `growth` octets.
    """

    @contextlib.contextmanager
    def attacked(
        server: Any, growth: int = GROWTH, seconds: float = PROMPT_SECONDS
    ) -> Iterator[Any]:
        with peer.Peer(server.http) as before:
            assert before.get("/hello.py").body == b"hello"
        server.forget_peak()
        memory = server.memory()
        seen = SimpleNamespace(growth=0, worst=0.0)
        with peer.Bystander(server.http, "/hello.py", b"hello") as bystander:
            bystander.has_begun()
            yield seen
        seen.growth = server.memory("VmHWM") - memory
        seen.worst = bystander.worst
        assert server.alive
        assert bystander.answered >= 2
        assert bystander.worst < seconds, f"somebody else waited {bystander.worst:.2f} s"
        assert seen.growth < growth, f"memory grew by {seen.growth / MEBI:.0f} MiB"

    return attacked


@pytest.fixture
def of(said: Any) -> Callable[..., Any]:
    """The records of one peer's connection alone, found by its address."""

    def pattern(client: Any) -> str:
        port = client.socket.getsockname()[1]
        for reading in said.expect(f"kind:CONNECTION_OPENED {port}"):
            if reading.record.detail["peer"][1] == port:
                return f"conn:{reading.record.connection}"
        raise AssertionError(said.story())

    return pattern
