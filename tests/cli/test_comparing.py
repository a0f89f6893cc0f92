from __future__ import annotations

from typing import Any

import click
import pytest
from click.testing import CliRunner

from h2craft.cli.comparing import COMPARING, RuleType, rule_lines, rules_of
from h2craft.cli.options import options
from h2craft.scenario import RULES


@click.command()
@options(*COMPARING)
def command(**given: Any) -> None:
    click.echo(" ".join(sorted(rules_of(given).names)))


def said(*arguments: str) -> Any:
    return CliRunner().invoke(command, arguments)


def test_without_options_the_usual_rules_are_in_force() -> None:
    names = said().output.split()
    assert names == sorted(name for name, rule in RULES.items() if rule.usual)


def test_rules_are_put_in_and_taken_out() -> None:
    arguments = ("--vary", "settings", "--vary", "field:X-Id", "--exact", "date")
    names = said(*arguments).output.split()
    assert {"settings", "field:x-id"} <= set(names)
    assert "date" not in names


@pytest.mark.parametrize("option", ["--vary", "--exact"])
def test_a_rule_there_is_not_is_wrong_usage(option: str) -> None:
    result = said(option, "user-agnt")
    assert result.exit_code == 2
    assert "did you mean user-agent" in result.output


def test_a_rule_in_both_is_wrong_usage() -> None:
    result = said("--vary", "date", "--exact", "date")
    assert result.exit_code == 2
    assert "date cannot both vary and be exact" in result.output


def test_all_rules_are_listed_with_their_sentences() -> None:
    result = said("--rules")
    assert result.exit_code == 0
    assert result.output.splitlines() == rule_lines()
    for name in RULES:
        assert any(line.split()[:1] == [name] for line in rule_lines())
    assert max(map(len, rule_lines(60))) <= 60


def test_a_shell_completes_their_names() -> None:
    context = click.Context(command)
    found = RuleType().shell_complete(context, command.params[0], "se")
    assert [item.value for item in found] == ["secrets", "settings-ack", "settings"]
