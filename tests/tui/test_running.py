"""A run of the program in a real terminal: its end, whatever ends it."""

from __future__ import annotations

import errno
import fcntl
import os
import pty
import select
import signal
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

pytestmark = [
    pytest.mark.engine,
    pytest.mark.skipif(sys.platform == "win32", reason="Windows has no pseudo-terminals"),
]

ROOT = Path(__file__).parents[2]
ENTERED, LEFT = b"\x1b[?1049h", b"\x1b[?1049l"
PATIENCE_SECONDS = 40.0
MAIN = "from h2craft.cli import main; main()"
CRASHING = f"""
from h2craft.tui.screens import workbench
def _tick(self):
    raise ZeroDivisionError("of ours")
workbench.WorkbenchScreen._tick = _tick
{MAIN}
"""
THREADS = """
import threading, sys
from h2craft.cli import main
try:
    main()
finally:
    others = [thread.name for thread in threading.enumerate() if not thread.daemon]
    sys.stderr.write(f"threads: {others}")
"""


class Run:
    """The program in a terminal of 100x30 of its own."""

    def __init__(self, folder: Path, code: str, *arguments: str) -> None:
        self.folder = folder
        self.ours, self.theirs = pty.openpty()
        fcntl.ioctl(self.theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 30, 100, 0, 0))
        self.before = termios.tcgetattr(self.theirs)
        self.shown = b""
        self.process = subprocess.Popen(
            [sys.executable, "-c", code, *arguments],
            stdin=self.theirs,
            stdout=self.theirs,
            stderr=self.theirs,
            cwd=folder,
            env={
                **os.environ,
                "TERM": "xterm-256color",
                "PYTHONPATH": str(ROOT),
                "HOME": str(folder),
                "H2CRAFT_DATA": str(folder / "data"),
                "XDG_CONFIG_HOME": str(folder / "config"),
                "XDG_STATE_HOME": str(folder / "state"),
            },
            start_new_session=True,
            preexec_fn=self._take_terminal,
        )

    def _take_terminal(self) -> None:
        fcntl.ioctl(0, termios.TIOCSCTTY, 0)

    def read(self, seconds: float) -> bool:
        """Take in what is shown; False where nothing more will be."""
        ready, _, _ = select.select([self.ours], [], [], seconds)
        if not ready:
            return True
        try:
            octets = os.read(self.ours, 65_536)
        except OSError as error:
            assert error.errno == errno.EIO
            return False
        self.shown += octets
        return bool(octets)

    def sees(self, wanted: bytes) -> None:
        until = time.monotonic() + PATIENCE_SECONDS
        while wanted not in self.shown:
            assert time.monotonic() < until, f"never seen: {wanted!r} in {self.shown[-2000:]!r}"
            assert self.read(0.1), f"ended before {wanted!r}: {self.shown[-2000:]!r}"

    def press(self, octets: bytes) -> None:
        os.write(self.ours, octets)

    def ended(self) -> int:
        """The exit code; everything shown until then is read."""
        until = time.monotonic() + PATIENCE_SECONDS
        while self.process.poll() is None:
            assert time.monotonic() < until, f"it did not end: {self.shown[-2000:]!r}"
            if self.ours >= 0:
                self.read(0.05)
        while self.ours >= 0 and select.select([self.ours], [], [], 0)[0] and self.read(0):
            pass
        return self.process.returncode

    def hang_up(self) -> None:
        """The terminal's window is closed."""
        os.close(self.ours)
        os.close(self.theirs)
        self.ours = self.theirs = -1

    @property
    def restored(self) -> bool:
        """The terminal is as it was, and what was on it is shown again."""
        left = self.shown.rfind(LEFT)
        modes = termios.tcgetattr(self.theirs)[:4] == self.before[:4]
        return modes and left > self.shown.rfind(ENTERED) and b"\x1b[?25h" in self.shown[left:]

    def close(self) -> None:
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()
        if self.ours >= 0:
            self.hang_up()


@pytest.fixture
def start(tmp_path) -> Iterator[object]:
    runs: list[Run] = []

    def starting(*arguments: str, code: str = MAIN) -> Run:
        ports = ("--port", "0", "--h2c-port", "0", "--trace", "run.h2trace")
        runs.append(Run(tmp_path, code, *ports, *arguments))
        return runs[-1]

    yield starting
    for run in runs:
        run.close()


def whole(trace: Path) -> bool:
    """The trace was closed in order: nothing of it is cut off."""
    from h2craft.trace import TraceReader

    reader = TraceReader(trace)
    try:
        return reader.damage is None and reader.last >= 2
    finally:
        reader.close()


def test_ctrl_q_leaves_the_terminal_as_it_was(start, tmp_path) -> None:
    run = start(code=THREADS)
    run.sees(b"is listening")
    assert ENTERED in run.shown
    run.press(b"\x11")
    assert run.ended() == 0
    assert run.restored
    assert b"threads: ['MainThread']" in run.shown[run.shown.rfind(LEFT) :]
    assert whole(tmp_path / "run.h2trace")


@pytest.mark.parametrize("name", ["SIGTERM", "SIGHUP"])
def test_a_signal_ends_it_in_order(start, tmp_path, name) -> None:
    run = start()
    run.sees(b"is listening")
    run.process.send_signal(getattr(signal, name))
    assert run.ended() == 0
    assert run.restored
    assert whole(tmp_path / "run.h2trace")


def test_a_terminal_that_is_lost_leaves_the_trace_complete(start, tmp_path) -> None:
    run = start()
    run.sees(b"is listening")
    run.hang_up()
    assert run.ended() == 0
    assert whole(tmp_path / "run.h2trace")


def test_an_error_of_ours_restores_the_terminal_and_says_where_its_traceback_is(
    start, tmp_path
) -> None:
    run = start(code=CRASHING)
    assert run.ended() == 1
    assert run.restored
    said = run.shown[run.shown.rfind(LEFT) :].decode()
    assert "h2craft: the screen failed: ZeroDivisionError: of ours (traceback in ~/" in said
    assert "Traceback" not in said
    [crash] = (tmp_path / "state" / "h2craft").glob("crash-*.txt")
    assert "of ours" in crash.read_text() and crash.stat().st_mode & 0o777 == 0o600
    assert whole(tmp_path / "run.h2trace")


def test_ctrl_c_does_not_end_it(start) -> None:
    run = start()
    run.sees(b"[^p] Palette")
    run.press(b"\x03")
    run.sees(b"Nothing is selected")
    run.press(b"\x11")
    assert run.ended() == 0
