"""`h2craft connect` as one runs it: lines, scripts, refusals, against a server of our own."""

from __future__ import annotations

import contextlib
import json
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from h2craft.client import open_local
from h2craft.model import Board
from h2craft.setup import Setup
from h2craft.trace import Kind, TraceReader

WITHIN = 30.0
Run = Callable[..., "subprocess.CompletedProcess[str]"]


def main(request: Any, response: Any) -> bytes:
    return b"echo " + request.body


@pytest.fixture
def server() -> Iterator[Any]:
    with contextlib.closing(open_local(Setup(root={"main": main}, port=None))) as served:
        yield served


@pytest.fixture
def url(server: Any) -> str:
    return f"{server.about.urls[0]}/usual"


@pytest.fixture
def connect(command: list[str], environment: dict[str, str], tmp_path: Path) -> Run:
    """`connect(url, "-c", "get /", text="")`, in an empty folder."""

    def running(*arguments: str, text: str = "") -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [*command, "connect", *arguments],
            input=text,
            capture_output=True,
            text=True,
            env=environment,
            cwd=tmp_path,
            timeout=WITHIN,
        )

    return running


def asked(server: Any) -> list[tuple[bytes, bytes]]:
    """Method and path of the requests that have come."""
    return [
        (stream.method, stream.path)
        for record in [None]
        for stream in _streams(server.records.read(0, 10_000))
    ]


def _streams(records: list[Any]) -> list[Any]:
    board = Board()
    found: dict[tuple[int, int], Any] = {}
    for record in records:
        reading = board.fold(record)
        if reading.stream is not None and reading.stream.method:
            found[record.connection, reading.stream_id] = reading.stream
    return list(found.values())


def test_lines_are_run_and_the_status_says_whether_they_worked(connect, server, url) -> None:
    done = connect(url, "-c", "get", "-c", "response", "-c", 'post /x "abc"', "-c", "response")
    assert (done.returncode, done.stderr) == (0, f"connected {server.about.urls[0]}\n")
    assert "echo \n" in done.stdout and "echo abc\n" in done.stdout
    assert asked(server) == [(b"GET", b"/usual"), (b"POST", b"/x")]


def test_standard_input_is_lines_too(connect, server, url) -> None:
    done = connect(url, text="get /a\nwait status:200\nprint(stream.status)\n")
    assert done.returncode == 0 and asked(server) == [(b"GET", b"/a")]


def test_a_line_that_is_refused_ends_it_with_1(connect, url) -> None:
    done = connect(url, "-c", "headers new :method=GET", "-c", "get /")
    assert done.returncode == 1
    assert "-c:1: refused: a request without :scheme (RFC 9113 8.3.1)" in done.stderr


def test_quit_says_its_own_status(connect, url) -> None:
    assert connect(url, "-c", "quit 3").returncode == 3


def test_where_nobody_listens_it_says_so_in_one_line(connect) -> None:
    done = connect("http://127.0.0.1:1", "-c", "get /")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith("h2craft: cannot connect to http://127.0.0.1:1: ")
    assert done.stderr.count("\n") == 1


def test_fields_of_an_option_are_in_every_request(connect, server, url) -> None:
    connect(url, "--header", "X-Test: 1", "-c", "get /", "-c", "wait")
    heads = [reading.fields for reading in _heads(server)]
    assert (b"x-test", b"1") in [tuple(one) for one in heads[0]]


def _heads(server: Any) -> list[Any]:
    board = Board()
    made = [board.fold(record) for record in server.records.read(0, 10_000)]
    return [one for one in made if one.fields and one.record.kind == Kind.FRAME_RECEIVED]


def test_a_trace_of_a_client_says_so(connect, url, tmp_path) -> None:
    connect(url, "--trace", "run.h2trace", "-c", "get /", "-c", "wait")
    reader = TraceReader(tmp_path / "run.h2trace")
    opened = next(one for one in reader.read() if one.kind == Kind.CONNECTION_OPENED)
    assert opened.detail["role"] == "client" and opened.detail["authority"] in url
    assert reader.header["role"] == "client"


def test_what_was_said_is_recorded_and_said_again(connect, server, url, tmp_path) -> None:
    done = connect(
        url, "--record", "done.py", "-c", "get /a", "-c", "wait", "-c", 'put /b "x"', "-c", "wait"
    )
    assert done.returncode == 0 and "recorded 2 acts in done.py" in done.stderr
    script = (tmp_path / "done.py").read_text()
    assert 'connection.request("PUT", "/b", body="x")' in script and "authority" not in script
    again = connect(url, "--replay", "done.py")
    assert again.returncode == 0 and "h2craft: done: 2 acts in " in again.stderr
    assert asked(server) == [(b"GET", b"/a"), (b"PUT", b"/b")] * 2


def test_what_the_server_says_is_compared_with_what_it_said(connect, url, tmp_path) -> None:
    lines = ("-c", "get /a", "-c", "wait", "-c", 'put /b "x"', "-c", "wait", "-c", "barrier")
    connect(url, "--record", "done.py", "--trace", "run.h2trace", *lines)
    same = connect(url, "--replay", "done.py", "--compare")
    assert same.returncode == 0 and same.stdout.startswith("the server said the same, in ")
    there = connect(url, "--replay", "done.py", "--compare", "--against", "run.h2trace", "--json")
    assert there.returncode == 0 and json.loads(there.stdout)["comparison"]["same"] is True
    script = (tmp_path / "done.py").read_text()
    (tmp_path / "other.py").write_text(script.replace('body="x"', 'body="xy"'))
    other = connect(url, "--replay", "other.py", "--compare")
    assert other.returncode == 1 and "h2craft: done: " in other.stderr
    assert "\n  request 2 PUT /b: the body was 6 octets, is 7\n" in other.stdout
    free = connect(url, "--replay", "other.py", "--compare", "--vary", "body")
    assert free.returncode == 0, free.stdout


def test_several_connections_are_recorded_and_made_again(connect, server, url, tmp_path) -> None:
    lines = ("get /a", "response", "reconnect", "get /b", "response", "reconnect")
    done = connect(url, "--record", "done.py", *(word for line in lines for word in ("-c", line)))
    assert done.returncode == 0, done.stderr
    script = (tmp_path / "done.py").read_text()
    assert "2 acts of a client on 3 connections" in script
    again = connect(url, "--replay", "done.py", "--compare", "--trace", "run.h2trace")
    assert again.returncode == 0, again.stdout + again.stderr
    opened = [one.kind == Kind.CONNECTION_OPENED for one in server.records.read(0, 10_000)]
    assert sum(opened) == 6 and asked(server) == [(b"GET", b"/a"), (b"GET", b"/b")] * 2


def test_automatic_replies_are_recorded_where_they_are_wanted(connect, url, tmp_path) -> None:
    (tmp_path / "much").write_bytes(bytes(600_000))
    lines = ("-c", 'post / file("much")', "-c", "wait")
    done = connect(url, "--record", "done.py", "--replies", *lines)
    script = (tmp_path / "done.py").read_text()
    assert done.returncode == 0 and 'window_update="drop"' in script, script
    assert "stream.writer.write_window_update(" in script


def test_a_recording_of_a_trace_is_the_same_script(connect, run, url, tmp_path) -> None:
    connect(url, "--trace", "run.h2trace", "--record", "one.py", "-c", "get /a", "-c", "wait")
    run("trace", "run.h2trace", "--record", "two.py")
    assert _function(tmp_path / "one.py") == _function(tmp_path / "two.py")


def _function(file: Path) -> str:
    return file.read_text().partition("def connect")[2]


def test_a_script_that_cannot_go_on_is_not_done(connect, url, tmp_path) -> None:
    (tmp_path / "no.py").write_text(
        "def connect(connection):\n"
        "    print('begins')\n"
        "    connection.request('GET', '/').wait_for('status:404', timeout=0)\n"
    )
    done = connect(url, "--replay", "no.py")
    assert (done.returncode, done.stdout) == (1, "begins\n")
    assert "h2craft: not done: " in done.stderr and "no.py:3: " in done.stderr


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("def main(request, response): pass\n", "x.py is a server's script (main)"),
        ("x = 1\n", "x.py defines no connect(connection)"),
        ("x =\n", "x.py:1: invalid syntax"),
    ],
)
def test_what_is_no_clients_script_is_refused_before_anybody_connects(
    connect, server, url, tmp_path, text: str, said: str
) -> None:
    (tmp_path / "x.py").write_text(text)
    done = connect(url, "--replay", "x.py")
    assert done.returncode == 1 and said in done.stderr
    assert not any(one.kind == Kind.CONNECTION_OPENED for one in server.records.read(0, 1000))


def test_a_clients_script_is_refused_by_the_server(run, tmp_path) -> None:
    (tmp_path / "x.py").write_text("def connect(connection): pass\n")
    done = run("replay", str(tmp_path / "x.py"), "--", "true")
    assert done.returncode != 0 and "h2craft connect URL --replay" in done.stderr + done.stdout


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--tui", "-c", "get /"), "--tui and -c exclude each other"),
        (("--tui", "--replay", "x.py"), "--tui and --replay exclude each other"),
        (("--replay", "x.py", "-c", "get /"), "--replay and -c exclude each other"),
        (("--tui",), "no terminal; use 'h2craft connect URL -c ...'"),
    ],
)
def test_what_cannot_go_together_is_a_usage_error(connect, url, tmp_path, options, said) -> None:
    (tmp_path / "x.py").write_text("def connect(connection): pass\n")
    done = connect(url, *options)
    assert done.returncode == 2 and said in done.stderr


@pytest.mark.parametrize("name", ["nghttpd", "nginx", "hypercorn", "node"])
def test_servers_of_somebody_else_are_asked_recorded_and_asked_again(
    connect, foreigners, tmp_path, name: str
) -> None:
    with foreigners(name) as server:
        there = (server.url, "--cacert", str(server.ca))
        lines = ("-c", "get /", "-c", "response", "-c", "barrier", "-c", "wire get / + rst CANCEL")
        done = connect(*there, *lines, "--record", "done.py")
        assert done.returncode == 0, done.stderr
        assert ":status: 200" in done.stdout and "hello" in done.stdout
        again = connect(*there, "--replay", "done.py", "--compare")
        assert again.returncode == 0, again.stdout + again.stderr
        assert (
            "h2craft: done: 3 acts" in again.stderr and "the server said the same" in again.stdout
        )
        told = connect(server.url, "-c", "get /")
        assert told.returncode == 1 and "--cacert" in told.stderr and "--insecure" in told.stderr
