"""The first signal ends in order, the next at once."""

from __future__ import annotations

import signal
import subprocess
import sys

import pytest

from h2craft.cli.signals import SIGNALS

PROGRAM = """
import asyncio
from h2craft.cli.signals import end_in_order

async def main():
    ending = asyncio.Event()
    end_in_order(asyncio.get_running_loop(), ending.set)
    print("begun", flush=True)
    await ending.wait()
    print("ending", flush=True)
    if {lingers}:
        await asyncio.Event().wait()

asyncio.run(main())
"""


@pytest.mark.parametrize("name", SIGNALS)
@pytest.mark.parametrize("lingers", [False, True])
def test_a_signal_ends_in_order_and_another_one_at_once(name: str, lingers: bool) -> None:
    words = [sys.executable, "-c", PROGRAM.format(lingers=lingers)]
    with subprocess.Popen(words, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "begun\n"
        process.send_signal(getattr(signal, name))
        assert process.stdout.readline() == "ending\n"
        if lingers:
            process.send_signal(getattr(signal, name))
        assert process.wait(30) == (130 if lingers else 0)
