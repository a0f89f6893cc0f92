"""Records that were fetched, kept for a while. Pure; knows no socket and no thread."""

from __future__ import annotations

from bisect import bisect_right, insort
from collections import OrderedDict

from h2craft.trace import Record

KEPT_OCTETS = 24 << 20
OVERHEAD_OCTETS = 512  # of a record, beside its octets: the tuple, its numbers, a small detail
WHOLE = 512  # records; a chunk that has fewer takes in what follows it


class _Chunk:
    """All the records there are after seq `after` and up to seq `upto`."""

    __slots__ = ("after", "records", "upto", "weight")

    def __init__(self, after: int, upto: int, records: list[Record]) -> None:
        self.after = after
        self.upto = upto
        self.records = records
        self.weight = weight_of(records)


class Shelf:
    """Runs of records by seq, without overlaps; those nobody asked for longest go first.

    `octets` is what they take, more or less.
    """

    def __init__(self, limit: int = KEPT_OCTETS) -> None:
        self.limit = limit
        self.octets = 0
        self._afters: list[int] = []
        self._chunks: OrderedDict[int, _Chunk] = OrderedDict()  # by `after`; by the last use

    def put(self, after: int, records: list[Record]) -> None:
        """These are the first records after seq `after`; where a number is missing, it is lost."""
        if not records:
            return
        upto = records[-1].seq
        while (known := self._at(after)) is not None:  # what is here already
            after = known.upto
        following = bisect_right(self._afters, after)
        if following < len(self._afters):
            upto = min(upto, self._afters[following])
        if upto > after:
            self._keep(after, upto, [one for one in records if after < one.seq <= upto])

    def _keep(self, after: int, upto: int, records: list[Record]) -> None:
        before = self._at(after - 1)
        if before is not None and before.upto == after and len(before.records) < WHOLE:
            before.records += records
            before.upto = upto
            before.weight += weight_of(records)
            self._chunks.move_to_end(before.after)
        else:
            insort(self._afters, after)
            self._chunks[after] = _Chunk(after, upto, records)
        self.octets += weight_of(records)
        while self.octets > self.limit and len(self._chunks) > 1:
            _, oldest = self._chunks.popitem(last=False)
            self._afters.remove(oldest.after)
            self.octets -= oldest.weight

    def take(self, after: int, limit: int) -> tuple[list[Record], int]:
        """The first records after seq `after`, as far as they are here, and up to which seq.

        That is `after` where nothing is known of what follows.
        """
        found: list[Record] = []
        while len(found) < limit and (chunk := self._at(after)) is not None:
            self._chunks.move_to_end(chunk.after)
            start = bisect_right(chunk.records, after, key=_seq)
            part = chunk.records[start : start + limit - len(found)]
            whole = start + len(part) == len(chunk.records)
            found += part
            after = chunk.upto if whole else part[-1].seq
        return found, after

    def ahead(self, after: int) -> tuple[int, int]:
        """Up to which seq all is here that follows seq `after`, and how many octets that is."""
        weight = 0
        while (chunk := self._at(after)) is not None:
            after = chunk.upto
            weight += chunk.weight
        return after, weight

    def _at(self, after: int) -> _Chunk | None:
        """The one that has what follows seq `after`."""
        index = bisect_right(self._afters, after) - 1
        if index < 0:
            return None
        chunk = self._chunks[self._afters[index]]
        return chunk if chunk.upto > after else None


def weight_of(records: list[Record]) -> int:
    return sum(len(record.octets) for record in records) + OVERHEAD_OCTETS * len(records)


def _seq(record: Record) -> int:
    return record.seq
