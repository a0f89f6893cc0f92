"""Options about what may vary between two clients, and what came of it. Knows the rules alone."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import click
from click.shell_completion import CompletionItem

if TYPE_CHECKING:
    from h2craft.scenario import Rules


class RuleType(click.ParamType[str]):
    """The name of a rule, or field:NAME."""

    name = "RULE"

    def convert(self, value: Any, param: Any, ctx: Any) -> str:
        from h2craft.scenario import ScenarioError, rule_named

        try:
            return rule_named(str(value)).name
        except ScenarioError as error:
            self.fail(str(error), param, ctx)

    def shell_complete(
        self, ctx: click.Context, param: click.Parameter, incomplete: str
    ) -> list[CompletionItem]:
        from h2craft.scenario import RULES

        return [
            CompletionItem(name, help=rule.sentence)
            for name, rule in RULES.items()
            if name.startswith(incomplete)
        ]


def _list_rules(context: click.Context, option: click.Parameter, wanted: bool) -> None:
    if wanted and not context.resilient_parsing:
        click.echo("\n".join(rule_lines()))
        context.exit()


COMPARING = (
    click.option(
        "--vary",
        multiple=True,
        type=RuleType(),
        help="Let this vary too: a rule (see --rules), or field:NAME. May be repeated.",
    ),
    click.option(
        "--exact",
        multiple=True,
        type=RuleType(),
        help="Compare this, which may vary otherwise. May be repeated.",
    ),
    click.option(
        "--rules",
        is_flag=True,
        is_eager=True,
        expose_value=False,
        callback=_list_rules,
        help="List what may vary, and end.",
    ),
)
"""What of two clients is compared."""


def rules_of(given: Mapping[str, Any]) -> Rules:
    """What --vary and --exact say, or a usage error."""
    from h2craft.scenario import DEFAULT, ScenarioError

    try:
        return DEFAULT.changed(given["vary"], given["exact"])
    except ScenarioError as error:
        raise click.UsageError(f"--vary, --exact: {error}") from error


def rule_lines(width: int = 100) -> list[str]:
    """Every rule with its sentence."""
    from h2craft.scenario import RULES

    lines: list[str] = []
    for usual, title in (
        (True, "These may vary, unless --exact says otherwise:"),
        (False, "These are compared, unless --vary says otherwise:"),
    ):
        lines.append(title)
        for rule in RULES.values():
            if rule.usual is usual:
                lines += _rule(rule.name, rule.sentence, width)
    lines += _rule("field:NAME", "the value of this field", width)
    return lines


def _rule(name: str, sentence: str, width: int) -> list[str]:
    return textwrap.wrap(
        f"{name:<15} {sentence}", width, initial_indent="  ", subsequent_indent=" " * 18
    )
