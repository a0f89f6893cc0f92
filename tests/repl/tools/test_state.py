from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from h2craft.model import Connection, Stream
from h2craft.repl.tools import TOOLS, ToolError

Stubs = Callable[..., Any]


@pytest.fixture
def stub(stub_of: Stubs, talk: Any) -> Any:
    """Connection 1 is over; on 2 stream 1 was answered and 3 waits."""
    talk.opened()
    talk.closed()
    talk.opened(2)
    talk.exchange(1, "/done", connection=2)
    talk.request(3, "/open", connection=2)
    return stub_of(talk)


def call(stub: Any, tool: str, *args: Any, **kwargs: Any) -> Any:
    return TOOLS[tool].call(stub.shell, *args, **kwargs)


def test_streams_are_those_that_are_open(stub: Any) -> None:
    found = call(stub, "streams")
    assert [one.stream_id for one in found] == [3]
    assert isinstance(found[0], Stream)
    row = repr(found).splitlines()[1].split()
    assert row == ["3", "half-closed-remote", "GET", "/open", "65,530", "65,535"]


def test_streams_all_are_the_closed_ones_as_well(stub: Any) -> None:
    assert [one.stream_id for one in call(stub, "streams", all=True)] == [1, 3]
    assert len(stub.run("streams all").splitlines()) == 3
    assert len(stub.run("streams all 2").splitlines()) == 3


def test_no_open_stream_is_said_with_how_many_are_closed(stub_of: Stubs, talk: Any) -> None:
    talk.opened()
    talk.exchange(1)
    said = stub_of(talk).run("streams")
    assert said == "connection 1 has no open stream; streams all: 1 closed\n"


def test_a_stream_says_why_it_waits_or_how_it_ended(stub_of: Stubs, talk: Any) -> None:
    talk.opened()
    talk.request(1)
    talk.sent(3, 0, 1, bytes([0, 0, 0, 8]))
    assert "CANCEL" in stub_of(talk).run("streams all")


@pytest.mark.parametrize("said", ["streams x", "windows x", "state 1 2", "connections two"])
def test_what_is_no_number_is_pointed_at(stub: Any, said: str) -> None:
    lines = stub.run(said).splitlines()
    assert lines[1] == said
    assert set(lines[2].strip()) == {"^"}


def test_connections_are_those_that_live(stub: Any) -> None:
    found = call(stub, "connections")
    assert [one.number for one in found] == [2]
    assert isinstance(found[0], Connection)
    assert "127.0.0.1 50002" in repr(found)
    assert "closed fin peer" in stub.run("connections all")


def test_no_connection_is_said_with_how_many_are_over(stub_of: Stubs, talk: Any) -> None:
    assert stub_of().run("connections") == "no client has connected yet\n"
    talk.opened()
    talk.closed()
    said = stub_of(talk).run("connections")
    assert said == "no connection lives, 1 is over: connections all\n"


def test_windows_are_numbers_and_the_reasons_for_them(stub: Any) -> None:
    found = call(stub, "windows")
    assert (found.sent, found.received) == (65_530, 65_535)
    assert found.streams == {3: (65_535, 65_535)}
    assert "Stream 3  RFC 9113 6.9.1" in repr(found)
    assert "Nobody is stuck on stream 3" in stub.run("windows 3")


def test_windows_of_other_streams_have_a_line_each(stub: Any) -> None:
    assert "Other streams" not in stub.run("windows")
    assert "Other streams\n" in stub.run("windows 0") + "\n"


def test_the_windows_of_a_stream_there_is_none_of_are_an_error(stub: Any) -> None:
    with pytest.raises(ToolError, match="connection 2 has no stream 99"):
        call(stub, "windows", 99)


def test_a_state_is_the_figure_and_the_way_there(stub: Any) -> None:
    found = call(stub, "state", 3)
    assert found.stream.stream_id == 3
    assert repr(found).startswith("Stream 3 is half-closed (remote)\n  GET /open\n")
    assert call(stub, "state", found.stream).stream is found.stream


def test_where_nobody_has_connected_there_is_nothing_to_look_at(stub_of: Stubs) -> None:
    for tool in ("streams", "windows", "state"):
        with pytest.raises(ToolError, match="no client has connected yet"):
            call(stub_of(), tool)


def test_a_connection_there_is_none_of_is_answered_with_those_that_live(stub: Any) -> None:
    assert stub.run("streams 9") == ("streams: connection 9 is not known: those that live are 2\n")
