"""The clients Python's driver knows."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

from h2craft.check.profiles import PROFILES
from h2craft.check.profiles.driven import Driven
from h2craft.check.profiles.lines import results, version


def test_every_profile_in_python_has_its_client(loaded: Callable[[str], ModuleType]) -> None:
    clients = loaded("python_clients").CLIENTS
    ways = [one.way for one in PROFILES.values() if isinstance(one.way, Driven)]
    started = [way.start({"python": Path("python")}) for way in ways if "python" in way.needs]
    assert {words[-1] for words in started} <= set(clients)
    assert len(started) >= 8


def test_httpx_is_asked_for_its_version(drivers: Path) -> None:
    command = [sys.executable, str(drivers / "python_clients.py"), "httpx", "version"]
    said = subprocess.run(command, capture_output=True, timeout=30, check=True).stdout
    client, engine = version(said)
    assert client.startswith("httpx 0.")
    assert engine.startswith("h2 4.")


def test_nobody_there_is_a_failed_request(drivers: Path) -> None:
    words = ["httpx", "url=http://127.0.0.1:1/", "timeout=5"]
    command = [sys.executable, str(drivers / "python_clients.py"), *words]
    done = subprocess.run(command, capture_output=True, timeout=30)
    (one,) = results(done.stdout)
    assert done.returncode == 1
    assert not one.ok
    assert "ConnectError" in one.error
