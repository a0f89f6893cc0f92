"""Which of several addresses is taken, and what is said of the others."""

from __future__ import annotations

import asyncio
import contextlib
import socket
from collections.abc import Iterator
from typing import Any

import pytest

from h2craft.engine.race import Address, Race, in_turn

V4, V6 = socket.AF_INET, socket.AF_INET6


def four(last: int, port: int = 1) -> Address:
    return V4, (f"127.0.0.{last}", port)


@pytest.fixture
def port() -> Iterator[int]:
    """Where somebody listens on all of 127.0.0.0/8."""
    with socket.create_server(("", 0), family=V4) as server:
        yield server.getsockname()[1]


def test_families_take_turns_and_the_first_begins() -> None:
    six = [(V6, (f"::{number}", 1, 0, 0)) for number in (1, 2)]
    fours = [four(1), four(2), four(3)]
    assert in_turn([*six, *fours]) == [six[0], fours[0], six[1], fours[1], fours[2]]
    assert in_turn([]) == []


async def test_the_first_that_takes_it_is_taken_and_failures_are_passed_at_once(port: int) -> None:
    race = Race(asyncio.get_running_loop(), [four(1, 1), four(2, port), four(3, port)])
    with contextlib.closing(await race.win()) as plug:
        assert plug.getpeername() == ("127.0.0.2", port)
    assert race.why == {"127.0.0.1": "connection refused", "127.0.0.2": ""}


async def test_where_nobody_takes_it_all_are_named_with_why() -> None:
    race = Race(asyncio.get_running_loop(), [four(1), four(2)])
    with pytest.raises(OSError, match="^127.0.0.1: connection refused; 127.0.0.2: connection re"):
        await race.win()


class Loop:
    """A loop on which some addresses never answer, and all others take everybody."""

    def __init__(self, *silent: str) -> None:
        self.create_task = asyncio.get_running_loop().create_task
        self.silent = silent
        self.tried: list[socket.socket] = []
        self.trying = asyncio.Event()

    async def sock_connect(self, plug: socket.socket, address: tuple[Any, ...]) -> None:
        self.tried.append(plug)
        self.trying.set()
        if address[0] in self.silent:
            await asyncio.Event().wait()


async def test_one_that_does_not_answer_is_overtaken_and_given_up(monkeypatch: Any) -> None:
    monkeypatch.setattr("h2craft.engine.race.ATTEMPT_SECONDS", 0.0)
    loop = Loop("127.0.0.1")
    race = Race(loop, [four(1), four(2), four(3)])  # type: ignore[arg-type]
    with contextlib.closing(await race.win()) as plug:
        assert plug is not loop.tried[0]
    await asyncio.gather(*race._running, return_exceptions=True)
    open_still = [one for one in loop.tried if one.fileno() >= 0]
    assert open_still == []
    assert race.told("no answer").startswith("127.0.0.1: no answer; 127.0.0.2: no answer")


async def test_who_gives_up_waiting_leaves_no_socket_behind() -> None:
    loop = Loop("127.0.0.1")
    race = Race(loop, [four(1)])  # type: ignore[arg-type]
    waiting = asyncio.create_task(race.win())
    await loop.trying.wait()
    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting
    await asyncio.gather(*race._running, return_exceptions=True)
    assert loop.tried[0].fileno() < 0
