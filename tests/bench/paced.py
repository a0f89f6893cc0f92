"""So many frames a second against a server, and how soon each request was answered.

`python paced.py URL FRAMES SECONDS`, a process of its own: requests are due at fixed times, and
each is timed from when it was due, so that a server that stalls is not asked less. A request is
three frames: HEADERS, and HEADERS and DATA for an answer. Prints JSON.
"""

from __future__ import annotations

import json
import statistics
import sys
import time
from collections import deque

from rawclient import (
    DATA,
    END_HEADERS,
    END_STREAM,
    GOAWAY,
    HEADERS,
    RST_STREAM,
    WINDOW_UPDATE,
    RawClient,
    frame,
)

PER_REQUEST = 3
AT_ONCE = 100  # streams: what the server allows
TURN = 0.004  # seconds of requests sent together
PATIENCE = 5.0


class Paced:
    """One connection, asked on time."""

    def __init__(self, url: str) -> None:
        self.client = RawClient(url)
        self.client.settle()
        self.client.send(frame(WINDOW_UPDATE, 0, 0, (1 << 30).to_bytes(4, "big")), 1)
        for _ in range(2):  # from now on the header block is the same few octets
            self.client.await_ends({self.client.request("/hello.py")})
        self.block = self.client.block("/hello.py")
        self.open: dict[int, float] = {}
        self.late: list[float] = []

    def run(self, rate: float, seconds: float) -> None:
        """`rate` requests a second."""
        due: deque[float] = deque()
        began = time.perf_counter()
        end, planned = began + seconds, 0
        while (now := time.perf_counter()) < end:
            while planned < (now - began) * rate:
                due.append(began + planned / rate)
                planned += 1
            self._ask(due)
            self._hear(max(0.0, began + (planned / rate) + TURN - time.perf_counter()))
        self.planned = planned
        while self.open and time.perf_counter() < end + PATIENCE:
            self._hear(0.1)
        self.client.ping()

    def _ask(self, due: deque[float]) -> None:
        batch = []
        while due and len(self.open) < AT_ONCE:
            stream_id = self.client.reserve_id()
            self.open[stream_id] = due.popleft()
            batch.append(frame(HEADERS, END_HEADERS | END_STREAM, stream_id, self.block))
        if batch:
            self.client.send(b"".join(batch), len(batch))

    def _hear(self, patience: float) -> None:
        if not self.client.ready(patience):
            return
        now = time.perf_counter()
        for kind, flags, stream_id in self.client.read():
            if kind in (DATA, HEADERS) and flags & END_STREAM:
                self.late.append(now - self.open.pop(stream_id))
            elif kind in (RST_STREAM, GOAWAY):
                raise ConnectionError(f"type {kind} received on stream {stream_id}")


def main() -> None:
    url, frames, seconds = sys.argv[1], float(sys.argv[2]), float(sys.argv[3])
    paced = Paced(url)
    client = paced.client
    before = client.sent.frames + client.received.frames
    began = time.perf_counter()
    paced.run(frames / PER_REQUEST, seconds)
    took = time.perf_counter() - began
    late = sorted(paced.late)
    print(
        json.dumps(
            {
                "took": took,
                "frames": client.sent.frames + client.received.frames - before,
                "asked": paced.planned,
                "answered": len(late),
                "median": statistics.median(late),
                "p95": late[int(len(late) * 0.95)],
                "p99": late[int(len(late) * 0.99)],
                "worst": late[-1],
                "sent": [client.sent.frames, client.sent.octets, client.sent.crc],
                "received": [client.received.frames, client.received.octets, client.received.crc],
            }
        )
    )


if __name__ == "__main__":
    main()
