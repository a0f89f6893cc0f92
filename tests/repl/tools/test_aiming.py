from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from h2craft.repl.printer import Printer
from h2craft.repl.tools import TOOLS, ToolError
from h2craft.session import Target

Stubs = Callable[..., Any]


@pytest.fixture
def stub(stub_of: Stubs, talk: Any) -> Any:
    for number in (1, 2):
        talk.opened(number)
        talk.request(1, "/one", connection=number)
        talk.request(3, "/three", connection=number)
    return stub_of(talk)


@pytest.mark.parametrize(
    ("said", "target"),
    [
        ("use 1", Target(1, 0)),
        ("use 1/3", Target(1, 3)),
        ("use /1", Target(2, 1)),
        ("use auto", Target(2, 3)),
        ("use(1, 3)", Target(1, 3)),
        ('use("1/3")', Target(1, 3)),
        ("use(stream=1)", Target(2, 1)),
        ("use(1)", Target(1, 0)),
    ],
)
def test_verbs_go_where_use_says(stub: Any, said: str, target: Target) -> None:
    stub.run(said)
    assert stub.shell.target == target


def test_use_takes_what_other_tools_have_found(stub: Any) -> None:
    connection = stub.shell.session.reader.board.connections[1]
    TOOLS["use"].call(stub.shell, connection, connection.stream(3))
    assert stub.shell.target == Target(1, 3)


def test_use_alone_says_where_and_changes_nothing(stub: Any) -> None:
    assert stub.run("use") == "2/3  /three  half-closed-remote  auto\n"
    stub.run("use 1/1")
    assert stub.run("use") == "1/1  /one  half-closed-remote  chosen\n"


def test_a_place_that_is_over_says_so(stub_of: Stubs, talk: Any) -> None:
    talk.opened()
    talk.exchange(1)
    assert "stream 1 is closed" in stub_of(talk).run("use 1/1")


@pytest.mark.parametrize(
    ("said", "message"),
    [
        ("use 9", "use: connection 9 is not known: those that live are 1, 2"),
        ("use 1/9", "use: connection 1 has no stream 9; streams: 1, 3"),
        ("use 1/", "'1/' is no place: 2, 2/5, /5 or auto"),
        ("use atuo", "'atuo' is no place: 2, 2/5, /5 or auto; did you mean auto?"),
        ("use 1 3", "use takes one word"),
    ],
)
def test_a_place_there_is_none_of_is_an_error(stub: Any, said: str, message: str) -> None:
    assert stub.run(said).splitlines()[0] == message


@pytest.mark.parametrize("where", ["1:3", 1.5, True, [1]])
def test_what_is_no_place_is_an_error_in_python(stub: Any, where: Any) -> None:
    with pytest.raises(ToolError):
        TOOLS["use"].call(stub.shell, where)


def test_filter_chooses_what_is_printed(stub: Any) -> None:
    stub.shell.printer = printer = Printer()
    assert stub.run("filter -origin:automatic") == (
        "frames that match -origin:automatic are printed\n"
    )
    assert printer.pattern == "-origin:automatic"
    assert "-origin:automatic" in stub.run("filter")
    assert stub.run("filter off") == "all frames are printed\n"
    assert printer.pattern == ""
    TOOLS["filter"].call(stub.shell, "type:DATA")
    assert printer.pattern == "type:DATA"
    TOOLS["filter"].call(stub.shell, None)
    assert printer.pattern == ""


def test_a_filter_that_is_none_leaves_the_old_one(stub: Any) -> None:
    stub.shell.printer = Printer()
    stub.run("filter type:DATA")
    assert "^^^" in stub.run("filter type:NOT")
    assert stub.shell.printer.pattern == "type:DATA"


def test_where_nothing_is_printed_there_is_nothing_to_filter(stub: Any) -> None:
    assert stub.run("filter x") == "filter: no frames are printed here: frames() has them\n"


def test_frames_that_are_switched_off_say_so(stub: Any) -> None:
    stub.shell.printer = Printer(on=False)
    assert "once F2 has them printed again" in stub.run("filter type:DATA")
