from __future__ import annotations

import io
import os
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from h2craft.cli.errors import Failure
from h2craft.cli.progress import ERASE
from h2craft.cli.readthrough import PAGE, ReadThrough
from h2craft.filter import compile
from h2craft.model import Reading
from h2craft.report import UNTOLD
from h2craft.trace import Kind, Origin, RawRecord, TraceReader, TraceWriter
from h2craft.wire import PREFACE, frame_octets

Make = Callable[..., ReadThrough]
COUNT = 2 * PAGE + 500


def records(count: int, start: int = 1) -> list[RawRecord]:
    first = (start, 0.0, 1, int(Kind.PREFACE_RECEIVED), PREFACE, 0, int(Origin.PEER), None)
    fired = b'{"text":"never read"}'
    made: list[RawRecord] = [first]
    for seq in range(start + 1, start + count - 1):
        ping = frame_octets(6, 0, 0, seq.to_bytes(8, "big"))
        made.append((seq, 0.1, 1, int(Kind.FRAME_RECEIVED), ping, 0, int(Origin.PEER), None))
    last = start + count - 1
    made.append((last, 0.2, 1, int(Kind.ACTION_FIRED), b"", 0, int(Origin.HAND), fired))
    return made


@pytest.fixture
def make(tmp_path: Path) -> Make:
    """A pass over a trace of so many records, whose filter is given."""

    def passing(*blocks: list[RawRecord], wanted: str = "", **more: object) -> ReadThrough:
        path = tmp_path / f"{len(os.listdir(tmp_path))}.h2trace"
        with TraceWriter(path) as writer:
            for block in blocks or [records(COUNT)]:
                writer.write(block)
        return ReadThrough(path, TraceReader(path), compile(wanted), **more)  # type: ignore[arg-type]

    return passing


class Screen(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.fixture
def screen_of(monkeypatch: pytest.MonkeyPatch) -> Callable[[], Screen]:
    """Puts a terminal in the place of standard error, from within the test: pytest has its own."""

    def put() -> Screen:
        made = Screen()
        monkeypatch.setattr(sys, "stderr", made)
        monkeypatch.setenv("TERM", "xterm")
        monkeypatch.setattr("h2craft.cli.progress.SHOWN_EVERY", 0.0)
        return made

    return put


def test_pages_come_in_order_and_no_more_of_them_is_in_memory(make: Make) -> None:
    pages: list[list[Reading]] = []
    make().run(pages.append)
    assert [len(page) for page in pages] == [PAGE, PAGE, COUNT - 2 * PAGE]
    assert [one.record.seq for page in pages for one in page] == [*range(1, COUNT + 1)]


def test_a_page_without_a_match_is_not_taken(make: Make) -> None:
    taken: list[list[Reading]] = []
    passing = make(wanted="kind:ACTION_FIRED")
    passing.run(taken.append)
    assert [[one.record.seq for one in page] for page in taken] == [[COUNT]]
    assert passing.reached == COUNT


def test_details_nobody_asks_for_are_not_read(make: Make) -> None:
    last: list[Reading] = []
    make(without=UNTOLD).run(lambda page: last.append(page[-1]))
    assert last[-1].record.kind is Kind.ACTION_FIRED and last[-1].record.detail is None
    make().run(lambda page: last.append(page[-1]))
    assert last[-1].record.detail == {"text": "never read"}


def test_where_records_are_missing_nothing_is_known_of_what_was(make: Make) -> None:
    known: list[bool] = []
    make(records(10), records(10, start=50)).run(
        lambda page: known.extend(one.connection.whole for one in page if one.connection)
    )
    assert len(known) == 20


def test_how_far_it_is_stands_on_a_terminal_and_is_erased(
    make: Make, screen_of: Callable[[], Screen]
) -> None:
    screen = screen_of()
    make(wanted="type:GOAWAY").run(lambda page: None)
    said = screen.getvalue()
    assert f"{PAGE:,} of {COUNT:,} records" in said and said.endswith(ERASE)


def test_one_that_is_silent_or_follows_says_nothing(
    make: Make, screen_of: Callable[[], Screen]
) -> None:
    screen = screen_of()
    make(silent=True).run(lambda page: None)
    assert screen.getvalue() == ""


def test_who_interrupts_it_is_told_how_far_it_came(
    make: Make, screen_of: Callable[[], Screen]
) -> None:
    screen = screen_of()
    taken: list[int] = []

    def take(page: list[Reading]) -> None:
        taken.append(len(page))
        if len(taken) == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        make().run(take)
    assert screen.getvalue().endswith(f"h2craft: interrupted at record 1,000 of {COUNT:,}\n")


def test_following_is_ended_by_an_interrupt_without_a_word(
    make: Make, screen_of: Callable[[], Screen]
) -> None:
    screen = screen_of()

    def take(page: list[Reading]) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        make(follow=True).run(take)
    assert screen.getvalue() == ""


def test_a_file_that_fails_is_named(make: Make) -> None:
    passing = make()
    os.close(passing._reader._index._file)
    with pytest.raises(Failure, match=r"cannot read .*0\.h2trace: bad file descriptor"):
        passing.run(lambda page: None)
    passing._reader._index.close.detach()
