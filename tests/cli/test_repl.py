"""`h2craft repl` without a person: what it serves, what it prints where, how it ends."""

from __future__ import annotations

import re
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from h2craft.trace import TraceReader

WITHIN = 20.0
PORTS = ("--port", "0", "--h2c-port", "0")


@pytest.fixture
def run(
    command: list[str], environment: dict[str, str], tmp_path: Path
) -> Callable[..., subprocess.CompletedProcess[str]]:
    """`run("-c", "1", text="")`: over an engine on free ports."""

    def running(*arguments: str, text: str = "") -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [*command, "repl", *PORTS, *arguments],
            input=text,
            capture_output=True,
            text=True,
            env={**environment, "H2CRAFT_RUNTIME": str(tmp_path / "runtime")},
            cwd=tmp_path,
            timeout=WITHIN,
        )

    return running


@pytest.fixture
def started(
    command: list[str], environment: dict[str, str], tmp_path: Path
) -> Iterator[Callable[..., subprocess.Popen[str]]]:
    """`started("-c", "sleep 100")`: a process that goes on."""
    made = []

    def start(*arguments: str, **more: Any) -> subprocess.Popen[str]:
        process = subprocess.Popen(
            [*command, "repl", *PORTS, *arguments],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env={**environment, "H2CRAFT_RUNTIME": str(tmp_path / "runtime")},
            cwd=tmp_path,
            **more,
        )
        made.append(process)
        return process

    yield start
    for process in made:
        process.kill()
        process.communicate()


def url_of(process: subprocess.Popen[str], scheme: str = "http") -> str:
    """Where it listens, once it does."""
    found = ""
    assert process.stderr is not None
    for line in process.stderr:
        found = line.split()[1] if line.startswith(f"listening {scheme}:") else found
        if line == "ready\n":
            break
    assert found
    return found


def test_results_are_on_standard_output_and_all_else_on_standard_error(run: Any) -> None:
    done = run("-c", "1 + 1", "-c", 'print("x")\nconnections')
    assert (done.returncode, done.stdout.splitlines()[:2]) == (0, ["2", "x"])
    assert re.fullmatch(r"listening https://\S+\nlistening http://\S+\nready\n", done.stderr), (
        done.stderr
    )


def test_standard_input_is_read_where_it_is_no_terminal(run: Any) -> None:
    done = run(text="x = 3\nfor i in range(x):\n    print(i)\n\nx\n")
    assert (done.returncode, done.stdout) == (0, "0\n1\n2\n3\n")


def test_input_reads_the_line_behind_its_own(run: Any) -> None:
    done = run(text="x = input()\nwhat follows\nx\n")
    assert (done.returncode, done.stdout) == (0, "'what follows'\n")


def test_octets_that_are_no_utf_8_are_an_error_of_their_line(
    command: list[str], environment: dict[str, str], tmp_path: Path
) -> None:
    done = subprocess.run(
        [*command, "repl", *PORTS, "--no-control"],
        input=b"1\nx = '\xff'\n",
        capture_output=True,
        env=environment,
        timeout=WITHIN,
    )
    assert (done.returncode, done.stdout) == (1, b"1\n")
    assert b"\n<stdin>:2: " in done.stderr


@pytest.mark.parametrize(
    ("code", "status"),
    [("1", 0), ("1/0", 1), ("ping", 1), ("quit", 0), ("quit 3", 3), ("import sys; sys.exit(3)", 3)],
)
def test_the_exit_status_says_how_it_went(run: Any, code: str, status: int) -> None:
    assert run("-c", code).returncode == status


def test_an_error_names_its_text_and_line_and_ends_it(run: Any) -> None:
    done = run("-c", "1\nrst 1 CANCLE", "-c", "2")
    assert (done.returncode, done.stdout) == (1, "1\n")
    assert "\n-c:2: error code 'CANCLE' is not known" in done.stderr
    done = run("--keep-going", text="haeders 1\n2\n")
    assert (done.returncode, done.stdout) == (1, "2\n")
    assert "\n<stdin>:1: no verb haeders; did you mean headers?" in done.stderr


def test_nothing_is_coloured_in_a_pipe_unless_it_is_asked_for(run: Any) -> None:
    assert "\x1b" not in (done := run("-c", "help", "-c", "1/0")).stdout + done.stderr
    assert "\x1b[31m" in run("--color", "always", "-c", "1/0").stderr


@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        (["--filter", "tpye:DATA", "-c", "1"], "--filter"),
        (["--hold", "tpye:DATA", "-c", "1"], "--hold"),
        (["--no-tls", "--no-h2c", "-c", "1"], "nothing to listen on"),
        (["--attach", "--strict", "-c", "1"], "--port is for an engine of one's own"),
    ],
)
def test_wrong_usage_opens_nothing(run: Any, arguments: list[str], word: str) -> None:
    done = run(*arguments)
    assert done.returncode == 2
    assert word in done.stderr and "listening" not in done.stderr


def test_what_cannot_be_opened_is_one_line(run: Any) -> None:
    done = run("missing", "-c", "1")
    assert (done.returncode, done.stderr) == (1, "h2craft: missing does not exist\n")


def test_where_no_engine_runs_there_is_none_to_attach_to(
    command: list[str], environment: dict[str, str], tmp_path: Path
) -> None:
    done = subprocess.run(
        [*command, "repl", "--attach", "-c", "1"],
        capture_output=True,
        text=True,
        env={**environment, "H2CRAFT_RUNTIME": str(tmp_path / "runtime")},
        timeout=WITHIN,
    )
    assert done.returncode == 1
    assert done.stderr.startswith("h2craft: no engine")


def test_the_trace_is_whole_when_the_input_ends(run: Any, tmp_path: Path) -> None:
    done = run("--trace", "run.h2trace", "-c", "note = 1")
    assert done.returncode == 0
    reader = TraceReader(tmp_path / "run.h2trace")
    assert reader.damage is None and reader.last > 0
    reader.close()


def test_a_client_is_answered_line_by_line(started: Any) -> None:
    httpx = pytest.importorskip("httpx")
    process = started("--hold", "all", "-c", 'wait path:/x\nheaders :status=200\ndata "hi"\nend')
    url = url_of(process)
    with httpx.Client(http1=False, http2=True, timeout=WITHIN) as client:
        answer = client.get(f"{url}/x")
    assert (answer.status_code, answer.text) == (200, "hi")
    printed, said = process.communicate(timeout=WITHIN)
    assert process.returncode == 0, said
    assert "GET /x" in printed


def test_lines_run_as_they_come_through_a_pipe(started: Any) -> None:
    process = started()
    url_of(process)
    for line, printed in (("1", "1\n"), ("x = 2\nx", "2\n")):
        process.stdin.write(f"{line}\n")
        process.stdin.flush()
        assert process.stdout.readline() == printed
    process.stdin.close()
    assert process.wait(WITHIN) == 0
    process.stdin = None


@pytest.mark.parametrize(
    ("number", "status"), [(signal.SIGINT, 130), (signal.SIGTERM, 143), (signal.SIGHUP, 129)]
)
def test_a_signal_ends_it_in_order(
    started: Any, tmp_path: Path, number: signal.Signals, status: int
) -> None:
    process = started("--trace", "run.h2trace", "-c", "print('go', flush=True)\nsleep 1000")
    url_of(process)
    assert process.stdout.readline() == "go\n"
    process.send_signal(number)
    _, said = process.communicate(timeout=WITHIN)
    assert process.returncode == status
    assert "Traceback" not in said
    reader = TraceReader(tmp_path / "run.h2trace")
    assert reader.damage is None
    reader.close()


def test_whoever_stops_reading_ends_it_quietly(started: Any) -> None:
    process = started("-c", "for i in range(1000000): print(i)", "-c", "1")
    url_of(process)
    process.stdout.readline()
    process.stdout.close()
    process.stdout = None
    _, said = process.communicate(timeout=WITHIN)
    assert (process.returncode, said) == (0, "")


def test_another_prompt_attaches_fires_and_leaves_the_engine_running(
    started: Any, command: Any, environment: Any, tmp_path: Path
) -> None:
    process = started("--name", "one", "-c", "print('go', flush=True)\nwait \"from outside\"")
    url_of(process)
    assert process.stdout.readline() == "go\n"
    done = subprocess.run(
        [*command, "repl", "--attach", "one", "-c", "client.about.name\nhold path:/x"],
        capture_output=True,
        text=True,
        env={**environment, "H2CRAFT_RUNTIME": str(tmp_path / "runtime")},
        timeout=WITHIN,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == "'one'\nhold requests: path:/x\n"
    assert process.poll() is None


def test_lines_need_neither_a_screen_nor_a_prompt() -> None:
    code = """
import sys
from h2craft.cli import cli
cli.main(["repl", "--port", "0", "--h2c-port", "0", "--no-control", "-c", "1"],
         standalone_mode=False)
assert not {"textual", "rich", "prompt_toolkit", "pygments"} & set(sys.modules)
"""
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=WITHIN
    )
    assert done.returncode == 0, done.stderr
