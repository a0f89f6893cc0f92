"""Where the prompt writes: colours, threads, and terminals that are gone."""

from __future__ import annotations

import io
import os
import threading
from typing import Any

import pytest

from h2craft.explain import Role, Span
from h2craft.repl.out import Out
from h2craft.repl.tools import Told


def out_of(**given: Any) -> tuple[Out, io.StringIO, io.StringIO]:
    results, errors = io.StringIO(), io.StringIO()
    return Out(stream=results, errors=errors, **given), results, errors


LINE = (Span("a ", Role.NAME), Span("b"))


def test_without_colour_there_is_text_alone() -> None:
    out, results, errors = out_of()
    out.line(LINE)
    out.text([LINE, (Span("c", Role.ERROR),)])
    out.error("wrong\n  here")
    out.remark("by the way")
    assert results.getvalue() == "a b\na b\nc\n"
    assert errors.getvalue() == "wrong\n  here\nby the way\n"


def test_roles_are_colours_and_what_is_plain_stays_plain() -> None:
    out, results, errors = out_of(colour=True)
    out.line(LINE)
    out.error("wrong")
    assert results.getvalue() == "\x1b[36ma \x1b[0mb\n"
    assert errors.getvalue() == "\x1b[31mwrong\x1b[0m\n"


def test_errors_may_be_coloured_otherwise() -> None:
    out, results, errors = out_of(colour=True, error_colour=False)
    out.error("wrong")
    assert errors.getvalue() == "wrong\n"


def test_what_would_act_on_the_terminal_is_escaped() -> None:
    out, results, errors = out_of()
    out.line("a\x1b[2Jb")
    out.error("\x1b]0;x\x07")
    assert "\x1b" not in results.getvalue() + errors.getvalue()


def test_a_value_shows_itself_as_lines_or_by_its_repr() -> None:
    out, results, _ = out_of(colour=True)
    out.value(Told([LINE]))
    out.value("a'b")
    assert results.getvalue() == '\x1b[36ma \x1b[0mb\n"a\'b"\n'


def test_a_closed_stream_is_known_and_nothing_is_raised() -> None:
    out, results, _ = out_of()
    results.close()
    out.line("a")
    assert out.gone
    out.text([LINE])


def test_errors_that_nobody_reads_end_nothing() -> None:
    out, results, errors = out_of()
    errors.close()
    out.error("a")
    out.line("b")
    assert (out.gone, results.getvalue()) == ("", "b\n")


def test_a_pipe_without_a_reader_is_known() -> None:
    reading, writing = os.pipe()
    with os.fdopen(writing, "w") as stream:
        out = Out(stream=stream)
        assert not out.is_broken()
        os.close(reading)
        assert out.is_broken() and out.gone


def test_a_terminal_that_was_hung_up_is_known() -> None:
    ours, theirs = os.openpty()
    stream = os.fdopen(theirs, "w")
    out = Out(stream=stream)
    os.close(ours)
    out.line("a")
    assert out.gone
    with pytest.raises(OSError):
        stream.close()  # what was printed is in its buffer still


def test_what_an_encoding_cannot_say_is_escaped() -> None:
    octets = io.BytesIO()
    stream = io.TextIOWrapper(octets, encoding="ascii")
    Out(stream=stream).line("é→")
    assert octets.getvalue() == b"\\xe9\\u2192\n"


def test_lines_of_threads_do_not_mix() -> None:
    out, results, _ = out_of()

    def write(name: str) -> None:
        for _ in range(50):
            out.line(name * 50)

    threads = [threading.Thread(target=write, args=(name,)) for name in "abcd"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert all(len(set(line)) == 1 for line in results.getvalue().splitlines())


def test_a_repr_that_would_act_on_the_terminal_is_escaped_line_by_line() -> None:
    class Loud:
        def __repr__(self) -> str:
            return "a\n\x1b[2Jb"

    out, results, _ = out_of()
    out.value(Loud())
    assert results.getvalue() == "a\n\\x1b[2Jb\n"
