"""The screen while frames arrive: what it costs the wire, and how soon it answers a key.

`python tests/bench/bench_screen_load.py [--only ROW] [--quick]`: the real program in a
pseudo-terminal of 120x40, on loopback, beside `h2craft serve` without a screen. Prints figures and
their ratios; nothing here passes or fails. The machine should do nothing else meanwhile, and two
cores are shared by server, client and terminal.

paced   5,000 frames a second arrive: the rate served and how soon, against headless
blast   as many as it takes: GETs a second against headless and against `serve` with a frame log
record  the same, recorded: every octet of both directions has to be in the trace
keys    how soon a key is answered while 5,000 frames a second arrive
view    a trace of 1,000,000 records: first paint, pages, a filter over all, memory
start   cold start to first paint (`bench_screen.py`, as it is)
"""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import load
from lasting import compare_with_trace, send_frames, timed_get
from rawclient import RawClient, Tally
from servers import HANDLERS, HERE, Server, Workplace, environment
from terminal import PROGRAM, Late, Picture, Screen, Terminal, surroundings, thread_times

FRAMES = 5_000  # a second
LIST_LEFT = 36  # first column of the frame list
PAGE_DOWN = "\x1b[6~"
MS = 1e3
KINDS = {  # by name: words of the command line
    "headless": ("serve", "--quiet"),
    "frame log": ("serve",),
    "screen": ("screen",),
}


@dataclass(frozen=True, slots=True)
class Setting:
    place: Workplace
    seconds: float
    rounds: int
    frames: int
    presses: int
    records: int
    trace: Path | None = None  # for `view`: made once


def figure(label: str, value: str, ratio: str = "", bound: str = "") -> None:
    print(f"  {label:<50} {value:>18} {ratio:>18}  {bound}", flush=True)


def started(stack: ExitStack, setting: Setting, name: str, *words: str, **given: Any) -> Screen:
    verb, *options = KINDS[name]
    return stack.enter_context(
        Screen(name, setting.place, verb, str(HANDLERS), *options, *words, **given)
    )


# Rates


def paced(setting: Setting, server: Server, seconds: float) -> Any:
    """What `paced.py` found, and processor seconds of the server's first and other threads."""
    before = thread_times(server.pid)
    command = [sys.executable, str(HERE / "paced.py"), server.tls, str(FRAMES), str(seconds)]
    done = subprocess.run(
        command,
        env=environment(setting.place),
        capture_output=True,
        text=True,
        timeout=seconds + 30,
        check=False,
    )
    if done.returncode:
        raise load.Failed(done.stderr.strip().rpartition("\n")[2])
    after = thread_times(server.pid)
    found = json.loads(done.stdout)
    found["cpu"] = [(now - then) / found["took"] for now, then in zip(after, before, strict=True)]
    found["rate"] = found["frames"] / found["took"]
    return SimpleNamespace(**found)


def measure_paced(setting: Setting) -> None:
    print(f"{FRAMES:,} frames a second arrive, both directions, on one connection")
    names = ("headless", "frame log", "screen")
    found: dict[str, list[Any]] = {name: [] for name in names}
    with ExitStack() as stack:
        servers = {name: started(stack, setting, name) for name in names}
        for number in range(setting.rounds):
            for name in names if number % 2 else reversed(names):
                found[name].append(paced(setting, servers[name], 2 * setting.seconds))
    rates = {name: [one.rate for one in them] for name, them in found.items()}
    for name in names:
        rate = statistics.median(rates[name])
        ratio = statistics.median(
            mine / base for mine, base in zip(rates[name], rates["headless"], strict=True)
        )
        figure(f"{name}: frames a second", f"{rate:,.0f}", f"{ratio:.2f} of headless", ">= 0.75")
    for quantile in ("median", "p95", "p99"):
        base = statistics.median(getattr(one, quantile) for one in found["headless"])
        for name in names:
            value = statistics.median(getattr(one, quantile) for one in found[name])
            label = f"{name}: a request answered, {quantile}"
            figure(label, f"{value * MS:.1f} ms", f"{value / base:.2f} of headless")
    for name in names:
        first, others = (statistics.median(one.cpu[at] for one in found[name]) for at in (0, 1))
        figure(f"{name}: CPU, first thread and others", f"{first:.0%} + {others:.0%}")


def measure_blast(setting: Setting) -> None:
    load.require_h2load()
    for connections, streams in ((1, 100), (50, 10)):
        print(f"as fast as it goes: small GETs, {connections} x {streams}")
        names = ("headless", "frame log", "screen")
        rates: dict[str, list[float]] = {name: [] for name in names}
        shares: list[list[float]] = []
        with ExitStack() as stack:
            servers = {name: started(stack, setting, name) for name in names}
            for number in range(setting.rounds):
                for name in names if number % 2 else reversed(names):
                    server = servers[name]
                    began, before = time.perf_counter(), thread_times(server.pid)
                    sample = load.small_gets(server, connections, streams, setting.seconds)
                    took, after = time.perf_counter() - began, thread_times(server.pid)
                    rates[name].append(sample.rate)
                    if name == "screen":
                        pairs = zip(before, after, strict=True)
                        shares.append([(now - then) / took for then, now in pairs])
        for name in names:
            ratio = statistics.median(
                mine / base for mine, base in zip(rates[name], rates["headless"], strict=True)
            )
            rate = statistics.median(rates[name])
            figure(f"{name}: GETs a second", f"{rate:,.0f}", f"{ratio:.2f} of headless")
        first, others = (statistics.median(share[at] for share in shares) for at in (0, 1))
        figure("screen: CPU, first thread and others", f"{first:.0%} + {others:.0%}")


def measure_record(setting: Setting) -> None:
    print(f"{setting.frames:,} frames as fast as they go, and all of them recorded")
    for name in ("headless", "screen"):
        path = setting.place.path / f"{name}.h2trace"
        with ExitStack() as stack:
            server = started(stack, setting, name, "--trace", str(path))
            client = RawClient(server.tls)
            client.settle()
            timed_get(client)
            rate = send_frames(client, setting.frames)
            client.close()
            code = server.stop()
        faults = compare_with_trace(path, client)
        figure(f"{name}: frames a second", f"{rate:,.0f}")
        count = client.sent.frames + client.received.frames
        text = "; ".join(faults) or f"all {count:,} frames and their octets are in the trace"
        print(f"    {text}; it ended with {code}")
    path = setting.place.path / "paced.h2trace"
    with ExitStack() as stack:
        server = started(stack, setting, "screen", "--trace", str(path))
        found = paced(setting, server, 4 * setting.seconds)
        server.stop()
    tallies = SimpleNamespace(sent=Tally(*found.sent), received=Tally(*found.received))
    faults = compare_with_trace(path, tallies)  # type: ignore[arg-type]
    print(f"    at {FRAMES:,} a second: {'; '.join(faults) or 'all of them, too'}")


# Keys


@contextmanager
def arriving(setting: Setting, server: Server, seconds: float) -> Iterator[None]:
    """Frames arrive meanwhile."""
    command = [sys.executable, str(HERE / "paced.py"), server.tls, str(FRAMES), str(seconds)]
    load = subprocess.Popen(command, env=environment(setting.place), stdout=subprocess.DEVNULL)
    try:
        yield
        if load.poll() is not None:
            print("    the frames ended before the keys did")
    finally:
        load.terminate()
        load.wait()


def list_rows(picture: Picture) -> range:
    """The rows of the terminal in which frames are listed."""
    names = [picture.row(y)[LIST_LEFT - 1 :] for y in range(1, 39)]
    first = next((y for y, text in enumerate(names, 1) if "Frames" in text), 1) + 2
    last = next((y for y, text in enumerate(names, 1) if "Detail" in text), first + 1)
    return range(first, max(first + 1, last))


def listed(picture: Picture) -> str:
    return "\n".join(picture.row(y)[LIST_LEFT:] for y in list_rows(picture))


def cursor_row(picture: Picture) -> int:
    """Where the cursor of the frame list stands, by what it lies on."""
    return picture.lit_row(list_rows(picture), LIST_LEFT + 10)


def moves(terminal: Terminal, key: str) -> float:
    """Press a key; seconds until the cursor of the list stands elsewhere."""
    before = terminal.look(cursor_row)
    began = time.perf_counter()
    terminal.press(key)
    return terminal.see(lambda picture: cursor_row(picture) not in (before, -1)) - began


def echoes(terminal: Terminal, number: int) -> float:
    """Type a letter into the command line; seconds until it is there."""
    letters = "abcdefghijklmnopqrstuvwxyz"
    typed = letters[number % 26]
    wanted = "zq" + typed
    terminal.press("zq")
    terminal.see("zq")
    began = time.perf_counter()
    terminal.press(typed)
    answered = terminal.see(wanted)
    terminal.press("\x7f\x7f\x7f")
    terminal.see(lambda picture: "zq" not in str(picture))
    return answered - began


def spread(label: str, times: list[float], bound: str = "") -> None:
    each = sorted(times)
    value = f"{statistics.median(each) * MS:.0f} ms"
    rest = f"p95 {each[int(len(each) * 0.95)] * MS:.0f}, max {each[-1] * MS:.0f}"
    figure(label, value, rest, bound)


def measure_keys(setting: Setting) -> None:
    for frames in (0, FRAMES):
        with ExitStack() as stack:
            server = started(stack, setting, "screen", watched=True)
            terminal = server.terminal
            if frames:
                print(f"keys while {frames:,} frames a second arrive")
                stack.enter_context(arriving(setting, server, 600))
            else:
                print("keys while nothing happens")
                seed = RawClient(server.tls)
                seed.settle()
                for _ in range(20):
                    timed_get(seed)
            terminal.see("HEADERS")
            time.sleep(1.0)
            measure_presses(setting, terminal)


def measure_presses(setting: Setting, terminal: Terminal) -> None:
    terminal.press("k")
    time.sleep(0.5)
    times = []
    for number in range(setting.presses):
        times.append(moves(terminal, "j" if number % 2 else "k"))
        time.sleep(0.03)
    spread("j and k in the list, let go", times, "median < 100 ms")
    times = []
    for _ in range(setting.presses // 4):
        terminal.press("F")
        time.sleep(0.4)
        times.append(moves(terminal, "k"))
    spread("k in a list that follows", times)
    terminal.press(":")
    time.sleep(0.5)
    spread(
        "a letter in the command line", [echoes(terminal, n) for n in range(setting.presses // 2)]
    )


# A saved trace


def make_trace(path: Path, records: int) -> None:
    from bench_reader import told

    from h2craft.trace import TraceWriter

    with TraceWriter(path) as writer:
        told(records, 20, writer)


def measure_view(setting: Setting) -> None:
    path = setting.trace or setting.place.path / "view.h2trace"
    if not path.exists():
        make_trace(path, setting.records)
    print(
        f"`h2craft view` of {setting.records:,} records, {path.stat().st_size / load.MIB:.0f} MiB"
    )
    terminal = Terminal([*PROGRAM, "view", str(path)], surroundings(setting.place), watched=True)
    try:
        viewed(setting, terminal)
    finally:
        terminal.close()


def viewed(setting: Setting, terminal: Terminal) -> None:
    figure("first rows painted", f"{terminal.see(has_rows) - terminal.began:.2f} s", "", "< 1 s")
    time.sleep(0.5)  # the panes that come after the first paint
    first = memory(terminal)
    pages(terminal, setting.presses, "while it reads on")
    filtered(terminal, setting)
    began = time.perf_counter()
    terminal.see(lambda picture: "behind" not in picture.row(0), 600)
    figure("then until all is folded", f"{time.perf_counter() - began:.0f} s")
    pages(terminal, setting.presses, "when all is read")
    size = memory(terminal)
    each = 1024 * (size - first) / setting.records
    figure(
        "resident, at first and now",
        f"{first / 1024:.0f}, {size / 1024:.0f} MiB",
        f"{each:.0f} octets each",
    )


def has_rows(picture: Picture) -> bool:
    return any(word in listed(picture) for word in ("HEADERS", "DATA", "SETTINGS"))


def memory(terminal: Terminal) -> int:
    text = Path(f"/proc/{terminal.process.pid}/status").read_text()
    return next(int(line.split()[1]) for line in text.splitlines() if line.startswith("VmRSS"))


def pages(terminal: Terminal, count: int, when: str) -> None:
    terminal.press("g" + PAGE_DOWN)  # from here on each page scrolls
    time.sleep(1.0)
    times = []
    for _ in range(count):
        before = terminal.look(listed)
        began = time.perf_counter()
        terminal.press(PAGE_DOWN)
        times.append(terminal.see(lambda picture: listed(picture) != before) - began)  # noqa: B023
        time.sleep(0.05)
    spread(f"a page, {when}", times, "< 50 ms")


def filtered(terminal: Terminal, setting: Setting) -> None:
    """A filter that has to look at every record, and keys while it looks."""
    terminal.press("f")
    time.sleep(0.5)
    terminal.press("item/77")
    began = time.perf_counter()
    terminal.press("\r")
    terminal.see(lambda picture: "hits" in str(picture))
    first = terminal.see(lambda picture: "item/77" in listed(picture)) - began
    figure("a filter's first hits painted", f"{first:.2f} s")
    terminal.press("g")
    time.sleep(0.3)
    times = []
    busy = True
    while busy and len(times) < setting.presses:
        times.append(moves(terminal, "k" if len(times) % 2 else "j"))
        time.sleep(0.03)
        busy = bool(terminal.look(lambda picture: "%" in top_lines(picture)))
    spread(f"a key {'' if busy else '(some of them) '}while it looks", times)
    terminal.see(lambda picture: "%" not in top_lines(picture), 600)
    figure("all hits there", f"{time.perf_counter() - began:.1f} s")
    terminal.press("\x1b")
    time.sleep(1.0)


def top_lines(picture: Picture) -> str:
    return "".join(picture.row(y) for y in range(1, 4))


# The whole


def measure_start(setting: Setting) -> None:
    subprocess.run([sys.executable, str(HERE / "bench_screen.py"), "--rounds", "3"], check=False)


ROWS: dict[str, Callable[[Setting], None]] = {
    "paced": measure_paced,
    "blast": measure_blast,
    "record": measure_record,
    "keys": measure_keys,
    "view": measure_view,
    "start": measure_start,
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--only", action="append", choices=ROWS, help="this row; repeatable")
    parser.add_argument("--quick", action="store_true", help="shorter, less exact")
    parser.add_argument("--seconds", type=float, default=2.0)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--records", type=int, default=1_000_000)
    parser.add_argument("--trace", type=Path, help="a trace for `view` to keep and use again")
    options = parser.parse_args()
    place = Workplace()
    quick = options.quick
    setting = Setting(
        place,
        seconds=1.0 if quick else options.seconds,
        rounds=3 if quick else options.rounds,
        frames=50_000 if quick else 200_000,
        presses=40 if quick else 120,
        records=options.records,
        trace=options.trace,
    )
    try:
        for name in options.only or ROWS:
            try:
                ROWS[name](setting)
            except (load.Failed, Late) as failure:
                print(f"    not measured: {failure}")
    finally:
        place.close()


if __name__ == "__main__":
    main()
