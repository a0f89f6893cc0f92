from __future__ import annotations

import re
from pathlib import Path

import click
import pytest

from h2craft.cli import cli
from h2craft.cli.variables import VARIABLES, paragraph, told

SOURCES = Path(__file__).parents[2] / "h2craft"
PRIVATE = {"H2CRAFT_CHECK", "H2CRAFT_NODE_MODULES"}
"""Set by us, for ourselves."""
EXAMPLES = {"H2CRAFT_NGINX_GRPC"}
"""What stands for H2CRAFT_NAME."""
NAMED = re.compile(r"[\"'](H2CRAFT_[A-Z]+(?:_[A-Z]+)*)[\"'=]")


def test_every_variable_of_the_program_is_in_the_table() -> None:
    found = {
        name
        for file in SOURCES.rglob("*.py")
        if "drivers" not in file.parts
        for name in NAMED.findall(file.read_text())
    }
    known = {one.name for one in VARIABLES}
    assert {"H2CRAFT_DATA", "H2CRAFT_RUNTIME"} <= found  # the pattern finds them
    assert found - known - PRIVATE - EXAMPLES == set()


def test_the_commands_that_are_named_are_there() -> None:
    for one in VARIABLES:
        assert one.commands <= set(cli.commands), one.name


@pytest.mark.parametrize("name", ["ca", "serve", "check", "scenarios"])
def test_a_commands_help_ends_with_its_variables(run, name) -> None:
    said = run(name, "--help").stdout
    below = said.partition("Environment:\n")[2]
    assert below
    for one in VARIABLES:
        assert (one.name in below) == (name in one.commands)


def test_the_help_of_all_has_all_of_them(run) -> None:
    below = run("--help").stdout.partition("Environment:\n")[2]
    assert [line.split()[0] for line in below.splitlines()] == [one.name for one in VARIABLES]


def test_a_command_that_looks_at_none_is_left_as_it_is() -> None:
    assert told(click.Command("filters", epilog="x")).epilog == "x"


def test_what_is_said_of_variables_is_aligned() -> None:
    lines = paragraph(VARIABLES).splitlines()[2:]
    assert len({line.index(one.says) for line, one in zip(lines, VARIABLES, strict=True)}) == 1
