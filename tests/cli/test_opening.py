"""Opening from the command line: which ports, and what is said where that cannot be."""

from __future__ import annotations

import errno
import os
import socket

import pytest

from h2craft.cli.errors import Failure
from h2craft.cli.opening import failures, free_ports
from h2craft.cli.screen import tui


def chosen(*arguments: str) -> tuple[dict[str, object], list[str]]:
    """What becomes of the ports, and what is said about it."""
    context = tui.make_context("tui", list(arguments))
    given = dict(context.params)
    return given, free_ports(context, given)


@pytest.fixture
def default_port(monkeypatch) -> int:
    """One of the default ports, taken by somebody else."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        for option in tui.params:
            if option.name == "port":
                monkeypatch.setattr(option, "default", port)
        yield port


def test_a_default_port_that_is_taken_is_replaced_by_the_next_free_one(default_port) -> None:
    given, [note] = chosen("--no-h2c")
    assert default_port < int(str(given["port"])) <= default_port + 20
    assert str(default_port) in note and str(given["port"]) in note


def test_the_same_port_asked_for_is_left_for_the_engine_to_judge(default_port) -> None:
    given, notes = chosen("--no-h2c", "--port", str(default_port))
    assert (given["port"], notes) == (default_port, [])


def test_a_port_that_is_taken_comes_with_what_to_do_about_it(run) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        done = run("serve", "--port", str(port), "--no-h2c")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == (
        f"h2craft: cannot listen on 127.0.0.1 port {port}: the port is in use; "
        "--port and --h2c-port choose others, 0 is a free one\n"
    )


def test_what_the_system_says_of_a_file_is_one_line(tmp_path) -> None:
    wanted = r"cannot read .*missing: no such file or directory"
    with pytest.raises(Failure, match=wanted), failures():
        (tmp_path / "missing").read_bytes()


@pytest.mark.parametrize("number", [errno.EPIPE, errno.ENOSPC])
def test_output_that_cannot_be_written_is_nothing_that_cannot_be_read(number: int) -> None:
    with pytest.raises(OSError) as caught, failures():
        raise OSError(number, os.strerror(number))
    assert caught.value.errno == number
