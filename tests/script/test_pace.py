"""How fast scripts run: their sleeps, and nobody else's."""

from __future__ import annotations

import asyncio
import time
import types
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from h2craft.script.pace import TURN_SECONDS, Pace, stand_in, stand_ins
from h2craft.trace import Kind

Serve = Callable[..., Any]


@pytest.fixture
def slept(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """What was slept by way of `time.sleep` and `asyncio.sleep`; a millisecond and less is not."""
    seconds: list[float] = []
    sleep, sleep_async = time.sleep, asyncio.sleep

    def note(length: float) -> None:
        if length > 0.01:
            seconds.append(length)
        sleep(min(length, 0.01))

    async def note_async(length: float, result: Any = None) -> Any:
        seconds.append(length)
        return await sleep_async(0, result)

    monkeypatch.setattr(time, "sleep", note)
    monkeypatch.setattr(asyncio, "sleep", note_async)
    return seconds


def test_the_usual_pace_leaves_scripts_alone() -> None:
    assert stand_ins(Pace()) == {}
    assert Pace().seconds(3) == 3
    assert Pace().turn_seconds == TURN_SECONDS


def test_seconds_are_divided_by_the_speed_and_none_at_speed_nought() -> None:
    assert Pace(speed=4).seconds(2) == 0.5
    assert Pace(speed=0).seconds(2) == 0
    assert Pace(wait_seconds=3).turn_seconds == 3


@pytest.mark.parametrize("speed", [-1, float("inf"), float("nan")])
def test_a_speed_that_is_none_is_a_value_error(speed: float) -> None:
    with pytest.raises(ValueError, match="a speed is 0 or more"):
        Pace(speed=speed)


def test_a_stand_in_is_the_module_but_for_the_names_given() -> None:
    made = stand_in(time, sleep=print)
    assert made.sleep is print
    assert made.monotonic is time.monotonic
    assert "monotonic" in dir(made)
    with pytest.raises(AttributeError):
        made.no_such_name  # noqa: B018


def test_a_negative_sleep_is_refused_as_ever() -> None:
    paced: types.ModuleType = stand_ins(Pace(speed=2))[time]
    with pytest.raises(ValueError):
        paced.sleep(-1)


SLEEPER = """
import asyncio
import importlib
import time
import time as clock
from time import sleep
import helper

async def handle_headers(frame, request, response):
    await asyncio.sleep(8)

def main(request, response):
    import time as late
    for each in (time.sleep, clock.sleep, sleep, late.sleep):
        each(4)
    importlib.import_module("time").sleep(4)
    helper.nap()
    return str(time.monotonic() > 0)
"""
NEIGHBOUR = "import time\ndef nap(): time.sleep(4)\n"


@pytest.mark.parametrize(("speed", "expected"), [(1, [8, *[4] * 6]), (4, [2, *[1] * 6]), (0, [0])])
def test_a_script_and_its_neighbours_sleep_at_the_pace(
    serve: Serve, slept: list[float], speed: float, expected: list[float]
) -> None:
    served = serve(files={"nap": SLEEPER, "helper": NEIGHBOUR}, pace=Pace(speed=speed))
    served.request("/nap.py")
    assert served.answer() == (200, b"True")
    assert slept == expected


def test_others_sleep_as_they_say(serve: Serve, slept: list[float], tmp_path: Path) -> None:
    def main(request: Any, response: Any) -> str:
        time.sleep(4)  # a callable is no script's text
        return ""

    served = serve(main, pace=Pace(speed=0))
    served.request("/")
    served.wait(Kind.HANDLER_ENDED)
    assert slept == [4]
