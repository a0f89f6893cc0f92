from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from h2craft.check.strays import VARIABLE, end_strays, strays

pytestmark = pytest.mark.skipif(not Path("/proc/self/environ").exists(), reason="there is no /proc")


def test_a_process_is_found_by_its_variable_in_whatever_session_it_is() -> None:
    token = f"test-{os.getpid()}"
    command = [sys.executable, "-c", "print('up', flush=True); input()"]
    with subprocess.Popen(
        command,
        env={**os.environ, VARIABLE: f"{token}/12"},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        start_new_session=True,
    ) as process:
        assert process.stdout is not None
        process.stdout.readline()
        assert strays(token) == strays(f"{token}/12") == [process.pid]
        assert strays(f"{token}/1") == []
        assert end_strays(token) == 1
        assert process.wait() == -9
    assert strays(token) == []
