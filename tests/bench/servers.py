"""The contenders, each in a process of its own, and what the system says about that process.

Processor time, memory and threads are read from /proc: on other systems they are not measured.
"""

from __future__ import annotations

import importlib.util
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).parent
HANDLERS = HERE / "handlers"
sys.path.append(str(HERE.parent.parent))  # a checkout will do, h2craft need not be installed
TICKS = os.sysconf("SC_CLK_TCK")
PACKAGES = ("wptserve", "hypercorn")


class Unavailable(Exception):
    """This contender cannot run here, or not with these options; the text says why."""


@dataclass(frozen=True, slots=True)
class Usage:
    """Processor seconds so far, resident KiB now and at most, threads now."""

    cpu: float
    rss: int
    peak: int
    threads: int


class Workplace:
    """A temporary folder with a certificate all contenders share, so that TLS costs the same."""

    def __init__(self) -> None:
        self.path = Path(tempfile.mkdtemp(prefix="h2craft-bench-"))
        self.cert, self.key = self.path / "cert.pem", self.path / "key.pem"
        if importlib.util.find_spec("trustme") is None:
            raise Unavailable("trustme is not installed: no certificate to serve with")
        import trustme

        leaf = trustme.CA().issue_cert("localhost", "127.0.0.1")
        self.cert.write_bytes(b"".join(blob.bytes() for blob in leaf.cert_chain_pems))
        self.key.write_bytes(leaf.private_key_pem.bytes())

    def file(self, name: str, size: int) -> Path:
        """A file of `size` zero octets."""
        path = self.path / name
        with path.open("wb") as file:
            file.truncate(size)
        return path

    def close(self) -> None:
        shutil.rmtree(self.path, ignore_errors=True)


def command(name: str, place: Workplace, options: Sequence[str] = ()) -> list[str]:
    """How to start a contender.

    Raises Unavailable where a package is missing.
    """
    cert, key = str(place.cert), str(place.key)
    if name == "h2craft":
        if importlib.util.find_spec("h2craft") is None:
            raise Unavailable("h2craft is not installed")
        start = [sys.executable, "-c", "from h2craft.cli import main; main()", "serve"]
        ports = ["--port", "0", "--h2c-port", "0", "--quiet", "--cert", cert, "--key", key]
        return [*start, str(HANDLERS), *ports, *options]
    if name == "nghttpd" and shutil.which(name) is None:
        raise Unavailable("nghttpd is not installed (package nghttp2-server)")
    if name in PACKAGES and importlib.util.find_spec(name) is None:
        raise Unavailable(f"{name} is not installed")
    script = "bare.py" if name == "bare" else f"peer_{name}.py"
    return [sys.executable, str(HERE / script), cert, key]


class Server:
    """A running contender. `tls` and `plain` are its base URLs, `plain` empty where it has none.

    `said` is its standard error, once it has been stopped.
    """

    def __init__(
        self,
        name: str,
        place: Workplace,
        options: Sequence[str] = (),
        within: Sequence[str] = (),
    ) -> None:
        """`within`: words before the command, which it is started by."""
        self.name = name
        self.said: list[str] = []
        self.tls = self.plain = ""
        self._errors = (place.path / f"{name}-{id(self)}.err").open("w+")  # a pipe would fill up
        self._process = subprocess.Popen(
            [*within, *command(name, place, options)],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=self._errors,
            env=environment(place),
        )
        try:
            self._await_ready(time.monotonic() + 20)
        except BaseException:
            self.stop()
            raise

    def _await_ready(self, deadline: float) -> None:
        while True:
            self._errors.seek(0)
            text = self._errors.read()
            lines = [line.strip() for line in text.splitlines()]
            if "ready" in lines:
                break
            if self._process.poll() is not None or time.monotonic() > deadline:
                last = next((line for line in reversed(lines) if line), "no message")
                raise Unavailable(f"{self.name} did not start: {last}")
            time.sleep(0.02)
        for line in lines:
            if line.startswith("listening https://"):
                self.tls = line.split()[1]
            elif line.startswith("listening http://"):
                self.plain = line.split()[1]

    def usage(self) -> Usage:
        proc = Path(f"/proc/{self._process.pid}")
        try:
            after_name = (proc / "stat").read_text().rpartition(")")[2].split()
            status = dict(line.split(":", 1) for line in (proc / "status").read_text().splitlines())
            cpu = (int(after_name[11]) + int(after_name[12])) / TICKS
            rss, peak = (int(status[key].split()[0]) for key in ("VmRSS", "VmHWM"))
        except (OSError, KeyError):
            return Usage(0.0, 0, 0, 0)
        return Usage(cpu, rss, peak, int(status["Threads"]))

    @property
    def pid(self) -> int:
        return self._process.pid

    @property
    def alive(self) -> bool:
        return self._process.poll() is None

    def stop(self) -> int:
        """End it as Ctrl-C would, by force after ten seconds; returns the exit code."""
        if self.alive:
            self._process.send_signal(signal.SIGINT if self.name == "h2craft" else signal.SIGTERM)
        try:
            code = self._process.wait(10)
        except subprocess.TimeoutExpired:
            self._process.kill()
            code = self._process.wait()
        if not self._errors.closed:
            self._errors.seek(0)
            self.said = self._errors.read().splitlines()
            self._errors.close()
        return code

    def __enter__(self) -> Server:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()


def environment(place: Workplace) -> dict[str, str]:
    """A fixed hash seed, no debugging, and folders that are not the user's."""
    paths = [str(HERE), str(HERE.parent.parent), os.environ.get("PYTHONPATH", "")]
    return {
        **{name: value for name, value in os.environ.items() if name != "PYTHONASYNCIODEBUG"},
        "PYTHONHASHSEED": "0",
        "PYTHONPATH": os.pathsep.join(path for path in paths if path),
        "XDG_DATA_HOME": str(place.path),
        "H2CRAFT_RUNTIME": str(place.path / "run"),
    }
