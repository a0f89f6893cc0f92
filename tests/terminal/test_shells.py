"""Completion in the shells themselves: typed, Tab pressed, and the line looked at."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SEEN_WITHIN = 40.0
LOOK_AGAIN = 0.05
START = {
    "bash": ("bash", "--norc", "--noprofile", "-i"),
    "zsh": ("zsh", "-f", "-i"),
    "fish": ("fish", "--no-config", "-i"),
}
BEFORE = {"zsh": "autoload -Uz compinit && compinit -u -d {folder}/dump; "}
TYPED = [
    ("h2craft doc", "h2craft doctor"),
    ("h2craft check --only A/baseline/ge", "A/baseline/get"),
    ("h2craft serve --filter type:PUSH", "type:PUSH_PROMISE"),
    ("h2craft serve --settings INITIAL", "INITIAL_WINDOW_SIZE="),
    ("h2craft replay rst-mid", "rst-mid-body"),
]

Typing = Callable[[str, str], str]


@pytest.fixture(params=START)
def typing(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Typing]:
    """`typing(text, wanted)`: text, then Tab, in a shell that has our script; its screen."""
    shell: str = request.param
    for needed in (shell, "tmux"):
        if shutil.which(needed) is None:
            pytest.skip(f"{needed} is not installed")
    program = tmp_path / "h2craft"
    program.write_text(f'#!/bin/sh\nPYTHONPATH={ROOT} exec {sys.executable} -m h2craft "$@"\n')
    program.chmod(0o755)
    environment = {
        "PATH": f"{tmp_path}:{os.environ['PATH']}",
        "HOME": str(tmp_path),
        "XDG_CONFIG_HOME": str(tmp_path),
        "XDG_DATA_HOME": str(tmp_path),
        "LANG": "C.UTF-8",
        "TERM": "xterm-256color",
    }
    script = tmp_path / "completion"
    told = subprocess.run(
        [program, "completion", shell], env=environment, capture_output=True, check=True
    )
    script.write_bytes(told.stdout)

    def tmux(*words: str) -> str:
        command = ["tmux", "-S", str(tmp_path / "tmux"), "-f", "/dev/null", *words]
        return subprocess.run(
            command, env=environment, capture_output=True, text=True, check=False
        ).stdout

    def sees(wanted: str) -> str:
        until = time.monotonic() + SEEN_WITHIN
        while wanted not in (screen := tmux("capture-pane", "-p", "-J")):
            assert time.monotonic() < until, f"never seen: {wanted}; there was:\n{screen}"
            time.sleep(LOOK_AGAIN)
        return screen

    def typed(text: str, wanted: str) -> str:
        tmux("send-keys", "C-e", "C-u")  # whatever stands there is forgotten, not run
        tmux("send-keys", "-l", text)
        sees(text)
        tmux("send-keys", "Tab")
        return sees(wanted)

    tmux("new-session", "-d", "-x", "120", "-y", "30", *START[shell])
    try:
        ready = "is-rea"  # what is typed does not have it in one piece
        before = BEFORE.get(shell, "").format(folder=tmp_path)
        tmux("send-keys", "-l", f"{before}. {script}; echo {ready}''dy")
        tmux("send-keys", "Enter")
        sees("is-ready")
        yield typed
    finally:
        tmux("kill-server")


@pytest.mark.timeout(300)  # a program's start for each Tab, on a machine that may be busy
def test_a_shell_completes_commands_and_values(typing: Typing) -> None:
    for text, wanted in TYPED:
        typing(text, wanted)
