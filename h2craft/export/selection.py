"""Which records leave, and from where. Knows sources, the fold and filters; no form to write in.

A selection is read as often as a format needs to, page by page: it is never in memory as a whole.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from h2craft.export.hidden import Hidden
from h2craft.filter import Filter
from h2craft.model import Board, Reading
from h2craft.trace import KEPT_TLS, Kind, Record, Source

PAGE = 1000
LAST = (1 << 63) - 1


EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Circumstances:
    """What records do not say.

    started      when the journal began, as ISO 8601 has it; "" if nobody knows
    urls         where the server listens
    ca_path      the certificate authority that its clients need
    home         the person's own folder, which a bundle leaves out of paths; "" for none
    environment  what stands in a bundle about the machine and the versions: JSON values
    """

    started: str = ""
    urls: tuple[str, ...] = ()
    ca_path: Path | None = None
    home: str = ""
    environment: Mapping[str, Any] = field(default_factory=dict)

    @property
    def began(self) -> datetime:
        """`started` as a moment; 1970-01-01 where that is not known."""
        try:
            began = datetime.fromisoformat(self.started)
        except ValueError:
            return EPOCH
        return began if began.tzinfo is not None else began.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """Records of a journal or a trace file that are to leave.

    source       what they are read from; a live journal is read up to its present end
    wanted       what has to match; None for everything
    first, last  the range of seqs, both included
    connections  their numbers, empty for all; `streams` likewise
    role         ours, where a connection does not say it itself
    secrets      what is nobody else's business stays in it; else `hidden` tells what was masked
    """

    source: Source
    wanted: Filter | None = None
    first: int = 1
    last: int = LAST
    connections: frozenset[int] = frozenset()
    streams: frozenset[int] = frozenset()
    role: str = "server"
    secrets: bool = False
    circumstances: Circumstances = Circumstances()
    hidden: Hidden = field(default_factory=Hidden)

    def readings(self) -> Iterator[Reading]:
        """What is selected, in order. Raises OSError as the source does."""
        for one in filter(self.selects, self.history()):
            self.hidden.count(one.record.seq)
            yield one

    def records(self) -> Iterator[Record]:
        """The records of `readings`."""
        return (one.record for one in self.readings())

    def history(self) -> Iterator[Reading]:
        """From the beginning, as far as `last`: what is selected, and what led there."""
        board = Board(self.role)
        for one in self._masked(self._asked()):
            if one is None:
                board = Board(self.role)  # records are missing: what it knew no longer holds
            else:
                yield board.fold(one)

    def selects(self, reading: Reading) -> bool:
        """Whether a reading of `history` is selected itself."""
        record = reading.record
        return (
            record.seq >= self.first
            and (not self.streams or reading.stream_id in self.streams)
            and (self.wanted is None or self.wanted.matches(reading))
            and (record.kind not in KEPT_TLS or record.kind in self._named)
        )

    def whole(self, *, exact: bool = False) -> Iterator[Record]:
        """The connections that are concerned, each from its beginning to `last`.

        HPACK and TLS can be read from the beginning only (RFC 7541 2.2), so this is what a form
        takes that is read by others. Records of no connection are among them. `exact`: nothing is
        masked, whatever `secrets` says.
        """
        return (one for one in self.stretches(exact=exact) if one is not None)

    def stretches(self, *, exact: bool = False) -> Iterator[Record | None]:
        """`whole`, with None wherever the source has lost records."""
        concerned = self.concerned()
        read = (one for one in self._asked() if one is None or one.connection in concerned)
        for one in read if exact else self._masked(read):
            if one is not None:
                self.hidden.count(one.seq)
            yield one

    def concerned(self) -> frozenset[int]:
        """The connections of which something is selected, and 0."""
        if self.wanted is None and not self.streams:  # then their numbers tell
            asked = (one for one in self._asked() if one is not None)
            return frozenset({0, *(one.connection for one in asked if one.seq >= self.first)})
        board = Board(self.role)
        found = {0}
        for one in self._asked():
            if one is None:
                board = Board(self.role)
            elif one.connection not in found and self.selects(board.fold(one)):
                found.add(one.connection)
        return frozenset(found)

    @property
    def _named(self) -> frozenset[Kind]:
        """The kinds the filter names: those which are left out otherwise are meant then."""
        return self.wanted.kinds if self.wanted is not None else frozenset()

    def _masked(self, records: Iterable[Record | None]) -> Iterator[Record | None]:
        return iter(records) if self.secrets else self.hidden.hide(records, self.role)

    def _asked(self) -> Iterator[Record | None]:
        """Records of the connections asked for, up to `last`; None where some are missing."""
        wanted, before = self.connections, 0
        for one in self._read():
            if one.seq != before + 1 and before:
                yield None
            before = one.seq
            if not wanted or one.connection in wanted:
                yield one

    def _read(self) -> Iterator[Record]:
        after = 0
        while after < self.last and (found := self.source.read(after, PAGE)):
            after = found[-1].seq
            yield from found if after <= self.last else (x for x in found if x.seq <= self.last)
