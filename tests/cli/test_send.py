"""`h2craft send`: lines fired at an engine that runs, and what is said of those that are not."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest

from h2craft.cli import cli
from h2craft.cli.params import TargetType

HEAD = "headers :status=200 content-type=text/plain"
BODY = 'data "hi\\n" end_stream'


# What is said before an engine is looked for


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ([], "LINE is missing"),
        (["hedaers 1"], "line 1: no verb is called 'hedaers'; did you mean headers?"),
        (["ping", "goaway code=CALM"], "line 2: "),
        (["hold type:HEDERS"], "line 1: "),
        (["--to", "one", "ping"], "CONNECTION[/STREAM]"),
        (["--preset", "no-such"], "no preset is called 'no-such'"),
        (["--preset", "ok", "status"], "write name=value"),
        (["--preset", "redirect", "stats=1"], "did you mean status?"),
    ],
)
def test_what_cannot_be_meant_is_wrong_usage_and_nothing_is_fired(run, arguments, said) -> None:
    done = run("send", *arguments)
    assert done.returncode == 2
    assert said in done.stderr and done.stdout == ""


def test_a_typing_error_points_at_itself(run) -> None:
    told = run("send", "ping", "headers 1 :status=200 end_steam").stderr.splitlines()
    assert told[0].startswith("h2craft: line 2: ")
    assert told[1].strip() == "headers 1 :status=200 end_steam" and set(told[2].strip()) == {"^"}


def test_where_no_engine_runs_it_is_one_line(run) -> None:
    done = run("send", "ping")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith("h2craft: no engine runs") and done.stderr.count("\n") == 1


@pytest.mark.parametrize(("text", "value"), [("1", (1, 0)), ("12/3", (12, 3)), ("1/0", (1, 0))])
def test_a_target_is_a_connection_and_perhaps_a_stream(text, value) -> None:
    assert TargetType().convert(text, None, None) == value


def test_presets_are_completed_by_name() -> None:
    command = cli.commands["send"]
    option = next(one for one in command.params if one.name == "preset")
    found = option.shell_complete(command.make_context("send", ["x"]), "two-")
    assert found and all(one.value.startswith("two-") and one.help for one in found)


# At a real engine

pytest_engine = pytest.mark.engine


@pytest.fixture
def held(serving: Any, run: Any, peer: Any) -> Any:
    """An engine that holds everything, and a client with a request that waits."""
    with serving(None) as server:
        assert run("send", "hold").returncode == 0
        with peer.Peer(server.http) as client:
            number = client.request("/held")
            assert run("wait", "held:", "--timeout", "20").returncode == 0
            yield server, client, number


@pytest.mark.engine
def test_a_held_request_is_answered_from_a_shell(run, held) -> None:
    _, client, number = held
    done = run("send", HEAD, BODY)
    assert (done.returncode, done.stderr) == (0, "")
    answer = client.finish(number)
    assert (answer.status, bytes(answer.body)) == (200, b"hi\n")
    first, second = (line.split(None, 2) for line in done.stdout.splitlines())
    assert int(first[0]) < int(second[0])
    assert first[1:] == ["1/1", HEAD] and second[1:] == ["1/1", BODY]


@pytest.mark.engine
def test_several_frames_of_a_line_leave_together(run, held) -> None:
    _, client, number = held
    assert run("send", f"{HEAD} + {BODY}").returncode == 0
    assert bytes(client.finish(number).body) == b"hi\n"


@pytest.mark.engine
def test_lines_come_from_standard_input_too(command, environment, tmp_path, held) -> None:
    _, client, number = held
    text = f"# an answer\n\n{HEAD}\n  {BODY}\n"
    done = subprocess.run(
        [*command, "send", "-"],
        input=text,
        capture_output=True,
        text=True,
        env=environment,
        timeout=30,
    )
    assert done.returncode == 0 and len(done.stdout.splitlines()) == 2, done.stderr
    assert bytes(client.finish(number).body) == b"hi\n"


@pytest.mark.engine
def test_a_preset_is_fired_with_its_knobs(run, held) -> None:
    _, client, number = held
    done = run("send", "--preset", "ok", "type=text/css", 'body="gone"')
    assert done.returncode == 0, done.stderr
    answer = client.finish(number)
    assert (answer.status, bytes(answer.body)) == (200, b"gone")


@pytest.mark.engine
def test_the_first_that_is_refused_ends_it_and_is_named(run, held) -> None:
    _, client, number = held
    done = run("send", HEAD, "lawful data 99 'x'".replace("'", '"'), "goaway")
    assert done.returncode == 1
    assert done.stderr.startswith("h2craft: line 2 was refused: ")
    assert done.stderr.count("\n") == 1 and len(done.stdout.splitlines()) == 1
    assert client.goaway is None


@pytest.mark.engine
def test_results_are_objects_for_programs(run, held) -> None:
    done = run("send", "--json", "ping", "lawful push 99 :method=GET :path=/x")
    assert done.returncode == 1
    first, second = map(json.loads, done.stdout.splitlines())
    assert first["accepted"] and first["seq"] > 0 and first["line"] == "ping"
    assert not second["accepted"] and second["reason"] and first["connection"] == 1


@pytest.mark.engine
def test_a_connection_that_is_not_there_names_those_that_are(run, held, peer) -> None:
    server, *_ = held
    with peer.Peer(server.http) as other:
        other.barrier()
        done = run("send", "--to", "7/1", "ping")
    assert done.returncode == 1
    assert "connection 7 is not there; alive: 1, 2" in done.stderr


@pytest.mark.engine
def test_a_connection_can_be_said(run, held, peer) -> None:
    server, client, _ = held
    with peer.Peer(server.http) as other:
        other.barrier()
        assert run("send", "--to", "1", "goaway code=ENHANCE_YOUR_CALM").returncode == 0
        client.until(lambda: client.goaway is not None)
        assert client.goaway.code == 11 and other.goaway is None


@pytest.mark.engine
def test_nothing_is_sent_where_nobody_is_connected(run, serving) -> None:
    with serving(None):
        done = run("send", "ping")
    assert done.returncode == 1
    assert "line 1 was not sent: no connection; none is open" in done.stderr


@pytest.mark.engine
def test_what_no_connection_hears_is_done_without_one(run, serving, tmp_path, peer) -> None:
    (tmp_path / "late.py").write_text("def main(request, response):\n    return 'late'\n")
    with serving(None) as server:
        done = run("send", "hold path:/x", "hold off", "attach late.py path=/late")
        assert done.returncode == 0, done.stderr
        assert "hold requests: path:/x" in done.stdout
        with peer.Peer(server.http) as client:
            assert bytes(client.get("/late").body) == b"late"
        done = run("send", "release all")
    assert done.returncode == 1 and "nothing like that is held here" in done.stderr


@pytest.mark.engine
def test_of_several_engines_one_has_to_be_named(run, serving, tmp_path: Path) -> None:
    with serving(None, "--name", "one"), serving(None, "--name", "other"):
        done = run("send", "hold")
        assert done.returncode == 1 and "one, other" in done.stderr
        done = run("send", "--attach", "othre", "hold")
        assert done.returncode == 1 and "did you mean other?" in done.stderr
        assert run("send", "--attach", "other", "hold").returncode == 0
