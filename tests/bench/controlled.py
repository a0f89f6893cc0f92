"""The processes around a control socket, for `bench_control.py`; each says what it does in JSON.

`python controlled.py engine RECORDS TRACE`   an engine called "bench", with so many records before
                                              anybody attaches; fires pings on command
`python controlled.py peer URL`               tells when each ping has come
`python controlled.py deaf NAME`              attaches, asks for records and never reads
`python controlled.py reading NAME`           attaches, and reads along
"""

from __future__ import annotations

import asyncio
import json
import random
import socket
import sys
import time
from collections.abc import Callable
from pathlib import Path

from h2craft.actions import Ping, Send
from h2craft.client import Client, open_local
from h2craft.control import open_attached, open_control
from h2craft.engine import EngineOptions
from h2craft.session import Session
from h2craft.setup import Setup
from h2craft.wire import ACK, PREFACE, FrameType, frame_octets

NAME = "bench"
PAUSE = 0.001  # between two pings: everybody sleeps when the next is fired
SLICE = 2048
OTHERS = 1000  # connections of the records that were there before have numbers from here on
TALKS = 20
TURN = 1 / 30


def say(value: object) -> None:
    print(json.dumps(value), flush=True)


def fire(client: Client, first: int, count: int) -> list[tuple[float, float]]:
    """Fire pings that carry their numbers; when each was, and when its result had come."""
    times = []
    for number in range(first, first + count):
        ping = Send(frames=(Ping(opaque_data=number.to_bytes(8, "big")),))
        began = time.monotonic()
        result = client.submit(1, ping).result(10)
        times.append((began, time.monotonic()))
        if not result.accepted:
            raise SystemExit(result.reason)
        time.sleep(PAUSE)
    return times


def engine(records: str, trace: str) -> None:
    options = EngineOptions(trace=Path(trace) if trace else None)
    client = open_local(Setup(port=None, options=options))
    began = time.perf_counter()
    client.host.call(fill(client, int(records)))
    took = time.perf_counter() - began
    control = open_control(client, NAME)
    say({"url": client.about.urls[0], "records": client.records.last, "took": took})
    for line in sys.stdin:
        first, count = map(int, line.split())
        say(fire(client, first, count))
    control.close()
    client.close()


async def fill(client: Client, records: int) -> None:
    """Append the records of connections that are over, as they would have come."""
    from bench_reader import Talk

    chance = random.Random(1)
    talks = [Talk(client.records, OTHERS + number, chance).steps for number in range(TALKS)]
    while client.records.last < records:
        for _ in range(min(SLICE, records - client.records.last)):
            next(chance.choice(talks))
        await asyncio.sleep(0.02 if client.records.over_budget else 0.0)


def peer(url: str) -> None:
    plug = socket.create_connection(("127.0.0.1", int(url.rpartition(":")[2])))
    plug.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    settings = (frame_octets(FrameType.SETTINGS, flags, 0, b"") for flags in (0, ACK))
    plug.sendall(PREFACE + b"".join(settings))
    plug.recv(1 << 16)
    say("settled")
    for line in sys.stdin:
        say(pings(plug, *map(int, line.split())))


def pings(plug: socket.socket, first: int, count: int) -> list[float]:
    """When each of these pings came, to the moment."""
    times: dict[int, float] = {}
    unread = b""
    while len(times) < count:
        octets = plug.recv(1 << 16)
        now = time.monotonic()
        if not octets:
            raise SystemExit("the connection has ended")
        unread += octets
        while len(unread) >= 9 and len(unread) >= 9 + int.from_bytes(unread[:3], "big"):
            end = 9 + int.from_bytes(unread[:3], "big")
            if unread[3] == FrameType.PING:
                times[int.from_bytes(unread[9:17], "big")] = now
            unread = unread[end:]
    return [times[number] for number in range(first, first + count)]


def deaf(name: str) -> None:
    from h2craft.control.folder import Folder
    from h2craft.control.protocol import hello, line_of

    with Folder() as folder:
        plug = folder.connect(name, 10)
    plug.sendall(line_of(hello("tui")))
    asked = [{"id": number, "do": "read", "after": 0, "limit": 1000} for number in range(500)]
    asked.append({"id": "look", "do": "look", "after": 0, "within": 30.0})
    plug.sendall(b"".join(map(line_of, asked)))
    say("attached")
    sys.stdin.read()


def reading(name: str) -> None:
    client = open_attached(name, front="tui")
    session = Session(client)
    say("attached")
    while not client.ended:
        session.advance(TURN / 2)
        time.sleep(TURN / 2)


ROLES: dict[str, Callable[..., None]] = {
    "engine": engine,
    "peer": peer,
    "deaf": deaf,
    "reading": reading,
}

if __name__ == "__main__":
    ROLES[sys.argv[1]](*sys.argv[2:])
