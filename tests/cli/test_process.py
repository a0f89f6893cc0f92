"""What a process that serves asks of Python and of the system."""

from __future__ import annotations

import subprocess
import sys

import pytest

ASKED = """
import gc, resource
from h2craft.cli.process import allow_connections, spare_the_collector
resource.setrlimit(resource.RLIMIT_NOFILE, (64, resource.getrlimit(resource.RLIMIT_NOFILE)[1]))
allow_connections(100)
spare_the_collector()
print(resource.getrlimit(resource.RLIMIT_NOFILE)[0] >= 356, gc.get_threshold()[0] > 10_000)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such limit")
def test_descriptors_suffice_and_the_collector_comes_seldom() -> None:
    done = subprocess.run([sys.executable, "-c", ASKED], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["True", "True"]
