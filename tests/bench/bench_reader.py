"""The reader over 1,000,000 records: `python tests/bench/bench_reader.py [--records N] [--file]`.

Prints what reading along costs against the bare fold, how soon the first page is there, what pages,
filters and moments take, and what is kept in memory. Nothing here passes or fails. The machine
should do nothing else meanwhile.
"""

from __future__ import annotations

import argparse
import gc
import random
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from h2craft.model import Board
from h2craft.reader import Reader, View
from h2craft.trace import Journal, Kind, Origin, TraceReader, TraceWriter
from h2craft.wire import PREFACE, Encoder, frame_octets

PAGE = 50
BATCH = 64
TURN = 5000
AT_ONCE = 8  # streams of a connection
HEAD = [(b":method", b"GET"), (b":scheme", b"https"), (b":authority", b"127.0.0.1:8443")]
RECEIVED, SENT = Kind.FRAME_RECEIVED, Kind.FRAME_SENT
DATA, HEADERS, SETTINGS, PING, WINDOW_UPDATE = 0, 1, 4, 6, 8
END_STREAM, END_HEADERS, ACK = 1, 4, 1


class Talk:
    """One connection whose `steps` write a record each: requests, bodies, scripts, pings."""

    def __init__(self, journal: Journal, number: int, chance: random.Random) -> None:
        self.journal = journal
        self.number = number
        self.chance = chance
        self.peer, self.us = Encoder(), Encoder()
        self.next_id = 1
        self.steps = self._steps()

    def say(
        self,
        kind: Kind,
        octets: bytes = b"",
        origin: Origin = Origin.PEER,
        detail: Any = None,
    ) -> None:
        self.journal.append(self.journal.last / 5000, self.number, kind, octets, 0, origin, detail)

    def _steps(self) -> Iterator[None]:
        for _ in self._greeting():
            yield
        live: list[Iterator[None]] = []
        while True:
            if len(live) < AT_ONCE:
                live.append(self._exchange())
            one = self.chance.choice(live)
            if next(one, self) is self:
                live.remove(one)
            else:
                yield

    def _greeting(self) -> Iterator[None]:
        yield self.say(Kind.CONNECTION_OPENED, b"", Origin.ENGINE, {"peer": ["127.0.0.1", 5000]})
        yield self.say(Kind.PREFACE_RECEIVED, PREFACE)
        yield self.say(RECEIVED, frame_octets(SETTINGS, 0, 0, bytes.fromhex("000400000000")))
        yield self.say(SENT, frame_octets(SETTINGS, 0, 0, b""), Origin.AUTOMATIC)
        yield self.say(SENT, frame_octets(SETTINGS, ACK, 0, b""), Origin.AUTOMATIC)
        yield self.say(RECEIVED, frame_octets(SETTINGS, ACK, 0, b""))
        window = (1 << 30).to_bytes(4, "big")
        yield self.say(RECEIVED, frame_octets(WINDOW_UPDATE, 0, 0, window))

    def _exchange(self) -> Iterator[None]:
        chance, stream_id = self.chance, self.next_id
        self.next_id += 2
        path = b"/item/%d?q=%d" % (chance.randrange(2000), chance.randrange(50))
        posted = chance.random() < 0.2
        more = [(b"user-agent", b"curl/8.5.0"), (b"x-request-id", b"%08x" % chance.getrandbits(32))]
        block = self.peer.encode([*HEAD, (b":path", path), *more])
        flags = END_HEADERS if posted else END_HEADERS | END_STREAM
        yield self.say(RECEIVED, frame_octets(HEADERS, flags, stream_id, block))
        started = {"stream": stream_id, "script": "handlers/item.py", "path": path.decode()}
        yield self.say(Kind.HANDLER_STARTED, b"", Origin.SCRIPT, started)
        window = frame_octets(WINDOW_UPDATE, 0, stream_id, (1 << 20).to_bytes(4, "big"))
        yield self.say(RECEIVED, window)
        if posted:
            for number in range(3):
                flags = END_STREAM if number == 2 else 0
                yield self.say(RECEIVED, frame_octets(DATA, flags, stream_id, b"x" * 900))
            credit = frame_octets(WINDOW_UPDATE, 0, 0, (2700).to_bytes(4, "big"))
            yield self.say(SENT, credit, Origin.AUTOMATIC)
        yield self.say(Kind.ACTION_FIRED, b"", Origin.SCRIPT, {"do": "send"})
        tag = b"%x" % chance.getrandbits(40)
        head = [(b":status", b"200"), (b"content-type", b"text/html"), (b"etag", tag)]
        octets = frame_octets(HEADERS, END_HEADERS, stream_id, self.us.encode(head))
        yield self.say(SENT, octets, Origin.SCRIPT)
        for left in reversed(range(chance.randrange(1, 5))):
            data = b"hello world " * chance.randrange(1, 60)
            octets = frame_octets(DATA, 0 if left else END_STREAM, stream_id, data)
            yield self.say(SENT, octets, Origin.SCRIPT)
        yield self.say(Kind.ACTION_DONE, b"", Origin.SCRIPT)
        ended = {"stream": stream_id, "seconds": 0.01}
        yield self.say(Kind.HANDLER_ENDED, b"", Origin.SCRIPT, ended)
        if chance.random() < 0.05:
            opaque = chance.randbytes(8)
            yield self.say(RECEIVED, frame_octets(PING, 0, 0, opaque))
            yield self.say(SENT, frame_octets(PING, ACK, 0, opaque), Origin.AUTOMATIC)


def told(records: int, connections: int, writer: TraceWriter | None) -> Journal:
    """A journal of so many records, all of it in memory or in the file."""
    if writer is None:
        journal = Journal(memory_records=1 << 40, memory_octets=1 << 50)
    else:
        journal = Journal(archive=writer)
    chance = random.Random(1)
    talks = [Talk(journal, number + 1, chance).steps for number in range(connections)]
    while journal.last < records:
        next(chance.choice(talks))
        if writer is not None and journal.last % 4096 == 0:
            journal.archive_next()
    while writer is not None and journal.archive_next():
        pass
    return journal


def timed(call: Callable[[], object]) -> float:
    """Seconds of processor time one call takes: everything here is work, and none is waiting."""
    began = time.process_time()
    call()
    return time.process_time() - began


def milliseconds(label: str, times: list[float]) -> None:
    each = sorted(1000 * one for one in times)
    print(
        f"  {label:<38} median {statistics.median(each):8.2f} ms"
        f"   95 % {each[int(len(each) * 0.95)]:8.2f}   worst {each[-1]:8.2f}"
    )


class Bare:
    """What any reader has to do: read records and fold them."""

    def __init__(self, source: Any) -> None:
        self.source = source
        self.board = Board()
        self.position = 0

    def advance(self, limit: int) -> int:
        records = self.source.read(self.position, limit)
        for record in records:
            self.board.fold(record)
            self.position = record.seq
        return len(records)


def go_to(reader: Bare | Reader, seq: int) -> None:
    while reader.position < seq and reader.advance(BATCH):
        pass


def measure_folding(source: Any, records: int) -> Reader:
    """Both in turns, so that whatever else the machine does falls on both alike."""
    bare, reader = Bare(source), Reader(source)
    seconds = {Bare: 0.0, Reader: 0.0}
    for upto in range(TURN, records + TURN, TURN):
        for one in (bare, reader):
            seconds[type(one)] += timed(lambda one=one, upto=upto: go_to(one, upto))
    folding, along = seconds[Bare], seconds[Reader]
    print(
        f"  {'bare fold':<38} {1e6 * folding / records:6.2f} us a record"
        f"\n  {'reading along':<38} {1e6 * along / records:6.2f} us a record,"
        f" ratio {along / folding:.2f}"
    )
    return reader


def measure_first_page(source: Any) -> None:
    made: list[Any] = []

    def first_page() -> None:
        reader = Reader(source)
        view = reader.view("")
        made.extend((reader, view, reader.rows(view.seqs(0, PAGE)), view.count))

    seconds = timed(first_page)
    print(f"  {'first page, nothing folded':<38} {1000 * seconds:.1f} ms, {made[3]:,} rows")
    view, reader = made[1], made[0]
    end = timed(lambda: reader.rows(view.seqs(view.count - PAGE, view.count)))
    print(f"  {'then the last page':<38} {1000 * end:.1f} ms")


def measure_pages(reader: Reader, view: View, chance: random.Random) -> None:
    def page() -> None:
        start = chance.randrange(max(1, view.count - PAGE))
        reader.rows(view.seqs(start, start + PAGE))

    milliseconds(f"a page of {PAGE} rows anywhere", [timed(page) for _ in range(200)])
    start = iter(range(view.count // 2, view.count, PAGE))

    def turn() -> None:
        at = next(start)
        reader.rows(view.seqs(at, at + PAGE))

    milliseconds("page after page", [timed(turn) for _ in range(200)])


def measure_filter(reader: Reader, text: str) -> None:
    began = time.process_time()
    view = reader.view(text)
    first = 0.0
    slices: list[float] = []
    while not view.complete:
        slices.append(timed(lambda: view.advance(500)))
        if view.count and not first:
            first = time.process_time() - began
    seconds = time.process_time() - began
    print(
        f"  {text:<38} first hit {1000 * first:6.1f} ms, all {view.count:,} in {seconds:6.1f} s,"
        f" a slice of 500 at most {1000 * max(slices):.1f} ms"
    )


def measure_moments(reader: Reader, records: int, chance: random.Random) -> None:
    seqs = [chance.randrange(1, records) for _ in range(200)]
    milliseconds("a moment anywhere", [timed(lambda s=s: reader.moment(s)) for s in seqs])
    some = range(records // 2, records // 2 + 4000, 20)
    worst = max(some, key=lambda seq: timed(lambda: reader.moment(seq)))
    milliseconds(
        "and where it took longest", [timed(lambda: reader.moment(worst)) for _ in "12345"]
    )
    milliseconds(
        "200 readings from anywhere",
        [timed(lambda s=s: reader.readings_of(1, after=s, limit=200)) for s in seqs[:20]],
    )
    milliseconds("all seqs of a connection", [timed(lambda: reader.seqs_of(1))])
    milliseconds("all seqs of a stream", [timed(lambda: reader.seqs_of(1, 1001))])


def measure_search(reader: Reader, text: str) -> None:
    search = reader.view("").find(text, 0)
    print(f"  find {text:<33} {timed(lambda: run_out(search)):6.2f} s to the end, slice by slice")


def run_out(search: Any) -> None:
    while not search.done:
        search.step(2000)


def measure(source: Any, records: int) -> None:
    chance = random.Random(2)
    measure_first_page(source)
    reader = measure_folding(source, records)
    print(
        f"  {'kept for each record':<38} {reader.octets / records:6.1f} octets:"
        + "".join(f" {name} {size / records:.1f}," for name, size in reader.sizes.items())
    )
    measure_pages(reader, reader.view(""), chance)
    for text in ("type:RST_STREAM or stream:99", '"item/77"', "path:/item/77 -type:DATA"):
        measure_filter(reader, text)
    measure_moments(reader, records, chance)
    measure_search(reader, "nowhere")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--records", type=int, default=1_000_000)
    parser.add_argument("--connections", type=int, action="append", metavar="N")
    parser.add_argument("--file", action="store_true", help="from a trace file, not from memory")
    options = parser.parse_args()
    for connections in options.connections or (1, 1000):
        where = "a trace file" if options.file else "memory"
        print(f"{options.records:,} records of {connections:,} connections, from {where}")
        if not options.file:
            journal = told(options.records, connections, None)
            gc.freeze()  # a million records is more than a journal keeps in memory
            measure(journal, options.records)
            gc.unfreeze()
            continue
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "bench.h2trace"
            with TraceWriter(path) as writer:
                told(options.records, connections, writer)
            with TraceReader(path) as source:
                measure(source, source.last)


if __name__ == "__main__":
    main()
