"""The same scripts on the real wptserve and on h2craft: a client has to see the same.

tests/handlers/requests.json says what is asked of each script and what a client sees (`expect`).
`differs` gives the reason where wptserve falls short; there only h2craft is held to `expect`.
`compare` limits the comparison, `hangs` an answer that wptserve never gives.
"""

from __future__ import annotations

import importlib.util
import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
import trustme

HERE = Path(__file__).parent
HANDLERS = HERE.parent / "handlers"
CASES: list[dict[str, Any]] = json.loads((HANDLERS / "requests.json").read_text())
NAMES = [case["script"] for case in CASES]
PATIENCE = 5.0
READY_WITHIN = 20.0

pytestmark = pytest.mark.engine


@pytest.fixture(scope="module")
def client() -> ModuleType:
    spec = importlib.util.spec_from_file_location("h2_client", HERE / "h2_client.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    folder = tmp_path_factory.mktemp("certificate")
    leaf = trustme.CA().issue_cert("localhost", "127.0.0.1")
    key, chain = folder / "key.pem", folder / "chain.pem"
    leaf.private_key_pem.write_to_path(key)
    leaf.cert_chain_pems[0].write_to_path(chain)
    return key, chain


@pytest.fixture(scope="module")
def wptserve_port(certificate: tuple[Path, Path], tmp_path_factory: Any) -> Iterator[int]:
    key, chain = certificate
    log = tmp_path_factory.mktemp("wptserve") / "stderr"
    command = [
        sys.executable,
        str(HERE / "wptserve_server.py"),
        str(HANDLERS),
        str(key),
        str(chain),
    ]
    with (
        log.open("w") as stderr,
        subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=stderr, text=True, start_new_session=True
        ) as process,
    ):
        try:
            assert process.stdout is not None
            yield _port(process.stdout.readline(), log)
        finally:
            os.killpg(process.pid, signal.SIGKILL)  # its stash is a process of its own


@pytest.fixture(scope="module")
def h2craft_port(certificate: tuple[Path, Path], tmp_path_factory: Any) -> Iterator[int]:
    pytest.importorskip("h2craft.cli", reason="the command line is not there yet")
    key, chain = certificate
    log = tmp_path_factory.mktemp("h2craft") / "stdout"
    command = [sys.executable, "-c", "from h2craft.cli import main; main()", "serve", str(HANDLERS)]
    command += ["--port", "0", "--no-h2c", "--cert", str(chain), "--key", str(key)]
    with (
        log.open("w") as stdout,
        subprocess.Popen(command, stdout=stdout, stderr=subprocess.PIPE, text=True) as process,
    ):
        watchdog = threading.Timer(READY_WITHIN, process.kill)
        watchdog.start()
        try:
            assert process.stderr is not None
            said = []
            for line in process.stderr:
                said.append(line)
                if line.startswith("ready"):
                    break
            watchdog.cancel()
            drain = threading.Thread(target=process.stderr.read, daemon=True)
            drain.start()
            urls = [line for line in said if line.startswith("listening https://")]
            assert urls, "".join(said)
            yield int(urls[0].rstrip().rstrip("/").rsplit(":", 1)[1])
        finally:
            watchdog.cancel()
            process.kill()
            drain.join(5)


def _port(line: str, log: Path) -> int:
    assert line.startswith("listening "), log.read_text()
    return int(line.split()[1])


def _fetch_all(client: ModuleType, port: int, case: dict[str, Any]) -> Iterator[tuple[Any, Any]]:
    """Each request and what came of it, over one connection as long as it lasts."""
    connection = None
    try:
        for request in case["requests"]:
            if connection is None or not connection.open:
                connection = client.Client(port, request.get("settings"))
            patience = 0.2 if request.get("hangs") and request.get("differs") else PATIENCE
            yield request, connection.fetch("/" + case["script"], request, patience)
    finally:
        if connection is not None:
            connection.close()


def _compared(seen: dict[str, Any], request: dict[str, Any]) -> dict[str, Any]:
    keys = request.get("compare")
    if keys is None:
        return seen
    headers = seen.get("headers")
    status = headers[0][1] if isinstance(headers, list) and headers else ""
    return {key: status if key == "status" else seen.get(key) for key in keys}


@pytest.mark.parametrize("case", CASES, ids=NAMES)
def test_wptserve_answers_as_written_down(
    case: dict[str, Any], client: ModuleType, wptserve_port: int
) -> None:
    alike = [request for request in case["requests"] if not request.get("differs")]
    for request, seen in _fetch_all(client, wptserve_port, {**case, "requests": alike}):
        assert _compared(seen, request) == request["expect"], request


@pytest.mark.parametrize("case", CASES, ids=NAMES)
def test_h2craft_answers_the_same(
    case: dict[str, Any], client: ModuleType, h2craft_port: int
) -> None:
    for request, seen in _fetch_all(client, h2craft_port, case):
        assert _compared(seen, request) == request["expect"], request


def test_every_script_is_asked_for() -> None:
    scripts = {name for name in os.listdir(HANDLERS) if name.endswith(".py")}
    assert scripts - set(NAMES) <= {"neighbour.py"}


def test_every_difference_has_its_reason_and_an_expectation() -> None:
    for case in CASES:
        for request in case["requests"]:
            assert "expect" in request, case["script"]
            if "differs" in request:
                assert len(request["differs"]) > 10
