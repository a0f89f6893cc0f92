"""What a replay keeps of the timing it was recorded with: `python tests/bench/bench_replay.py`.

Prints figures; nothing here passes or fails. Everything is on loopback. The machine should do
nothing else meanwhile.

exact    a script sleeps between two frames, as a recording with exact timing does: how much later
         than it says each frame came to the client, over what it says
speed    the same script at speed 0 against one without a sleep in it: seconds a run
start    a stage, from nothing to its end without a client: what each scenario of a library costs
"""

from __future__ import annotations

import argparse
import importlib.util
import statistics
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from h2craft.replay import Options, Stage
from h2craft.scenario import read_entry

PEER = Path(__file__).parents[1] / "peer.py"
GAPS = (0.002, 0.010, 0.050, 0.200)
MS = 1e3

DRIPS = """
import time

def main(request, response):
    writer = response.writer
    writer.write_headers([], 200)
    for _ in range({count}):
        {pause}
        writer.write_data_frame(b"x", False)
    writer.end_stream()
"""


def figure(label: str, value: str) -> None:
    print(f"  {label:<40} {value}", flush=True)


def the_peer() -> Any:
    spec = importlib.util.spec_from_file_location("bench_peer", PEER)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


def arrivals(peer: Any, base: str) -> list[float]:
    """When each DATA frame with an octet came, and how long it all took."""
    with peer.Peer(base) as client:
        number = client.request("/")
        seen, times = 0, []
        while not client.answer(number).ended:
            client.read()
            now, length = time.perf_counter(), len(client.answer(number).body)
            times += [now] * (length - seen)
            seen = length
    return times


def played(folder: Path, name: str, pause: str, count: int, speed: float) -> tuple[Any, Stage]:
    file = folder / f"{name}.py"
    file.write_text(DRIPS.format(count=count, pause=pause))
    return file, Stage(read_entry(file), Options(h2c=True, speed=speed, timeout=600))


def exact(peer: Any, folder: Path, count: int) -> None:
    print("exact: milliseconds a gap is longer than it says")
    for gap in GAPS:
        rounds = max(10, min(count, int(4 / gap)))
        _, stage = played(folder, "exact", f"time.sleep({gap})", rounds + 1, 1)
        try:
            arrivals(peer, stage.base)  # the first run loads the script
            times = arrivals(peer, stage.base)
        finally:
            stage.close()
        late = sorted(after - before - gap for before, after in zip(times, times[1:], strict=False))
        parts = {
            "least": late[0],
            "median": statistics.median(late),
            "95 %": late[int(len(late) * 0.95)],
            "most": late[-1],
        }
        told = "  ".join(f"{name} {value * MS:6.2f}" for name, value in parts.items())
        figure(f"{gap * MS:.0f} ms, {len(late)} of them", told)


def speed(peer: Any, folder: Path, count: int) -> None:
    print("speed: milliseconds for a run")
    for label, pause, pace in (
        ("no sleep in the script", "pass", 1.0),
        ("time.sleep(60) before each frame, speed 0", "time.sleep(60)", 0.0),
    ):
        _, stage = played(folder, "speed", pause, count, pace)
        try:
            arrivals(peer, stage.base)
            spent = []
            for _ in range(5):
                began = time.perf_counter()
                arrivals(peer, stage.base)
                spent.append(time.perf_counter() - began)
        finally:
            stage.close()
        figure(f"{label}, {count} frames", f"{statistics.median(spent) * MS:.1f}")


def start(folder: Path, rounds: int) -> None:
    print("start: milliseconds for a stage, opened and closed")
    file = folder / "start.py"
    file.write_text(DRIPS.format(count=1, pause="pass"))
    spent = []
    for _ in range(rounds):
        began = time.perf_counter()
        Stage(read_entry(file), Options(h2c=True)).close()
        spent.append(time.perf_counter() - began)
    figure(f"{rounds} of them", f"median {statistics.median(spent) * MS:.1f}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition(":")[0])
    parser.add_argument("--only", choices=["exact", "speed", "start"])
    parser.add_argument("--quick", action="store_true")
    given = parser.parse_args()
    peer, count = the_peer(), 50 if given.quick else 400
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        rows = {
            "exact": lambda: exact(peer, folder, count),
            "speed": lambda: speed(peer, folder, count),
            "start": lambda: start(folder, 10 if given.quick else 50),
        }
        for row, perform in rows.items():
            if given.only in (None, row):
                perform()


if __name__ == "__main__":
    main()
