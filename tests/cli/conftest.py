"""Fixtures of the command line's tests: the program as a person runs it."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Run = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture(scope="session")
def data_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One data folder, and so one CA, for all tests of a run."""
    return tmp_path_factory.mktemp("data")


@pytest.fixture
def environment(data_folder: Path, own_runtime: Path) -> dict[str, str]:
    here = str(Path(__file__).parents[2])  # also where h2craft is not installed
    return {
        **os.environ,
        "PYTHONPATH": here,
        "H2CRAFT_DATA": str(data_folder),
        "XDG_CONFIG_HOME": str(data_folder / "config"),
        "XDG_STATE_HOME": str(data_folder / "state"),
        "COLUMNS": "100",
        "PYTHONUNBUFFERED": "1",
    }


@pytest.fixture
def command() -> list[str]:
    """The program, by the interpreter that runs the tests."""
    return [sys.executable, "-c", "from h2craft.cli import main; main()"]


@pytest.fixture
def run(command: list[str], environment: dict[str, str], tmp_path: Path) -> Run:
    """Run to the end, in an empty folder; returns what was printed and the exit code."""

    def running(*arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [*command, *arguments],
            capture_output=True,
            text=True,
            env=environment,
            cwd=tmp_path,
            timeout=30,
        )

    return running


@pytest.fixture(autouse=True)
def own_runtime(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The engines of a test are those it has started."""
    folder = tmp_path / "runtime"
    monkeypatch.setenv("H2CRAFT_RUNTIME", str(folder))
    return folder


@pytest.fixture
def serving(starting: Any, own_runtime: Path) -> Any:
    """`with serving(root, "--option", ...) as server`: an engine for the other commands."""
    return starting
