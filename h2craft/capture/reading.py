"""A capture becomes a trace: tshark's segments in, a reader of records out. Knows files.

The records are written to a temporary file that is gone with the reader. A capture is read once: it
does not grow, as a trace may.
"""

from __future__ import annotations

import os
import re
import tempfile
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from h2craft.capture.conversation import Conversation
from h2craft.capture.end import Happening
from h2craft.capture.errors import CaptureError
from h2craft.capture.order import Order
from h2craft.capture.packet import Packet
from h2craft.capture.speech import Speech
from h2craft.capture.tshark import Segments, find_tshark
from h2craft.trace import Journal, Kind, TraceReader, TraceWriter

WRITTEN_AT_ONCE = 4096
NAMED = 5
_SECOND = 1_000_000_000
_EPOCH = re.compile(r"(\d+)(?:\.(\d{1,9}))?\Z")
_FRACTION = re.compile(r"\.(\d+)")


class CaptureReader(TraceReader):
    """The records of a capture. `path` is the capture's; `notes` are what else there is to say."""

    def __init__(self, path: Path, written: Path, damage: str, notes: tuple[str, ...]) -> None:
        super().__init__(written)
        self.path = path
        self.notes = notes
        self._damage = damage

    @property
    def damage(self) -> str | None:
        """What tshark has found wrong with the capture."""
        return self._damage or super().damage

    def refresh(self, at_once: int | None = None) -> bool:
        """A capture is read once."""
        return False if self.last else super().refresh()


def read_capture(
    path: str | os.PathLike[str],
    *,
    keylog: str | os.PathLike[str] | None = None,
    tshark: str | None = None,
) -> CaptureReader:
    """Read a capture to its end. Raises CaptureError, and OSError for files that cannot be read.

    `keylog` has TLS secrets in NSS's form, beside those in the capture; `tshark` is the program,
    by default the one that is found.
    """
    path = Path(path).absolute()
    for file in (path, None if keylog is None else Path(keylog)):
        if file is not None:
            with file.open("rb"):  # in the system's words rather than in tshark's
                pass
    program = tshark or find_tshark()
    segments = Segments(program, path, None if keylog is None else Path(keylog))
    with tempfile.TemporaryDirectory(prefix="h2craft-", ignore_cleanup_errors=True) as folder:
        written = Path(folder) / f"{path.name}.h2trace"
        telling = convert(segments, written, {"capture": path.name})
        # The file is read on by its descriptor, where the system lets it go before that is closed.
        return CaptureReader(path, written, segments.damage, telling)


def convert(segments: Iterable[Packet], out: Path, header: dict[str, Any]) -> tuple[str, ...]:
    """Write the trace of these segments; what is to be said beside it.

    Raises CaptureError where no HTTP/2 is in them.
    """
    found: Conversion | None = None
    for packet in segments:
        if found is None:
            found = Conversion(out, header, nanoseconds(packet.at))
        found.take(packet)
    if found is None:
        raise CaptureError("has no TCP in it")
    return found.finish()


class Conversion:
    """One capture on its way to a trace file. `started`: nanoseconds since the Unix epoch."""

    def __init__(self, out: Path, header: dict[str, Any], started: int) -> None:
        when = datetime.fromtimestamp(started // _SECOND, UTC)
        when = when.replace(microsecond=started % _SECOND // 1000)
        self._started = self._now = started
        self._writer = TraceWriter(out, {**header, "started": when.isoformat()})
        self._journal = Journal(archive=self._writer)
        self._order: Order[tuple[Conversation, Happening]] = Order()
        self._conversations: dict[int, Conversation] = {}
        self._numbers: dict[int, int] = {}

    def take(self, packet: Packet) -> None:
        """The next segment."""
        at = nanoseconds(packet.at)
        self._now = max(self._now, at)  # of several interfaces' packets some come late
        conversation = self._conversations.get(packet.stream)
        if conversation is None:
            conversation = self._begin(packet, at)
        conversation.take(packet, at)
        self._place(packet.stream, conversation)
        self._write(self._now)

    def finish(self) -> tuple[str, ...]:
        """The capture is at its end: everything is written. What is to be said beside it."""
        for stream, conversation in self._conversations.items():
            conversation.finish(self._now)
            self._place(stream, conversation)
        self._write(self._now)
        with self._writer:
            notes = self._notes()
            for note in notes:
                self._append(self._now, 0, Happening(self._now, Kind.NOTED, detail={"text": note}))
            while self._journal.archive_next(WRITTEN_AT_ONCE):
                pass
        return notes

    def _begin(self, packet: Packet, at: int) -> Conversation:
        made: Conversation

        def tell(happening: Happening) -> None:
            self._order.put(happening.at, (made, happening))

        made = self._conversations[packet.stream] = Conversation(packet, at, tell)
        self._order.hold(packet.stream, at)
        return made

    def _place(self, stream: int, conversation: Conversation) -> None:
        if conversation.waits is None:
            self._order.release(stream)
        else:
            self._order.hold(stream, conversation.waits)

    def _write(self, now: int) -> None:
        for conversation, happening in self._order.take(now):
            number = self._numbers.setdefault(conversation.stream, len(self._numbers) + 1)
            self._append(happening.at, number, happening)

    def _append(self, at: int, number: int, happening: Happening) -> None:
        self._journal.append(
            (at - self._started) / _SECOND,
            number,
            happening.kind,
            happening.octets,
            0,
            happening.origin,
            happening.detail,
        )
        if self._journal.last - self._writer.archived >= WRITTEN_AT_ONCE:
            self._journal.archive_next(WRITTEN_AT_ONCE)

    def _notes(self) -> tuple[str, ...]:
        """What is not shown, and why. Raises CaptureError where that is everything."""
        all_ = self._conversations.values()
        others = [f"{one.names} ({one.why})" for one in all_ if one.speech is Speech.OTHER]
        named = "; ".join(others[:NAMED])
        named += f"; and {len(others) - NAMED} more" if len(others) > NAMED else ""
        if len(others) == len(self._conversations):
            raise CaptureError(f"has no HTTP/2 in it: {named}")
        notes = []
        sealed = sum(one.sealed for one in all_)
        if sealed:
            text = f"{sealed} of {len(self._numbers)} connections not decrypted: no keys for them"
            notes.append(f"{text} (--keylog FILE gives them)")
        if others:
            notes.append(f"not shown, as they do not speak HTTP/2: {named}")
        return tuple(notes)


def nanoseconds(text: str) -> int:
    """Since the Unix epoch, of a time as tshark writes it: seconds, or ISO 8601 from 4.6 on.

    Raises CaptureError for anything else.
    """
    if found := _EPOCH.match(text):
        return int(found[1]) * _SECOND + int((found[2] or "0").ljust(9, "0"))
    fraction = _FRACTION.search(text)
    try:
        whole = datetime.fromisoformat(_FRACTION.sub("", text))
    except ValueError:
        raise CaptureError(f"has a packet at {text!r:.60}, which is no time known here") from None
    beyond = int(fraction[1][:9].ljust(9, "0")) if fraction else 0
    return int(whole.timestamp()) * _SECOND + beyond
