"""How fast scripts run, how long they wait, and whether they take turns. Runs none of them.

A script's `time.sleep` and `asyncio.sleep` are another module's to the text that imports them (see
`neighbours`): the process's own stay as they are, and so does what a library does with them.
"""

from __future__ import annotations

import asyncio
import math
import time
import types
from dataclasses import dataclass
from typing import Any

TURN_SECONDS = 10.0
"""How long a handler keeps the others waiting at most, where nobody says."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """Options of a host; as they are by default, scripts are left alone.

    speed         what the sleeps of scripts are divided by; 0: they do not sleep at all
    wait_seconds  how long `wait_for` and `hold` wait where they are not told; None: no bound
    in_turn       one request's handler at a time, in the order the requests came. Who waits for
                  a later request waits in vain: after `wait_seconds` (TURN_SECONDS where there is
                  none) the next one has its turn all the same, and LIMIT_REACHED says so

    Raises ValueError for a speed that is negative or no number.
    """

    speed: float = 1.0
    wait_seconds: float | None = None
    in_turn: bool = False

    def __post_init__(self) -> None:
        if not 0 <= self.speed < math.inf:
            raise ValueError(f"a speed is 0 or more, not {self.speed:g}")

    @property
    def turn_seconds(self) -> float:
        """The longest a later request's handler is kept waiting by one that has its turn."""
        return TURN_SECONDS if self.wait_seconds is None else self.wait_seconds

    def seconds(self, seconds: float) -> float:
        """What a sleep of so many seconds comes to."""
        return seconds / self.speed if self.speed else 0.0


def stand_ins(pace: Pace) -> dict[types.ModuleType, types.ModuleType]:
    """By module, what text that imports it is given instead; nothing at the usual speed."""
    if pace.speed == 1:
        return {}

    def sleep(seconds: float, /) -> None:
        """`time.sleep` at the pace of the replay."""
        if seconds < 0 or pace.speed:
            time.sleep(seconds if seconds < 0 else pace.seconds(seconds))  # which refuses those

    async def sleep_async(delay: float, result: Any = None) -> Any:
        """`asyncio.sleep` at the pace of the replay."""
        return await asyncio.sleep(pace.seconds(delay), result)

    return {time: stand_in(time, sleep=sleep), asyncio: stand_in(asyncio, sleep=sleep_async)}


def stand_in(module: types.ModuleType, **instead: Any) -> types.ModuleType:
    """A module like another, but for these names."""
    made = types.ModuleType(module.__name__, module.__doc__)
    vars(made).update(
        {name: vars(module)[name] for name in ("__path__", "__all__") if name in vars(module)},
        __getattr__=lambda name: getattr(module, name),
        __dir__=lambda: dir(module),
        **instead,
    )
    return made
