"""Handlers one at a time, in the order their requests came."""

from __future__ import annotations

import contextlib
import queue
import threading
from typing import Any

from h2craft.script.turns import Turns

PATIENCE_SECONDS = 20


class Line:
    """Turns, and what became of those who waited for them."""

    def __init__(self, seconds: float = PATIENCE_SECONDS) -> None:
        self.lost: list[object] = []
        self.turns = Turns(seconds, self.lost.append)
        self.has: queue.SimpleQueue[str] = queue.SimpleQueue()
        self.threads: list[threading.Thread] = []

    def wait(self, who: str) -> None:
        def run() -> None:
            self.turns.wait(who, contextlib.nullcontext())
            self.has.put(who)

        self.threads.append(threading.Thread(target=run, daemon=True))
        self.threads[-1].start()

    def next(self) -> str:
        return self.has.get(timeout=PATIENCE_SECONDS)


def test_the_first_has_its_turn_and_the_second_waits_till_it_is_left() -> None:
    line = Line()
    line.turns.join("a")
    line.turns.join("b")
    line.wait("b")
    line.wait("a")
    assert line.next() == "a"
    assert line.has.empty()
    line.turns.leave("a")
    assert line.next() == "b"


def test_who_leaves_without_having_had_a_turn_is_passed_over() -> None:
    line = Line()
    for who in "abc":
        line.turns.join(who)
    line.turns.leave("b")
    line.turns.leave("b")
    line.wait("c")
    line.turns.leave("a")
    assert line.next() == "c"


def test_a_turn_that_lasts_too_long_is_lost_and_its_holder_told_of() -> None:
    line = Line(seconds=0)
    for who in "abc":
        line.turns.join(who)
    line.wait("c")
    assert line.next() == "c"
    assert line.lost == ["a", "b"]


def test_who_has_lost_the_turn_goes_on_without_waiting() -> None:
    line = Line(seconds=0)
    for who in "ab":
        line.turns.join(who)
    line.wait("b")
    assert line.next() == "b"
    line.wait("a")
    assert line.next() == "a"


def test_waiting_is_announced_where_there_is_any() -> None:
    announced: list[str] = []

    class Waiting:
        def __enter__(self) -> None:
            announced.append("begins")

        def __exit__(self, *_: Any) -> None:
            announced.append("ends")

    turns = Turns(0, lambda lost: None)
    turns.join("a")
    turns.wait("a", Waiting())
    assert announced == []
    turns.join("b")
    turns.wait("b", Waiting())
    assert announced == ["begins", "ends"]
