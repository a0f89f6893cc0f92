"""Reading a journal as it grows."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator
from typing import Any

import pytest

from h2craft.model import Reading
from h2craft.replay.following import BATCH, Following, Tail
from h2craft.trace import Record


@contextlib.asynccontextmanager
async def following(talk: Any, taken: list[Reading]) -> AsyncIterator[Following]:
    made = Following(talk.journal, taken.append)
    try:
        yield made
    finally:
        await made.close()


async def test_what_there_is_and_what_comes_is_taken_in_order(talk: Any) -> None:
    taken: list[Reading] = []
    talk.opened()
    async with following(talk, taken) as reader:
        for number in range(BATCH + 10):
            talk.request(2 * number + 1)
        assert await reader.until(lambda: len(taken) == talk.journal.last, 20)
        talk.response(1)
        assert await reader.until(lambda: len(taken) == talk.journal.last, 20)
    assert [reading.record.seq for reading in taken] == list(range(1, talk.journal.last + 1))


async def test_it_knows_which_connections_are_open(talk: Any) -> None:
    talk.opened(1)
    talk.opened(2)
    async with following(talk, []) as reader:
        reader.catch_up()
        assert reader.open == {1, 2}
        talk.closed(1)
        assert await reader.until(lambda: reader.open == {2}, 20)
        assert reader.closed == 1


async def test_what_never_holds_is_waited_for_so_long_and_no_longer(talk: Any) -> None:
    async with following(talk, []) as reader:
        assert not await reader.until(lambda: False, 0.01)
        assert not await reader.until(lambda: False, 0)
        assert await reader.until(lambda: True, 0)


async def test_a_fault_of_the_taker_is_raised_to_who_waits(talk: Any) -> None:
    def take(reading: Reading) -> None:
        raise ZeroDivisionError

    reader = Following(talk.journal, take)
    talk.opened()
    with pytest.raises(ZeroDivisionError):
        await reader.until(lambda: False, 20)
    await reader.close()


async def test_nothing_is_taken_once_it_is_closed(talk: Any) -> None:
    taken: list[Reading] = []
    async with following(talk, taken):
        pass
    talk.opened()
    assert taken == []


async def test_records_alone_can_be_followed(talk: Any) -> None:
    taken: list[Record] = []
    tail = Tail(talk.journal, taken.append)
    try:
        talk.opened(1)
        assert await tail.until(lambda: bool(taken), 20)
        assert tail.open == {1} and taken[0].seq == 1
    finally:
        await tail.close()
