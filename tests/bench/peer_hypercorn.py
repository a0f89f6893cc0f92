"""Hypercorn with a bare ASGI application that does the same work as the handler scripts."""

from __future__ import annotations

import asyncio
import socket
import sys
import time
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from hypercorn.asyncio import serve
from hypercorn.config import Config
from listening import announce

BLOCK = bytes(1 << 16)
SLEEPERS = ThreadPoolExecutor(128)
Send = Callable[[dict[str, Any]], Awaitable[None]]
Receive = Callable[[], Awaitable[dict[str, Any]]]


async def application(scope: dict[str, Any], receive: Receive, send: Send) -> None:
    if scope["type"] == "lifespan":
        await lifespan(receive, send)
    elif scope["path"] == "/download.py":
        await download(int(scope["query_string"]), send)
    elif scope["path"] == "/upload.py":
        await answer(b"%d" % await upload(receive), send)
    elif scope["path"] == "/sleep.py":
        seconds = float(scope["query_string"])
        await asyncio.get_running_loop().run_in_executor(SLEEPERS, time.sleep, seconds)
        await answer(b"awake", send)
    else:
        await answer(b"hello world", send)


async def lifespan(receive: Receive, send: Send) -> None:
    await receive()
    await send({"type": "lifespan.startup.complete"})
    announce(*PORTS)
    await receive()
    await send({"type": "lifespan.shutdown.complete"})


async def head(content_type: bytes, length: int, send: Send) -> None:
    fields = [(b"content-type", content_type), (b"content-length", b"%d" % length)]
    await send({"type": "http.response.start", "status": 200, "headers": fields})


async def answer(body: bytes, send: Send) -> None:
    await head(b"text/plain", len(body), send)
    await send({"type": "http.response.body", "body": body})


async def download(size: int, send: Send) -> None:
    await head(b"application/octet-stream", size, send)
    while size:
        body = BLOCK[:size]
        size -= len(body)
        await send({"type": "http.response.body", "body": body, "more_body": size > 0})


async def upload(receive: Receive) -> int:
    count, more = 0, True
    while more:
        message = await receive()
        count += len(message.get("body", b""))
        more = message.get("more_body", False)
    return count


def listening_socket() -> socket.socket:
    listener = socket.create_server(("127.0.0.1", 0), backlog=2000)
    listener.set_inheritable(True)
    return listener


def configuration(cert: str, key: str, tls: socket.socket, plain: socket.socket) -> Config:
    config = Config()
    config.certfile, config.keyfile = cert, key
    config.bind = [f"fd://{tls.fileno()}"]
    config.insecure_bind = [f"fd://{plain.fileno()}"]
    config.backlog = 2000
    config.loglevel = "ERROR"
    config.keep_alive_max_requests = 1 << 40  # it would end the connection after 1,000
    config.keep_alive_timeout = 3600
    return config


if __name__ == "__main__":
    listeners = listening_socket(), listening_socket()
    PORTS = tuple(listener.getsockname()[1] for listener in listeners)
    asyncio.run(serve(application, configuration(*sys.argv[1:3], *listeners)))
