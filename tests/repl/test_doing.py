"""What becomes of what was asked: done, refused, under way."""

from __future__ import annotations

import asyncio
from concurrent.futures import Future
from typing import Any

import pytest

from h2craft.actions import Sleep
from h2craft.client import Result
from h2craft.repl.doing import Asked, Done, Pending, Refused, Slept


def asked_of(stub: Any, *futures: Future[Result]) -> Asked:
    return Asked(stub.shell, [(future, f"part {at}") for at, future in enumerate(futures, 1)])


def come(**given: Any) -> Future[Result]:
    future: Future[Result] = Future()
    future.set_result(Result(**given))
    return future


@pytest.mark.parametrize(
    ("error", "text"),
    [
        (Refused("no"), "no"),
        (Refused("no", "5.1"), "no (RFC 9113 5.1)"),
        (Refused("no", "9110 15.2"), "no (RFC 9110 15.2)"),
        (Refused("no", "5.1", "wire ping"), "no (RFC 9113 5.1)\nwire ping"),
    ],
)
def test_a_refusal_says_why_by_which_law_and_what_else(error: Refused, text: str) -> None:
    assert str(error) == text


def test_what_was_done_is_one_line() -> None:
    assert repr(Done(said="12 PING")) == "<12 PING>"
    assert repr(Done()) == "<done>"


def test_several_are_done_when_all_are(stub_of: Any) -> None:
    late: Future[Result] = Future()
    pending = asked_of(stub_of(), come(accepted=True, seq=3), late)
    assert pending.look() is None and not pending.settled
    late.set_result(Result(accepted=True, seq=4, stream_id=7))
    done = pending.wait()
    assert (done.seq, done.stream_id, done.said) == (4, 7, "part 1, part 2")
    assert pending.settled


def test_one_that_is_refused_is_a_refusal(stub_of: Any) -> None:
    pending = asked_of(stub_of(), come(accepted=True), come(accepted=False, reason="no"))
    with pytest.raises(Refused, match="no"):
        pending.wait()
    assert pending.settled


async def test_what_is_under_way_can_be_awaited_more_than_once(stub_of: Any) -> None:
    pending = asked_of(stub_of(), come(accepted=True, seq=3))
    assert (await pending).seq == (await pending).seq == 3


async def test_what_is_given_up_is_settled(stub_of: Any) -> None:
    pending = asked_of(stub_of(), Future())
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(pending, 0.001)
    assert pending.settled


async def test_time_passes_without_blocking_the_loop(stub_of: Any) -> None:
    pending = Slept(stub_of().shell, Sleep(seconds=0.001), 0)
    slept, other = await asyncio.gather(pending, asyncio.sleep(0, 5))
    assert (slept.said, other) == ("slept", 5)


def test_no_time_is_over_at_once(stub_of: Any) -> None:
    assert Slept(stub_of().shell, Sleep(seconds=0), 0).wait().said == "slept"


def test_a_connection_somebody_sleeps_at_is_told(stub_of: Any, talk: Any) -> None:
    talk.opened()
    stub = stub_of(talk)
    Slept(stub.shell, Sleep(seconds=0), 1).wait()
    assert stub.client.asked == [("submit", 1, Sleep(seconds=0))]


def test_a_sleep_is_over_once_it_is_over_at_the_connection_too(
    stub_of: Any, talk: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    talk.opened()
    stub = stub_of(talk)
    there: Future[Result] = Future()
    monkeypatch.setattr(stub.client, "submit", lambda *_: there)
    pending = Slept(stub.shell, Sleep(seconds=0), 1)
    assert pending.look() is None
    there.set_result(Result(accepted=True))
    assert pending.wait().said == "slept"


def test_under_way_says_so(stub_of: Any) -> None:
    assert repr(Pending(stub_of().shell)) == "<under way: await it>"
