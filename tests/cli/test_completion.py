from __future__ import annotations

import pytest

from h2craft.cli.completion import INSTALL


@pytest.mark.parametrize("shell", sorted(INSTALL))
def test_the_script_says_how_to_install_it_and_completes_h2craft(run, shell) -> None:
    done = run("completion", shell)
    assert done.returncode == 0
    assert INSTALL[shell] in done.stdout
    assert "_H2CRAFT_COMPLETE" in done.stdout


def test_the_zsh_script_begins_with_the_line_zsh_looks_for(run) -> None:
    assert run("completion", "zsh").stdout.startswith("#compdef h2craft\n")


def test_an_unknown_shell_is_a_usage_error(run) -> None:
    done = run("completion", "tcsh")
    assert done.returncode == 2
    assert "tcsh" in done.stderr


def test_the_shell_gets_commands_and_options(run, environment) -> None:
    environment |= {
        "_H2CRAFT_COMPLETE": "bash_complete",
        "COMP_WORDS": "h2craft s",
        "COMP_CWORD": "1",
    }
    assert "serve" in run().stdout
    environment |= {"COMP_WORDS": "h2craft serve --h", "COMP_CWORD": "2"}
    assert "--h2c-port" in run().stdout
