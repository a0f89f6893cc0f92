"""The thread that takes records from the journal to disk. Knows the archive, no connection.

With a trace file every record is written, at most FLUSH_SECONDS after it happened: that is what
a killed process may lose. Without one, records go to a temporary file, and only when memory is
half full, so that readers lose nothing. A disk that fails is tried again until memory is half
full; then the archive is given up and the oldest records are lost. Serving goes on either way.
"""

from __future__ import annotations

import contextlib
import os
import tempfile
import threading
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, Protocol

from h2craft.engine.errors import EngineError, reason
from h2craft.trace import Archive, Journal, RawRecord, Record, TraceWriter

FLUSH_SECONDS = 0.1
"""Documented: what happened up to this long before a kill -9 may be missing from the trace file."""

RETRY_SECONDS = 1.0
BLOCK_RECORDS = 4096


class ClosableArchive(Archive, Protocol):
    def close(self) -> None: ...


class Spill:
    """An archive in a temporary file, made when it is first needed and gone with the process."""

    def __init__(self, folder: Path | None = None) -> None:
        self._folder = folder
        self._writer: TraceWriter | None = None
        self._name = ""

    @property
    def archived(self) -> int:
        return 0 if self._writer is None else self._writer.archived

    def write(self, records: Sequence[RawRecord]) -> None:
        if self._writer is None:
            descriptor, self._name = tempfile.mkstemp(".h2trace", "h2craft-", self._folder)
            os.close(descriptor)
            try:
                self._writer = TraceWriter(self._name, overwrite=True)
            finally:
                # Nameless from here on, where the system allows it: no kill leaves it behind.
                with contextlib.suppress(PermissionError):
                    os.unlink(self._name)
        self._writer.write(records)

    def read(self, after: int, limit: int) -> list[Record]:
        return [] if self._writer is None else self._writer.read(after, limit)

    def close(self) -> None:
        if self._writer is not None:
            self._writer.close()
            with contextlib.suppress(OSError):
                os.unlink(self._name)


def open_trace(path: Path, header: Mapping[str, Any], *, overwrite: bool) -> TraceWriter:
    """The trace file, begun. EngineError in one line where it cannot be."""
    try:
        return TraceWriter(path, header, overwrite=overwrite)
    except FileExistsError as error:
        raise EngineError(f"{path} exists already: give the trace another name") from error
    except OSError as error:
        raise EngineError(f"cannot write the trace {path}: {reason(error)}") from error


class Keeper:
    """The thread and what it keeps.

    failed     with words for a person, when the disk fails, when it works again or is given up
    caught_up  after writing, to let reading go on
    lost       how many more records are lost since the disk was given up; at most once a second

    All three are called on the keeper's thread.
    """

    def __init__(
        self,
        journal: Journal,
        archive: ClosableArchive,
        *,
        eager: bool,
        failed: Callable[[str], None],
        caught_up: Callable[[], None] = lambda: None,
        lost: Callable[[int], None] = lambda _: None,
    ) -> None:
        self._journal = journal
        self._archive = archive
        self._eager = eager
        self._failed = failed
        self._caught_up = caught_up
        self._lost = lost
        self._known_lost = 0
        self._failing = False
        self._stopping = False
        self._due = threading.Event()
        self._urgent = threading.Event()
        self._listener = journal.add_listener(self._due.set)
        self._thread = threading.Thread(target=self._run, name="h2craft-keeper", daemon=True)

    def start(self) -> None:
        self._journal.archive = self._archive
        self._journal.archiving = True
        self._thread.start()

    def nudge(self) -> None:
        """Memory is short: write now."""
        self._urgent.set()
        self._due.set()

    def stop(self, timeout_seconds: float = 10.0) -> None:
        """Write what is left and end. The file is complete when this returns."""
        self._stopping = True
        self.nudge()
        if self._thread.is_alive():
            self._thread.join(timeout_seconds)

    def _run(self) -> None:
        while not self._stopping:
            if self._listener.arm(self._position()):
                self._due.wait()
            self._due.clear()
            self._urgent.wait(RETRY_SECONDS if self._failing else FLUSH_SECONDS)
            self._urgent.clear()
            if self._stopping or not self._waits():
                self._write_all()
            self._tell_lost()
        self._listener.remove()
        if self._eager:
            self._write_all()
        self._archive.close()

    def _position(self) -> int:
        """Up to where there is nothing to do."""
        idle = self._waits() or not self._journal.archiving
        return self._journal.last if idle else self._archive.archived

    def _waits(self) -> bool:
        """True while memory alone will do."""
        return not self._eager and not self._half_full()

    def _half_full(self) -> bool:
        journal = self._journal
        return (
            2 * journal.octets_in_memory > journal.memory_octets
            or 2 * journal.records_in_memory > journal.memory_records
        )

    def _write_all(self) -> None:
        journal = self._journal
        while journal.archiving:
            try:
                if not journal.archive_next(BLOCK_RECORDS):
                    break
            except OSError as error:
                self._fail(error)
                break
            if self._failing:
                self._failing = False
                self._failed("the journal is written to disk again; nothing is lost")
        self._caught_up()

    def _tell_lost(self) -> None:
        more = self._journal.lost - self._known_lost
        if more:
            self._known_lost += more
            self._lost(more)

    def _fail(self, error: OSError) -> None:
        if not self._failing:
            self._failing = True
            self._failed(f"the journal cannot be written to disk: {reason(error)}; serving goes on")
        if self._half_full() or self._stopping:
            self._journal.stop_archiving()
            self._failed("the journal is no longer written to disk; older records are lost")
