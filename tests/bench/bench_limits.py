"""How far it goes: `python tests/bench/bench_limits.py [LIMIT ...] [--full]`.

Prints figures, those of others beside them, and ratios; nothing here passes or fails. Short unless
--full is given. Everything is on loopback, and each table says what load the machine had.

soak          an hour's worth of traffic: 100 requests a second on a new connection each second
connections   1,000 at once over TLS, ten requests open on each
floods        what abusive clients send, as fast as the server takes it, while others are served
slow          clients that ask for much and read nothing, or open no window
disk          a file system that fills up below the trace, and one that is given room again
journal       10,000,000 frames: recorded, opened, paged, filtered, in `h2craft view`
"""

from __future__ import annotations

import argparse
import os
import platform
import time
from collections.abc import Callable
from dataclasses import replace
from importlib import import_module
from pathlib import Path

from limited import Setting
from servers import Unavailable, Workplace

LIMITS = {
    "soak": "limit_soak",
    "connections": "limit_crowd",
    "floods": "limit_floods",
    "slow": "limit_slow",
    "disk": "limit_disk",
    "journal": "limit_journal",
}
# wptserve answers no PING, so that nobody knows when it has taken something in.
CONTENDERS = ("bare", "h2craft", "hypercorn", "nghttpd")
SHORT = {"hour": 0.01, "connections": 100, "streams": 10, "seconds": 1.0, "frames": 100_000}
FULL = {"hour": 1.0, "connections": 1_000, "streams": 10, "seconds": 2.0, "frames": 10_000_000}


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("limits", nargs="*", metavar="LIMIT", help=", ".join(LIMITS))
    parser.add_argument("--full", action="store_true", help="as far as the README's figures")
    parser.add_argument("--servers", help="contenders, comma-separated", metavar="A,B")
    parser.add_argument("--hour", type=float, help="share of an hour's traffic, for soak")
    parser.add_argument("--connections", type=int, help="for connections and slow")
    parser.add_argument("--streams", type=int, help="open requests on each connection")
    parser.add_argument("--seconds", type=float, help="of each flood, and of standing still")
    parser.add_argument("--frames", type=int, help="for journal")
    parser.add_argument("--keep", type=Path, help="a trace for journal to keep and use again")
    options = parser.parse_args()
    unknown = [name for name in options.limits if name not in LIMITS]
    if unknown:
        parser.error(f"no limit is called {unknown[0]}; there are {', '.join(LIMITS)}")
    return options


def setting_of(options: argparse.Namespace, place: Workplace) -> Setting:
    far = FULL if options.full else SHORT
    names = tuple(options.servers.split(",")) if options.servers else CONTENDERS
    setting = Setting(place, contenders=names, keep=options.keep, **far)
    given = {name: getattr(options, name) for name in far if getattr(options, name) is not None}
    return replace(setting, **given)


def main() -> None:
    options = arguments()
    began = time.monotonic()
    place = Workplace()
    try:
        setting = setting_of(options, place)
        for name in options.limits or LIMITS:
            measure: Callable[[Setting], None] = import_module(LIMITS[name]).measure
            try:
                measure(setting)
            except Unavailable as reason:
                print(f"    not measured: {reason}")
    finally:
        place.close()
    took = time.monotonic() - began
    print(f"\n{took:.0f} s on {os.cpu_count()} cores, {platform.platform()}")


if __name__ == "__main__":
    main()
