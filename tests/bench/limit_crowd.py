"""Many connections at once, each with requests that stay open: what they cost, and who waits."""

from __future__ import annotations

import statistics
import time

from limited import (
    MS,
    Figures,
    Setting,
    allow_sockets,
    begin_post,
    bystander,
    each_contender,
    settled,
    table,
    title,
)
from rawclient import DATA, END_STREAM, RawClient, frame
from servers import Server

ASKED = 100  # connections whose PING is timed
ANSWERS = 50  # of the bystander


def measure(setting: Setting) -> None:
    allow_sockets(setting.connections)
    title(
        f"{setting.connections:,} TLS connections at once, {setting.streams} requests open on each"
    )
    table(each_contender(setting, lambda server: crowd(setting, server)))


def crowd(setting: Setting, server: Server) -> Figures:
    clients: list[RawClient] = []
    try:
        clients.append(settled(server.tls, timeout=30))
        before = server.usage()
        began = time.perf_counter()
        clients += [settled(server.tls, timeout=30) for _ in range(setting.connections)]
        opened = time.perf_counter()
        idle = server.usage()
        streams = [
            {begin_post(client, "/upload.py") for _ in range(setting.streams)}
            for client in clients[1:]
        ]
        for client in clients[1:]:
            client.ping()  # its requests have been taken in
        asked = time.perf_counter()
        late = [timed_ping(client) for client in clients[1 :: max(1, setting.connections // ASKED)]]
        full = server.usage()
        with bystander(server.tls) as other:
            while len(other.late) < ANSWERS and not other.trouble:
                time.sleep(0.01)
        finished = time.perf_counter()
        answered = finish(clients[1:], streams)
        ended = time.perf_counter()
    finally:
        for client in clients:
            client.close()
    count = setting.connections
    return {
        "connections opened a second": count / (opened - began),
        "KiB for a connection": (idle.rss - before.rss) / count,
        "KiB for it and its open requests": (full.rss - before.rss) / count,
        "threads more": full.threads - before.threads,
        "requests begun a second": count * setting.streams / (asked - opened),
        "a PING meanwhile, median ms": statistics.median(late) * MS,
        "a PING meanwhile, worst ms": max(late) * MS,
        "somebody else's GET, median ms": other.quantile(0.5) * MS,
        "somebody else's GET, worst ms": other.worst * MS,
        "requests ended a second": answered / (ended - finished),
        "requests answered": answered,
    }


def timed_ping(client: RawClient) -> float:
    began = time.perf_counter()
    client.ping()
    return time.perf_counter() - began


def finish(clients: list[RawClient], streams: list[set[int]]) -> int:
    """End all requests, and read all answers; how many there were."""
    answered = 0
    for client, ids in zip(clients, streams, strict=True):
        ends = [frame(DATA, END_STREAM, one, b"done") for one in sorted(ids)]
        client.send(b"".join(ends), len(ends))
    for client, ids in zip(clients, streams, strict=True):
        answered += len(ids)
        client.await_ends(ids)
    return answered
