"""A client command behind `--`."""

from __future__ import annotations

from typing import Any

import click
import pytest
from click.testing import CliRunner

from h2craft.cli.clientwords import ClientWords, client_words


@click.command(cls=ClientWords)
@click.argument("names", nargs=-1)
@click.option("--flag", is_flag=True)
@click.pass_context
def command(context: click.Context, /, names: tuple[str, ...], **given: Any) -> None:
    click.echo(f"{names} {given['flag']} {client_words(context)}")


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["a", "b"], "('a', 'b') False None"),
        (["a", "--flag", "--", "curl", "--flag"], "('a',) True ('curl', '--flag')"),
        (["a", "--", "x", "--", "y"], "('a',) False ('x', '--', 'y')"),
        (["--", "curl"], "() False ('curl',)"),
    ],
)
def test_what_stands_behind_the_first_dashes_is_the_clients(words: list[str], told: str) -> None:
    assert CliRunner().invoke(command, words).output == f"{told}\n"


def test_nothing_behind_the_dashes_is_wrong_usage() -> None:
    found = CliRunner().invoke(command, ["a", "--"])
    assert found.exit_code == 2
    assert "a client command is needed behind --" in found.output


def test_the_usage_names_it() -> None:
    assert "[-- CLIENT COMMAND]" in CliRunner().invoke(command, ["--help"]).output
