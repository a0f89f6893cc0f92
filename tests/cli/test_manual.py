from __future__ import annotations

import shutil
import subprocess

import click
import pytest

from h2craft.cli import cli
from h2craft.cli.manual import page, text

PLAIN = ("-P-c", "-P-b", "-P-o", "-P-u")  # letters, and nothing struck over them


def made(name: str) -> str:
    root = click.Context(cli, info_name="h2craft")
    return page(click.Context(cli.commands[name], info_name=name, parent=root), cli.commands[name])


@pytest.mark.parametrize("name", cli.commands)
def test_a_page_has_the_sections_a_page_has_in_their_order(name) -> None:
    heads = [line[4:] for line in made(name).splitlines() if line.startswith(".SH ")]
    assert heads[:5] == ["NAME", "SYNOPSIS", "DESCRIPTION", "OPTIONS", "EXAMPLES"]
    assert "EXIT STATUS" in heads


def test_the_page_of_all_lists_the_commands() -> None:
    root = click.Context(cli, info_name="h2craft")
    lines = page(root, cli).splitlines()
    commands = lines[lines.index(".SH COMMANDS") : lines.index(".SH EXAMPLES")]
    named = [line.removeprefix(".B ") for line in commands if line.startswith(".B ")]
    assert named == list(cli.commands)


def test_nothing_in_a_text_is_taken_for_roff() -> None:
    assert text(".SH trap") == "\\&.SH trap"
    assert text("'quoted' a\\b --x ~ ^") == "\\(aqquoted\\(aq a\\eb \\-\\-x \\(ti \\(ha"


def test_every_option_stands_as_it_is_typed() -> None:
    assert ".B \\-\\-h2c\\-port PORT" in made("serve").splitlines()


@pytest.mark.skipif(shutil.which("groff") is None, reason="groff is not installed")
@pytest.mark.parametrize("name", cli.commands)
def test_groff_has_nothing_to_say_against_a_page(name) -> None:
    done = subprocess.run(
        ["groff", "-man", "-Tutf8", "-ww", *PLAIN],
        input=made(name),
        capture_output=True,
        text=True,
        check=True,
        timeout=30,
    )
    assert done.stderr == ""
    said = " ".join(done.stdout.split())  # it is justified
    assert f"NAME h2craft-{name} - " in said and "EXIT STATUS" in said
