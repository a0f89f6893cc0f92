"""A command whose output nobody reads for a while."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path


def run(drivers: Path, folder: Path, seconds: str, *words: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(drivers / "slowly.py"), seconds, *words]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=30)


def test_what_a_command_writes_is_in_its_files_afterwards(drivers: Path, tmp_path: Path) -> None:
    script = "echo first >body-0; echo second >body-1; echo aside"
    done = run(drivers, tmp_path, "0", "sh", "-c", script)
    assert done.returncode == 0
    assert (tmp_path / "body-0").read_text() == "first\n"
    assert (tmp_path / "body-1").read_text() == "second\n"
    assert done.stdout == "aside\n"


def test_more_than_a_pipe_holds_comes_through(drivers: Path, tmp_path: Path) -> None:
    script = "head -c 1000000 /dev/zero >body-0"
    assert run(drivers, tmp_path, "0.01", "sh", "-c", script).returncode == 0
    assert (tmp_path / "body-0").stat().st_size == 1_000_000


def test_it_ends_as_the_command_ends(drivers: Path, tmp_path: Path) -> None:
    assert run(drivers, tmp_path, "0", "sh", "-c", "exit 7").returncode == 7
    assert run(drivers, tmp_path, "0", "sh", "-c", "kill -TERM $$").returncode == 128 + 15


def test_a_body_that_was_never_written_is_an_empty_file(drivers: Path, tmp_path: Path) -> None:
    assert run(drivers, tmp_path, "0", "true", "body-0").returncode == 0
    assert (tmp_path / "body-0").read_bytes() == b""
