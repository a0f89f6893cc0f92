"""`h2craft serve`: what cannot be, and what is no usage."""

from __future__ import annotations

import socket
from pathlib import Path

import pytest


def test_a_port_in_use_is_one_line_that_names_it(run) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        done = run("serve", "--no-h2c", "--port", str(port))
    assert done.returncode == 1
    assert done.stderr.startswith("h2craft: ") and done.stderr.count("\n") == 1
    assert str(port) in done.stderr and "in use" in done.stderr


def test_a_start_in_vain_leaves_no_trace_in_the_way_of_the_next(run, tmp_path) -> None:
    trace = tmp_path / "run.h2trace"
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        done = run("serve", "--port", port, "--no-h2c", "--trace", str(trace))
    assert done.returncode == 1
    assert not trace.exists()


@pytest.fixture
def bad_files(tmp_path) -> Path:
    (tmp_path / "text.pem").write_text("no certificate\n")
    (tmp_path / "old.h2trace").write_text("something\n")
    return tmp_path


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        (["no/such/folder"], "no/such/folder"),
        (["--cert", "missing.pem"], "missing.pem"),
        (["--cert", "text.pem"], "text.pem"),
        (["--trace", "no/such/run.h2trace"], "no/such/run.h2trace"),
        (["--trace", "old.h2trace"], "old.h2trace"),
        (["--host", "no-such-host.invalid"], "no-such-host.invalid"),
    ],
)
def test_what_cannot_be_is_one_line_that_names_it(run, bad_files, arguments, named) -> None:
    done = run("serve", "--port", "0", "--h2c-port", "0", *arguments)
    assert done.returncode == 1
    assert done.stderr.startswith("h2craft: ") and done.stderr.count("\n") == 1
    assert named in done.stderr
    assert "listening" not in done.stderr


@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        (["--no-tls", "--no-h2c"], "nothing to listen on"),
        (["--key", "key.pem"], "--cert"),
        (["--port", "70000"], "70000"),
        (["--settings", "MAX_FRAME_SIZ=1"], "MAX_FRAME_SIZE"),
        (["--settings", "MAX_FRAME_SIZE"], "NAME=VALUE"),
        (["--settings", "1=5000000000"], "32 bits"),
        (["--attach", "api.py"], "PATTERN=FILE"),
        (["--attach", "/x=missing.py"], "missing.py"),
        (["--window", "-1"], "-1"),
        (["--limit", "max_connection=1"], "max_connections"),
        (["--limit", "max_connections"], "NAME=VALUE"),
        (["--limit", "max_connections=inf"], "inf"),
        (["--limit", "opening_seconds=nan"], "nan"),
        (["--limit", "max_connections=1.5"], "1.5"),
        (["--trace", "x", "--no-journal"], "--no-journal"),
    ],
)
def test_wrong_usage_is_one_line_that_says_what(run, arguments, word) -> None:
    done = run("serve", *arguments)
    assert done.returncode == 2
    assert done.stderr.startswith("h2craft: ") and done.stderr.count("\n") == 1
    assert word in done.stderr


def test_a_bad_filter_is_said_with_a_caret_before_anything_listens(run) -> None:
    done = run("serve", "--filter", "type:HEDERS")
    assert done.returncode == 2
    assert done.stderr.splitlines()[1:] == ["type:HEDERS", "     ^^^^^^"]
