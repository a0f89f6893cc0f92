"""h2craft against its peers: `python tests/bench/run.py [--only ROW] [--quick] [--json FILE]`.

Prints, for each row, the figures of bare and of h2craft, their ratio, what it must reach and what
it aims at, and the same ratio for the peers. Not a timed test: it ends with 0 whatever it finds,
unless --check is given. The machine should do nothing else meanwhile.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import sys
import time
from collections.abc import Callable
from dataclasses import asdict, replace
from pathlib import Path

from lasting import idle_row, record_row, sleep_row
from rows import Result, Setting, download_row, get_row, journal_row, upload_row
from servers import Unavailable, Workplace

ROWS: dict[str, Callable[[Setting], Result]] = {
    "get-1x100": get_row("get-1x100", 1, 100),
    "get-50x10": get_row("get-50x10", 50, 10),
    "get-1x1": get_row("get-1x1", 1, 1),
    "download": download_row,
    "upload": upload_row,
    "journal": journal_row,
    "idle": idle_row,
    "sleep": sleep_row,
    "record": record_row,
}
COLUMNS = "{:<38} {:>9} {:>9} {:<8} {:>6} {:>6} {:>6} {:>6}  {:<7} {}"


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--only", action="append", choices=ROWS, help="this row; repeatable")
    parser.add_argument("--servers", help="contenders, comma-separated", metavar="A,B")
    parser.add_argument("--seconds", type=float, help="length of one rate measurement")
    parser.add_argument("--rounds", type=int, help="how often each contender is measured")
    parser.add_argument("--frames", type=int, help="frames in the record row")
    parser.add_argument("--quick", action="store_true", help="under a minute, less exact")
    parser.add_argument("--json", type=Path, metavar="FILE", help="all figures, for a machine")
    parser.add_argument("--check", action="store_true", help="end with 1 where a row misses")
    return parser.parse_args()


def setting_of(options: argparse.Namespace, place: Workplace) -> Setting:
    setting = Setting(place)
    if options.quick:
        setting = replace(setting, seconds=0.3, rounds=5, idle=200, frames=50_000)
    given = {
        name: getattr(options, name)
        for name in ("seconds", "rounds", "frames")
        if getattr(options, name) is not None
    }
    if options.servers:
        given["contenders"] = tuple(options.servers.split(","))
    return replace(setting, **given)


def line(result: Result) -> str:
    peers = ", ".join(f"{name} {number(value)}" for name, value in result.peers.items())
    return COLUMNS.format(
        result.work,
        number(result.bare),
        number(result.ours),
        result.unit,
        "" if result.at_most else number(result.ratio),
        number(result.cpu),
        ("<=" if result.at_most else "") + number(result.must),
        number(result.aim),
        result.verdict,
        peers,
    )


def number(value: float | str | None) -> str:
    if value is None:
        return "-"
    if isinstance(value, str):
        return value
    return f"{value:,.0f}" if value >= 100 else f"{value:.2f}".removesuffix(".00")


def run(setting: Setting, names: list[str]) -> list[Result]:
    heads = "work", "bare", "h2craft", "", "ratio", "cpu", "must", "aim", "reaches", "peers"
    print(COLUMNS.format(*heads))
    results = []
    for name in names:
        try:
            result = ROWS[name](setting)
        except (Unavailable, OSError) as reason:
            result = Result(name, name, "", 0, notes=(f"not measured: {reason}",))
        results.append(result)
        print(line(result))
        for note in result.notes:
            print(f"    {note}")
        sys.stdout.flush()
    return results


def main() -> int:
    options = arguments()
    began = time.monotonic()
    place = Workplace()
    try:
        results = run(setting_of(options, place), options.only or list(ROWS))
    finally:
        place.close()
    missed = [result.name for result in results if result.verdict == "MISS"]
    print(f"\n{time.monotonic() - began:.0f} s on {os.cpu_count()} cores, {platform.platform()}, ")
    print(f"missed: {', '.join(missed) or 'none'}")
    if options.json:
        rows = [{**asdict(result), "verdict": result.verdict} for result in results]
        options.json.write_text(json.dumps(rows, indent=1) + "\n")
    return 1 if options.check and missed else 0


if __name__ == "__main__":
    sys.exit(main())
