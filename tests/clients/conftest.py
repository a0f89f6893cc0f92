"""Real clients: finding them, running them, and the folder of handlers they ask."""

from __future__ import annotations

import contextlib
import hashlib
import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

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
            timeout=SECONDS,
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
