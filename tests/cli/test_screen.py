"""`h2craft [ROOT]` and `h2craft view`: what opens the screen, and what is said instead."""

from __future__ import annotations

import errno
import os
import pty
import socket
import subprocess
from collections.abc import Callable

import click
import pytest

from h2craft.cli import cli
from h2craft.cli.screen import keeps_tls, look_of, tui


@pytest.mark.parametrize("arguments", [[], ["."], ["--port", "0"], ["tui"], ["tui", "."]])
def test_without_a_terminal_it_is_one_line_that_names_what_works(run, arguments) -> None:
    done = run(*arguments)
    assert done.returncode == 2
    assert done.stderr.startswith("h2craft: ") and done.stderr.count("\n") == 1
    assert "no terminal" in done.stderr and "h2craft serve" in done.stderr
    assert done.stdout == ""


def test_a_trace_without_a_terminal_can_be_read_as_lines(run) -> None:
    done = run("view", "run.h2trace")
    assert done.returncode == 2
    assert "h2craft trace run.h2trace" in done.stderr


@pytest.mark.parametrize(
    ("arguments", "code", "word"),
    [
        (["no/such/folder"], 1, "no/such/folder does not exist"),
        (["serv"], 2, "did you mean 'h2craft serve'?"),
        (["--no-tls", "--no-h2c"], 2, "nothing to listen on"),
        (["--hold", "type:HEDERS"], 2, "--hold"),
        (["--filter", "type:HEDERS"], 2, "--filter"),
        (["view", "--filter", "type:HEDERS", "x"], 2, "--filter"),
        (["view"], 2, "TRACE"),
        (["--prot", "1"], 2, "--prot"),
    ],
)
def test_what_cannot_be_is_said_before_a_terminal_is_asked_for(run, arguments, code, word) -> None:
    done = run(*arguments)
    assert (done.returncode, word in done.stderr) == (code, True), done.stderr


@pytest.mark.parametrize(("given", "pattern"), [("all", ""), ("", ""), ("path:/x", "path:/x")])
def test_all_requests_are_held_by_the_word_the_screen_has_for_it(given, pattern) -> None:
    context = tui.make_context("tui", ["--hold", given])
    assert context.params["hold"] == pattern
    assert tui.make_context("tui", []).params["hold"] is None


@pytest.mark.parametrize(
    ("words", "configured", "kept"),
    [
        ([], "", False),
        (["--keep-tls"], "", True),
        ([], "keep_tls = true", True),
        (["--keep-tls"], "keep_tls = false", True),
        ([], "keep_tls = false", False),
    ],
)
def test_tls_is_kept_by_option_or_by_configuration(tmp_path, words, configured, kept) -> None:
    config = tmp_path / "config.toml"
    config.write_text(configured)
    given = tui.make_context("tui", ["--config", str(config), *words]).params
    assert keeps_tls(given, look_of(given)) is kept


def test_a_folder_with_the_name_of_a_command_can_be_served(run, tmp_path) -> None:
    (tmp_path / "trace").mkdir()
    assert "no terminal" in run("tui", "trace").stderr
    assert "no terminal" in run("./trace").stderr
    assert "FILE" in run("trace").stderr


@pytest.fixture
def in_terminal(command, environment, tmp_path) -> Callable[..., tuple[int, str]]:
    """Run to the end in a terminal; the exit code, and everything that was shown."""

    def running(*arguments: str, **variables: str) -> tuple[int, str]:
        ours, theirs = pty.openpty()
        process = subprocess.Popen(
            [*command, *arguments],
            stdin=theirs,
            stdout=theirs,
            stderr=theirs,
            env={**environment, "TERM": "xterm-256color", **variables},
            cwd=tmp_path,
            start_new_session=True,
        )
        os.close(theirs)
        shown = b""
        try:
            while octets := os.read(ours, 65_536):
                shown += octets
        except OSError as error:  # what Linux says when the other end is closed
            assert error.errno == errno.EIO
        os.close(ours)
        return process.wait(timeout=30), shown.decode()

    return running


@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        (["--theme", "nordd"], "did you mean nord?"),
        (["--config", "missing.toml"], "missing.toml does not exist"),
    ],
)
def test_a_look_there_is_not_is_a_usage_error_and_opens_nothing(
    in_terminal, arguments, word
) -> None:
    code, shown = in_terminal("--port", "0", "--h2c-port", "0", *arguments)
    assert code == 2
    assert word in shown and "\x1b[?1049h" not in shown


def test_a_dumb_terminal_is_none(in_terminal) -> None:
    code, shown = in_terminal(TERM="dumb")
    assert code == 2
    assert "TERM=dumb" in shown and "h2craft serve" in shown


@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        (["view", "missing.h2trace"], "missing.h2trace"),
        (["--trace", "no/such/run.h2trace", "--port", "0", "--h2c-port", "0"], "run.h2trace"),
        (["--cert", "missing.pem", "--port", "0", "--h2c-port", "0"], "missing.pem"),
    ],
)
def test_what_cannot_be_opened_is_one_line_and_no_screen(in_terminal, arguments, word) -> None:
    code, shown = in_terminal(*arguments)
    assert code == 1
    assert shown.startswith("h2craft: ") and word in shown
    assert shown.count("\n") == 1 and "\x1b[?1049h" not in shown


def test_a_port_that_was_asked_for_is_not_replaced(in_terminal) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        code, shown = in_terminal("--no-h2c", "--port", str(port))
    assert code == 1
    assert str(port) in shown and "in use" in shown


def test_the_first_word_is_completed_to_commands_options_and_files() -> None:
    context = cli.make_context("h2craft", [], resilient_parsing=True)
    commands = {item.value for item in cli.shell_complete(context, "s")}
    assert "serve" in commands and "screen" not in commands
    assert any(item.type == "file" for item in cli.shell_complete(context, "s"))
    options = {item.value for item in cli.shell_complete(context, "--")}
    assert {"--version", "--hold", "--port"} <= options


def test_help_of_the_group_lists_every_command() -> None:
    text = cli.get_help(click.Context(cli, info_name="h2craft"))
    for name in cli.commands:
        assert f"  {name}" in text
