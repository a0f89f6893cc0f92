"""Connecting to a server: its addresses, TCP, TLS, and HTTP/2 begun; or one line that says why not.

Knows sockets and the target; what is said on the connection is the link's.
"""

from __future__ import annotations

import asyncio
import socket
import ssl
from typing import TYPE_CHECKING, Any

from h2craft.endpoint import Greeting
from h2craft.engine.errors import EngineError, reason
from h2craft.engine.link import Link
from h2craft.engine.race import Address, Race
from h2craft.engine.reaching import Reaching
from h2craft.engine.target import Target
from h2craft.engine.tls import log_keys
from h2craft.engine.trust import client_context
from h2craft.trace import Kind

if TYPE_CHECKING:
    from h2craft.engine.engine import Engine


async def connect(engine: Engine, target: Target) -> Link:
    """A connection to the target on which HTTP/2 has begun. The loop's thread only.

    EngineError, in one line, where that cannot be; it is in the journal as well.
    """
    dialing = Dialing(engine, target)
    try:
        return await dialing.dial()
    except EngineError as error:
        if dialing.reaching is None:  # otherwise its connection's records tell
            engine.record(0, Kind.NOTED, {"text": str(error)})
        raise


class Dialing:
    """One attempt: the gate of the connection that comes of it; see `Gate`."""

    role = "client"

    def __init__(self, engine: Engine, target: Target) -> None:
        self.engine = engine
        self.target = target
        self.scheme = target.scheme
        self.authority = target.authority
        self.greeting: Greeting | None = target.greeting
        self.server_hostname = None if target.scheme == "http" else target.asked_name
        self.reaching: Reaching | None = None
        self._context: ssl.SSLContext | None = None
        self._race: Race | None = None
        self._reached: asyncio.Future[Link] = engine.loop.create_future()

    @property
    def context_for(self) -> Any:
        context = self._context
        return None if context is None else lambda _: context

    def beginning(self, link: Link) -> Reaching:
        self.reaching = Reaching(link, self)
        return self.reaching

    # Told by what sees to the connection

    def succeed(self, link: Link) -> None:
        if not self._reached.done():
            self._reached.set_result(link)

    def fail(self, why: str) -> None:
        if not self._reached.done():
            self._reached.set_exception(self._error(why))

    def _error(self, why: str) -> EngineError:
        return EngineError(f"cannot connect to {self.target.url}: {why}")

    # The way

    async def dial(self) -> Link:
        """See `connect`."""
        target = self.target
        if target.scheme == "https":
            self._context = await self._trust()
        try:
            async with asyncio.timeout(target.timeout_seconds):
                plug = await self._plug()
                await self.engine.loop.create_connection(
                    lambda: Link(self.engine, self).pipe, sock=plug
                )
                return await asyncio.shield(self._reached)
        except TimeoutError:
            if self.reaching is not None:
                self.reaching.timed_out()
                return await self._reached
            silent = f"no answer within {target.timeout_seconds:g} s"
            raise self._error(self._race.told(silent) if self._race else silent) from None
        finally:
            if self._reached.cancel() and self.reaching is not None:
                self.reaching.give_up()

    async def _trust(self) -> ssl.SSLContext:
        """Made beside the loop, which has other connections to see to."""
        context = await self.engine.loop.run_in_executor(None, client_context, self.target)
        log_keys(context, self.engine.buffers.keylog)
        return context

    async def _plug(self) -> socket.socket:
        """A TCP connection to the first address that takes it."""
        self._race = Race(self.engine.loop, await self._addresses())
        try:
            return await self._race.win()
        except OSError as error:
            raise self._error(str(error)) from error

    async def _addresses(self) -> list[Address]:
        target = self.target
        try:
            found = await self.engine.loop.getaddrinfo(
                target.host, target.port, type=socket.SOCK_STREAM
            )
        except (OSError, UnicodeError) as error:
            raise self._error(f"the host is not known: {reason(error)}") from error
        return list(dict.fromkeys((one[0], one[4]) for one in found))
