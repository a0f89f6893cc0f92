"""How long the screen takes to its first paint, against a bare Textual app in the same terminal.

`python tests/bench/bench_screen.py [--rounds N]`: starts both programs in turn in a pseudo-terminal
of 120x40, takes the time until each has painted what it is about, and prints medians and their
ratio. The engine's start (CA, sockets) is part of ours; it is printed on its own too.
"""

from __future__ import annotations

import argparse
import fcntl
import os
import pty
import select
import signal
import statistics
import struct
import subprocess
import sys
import tempfile
import termios
import time
from pathlib import Path

ROOT = Path(__file__).parents[2]
SIZE = struct.pack("HHHH", 40, 120, 0, 0)
PATIENCE_SECONDS = 30.0

BARE = """
from textual.app import App
from textual.widgets import Static
class Bare(App):
    def compose(self):
        yield Static("is painted")
Bare().run()
"""
ENGINE = """
from pathlib import Path
from h2craft.client import open_local
from h2craft.setup import Setup
open_local(Setup()).close()
print("is painted", flush=True)
"""
OURS = "from h2craft.cli import main; main()"

PROGRAMS: dict[str, tuple[list[str], bytes]] = {
    "python": ([sys.executable, "-c", "print('is painted')"], b"is painted"),
    "bare Textual app": ([sys.executable, "-c", BARE], b"is painted"),
    "engine alone": ([sys.executable, "-c", ENGINE], b"is painted"),
    "h2craft": (
        [sys.executable, "-c", OURS, "--port", "0", "--h2c-port", "0"],
        b"is listening",
    ),
}


def first_paint(command: list[str], painted: bytes, folder: str) -> float:
    """Seconds from the start of the process until `painted` reaches the terminal."""
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, SIZE)
    environment = {
        **os.environ,
        "TERM": "xterm-256color",
        "PYTHONPATH": str(ROOT),
        "H2CRAFT_DATA": f"{folder}/data",
        "XDG_CONFIG_HOME": f"{folder}/config",
        "XDG_STATE_HOME": f"{folder}/state",
    }
    began = time.perf_counter()
    process = subprocess.Popen(
        command, stdin=theirs, stdout=theirs, stderr=theirs, env=environment, start_new_session=True
    )
    os.close(theirs)
    try:
        seen = b""
        while painted not in seen:
            ready, _, _ = select.select([ours], [], [], PATIENCE_SECONDS)
            if not ready:
                raise SystemExit(f"{command} painted nothing in {PATIENCE_SECONDS} s: {seen!r}")
            seen += os.read(ours, 65_536)
        return time.perf_counter() - began
    finally:
        process.send_signal(signal.SIGKILL)
        process.wait()
        os.close(ours)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=7)
    rounds = parser.parse_args().rounds
    with tempfile.TemporaryDirectory() as folder:
        for command, painted in PROGRAMS.values():  # warm: byte code, the CA
            first_paint(command, painted, folder)
        taken: dict[str, list[float]] = {name: [] for name in PROGRAMS}
        for _ in range(rounds):
            for name, (command, painted) in PROGRAMS.items():
                taken[name].append(first_paint(command, painted, folder))
    bare = statistics.median(taken["bare Textual app"])
    print(f"{'first paint, seconds':<24} {'median':>8} {'best':>8} {'of bare':>8}")
    for name, times in taken.items():
        median = statistics.median(times)
        print(f"{name:<24} {median:>8.3f} {min(times):>8.3f} {median / bare:>8.2f}")


if __name__ == "__main__":
    main()
