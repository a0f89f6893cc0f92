"""What the pictures are of: a home, a server over the demo handlers, and real clients of it.

Everything is real but the person: the home is a folder of its own, so that no picture shows
anything of the machine it was made on.
"""

from __future__ import annotations

import contextlib
import getpass
import os
import platform
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from h2craft.client import open_local
from h2craft.client.local import LocalClient
from h2craft.engine import EngineOptions
from h2craft.scenario import library
from h2craft.setup import Setup

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
HOME = Path("/tmp/demo")  # short, as it can be seen on the first page
TRACE = "shop.h2trace"
SECONDS = 30.0
CHROMIUM = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
    "--disable-features=OptimizationHints,Translate",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
)
_OURS = {"PATH", "LANG", "LC_ALL", "TMPDIR", "PYTHONPATH"}


def names_of_this_machine() -> list[str]:
    """What no picture may show."""
    found = {platform.node(), socket.getfqdn(), str(ROOT), sys.prefix, os.path.expanduser("~")}
    if (user := getpass.getuser()) != "root":  # a word of HTTP too
        found.add(user)
    return sorted(name for name in found if len(name) > 2 and name not in ("localhost", "/root"))


def missing() -> list[str]:
    """Programs the session needs and this machine has not."""
    return [
        name
        for name in ("curl", "chromium", "certutil", "nghttp", "tmux")
        if not shutil.which(name)
    ]


class Stage:
    """A home with the handlers in it, and the clients that were started; see `staged`."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.https = self.http = ""
        self._environment = {"PATH": os.environ["PATH"], "HOME": str(home), "LC_ALL": "C.UTF-8"}
        self._running: list[subprocess.Popen[bytes]] = []

    @property
    def ca(self) -> Path:
        return self.home / ".local/share/h2craft/ca/ca.pem"

    def serve(self, *, port: int, h2c_port: int, window: int | None = None) -> LocalClient:
        """What `h2craft handlers --trace shop.h2trace` opens."""
        from h2craft.setup import greeting

        options = EngineOptions(trace=Path(TRACE), greeting=greeting(window=window))
        setup = Setup(root="handlers", port=port, h2c_port=h2c_port, options=options)
        client = open_local(setup)
        self.https, self.http = client.about.urls
        return client

    def start(self, *command: object) -> subprocess.Popen[bytes]:
        """A client in the background, until it ends or `end` is called."""
        process = subprocess.Popen(
            [str(part) for part in command],
            cwd=self.home,
            env=self._environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        self._running.append(process)
        return process

    def end_of(self, process: subprocess.Popen[bytes]) -> None:
        """Wait for it."""
        process.communicate(timeout=SECONDS)
        self._running.remove(process)

    def curl(self, path: str, *options: object) -> subprocess.Popen[bytes]:
        return self.start("curl", "-sS", "--cacert", self.ca, *options, self.https + path)

    def nghttp(self, path: str, *options: object) -> subprocess.Popen[bytes]:
        return self.start("nghttp", "-n", "-y", *options, self.https + path)

    def chromium(self, path: str) -> subprocess.Popen[bytes]:
        """A browser that trusts our CA, and stays."""
        known = self.home / ".pki" / "nssdb"
        if not known.exists():
            known.mkdir(parents=True)
            store = f"sql:{known}"
            self.end_of(self.start("certutil", "-d", store, "-N", "--empty-password"))
            trusted = ("-n", "h2craft", "-t", "C,,", "-i", self.ca)
            self.end_of(self.start("certutil", "-d", store, "-A", *trusted))
        profile = f"--user-data-dir={self.home / '.config' / 'chromium'}"
        return self.start("chromium", *CHROMIUM, profile, self.https + path)

    def end(self, process: subprocess.Popen[bytes]) -> None:
        """A client and what it started; it is asked first."""
        for how in (signal.SIGTERM, signal.SIGKILL):
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, how)
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.communicate(timeout=5)
                break
        self._running.remove(process)

    def close(self) -> None:
        for process in list(self._running):
            self.end(process)


@contextlib.contextmanager
def staged() -> Iterator[Stage]:
    """Stand in a new home, as whoever logs in there; gone afterwards."""
    try:
        HOME.mkdir(mode=0o700)
    except FileExistsError:
        raise SystemExit(f"{HOME} is there already; remove it if it is left from here") from None
    before, folder, shipped = dict(os.environ), os.getcwd(), library.shipped_folder
    stage = Stage(HOME)
    try:
        shutil.copytree(
            HERE / "handlers", HOME / "handlers", ignore=shutil.ignore_patterns("__pycache__")
        )
        kept = {name: before[name] for name in _OURS if name in before}
        os.environ.clear()
        os.environ.update(kept, HOME=str(HOME), TERM="xterm-256color", TEXTUAL_ANIMATIONS="none")
        os.chdir(HOME)
        shutil.copytree(ROOT / "scenarios", HOME / "scenarios")
        library.shipped_folder = lambda: HOME / "scenarios"  # not where this checkout lies
        yield stage
    finally:
        stage.close()
        library.shipped_folder = shipped
        os.chdir(folder)
        os.environ.clear()
        os.environ.update(before)
        shutil.rmtree(HOME, ignore_errors=True)


def wait_for(what: str, happened: Callable[[], object], seconds: float = SECONDS) -> None:
    """Without a screen that has to go on meanwhile."""
    until = time.monotonic() + seconds
    while not happened():
        if time.monotonic() > until:
            raise SystemExit(f"did not happen: {what}")
        time.sleep(0.02)
