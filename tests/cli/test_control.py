"""The control socket on the command line: opened or not, joined or not, and its names."""

from __future__ import annotations

import click
import pytest

from h2craft.cli import cli
from h2craft.cli.control import alone, control_of, joined, names
from h2craft.cli.errors import Failure
from h2craft.cli.screen import tui
from h2craft.client import About


@pytest.mark.parametrize("name", ["", "nobody"])
def test_joining_an_engine_that_is_not_there_is_one_line(name) -> None:
    with pytest.raises(Failure) as raised:
        joined(name, "tui")
    assert "\n" not in raised.value.message


def test_a_script_is_not_taken_for_the_name_of_an_engine() -> None:
    with pytest.raises(click.UsageError, match="--script '/x=a.py'"):
        joined("/x=a.py", "tui")


@pytest.mark.parametrize(
    ("arguments", "option"),
    [
        (["handlers"], "ROOT"),
        (["--port", "0"], "--port"),
        (["--strict"], "--strict"),
        (["--name", "x"], "--name"),
        (["--limit", "max_connections=1"], "--limit"),
    ],
)
def test_what_is_said_of_an_engine_to_be_started_has_no_place_beside_another(
    arguments, option
) -> None:
    context = tui.make_context("tui", ["--attach", "some", *arguments])
    with pytest.raises(click.UsageError, match=f"^{option} is for an engine of one's own"):
        alone(context, "theme")


def test_what_is_said_of_the_screen_has_its_place() -> None:
    context = tui.make_context("tui", ["--attach", "some", "--theme", "nord"])
    alone(context, "theme")


@pytest.mark.parametrize(
    ("arguments", "value"),
    [([], None), (["--attach"], ""), (["--attach", "x"], "x"), (["--attach", "--strict"], "")],
)
def test_the_name_can_be_left_out(arguments, value) -> None:
    assert tui.make_context("tui", arguments).params["attach"] == value


@pytest.mark.parametrize("command", ["send", "wait"])
def test_commands_that_start_no_engine_need_no_name(command) -> None:
    assert cli.commands[command].make_context(command, ["x"]).params["attach"] == ""


def test_where_it_was_declined_nothing_is_opened() -> None:
    assert control_of(None, {"no_control": True, "name": ""}) is None  # not even looked at


class Troubled:
    """As much of a client as is looked at where no socket can be opened."""

    def __init__(self) -> None:
        self.said: list[str] = []
        self.trouble = self.said.append
        self.about = About(live=True)


def test_where_it_cannot_be_opened_that_is_said_and_all_goes_on(own_runtime) -> None:
    own_runtime.mkdir(mode=0o755)
    client = Troubled()
    assert control_of(client, {"no_control": False, "name": ""}) is None
    [said] = client.said
    assert said.startswith("nobody can attach: ") and "open to others" in said
    with pytest.raises(Failure, match="open to others"):
        control_of(client, {"no_control": False, "name": "mine"})


def test_where_no_engine_runs_there_is_no_name_to_complete() -> None:
    assert names(None, None, "") == []


@pytest.mark.engine
def test_names_of_engines_are_completed_with_what_they_serve(serving, run, environment) -> None:
    with serving(None, "--name", "one"), serving(None, "--name", "other"):
        assert {item.value: item.help for item in names(None, None, "o")} == {
            "one": "the welcome page",
            "other": "the welcome page",
        }
        assert [item.value for item in names(None, None, "ot")] == ["other"]
        words = {"COMP_WORDS": "h2craft tui --attach ot", "COMP_CWORD": "3"}
        environment |= {"_H2CRAFT_COMPLETE": "bash_complete", **words}
        assert "other" in run().stdout


@pytest.mark.engine
def test_a_name_that_is_taken_is_an_error_that_names_the_process(serving, run) -> None:
    with serving(None, "--name", "mine") as server:
        done = run("serve", "--port", "0", "--h2c-port", "0", "--name", "mine")
    assert done.returncode == 1
    assert str(server.process.pid) in done.stderr.splitlines()[-1]
    assert "listening" not in done.stderr


@pytest.mark.engine
def test_a_server_goes_on_where_nobody_can_attach(serving, own_runtime) -> None:
    own_runtime.mkdir(mode=0o755)
    with serving(None) as server:
        assert any("nobody can attach" in line for line in server.said)
