"""Lines without a person: what ends them, which line was wrong, and what the exit status is."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from typing import Any

import pytest

from h2craft.repl.batch import run_lines, run_text
from h2craft.wire import FrameType


@pytest.mark.parametrize(
    ("text", "status", "said"),
    [
        ("1\n2\n", 0, "1\n2\n"),
        ("", 0, ""),
        ("# nothing\n\n", 0, ""),
        ("1\n\nrst 1 CANCLE\n2", 1, "1\n"),
        ("1\nquit\n2", 0, "1\n"),
        ("quit 3\n2", 3, ""),
        ("import sys\nsys.exit(3)\n2", 3, ""),
        ("raise KeyboardInterrupt\n2", 130, ""),
        ("\ufeff1\r\n2\r\n", 0, "1\n2\n"),
        ("#!/usr/bin/env h2craft\n1", 0, "1\n"),
    ],
)
def test_a_text_runs_to_its_end_or_to_the_first_error(
    stub_of: Any, text: str, status: int, said: str
) -> None:
    stub = stub_of()
    assert run_text(stub.shell, text, "-c") == status
    assert stub.printed.getvalue() == said


def test_after_an_error_the_rest_runs_if_that_is_wanted_and_the_status_says_so(
    stub_of: Any,
) -> None:
    stub = stub_of()
    assert run_text(stub.shell, "1\n1/0\n2\nfoo bar\n3", "-c", keep_going=True) == 1
    assert stub.printed.getvalue() == "1\n2\n3\n"


@pytest.mark.parametrize(
    ("text", "last"),
    [
        ("1\n\nhaeders 1 200", ["<stdin>:3: no verb haeders; did you mean headers?"]),
        ("rst 1 x", ["<stdin>:1: error code 'x' is not known", "rst 1 x", "      ^"]),
        ("x = 1\n\nfoo bar", ["<stdin>:3: SyntaxError: invalid syntax"]),
        ("x = (\n1 2)", ["<stdin>:2: SyntaxError"]),
        ("x = (1,\n\n", ["<stdin>:1: SyntaxError: '(' was never closed"]),
        (
            "def f():\n    1 / 0\n\n\nf()\n",
            ['  File "<stdin>", line 5, in <module>', "    f()", "<stdin>:2: ZeroDivisionError"],
        ),
        ("\nping", ["<stdin>:2: refused: no connection is alive"]),
    ],
)
def test_an_error_names_the_text_and_the_line(stub_of: Any, text: str, last: list[str]) -> None:
    stub = stub_of()
    assert run_text(stub.shell, text, "<stdin>") == 1
    said = stub.errors.getvalue().splitlines()
    for wanted in last:
        assert any(line.startswith(wanted) for line in said), said


def test_lines_run_as_they_come(stub_of: Any) -> None:
    stub = stub_of()
    seen: list[str] = []

    def coming() -> Iterator[str]:
        yield "1\n"
        seen.append(stub.printed.getvalue())
        yield "def f():\n"
        yield "    return 2\n"
        yield "f()\n"
        seen.append(stub.printed.getvalue())

    assert run_lines(stub.shell, coming(), "<stdin>") == 0
    assert seen == ["1\n", "1\n2\n"]


def test_ctrl_c_between_two_lines_is_an_interruption(stub_of: Any) -> None:
    def coming() -> Iterator[str]:
        yield "1\n"
        signal.raise_signal(signal.SIGINT)

    assert run_lines(stub_of().shell, coming(), "<stdin>") == 130


def test_troubles_of_the_engine_are_told_beside(stub_of: Any) -> None:
    stub = stub_of()
    stub.client.troubles.append("no room on the disk")
    run_text(stub.shell, "1", "-c")
    assert stub.errors.getvalue() == "h2craft: no room on the disk\n"
    assert stub.printed.getvalue() == "1\n"


def test_where_nobody_reads_any_more_it_ends_quietly(stub_of: Any) -> None:
    stub = stub_of()
    stub.printed.close()
    assert run_text(stub.shell, "1\n2", "-c") == 0
    assert stub.errors.getvalue() == ""


def test_an_exchange_is_answered_without_a_person(bench: Any) -> None:
    peer = bench.peer("/x")
    text = 'wait path:/x\nheaders :status=200\nfor part in "ab":\n    data(part)\n\nend\n'
    assert run_text(bench.shell, text, "-c") == 0, bench.said()
    assert peer.wants(FrameType.HEADERS).stream_id == 1
    assert [peer.wants(FrameType.DATA)[1:] for _ in range(3)] == [
        (0, 1, b"a"),
        (0, 1, b"b"),
        (1, 1, b""),
    ]
