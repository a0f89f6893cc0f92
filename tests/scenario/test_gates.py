from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from h2craft.scenario import Act
from h2craft.scenario.gates import Gates


def what(act: Act) -> tuple[str, str]:
    return "headers_sent", "HEADERS"


@pytest.fixture
def gates(sheet: Any) -> Callable[..., Gates]:
    def make(*words: str) -> Gates:
        score = sheet.score()
        return Gates(score, words or [str(turn.ordinal) for turn in score.turns], what)

    return make


def test_where_nobody_waits_there_are_none(sheet: Any, gates: Callable[..., Gates]) -> None:
    sheet.request()("end 1")
    made = gates()
    assert list(made) == [] and made.helper() == [] and made.waits == 0


def test_the_last_act_of_a_turn_is_its_answer(sheet: Any, gates: Callable[..., Gates]) -> None:
    first, second = sheet.request(), sheet.request()
    done = first("headers 1 :status=200", "end 1")
    act = second.act("end 3", after=done)
    made = gates("first", "second")
    assert [gate.name for gate in made] == ["first_done"]
    assert made.open_lines(done, "  ") == ["  first_done.release()"]
    assert made.wait_lines(second.turn.acts[0], "  ") == [
        "  if not first_done.acquire(timeout=10):",
        '      raise TimeoutError("the first request was not answered within 10 s")',
    ]
    assert made.open_lines(act, "  ") == []


def test_an_act_before_it_has_a_name_of_its_own(sheet: Any, gates: Callable[..., Gates]) -> None:
    first, second, third = sheet.request(), sheet.request(), sheet.request()
    heads = [first("headers 1 :status=103"), first("headers 1 :status=200")]
    first("end 1")
    second.act("end 3", after=heads[0])
    third.act("end 5", after=heads[1])
    made = gates("a", "b", "c")
    assert [gate.name for gate in made] == ["a_headers_sent", "a_headers_sent_2"]
    assert (
        "the first request got no HEADERS within 10 s"
        in made.wait_lines(second.turn.acts[0], "")[0]
    )
    assert made.helper()[0] == "def wait_until(gate, otherwise):"


def test_several_may_wait_for_the_same(sheet: Any, gates: Callable[..., Gates]) -> None:
    first, second, third = sheet.request(), sheet.request(), sheet.request()
    done = first("end 1")
    second.act("end 3", after=done)
    third.act("end 5", after=done)
    made = gates()
    assert made.open_lines(done, "") == ["request_1_done.release(2)"]


def test_a_request_and_its_end_can_be_waited_for(sheet: Any, gates: Callable[..., Gates]) -> None:
    first = sheet.request()
    second = sheet.request(whole=False)
    first.act("headers 1 :status=200", after=second.seq)
    end = second.done()
    first.act("end 1", after=end)
    made = gates("first", "second")
    assert [gate.name for gate in made] == ["second_arrived", "second_complete"]
    assert made.opens(second.seq) and made.opens(end)


def test_what_a_turn_itself_did_needs_no_gate(sheet: Any, gates: Callable[..., Gates]) -> None:
    first = sheet.request()
    head = first("headers 1 :status=200")
    first.act("end 1", after=head)
    first.act("end 1", after=999)
    assert list(gates()) == []


def test_a_connection_can_be_waited_for_too(sheet: Any, gates: Callable[..., Gates]) -> None:
    done = sheet.greeting(1)("ping")
    sheet.request().act("end 1", after=done)
    made = gates("first", "first")
    (gate,) = made
    assert gate.name == "connection_first_done"
    assert gate.sentence == "the first connection was not answered within 10 s"
