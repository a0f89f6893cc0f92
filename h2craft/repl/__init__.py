"""The prompt: verbs and Python over a client. The only room that knows prompt_toolkit."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from h2craft.client import Client

__all__ = ["PromptOptions", "run_prompt"]


@dataclass(frozen=True, slots=True, kw_only=True)
class PromptOptions:
    """How the prompt is to be.

    filter      what is printed above the prompt has to match it
    frames      frames are printed above the prompt at all
    colour      of what is printed
    error_colour   of what is said on standard error
    ours        the engine behind the client ends with the prompt
    lines       run these and ask nobody; `name` is what errors call them
    keep_going  an error among these lines does not end them
    """

    filter: str = ""
    frames: bool = True
    colour: bool = False
    error_colour: bool = False
    ours: bool = True
    lines: Iterable[str] | None = None
    name: str = "<stdin>"
    keep_going: bool = False


def run_prompt(client: Client, options: PromptOptions) -> int:
    """Let a person (or `options.lines`) at a client, until the end; the exit status.

    The client stays open: it is for who opened it. FilterError for a filter that is none.
    """
    from h2craft.repl.out import Out
    from h2craft.repl.shell import Shell

    out = Out(colour=options.colour, error_colour=options.error_colour)
    # Of an engine of ours, everything is new; of another one, what comes from now on.
    shell = Shell(client, out=out, since=0 if options.ours else None)
    try:
        if options.lines is not None:
            from h2craft.repl.batch import run_lines

            return run_lines(shell, options.lines, options.name, options.keep_going)
        from h2craft.repl.prompt import run

        return run(shell, options)
    finally:
        shell.close()
