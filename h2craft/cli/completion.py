"""`h2craft completion`: prints the shell's completion script. Knows click, no room."""

from __future__ import annotations

import click
from click.shell_completion import get_completion_class

from h2craft.cli import bashcompletion
from h2craft.cli.errors import Failure

INSTALL = {
    "bash": "h2craft completion bash > ~/.local/share/bash-completion/completions/h2craft",
    "zsh": "h2craft completion zsh > ~/.zfunc/_h2craft"
    "   # with ~/.zfunc in fpath, before compinit in ~/.zshrc",
    "fish": "h2craft completion fish > ~/.config/fish/completions/h2craft.fish",
}

bashcompletion.use()


@click.command(
    epilog="""\b
Examples:
  h2craft completion bash > ~/.local/share/bash-completion/completions/h2craft
  h2craft completion zsh > ~/.zfunc/_h2craft
  h2craft completion fish > ~/.config/fish/completions/h2craft.fish

\b
Exit status: 0 done, 2 no such shell.
"""
)
@click.argument("shell", type=click.Choice(sorted(INSTALL)))
@click.pass_context
def completion(context: click.Context, shell: str) -> None:
    """Print the completion script for SHELL, and how to install it.

    The first line of what is printed is a comment that says where the script belongs.
    """
    maker = get_completion_class(shell)
    if maker is None:
        raise Failure(f"no completion for {shell}")
    script = maker(context.find_root().command, {}, "h2craft", "_H2CRAFT_COMPLETE").source()
    head = [f"# install: {INSTALL[shell]}"]
    if shell == "zsh":
        head.insert(0, "#compdef h2craft")  # zsh wants this line first
        script = script.replace("#compdef h2craft\n", "", 1)
    click.echo("\n".join(head) + "\n" + script.lstrip("\n"))
