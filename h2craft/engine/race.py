"""TCP to whichever address of a server takes it first: Happy Eyeballs (RFC 8305).

Knows sockets and a loop; no TLS, no target. An address is tried a moment after the one before it,
or as soon as that has failed, IPv6 and IPv4 in turn (RFC 8305 4, 5): one that does not answer costs
no more than that moment.
"""

from __future__ import annotations

import asyncio
import os
import socket
from collections.abc import Iterable, Sequence
from itertools import chain, zip_longest
from typing import Any

Address = tuple[socket.AddressFamily, tuple[Any, ...]]

ATTEMPT_SECONDS = 0.25
"""RFC 8305 5: the Connection Attempt Delay that is recommended."""

SILENT = ""


class Race:
    """See the module. `win` is called once; whoever gives up waiting cancels it.

    why  of each address that was tried, by its text: why not; `SILENT` while it has not answered
    """

    def __init__(self, loop: asyncio.AbstractEventLoop, addresses: Sequence[Address]) -> None:
        self.why: dict[str, str] = {}
        self._loop = loop
        self._left = in_turn(addresses)
        self._running: set[asyncio.Task[socket.socket]] = set()

    def told(self, silent: str) -> str:
        """The addresses that were tried, each with why not; `silent` of those without an answer."""
        return "; ".join(f"{where}: {why or silent}" for where, why in self.why.items())

    async def win(self) -> socket.socket:
        """The first connection there is. OSError, with all of `told`, where there is none."""
        try:
            while self._left or self._running:
                if self._left:
                    self._begin(self._left.pop(0))
                patience = ATTEMPT_SECONDS if self._left else None
                done, _ = await asyncio.wait(
                    self._running, timeout=patience, return_when=asyncio.FIRST_COMPLETED
                )
                for task in done:
                    if task.exception() is None:
                        self._running.discard(task)
                        return task.result()
                self._running -= done
            raise OSError(self.told("no answer"))
        finally:
            self._end()

    def _begin(self, address: Address) -> None:
        where = str(address[1][0])
        self.why[where] = SILENT
        self._running.add(self._loop.create_task(self._try(where, *address)))

    async def _try(
        self, where: str, family: socket.AddressFamily, address: tuple[Any, ...]
    ) -> socket.socket:
        plug = None
        try:
            plug = socket.socket(family, socket.SOCK_STREAM)
            plug.setblocking(False)
            await self._loop.sock_connect(plug, address)
        except BaseException as error:
            if isinstance(error, OSError):
                self.why[where] = _words(error)
            if plug is not None:
                plug.close()
            raise
        return plug

    def _end(self) -> None:
        """Nobody is waited for any more; who has come all the same is sent home."""
        for task in self._running:
            task.cancel()
            task.add_done_callback(_send_home)


def _send_home(task: asyncio.Task[socket.socket]) -> None:
    if not task.cancelled() and task.exception() is None:
        task.result().close()


def _words(error: OSError) -> str:
    """asyncio has put a sentence of its own in the place of the system's."""
    return (os.strerror(error.errno) if error.errno else str(error)).lower()


def in_turn(addresses: Iterable[Address]) -> list[Address]:
    """The families in turn, beginning with that of the first (RFC 8305 4)."""
    families: dict[socket.AddressFamily, list[Address]] = {}
    for address in addresses:
        families.setdefault(address[0], []).append(address)
    return [one for one in chain(*zip_longest(*families.values())) if one is not None]
