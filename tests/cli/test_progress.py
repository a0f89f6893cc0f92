from __future__ import annotations

import io
from collections.abc import Iterator

import pytest

from h2craft.check import Progress
from h2craft.cli import progress as progress_module
from h2craft.cli.progress import ERASE, ProgressLine, RecordsLine


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[float]]:
    """Its time: what stands in the list."""
    now = [100.0]
    monkeypatch.setattr(progress_module.time, "monotonic", lambda: now[0])
    monkeypatch.setenv("COLUMNS", "40")
    monkeypatch.setenv("TERM", "xterm")
    yield now


def at(done: int, *running: str) -> Progress:
    return Progress(done=done, total=9, running=running)


def test_one_line_is_written_over_again(clock: list[float]) -> None:
    terminal = Terminal()
    line = ProgressLine(terminal)
    line.show(at(0, "A/x"))
    clock[0] += 1
    line.show(at(1, "A/y", "A/z"))
    assert terminal.getvalue() == f"{ERASE}0 of 9: A/x{ERASE}1 of 9: A/y, A/z"
    line.clear()
    line.clear()
    assert terminal.getvalue().endswith(f"A/z{ERASE}")


def test_it_fits_the_terminal(clock: list[float]) -> None:
    terminal = Terminal()
    ProgressLine(terminal).show(at(0, *(f"A/6.9.2/window-{number}" for number in range(9))))
    assert len(terminal.getvalue().removeprefix(ERASE)) <= 39


def test_it_is_not_rewritten_more_often_than_anybody_could_read(clock: list[float]) -> None:
    terminal = Terminal()
    line = ProgressLine(terminal)
    for done in range(5):
        line.show(at(done))
    assert terminal.getvalue() == f"{ERASE}0 of 9: "


def test_in_a_pipe_nothing_is_said() -> None:
    pipe = io.StringIO()
    line = ProgressLine(pipe)
    line.show(at(0))
    line.clear()
    assert pipe.getvalue() == ""


def test_on_a_terminal_that_cannot_erase_nothing_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "dumb")
    terminal = Terminal()
    ProgressLine(terminal).show(at(0))
    assert terminal.getvalue() == ""


def test_of_records_it_says_how_many_were_read(clock: list[float]) -> None:
    terminal = Terminal()
    line = RecordsLine(terminal, "har: ", 20_000)
    line.show(1_000)
    line.show(2_000)
    line.clear()
    assert terminal.getvalue() == f"{ERASE}har: 1,000 of 20,000 records{ERASE}"


def test_of_records_it_says_how_long_it_will_go_on_like_that(clock: list[float]) -> None:
    terminal = Terminal()
    line = RecordsLine(terminal, "", 20_000)
    for seconds, seq in ((2.0, 1_000), (8.0, 5_000), (290.0, 10_000)):
        clock[0] += seconds
        line.show(seq)
    assert terminal.getvalue().split(ERASE)[1:] == [
        "1,000 of 20,000 records, 38 s left",
        "5,000 of 20,000 records, 30 s left",
        "10,000 of 20,000 records, 5 min left",
    ]


def test_of_no_records_nothing_is_said(clock: list[float]) -> None:
    terminal = Terminal()
    RecordsLine(terminal, "", 0).show(5)
    assert terminal.getvalue() == ""
