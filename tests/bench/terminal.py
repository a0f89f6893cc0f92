"""A pseudo-terminal of 120x40 in which a program runs, and what stands on it.

The output is read as a terminal reads it, at once and all of it. It is thrown away, unless
somebody watches: then it is painted into a `Picture`, which knows text and background of each cell.
"""

from __future__ import annotations

import codecs
import contextlib
import fcntl
import os
import pty
import re
import select
import signal
import socket
import struct
import subprocess
import sys
import termios
import threading
import time
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path

from servers import TICKS, Server, Unavailable, Workplace, environment

COLUMNS, ROWS = 120, 40
PROGRAM = [sys.executable, "-c", "from h2craft.cli import main; main()"]
ESCAPE = re.compile(
    r"""\x1b(?:\[([0-9;:<=>?]*)[ -/]*([@-~])        # CSI
    |\].*?(?:\x07|\x1b\\)|[P_^X].*?\x1b\\        # strings
    |[()*+].|[=>78cDEHM])""",
    re.DOTALL | re.VERBOSE,
)
PARTS = re.compile(r"(\x1b)|([^\x00-\x1f\x1b]+)|([\x00-\x1f])")
LONGEST_ESCAPE = 4096


class Late(Exception):
    """What was waited for did not come."""


class Picture:
    """Cells of a terminal: characters, and the background each stands on."""

    def __init__(self) -> None:
        self.text = [[" "] * COLUMNS for _ in range(ROWS)]
        self.ground = [[""] * COLUMNS for _ in range(ROWS)]
        self._x = self._y = 0
        self._now = ""
        self._rest = ""
        self._decode = codecs.getincrementaldecoder("utf-8")("replace").decode

    def feed(self, octets: bytes) -> None:
        data, at = self._rest + self._decode(octets), 0
        self._rest = ""
        while at < len(data):
            part = PARTS.match(data, at)
            assert part is not None
            if part[1]:
                escape = ESCAPE.match(data, at)
                if escape is None:
                    if len(data) - at < LONGEST_ESCAPE:
                        self._rest = data[at:]
                        return
                    at += 1
                    continue
                self._obey(escape[1] or "", escape[2] or "")
                at = escape.end()
                continue
            if part[2]:
                self._write(part[2])
            elif part[3] == "\r":
                self._x = 0
            elif part[3] == "\n":
                self._y = min(ROWS - 1, self._y + 1)
            at = part.end()

    def _obey(self, given: str, verb: str) -> None:
        if verb == "H":
            y, _, x = given.partition(";")
            self._y, self._x = min(ROWS, int(y or 1)) - 1, min(COLUMNS, int(x or 1)) - 1
        elif verb == "m":
            self._paint(given)

    def _paint(self, given: str) -> None:
        words = given.split(";")
        at = 0
        while at < len(words):
            word = words[at] or "0"
            if word in ("38", "48"):
                length = 5 if words[at + 1] == "2" else 3
                if word == "48":
                    self._now = ";".join(words[at + 2 : at + length])
                at += length
                continue
            if word in ("0", "49"):
                self._now = ""
            at += 1

    def _write(self, text: str) -> None:
        start, stop = self._x, min(COLUMNS, self._x + len(text))
        self.text[self._y][start:stop] = text[: stop - start]
        self.ground[self._y][start:stop] = [self._now] * (stop - start)
        self._x = min(COLUMNS - 1, stop)

    def row(self, y: int) -> str:
        return "".join(self.text[y])

    def __str__(self) -> str:
        return "\n".join(self.row(y).rstrip() for y in range(ROWS))

    def lit_row(self, rows: range, column: int) -> int:
        """The one row whose background in that column is unlike the others'; -1 for none."""
        grounds = [self.ground[y][column] for y in rows]
        usual = Counter(grounds).most_common(1)[0][0]
        other = [y for y, ground in zip(rows, grounds, strict=True) if ground != usual]
        return other[0] if len(other) == 1 else -1


def _own() -> None:
    """In the new process: this is its terminal, whose end it is told by SIGHUP."""
    fcntl.ioctl(0, termios.TIOCSCTTY, 0)


class Terminal:
    """A program in a terminal of its own. `picture` is None while nobody watches."""

    def __init__(
        self, command: Sequence[str], environment: dict[str, str], *, watched: bool = False
    ) -> None:
        self.picture: Picture | None = Picture() if watched else None
        self.octets = 0
        self._news = threading.Condition()
        self._ours, theirs = pty.openpty()
        fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", ROWS, COLUMNS, 0, 0))
        self.began = time.perf_counter()
        self.process = subprocess.Popen(
            command,
            stdin=theirs,
            stdout=theirs,
            stderr=theirs,
            env={**environment, "TERM": "xterm-256color", "LANG": "C.UTF-8"},
            start_new_session=True,
            preexec_fn=_own,
        )
        os.close(theirs)
        self._thread = threading.Thread(target=self._read, daemon=True)
        self._thread.start()

    def _read(self) -> None:
        with contextlib.suppress(OSError):  # it has ended
            while select.select([self._ours], [], [])[0]:
                octets = os.read(self._ours, 1 << 16)
                self.octets += len(octets)
                if self.picture is not None:
                    with self._news:
                        self.picture.feed(octets)
                        self._news.notify_all()

    def press(self, keys: str) -> None:
        os.write(self._ours, keys.encode())

    def see(self, wanted: Callable[[Picture], object] | str, within: float = 20.0) -> float:
        """Wait until the picture has it; the time on the clock when it had."""
        has = (lambda picture: wanted in str(picture)) if isinstance(wanted, str) else wanted
        assert self.picture is not None
        with self._news:
            if self._news.wait_for(lambda: has(self.picture), within):
                return time.perf_counter()
            text = str(self.picture)
        raise Late(f"not seen within {within:g} s; there was:\n{text}")

    def look(self, what: Callable[[Picture], object]) -> object:
        """What the picture says now."""
        assert self.picture is not None
        with self._news:
            return what(self.picture)

    def close(self, ending: signal.Signals = signal.SIGTERM) -> int:
        """End it as the system would, by force after ten seconds; returns the exit code."""
        if self.process.poll() is None:
            self.process.send_signal(ending)
        try:
            code = self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            code = self.process.wait()
        with contextlib.suppress(OSError):  # closing twice is harmless
            os.close(self._ours)
        return code


class Screen(Server):
    """`h2craft` with its screen open, or `h2craft serve`, in a terminal; a server like others."""

    def __init__(
        self,
        name: str,
        place: Workplace,
        *words: str,
        watched: bool = False,
        own_ca: bool = False,
    ) -> None:
        self.name = name
        port, plain = free_ports()
        self.tls, self.plain = f"https://127.0.0.1:{port}", f"http://127.0.0.1:{plain}"
        given = ["--port", str(port), "--h2c-port", str(plain)]
        if not own_ca:
            given += ["--cert", str(place.cert), "--key", str(place.key)]
        self.terminal = Terminal([*PROGRAM, *words, *given], surroundings(place), watched=watched)
        self._process = self.terminal.process
        await_listener(port, self._process)

    def stop(self) -> int:
        return self.terminal.close()


def surroundings(place: Workplace) -> dict[str, str]:
    """As `environment`, with folders for settings and state that are nobody's."""
    folders = {f"XDG_{name}_HOME": str(place.path / name) for name in ("CONFIG", "STATE")}
    return {**environment(place), **folders}


def free_ports() -> tuple[int, int]:
    with socket.socket() as one, socket.socket() as other:
        one.bind(("127.0.0.1", 0))
        other.bind(("127.0.0.1", 0))
        return one.getsockname()[1], other.getsockname()[1]


def await_listener(port: int, process: subprocess.Popen[bytes]) -> None:
    """Wait until somebody listens there, without a connection: the first shall be the client's."""
    until = time.monotonic() + 20
    while True:
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                return
        if process.poll() is not None or time.monotonic() > until:
            raise Unavailable("the screen did not start")
        time.sleep(0.02)


def thread_times(process: int) -> tuple[float, float]:
    """Processor seconds so far of the first thread, and of all others together."""
    first = others = 0.0
    for task in Path(f"/proc/{process}/task").iterdir():
        with contextlib.suppress(OSError):
            words = (task / "stat").read_text().rpartition(")")[2].split()
            spent = (int(words[11]) + int(words[12])) / TICKS
            if int(task.name) == process:
                first += spent
            else:
                others += spent
    return first, others
