from __future__ import annotations

import json
import threading

import pytest

from h2craft.cli.log import FrameLog, json_render, text_render
from h2craft.filter import compile
from h2craft.trace import Journal, Kind
from h2craft.wire import frame_octets

SECONDS = 10  # never reached: a hung test fails, and does not hang


class Screen:
    """Keeps what was written; `seen` waits for a text."""

    def __init__(self) -> None:
        self.octets = b""
        self._news = threading.Condition()

    def write(self, octets: bytes) -> None:
        with self._news:
            self.octets += octets
            self._news.notify_all()

    def seen(self, text: str) -> bool:
        with self._news:
            return self._news.wait_for(lambda: text.encode() in self.octets, SECONDS)

    @property
    def lines(self) -> list[str]:
        return self.octets.decode().splitlines()


def ping(journal: Journal, number: int) -> None:
    octets = frame_octets(6, 0, 0, number.to_bytes(8, "big"))
    journal.append(number / 1000, 1, Kind.FRAME_RECEIVED, octets)


@pytest.fixture
def screen() -> Screen:
    return Screen()


def log_of(journal: Journal, screen: Screen, text: str = "", **more) -> FrameLog:
    render = more.pop("render", text_render(lambda: None, False))
    return FrameLog(journal, render, compile(text), write=screen.write, **more)


def test_a_record_is_shown_as_soon_as_it_is_there(screen) -> None:
    journal = Journal()
    log = log_of(journal, screen)
    log.start()
    ping(journal, 1)
    assert screen.seen("PING")
    ping(journal, 2)
    assert screen.seen("0000000000000002")
    log.finish()


def test_what_was_there_before_the_log_began_is_shown_too(screen) -> None:
    journal = Journal()
    for number in range(1500):
        ping(journal, number)
    log = log_of(journal, screen)
    log.start()
    log.finish()
    assert len(screen.lines) == 1500


def test_only_what_matches_is_shown(screen) -> None:
    journal = Journal()
    ping(journal, 1)
    journal.append(0, 1, Kind.FRAME_RECEIVED, frame_octets(7, 0, 0, bytes(8)))
    log = log_of(journal, screen, "type:GOAWAY")
    log.start()
    log.finish()
    assert len(screen.lines) == 1 and "GOAWAY" in screen.lines[0]


def test_json_is_one_object_a_line(screen) -> None:
    journal = Journal()
    ping(journal, 1)
    journal.append(0, 1, Kind.PRINTED, b"", 0, 0, {"stream": 1, "text": "a\nb"})
    log = log_of(journal, screen, render=json_render)
    log.start()
    log.finish()
    assert [json.loads(line)["seq"] for line in screen.lines] == [1, 2]


def test_records_the_journal_forgot_are_counted_and_never_passed_over_in_silence(screen) -> None:
    journal = Journal(memory_records=64)
    for number in range(1000):
        ping(journal, number)
    log = log_of(journal, screen)
    log.start()
    log.finish()
    [said] = [line for line in screen.lines if "not shown" in line]
    assert said == f"x  {journal.first - 1:,} records not shown: the log fell behind"
    assert len(screen.lines) == 1 + 1000 - journal.first + 1


def test_a_terminal_that_blocks_holds_up_nobody_and_is_left_behind(screen, monkeypatch) -> None:
    monkeypatch.setattr("h2craft.cli.log.FAREWELL_SECONDS", 0.0)
    monkeypatch.setattr("h2craft.cli.log.JOIN_SECONDS", 0.0)
    stuck, let_go = threading.Event(), threading.Event()

    def write(octets: bytes) -> None:
        stuck.set()
        let_go.wait(SECONDS)
        screen.write(octets)

    journal = Journal()
    render = text_render(lambda: None, False)
    log = FrameLog(journal, render, compile(""), write=write, patient=False)
    log.start()
    ping(journal, 0)
    assert stuck.wait(SECONDS)
    for number in range(1, 5000):
        ping(journal, number)
    log.finish()  # returns, though the terminal still blocks
    let_go.set()
    assert screen.seen("records not shown: the server ended first")


def test_a_reader_that_has_gone_is_reported_once_and_ends_the_log() -> None:
    failed: list[OSError] = []
    done = threading.Event()

    def write(octets: bytes) -> None:
        raise BrokenPipeError(32, "Broken pipe")

    def broken(error: OSError) -> None:
        failed.append(error)
        done.set()

    journal = Journal()
    render = text_render(lambda: None, False)
    log = FrameLog(journal, render, compile(""), write=write, on_broken=broken)
    log.start()
    ping(journal, 1)
    assert done.wait(SECONDS)
    ping(journal, 2)
    log.finish()
    assert len(failed) == 1


def test_the_log_follows_the_terminals_width(screen) -> None:
    widths = iter([200, 200, 80, 80, 80])
    render = text_render(lambda: next(widths), False)
    journal = Journal()
    journal.append(0, 1, Kind.FRAME_RECEIVED, frame_octets(0, 0, 1, b"x" * 300))
    from h2craft.model import Board

    board = Board()
    [reading] = [board.fold(record) for record in journal.read()]
    wide, narrow = render([reading]), render([reading])
    assert len(wide[0]) > 100 and len(narrow[0]) <= 80
