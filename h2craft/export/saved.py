"""A selection as a trace file of its own. Knows the format of trace files, and no file.

What is left out leaves a gap in the numbers, and over a gap nobody knows what a connection was
like. So records are numbered anew where some are left out, and what refers to a record goes along.
Where the source itself has lost some, a gap stays.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

from h2craft.actions import Policy
from h2craft.export.selection import Selection
from h2craft.trace import Record, trace_octets


def h2trace(selection: Selection) -> Iterator[bytes]:
    """The connections that are concerned, whole, as `h2craft trace` and `view` open them."""
    return trace_octets(numbered(selection.stretches()), header(selection))


def header(selection: Selection) -> dict[str, Any]:
    """The first line of such a file: when the journal began, and who has written it."""
    from h2craft import __version__

    made: dict[str, Any] = {"program": f"h2craft {__version__}"}
    if selection.circumstances.started:
        made["started"] = selection.circumstances.started
    return made


def numbered(records: Iterable[Record | None]) -> Iterator[Record]:
    """The records, numbered from 1 on without a gap, but for one wherever None stands."""
    before, now = array("Q"), array("Q")  # old and new numbers, ascending
    seq = 0
    for one in records:
        if one is None:
            seq += 1 if seq else 0
            continue
        seq += 1
        before.append(one.seq)
        now.append(seq)
        yield _renumbered(one, seq, before, now) if one.seq != seq else one


def _renumbered(record: Record, seq: int, before: array[int], now: array[int]) -> Record:
    """0 stands for a record that is not there."""

    def of(old: int) -> int:
        at = bisect_left(before, old)
        return now[at] if at < len(before) and before[at] == old else 0

    detail = record.detail
    if isinstance(detail, Policy):
        release, drop = (tuple(filter(None, map(of, one))) for one in (detail.release, detail.drop))
        detail = replace(detail, release=release, drop=drop)
    return record._replace(seq=seq, cause=of(record.cause), detail=detail)
