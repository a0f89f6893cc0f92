"""Requests and answers over a socket pair, whose other end is in the test's hands."""

from __future__ import annotations

import json
import queue
import socket
import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from h2craft.control.exchange import LEFT, THREAD, Exchange
from h2craft.control.protocol import LONGEST_REQUEST, MOST_VALUES
from h2craft.control.records import Answer

WITHIN = 10.0


class Two:
    """An exchange, what it was told, and the other end of its socket."""

    def __init__(self, patience: float = 60.0) -> None:
        ours, self.other = socket.socketpair()
        self.other.settimeout(WITHIN)
        self._file = self.other.makefile("rb")
        self.answers: queue.Queue[Answer] = queue.Queue()
        self.gone: queue.Queue[str] = queue.Queue()
        self.exchange = Exchange(ours, "the engine", patience, self.gone.put)
        self.exchange.begin()

    def ask(self, do: str = "look", **named: Any) -> None:
        self.exchange.ask(do, self.answers.put, **named)

    def asked(self) -> dict[str, Any]:
        return json.loads(self._file.readline())

    def says(self, *said: Any) -> None:
        for one in said:
            self.other.sendall(one if isinstance(one, bytes) else json.dumps(one).encode() + b"\n")

    def answer(self) -> Answer:
        return self.answers.get(timeout=WITHIN)

    def end(self) -> None:
        self.exchange.close()
        self._file.close()
        self.other.close()


@pytest.fixture
def make_two() -> Iterator[Callable[..., Two]]:
    made: list[Two] = []

    def make(*given: Any) -> Two:
        made.append(Two(*given))
        return made[-1]

    yield make
    for one in made:
        one.end()
    assert THREAD not in {thread.name for thread in threading.enumerate()}


@pytest.fixture
def two(make_two: Callable[..., Two]) -> Two:
    return make_two()


def test_a_request_gets_its_own_answer_whatever_the_order(two: Two) -> None:
    two.ask("read", after=5)
    two.ask("look", within=1.5)
    first, second = two.asked(), two.asked()
    assert (first["do"], first["after"], second["within"]) == ("read", 5, 1.5)
    two.says({"id": second["id"], "ok": "second"}, {"id": first["id"], "ok": "first"})
    assert [two.answer().value, two.answer().value] == ["second", "first"]


def test_an_error_is_an_answer_and_the_rest_goes_on(two: Two) -> None:
    two.ask()
    two.says({"id": two.asked()["id"], "error": "not so", "kind": "request"})
    assert two.answer() == Answer(error="not so")
    two.ask()
    two.says({"id": two.asked()["id"], "ok": None})
    assert two.answer() == Answer()


def test_an_answer_may_come_in_any_number_of_pieces(two: Two) -> None:
    two.ask()
    line = json.dumps({"id": two.asked()["id"], "ok": "x" * 5}).encode() + b"\n"
    for octet in line:
        two.says(bytes((octet,)))
    assert two.answer().value == "xxxxx"


def test_nobody_waits_for_an_engine_that_does_not_read(two: Two) -> None:
    for _ in range(3):
        two.ask(text="x" * 4_000_000)
    found = [two.asked() for _ in range(3)]
    assert [len(one["text"]) for one in found] == [4_000_000] * 3
    two.says(*({"id": one["id"], "ok": 1} for one in found))
    assert [two.answer().value for _ in range(3)] == [1, 1, 1]


def test_what_cannot_be_sent_is_refused_at_once(two: Two) -> None:
    two.ask(text="x" * LONGEST_REQUEST)
    assert "too many for a control socket" in two.answer().error
    two.ask(numbers=[1] * (MOST_VALUES + 1))
    assert "too many for a control socket" in two.answer().error
    two.ask(number=float("nan"))
    assert "cannot be said" in two.answer().error


def test_calls_can_be_put_off(two: Two) -> None:
    said: queue.Queue[str] = queue.Queue()

    def begin(_: Answer) -> None:
        two.exchange.later(0.002, lambda: said.put("second"))
        two.exchange.later(0.0, lambda: said.put("first"))

    two.exchange.ask("look", begin)
    two.says({"id": two.asked()["id"], "ok": 1})
    assert [said.get(timeout=WITHIN), said.get(timeout=WITHIN)] == ["first", "second"]


class TestTheEnd:
    def test_what_is_asked_comes_to_an_error_when_the_engine_dies(self, two: Two) -> None:
        two.ask()
        two.ask()
        two.asked()
        two.other.shutdown(socket.SHUT_RDWR)
        assert two.gone.get(timeout=WITHIN) == "the engine is gone"
        assert {two.answer().error, two.answer().error} == {two.exchange.ended}
        two.ask()
        assert two.answer().error == two.exchange.ended == "the engine is gone"

    def test_so_it_does_in_the_middle_of_a_line(self, two: Two) -> None:
        two.ask()
        two.says(b'{"id": 1, "ok"')
        two.asked()
        two.other.shutdown(socket.SHUT_RDWR)
        assert two.answer().error == "the engine is gone, in the middle of a line"

    @pytest.mark.parametrize(
        ("line", "says"),
        [
            (b"hello\n", "has sent what is no answer"),
            (b"\xff\n", "has sent what is no answer"),
            (b"[]\n", "has sent what is no answer"),
            (b"[" * 100_000 + b"\n", "has sent what is no answer"),
            (b'{"id": 77, "ok": 1}\n', "has answered what was not asked"),
            (b'{"id": [], "ok": 1}\n', "has answered what was not asked"),
            (b'{"ok": 1}\n', "has answered what was not asked"),
            (b'{"error": "too long", "kind": "request"}\n', "has ended it: too long"),
        ],
    )
    def test_so_it_does_with_an_engine_that_says_nonsense(
        self, two: Two, line: bytes, says: str
    ) -> None:
        two.ask()
        two.asked()
        two.says(line)
        assert two.gone.get(timeout=WITHIN) == f"the engine {says}"
        assert two.answer().error == f"the engine {says}"

    def test_one_that_says_nothing_is_given_up(self, make_two: Callable[..., Two]) -> None:
        two = make_two(0.05)
        two.ask()
        assert two.answer().error == "the engine has said nothing for 0.05 s"
        assert two.gone.get(timeout=WITHIN) == two.exchange.ended

    def test_why_it_ended_is_heard_even_where_it_cannot_be_written_to(self, two: Two) -> None:
        two.ask()
        two.asked()
        two.says({"error": "the engine stops", "kind": "engine"})
        two._file.close()
        two.other.close()
        two.ask(text="x" * 1_000_000)
        assert "the engine stops" in two.answer().error

    def test_leaving_settles_what_is_asked_and_is_no_trouble(self, two: Two) -> None:
        two.ask()
        two.exchange.close()
        two.exchange.close()
        assert two.answer().error == two.exchange.ended == LEFT
        assert two.gone.empty()
        two.ask()
        assert two.answer().error == LEFT

    def test_an_answer_may_be_the_reason_to_leave(self, two: Two) -> None:
        two.exchange.ask("look", lambda _: two.exchange.close())
        two.ask()
        two.says({"id": two.asked()["id"], "ok": 1})
        assert two.answer().error == LEFT

    def test_a_fault_of_our_own_ends_it_too(self, two: Two) -> None:
        def fails(_: Answer) -> None:
            raise RuntimeError("our own")

        two.exchange.ask("look", fails)
        two.ask()
        two.says({"id": two.asked()["id"], "ok": 1})
        assert two.answer().error == "internal fault: RuntimeError('our own')"
