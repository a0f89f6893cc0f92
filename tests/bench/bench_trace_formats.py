"""The trace file's blocks against JSON lines and SQLite, and what appending to the journal costs.

Run it as a script, with the number of records (1,000,000 unless given). Ratios are another format's
figure over that of our blocks: above 1 ours is better. Each promises the same: what was written
survives the death of the process, so SQLite runs with a write-ahead log and without fsync.
"""

from __future__ import annotations

import json
import os
import sqlite3
import sys
import tempfile
import time
from array import array
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path
from typing import Protocol

from h2craft.trace import (
    Journal,
    Kind,
    NullJournal,
    Origin,
    RawRecord,
    Record,
    TraceReader,
    TraceWriter,
    record_from_json,
    record_to_json,
)
from h2craft.trace.raw import record_of

AT_ONCE = 2000  # records in a write, as a second's tenth brings on a busy server
PAGE = 50
RUNS = 3


def records(count: int) -> Iterator[RawRecord]:
    """Small frames mostly, each tenth with a kibibyte of DATA, each hundredth with a detail."""
    received, sent = int(Kind.FRAME_RECEIVED), int(Kind.FRAME_SENT)
    small, large = bytes(range(42)), bytes(1024)
    for seq in range(1, count + 1):
        octets = large if seq % 10 == 0 else small
        detail = {"door": "wire", "step": seq} if seq % 100 == 0 else None
        kind, cause = (sent, seq - 1) if seq % 2 == 0 else (received, 0)
        yield (seq, seq * 1e-5, seq % 50 + 1, kind, octets, cause, seq % 2, detail)


class Format(Protocol):
    """Write all, and read as a screen that shows a page does."""

    name: str

    def write(self, path: Path, count: int) -> None: ...
    def page(self, path: Path, after: int) -> list[Record]:
        """Open the file, learn how many records there are, read one page after seq `after`."""

    def scan(self, path: Path) -> int:
        """Read every record."""


def batches(count: int) -> Iterator[list[RawRecord]]:
    made = records(count)
    while batch := list(islice(made, AT_ONCE)):
        yield batch


class Blocks:
    name = "blocks"

    def write(self, path: Path, count: int) -> None:
        with TraceWriter(path) as writer:
            for batch in batches(count):
                writer.write(batch)

    def page(self, path: Path, after: int) -> list[Record]:
        with TraceReader(path) as reader:
            return reader.read(after, PAGE)

    def scan(self, path: Path) -> int:
        with TraceReader(path) as reader:
            return sum(1 for _ in reader)


class JsonLines:
    name = "JSON lines"

    def write(self, path: Path, count: int) -> None:
        encode = json.JSONEncoder(separators=(",", ":")).encode
        with path.open("wb", buffering=0) as file:
            for batch in batches(count):
                lines = [encode(record_to_json(record_of(raw))) for raw in batch]
                file.write(("\n".join(lines) + "\n").encode("ascii"))

    def page(self, path: Path, after: int) -> list[Record]:
        offsets = array("Q", [0])
        with path.open("rb") as file:
            for line in file:
                offsets.append(offsets[-1] + len(line))
            file.seek(offsets[after])
            return [record_from_json(json.loads(line)) for line in islice(file, PAGE)]

    def scan(self, path: Path) -> int:
        with path.open("rb") as file:
            return sum(1 for line in file if record_from_json(json.loads(line)))


class Sqlite:
    name = "SQLite"

    def write(self, path: Path, count: int) -> None:
        base = sqlite3.connect(path)
        base.execute("PRAGMA journal_mode = WAL")
        base.execute("PRAGMA synchronous = OFF")
        base.execute(
            "CREATE TABLE records (seq INTEGER PRIMARY KEY, at REAL, connection INTEGER,"
            " kind INTEGER, octets BLOB, cause INTEGER, origin INTEGER, detail TEXT)"
        )
        for batch in batches(count):
            rows = [raw if raw[7] is None else (*raw[:7], json.dumps(raw[7])) for raw in batch]
            base.executemany("INSERT INTO records VALUES (?,?,?,?,?,?,?,?)", rows)
            base.commit()
        base.close()

    def page(self, path: Path, after: int) -> list[Record]:
        base = sqlite3.connect(path)
        base.execute("SELECT max(seq) FROM records").fetchone()
        rows = base.execute("SELECT * FROM records WHERE seq > ? LIMIT ?", (after, PAGE))
        found = [self._record(*row) for row in rows]
        base.close()
        return found

    def scan(self, path: Path) -> int:
        base = sqlite3.connect(path)
        count = sum(1 for row in base.execute("SELECT * FROM records") if self._record(*row))
        base.close()
        return count

    def _record(
        self,
        seq: int,
        at: float,
        connection: int,
        kind: int,
        octets: bytes,
        cause: int,
        origin: int,
        detail: str | None,
    ) -> Record:
        said = None if detail is None else json.loads(detail)
        return Record(seq, at, connection, Kind(kind), octets, cause, Origin(origin), said)


def seconds(call: Callable[[], object], runs: int = RUNS) -> float:
    """The best of some runs, in CPU seconds of this process."""
    best = float("inf")
    for _ in range(runs):
        began = time.process_time()
        call()
        best = min(best, time.process_time() - began)
    return best


def measure(each: Format, folder: Path, count: int, making: float) -> dict[str, float]:
    path = folder / each.name.replace(" ", "-")
    writing = seconds(lambda: each.write(path, count), 1) - making
    assert [found.seq for found in each.page(path, count // 2)][0] == count // 2 + 1
    return {
        "write, us a record": writing / count * 1e6,
        "open and first page, ms": seconds(lambda: each.page(path, 0)) * 1e3,
        "open and middle page, ms": seconds(lambda: each.page(path, count // 2)) * 1e3,
        "read all, us a record": seconds(lambda: each.scan(path), 1) / count * 1e6,
        "size, octets a record": os.stat(path).st_size / count,
    }


def compare_formats(count: int) -> None:
    making = seconds(lambda: sum(map(len, batches(count))), 1)
    formats: list[Format] = [Blocks(), JsonLines(), Sqlite()]
    with tempfile.TemporaryDirectory() as folder:
        results = [measure(each, Path(folder), count, making) for each in formats]
    print(f"{count} records" + "".join(f"{each.name:>22}" for each in formats))
    for row in results[0]:
        ours = results[0][row]
        cells = [f"{result[row]:12.2f} ({result[row] / ours:6.1f})" for result in results]
        print(f"{row:26}" + "  ".join(cells))


def measure_append(count: int) -> None:
    octets = bytes(42)

    def append_to(journal: Journal) -> None:
        append, kind, origin = journal.append, Kind.FRAME_RECEIVED, Origin.PEER
        for _ in range(count):
            append(0.5, 1, kind, octets, 0, origin)

    def kept_and_archived(folder: Path) -> None:
        with TraceWriter(folder / "trace", overwrite=True) as archive:
            journal = Journal(archive=archive)
            for _ in range(0, count, AT_ONCE):
                for _ in range(AT_ONCE):
                    journal.append(0.5, 1, Kind.FRAME_RECEIVED, octets)
                journal.archive_next()

    counting = seconds(lambda: append_to(NullJournal())) / count
    keeping = seconds(lambda: append_to(Journal())) / count
    with tempfile.TemporaryDirectory() as folder:
        archiving = seconds(lambda: kept_and_archived(Path(folder))) / count
    print(f"append: {keeping * 1e9:.0f} ns a record (counting only: {counting * 1e9:.0f} ns)")
    print(f"append and archive: {archiving * 1e9:.0f} ns a record")


if __name__ == "__main__":
    number = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    measure_append(number)
    compare_formats(number)
