"""What the passive checks cost: records a second through the fold alone, and with all of them.

Run it as a script. The ratio is of the fold alone to both: 1 would be for nothing.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from talk import Talk

from h2craft.judge.passive import Passive
from h2craft.model import Board
from h2craft.trace import Record

REQUESTS = 5_000
FIELDS = (
    ("user-agent", "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0"),
    ("accept", "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"),
    ("accept-language", "en-US,en;q=0.5"),
    ("accept-encoding", "gzip, deflate, br, zstd"),
    ("cookie", "session=0123456789abcdef0123456789abcdef"),
)
ROUNDS = 3


def requests() -> Talk:
    """GET after GET."""
    talk = Talk(memory_records=10**7)
    talk.opened()
    for number in range(REQUESTS):
        talk.request(1 + 2 * number, f"/{number}", fields=FIELDS)
        talk.response(1 + 2 * number)
        talk.data(1 + 2 * number, end=True)
    return talk


def uploads() -> Talk:
    """Long bodies, credited frame by frame."""
    talk = Talk(memory_records=10**7)
    talk.opened()
    talk.request(1, method="POST", end=False, fields=FIELDS)
    for _ in range(2 * REQUESTS):
        talk.received(0, 0, 1, b"x" * 1000)
        for stream_id in (0, 1):
            talk.sent(8, 0, stream_id, (1000).to_bytes(4, "big"))
    return talk


def downloads() -> Talk:
    talk = Talk(memory_records=10**7)
    talk.opened()
    talk.request(1)
    talk.response(1)
    for _ in range(2 * REQUESTS):
        talk.data(1, b"x" * 1000)
        for stream_id in (0, 1):
            talk.received(8, 0, stream_id, (1000).to_bytes(4, "big"))
    return talk


def fold(records: list[Record]) -> None:
    board = Board()
    for record in records:
        board.fold(record)


def judge(records: list[Record]) -> None:
    board, passive = Board(), Passive()
    for record in records:
        passive.take(board.fold(record))
    passive.end()


def rate(work: Callable[[list[Record]], None], records: list[Record]) -> float:
    """Records a second, the best of a few rounds."""
    best = float("inf")
    for _ in range(ROUNDS):
        began = time.perf_counter()
        work(records)
        best = min(best, time.perf_counter() - began)
    return len(records) / best


def main() -> None:
    print(
        f"{'':12} {'records':>9} {'fold':>10} {'with checks':>12} {'ratio':>6} {'checks alone':>13}"
    )
    for make in (requests, uploads, downloads):
        records = make().journal.read(0, 10**7)
        bare, both = rate(fold, records), rate(judge, records)
        alone = 1 / (1 / both - 1 / bare)
        print(
            f"{make.__name__:12} {len(records):9,} {bare:8,.0f}/s {both:10,.0f}/s"
            f" {bare / both:6.2f} {alone:11,.0f}/s"
        )


if __name__ == "__main__":
    main()
