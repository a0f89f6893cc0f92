"""A journal far longer than memory: recorded from a real server, then opened, paged and filtered.

The client counts every frame and octet, so that the trace can be held against it. The other
figures are those of the file: how soon it is open, and what the screen needs for it.
"""

from __future__ import annotations

import os
import random
import re
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from bench_screen_load import PAGE_DOWN, has_rows, listed, memory, top_lines
from lasting import send_frames, timed_get
from limited import MIB, MS, Setting, figure, note, settled, title
from rawclient import Tally
from servers import Server, environment
from terminal import PROGRAM, Picture, Terminal, surroundings

PARTS = 10  # connections, one after the other: a tenth of the frames each
PAGE = 50
PAGES = 200
TRACE_BOUNDS = ("--keep", "64")


def measure(setting: Setting) -> None:
    path = setting.keep or setting.place.path / "long.h2trace"
    if not path.exists():
        record(setting, path)
    opened(setting, path)
    commands(setting, path)
    viewed(setting, path)


# Recording


def record(setting: Setting, path: Path) -> None:
    title(f"{setting.frames:,} frames through `h2craft serve --trace`, over TLS")
    tallies: list[tuple[Tally, Tally]] = []
    rates, sizes = [], []
    with Server("h2craft", setting.place, ("--trace", str(path))) as server:
        for _ in range(PARTS):
            client = settled(server.tls, timeout=30)
            timed_get(client)
            rates.append(send_frames(client, setting.frames // PARTS))
            sizes.append(server.usage().rss / 1024)
            tallies.append((client.sent, client.received))
            client.close()
        peak = server.usage().peak / 1024
        code = server.stop()
    figure("frames a second, in the first tenth and the last", both(rates, ",.0f"))
    figure("resident after the first tenth and the last", f"{both(sizes, ',.0f')} MiB")
    figure("resident at most", f"{peak:,.0f} MiB")
    figure("the file", f"{path.stat().st_size / MIB:,.0f} MiB; `serve` ended with {code}")
    faults = held_against(path, tallies)
    note("; ".join(faults) or "every octet of both directions is in the trace, once and in order")


def both(values: list[float], form: str) -> str:
    return f"{values[0]:{form}} and {values[-1]:{form}}"


def held_against(path: Path, tallies: list[tuple[Tally, Tally]]) -> list[str]:
    """What differs between the trace and what the clients counted.

    What the server sent after a client's last read is not held against it.
    """
    from h2craft.trace import RECEIVED, SENT, Kind, TraceReader

    whole = (Kind.FRAME_RECEIVED, Kind.FRAME_SENT)
    seen: dict[tuple[int, bool], Tally] = {}
    with TraceReader(path) as reader:
        for one in reader:
            if one.kind not in RECEIVED and one.kind not in SENT:
                continue
            here = one.kind in RECEIVED
            counted = tallies[one.connection - 1][0 if here else 1]
            tally = seen.setdefault((one.connection, here), Tally())
            piece = one.octets[: counted.octets - tally.octets]
            if piece:
                tally.add(piece, one.kind in whole)
        damage = reader.damage
    faults = [
        f"connection {number}: {'received' if here else 'sent'} differs"
        for (number, here), tally in seen.items()
        if tally != tallies[number - 1][0 if here else 1]
    ]
    return [*faults, *([damage] if damage else [])]


# The file


def opened(setting: Setting, path: Path) -> None:
    """In a process of its own: what opening, a page anywhere and a whole pass cost."""
    title(f"the trace of {setting.frames:,} frames, {path.stat().st_size / MIB:,.0f} MiB, read")
    done = subprocess.run(
        [sys.executable, __file__, str(path)],
        env=environment(setting.place),
        capture_output=True,
        text=True,
        check=False,
    )
    print((done.stdout or done.stderr).rstrip(), flush=True)


def resident() -> float:
    """MiB of this process."""
    text = Path("/proc/self/status").read_text()
    found = re.search(r"^VmRSS:\s+(\d+)", text, re.MULTILINE)
    return int(found[1]) / 1024 if found else float("nan")


def read_through(path: Path) -> None:
    from h2craft.trace import TraceReader

    before, began = resident(), time.perf_counter()
    reader = TraceReader(path)
    took = time.perf_counter() - began
    figure("open: all blocks known", f"{took * MS:,.0f} ms, {resident() - before:.1f} MiB")
    chance = random.Random(1)
    times = [
        timed(lambda: reader.read(chance.randrange(reader.last - PAGE), PAGE)) for _ in range(PAGES)
    ]
    each = sorted(times)
    figure(
        f"a page of {PAGE} records anywhere: median, p95, worst",
        f"{statistics.median(each) * MS:.1f}, {each[int(PAGES * 0.95)] * MS:.1f}, "
        f"{each[-1] * MS:.1f} ms",
    )
    began = time.perf_counter()
    count = sum(1 for _ in reader)
    took = time.perf_counter() - began
    figure("all of it read", f"{took:,.0f} s: {count / took:,.0f} of {count:,} records a second")
    figure("resident then", f"{resident():.0f} MiB")


def timed(call: Callable[[], Any]) -> float:
    began = time.perf_counter()
    call()
    return time.perf_counter() - began


# The commands


def commands(setting: Setting, path: Path) -> None:
    title("the same trace, by `h2craft trace`")
    for words in (("--stats",), ("--filter", "type:PING"), ("--filter", "path:/nowhere")):
        process = subprocess.Popen(
            [*PROGRAM, "trace", str(path), *words],
            env=surroundings(setting.place),
            stdout=subprocess.DEVNULL,
        )
        began = time.perf_counter()
        _, status, used = os.wait4(process.pid, 0)
        took = time.perf_counter() - began
        process.returncode = os.waitstatus_to_exitcode(status)
        figure(
            f"h2craft trace {' '.join(words)}",
            f"{took:,.0f} s, resident at most {used.ru_maxrss / 1024:,.0f} MiB",
        )


# The screen


def viewed(setting: Setting, path: Path) -> None:
    title("the same trace, in `h2craft view`")
    terminal = Terminal([*PROGRAM, "view", str(path)], surroundings(setting.place), watched=True)
    try:
        figure("first rows painted", f"{terminal.see(has_rows, 60) - terminal.began:.2f} s")
        time.sleep(0.5)  # the panes that come after the first paint
        figure("resident then", f"{memory(terminal) / 1024:,.0f} MiB")
        jumps(terminal, "while it reads on")
        terminal.press("f")
        time.sleep(0.5)
        terminal.press("type:PING")
        began = time.perf_counter()
        terminal.press("\r")
        terminal.see(lambda picture: "PING" in listed(picture), 600)
        figure("a filter's first hits painted", f"{time.perf_counter() - began:.2f} s")
        terminal.see(lambda picture: "%" not in top_lines(picture), 7200)
        figure("all hits there", f"{time.perf_counter() - began:,.0f} s")
        terminal.press("\x1b")
        terminal.see(lambda picture: "behind" not in picture.row(0), 7200)
        took = time.perf_counter() - terminal.began
        figure("all folded", f"{took:,.0f} s after its start, with all this between")
        jumps(terminal, "when all is folded")
        size = memory(terminal)
        figure(
            "resident then",
            f"{size / 1024:,.0f} MiB: {1024 * size / setting.frames:.0f} octets a frame",
        )
    finally:
        terminal.close()


def jumps(terminal: Terminal, when: str) -> None:
    """To the beginning, to the end and back, pages down: each until other rows stand there."""
    terminal.press("g")  # it may stand there already
    time.sleep(1.0)
    figure(f"to the end, {when}", f"{pressed(terminal, 'G') * MS:,.0f} ms")
    figure(f"to the beginning, {when}", f"{pressed(terminal, 'g') * MS:,.0f} ms")
    terminal.press(PAGE_DOWN)  # from here on each page scrolls
    time.sleep(0.5)
    times = sorted(pressed(terminal, PAGE_DOWN) for _ in range(20))
    figure(f"a page, {when}: median, worst", f"{times[10] * MS:,.0f}, {times[-1] * MS:,.0f} ms")


def pressed(terminal: Terminal, key: str) -> float:
    """Seconds from a key to other rows."""
    before = terminal.look(listed)
    began = time.perf_counter()
    terminal.press(key)
    took = terminal.see(changed_from(before), 120) - began
    time.sleep(0.2)
    return took


def changed_from(before: object) -> Callable[[Picture], bool]:
    return lambda picture: listed(picture) != before


if __name__ == "__main__":
    read_through(Path(sys.argv[1]))
