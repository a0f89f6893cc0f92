from __future__ import annotations

import asyncio
from typing import Any

from h2craft.engine.readingholds import ReadingHolds


class Pipe:
    """Whether it is read from."""

    def __init__(self) -> None:
        self.reads = True

    def hold(self, why: int) -> None:
        self.reads = False

    def release(self, why: int) -> None:
        self.reads = True


def never() -> None:
    raise AssertionError("released in time, and yet late")


async def test_reading_goes_on_when_the_last_hold_is_released_however_often() -> None:
    holds = ReadingHolds()
    pipe: Any = Pipe()
    one, other = (holds.hold(pipe, 1_000, never) for _ in range(2))
    one()
    one()
    assert not pipe.reads
    other()
    assert pipe.reads


async def test_a_hold_that_nobody_releases_ends_by_itself_and_says_so() -> None:
    pipe: Any = Pipe()
    late = asyncio.Event()
    release = ReadingHolds().hold(pipe, 0.001, late.set)
    await late.wait()
    assert pipe.reads
    pipe.hold(0)
    release()
    assert not pipe.reads
