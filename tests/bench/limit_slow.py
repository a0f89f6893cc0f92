"""Clients that ask for much and take nothing: what is kept for them, and who else is served.

Two kinds. Those that do not read: their window is as wide as it can be, their socket's buffer
small, so that what the server frames stays with it. And those that open no window: each has many
answers waiting, of which not one octet may leave.
"""

from __future__ import annotations

import contextlib
import struct
import time
from collections.abc import Iterator

from limited import (
    MIB,
    MS,
    Figures,
    Setting,
    allow_sockets,
    bystander,
    each_contender,
    forget_peak,
    table,
    title,
)
from rawclient import SETTINGS, WINDOW_UPDATE, RawClient, frame
from servers import Server

SIZE = 8 * MIB  # of one download
INITIAL_WINDOW_SIZE = 4
LARGEST = (1 << 31) - 1
AT_ONCE = 100  # requests of a client that opens no window, as many as servers usually allow


def measure(setting: Setting) -> None:
    allow_sockets(setting.connections)
    count = setting.connections // 10
    title(f"{count} clients ask for {SIZE // MIB} MiB and read nothing, for {setting.seconds:g} s")
    table(each_contender(setting, lambda server: deaf(setting, server, count)))
    title(f"{count} clients with {AT_ONCE} requests each open no window, for {setting.seconds:g} s")
    table(each_contender(setting, lambda server: shut(setting, server, count)))


class Narrow(RawClient):
    """A client whose windows are as they are told, and whose socket holds little."""

    def __init__(self, url: str, window: int) -> None:
        super().__init__(url, timeout=30, receive_octets=4096)
        self.send(frame(SETTINGS, 0, 0, struct.pack(">HL", INITIAL_WINDOW_SIZE, window)), 1)
        self.settle()
        if window:
            self.send(frame(WINDOW_UPDATE, 0, 0, (LARGEST - 65_535).to_bytes(4, "big")), 1)


@contextlib.contextmanager
def clients_of(server: Server, count: int, window: int) -> Iterator[list[Narrow]]:
    made: list[Narrow] = []
    try:
        for _ in range(count):
            made.append(Narrow(server.tls, window))  # noqa: PERF401  each is closed, come what may
        yield made
    finally:
        for client in made:
            client.close()


def came_to_rest(server: Server) -> None:
    """What was asked for is done as far as it goes, and nobody asks any more; ten seconds at most.

    A server that still computes then has something that never rests.
    """
    until = time.perf_counter() + 10
    while time.perf_counter() < until:
        before = server.usage().cpu
        time.sleep(0.2)
        if server.usage().cpu == before:
            return


def deaf(setting: Setting, server: Server, count: int) -> Figures:
    with clients_of(server, count, LARGEST) as clients:
        forget_peak(server)
        before = server.usage()
        with bystander(server.tls) as other:
            for client in clients:
                client.request(f"/download.py?{SIZE}")
            time.sleep(setting.seconds)
            halfway = server.usage()
        came_to_rest(server)
        began, still = time.perf_counter(), server.usage()
        time.sleep(setting.seconds)
        idle = server.usage().cpu - still.cpu
        seconds = time.perf_counter() - began
        octets = clients[0].received.octets
        clients[0].await_ends({1})
        octets = clients[0].received.octets - octets
    return {
        "KiB kept for each, at most": (halfway.peak - before.rss) / count,
        "processor while nothing moves, %": 100 * idle / seconds,
        "somebody else's GET, median ms": other.quantile(0.5) * MS,
        "somebody else's GET, worst ms": other.worst * MS,
        "MiB for one that reads after all": octets / MIB,
    }


def shut(setting: Setting, server: Server, count: int) -> Figures:
    with clients_of(server, count, 0) as clients:
        forget_peak(server)
        before = server.usage()
        with bystander(server.tls) as other:
            streams = [{one.request("/hello.py") for _ in range(AT_ONCE)} for one in clients]
            for client in clients:
                client.ping()
            time.sleep(setting.seconds)
            halfway = server.usage()
        began = time.perf_counter()
        window = frame(SETTINGS, 0, 0, struct.pack(">HL", INITIAL_WINDOW_SIZE, 65_535))
        for client in clients:
            client.send(window, 1)
        for client, ids in zip(clients, streams, strict=True):
            client.await_ends(ids)
        took = time.perf_counter() - began
    return {
        "KiB kept for each, at most": (halfway.peak - before.rss) / count,
        "somebody else's GET, median ms": other.quantile(0.5) * MS,
        "somebody else's GET, worst ms": other.worst * MS,
        "answers a second, once the windows open": count * AT_ONCE / took,
        "answers": count * AT_ONCE,
    }
