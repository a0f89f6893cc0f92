"""`h2craft ps`: what it says of engines, and of none."""

from __future__ import annotations

import json
import os
from datetime import UTC, datetime
from pathlib import Path

import pytest

from h2craft.cli.ps import HEADS, as_object, row, table, uptime
from h2craft.client import About
from h2craft.control import Entry

NOW = datetime(2026, 3, 1, 12, 0, 0, tzinfo=UTC)
URLS = ("https://127.0.0.1:8443", "http://127.0.0.1:8080")
ABOUT = About(live=True, urls=URLS, root="handlers/", started="2026-03-01T11:57:30+00:00")
ENTRY = Entry(
    name="handlers",
    path=Path("/run/user/1000/h2craft/handlers.sock"),
    pid=4711,
    about=ABOUT,
    first=1,
    last=12_345,
    connections=3,
    fronts=("tui", "repl", "ps"),
)
SILENT = Entry(name="old", path=Path("old.sock"), pid=12, trouble="it does not answer")


def test_a_row_says_where_it_listens_what_it_serves_and_who_is_there() -> None:
    cells = dict(zip(HEADS, row(ENTRY, NOW), strict=True))
    assert cells == {
        "NAME": "handlers",
        "PID": "4711",
        "UP": "2 min",
        "LISTENING": " ".join(URLS),
        "ROOT": "handlers/",
        "CONNECTIONS": "3",
        "RECORDS": "12,345",
        "FRONT-ENDS": "tui repl",
    }


def test_one_that_does_not_answer_says_so_and_nothing_else_is_made_up() -> None:
    cells = dict(zip(HEADS, row(SILENT, NOW), strict=True))
    assert cells["LISTENING"] == "it does not answer"
    assert not any(cells[name] for name in ("UP", "ROOT", "CONNECTIONS", "RECORDS"))


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(0, "0 s"), (59.9, "59 s"), (60, "1 min"), (7_199, "1 h"), (86_400, "1 d"), (-5, "0 s")],
)
def test_the_time_it_has_been_up_is_told_in_its_largest_unit(seconds, words) -> None:
    started = datetime.fromtimestamp(NOW.timestamp() - seconds, UTC).isoformat()
    assert uptime(started, NOW) == words


@pytest.mark.parametrize("started", ["", "yesterday", "2026-03-01T11:57:30"])
def test_what_is_no_time_is_not_guessed(started) -> None:
    assert uptime(started, NOW) == "?"


def test_columns_stand_below_their_heads_and_numbers_to_the_right() -> None:
    head, one, other = table([row(ENTRY, NOW), row(SILENT, NOW)], None)
    for name in ("LISTENING", "ROOT", "UP"):
        at = head.index(name)
        assert one[at - 1] == " " != one[at]
    end = head.index("CONNECTIONS") + len("CONNECTIONS")
    assert one[:end].endswith(" 3")
    assert other.startswith("old ")


@pytest.mark.parametrize("width", [40, 80, 100, 120])
def test_a_table_is_no_wider_than_the_terminal(width) -> None:
    lines = table([row(ENTRY, NOW)], width)
    assert all(len(line) <= width for line in lines)
    assert lines[1].startswith("handlers")


def test_what_an_engine_says_cannot_act_on_the_terminal() -> None:
    about = About(live=True, root="\x1b[2J", urls=("\u202e",))
    shown = " ".join(row(Entry(name="x", path=Path(), about=about, fronts=("\x07",)), NOW))
    assert shown.isprintable() and "\\x1b[2J" in shown


def test_an_object_has_what_a_program_asks_for() -> None:
    told = json.loads(json.dumps(as_object(ENTRY)))
    assert (told["name"], told["pid"]) == ("handlers", 4711)
    assert told["urls"] == list(URLS) and told["root"] == "handlers/"
    assert (told["connections"], told["records"]) == (3, 12_345)
    assert told["fronts"] == ["tui", "repl"] and told["socket"] == str(ENTRY.path)
    assert as_object(SILENT)["trouble"] == "it does not answer"


# A real one


def test_where_none_runs_that_is_said_and_is_no_failure(run) -> None:
    done = run("ps")
    assert (done.returncode, done.stdout) == (0, "")
    assert done.stderr == "no engine runs; start one: h2craft serve, or h2craft\n"
    assert (run("ps", "--json").stdout, run("ps", "--json").returncode) == ("", 0)


@pytest.mark.engine
def test_a_server_is_listed_by_the_name_it_was_given(run, serving) -> None:
    with serving(None, "--name", "mine") as server:
        head, line = run("ps").stdout.splitlines()
        assert head.split() == list(HEADS)
        assert line.split()[:2] == ["mine", str(server.process.pid)]
        assert server.https in line and "(welcome page)" in line
        told = json.loads(run("ps", "--json").stdout)
        assert told["urls"] == [server.https, server.http]
    assert run("ps").stdout == ""


@pytest.mark.engine
def test_a_server_without_a_control_socket_is_not_listed(run, serving) -> None:
    with serving(None, "--no-control"):
        assert run("ps").stdout == ""


@pytest.mark.engine
def test_a_dead_engine_is_not_listed_and_leaves_nothing(run, serving, own_runtime) -> None:
    with serving(None, exit_status=None) as server:
        server.kill()
    assert run("ps").stdout == ""
    assert os.listdir(own_runtime) == []
