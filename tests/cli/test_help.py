from __future__ import annotations

import click
import pytest

from h2craft.cli import cli


@pytest.mark.parametrize("words", [[], ["serve"], ["doctor"]])
def test_help_is_what_the_option_prints(run, words) -> None:
    assert run("help", *words).stdout == run(*words, "--help").stdout


def test_a_command_there_is_not_has_the_nearest_named(run) -> None:
    done = run("help", "serv")
    assert done.returncode == 2
    assert "no command 'serv'; did you mean serve?" in done.stderr
    assert "did you mean" not in run("help", "qqqqqq").stderr


@pytest.mark.parametrize("name", cli.commands)
def test_every_command_tells_its_examples_its_exit_status_and_what_it_is(name) -> None:
    command = cli.commands[name]
    epilog = command.epilog or ""
    assert "Examples:\n" in epilog and "Exit status: " in epilog
    assert f"\n  h2craft {name}" in epilog or name == "tui" or name == "filters"
    assert command.get_short_help_str(limit=200).endswith(".")
    options = [one for one in command.params if isinstance(one, click.Option)]
    assert all(option.help for option in options if not option.hidden)


def test_no_line_of_an_epilog_is_wider_than_a_page() -> None:
    for name, command in cli.commands.items():
        for line in (command.epilog or "").splitlines():
            assert len(line) <= 100, f"{name}: {line}"
