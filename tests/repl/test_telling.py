"""What is said of connections and records, and that none of it acts on a terminal."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from h2craft.repl.telling import alive_text, line_of, name_of, why_ended, why_gone
from h2craft.session import Target
from h2craft.trace import Kind


def test_a_record_is_one_line(stub_of: Any, talk: Any) -> None:
    talk.opened()
    seq = talk.request(1, "/a")
    line = line_of(stub_of(talk).shell, seq)
    assert line.startswith(f"{seq} ") and "GET /a" in line and "\n" not in line
    assert line_of(stub_of(talk).shell, 9_999) == ""


def test_the_living_are_listed_with_their_peers(stub_of: Any, talk: Any) -> None:
    for number in (1, 2, 3):
        talk.opened(number)
    talk.closed(2)
    assert alive_text(stub_of(talk).shell) == "alive: 1 (127.0.0.1:50001), 3 (127.0.0.1:50003)"


def test_of_many_the_newest_are_listed(stub_of: Any, talk: Any) -> None:
    for number in range(1, 12):
        talk.opened(number)
    said = alive_text(stub_of(talk).shell)
    assert said.startswith("alive: 4 (") and said.endswith("11 (127.0.0.1:50011) and 3 more")


def test_where_none_lives_a_command_to_copy_is_given(stub_of: Any) -> None:
    said = alive_text(stub_of().shell)
    assert said.startswith("no connection is alive; make a client come: curl ")


def test_why_nothing_can_be_sent_to_a_connection(stub_of: Any, talk: Any) -> None:
    talk.opened(1)
    talk.opened(2)
    talk.closed(1)
    shell = stub_of(talk).shell
    assert why_gone(shell, Target(2)) == ""
    assert why_gone(shell, Target(1)).startswith("connection 1 is closed (fin peer); alive: 2 ")
    assert why_gone(shell, Target(9)).startswith("connection 9 is not known; alive: 2 ")


def test_a_target_is_named_with_its_request_made_printable(stub_of: Any, talk: Any) -> None:
    talk.opened()
    talk.request(1, "/\x1b[2J")
    shell = stub_of(talk).shell
    assert name_of(shell, Target(1, 1)) == "1/1 GET /\\x1b[2J"
    assert name_of(shell, Target(1)) == "1"


def ours(talk: Any, **closed: Any) -> None:
    """A connection of ours that has ended."""
    detail = {"peer": ["127.0.0.1", 443], "scheme": "http", "role": "client"}
    talk(Kind.CONNECTION_OPENED, detail=detail)
    if "reason" in closed:
        talk(Kind.H2_GAVE_UP, detail={"reason": closed.pop("reason"), "code": None})
    talk(
        Kind.CONNECTION_CLOSED, detail={"how": "fin", "by": "peer", "octets_received": 1, **closed}
    )


def test_why_a_connection_of_ours_has_ended_is_said_where_it_is_known(stub_of, talk) -> None:
    ours(talk, reason="the server speaks HTTP/1.1, not HTTP/2")
    assert why_ended(stub_of(talk).shell, 1) == " (the server speaks HTTP/1.1, not HTTP/2)"
    assert why_ended(stub_of(talk).shell, 7) == ""


@pytest.mark.parametrize(
    ("closed", "said"),
    [
        ({"octets_received": 0}, " (the server closed it and had said nothing)"),
        ({"octets_received": 0, "by": "us"}, ""),
        ({}, ""),
    ],
)
def test_a_server_that_hung_up_without_a_word_is_told_of(stub_of, talk, closed, said) -> None:
    ours(talk, **closed)
    shell = stub_of(talk).shell
    assert why_ended(shell, 1) == said
    shell.client.about = replace(shell.client.about, role="client")
    assert alive_text(shell) == f"no connection is alive{said}: reconnect makes one"
