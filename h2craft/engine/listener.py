"""Sockets that listen: every address of a host under one port. Knows no connection."""

from __future__ import annotations

import asyncio
import errno
import socket
from typing import TYPE_CHECKING

from h2craft.endpoint import Greeting
from h2craft.engine.errors import EngineError, reason
from h2craft.engine.link import Link
from h2craft.engine.opening import Opening
from h2craft.engine.pipe import ContextFor, Pipe
from h2craft.engine.tls import ServerIdentity, TlsOptions

if TYPE_CHECKING:
    from h2craft.engine.engine import Engine

BACKLOG = 1024
ATTEMPTS = 8  # to find a port that is free in both families
ANY_HOST = {"": "127.0.0.1", "0.0.0.0": "127.0.0.1", "::": "[::1]"}

SocketAddress = tuple[socket.AddressFamily, str]


class Listener:
    """One host and port, with TLS or without. `url` is how a client reaches it.

    `addresses` are those bound, in order; they share `port`. See `Gate` for the rest.
    """

    role = "server"
    authority = ""
    server_hostname: str | None = None
    greeting: Greeting | None = None

    def __init__(self, engine: Engine, host: str, port: int, tls: TlsOptions | None) -> None:
        self.engine = engine
        self.host = host
        self.port = port
        self.tls = tls
        self.scheme = "http" if tls is None else "https"
        self.accept_http1 = tls is None or tls.accept_http1
        self.insists = tls is not None and tls.insists
        keylog = engine.buffers.keylog
        self.identity = None if tls is None else ServerIdentity(tls, host, keylog)
        self.context_for: ContextFor | None = (
            None if self.identity is None else self.identity.for_address
        )
        self.addresses: list[tuple[str, int]] = []
        self._servers: list[asyncio.Server] = []

    @property
    def url(self) -> str:
        return self.url_with(self.scheme)

    def url_with(self, scheme: str) -> str:
        host = self.host
        shown = ANY_HOST.get(host) or (f"[{host}]" if ":" in host else host)
        return f"{scheme}://{shown}:{self.port}"

    @property
    def shown_addresses(self) -> list[str]:
        return [
            f"[{host}]:{port}" if ":" in host else f"{host}:{port}" for host, port in self.addresses
        ]

    async def start(self) -> None:
        """Bind and listen. EngineError in one line where that cannot be."""
        found = await _resolve(self.host)
        sockets = _bind_all(self.host, found, self.port)
        self.port = sockets[0].getsockname()[1]
        self.addresses = [plug.getsockname()[:2] for plug in sockets]
        loop = asyncio.get_running_loop()
        for plug in sockets:
            self._servers.append(await loop.create_server(self._accept, sock=plug, backlog=BACKLOG))

    def close(self) -> None:
        """Listen no more; connections stay."""
        for server in self._servers:
            server.close()
        self._servers.clear()

    def beginning(self, link: Link) -> Opening:
        return Opening(link, self)

    def _accept(self) -> Pipe:
        return Link(self.engine, self).pipe


async def _resolve(host: str) -> list[SocketAddress]:
    """The addresses of a host, both families for "" and localhost, each once."""
    if host == "":
        return [(socket.AF_INET, "0.0.0.0"), (socket.AF_INET6, "::")]
    if host.lower() == "localhost":
        return [(socket.AF_INET, "127.0.0.1"), (socket.AF_INET6, "::1")]
    loop = asyncio.get_running_loop()
    try:
        found = await loop.getaddrinfo(host, None, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
    except (OSError, UnicodeError) as error:
        raise EngineError(f"cannot listen on {host!r}: {reason(error)}") from error
    inet = {socket.AF_INET, socket.AF_INET6}
    return list(dict.fromkeys((one[0], str(one[4][0])) for one in found if one[0] in inet))


def _bind_all(host: str, found: list[SocketAddress], port: int) -> list[socket.socket]:
    """Bind every address to one port; with port 0, to one that is free in all of them."""
    for attempt in range(ATTEMPTS):
        try:
            return _bind_once(host, found, port)
        except EngineError as error:
            taken = isinstance(error.__cause__, OSError)
            taken = taken and error.__cause__.errno == errno.EADDRINUSE  # type: ignore[union-attr]
            if port or not taken or attempt == ATTEMPTS - 1:
                raise
    raise AssertionError("unreachable")


def _bind_once(host: str, found: list[SocketAddress], port: int) -> list[socket.socket]:
    bound: list[socket.socket] = []
    failed: EngineError | None = None
    for family, address in found:
        plug = None
        try:
            plug = socket.socket(family, socket.SOCK_STREAM)
            _prepare(plug, family)
            plug.bind((address, port))
        except OSError as error:
            if plug is not None:
                plug.close()
            failed = _explain(host or address, port, error)
            if error.errno == errno.EADDRINUSE:
                break
            continue  # a machine without IPv6 still has the other family
        bound.append(plug)
        port = plug.getsockname()[1]
    if failed is not None and (not bound or _in_use(failed)):
        for plug in bound:
            plug.close()
        raise failed
    return bound


def _prepare(plug: socket.socket, family: socket.AddressFamily) -> None:
    plug.setblocking(False)
    if hasattr(socket, "SO_EXCLUSIVEADDRUSE"):
        plug.setsockopt(socket.SOL_SOCKET, socket.SO_EXCLUSIVEADDRUSE, 1)
    else:
        plug.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    if family == socket.AF_INET6:
        plug.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)


def _explain(host: str, port: int, error: OSError) -> EngineError:
    why = {
        errno.EADDRINUSE: "the port is in use",
        errno.EACCES: "not allowed (ports below 1024 need privileges)",
        errno.EADDRNOTAVAIL: "this machine has no such address",
    }.get(error.errno or 0, reason(error))
    made = EngineError(f"cannot listen on {host} port {port}: {why}")
    made.__cause__ = error
    return made


def _in_use(error: EngineError) -> bool:
    cause = error.__cause__
    return isinstance(cause, OSError) and cause.errno == errno.EADDRINUSE
