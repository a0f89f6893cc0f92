"""What is said beside the frames: comments on records, requests that are held. Knows no source."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import Any, NamedTuple

from h2craft.model import Reading
from h2craft.trace import Kind
from h2craft.wire import escape

LONGEST_COMMENT = 10_000
NO_MARKS: Mapping[int, str | None] = MappingProxyType({})


class Held(NamedTuple):
    """A request in a person's hands: `seq` is REQUEST_HELD, `request` the record it answers."""

    seq: int
    request: int
    at: float
    why: str = ""
    by: str = "filter"


class Marks:
    """`comments` by the seq they are about, "" for a mark alone; `held` by connection and stream.

    `version` grows with every change.
    """

    def __init__(self) -> None:
        self.version = 0
        self.held: dict[tuple[int, int], Held] = {}
        self._said: dict[int, str] = {}
        self._beside = NO_MARKS
        self.comments: Mapping[int, str] = MappingProxyType({})

    def take(self, reading: Reading) -> None:
        """A record of one of the `KINDS` was folded."""
        self._rules[reading.record.kind](self, reading)
        self.version += 1

    def beside(self, marks: Mapping[int, str | None]) -> None:
        """Comments that are no records, and come after those that are; None takes one back."""
        if marks is not self._beside:
            self._beside = marks
            self._publish()
            self.version += 1

    def resume(self, connection: int, requests: Iterable[Sequence[Any]]) -> None:
        """Requests of a connection that were held before the first record there is."""
        for stream_id, seq, request, at, why, by in requests:
            said = escape(str(why)[:LONGEST_COMMENT])
            self.held[connection, stream_id] = Held(seq, request, at, said, escape(str(by)))
        self.version += 1

    def _publish(self) -> None:
        merged: dict[int, str | None] = {**self._said, **self._beside}
        shown = {seq: readable(text) for seq, text in merged.items() if text is not None}
        self.comments = MappingProxyType(shown)

    def _commented(self, reading: Reading) -> None:
        detail = _detail(reading)
        seq = reading.record.cause
        if detail.get("marked", True):
            self._said[seq] = str(detail.get("text") or "")[:LONGEST_COMMENT]
        else:
            self._said.pop(seq, None)
        self._publish()

    def _request_held(self, reading: Reading) -> None:
        record, detail = reading.record, _detail(reading)
        self.held[record.connection, reading.stream_id] = Held(
            seq=record.seq,
            request=record.cause,
            at=record.at,
            why=escape(str(detail.get("why", ""))[:LONGEST_COMMENT]),
            by=escape(str(detail.get("by", "filter"))),
        )

    def _request_released(self, reading: Reading) -> None:
        key = reading.record.connection, reading.stream_id
        known = self.held.get(key)
        if known is not None and reading.record.cause in (0, known.seq):
            del self.held[key]

    def _connection_closed(self, reading: Reading) -> None:
        over = reading.record.connection
        for key in [key for key in self.held if key[0] == over]:
            del self.held[key]

    _rules: Mapping[int, Callable[[Marks, Reading], None]] = {
        Kind.COMMENTED: _commented,
        Kind.REQUEST_HELD: _request_held,
        Kind.REQUEST_RELEASED: _request_released,
        Kind.CONNECTION_CLOSED: _connection_closed,
    }


KINDS = frozenset(Marks._rules)


def readable(text: str) -> str:
    """A person's words: in any script, but nothing that controls or hides what is around it."""
    if text.isprintable():
        return text
    return "".join(one if one.isprintable() else escape(one) for one in text)


def _detail(reading: Reading) -> Mapping[str, object]:
    detail = reading.record.detail
    return detail if isinstance(detail, Mapping) else {}
