"""Recording traces of 10,000 to 1,000,000 records: `python tests/bench/bench_recording.py`.

Prints seconds for the bare fold, for recording, and for the script (credentials taken out, acts
loaded again, written piece by piece), each also per record against the smallest trace, and the peak
of the memory of a process that does nothing else. `--held`: most of the DATA waits for windows, so
that acts have their frames far away. Nothing here passes or fails.
"""

from __future__ import annotations

import argparse
import json
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from h2craft.actions import Data, Headers, Send, fields_of
from h2craft.model import Board
from h2craft.scenario import Recorder, loading, render, without_secrets, write_new
from h2craft.trace import Journal, Kind, Origin, TraceReader, TraceWriter
from h2craft.wire import PREFACE, Encoder, frame_octets

TITLES = (
    "   records     acts    lost   fold s  record s  write s  per record MiB recorded  MiB peak"
)
AT_ONCE = 8
PAGE = 1_000
HELD_STREAMS = 200
BODY = 6_000
HEAD = [(b":method", b"GET"), (b":scheme", b"https"), (b":authority", b"127.0.0.1:8443")]
FIELDS = fields_of([(":status", 200), ("content-type", "text/plain"), ("set-cookie", "sid=1")])
DATA, HEADERS, SETTINGS = 0, 1, 4
END_STREAM, END_HEADERS, ACK = 1, 4, 1


class Talk:
    """A journal of one connection after the other, with `at_once` requests in turns."""

    def __init__(self, count: int, *, held: bool) -> None:
        self.journal = Journal(memory_records=1 << 24, memory_octets=1 << 34)
        self.count = count
        self.held = held
        self.chance = random.Random(count)
        self.number = 0
        self.encoder = Encoder()

    def say(self, kind: Kind, octets: bytes = b"", **more: Any) -> int:
        at = self.journal.last / 5_000
        return self.journal.append(at, self.number, kind, octets, **more)

    def fill(self) -> Journal:
        while self.journal.last < self.count:
            self.number += 1
            self.encoder = Encoder()
            self._greet()
            live: list[Iterator[None]] = []
            streams = iter(range(1, 4_000, 2))
            while self.journal.last < self.count:
                while len(live) < (HELD_STREAMS if self.held else AT_ONCE):
                    stream_id = next(streams, 0)
                    if not stream_id:
                        break
                    live.append(self._exchange(stream_id))
                if not live:
                    break
                one = self.chance.choice(live)
                if next(one, self) is self:
                    live.remove(one)
        return self.journal

    def _greet(self) -> None:
        self.say(Kind.CONNECTION_OPENED, origin=Origin.ENGINE, detail={"peer": ["127.0.0.1", 5]})
        self.say(Kind.PREFACE_RECEIVED, PREFACE)
        self.say(Kind.FRAME_RECEIVED, frame_octets(SETTINGS, 0, 0, b""))
        self.say(Kind.FRAME_SENT, frame_octets(SETTINGS, 0, 0, b""), origin=Origin.AUTOMATIC)
        self.say(Kind.FRAME_SENT, frame_octets(SETTINGS, ACK, 0, b""), origin=Origin.AUTOMATIC)
        self.say(Kind.FRAME_RECEIVED, frame_octets(SETTINGS, ACK, 0, b""))

    def _exchange(self, stream_id: int) -> Iterator[None]:
        path = b"/pages/%d.html" % stream_id
        block = self.encoder.encode([*HEAD, (b":path", path), (b"cookie", b"sid=1")])
        flags = END_HEADERS | END_STREAM
        request = self.say(Kind.FRAME_RECEIVED, frame_octets(HEADERS, flags, stream_id, block))
        yield
        head = Send(frames=(Headers(stream_id=stream_id, fields=FIELDS),))
        seq = self._fire(head, request)
        block = bytes.fromhex("88")
        self._sent(frame_octets(HEADERS, END_HEADERS, stream_id, block), seq)
        yield
        elided = Data(stream_id=stream_id, elided=BODY, end_stream=True)
        small = Data(stream_id=stream_id, data=b"hello", end_stream=True)
        large = self.held or self.chance.random() < 0.1
        seq = self._fire(Send(frames=(elided if large else small,)), request)
        parts = [b"x" * 1_000] * (BODY // 1_000) if large else [b"hello"]
        for number, part in enumerate(parts, 1):
            end = END_STREAM if number == len(parts) else 0
            self._sent(frame_octets(DATA, end, stream_id, part), seq)
            if self.held:
                yield

    def _fire(self, action: Send, cause: int) -> int:
        return self.say(Kind.ACTION_FIRED, cause=cause, origin=Origin.SCRIPT, detail=action)

    def _sent(self, octets: bytes, cause: int) -> None:
        self.say(Kind.FRAME_SENT, octets, cause=cause, origin=Origin.SCRIPT)


def written(path: Path, count: int, *, held: bool) -> None:
    """A trace file of so many records."""
    journal = Talk(count, held=held).fill()
    with TraceWriter(path) as writer:
        after = 0
        while records := journal.read_raw(after, 4_096):
            writer.write(records)
            after = records[-1][0]


def records(reader: TraceReader) -> Iterator[Any]:
    after = 0
    while found := reader.read(after, PAGE):
        after = found[-1].seq
        yield from found


def measure(path: Path) -> dict[str, float]:
    """What recording one trace takes, in this process."""
    began = time.perf_counter()
    with TraceReader(path) as reader:
        board = Board()
        for record in records(reader):
            board.fold(record)
    folded = time.perf_counter()
    with TraceReader(path) as reader:
        recorder, board = Recorder(), Board()
        for record in records(reader):
            recorder.take(board.fold(record))
        taken = time.perf_counter()
        resting = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        score, load = without_secrets(recorder.score(), loading(reader))
        pieces = render(score, load)
        write_new(path.with_suffix(".py"), pieces)
    done = time.perf_counter()
    return {
        "acts": len(recorder),
        "lost": recorder.score().lost,
        "fold": folded - began,
        "record": taken - folded,
        "write": done - taken,
        "recorded": resting / 1024,
        "peak": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        "script": path.with_suffix(".py").stat().st_size / (1 << 20),
    }


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--records", type=int, nargs="*", default=[10_000, 100_000, 1_000_000])
    parser.add_argument("--held", action="store_true")
    parser.add_argument("--measure", type=Path, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.measure is not None:
        print(json.dumps(measure(given.measure)))
        return
    print(TITLES)
    first = 0.0
    for count in given.records:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "run.h2trace"
            # A process of its own, or its memory would be that of making the trace.
            written(path, count, held=given.held)
            done = subprocess.run(
                [sys.executable, __file__, "--measure", str(path)], capture_output=True, check=True
            )
            got = json.loads(done.stdout)
        each = (got["record"] + got["write"]) / count
        first = first or each
        print(
            f"{count:10,} {got['acts']:8,.0f} {got['lost']:7,.0f} {got['fold']:8.2f} "
            f"{got['record']:9.2f} {got['write']:8.2f} {each / first:10.2f}x "
            f"{got['recorded']:9.0f} {got['peak']:9.0f}"
        )


if __name__ == "__main__":
    main()
