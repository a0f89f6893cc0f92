"""`h2craft wait`: past and to come, its exit codes, its lines."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from h2craft.cli.wait import TIMED_OUT
from h2craft.client import Standing

wait_module = sys.modules["h2craft.cli.wait"]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ([], "PATTERN"),
        (["type:HEDERS"], "type:HEDERS"),
        (["ping", "type:HEDERS"], "type:HEDERS"),
        (["ping", "--new", "--after", "3"], "exclude each other"),
        (["ping", "--timeout", "-1"], "--timeout"),
    ],
)
def test_what_cannot_be_meant_is_wrong_usage(run, arguments, said) -> None:
    done = run("wait", *arguments)
    assert (done.returncode, done.stdout) == (2, "")
    assert said in done.stderr


def test_where_no_engine_runs_it_is_one_line(run) -> None:
    done = run("wait", "held:")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith("h2craft: no engine runs") and done.stderr.count("\n") == 1


@pytest.fixture
def talked(serving, peer):
    """An engine that has answered two requests; the client is still there."""
    with serving(None) as server, peer.Peer(server.http) as client:
        for path in ("/one", "/two"):
            client.get(path)
        client.barrier()
        yield server, client


@pytest.mark.engine
def test_what_has_happened_counts(run, talked) -> None:
    done = run("wait", "path:/two type:HEADERS dir:received")
    assert (done.returncode, done.stderr) == (0, "")
    [line] = done.stdout.splitlines()
    assert "HEADERS" in line and "GET /two" in line


@pytest.mark.engine
def test_patterns_are_waited_for_in_their_order(run, talked) -> None:
    wanted = ["path:/one dir:received type:HEADERS", "path:/two dir:sent", "type:PING dir:received"]
    lines = run("wait", *wanted).stdout.splitlines()
    assert len(lines) == 3 and "/one" in lines[0] and "PING" in lines[2]
    done = run("wait", "--timeout", "0.2", "path:/two", "path:/one")
    assert done.returncode == TIMED_OUT and len(done.stdout.splitlines()) == 1


@pytest.mark.engine
def test_objects_are_those_of_the_frame_log(run, talked) -> None:
    [line] = run("wait", "--json", "path:/two dir:received type:HEADERS").stdout.splitlines()
    told = json.loads(line)
    assert told["frame"]["type"] == "HEADERS" and [":path", "/two"] in told["fields"]
    after = run("wait", "--json", "--after", str(told["seq"]), "path:/two").stdout
    assert json.loads(after)["seq"] > told["seq"]


@pytest.mark.engine
@pytest.mark.parametrize("arguments", [["--new"], ["--after", "100000"]])
def test_what_has_happened_can_be_left_out(run, talked, arguments) -> None:
    done = run("wait", *arguments, "--timeout", "0.3", "path:/two")
    assert (done.returncode, done.stdout) == (TIMED_OUT, "")
    assert done.stderr == "h2craft: nothing has come that matches 'path:/two'\n"


@pytest.fixture
def waiting(command, environment):
    """`waiting(pattern, ...)`: a process that waits; killed if it still does at the end."""
    started = []

    def start(*arguments: str) -> subprocess.Popen[str]:
        process = subprocess.Popen(
            [*command, "wait", *arguments],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env=environment,
        )
        started.append(process)
        return process

    yield start
    for process in started:
        process.kill()
        process.communicate()


@pytest.mark.engine
def test_what_comes_is_waited_for(talked, waiting) -> None:
    _, client = talked
    process = waiting("path:/two", "path:/three dir:received")
    assert "/two" in process.stdout.readline()  # it is there, and reads on
    client.get("/three")
    out, err = process.communicate(timeout=30)
    assert (process.returncode, err) == (0, "")
    assert "/three" in out


@pytest.mark.engine
def test_an_engine_that_ends_ends_the_waiting(serving, waiting, peer) -> None:
    with serving(None, exit_status=None) as server:
        with peer.Peer(server.http) as client:
            client.get("/")
        process = waiting("path:/", "path:/never")
        assert process.stdout.readline()
        server.interrupt()
        out, err = process.communicate(timeout=30)
    assert (process.returncode, out) == (1, "")
    assert "nothing has come that matches 'path:/never'" in err and err.count("\n") == 1


# How far back


class Kept:
    """Records of an engine, as far as is looked at."""

    def __init__(self, first: int, last: int, lost: int) -> None:
        self.first, self.last, self.lost = first, last, lost


class Attached:
    """As much of a client as is looked at; `begin` is where it was told to."""

    def __init__(self, last: int, lost: int = 0, begin: int | None = None) -> None:
        recent = last - 1_999 if last > 20_000 else 1
        self.records = Kept(max(recent if begin is None else begin, lost + 1), last, lost)
        self.begin = begin
        self.closed = False

    def standing(self) -> Standing | None:
        return Standing(seq=self.records.last) if self.records.first > 1 else None

    def close(self) -> None:
        self.closed = True


@pytest.mark.parametrize(
    ("last", "after", "new", "begin"),
    [
        (5_000, None, False, None),
        (50_000, None, False, 1),
        (1_000_000, None, False, None),
        (1_000_000, 0, False, 1),
        (1_000_000, 999_500, False, None),
        (50_000, None, True, None),
    ],
)
def test_so_much_is_read_as_is_asked_for_and_no_more(monkeypatch, last, after, new, begin) -> None:
    made = []

    def joined(name: str, front: str, *, begin: int | None = None) -> Attached:
        made.append(Attached(last, begin=begin))
        return made[-1]

    monkeypatch.setattr(wait_module, "joined", joined)
    client = wait_module._joined("", after, new=new)
    assert client.begin == begin and not client.closed
    assert all(one.closed for one in made[:-1])


@pytest.mark.parametrize(
    ("client", "after", "said"),
    [
        (Attached(5_000), 0, ""),
        (Attached(1_000_000), 0, "records before 998,001 were not looked at"),
        (Attached(1_000_000), 999_500, "header blocks before 1,000,000 could not be read"),
        (Attached(1_000_000), 1_000_000, ""),
        (Attached(50_000, lost=9_999, begin=1), 0, "records before 10,000 are gone"),
    ],
)
def test_what_was_not_looked_at_is_said(client, after, said) -> None:
    told = wait_module._unseen(client, after)
    assert told.startswith(said) if said else not told
