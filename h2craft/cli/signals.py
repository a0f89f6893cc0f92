"""Signals that end a command in order. Knows a loop and nothing of what it runs."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
from collections.abc import Callable

from h2craft.cli.errors import INTERRUPTED

SIGNALS = ("SIGINT", "SIGTERM", "SIGHUP")


def end_in_order(loop: asyncio.AbstractEventLoop, end: Callable[[], object]) -> None:
    """Have the first signal call `end`, on the loop; after it, a signal ends at once."""

    def first() -> None:
        for name in SIGNALS:
            with contextlib.suppress(NotImplementedError, AttributeError, ValueError):
                number = getattr(signal, name)
                loop.remove_signal_handler(number)
                signal.signal(number, lambda *_: os._exit(INTERRUPTED))
        end()

    for name in SIGNALS:
        with contextlib.suppress(NotImplementedError, AttributeError):
            loop.add_signal_handler(getattr(signal, name), first)
