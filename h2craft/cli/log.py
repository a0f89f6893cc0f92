"""The frame log of a running server: a thread that reads the journal and prints.

Knows the journal and the pure rooms, nothing of the engine. The log never makes the server wait:
it reads with a cursor of its own, works at most half of the time, and what the journal had to
forget before the log came to it is said in a line of its own.
"""

from __future__ import annotations

import json
import os
import threading
import time
from collections.abc import Callable

from h2craft.filter import Filter
from h2craft.model import Board, Reading
from h2craft.report import QUIET, Lines, reading_to_json
from h2craft.trace import Cursor, Journal, Kind

BATCH = 500  # records between two writes
BREATH_SECONDS = 0.02  # the least time between two batches: what comes meanwhile is one write
FAREWELL_SECONDS = 0.5  # a terminal is not made to scroll for longer than this after the end
PIPE_FAREWELL_SECONDS = 30.0  # a file or a pipe gets everything, within reason

JOIN_SECONDS = 1.0  # for the write in progress

Render = Callable[[list[Reading]], list[str]]


def text_render(
    width: Callable[[], int | None], colour: bool, *, quiet: frozenset[Kind] = QUIET
) -> Render:
    """Readings as lines for people; `width` is asked again for each batch."""
    folder = _working_folder()
    lines = Lines(width=width(), colour=colour, folder=folder, quiet=quiet)

    def render(readings: list[Reading]) -> list[str]:
        nonlocal lines
        if lines.width != (now := width()):
            lines = Lines(width=now, colour=colour, folder=folder, quiet=quiet)
        return [line for reading in readings for line in lines.of(reading)]

    return render


def _working_folder() -> str:
    try:
        return os.getcwd().rstrip("/")
    except OSError:  # it was removed
        return ""


def json_render(readings: list[Reading]) -> list[str]:
    """Readings as JSON, one object a line; the keys stand in `report/jsonline.py`."""
    return [json.dumps(reading_to_json(one), separators=(",", ":")) for one in readings]


def write_all(descriptor: int, octets: bytes) -> None:
    """Write past Python's buffers: nothing is left to flush when the process ends."""
    view = memoryview(octets)
    while view:
        view = view[os.write(descriptor, view) :]


class FrameLog:
    """Prints what matches, from the first record on, until `finish`.

    `on_broken` is called, on the log's thread, when the reader of the output has gone.
    """

    def __init__(
        self,
        journal: Journal,
        render: Render,
        wanted: Filter,
        *,
        write: Callable[[bytes], None],
        on_broken: Callable[[OSError], None] = lambda _: None,
        patient: bool = True,
    ) -> None:
        self._cursor = Cursor(journal)
        self._journal = journal
        self._render = render
        self._wanted = wanted
        self._write = write
        self._on_broken = on_broken
        self._patient = patient
        self._board = Board()
        self._news = threading.Event()
        self._listener = journal.add_listener(self._news.set)
        self._deadline: float | None = None
        self._thread = threading.Thread(target=self._run, name="h2craft-log", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def finish(self) -> None:
        """Print what there still is, as long as that is bearable, and say what was left out."""
        wait = PIPE_FAREWELL_SECONDS if self._patient else FAREWELL_SECONDS
        self._deadline = time.monotonic() + wait
        self._news.set()
        self._thread.join(wait + JOIN_SECONDS)
        self._listener.remove()

    def _run(self) -> None:
        try:
            while self._step():
                pass
        except OSError as error:  # whoever read our output is gone, or the disk behind it is full
            self._on_broken(error)

    def _step(self) -> bool:
        """Print a batch, or wait for one; False at the end."""
        began = time.monotonic()
        late = self._deadline is not None and began > self._deadline
        lost = self._cursor.lost
        records = [] if late else self._cursor.read(BATCH)
        lines: list[str] = []
        if self._cursor.lost > lost:
            self._board = Board()  # what it knew of connections no longer holds
            lines.append(_unshown(self._cursor.lost - lost, "the log fell behind"))
        readings = map(self._board.fold, records)
        lines += self._render([one for one in readings if self._wanted.matches(one)])
        behind = self._journal.last - self._cursor.after
        if late and behind:
            lines.append(_unshown(behind, "the server ended first"))
        if lines:
            self._write(("\n".join(lines) + "\n").encode("utf-8", "backslashreplace"))
        if self._deadline is not None:
            return bool(records)
        if records:
            time.sleep(max(BREATH_SECONDS, time.monotonic() - began))
        elif self._listener.arm(self._cursor.after):
            self._news.wait()
            self._news.clear()
        return True


def _unshown(count: int, reason: str) -> str:
    return f"x  {count:,} records not shown: {reason}"
