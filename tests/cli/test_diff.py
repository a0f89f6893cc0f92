"""Two clients on one scenario: real processes, made of Python so that they are always there."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from h2craft.cli.diff import diff

SCENARIO = '''\
"""Answers."""


def main(request, response):
    return "hello"
'''

GET = """\
import ssl, sys
import httpx

url, cacert, *more = sys.argv[1:]
context = ssl.create_default_context(cafile=cacert) if cacert else True
with httpx.Client(http1=False, http2=True, verify=context, trust_env=False) as client:
    client.get(url, headers=dict(pair.split("=") for pair in more))
"""


@pytest.fixture
def scenario(tmp_path: Path) -> str:
    file = tmp_path / "answers.py"
    file.write_text(SCENARIO)
    return str(file)


@pytest.fixture
def get(tmp_path: Path) -> list[str]:
    """A client: `[*get, "name=value"]` sends a field more."""
    file = tmp_path / "get.py"
    file.write_text(GET)
    return [sys.executable, str(file), "{url}", "{cacert}"]


@pytest.mark.engine
def test_the_same_client_twice_is_the_same(run: Any, scenario: str, get: list[str]) -> None:
    done = run("diff", scenario, "--", *get, "---", *get)
    assert done.returncode == 0, done.stdout + done.stderr
    lines = done.stdout.splitlines()
    assert [line[0] for line in lines if line[:1] in "AB" and line] == ["A", "B"]
    assert "   all was done: 1 request, 1 act" in lines
    assert "no difference" in lines
    assert lines[-1].startswith("not compared: authority, user-agent")


@pytest.mark.engine
def test_what_is_different_stands_side_by_side(run: Any, scenario: str, get: list[str]) -> None:
    done = run("diff", scenario, "--h2c", "--", *get, "a=b", "---", *get, "a=c")
    assert done.returncode == 1, done.stdout + done.stderr
    lines = done.stdout.splitlines()
    at = lines.index("request 1")
    assert lines[at + 1].split() == ["a", "b", "c"]
    assert "1 difference" in lines
    assert "exited with status 0 after" in done.stdout


@pytest.mark.engine
def test_rules_decide_what_counts(run: Any, scenario: str, get: list[str]) -> None:
    done = run("diff", scenario, "--vary", "field:a", "--", *get, "a=b", "---", *get, "a=c")
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.rstrip().endswith("field:a")


@pytest.mark.engine
def test_json_has_both_clients_and_what_differs(run: Any, scenario: str, get: list[str]) -> None:
    done = run("diff", scenario, "--json", "--", *get, "---", *get, "x=y")
    assert done.returncode == 1, done.stdout + done.stderr
    object_ = json.loads(done.stdout)
    assert object_["same"] is False
    assert [client["client"]["status"] for client in object_["clients"]] == [0, 0]
    (one,) = object_["differences"]
    assert (one["subject"], one["before"], one["after"]) == ("x", "", "y")
    assert one["a"]["frame"] == one["b"]["frame"] == "HEADERS"
    assert set(object_["said"]) == {"a", "b"}


@pytest.mark.engine
def test_a_client_that_cannot_be_started_is_named(run: Any, scenario: str, get: list[str]) -> None:
    done = run("diff", scenario, "--", *get, "---", "no-such-program-anywhere", "{url}")
    assert done.returncode == 1
    assert "no-such-program-anywhere cannot be started: no such program" in done.stdout


@pytest.mark.engine
def test_two_clients_that_cannot_be_started_are_not_the_same(run: Any, scenario: str) -> None:
    done = run("diff", scenario, "--", "no-such-program", "---", "no-such-program")
    assert done.returncode == 1


@pytest.mark.engine
def test_two_clients_that_say_nothing_are_not_the_same(run: Any, scenario: str) -> None:
    done = run("diff", scenario, "--", "true", "---", "true")
    assert done.returncode == 1
    assert "nothing was said at all, in either run" in done.stdout.splitlines()


@pytest.mark.engine
def test_a_client_that_hangs_is_ended(run: Any, scenario: str, get: list[str]) -> None:
    done = run("diff", scenario, "--timeout", "5", "--", *get, "---", "sleep", "600")
    assert done.returncode == 1
    assert "sleep did not end within 5 s and was ended" in done.stdout
    assert "connection 1 (GET /)" in done.stdout


@pytest.mark.engine
def test_colour_is_for_those_who_ask(run: Any, scenario: str, get: list[str]) -> None:
    words = ("--", *get, "a=b", "---", *get)
    assert "\x1b[" in run("diff", scenario, "--color", "always", *words).stdout
    assert "\x1b[" not in run("diff", scenario, *words).stdout


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ([], "two client commands are needed: -- CLIENT_A --- CLIENT_B"),
        (["--"], "there is one client command, a second is needed"),
        (["--", "curl"], "there is one client command, a second is needed"),
        (["--", "curl", "---"], "client B has no command"),
        (["--", "---", "curl"], "client A has no command"),
        (["--", "a", "---", "b", "---", "c"], "there are 3 client commands, two are compared"),
        (["--", "a", "---", "b", "{uri}"], "client B: the client command has {uri}"),
        (["--vary", "nothing", "--", "a", "---", "b"], "no rule is called 'nothing'"),
    ],
)
def test_wrong_usage_says_what_is_missing(scenario: str, words: list[str], said: str) -> None:
    result = CliRunner().invoke(diff, [scenario, *words])
    assert result.exit_code == 2
    assert said in result.output


def test_a_scenario_there_is_not_is_named(run: Any) -> None:
    done = run("diff", "no-such-scenario", "--", "a", "---", "b")
    assert done.returncode == 1
    assert "no-such-scenario" in done.stderr


def test_the_clients_own_dashes_are_the_clients(scenario: str) -> None:
    result = CliRunner().invoke(diff, [scenario, "--", "a", "--", "--json", "---", "---"])
    assert "there are 3 client commands" in result.output


def test_its_help_shows_how_the_clients_stand() -> None:
    result = CliRunner().invoke(diff, ["--help"])
    assert "-- CLIENT_A --- CLIENT_B" in result.output
    assert "{{ a brace" in result.output


@pytest.mark.engine
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_ends_the_client_too_and_says_what_is_known(
    command: list[str],
    environment: dict[str, str],
    scenario: str,
    get: list[str],
    tmp_path: Path,
    number: signal.Signals,
) -> None:
    program = (
        "import os, signal, time\n"
        "signal.signal(signal.SIGTERM, signal.SIG_IGN)\n"
        "print(os.getpid(), file=open('begun', 'w'))\n"
        "time.sleep(600)\n"
    )
    os.mkfifo(tmp_path / "begun")
    words = [*command, "diff", scenario, "--", *get, "---", sys.executable, "-c", program]
    with subprocess.Popen(
        words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment,
        cwd=tmp_path,
    ) as process:  # fmt: skip
        client = int((tmp_path / "begun").read_text())
        process.send_signal(number)
        told, said = process.communicate(timeout=60)
    assert process.returncode == 130
    assert said == "interrupted: nothing was compared\n"
    assert told.startswith("A  ") and "all was done: 1 request, 1 act" in told
    with pytest.raises(ProcessLookupError):
        os.kill(client, 0)
