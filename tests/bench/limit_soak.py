"""An hour's worth of traffic: 100 requests a second, on a new TLS connection each second.

Sent as fast as the server takes it. Each connection asks for 100 things, ten of them with a body,
one of which the client takes back (RST_STREAM), and ends with a PING that must be answered. What
grows with time would show: memory, threads, files, the time a request takes.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from pathlib import Path

from limited import Figures, Setting, begin_post, descriptors, each_contender, note, table, title
from rawclient import DATA, END_HEADERS, END_STREAM, HEADERS, RST_STREAM, RawClient, frame
from servers import Server

CONNECTIONS = 3_600  # one a second
BATCHES, BATCH = 10, 10  # requests of a connection: together 100
BODY = bytes(1024)
CANCEL = (8).to_bytes(4, "big")
PARTS = 10


@dataclass(slots=True)
class Soaked:
    """What was done, and the server after each tenth of it."""

    answered: int = 0
    octets: dict[str, int] = field(default_factory=lambda: {"received": 0, "sent": 0})
    rates: list[float] = field(default_factory=list)
    sizes: list[float] = field(default_factory=list)
    threads: list[int] = field(default_factory=list)
    files: list[int] = field(default_factory=list)


def measure(setting: Setting) -> None:
    connections = max(PARTS, int(setting.hour * CONNECTIONS))
    requests = connections * BATCHES * BATCH
    title(
        f"an hour's worth of traffic, {setting.hour:.0%} of it: {requests:,} requests on "
        f"{connections:,} TLS connections, one after the other"
    )
    trace = setting.place.path / "soak.h2trace"
    soaked: dict[str, Soaked] = {}

    def soak(server: Server) -> Figures:
        made = soaked[server.name] = Soaked()
        for _ in range(PARTS):
            a_tenth(server, made, connections // PARTS)
        return figures(made)

    table(each_contender(setting, soak, "--trace", str(trace)))
    if "h2craft" in soaked and trace.exists():
        note(held_against(trace, soaked["h2craft"]))


def a_tenth(server: Server, made: Soaked, connections: int) -> None:
    began, before = time.perf_counter(), made.answered
    for _ in range(connections):
        client = RawClient(server.tls, timeout=30)
        client.settle()
        for _ in range(BATCHES):
            made.answered += a_batch(client)
        client.ping()
        client.close()
        made.octets["received"] += client.sent.octets
        made.octets["sent"] += client.received.octets
    made.rates.append((made.answered - before) / (time.perf_counter() - began))
    usage = server.usage()
    made.sizes.append(usage.rss / 1024)
    made.threads.append(usage.threads)
    made.files.append(descriptors(server))


def a_batch(client: RawClient) -> int:
    """Eight GETs and a POST that are answered, and a POST that is taken back; the answers."""
    taken_back = begin_post(client, "/upload.py")
    client.send(frame(RST_STREAM, 0, taken_back, CANCEL), 1)
    posted = begin_post(client, "/upload.py")
    client.send(frame(DATA, END_STREAM, posted, BODY), 1)
    streams = [client.reserve_id() for _ in range(BATCH - 2)]
    head = [
        frame(HEADERS, END_HEADERS | END_STREAM, one, client.block("/hello.py")) for one in streams
    ]
    client.send(b"".join(head), len(head))
    client.await_ends({posted, *streams})
    return BATCH - 1


def figures(made: Soaked) -> Figures:
    return {
        "requests a second, first tenth": made.rates[0],
        "requests a second, last tenth": made.rates[-1],
        "last tenth against first": made.rates[-1] / made.rates[0],
        "resident after a fifth, MiB": made.sizes[1],
        "resident at the end, MiB": made.sizes[-1],
        "threads at the end": made.threads[-1],
        "open files after a tenth": made.files[0],
        "open files at the end": made.files[-1],
        "requests answered": made.answered,
    }


def held_against(trace: Path, made: Soaked) -> str:
    """Whether every octet that the client counted is in the trace.

    What the server sent after a client's last read is not held against it.
    """
    from h2craft.trace import RECEIVED, SENT, TraceReader

    received = sent = 0
    with TraceReader(trace) as reader:
        for record in reader:
            received += len(record.octets) if record.kind in RECEIVED else 0
            sent += len(record.octets) if record.kind in SENT else 0
        damage = reader.damage
    faults = [damage] if damage else []
    if received != made.octets["received"] or sent < made.octets["sent"]:
        faults.append(f"the trace has {received:,} octets received and {sent:,} sent")
    counted = f"{made.octets['received']:,} octets sent to it, {made.octets['sent']:,} read"
    return f"h2craft: {'; '.join(faults) or 'all of it is in the trace'} ({counted})"
