"""Two processes at one engine, and curl: a hand in one terminal, the screen in another."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

pytestmark = [pytest.mark.clients, pytest.mark.timeout(120)]

PORTS = ("--port", "0", "--h2c-port", "0")
SCRIPT_SECONDS = 60


def serving(terminal: Any, *options: str) -> Any:
    server = terminal("serve", *PORTS, *options)
    server.sees("ready")
    return server


def attached(terminal: Any, command: str) -> Any:
    """The screen or the prompt, over the engine of another terminal."""
    return terminal(command, "--attach")


def say(prompt: Any, line: str) -> None:
    prompt.type(line)
    prompt.press("Enter")


def leave(screen: Any) -> None:
    """Nothing is asked: the engine is somebody else's."""
    screen.press("C-q")
    assert screen.ended() == 0
    assert not screen.in_alternate_screen


def answered(prompt: Any, client: Any) -> None:
    """curl waits for the request that is held; head and body are said at the prompt."""
    prompt.sees("GET /held")
    say(prompt, "headers :status=200 content-type=text/plain")
    prompt.sees("200")
    say(prompt, 'data "by prompt\\n" end_stream')
    status, out, err = client.done()
    assert (status, err) == (0, "")
    assert "HTTP/2 200" in out and out.endswith("by prompt\n")


def test_a_prompt_answers_for_a_server_in_another_terminal(terminal: Any, curl: Any) -> None:
    server = serving(terminal)
    prompt = attached(terminal, "repl")
    prompt.sees("no connection")
    say(prompt, "hold path:/held")
    prompt.sees("requests are held that match path:/held")
    answered(prompt, curl(server, "/held"))
    prompt.press("C-d")
    assert prompt.ended() == 0
    assert curl(server, "/").done()[0] == 0  # it serves on


def test_the_screen_shows_what_a_prompt_fires(terminal: Any, curl: Any) -> None:
    screen = terminal(*PORTS, "--hold", "path:/held")
    client = curl(screen, "/held")
    prompt = attached(terminal, "repl")
    answered(prompt, client)
    screen.sees("by prompt")
    prompt.press("C-d")
    assert prompt.ended() == 0
    assert "by prompt" in screen.text()


def test_a_screen_over_a_server_leaves_it_running(terminal: Any, curl: Any) -> None:
    server = serving(terminal)
    screen = attached(terminal, "tui")
    screen.sees("attached to welcome")
    assert curl(server, "/").done()[0] == 0
    screen.sees("GET /")
    screen.press(":")
    screen.sees("━4 Compose")
    screen.type("hold path:/held")
    screen.press("Enter", "Escape")
    screen.sees("HOLD path:/held")
    client = curl(server, "/held")
    screen.sees("GET /held")
    screen.press(":")
    screen.sees("━4 Compose")
    screen.type('headers :status=200 + data "by screen\\n" end_stream')
    screen.press("Enter")
    status, out, _ = client.done()
    assert status == 0 and out.endswith("by screen\n")
    screen.press("Escape")
    leave(screen)
    assert curl(server, "/").done()[0] == 0


def test_a_server_that_ends_is_told_and_what_was_read_stays(terminal: Any, curl: Any) -> None:
    server = serving(terminal)
    screen = attached(terminal, "tui")
    assert curl(server, "/").done()[0] == 0
    screen.sees("GET /")
    server.press("C-c")
    assert server.ended() == 0
    text = screen.sees("GONE")
    assert "GET /" in text
    leave(screen)


SCRIPT = """\
set -e
h2craft send 'hold path:/held'
curl -sS --http2 --cacert "$(h2craft ca --path)" "$URL/held" > answer &
h2craft wait --timeout 20 'held:' > /dev/null
h2craft send 'headers :status=200 content-type=text/plain + data "hi\\n" end_stream'
wait $!
cat answer
"""


def test_a_shell_script_answers_with_send_and_wait(starting: Any, tmp_path: Path) -> None:
    program = tmp_path / "bin" / "h2craft"
    program.parent.mkdir()
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m h2craft "$@"\n')
    program.chmod(0o755)
    with starting(None) as server:
        done = subprocess.run(
            ["sh", "-c", SCRIPT],
            capture_output=True,
            text=True,
            cwd=tmp_path,
            timeout=SCRIPT_SECONDS,
            env={
                **os.environ,
                "PATH": f"{program.parent}{os.pathsep}{os.environ['PATH']}",
                "PYTHONPATH": str(Path(__file__).parents[2]),
                "H2CRAFT_DATA": str(server.ca.parents[1]),
                "URL": server.https,
            },
        )
    assert (done.returncode, done.stderr) == (0, "")
    first, second, body = done.stdout.splitlines()
    assert first.split(None, 1)[1] == "hold requests: path:/held"
    assert second.split()[1] == "1/1" and body == "hi"
