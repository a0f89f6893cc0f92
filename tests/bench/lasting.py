"""The rows that are about memory, blocking and completeness rather than rate."""

from __future__ import annotations

import time
import zlib
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

from rawclient import (
    END_HEADERS,
    END_STREAM,
    HEADERS,
    WINDOW_UPDATE,
    RawClient,
    frame,
)
from rows import MIB, Result, Setting, start
from servers import Server, Usage


def idle_row(setting: Setting) -> Result:
    """Resident memory per connection that has its SETTINGS behind it and says nothing more."""
    work = f"{setting.idle:,} idle TLS connections"
    row = Result("idle", work, "KiB each", 450, 150, at_most=True)
    figures: dict[str, float] = {}
    notes: list[str] = []
    for name in setting.contenders:
        with ExitStack() as stack:
            servers, reasons = start(stack, setting, [name])
            notes += reasons
            if name not in servers:
                continue
            try:
                each, threads = idle_cost(servers[name], setting.idle)
            except OSError as failure:
                notes.append(f"{name}: {failure}")
                row = replace(row, broken=row.broken or name == "h2craft")
                continue
            figures[name] = each
            notes.append(f"{name}: {threads:+d} threads")
            if name == "h2craft":
                row = replace(row, broken=threads > 1)
    ours = figures.pop("h2craft", None)
    bare = figures.pop("bare", None)
    return replace(row, bare=bare, ours=ours, ratio=ours, peers=dict(figures), notes=tuple(notes))


def idle_cost(server: Server, count: int) -> tuple[float, int]:
    """KiB per connection, and threads that came with them. One connection before, to warm up."""
    clients = []
    try:
        clients.append(_settled(server))
        before = server.usage()
        if not before.rss:
            raise OSError("memory is read from /proc, which is not here")
        clients += [_settled(server) for _ in range(count)]
        time.sleep(0.5)
        after = server.usage()
    finally:
        for client in clients:
            client.close()
    return (after.rss - before.rss) / count, after.threads - before.threads


def _settled(server: Server) -> RawClient:
    client = RawClient(server.tls)
    client.settle()
    return client


def sleep_row(setting: Setting) -> Result:
    """100 handlers in `time.sleep(1)`; meanwhile a GET on the same and on another connection."""
    row = Result("sleep", "100 handlers in time.sleep(1)", "s", 1.2, at_most=True)
    figures: dict[str, float] = {}
    notes: list[str] = []
    for name in setting.contenders:
        if name == "bare":
            continue  # it answers in the loop: it would take 100 s
        with ExitStack() as stack:
            servers, reasons = start(stack, setting, [name])
            notes += reasons
            if name not in servers:
                continue
            try:
                wall, same, other = sleepers(servers[name])
            except OSError as failure:
                notes.append(f"{name}: {failure}")
                row = replace(row, broken=row.broken or name == "h2craft")
                continue
            figures[name] = wall
            notes.append(
                f"{name}: a GET meanwhile {1000 * same:.0f} ms on the same connection, "
                f"{1000 * other:.0f} ms on another"
            )
            if name == "h2craft":
                row = replace(row, broken=max(same, other) > 0.25)
    ours = figures.pop("h2craft", None)
    return replace(row, ours=ours, ratio=ours, peers=dict(figures), notes=tuple(notes))


def sleepers(server: Server) -> tuple[float, float, float]:
    """Seconds for 50 sleepers on each of two connections; for a GET beside them, and elsewhere."""
    clients = [_settled(server), _settled(server)]
    elsewhere = _settled(server)
    began = time.perf_counter()
    waiting = [{client.request("/sleep.py?1") for _ in range(50)} for client in clients]
    same = timed_get(clients[0])
    other = timed_get(elsewhere)
    for client, streams in zip(clients, waiting, strict=True):
        client.await_ends(streams)
    wall = time.perf_counter() - began
    for client in (*clients, elsewhere):
        client.close()
    return wall, same, other


def timed_get(client: RawClient) -> float:
    began = time.perf_counter()
    client.await_ends({client.request("/hello.py")})
    return time.perf_counter() - began


REQUESTS = 50  # a batch; two are under way, which is the usual limit of concurrent streams
UPDATES = 7  # WINDOW_UPDATE frames before each request: with its answer, ten frames in all


def record_row(setting: Setting) -> Result:
    """Frames with `--trace` against without; none may be missing, memory must not grow."""
    work = f"{setting.frames:,} frames recorded with --trace"
    row = Result("record", work, "frames/s", 0.85, 1.0)
    row = replace(row, notes=("in this row the first figure is h2craft without --trace",))
    path = setting.place.path / "record.h2trace"
    traced = replace(setting, options=("--trace", str(path), *setting.options))
    with ExitStack() as stack:
        plain, notes = start(stack, setting, ["h2craft"])
        recording, more = start(stack, traced, ["h2craft"])
        if not plain or not recording:
            return replace(row, notes=(*row.notes, *notes, *more))
        return _recorded(row, setting, plain["h2craft"], recording["h2craft"], path)


def _recorded(
    row: Result, setting: Setting, plain: Server, recording: Server, path: Path
) -> Result:
    rates: dict[str, list[float]] = {"off": [], "on": []}
    memory: list[Usage] = []
    with _client(plain) as without, _client(recording) as with_it:
        for _ in range(4):
            rates["off"].append(send_frames(without, setting.frames // 4))
            rates["on"].append(send_frames(with_it, setting.frames // 4))
            memory.append(recording.usage())
        code = recording.stop()
    off, on = sum(rates["off"]) / 4, sum(rates["on"]) / 4
    growth = (memory[-1].rss - memory[1].rss) / 1024
    faults = compare_with_trace(path, with_it)
    if code not in (0, 130):
        faults.append(f"serve ended with {code}")
    if growth > 64:
        faults.append("memory grows")
    notes = (
        f"resident {memory[-1].rss / 1024:.0f} MiB, {growth:+.0f} MiB in the second half",
        f"trace of {path.stat().st_size / MIB:.0f} MiB, {with_it.sent.frames:,} frames received "
        f"and {with_it.received.frames:,} sent on the connection",
        *(faults or ["every octet of both directions is in the trace, once and in order"]),
    )
    return replace(
        row,
        bare=off,
        ours=on,
        ratio=sum(rates["on"]) / sum(rates["off"]),
        notes=(*row.notes, *notes),
        broken=bool(faults),
        rounds=rates,
    )


@contextmanager
def _client(server: Server) -> Iterator[RawClient]:
    client = _settled(server)
    timed_get(client)  # from now on the header block is the same few octets
    yield client
    client.close()


def send_frames(client: RawClient, count: int) -> float:
    """Exchange about `count` frames, both directions together; returns frames a second."""
    updates = frame(WINDOW_UPDATE, 0, 0, (100).to_bytes(4, "big")) * UPDATES
    before = client.sent.frames + client.received.frames
    began = time.perf_counter()
    waiting: list[set[int]] = []
    while client.sent.frames + client.received.frames - before < count:
        streams = [client.reserve_id() for _ in range(REQUESTS)]
        block = client.block("/hello.py")
        requests = [frame(HEADERS, END_HEADERS | END_STREAM, one, block) for one in streams]
        batch = b"".join(updates + request for request in requests)
        client.send(batch, REQUESTS * (UPDATES + 1))
        waiting.append(set(streams))
        if len(waiting) == 2:
            _await_first(client, waiting)
    while waiting:
        _await_first(client, waiting)
    client.ping()
    took = time.perf_counter() - began
    return (client.sent.frames + client.received.frames - before) / took


def _await_first(client: RawClient, waiting: list[set[int]]) -> None:
    """Wait for the older batch; what ends of the newer one meanwhile is noted."""
    client.await_ends(waiting[0], waiting[1] if len(waiting) > 1 else None)
    del waiting[0]


def compare_with_trace(path: Path, client: RawClient) -> list[str]:
    """What differs between the trace and what the client counted; nothing, if all is well.

    What the server sent after the client's last read is not held against it.
    """
    from h2craft.trace import RECEIVED, SENT, Kind, TraceReader

    faults = []
    for name, kinds, tally in (
        ("received", RECEIVED, client.sent),
        ("sent", SENT, client.received),
    ):
        frames, octets, crc = _direction(TraceReader(path), kinds, tally.octets, Kind)
        if (frames, octets, crc) != (tally.frames, tally.octets, tally.crc):
            faults.append(
                f"{name}: the trace has {frames:,} frames, {octets:,} octets; "
                f"the client counted {tally.frames:,} and {tally.octets:,}"
            )
    return faults


def _direction(reader: Any, kinds: Any, limit: int, kind: Any) -> tuple[int, int, int]:
    frames = octets = crc = 0
    whole = (kind.FRAME_RECEIVED, kind.FRAME_SENT)
    for record in reader:
        if record.connection == 1 and record.kind in kinds and octets < limit:
            piece = record.octets[: limit - octets]
            octets += len(piece)
            crc = zlib.crc32(piece, crc)
            frames += record.kind in whole
    return frames, octets, crc
