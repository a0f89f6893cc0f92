"""The command line. Each command imports the rooms it needs when it runs, not before."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Iterator
from typing import Any

import click
from click.shell_completion import CompletionItem

from h2craft.cli.ca import ca
from h2craft.cli.check import check
from h2craft.cli.completion import completion
from h2craft.cli.config import config
from h2craft.cli.connect import connect
from h2craft.cli.diff import diff
from h2craft.cli.doctor import doctor
from h2craft.cli.errors import (
    INTERRUPTED,
    USAGE,
    Failure,
    broken_pipe,
    fill_standard_streams,
    no_room_for_output,
    reason,
    silence_stdout,
)
from h2craft.cli.filters import filters
from h2craft.cli.help import help_
from h2craft.cli.man import man
from h2craft.cli.matrix import matrix
from h2craft.cli.ps import ps
from h2craft.cli.repl import repl
from h2craft.cli.replay import replay
from h2craft.cli.scenarios import scenarios
from h2craft.cli.screen import tui, view
from h2craft.cli.send import send
from h2craft.cli.serve import serve
from h2craft.cli.tour import tour
from h2craft.cli.trace import trace
from h2craft.cli.variables import told
from h2craft.cli.version import version_option
from h2craft.cli.wait import wait

__all__ = ["cli", "main"]


DEFAULT = "tui"
RENAMED = {"screen": DEFAULT}
"""Words that were commands, and what these are called now."""


class _NobodyReads(Exception):
    """Whoever read our output is gone. It is no OSError: click would leave with 1 for it."""


@contextlib.contextmanager
def _told_of_closed_pipes() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        if broken_pipe(error):
            raise _NobodyReads from error
        raise


class _Commands(click.Group):
    """Commands as they were added, the main one first; it is meant where none is named."""

    def make_context(self, *args: Any, **more: Any) -> click.Context:
        with _told_of_closed_pipes():  # --help is printed here
            return super().make_context(*args, **more)

    def invoke(self, ctx: click.Context) -> Any:
        with _told_of_closed_pipes():
            return super().invoke(ctx)

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(self.commands)

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        if not ctx.resilient_parsing or args:  # completion of the first word is for the group
            args = self._with_command(ctx, args)
        return super().parse_args(ctx, args)

    def _with_command(self, ctx: click.Context, args: list[str]) -> list[str]:
        own = {name for option in self.get_params(ctx) for name in option.opts}
        named = args and (args[0] in {*self.commands, *RENAMED, *own})
        return args if named else [DEFAULT, *args]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        return super().get_command(ctx, RENAMED.get(cmd_name, cmd_name))

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem]:
        """Commands, and what the default one takes."""
        found = super().shell_complete(ctx, incomplete)
        default = self.commands[DEFAULT]
        if incomplete.startswith("-"):
            known = {item.value for item in found}
            more = default.shell_complete(click.Context(default, info_name=DEFAULT), incomplete)
            return found + [item for item in more if item.value not in known]
        return [*found, CompletionItem(incomplete, type="file")]


@click.group(
    cls=_Commands,
    invoke_without_command=True,
    subcommand_metavar="[ROOT] | COMMAND [ARGS]...",
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="""\b
Examples:
  h2craft tour                        a guided first session, with a real client
  h2craft                             a welcome page on https://127.0.0.1:8443, and the workbench
  h2craft handlers/                   your handler scripts
  curl --cacert "$(h2craft ca --path)" https://127.0.0.1:8443/
  h2craft serve handlers/             without a screen: every frame as a line
  h2craft serve handlers/ --trace run.h2trace --quiet
  h2craft tui --attach                the workbench over the server of another terminal ...
  h2craft repl --attach               ... and a prompt at it, frame by frame or in Python
  h2craft send 'goaway ENHANCE_YOUR_CALM'   the same from a shell script
  h2craft connect https://localhost:8443   a client by hand, to any server
  h2craft view run.h2trace            a saved trace in the workbench
  h2craft trace run.h2trace --filter 'finding: or type:GOAWAY'
  h2craft doctor                      is everything here, and does it work

\b
Exit status: 0 done (Ctrl-C after serving too), 1 cannot go on, 2 wrong usage.
""",
)
@version_option
def cli() -> None:
    """The workbench for people who write and debug HTTP/2 clients.

    A live server with a hand on the keyboard: it serves handler scripts over TLS and cleartext,
    shows every frame of both directions as it passes, keeps every octet, and lets you answer by
    hand. `h2craft [ROOT]` opens the screen; its options: `h2craft tui --help`.
    """


for command in (
    tui,
    tour,
    view,
    repl,
    serve,
    connect,
    ps,
    send,
    wait,
    scenarios,
    replay,
    diff,
    check,
    matrix,
    trace,
    ca,
    filters,
    doctor,
    config,
    completion,
    man,
    help_,
):
    cli.add_command(told(command))
told(cli)


def main() -> None:
    """Run the command line and leave with its exit code; an error is one line, no traceback."""
    fill_standard_streams()
    try:
        code = cli.main(prog_name="h2craft", standalone_mode=False)
        sys.stdout.flush()
    except click.ClickException as error:
        code = _say(error)
    except (KeyboardInterrupt, click.Abort):
        code = INTERRUPTED
    except _NobodyReads:
        code = 0
        silence_stdout()
    except OSError as error:
        full = no_room_for_output(error)
        if not full and not broken_pipe(error):
            raise
        silence_stdout()
        code = _say(Failure(f"cannot write the output: {reason(error)}")) if full else 0
    sys.exit(code if isinstance(code, int) else 0)


def _say(error: click.ClickException) -> int:
    hint = ""
    if isinstance(error, click.UsageError) and error.ctx is not None:
        hint = f" (try '{error.ctx.command_path} --help')"
    text = error.format_message()
    if isinstance(error, click.MissingParameter):  # click lists choices a line each
        text = " ".join(text.split())
    line, newline, below = text.partition("\n")
    with contextlib.suppress(OSError):
        click.echo(f"h2craft: {line}{hint}{newline}{below}", err=True)
    return USAGE if isinstance(error, click.UsageError) else error.exit_code
