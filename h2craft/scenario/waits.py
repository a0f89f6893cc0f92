"""Waits in somebody's own words: what a person or an action has waited for, and what it found.

Knows filters and frames of the peer; no turn. What was waited for counts for the next act of a
person, and only where it was a frame of the peer: the rest a script of this recording does itself.
"""

from __future__ import annotations

import re
from collections import OrderedDict, deque
from typing import NamedTuple, TypeVar

from h2craft.actions import Await
from h2craft.filter import Filter, FilterError, compile
from h2craft.model import Reading
from h2craft.scenario.triggers import PLAIN
from h2craft.wire import frame_type_name

T = TypeVar("T")

KEPT_SEEN = 4_096  # frames of the peer, on all connections
KEPT_WAITS = 64

_received = re.compile(r"dir:received ").match
_either = re.compile(r"\bor\b", re.IGNORECASE).search


class Seen(NamedTuple):
    """A frame of the peer. `head`: with it a request's head was there."""

    seq: int
    at: float
    connection: int
    stream_id: int
    frame_type: int
    head: bool

    @property
    def pattern(self) -> str:
        """What finds such a frame."""
        return PLAIN.get(self.frame_type) or f"type:{frame_type_name(self.frame_type)}"


class Found(NamedTuple):
    """A wait that came true."""

    pattern: str
    seen: Seen


class _Pending:
    __slots__ = ("connection", "found", "pattern", "wanted")

    def __init__(self, connection: int, pattern: str, wanted: Filter) -> None:
        self.connection = connection
        self.pattern = pattern
        self.wanted = wanted
        self.found = 0


class Waits:
    """Of all connections."""

    def __init__(self) -> None:
        self._seen: deque[Seen] = deque(maxlen=KEPT_SEEN)
        self._said: OrderedDict[int, str] = OrderedDict()
        self._pending: OrderedDict[int, _Pending] = OrderedDict()

    def came(self, reading: Reading, head: bool) -> None:
        """A frame of the peer."""
        record, frame = reading.record, reading.frame
        assert frame is not None
        self._seen.append(
            Seen(record.seq, record.at, record.connection, reading.stream_id, frame.type, head)
        )
        for one in self._pending.values():
            ours = one.connection in (0, record.connection)
            if ours and not one.found and one.wanted.matches(reading):
                one.found = record.seq

    def begin(self, seq: int, connection: int, action: Await) -> None:
        """An action that waits was fired."""
        try:
            wanted = compile(action.pattern)
        except FilterError:
            return  # it is done with at once, and finds nothing
        _put(self._pending, seq, _Pending(connection, action.pattern, wanted))

    def end(self, seq: int, found: bool) -> bool:
        """It is done with. False where it is no such action."""
        pending = self._pending.pop(seq, None)
        if pending is not None and found and pending.found:
            self.said(pending.pattern, pending.found)
        return pending is not None

    def said(self, pattern: str, seq: int) -> None:
        """Somebody has waited in these words, and found this record."""
        _put(self._said, seq, _plain(pattern))

    def take(self, before: int) -> Found | None:
        """The last that came true before that record; none of them counts again."""
        found = None
        for seq in sorted(self._said):
            if seq < before:
                pattern = self._said.pop(seq)
                seen = self.seen(seq)
                found = Found(pattern, seen) if seen is not None else found
        return found

    def seen(self, seq: int) -> Seen | None:
        """The frame of the peer of that record, if it is not too long ago."""
        for one in reversed(self._seen):
            if one.seq <= seq:
                return one if one.seq == seq else None
        return None


def _put(kept: OrderedDict[int, T], seq: int, value: T) -> None:
    kept[seq] = value
    if len(kept) > KEPT_WAITS:
        kept.popitem(last=False)


def _plain(pattern: str) -> str:
    """As `wait_for` takes it, which looks at what was received and says so by itself."""
    received = None if _either(pattern) else _received(pattern)
    return pattern[received.end() :] if received else pattern
