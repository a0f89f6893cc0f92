"""Writing a trace file. Knows files, but no clock and no engine."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from h2craft.trace.block import encode_block
from h2craft.trace.file import encode_first_line
from h2craft.trace.index import BlockIndex
from h2craft.trace.raw import Outline, RawRecord
from h2craft.trace.record import Record

BLOCK_RECORDS = 4096
BLOCK_OCTETS = 1 << 20
"""What a reader must load for one record; a larger record has a block of its own."""


class TraceWriter:
    """Writes a trace file, and reads what it has written: an `Archive` for a journal.

    `header` goes into the first line. The file must not exist, unless `overwrite`; only its owner
    may read it, as it holds what TLS kept secret. Everything raises OSError as the system does.
    """

    def __init__(
        self,
        path: str | os.PathLike[str],
        header: Mapping[str, Any] | None = None,
        *,
        overwrite: bool = False,
    ) -> None:
        self.path = Path(path).absolute()
        mode = "wb" if overwrite else "xb"
        self._file = open(self.path, mode, buffering=0, opener=_open_private)  # noqa: SIM115
        self.size = 0
        self.archived = 0
        try:
            self._write_octets(encode_first_line(header or {}))
            self._index = BlockIndex(self.path)
        except BaseException:
            self._file.close()
            if not overwrite:  # what nobody can read is not left behind
                self.path.unlink(missing_ok=True)
            raise

    def write(self, records: Sequence[RawRecord]) -> None:
        """Write records whose seqs follow `archived`. After an OSError it may be tried again."""
        if not records:
            return
        first, last = records[0][0], records[-1][0]
        if first <= self.archived:
            raise ValueError(f"record {first} does not follow {self.archived}")
        if last - first + 1 != len(records):
            self._write_runs(records)
        elif len(records) > 1 and _too_much(records):
            half = len(records) // 2
            self.write(records[:half])
            self.write(records[half:])
        else:
            offset = self.size
            self._write_octets(encode_block(records, offset))
            self._index.add(first, len(records), offset)
            self.archived = last

    def _write_runs(self, records: Sequence[RawRecord]) -> None:
        """Write each run of seqs without a gap by itself."""
        start = 0
        for end in range(1, len(records) + 1):
            if end == len(records) or records[end][0] != records[end - 1][0] + 1:
                self.write(records[start:end])
                start = end

    def _write_octets(self, octets: bytes) -> None:
        written = 0
        try:
            while written < len(octets):
                written += self._file.write(memoryview(octets)[written:]) or 0
        except OSError:
            if written:  # a full disk takes part of a block; take it back, so the next one fits
                self._file.seek(self.size)
                self._file.truncate()
            raise
        self.size += written

    def read(self, after: int = 0, limit: int = 1000) -> list[Record]:
        """The first `limit` records after seq `after`; from any thread, also after `close`."""
        return self._index.read(after, limit)

    def outline(self, after: int = 0) -> Outline:
        """Kinds and origins of the next records after seq `after`; as `read`."""
        return self._index.outline(after)

    def sync(self) -> None:
        """Wait until the disk has what was written."""
        os.fsync(self._file.fileno())

    def close(self) -> None:
        """Write no more."""
        self._file.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()


def _open_private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


def _too_much(records: Sequence[RawRecord]) -> bool:
    return len(records) > BLOCK_RECORDS or sum(len(raw[4]) for raw in records) > BLOCK_OCTETS
