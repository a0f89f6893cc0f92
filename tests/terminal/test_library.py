"""A person at a real terminal and real curl: what was done by hand is recorded, and done again."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

pytestmark = [pytest.mark.clients, pytest.mark.timeout(180)]

SECONDS = 60.0


def fire(screen: Any, line: str) -> None:
    """Through the command line of the composer."""
    screen.press(":")
    screen.sees("━4 Compose")  # who types ahead types into the pane before
    screen.type(line)
    screen.sees(line.split()[0])
    screen.press("Enter", "Escape")
    screen.sees("─4 Compose")


def leave(screen: Any) -> None:
    screen.press("C-q")
    assert screen.ended() == 0
    assert not screen.in_alternate_screen


def run(*command: str, **variables: Any) -> Any:
    """The command when it has ended, with these environment variables."""
    environment = {**os.environ, **{name: str(value) for name, value in variables.items()}}
    return subprocess.run(
        command, capture_output=True, text=True, timeout=SECONDS, env=environment, check=False
    )


def answered_by_hand(screen: Any, curl: Any, file: Path) -> None:
    """curl is held and answered, and that is recorded into the file."""
    screen.sees("4 Compose")
    screen.press("C-r")
    screen.sees("RECORDING 0 acts")
    client = curl(screen, "/held")
    screen.sees("GET /held")
    fire(screen, "headers 1 :status=200 content-type=text/plain")
    fire(screen, 'data 1 "by hand\\n" end_stream')
    status, out, err = client.done()
    assert (status, err) == (0, "") and out.endswith("by hand\n")
    screen.sees("RECORDING 2 acts")
    screen.press("C-r")
    text = screen.sees("def main(request, response)")
    assert "GET /held gets 200" in text and 'writer.write_data("by hand\\n", last=True)' in text
    screen.press("Tab", "Tab", "C-u")
    screen.type(str(file))
    screen.sees(file.name)
    screen.press("F9")
    screen.sees(lambda text: "the recording was saved" in text and "RECORDING" not in text)


@pytest.fixture
def recording(terminal: Callable[..., Any], curl: Any, tmp_path: Path) -> Path:
    """The file that was recorded at the screen."""
    screen = terminal("--port", "0", "--h2c-port", "0", "--hold", "path:/held", size=(140, 40))
    answered_by_hand(screen, curl, tmp_path / "again.py")
    leave(screen)
    return tmp_path / "again.py"


def test_what_was_answered_by_hand_and_recorded_is_served_again(
    recording: Path, starting: Callable[..., Any]
) -> None:
    with starting(recording) as server:
        command = ["curl", "-sS", "--http2-prior-knowledge", f"{server.http}/held"]
        assert run(*command).stdout == "by hand\n"


def test_what_was_answered_by_hand_and_recorded_is_replayed_to_curl(recording: Path) -> None:
    got = recording.with_name("got")
    client = ("curl", "-sS", "--cacert", "{cacert}", "-o", str(got), "{url}")
    program = (sys.executable, "-c", "from h2craft.cli import main; main()")
    folders = {"H2CRAFT_DATA": recording.parent / "data", "XDG_STATE_HOME": recording.parent}
    done = run(*program, "replay", str(recording), "--", *client, **folders)
    assert done.returncode == 0, done.stderr
    assert "all was done: 1 request, 2 acts" in done.stdout
    assert got.read_text() == "by hand\n"


def test_a_shipped_scenario_is_replayed_and_judged(terminal: Callable[..., Any], curl: Any) -> None:
    screen = terminal("--port", "0", "--h2c-port", "0", size=(140, 40))
    screen.sees("4 Compose")
    screen.press("R")
    screen.sees("came with h2craft")
    screen.press("/")
    screen.type("rst-mid-body")
    screen.sees("Half of the promised body")
    screen.press("Enter", "r")
    screen.sees("REPLAY rst-mid-body 0 acts  waits for a client")
    assert re.search(r"\$ curl -v --http2 --cacert\s+\S+\s+https://127.0.0.1:\d+/", screen.text())
    status, _, err = curl(screen, "/").done()
    assert status == 92 and "INTERNAL_ERROR" in err
    screen.sees("3 acts  done")
    screen.sees("done by curl/")
    screen.press("x")
    screen.sees("stopped")
    screen.press("q")
    screen.sees(lambda text: "4 Compose" in text and "REPLAY" not in text)
    screen.press("R")
    screen.sees("done by curl/")
    screen.press("q")
    screen.sees("4 Compose")
    leave(screen)


def test_a_scenario_is_done_step_by_step(terminal: Callable[..., Any], curl: Any) -> None:
    screen = terminal("--port", "0", "--h2c-port", "0", size=(140, 40))
    screen.sees("4 Compose")
    screen.press("R", "/")
    screen.type("rst-mid-body")
    screen.press("Enter")
    screen.sees("Half of the promised body")
    screen.press("s")
    screen.sees("STEP rst-mid-body")
    client = curl(screen, "/")
    screen.sees("next  1/1 headers 1 :status=200")
    screen.press("n")
    screen.sees("next  1/1 data 1")
    screen.press("n")
    screen.sees("next  1/1 rst 1")
    assert client.process.poll() is None
    screen.press("n")
    assert client.done()[0] == 92
    screen.sees("3 acts  done")
    screen.press("q")
    screen.sees("4 Compose")
    leave(screen)


def test_who_leaves_a_server_leaves_no_scenario_and_no_breakpoint_behind(
    terminal: Callable[..., Any], curl: Any
) -> None:
    server = terminal("serve", "--port", "0", "--h2c-port", "0")
    server.sees("ready")
    screen = terminal("tui", "--attach", size=(140, 40))
    screen.sees("4 Compose")
    screen.press("R", "/")
    screen.type("rst-mid-body")
    screen.press("Enter")
    screen.sees("Half of the promised body")
    screen.press("s")
    screen.sees("STEP rst-mid-body")
    stepped = curl(server, "/")
    screen.sees("next  1/1 headers 1 :status=200")
    leave(screen)
    assert stepped.done()[0] == 92  # the rest of it goes its way
    assert curl(server, "/").done()[0] == 0
