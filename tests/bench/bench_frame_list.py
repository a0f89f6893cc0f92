"""The frame list over many records: first paint, pages, following, keys; against plain Textual.

`python tests/bench/bench_frame_list.py [RECORDS]` (1,000,000 unless given), headless, 140x40. CPU
is that of the whole process. Ratios are over the barest thing that does the like: an app with a
line of text for the first paint, Textual's DataTable for pages.
"""

from __future__ import annotations

import asyncio
import statistics
import sys
import time
from collections.abc import Awaitable, Callable
from concurrent.futures import Future
from typing import Any

from textual import events
from textual.app import App, ComposeResult
from textual.widgets import DataTable, Static

from h2craft.client import About, Desk
from h2craft.session import Session
from h2craft.trace import Journal, Kind, Origin
from h2craft.tui.widgets.connections import ConnectionTree
from h2craft.tui.widgets.frames import FrameList
from h2craft.wire import PREFACE, encode_stateless, frame_octets

SIZE = (140, 40)
PAGES = 100
RATE = 5_000  # records a second
SECONDS = 5.0
TICK = 1 / 15
KEYS = 60
TABLE_ROWS = 20_000  # more of them in a DataTable take longer than anybody waits
MS = 1e3

BLOCK = encode_stateless(
    [
        (b":method", b"GET"),
        (b":scheme", b"https"),
        (b":authority", b"a.test"),
        (b":path", b"/some/path"),
    ]
)
HEAD = encode_stateless([(b":status", b"200"), (b"content-type", b"text/plain")])


class Source:
    """A client over a journal, as far as lists need one."""

    def __init__(self, journal: Journal) -> None:
        self.records = journal
        self.about = About(live=True)
        self._desk = Desk()
        self._none: dict[int, str | None] = {}

    def refresh(self) -> None:
        return None

    def desk(self) -> Desk:
        return self._desk

    def comments(self) -> dict[int, str | None]:
        return self._none

    def comment(self, *given: Any, **more: Any) -> Future[Any]:
        return Future()


class Feeder:
    """Appends exchanges of four records each to a journal, on streams without end."""

    def __init__(self, journal: Journal) -> None:
        self.journal = journal
        self._stream = 1
        self._data = bytes(100)
        journal.append(0.0, 1, Kind.CONNECTION_OPENED, detail={"peer": ["127.0.0.1", 1]})
        journal.append(0.0, 1, Kind.PREFACE_RECEIVED, PREFACE)
        for kind in (Kind.FRAME_RECEIVED, Kind.FRAME_SENT):
            journal.append(0.0, 1, kind, frame_octets(4, 0, 0, b""))
            journal.append(0.0, 1, kind, frame_octets(4, 1, 0, b""))

    def feed(self, records: int) -> None:
        append, received, sent = self.journal.append, Kind.FRAME_RECEIVED, Kind.FRAME_SENT
        for _ in range(0, records, 4):
            stream, at = self._stream, self.journal.last * 1e-4
            self._stream += 2
            append(at, 1, received, frame_octets(1, 5, stream, BLOCK))
            append(at, 1, sent, frame_octets(1, 4, stream, HEAD), 0, Origin.SCRIPT)
            append(at, 1, sent, frame_octets(0, 1, stream, self._data), 0, Origin.SCRIPT)
            append(at, 1, received, frame_octets(8, 0, 0, b"\0\0\0\1"), 0, Origin.AUTOMATIC)


class Bare(App[None]):
    def compose(self) -> ComposeResult:
        yield Static("is painted")


class Ours(App[None]):
    """The list (and, if wanted, the tree) over a session; `painted` is set by every paint."""

    def __init__(self, session: Session, *, tree: bool = False) -> None:
        super().__init__()
        self.session = session
        self.with_tree = tree
        self.painted = asyncio.Event()

    def compose(self) -> ComposeResult:
        yield FrameList(self.session, id="frames")
        if self.with_tree:
            yield ConnectionTree(self.session, id="connections")

    def on_mount(self) -> None:
        self.frames.focus()

    @property
    def frames(self) -> FrameList:
        return self.query_one(FrameList)

    def _display(self, screen: Any, renderable: Any) -> None:
        super()._display(screen, renderable)
        self.painted.set()


def row(name: str, figure: str, ratio: str = "") -> None:
    print(f"  {name:<52} {figure:>16}  {ratio}")


async def first_paint(make: Callable[[], App[None]]) -> float:
    began = time.perf_counter()
    async with make().run_test(size=SIZE) as pilot:
        await pilot.pause()
        return time.perf_counter() - began


async def measure_first_paint(journal: Journal) -> None:
    bare = min([await first_paint(Bare) for _ in range(3)])
    ours = min([await first_paint(lambda: Ours(Session(Source(journal)))) for _ in range(3)])  # type: ignore[arg-type]
    row("first paint, nothing folded before", f"{ours * MS:.0f} ms", f"{ours / bare:.2f} of bare")


async def measure_pages(session: Session) -> float:
    """CPU of a page, each in a part of the journal that was not seen before."""
    app = Ours(session)
    async with app.run_test(size=SIZE) as pilot:
        rows, spent, walls = app.frames.rows, [], []
        app.frames.look()
        await pilot.pause()
        for number in range(PAGES):
            rows.go((number * 7919 * rows.page) % max(1, rows.count))
            await pilot.pause()
            cpu, wall = time.process_time(), time.perf_counter()
            app.painted.clear()
            app.frames.action_page(2)
            await app.painted.wait()
            spent.append(time.process_time() - cpu)
            walls.append(time.perf_counter() - wall)
        median = statistics.median(spent)
        worst = max(walls)
        row("a page, CPU at the median", f"{median * MS:.1f} ms")
        row("a page, time until painted at the worst", f"{worst * MS:.1f} ms")
        return median


async def measure_table_page(ours: float) -> None:
    class Table(App[None]):
        def compose(self) -> ComposeResult:
            yield DataTable()

    app = Table()
    async with app.run_test(size=SIZE) as pilot:
        table = app.query_one(DataTable)
        table.add_columns(*"abcdefghi")
        began = time.process_time()
        table.add_rows([[str(number)] * 9 for number in range(TABLE_ROWS)])
        await pilot.pause()
        filling = time.process_time() - began
        spent = []
        for _ in range(PAGES // 4):
            cpu = time.process_time()
            table.action_page_down()
            await pilot.pause()
            spent.append(time.process_time() - cpu)
    theirs = statistics.median(spent)
    row(
        f"a page of a DataTable of {TABLE_ROWS:,} rows, CPU",
        f"{theirs * MS:.1f} ms",
        f"{theirs / ours:.1f} of ours",
    )
    row(f"filling that DataTable with {TABLE_ROWS:,} rows, CPU", f"{filling:.1f} s")


async def feeding(feeder: Feeder, until: float) -> None:
    """RATE records a second, in portions of ten milliseconds."""
    fed, began = 0, time.perf_counter()
    while time.perf_counter() < until:
        wanted = int((time.perf_counter() - began) * RATE) - fed
        feeder.feed(wanted)
        fed += wanted
        await asyncio.sleep(0.01)


async def ticking(look: Callable[[], None], until: float, gaps: list[float]) -> None:
    while time.perf_counter() < until:
        cpu = time.process_time()
        look()
        gaps.append(time.process_time() - cpu)
        await asyncio.sleep(TICK)


async def share(look: Callable[[], None], feeder: Feeder) -> tuple[float, float]:
    """CPU used in a second, and by the longest look."""
    gaps: list[float] = []
    cpu, began = time.process_time(), time.perf_counter()
    until = began + SECONDS
    await asyncio.gather(feeding(feeder, until), ticking(look, until, gaps))
    return (time.process_time() - cpu) / (time.perf_counter() - began), max(gaps)


async def measure_following(session: Session, feeder: Feeder) -> None:
    reading, _ = await share(lambda: drain(session), feeder)
    for tree in (False, True):
        app = Ours(session, tree=tree)
        async with app.run_test(size=SIZE) as pilot:
            drain(session)
            await pilot.pause()

            def look(app: Ours = app) -> None:
                drain(session)
                app.frames.look()
                if app.with_tree:
                    app.query_one(ConnectionTree).look()

            whole, longest = await share(look, feeder)
            assert app.frames.rows.cursor_seq >= session.reader.position - RATE
        name = f"following {RATE:,} records a second, {'list and tree' if tree else 'list'}"
        row(
            f"{name}, CPU",
            f"{100 * (whole - reading):.0f} %",
            f"beside {100 * reading:.0f} % reading",
        )
        row("  the longest look, CPU", f"{longest * MS:.0f} ms")


def drain(session: Session) -> None:
    while session.advance(1.0):
        pass


async def measure_keys(session: Session, feeder: Feeder) -> None:
    """From the key until it is painted, while records arrive."""
    app = Ours(session)
    waits: list[float] = []

    async def pressing() -> None:
        for number in range(KEYS):
            await asyncio.sleep(0.05)
            key = "k" if number % 3 else "pageup"
            before = app.frames.rows.cursor
            began = time.perf_counter()
            app.post_message(events.Key(key, "k" if key == "k" else None))
            while app.frames.rows.cursor == before:
                app.painted.clear()
                await app.painted.wait()
            waits.append(time.perf_counter() - began)

    async with app.run_test(size=SIZE) as pilot:
        drain(session)
        app.frames.look()
        await pilot.pause()
        until = time.perf_counter() + KEYS * 0.08
        gaps: list[float] = []

        def look() -> None:
            session.advance(0.02)
            app.frames.look()

        await asyncio.gather(pressing(), feeding(feeder, until), ticking(look, until, gaps))
    row("a key while they arrive, median", f"{statistics.median(waits) * MS:.0f} ms")
    row("a key while they arrive, worst", f"{max(waits) * MS:.0f} ms")


async def measure_filter(session: Session) -> None:
    app = Ours(session)
    async with app.run_test(size=SIZE) as pilot:
        app.frames.look()
        await pilot.pause()
        began = time.perf_counter()
        app.painted.clear()
        app.frames.set_filter("type:DATA")
        await app.painted.wait()
        first = time.perf_counter() - began
        hits = app.frames.rows.count
        while app.frames._scanning:
            app.painted.clear()
            await app.painted.wait()
        whole = time.perf_counter() - began
        row(f"a filter's first {hits:,} hits painted", f"{first * MS:.0f} ms")
        row(f"all {app.frames.rows.count:,} hits, in the background", f"{whole:.1f} s")


async def main(count: int) -> None:
    journal = Journal(memory_records=2 * count + 1_000_000, memory_octets=4 << 30)
    feeder = Feeder(journal)
    feeder.feed(count)
    print(f"{journal.last:,} records, {SIZE[0]}x{SIZE[1]}")
    await measure_first_paint(journal)
    session = Session(Source(journal))  # type: ignore[arg-type]
    began = time.process_time()
    drain(session)
    row("reading all of it once, CPU", f"{time.process_time() - began:.1f} s")
    steps: list[Awaitable[None]] = []
    page = await measure_pages(session)
    steps = [measure_table_page(page), measure_filter(session)]
    steps += [measure_following(session, feeder), measure_keys(session, feeder)]
    for step in steps:
        await step


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000))
