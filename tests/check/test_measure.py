from __future__ import annotations

import asyncio
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from h2craft.check.measure import Meter, descendants, processor_seconds

pytestmark = pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="there is no /proc")

GROWS = """
import sys
print("begun", flush=True)
sys.stdin.readline()
kept = bytearray(b"x" * (40 << 20))
sum(range(2_000_000))
print("grown", flush=True)
sys.stdin.readline()
"""


@pytest.fixture
def grower() -> Iterator[subprocess.Popen[str]]:
    """A process that takes 40 MiB once it gets a line."""
    process = subprocess.Popen(
        [sys.executable, "-c", GROWS], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


def said(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    return process.stdout.readline().strip()


def go_on(process: subprocess.Popen[str]) -> None:
    assert process.stdin is not None
    process.stdin.write("\n")
    process.stdin.flush()


def test_what_a_process_grows_by_after_it_has_connected_is_counted(
    grower: subprocess.Popen[str],
) -> None:
    assert said(grower) == "begun"
    meter = Meter(grower.pid)
    meter.sample()
    meter.connected = True
    go_on(grower)
    assert said(grower) == "grown"
    meter.sample()
    assert meter.memory is not None and 38 << 20 < meter.memory < 80 << 20
    assert meter.cpu is not None and meter.cpu > 0


def test_what_it_had_before_does_not_count(grower: subprocess.Popen[str]) -> None:
    go_on(grower)
    assert (said(grower), said(grower)) == ("begun", "grown")
    meter = Meter(grower.pid)
    meter.sample()
    meter.connected = True
    meter.sample()
    assert meter.memory is not None and meter.memory < 8 << 20


def test_where_nobody_looked_nothing_is_known() -> None:
    meter = Meter(1)
    assert meter.memory is None and meter.cpu is None


def test_what_a_process_has_had_of_a_processor(grower: subprocess.Popen[str]) -> None:
    said(grower)
    before = processor_seconds(grower.pid)
    go_on(grower)
    said(grower)
    after = processor_seconds(grower.pid)
    assert before is not None and after is not None and 0 <= before < after
    grower.kill()
    grower.wait()
    assert processor_seconds(grower.pid) is None


def test_its_children_count_as_well() -> None:
    with subprocess.Popen(["sh", "-c", "cat; true"], stdin=subprocess.PIPE) as process:
        found: list[int] = []
        while not found and process.poll() is None:
            found = descendants(process.pid)
        assert len(found) == 1
        assert Path(f"/proc/{found[0]}/stat").exists()
        process.communicate()


async def test_it_looks_until_it_is_told_to_stop(
    grower: subprocess.Popen[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    looked, twice = [], asyncio.Event()
    meter = Meter(grower.pid)
    sample = Meter.sample

    def look(self: Meter) -> None:
        sample(self)
        looked.append(self.memory)
        if len(looked) > 1:
            twice.set()

    monkeypatch.setattr(Meter, "sample", look)
    task = asyncio.create_task(meter.run())
    await twice.wait()
    task.cancel()
    await asyncio.wait([task])
    assert task.cancelled() and None not in looked
