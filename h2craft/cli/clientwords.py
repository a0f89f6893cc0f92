"""A command line with other command lines in it, behind `--`. Knows click alone."""

from __future__ import annotations

from typing import Any

import click

DASHES = "--"
_KEY = "h2craft.client_words"

CLIENT_HELP = """\b
In the client command, which no shell reads: {url} is what to ask for, {base} the same without a
path, {cacert} the CA's certificate to trust, {host} and {port} where we listen, {{ a brace.
"""


class ClientWords(click.Command):
    """Takes what comes behind the first `--` away before anything else is read."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        if DASHES in args:
            at = args.index(DASHES)
            ctx.meta[_KEY] = tuple(args[at + 1 :])
            args = args[:at]
        return super().parse_args(ctx, args)

    def collect_usage_pieces(self, ctx: click.Context) -> list[str]:
        return [*super().collect_usage_pieces(ctx), "[-- CLIENT COMMAND]"]


def client_words(context: click.Context) -> tuple[str, ...] | None:
    """What stood behind `--`; None where there was none. UsageError where nothing follows it."""
    words: Any = context.meta.get(_KEY)
    if words is not None and not words:
        raise click.UsageError("a client command is needed behind --")
    return None if words is None else tuple(words)
