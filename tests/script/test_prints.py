"""Prints find their stream; a flood of them stays small."""

from __future__ import annotations

import contextlib
import contextvars
import io
import sys
from collections.abc import Iterator

import pytest

from h2craft.script import prints
from h2craft.script.prints import LINE_CHARACTERS, LINES_PER_SECOND, Printer


@pytest.fixture
def told() -> list[str]:
    return []


@pytest.fixture
def printer(told: list[str]) -> Printer:
    return Printer(told.append)


@contextlib.contextmanager
def installed() -> Iterator[io.StringIO]:
    """Stand-ins around a stdout of our own; within the test, as pytest's capture changes it too."""
    before, real = sys.stdout, io.StringIO()
    sys.stdout = real
    try:
        prints.install()
        yield real
        prints.uninstall()
        assert sys.stdout is real
    finally:
        sys.stdout = before


def test_text_is_told_line_by_line(printer: Printer, told: list[str]) -> None:
    for text in ("a", "b\n", "c\nd\ne"):
        printer.write(text)
    assert told == ["ab", "c", "d"]
    printer.close()
    assert told == ["ab", "c", "d", "e"]


def test_a_flood_is_counted_and_not_kept(printer: Printer, told: list[str]) -> None:
    for number in range(10_000):
        printer.write(f"{number}\n")
    printer.close()
    assert len(told) < LINES_PER_SECOND * 10
    assert told[0] == "0"
    assert "more lines not kept" in told[-1]


def test_a_line_without_end_is_cut(printer: Printer, told: list[str]) -> None:
    for _ in range(1_000):
        printer.write("x" * 1_000)
    printer.write("\n")
    (line,) = told
    assert line == "x" * LINE_CHARACTERS + " [line cut]"


def test_a_long_line_given_at_once_is_cut(printer: Printer, told: list[str]) -> None:
    printer.write("y" * 100_000 + "\n")
    assert len(told[0]) < LINE_CHARACTERS + 20


def test_prints_go_to_the_current_printer(printer: Printer, told: list[str]) -> None:
    with installed() as real:
        context = contextvars.copy_context()
        context.run(prints.current.set, printer)
        context.run(lambda: sys.stdout.write("for the stream\n"))
        context.run(sys.stdout.writelines, ["two\n", "three\n"])
        sys.stdout.write("for the terminal\n")
        assert told == ["for the stream", "two", "three"]
        assert real.getvalue() == "for the terminal\n"


def test_everything_else_is_the_real_stream() -> None:
    with installed():
        assert sys.stdout.isatty() is False
        assert sys.stdout.closed is False


def test_standing_in_is_counted() -> None:
    with installed():
        stand_in = sys.stdout
        prints.install()
        assert sys.stdout is stand_in
        prints.uninstall()
        assert sys.stdout is stand_in


def test_somebody_elses_replacement_is_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    real, other = io.StringIO(), io.StringIO()
    monkeypatch.setattr(sys, "stdout", real)
    prints.install()
    sys.stdout = other
    prints.uninstall()
    assert sys.stdout is other


def test_a_process_without_a_stdout_is_left_without(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdout", None)
    prints.install()
    assert sys.stdout is None
    prints.uninstall()
