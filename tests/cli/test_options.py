"""Options that `serve` and the screen share."""

from __future__ import annotations

import pytest

from h2craft.cli.options import setup_of
from h2craft.cli.screen import tui
from h2craft.cli.serve import serve

SHARED = {"hosts", "port", "h2c_port", "no_tls", "no_h2c", "cert", "key", "attached", "trace_file"}
SHARED |= {
    "keep_tls",
    "strict",
    "settings",
    "window",
    "connection_window",
    "max_streams",
    "keep",
    "limits",
}


@pytest.mark.parametrize("name", sorted(SHARED))
def test_an_option_is_the_same_in_both_commands(name) -> None:
    one, other = (
        next(option for option in command.params if option.name == name) for command in (serve, tui)
    )
    if name != "attached":  # which serve calls --attach too
        assert one.opts == other.opts
    if name != "keep":  # whose default depends on who reads
        assert (one.help, one.default) == (other.help, other.default)


def test_the_setup_is_what_was_asked_for(tmp_path) -> None:
    arguments = ["--no-h2c", "--port", "0", "--strict", "--keep", "2", "--max-streams", "7"]
    arguments += ["--keep-tls"]
    given = tui.make_context("tui", [*arguments, "--limit", "max_connections=5"]).params
    setup = setup_of(tmp_path, given)
    assert (setup.root, setup.port, setup.h2c_port) == (tmp_path, 0, None)
    assert setup.options.strict and setup.options.memory_octets == 2 << 20
    assert setup.options.keep_tls
    assert setup.options.max_connections == 5
    assert (3, 7) in setup.options.greeting.settings


@pytest.mark.parametrize("verb", ["serve", "repl"])
@pytest.mark.parametrize(
    ("name", "hint"), [("page.html", ""), ("run.h2trace", "; 'h2craft view run.h2trace' opens it")]
)
def test_a_root_that_is_no_script_is_refused_before_anything_is_served(
    run, tmp_path, verb, name, hint
) -> None:
    (tmp_path / name).write_bytes(b"")
    done = run(verb, name, "--port", "0", "--no-h2c")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == (
        f"h2craft: {name} is neither a folder nor a handler script, which ends in .py{hint}\n"
    )
