"""Records read from the source by pages, the last of them kept. Knows no meaning of a record."""

from __future__ import annotations

from collections import OrderedDict
from typing import Protocol

from h2craft.trace import Record

PAGE = 64  # records: a screenful or two, as a list that follows reads a new page at each look
KEPT_PAGES = 256
KEPT_OCTETS = 16 << 20


class Source(Protocol):
    """What a reader reads: a journal, a trace file, the records of a client."""

    @property
    def first(self) -> int: ...

    @property
    def last(self) -> int: ...

    def read(self, after: int = 0, limit: int = 1000) -> list[Record]:
        """The first `limit` records after seq `after`. Raises OSError."""


class _Page:
    __slots__ = ("octets", "records", "upto")

    def __init__(self, records: list[Record], upto: int) -> None:
        self.records = {record.seq: record for record in records}
        self.octets = sum(len(record.octets) for record in records)
        self.upto = upto  # the last seq there was when this was read


class Pages:
    """The records of a source by seq; at most 256 pages and 16 MiB of octets stay in memory."""

    __slots__ = ("_octets", "_pages", "_source")

    def __init__(self, source: Source) -> None:
        self._source = source
        self._pages: OrderedDict[int, _Page] = OrderedDict()
        self._octets = 0

    def get(self, seq: int) -> Record | None:
        """The record, or None where there is none (any more). Raises OSError."""
        if seq < 1:
            return None
        number = (seq - 1) // PAGE
        page = self._pages.get(number)
        if page is None or (seq not in page.records and page.upto < seq <= self._source.last):
            page = self._read(number)
        else:
            self._pages.move_to_end(number)
        return page.records.get(seq)

    def _read(self, number: int) -> _Page:
        start = number * PAGE
        upto = min(self._source.last, start + PAGE)
        found = self._source.read(start, PAGE)
        page = _Page([record for record in found if record.seq <= start + PAGE], upto)
        before = self._pages.pop(number, None)
        if before is not None:
            self._octets -= before.octets
        self._pages[number] = page
        self._octets += page.octets
        while len(self._pages) > 1 and (
            len(self._pages) > KEPT_PAGES or self._octets > KEPT_OCTETS
        ):
            _, oldest = self._pages.popitem(last=False)
            self._octets -= oldest.octets
        return page
