"""A client over a trace file. Knows files and no engine: nothing can be done to what was."""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

from h2craft.actions import Action, Reply
from h2craft.client.client import About, Binding, Desk, Preview, Result, Verdict
from h2craft.client.notes import Notes
from h2craft.filter import compile
from h2craft.trace import BLOCKS_AT_ONCE, Outline, Record, TraceReader

Value = TypeVar("Value")

NO_ACTIONS = "a saved trace takes no actions"
LOOK_SECONDS = 0.25  # between two looks at a file that may grow
TROUBLES_KEPT = 100


class SavedRecords:
    """The records of a trace file, for any thread."""

    def __init__(self, reader: TraceReader) -> None:
        self._reader = reader
        self._turn = threading.Lock()  # the reader's index is for one thread while it is refreshed

    @property
    def first(self) -> int:
        """The oldest seq in the file; 1 when there is none."""
        return self._reader.first or 1

    @property
    def last(self) -> int:
        return self._reader.last

    @property
    def lost(self) -> int:
        """Records the file does not have: dropped before they were written, or cut off."""
        return max(0, self._reader.last - self._reader.count)

    @property
    def damage(self) -> str:
        """What is wrong with the file as far as it was read; empty for nothing."""
        return self._reader.damage or ""

    def read(self, after: int = 0, limit: int = 1000) -> list[Record]:
        with self._turn:
            return self._reader.read(after, limit)

    def outline(self, after: int = 0) -> Outline:
        """Kinds and origins of the next records after seq `after`: so a list knows its length."""
        with self._turn:
            return self._reader.outline(after)

    def get(self, seq: int) -> Record | None:
        found = self.read(seq - 1, 1)
        return found[0] if found and found[0].seq == seq else None

    @property
    def partial(self) -> bool:
        """There is more in the file, as it was looked at last."""
        return self._reader.partial

    def refresh(self) -> bool:
        with self._turn:
            return self._reader.refresh(BLOCKS_AT_ONCE)

    def close(self) -> None:
        with self._turn:
            self._reader.close()


class SavedClient:
    """See the module; `Client` for the methods. Comments go to PATH.notes, beside the trace.

    A reader that is given is closed with it.
    """

    def __init__(
        self,
        path: str | Path | TraceReader,
        *,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        reader = path if isinstance(path, TraceReader) else TraceReader(path)
        self.records = SavedRecords(reader)
        self.troubles: deque[str] = deque(maxlen=TROUBLES_KEPT)
        self._notes = Notes(
            reader.path.with_name(f"{reader.path.name}.notes"), self.troubles.append
        )
        self._desk = Desk()
        self._clock = clock
        self._looked = clock()
        self._size = _size_of(reader.path)
        self._closed = False
        header = reader.header
        self._about = About(
            live=False,
            trace=reader.path,
            folder=reader.path.parent,
            started=_text(header.get("started")),
            role="client" if header.get("role") == "client" else "server",
        )
        self._tell()

    @property
    def about(self) -> About:
        return self._about

    @property
    def ended(self) -> str:
        return ""

    def standing(self) -> None:
        """A reader begins at the first record: they are all there."""

    def refresh(self) -> None:
        """Take in more of a long file, and then what it has got since.

        Looks whether it grows a few times a second at most.
        """
        now, partial = self._clock(), self._about.partial
        if self._closed or (now - self._looked < LOOK_SECONDS and not partial):
            return
        self._looked = now
        path = self._about.trace
        size = self._size if path is None else _size_of(path)
        try:
            if size != self._size or partial:
                self._size = size
                self.records.refresh()
        except OSError as error:
            self.troubles.append(f"{path}: {error.strerror or error}")
            self._about = replace(self._about, partial=False)
            return
        self._tell()

    def _tell(self) -> None:
        """What is known of the file by now."""
        if self.records.partial != self._about.partial:
            self._about = replace(self._about, partial=self.records.partial)
        damage = self.records.damage
        if damage != self._about.damage:
            self._about = replace(self._about, damage=damage)
            if damage:
                self.troubles.append(f"{self._about.trace} is damaged: {damage}")

    def desk(self) -> Desk:
        """Empty for ever."""
        return self._desk

    # Nothing can be done

    def submit(self, connection: int, *actions: Action) -> Future[Result]:
        return _refused()

    def reconnect(self) -> Future[Result]:
        return _refused()

    def preview(self, connection: int, action: Action) -> Future[Preview]:
        return _come(Preview(refused=NO_ACTIONS))

    def set_hold(self, pattern: str | None) -> Future[Result]:
        compile(pattern or "")
        return _refused()

    def release_request(self, connection: int, stream_id: int) -> Future[Result]:
        return _refused()

    def set_break(self, pattern: str | None) -> Future[Result]:
        compile(pattern or "")
        return _refused()

    def decide(
        self,
        held_seq: int,
        verdict: Verdict,
        *,
        action: Action | None = None,
        seconds: float = 0.0,
    ) -> Future[Result]:
        return _refused()

    def release_replies(self, connection: int, *held_seqs: int) -> Future[Result]:
        return _refused()

    def drop_replies(self, connection: int, *held_seqs: int) -> Future[Result]:
        return _refused()

    def set_policy(self, changes: Mapping[str, Reply], connection: int = 0) -> Future[Result]:
        return _refused()

    def attach(self, binding: Binding) -> Future[Result]:
        return _refused()

    def detach(self, number: int) -> Future[Result]:
        return _refused()

    def script_files(self) -> Sequence[str]:
        return ()

    # But for what is said about it

    def comment(self, seq: int, text: str, *, marked: bool = True) -> Future[Result]:
        """Kept in the file of notes; `seq` of the result is the record's own."""
        if self.records.get(seq) is None:
            return _come(Result(accepted=False, reason=f"there is no record {seq}"))
        reason = self._notes.add(seq, text, marked=marked)
        return _come(Result(accepted=not reason, reason=reason, seq=seq))

    def comments(self) -> Mapping[int, str | None]:
        return self._notes.marks

    def close(self) -> None:
        if not self._closed:
            self._closed = True
            self.records.close()


def _refused() -> Future[Result]:
    return _come(Result(accepted=False, reason=NO_ACTIONS))


def _come(value: Value) -> Future[Value]:
    future: Future[Value] = Future()
    future.set_result(value)
    return future


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _size_of(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return -1
