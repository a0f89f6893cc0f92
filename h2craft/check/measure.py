"""What a client's processes cost: memory and processor time, from /proc. Knows no client.

Where there is no /proc nothing is measured, and the judge is told so.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

SAMPLE_SECONDS = 0.05
PROC = Path("/proc")

_USER, _SYSTEM, _WAITED_USER, _WAITED_SYSTEM = 11, 12, 13, 14  # after the name, proc(5)


@dataclass(slots=True)
class _Process:
    """What one of them has cost so far.

    base, high  what it had, and the most it had ever had, when the first connection came
    """

    base: int
    high: int
    peak: int = 0
    seconds: float = 0.0


@dataclass(slots=True)
class Meter:
    """Samples a process and its descendants until it is cancelled; `run` is its task.

    connected  is to be set once the client has connected: what it had by then does not count
    """

    pid: int
    connected: bool = False
    _known: dict[int, _Process] = field(default_factory=dict)
    _samples: int = 0

    async def run(self) -> None:
        """Look again and again."""
        while True:
            self.sample()
            await asyncio.sleep(SAMPLE_SECONDS)

    def sample(self) -> None:
        """Look once."""
        for pid in _tree(self.pid):
            memory, peak = _memory(pid)
            process = self._known.setdefault(pid, _Process(base=0, high=0))
            if not self.connected:
                process.base, process.high = memory, peak
            # The kernel's own high-water mark has seen what happened between two looks.
            process.peak = max(process.peak, peak if peak > process.high else memory)
            process.seconds = max(process.seconds, _seconds(pid))
            self._samples += 1
            if not self.connected:
                process.peak = memory

    @property
    def memory(self) -> int | None:
        """How much it grew from the first connection to the peak, octets; None: nobody looked."""
        if not self._samples:
            return None
        return sum(max(0, one.peak - one.base) for one in self._known.values())

    @property
    def cpu(self) -> float | None:
        """Seconds of processor time; None: nobody looked."""
        return sum(one.seconds for one in self._known.values()) if self._samples else None


def processor_seconds(pid: int) -> float | None:
    """What a process and its descendants have had of a processor so far; None: nobody can say."""
    if not (PROC / str(pid) / "stat").exists():
        return None
    return sum(_seconds(one) for one in _tree(pid))


def descendants(pid: int) -> list[int]:
    """Children, their children and so on."""
    return list(_tree(pid))[1:]


def _tree(pid: int) -> Iterator[int]:
    waiting = [pid]
    while waiting:
        one = waiting.pop()
        yield one
        try:
            tasks = os.listdir(PROC / str(one) / "task")
        except OSError:
            continue
        for task in tasks:
            try:
                text = (PROC / str(one) / "task" / task / "children").read_text()
            except OSError:
                continue
            waiting += [int(child) for child in text.split()]


def _memory(pid: int) -> tuple[int, int]:
    """Resident now, and the most it ever was, octets; 0 of one that has ended."""
    try:
        lines = (PROC / str(pid) / "status").read_text("utf-8", "replace").splitlines()
    except OSError:
        return 0, 0
    found = dict(line.split(":", 1) for line in lines if line.startswith(("VmRSS", "VmHWM")))
    return _kib(found.get("VmRSS", "")), _kib(found.get("VmHWM", ""))


def _kib(text: str) -> int:
    words = text.split()
    return int(words[0]) << 10 if words else 0


def _seconds(pid: int) -> float:
    """Processor time of it, threads and children it has waited for included."""
    try:
        text = (PROC / str(pid) / "stat").read_text("utf-8", "replace")
    except OSError:
        return 0.0
    fields = text.rpartition(")")[2].split()
    ticks = sum(int(fields[at]) for at in (_USER, _SYSTEM, _WAITED_USER, _WAITED_SYSTEM))
    return ticks / os.sysconf("SC_CLK_TCK")
