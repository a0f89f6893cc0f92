"""h2load as the client of the rate and transfer rows: its run, and what it printed as numbers."""

from __future__ import annotations

import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from servers import Server, Unavailable

MIB = 1 << 20
WARM_UP = 0.3


@dataclass(frozen=True, slots=True)
class Sample:
    """One measurement: work a second, and the server's processor time for one unit of work."""

    rate: float
    cpu_us: float


class Failed(Exception):
    """The work was not done; the text says how far it came."""


def require_h2load() -> None:
    if shutil.which("h2load") is None:
        raise Unavailable("h2load is not installed (package nghttp2-client)")


def small_gets(server: Server, connections: int, streams: int, seconds: float) -> Sample:
    """GETs of `hello.py` for `seconds`, after a warm-up that also covers the handshakes."""
    before = server.usage()
    options = ["-c", str(connections), "-m", str(streams), "-D", f"{int(seconds * 1000)}ms"]
    options += [f"--warm-up-time={int(WARM_UP * 1000)}ms", f"{server.tls}/hello.py"]
    output = _h2load(options, timeout=seconds + WARM_UP + 5)
    succeeded = _count(output)
    cpu = server.usage().cpu - before.cpu
    done = succeeded * (seconds + WARM_UP) / seconds
    return Sample(succeeded / seconds, 1e6 * cpu / done)


def download(server: Server, size: int, timeout: float = 20) -> Sample:
    return _transfer(server, [f"{server.tls}/download.py?{size}"], size, timeout)


def upload(server: Server, file: Path, timeout: float = 20) -> Sample:
    size = file.stat().st_size
    return _transfer(server, ["-d", str(file), f"{server.tls}/upload.py"], size, timeout)


def _transfer(server: Server, options: list[str], size: int, timeout: float) -> Sample:
    before = server.usage()
    output = _h2load(["-n", "1", *options], timeout)
    _count(output)
    mib = size / MIB
    cpu = server.usage().cpu - before.cpu
    return Sample(mib / _finished_in(output), 1e6 * cpu / mib)


def _h2load(options: list[str], timeout: float) -> str:
    try:
        done = subprocess.run(
            ["h2load", *options], capture_output=True, text=True, timeout=timeout, check=False
        )
    except subprocess.TimeoutExpired as stuck:
        raise Failed(f"not finished after {timeout:g} s") from stuck
    return done.stdout


def _count(output: str) -> int:
    """Requests that succeeded; raises Failed when any did not."""
    found = re.search(r"(\d+) succeeded, (\d+) failed, (\d+) errored, (\d+) timeout", output)
    if found is None:
        raise Failed("h2load printed no result")
    succeeded, failed, errored, late = map(int, found.groups())
    if failed or errored or late or not succeeded:
        raise Failed(f"{succeeded} succeeded, {failed} failed, {errored} errored, {late} late")
    if re.search(r"status codes: \d+ 2xx, 0 3xx, 0 4xx, 0 5xx", output) is None:
        raise Failed("not every answer was a 2xx")
    return succeeded


def _finished_in(output: str) -> float:
    found = re.search(r"finished in ([\d.]+)(us|ms|s|m)\b", output)
    if found is None:
        raise Failed("h2load printed no duration")
    return float(found[1]) * {"us": 1e-6, "ms": 1e-3, "s": 1.0, "m": 60.0}[found[2]]
