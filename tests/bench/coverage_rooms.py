"""Are the pure rooms covered by their own tests? `python tests/bench/coverage_rooms.py [ROOM ...]`.

Runs `tests/ROOM` for each room under coverage, side by side, and prints lines, branches and what is
missing of them. It ends with 1 where a test fails or anything of a room is not covered. Property
tests draw the same examples each time; with --without-chance they are left out, which shows what
only a lucky example reaches.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

ROOT = Path(__file__).parents[2]
ROOMS = (
    "wire",
    "actions",
    "trace",
    "model",
    "filter",
    "language",
    "report",
    "reader",
    "explain",
    "scenario",
    "export",
    "capture",
    "judge",
)
COLUMNS = "{:<10} {:>15} {:>15} {:>6}  {}"
TOLD = 12  # lines of what pytest said last


@dataclass(frozen=True, slots=True, kw_only=True)
class Covered:
    """A room: (covered, all) of its lines and branches, and what is missing, a line for each file.

    failed   the end of what was said where a test failed, or nothing was measured
    """

    room: str
    seconds: float
    lines: tuple[int, int] = (0, 0)
    branches: tuple[int, int] = (0, 0)
    missing: tuple[str, ...] = ()
    failed: str = ""

    @property
    def complete(self) -> bool:
        return not self.missing and not self.failed


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("rooms", nargs="*", metavar="ROOM", help="these; else every pure one")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1, help="rooms side by side")
    parser.add_argument("--without-chance", action="store_true", help="no property tests")
    return parser.parse_args()


def measure(room: str, *, without_chance: bool) -> Covered:
    """Run the room's own tests, and say what they left."""
    began = time.monotonic()
    choice = ["-m", "not hypothesis"] if without_chance else ["--hypothesis-seed=0"]
    with TemporaryDirectory(prefix="h2craft-coverage-") as folder:
        data = f"--data-file={folder}/data"
        run = ["run", "--branch", f"--source=h2craft.{room}", data]
        # One process: what workers of their own run would not be measured. All takes its time.
        pytest = ["-m", "pytest", "-q", "-p", "no:xdist", "-o", "timeout=0"]
        tests = [*pytest, *choice, f"tests/{room}"]
        said = coverage(*run, *tests)
        told = coverage("json", data, "-q", "-o", f"{folder}/told.json")
        seconds = time.monotonic() - began
        if told.returncode:
            return Covered(room=room, seconds=seconds, failed=f"{the_end_of(said)}\n{told.stdout}")
        report = json.loads(Path(folder, "told.json").read_text())
    totals = report["totals"]
    return Covered(
        room=room,
        seconds=seconds,
        lines=(totals["covered_lines"], totals["num_statements"]),
        branches=(totals["covered_branches"], totals["num_branches"]),
        missing=tuple(missing(report["files"])),
        failed=the_end_of(said) if said.returncode else "",
    )


def coverage(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "coverage", *arguments]
    out, err = subprocess.PIPE, subprocess.STDOUT
    return subprocess.run(command, cwd=ROOT, stdout=out, stderr=err, text=True, check=False)


def the_end_of(said: subprocess.CompletedProcess[str]) -> str:
    return "\n".join(said.stdout.splitlines()[-TOLD:])


def missing(files: dict[str, Any]) -> Iterator[str]:
    """Lines, and branches as "from->to", of each file that is not covered in full."""
    for name, file in sorted(files.items()):
        lines = file["missing_lines"]
        branches = [one for one in file["missing_branches"] if not {*lines} & {*map(abs, one)}]
        # A branch to a negative number leaves the function that begins there.
        steps = [f"{start}->{'exit' if end < 0 else end}" for start, end in branches]
        if lines or file["missing_branches"]:
            yield f"{name}: {', '.join([*runs(lines), *steps])}"


def runs(numbers: list[int]) -> Iterator[str]:
    """ "3, 7-9" of rising numbers."""
    for _, run in groupby(enumerate(numbers), lambda one: one[1] - one[0]):
        first, *others = [number for _, number in run]
        yield f"{first}-{others[-1]}" if others else f"{first}"


def line(one: Covered) -> str:
    lines, branches = ("{:,} of {:,}".format(*pair) for pair in (one.lines, one.branches))
    count = len(one.missing)
    left = f"in {count} file{'s' if count > 1 else ''}" if count else "nothing"
    said = "a test failed" if one.failed else left
    return COLUMNS.format(one.room, lines, branches, f"{one.seconds:.0f} s", said)


def size(room: str) -> int:
    """Of a room's tests: those of the largest take longest, and are begun first."""
    return sum(path.stat().st_size for path in (ROOT / "tests" / room).rglob("test_*.py"))


def main() -> int:
    options = arguments()
    rooms = options.rooms or list(ROOMS)
    unknown = [room for room in rooms if not (ROOT / "tests" / room).is_dir()]
    if unknown:
        print(f"no tests of {', '.join(unknown)}", file=sys.stderr)
        return 2
    print(COLUMNS.format("room", "lines", "branches", "", "missing"))
    with ThreadPoolExecutor(options.jobs) as pool:
        begun = {
            room: pool.submit(measure, room, without_chance=options.without_chance)
            for room in sorted(rooms, key=size, reverse=True)
        }
        results = []
        for room in rooms:
            results.append(begun[room].result())
            print(line(results[-1]))
            for more in (*results[-1].missing, *results[-1].failed.splitlines()):
                print(f"    {more}")
            sys.stdout.flush()
    left = [one.room for one in results if not one.complete]
    print(f"\nnot complete: {', '.join(left) or 'none'}")
    return 1 if left else 0


if __name__ == "__main__":
    sys.exit(main())
