"""A real terminal for the screen: tmux, driven by keys and read as text."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

REQUIRED = "H2CRAFT_REQUIRE_CLIENTS"
SEEN_WITHIN = 30.0
LOOK_AGAIN = 0.05
ESCAPED = 0.3
CURL_SECONDS = 15.0


class Terminal:
    """One tmux server with one window, in which one command runs.

    `folder` holds its socket, the program's data, settings and state, and `status`, its exit
    status once it has ended. The terminals of one test have their engines in common. The program
    runs in `where`, else where the tests run.
    """

    def __init__(
        self,
        folder: Path,
        *command: str,
        size: tuple[int, int] = (120, 40),
        where: Path | None = None,
    ) -> None:
        self.folder = folder
        self._socket = folder / "tmux"
        self.status_file = folder / "status"
        environment = {
            "H2CRAFT_DATA": str(folder / "data"),
            "XDG_CONFIG_HOME": str(folder / "config"),
            "XDG_STATE_HOME": str(folder / "state"),
            "H2CRAFT_RUNTIME": str(folder.parent / "runtime"),
            "PYTHONPATH": str(Path(__file__).parents[2]),
            "LANG": "C.UTF-8",
            "TEXTUAL_ANIMATIONS": "none",
        }
        settings = " ".join(f"{name}={shlex.quote(value)}" for name, value in environment.items())
        program = shlex.join([sys.executable, "-c", "from h2craft.cli import main; main()"])
        line = f"env {settings} {program} {shlex.join(command)}"
        # A shell below: what the program leaves on the terminal can still be looked at.
        script = f"trap : INT; {line}; echo $? > {shlex.quote(str(self.status_file))}; exec cat"
        columns, rows = size
        window = ("-x", str(columns), "-y", str(rows), "-c", str(where or Path.cwd()))
        self._tmux("new-session", "-d", *window, "sh", "-c", script)

    def _tmux(self, *words: str) -> str:
        bare = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
        made = subprocess.run(
            ["tmux", "-S", str(self._socket), "-f", "/dev/null", *words],
            env={**bare, "LANG": "C.UTF-8", "TERM": "xterm-256color"},
            capture_output=True,
            text=True,
            timeout=SEEN_WITHIN,
            check=False,
        )
        return made.stdout

    def text(self) -> str:
        """What is on the screen now."""
        return self._tmux("capture-pane", "-p")

    def press(self, *keys: str) -> None:
        """Keys by tmux's names: Enter, Escape, F1, C-q, or a character."""
        for key in keys:
            self._tmux("send-keys", key)
            if key == "Escape":
                time.sleep(ESCAPED)  # or the next key would be taken for one with Alt

    def type(self, text: str) -> None:
        """Text as it is, key by key."""
        self._tmux("send-keys", "-l", text)

    def sees(self, wanted: str | Callable[[str], object], within: float = SEEN_WITHIN) -> str:
        """Wait till the screen has it, and return the screen."""
        has = wanted if callable(wanted) else lambda text: wanted in text
        until = time.monotonic() + within
        while not has(text := self.text()):
            assert time.monotonic() < until, f"never seen: {wanted}; there was:\n{text}"
            time.sleep(LOOK_AGAIN)
        return text

    def ended(self) -> int:
        """Wait for the program's end; its exit status."""
        until = time.monotonic() + SEEN_WITHIN
        while not (self.status_file.exists() and self.status_file.read_text().strip()):
            assert time.monotonic() < until, f"it did not end; there was:\n{self.text()}"
            time.sleep(LOOK_AGAIN)
        return int(self.status_file.read_text())

    @property
    def in_alternate_screen(self) -> bool:
        return self._tmux("display-message", "-p", "#{alternate_on}").strip() == "1"

    @property
    def pane_pid(self) -> int:
        return int(self._tmux("display-message", "-p", "#{pane_pid}"))

    def close(self) -> None:
        self._tmux("kill-server")


Open = Callable[..., Terminal]


@pytest.fixture
def terminal(tmp_path: Path) -> Iterator[Open]:
    """Open a terminal with `h2craft ...` in it; ended with the test."""
    if shutil.which("tmux") is None:
        if os.environ.get(REQUIRED):
            pytest.fail("tmux is required and not here")
        pytest.skip("tmux is not here")
    opened: list[Terminal] = []

    def start(*command: str, size: tuple[int, int] = (120, 40)) -> Terminal:
        folder = tmp_path / f"terminal{len(opened)}"
        folder.mkdir()
        opened.append(Terminal(folder, *command, size=size))
        return opened[-1]

    yield start
    for each in opened:
        each.close()


class Curl:
    """curl in the background, against the workbench in a terminal."""

    def __init__(self, terminal: Any, path: str, *options: str) -> None:
        self.terminal = terminal
        url = re.search(r"https://[\w.]+:\d+", terminal.sees("https://"))
        assert url is not None
        authority = terminal.folder / "data" / "ca" / "ca.pem"
        command = ["curl", "-sS", "-i", "--http2", "--cacert", str(authority), *options]
        self.process = subprocess.Popen(
            [*command, url[0] + path], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )

    def done(self) -> tuple[int, str, str]:
        """Exit status, output and error."""
        try:
            out, err = self.process.communicate(timeout=CURL_SECONDS)
        except subprocess.TimeoutExpired:
            pytest.fail(f"curl still waits; the screen:\n{self.terminal.text()}")
        return self.process.returncode, out, err


@pytest.fixture
def curl(request: pytest.FixtureRequest) -> Iterator[Callable[..., Curl]]:
    if shutil.which("curl") is None:
        pytest.skip("curl is not installed")
    started: list[Curl] = []

    def start(terminal: Any, path: str, *options: str) -> Curl:
        started.append(Curl(terminal, path, *options))
        return started[-1]

    yield start
    for each in started:
        each.process.kill()
        each.process.communicate()
