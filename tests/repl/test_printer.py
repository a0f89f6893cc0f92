"""Frames printed above the prompt."""

from __future__ import annotations

from typing import Any

import pytest

from h2craft.actions import Note
from h2craft.filter import FilterError
from h2craft.reader import Reader
from h2craft.repl.printer import BURST, RATE, Printer
from h2craft.trace import Kind, Origin


class Clock:
    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def printer(clock: Clock) -> Printer:
    return Printer(clock=clock)


def fed(printer: Printer, talk: Any, reader: Reader | None = None) -> Reader:
    """All that has been said, folded with the printer listening."""
    if reader is None:
        reader = Reader(talk.journal)
        reader.listen(printer.take)
    while reader.advance(1000):
        pass
    return reader


def test_frames_are_lines_as_the_log_has_them(printer: Printer, talk: Any) -> None:
    talk.opened()
    talk.request(1, "/a")
    fed(printer, talk)
    last = printer.drain()[-1]
    assert "<" in last and "HEADERS" in last and last.endswith("GET /a")
    assert printer.drain() == []


def test_what_was_printed_is_known(printer: Printer, talk: Any) -> None:
    talk.opened()
    printer.pattern = "type:HEADERS"
    talk.request(1, "/a")
    reader = fed(printer, talk)
    printed = [seq for seq in range(1, reader.position + 1) if printer.has_printed(seq)]
    assert len(printed) == len(printer.drain()) == 1


def test_what_was_there_before_is_not_printed(talk: Any, clock: Clock) -> None:
    talk.opened()
    printer = Printer(since=talk.journal.last, clock=clock)
    talk.request(1, "/new")
    fed(printer, talk)
    (line,) = printer.drain()
    assert "/new" in line


def test_where_we_listen_is_not_said_twice(printer: Printer, talk: Any) -> None:
    talk(Kind.LISTENING, connection=0, origin=Origin.ENGINE, detail={"url": "https://a"})
    fed(printer, talk)
    assert printer.drain() == []


def test_a_filter_says_which(printer: Printer, talk: Any) -> None:
    printer.pattern = "path:/b"
    talk.opened()
    talk.request(1, "/a")
    talk.request(3, "/b")
    fed(printer, talk)
    (line,) = printer.drain()
    assert "/b" in line


def test_a_filter_that_is_none_leaves_the_one_there_is(printer: Printer) -> None:
    printer.pattern = "path:/b"
    with pytest.raises(FilterError):
        printer.pattern = "stream:x"
    assert printer.pattern == "path:/b"


def test_off_prints_nothing_and_automatic_frames_can_be_left_out(
    printer: Printer, talk: Any
) -> None:
    printer.on = False
    talk.opened()
    reader = fed(printer, talk)
    assert printer.drain() == []
    printer.on, printer.automatic = True, False
    talk.sent(4, 1, 0, origin=Origin.AUTOMATIC)
    talk.request(1, "/a")
    fed(printer, talk, reader)
    (line,) = printer.drain()
    assert "GET /a" in line


def test_more_than_anybody_reads_is_counted(printer: Printer, talk: Any, clock: Clock) -> None:
    talk.opened()
    reader = fed(printer, talk)
    printer.drain()
    clock.now += 10
    printer.drain()
    for _ in range(5_000):
        talk.received(8, 0, 0, (1).to_bytes(4, "big"))
    fed(printer, talk, reader)
    lines = printer.drain()
    assert len(lines) == BURST
    assert not any("not shown" in line for line in lines)
    clock.now += 1.0
    assert printer.drain() == ["\N{HORIZONTAL ELLIPSIS} 4,900 records not shown: frames() has them"]
    assert printer.drain() == []


def test_lines_go_on_where_there_is_room_again(printer: Printer, talk: Any, clock: Clock) -> None:
    reader = fed(printer, talk)
    shown = 0
    for _ in range(100):  # two seconds of 5,000 frames each
        for _ in range(100):
            talk.received(8, 0, 0, (1).to_bytes(4, "big"))
        fed(printer, talk, reader)
        clock.now += 0.02
        shown += len(printer.drain())
    assert RATE <= shown <= BURST + 2 * RATE + 20


def test_lines_are_as_wide_as_the_terminal(printer: Printer, talk: Any) -> None:
    printer.set_width(72)
    talk.opened()
    talk.received(0, 0, 1, b"x" * 500)
    fed(printer, talk)
    assert max(map(len, printer.drain())) <= 72


def test_a_refusal_names_the_action_it_is_about(printer: Printer, talk: Any) -> None:
    talk.opened()
    fired = talk(Kind.ACTION_FIRED, origin=Origin.HAND, detail=Note(text="by hand"))
    talk(Kind.ACTION_REFUSED, cause=fired, origin=Origin.HAND, detail={"reason": "no"})
    fed(printer, talk)
    assert "by hand" in printer.drain()[-1]


def test_records_that_are_gone_before_they_are_read_are_counted_with_frames_off_too(
    clock: Clock, make_talk: Any
) -> None:
    talk, printer = make_talk(memory_records=256), Printer(clock=clock, on=False)
    talk.opened()
    reader = fed(printer, talk)
    for _ in range(2_000):
        talk.received(6, 0, 0, b"12345678")
    fed(printer, talk, reader)
    [line] = printer.drain()
    assert line.endswith(f"{talk.journal.lost - 7:,} records forgotten before they could be read")
    assert printer.drain() == []


def test_what_became_of_an_act_at_this_prompt_is_told_by_the_prompt_alone(
    printer: Printer, talk: Any
) -> None:
    talk.opened()
    refused = {"reason": "no", "section": "5.1"}
    for _ in range(2):
        fired = talk(Kind.ACTION_FIRED, origin=Origin.HAND, detail=Note(text="x"))
        talk(Kind.ACTION_REFUSED, cause=fired, origin=Origin.HAND, detail=refused)
    printer.mine = lambda reading: reading.record.seq == fired
    fed(printer, talk)
    assert sum("refused: no" in line for line in printer.drain()) == 1


def test_kinds_that_are_left_out_are_printed_where_the_pattern_names_them(
    printer: Printer, talk: Any
) -> None:
    talk.opened()
    talk(Kind.TLS_SENT, bytes(77))
    reader = fed(printer, talk)
    assert not [line for line in printer.drain() if "77 octets" in line]
    printer.pattern = "kind:TLS_*"
    talk(Kind.TLS_SENT, bytes(78))
    fed(printer, talk, reader)
    (line,) = printer.drain()
    assert line.endswith("TLS sent: 78 octets")
