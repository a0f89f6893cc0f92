"""The recording of a running server: a thread that reads the journal and writes the scenario file.

Knows the journal, the recorder and a file, nothing of the engine. It never makes the server wait:
it reads with a cursor of its own and works at most half of the time. The file is written anew when
something was done since, at most every `LEAST_SECONDS`, and seldom where writing takes long; it is
whole at any moment. What the journal had to forget before it was read is said, here and there.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

from h2craft.cli.errors import reason
from h2craft.cli.recording import NOTHING, Recording, told
from h2craft.model import Board
from h2craft.scenario import ScenarioError, loading
from h2craft.trace import Cursor, Journal

BATCH = 500
BREATH_SECONDS = 0.02
LEAST_SECONDS = 2.0
SHARE = 10  # writing takes at most one part in so many of the time
FAREWELL_SECONDS = 60.0


class Scribe:
    """Records from the first record on, until `finish`. `say` is given lines for a person.

    started  wall-clock time of the journal's beginning, ISO 8601
    """

    def __init__(
        self, journal: Journal, recording: Recording, *, started: str, say: Callable[[str], object]
    ) -> None:
        self._journal = journal
        self._recording = recording
        self._started = started
        self._say = say
        self._cursor = Cursor(journal)
        self._board = Board()
        self._recorder = recording.recorder()
        self._load = loading(journal)
        self._news = threading.Event()
        self._listener = journal.add_listener(self._news.set)
        self._ending = False
        self._ours = False  # the file has been written
        self._written = 0  # changes that are in it
        self._due = 0.0
        self._trouble = ""
        self._thread = threading.Thread(target=self._run, name="h2craft-record", daemon=True)

    @property
    def trouble(self) -> str:
        """Why the file could not be written the last time; empty if it could."""
        return self._trouble

    def start(self) -> None:
        self._thread.start()

    def finish(self) -> None:
        """Read what there still is, write it, and say what is in the file."""
        self._ending = True
        self._news.set()
        self._thread.join(FAREWELL_SECONDS)
        self._listener.remove()
        if self._thread.is_alive():
            self._trouble = f"{self._recording.path} is not complete: the server ended first"
            self._say(self._trouble)

    def _run(self) -> None:
        while self._step():
            pass
        self._last()

    def _step(self) -> bool:
        """Read a batch, or wait for one; False at the end."""
        began = time.monotonic()
        ending = self._ending
        try:
            found = self._read()
        except OSError as error:
            self._complain(f"cannot read what is to be recorded: {reason(error)}")
            return False
        if not ending and began >= self._due:
            self._keep()
        if found:
            if not ending:
                time.sleep(max(BREATH_SECONDS, min(time.monotonic() - began, LEAST_SECONDS)))
        elif ending:
            return False
        elif self._listener.arm(self._cursor.after):
            self._news.wait(max(BREATH_SECONDS, self._due - began) if self._stale() else None)
            self._news.clear()
        return True

    def _read(self) -> bool:
        lost = self._cursor.lost
        records = self._cursor.read(BATCH)
        if self._cursor.lost > lost:
            self._board = Board()  # what it knew of connections no longer holds
            self._say(
                f"{self._cursor.lost - lost:,} records were lost before they could be recorded"
            )
        for record in records:
            self._recorder.take(self._board.fold(record))
        return bool(records)

    def _stale(self) -> bool:
        return self._written < self._recorder.changes

    def _keep(self) -> None:
        """Write the file if there is something new, and decide when next."""
        if not self._stale() or not len(self._recorder):
            return
        began = time.monotonic()
        changes = self._recorder.changes
        if self._write():
            self._written = changes
        now = time.monotonic()
        self._due = now + max(LEAST_SECONDS, (SHARE - 1) * (now - began))

    def _write(self) -> bool:
        try:
            self._recording.write(
                self._recorder, self._load, started=self._started, over=self._ours
            )
        except ScenarioError as error:
            return self._complain(f"cannot write {self._recording.path}: {error}")
        except OSError as error:
            return self._complain(f"cannot write {self._recording.path}: {reason(error)}")
        self._ours, self._trouble = True, ""
        return True

    def _complain(self, trouble: str) -> bool:
        """Once for the same trouble."""
        if trouble != self._trouble:
            self._say(f"{trouble}; serving goes on" if not self._ending else trouble)
        self._trouble = trouble
        return False

    def _last(self) -> None:
        path = self._recording.path
        if not len(self._recorder):
            self._say(f"{NOTHING}: {path} is not written")
        elif self._write():
            self._say(told(self._recorder, path))
        elif self._ours:
            self._say(f"{path} is the recording of an earlier moment")
