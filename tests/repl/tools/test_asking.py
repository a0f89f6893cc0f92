"""Responses and reconnections at a prompt that is a client."""

from __future__ import annotations

import contextlib
import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from h2craft.client import open_local
from h2craft.engine import Target
from h2craft.explain import plain
from h2craft.repl.out import Out
from h2craft.repl.shell import Shell
from h2craft.repl.tools.asking import SHOWN_LINES, Response
from h2craft.setup import Setup

ANSWERS = {
    "/text": b"one\n\x1b[2Jtwo\n",
    "/binary": b"\0\1\2",
    "/latin": b"caf\xe9 and more",
    "/long": b"x\n" * (SHOWN_LINES + 1),
    "/wide": b"y" * 5_000,
}


def main(request: Any, response: Any) -> Any:
    writer = response.writer
    if request.request_path == "/reset":
        writer.write_rst_stream("CANCEL")
        return None
    if request.request_path == "/all":
        writer.write_informational(103, [("link", "</a>")])
        writer.write_headers([("x", "y")], 200)
        writer.write_data("body\n")
        writer.write_trailers([("t", "1")])
        return None
    return ANSWERS.get(request.request_path, b"hello\n")


@pytest.fixture
def ours() -> Iterator[Shell]:
    """A shell that is a client of a server of ours."""
    with contextlib.closing(open_local(Setup(root={"main": main}, port=None))) as server:
        target = Target.of(server.about.urls[0])
        with contextlib.closing(open_local(Setup(connect=target))) as client:
            shell = Shell(client, out=Out(stream=io.StringIO(), errors=io.StringIO()), since=0)
            yield shell
            shell.close()


def shown(shell: Shell, path: str) -> str:
    """What `response` shows of the answer for a path."""
    shell.evaluate(f"get {path}")
    return plain(shell.bound["response"]().text(100))


def test_a_response_is_shown_whole(ours: Shell) -> None:
    assert shown(ours, "/all") == "interim 103\n:status: 200\nx: y\n\nbody\n\nt: 1"


def test_what_was_shown_is_a_value(ours: Shell) -> None:
    ours.evaluate("get /all")
    found = ours.bound["response"]()
    assert isinstance(found, Response)
    assert (found.status, found.body, found.interim, found.ended) == (200, b"body\n", [103], True)
    assert found.headers == ((b":status", b"200"), (b"x", b"y"))
    assert found.trailers == ((b"t", b"1"),) and found.reset is None


def test_an_earlier_response_can_be_asked_for(ours: Shell) -> None:
    ours.evaluate("get /text")
    ours.evaluate("get /all")
    assert ours.bound["response"](1).body == ANSWERS["/text"]


def test_octets_of_the_server_reach_the_terminal_escaped(ours: Shell) -> None:
    assert "\x1b" not in shown(ours, "/text") and "\\x1b[2Jtwo" in shown(ours, "/text")


@pytest.mark.parametrize("path", ["/binary", "/latin"])
def test_what_is_no_text_is_counted(ours: Shell, path: str) -> None:
    assert f"{len(ANSWERS[path])} octets that are no text: _.body has them" in shown(ours, path)


@pytest.mark.parametrize("path", ["/long", "/wide"])
def test_of_what_is_long_the_beginning_is_shown(ours: Shell, path: str) -> None:
    said = shown(ours, path)
    assert said.endswith("octets in all: _.body has them")
    assert len(said) < 2_000


def test_a_reset_is_said_with_its_code(ours: Shell) -> None:
    assert "the server has reset stream 1: CANCEL" in shown(ours, "/reset")


def test_another_connection_is_where_what_is_said_goes(ours: Shell) -> None:
    ours.evaluate("get /text")
    ours.bound["response"]()
    ours.evaluate("close")
    assert "connection 2" in plain(ours.bound["reconnect"]().text(80))
    assert "body" in shown(ours, "/all") and ours.target.connection == 2


def test_what_was_said_is_saved_as_a_script_of_a_client(ours: Shell, tmp_path: Path) -> None:
    ours.evaluate("get /text")
    ours.bound["response"]()
    said = plain(ours.bound["save"](tmp_path / "done.py").text(100))
    assert "1 act in" in said and "h2craft connect URL --replay" in said
    assert "def connect(connection):" in (tmp_path / "done.py").read_text()


def test_the_request_of_an_upgrade_is_at_hand_though_no_line_has_made_it() -> None:
    with contextlib.closing(open_local(Setup(root={"main": main}, port=None))) as server:
        target = Target.of(f"{server.about.urls[0]}/text", upgrade=True)
        with contextlib.closing(open_local(Setup(connect=target))) as client:
            shell = Shell(client, out=Out(stream=io.StringIO(), errors=io.StringIO()), since=0)
            assert "one\n" in plain(shell.bound["response"]().text(100))
            shell.close()
