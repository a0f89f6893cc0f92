"""Octets by the wire door: frame by frame as far as there are frames among them, or unlooked at."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from h2craft.endpoint.reconcile import meaning_of
from h2craft.endpoint.shadow import follow
from h2craft.endpoint.wiredoor import written
from h2craft.trace import Kind, Origin
from h2craft.wire import Splitter

Spent = tuple[int, int]

if TYPE_CHECKING:
    from h2craft.endpoint.endpoint import Endpoint


def write(endpoint: Endpoint, octets: bytes, now: float, cause: int, origin: Origin) -> None:
    """These octets and nothing else; frames among them are recorded as frames.

    A frame may come in parts. What it means for h2 is known with its last one.
    """
    follow(endpoint, now)
    splitter, before = Splitter(expect_preface=False), len(endpoint.unfinished)
    for _, piece in splitter.feed(endpoint.unfinished + octets):
        known = meaning_of(piece)
        written(endpoint, piece, known, now, cause, origin, inform=True, before=before)
        before = 0
    endpoint.unfinished = bytes(splitter.pending)
    rest = endpoint.unfinished[before:]
    if rest:
        step = "not a whole frame: h2 is told when it is complete"
        _record(endpoint, rest, now, cause, origin, step)


def pour(
    endpoint: Endpoint,
    octets: bytes,
    now: float,
    cause: int,
    origin: Origin,
    spent: Spent = (0, 0),
) -> None:
    """Octets as one record, whatever is among them: for more of them than anybody looks at.

    `spent`: a stream, and how many octets of its window and the connection's they use.
    """
    endpoint.unfinished = b""
    if spent[1]:
        endpoint.lawful.spend(*spent)
    _record(endpoint, octets, now, cause, origin, "h2 was not informed", poured=True)


def _record(
    endpoint: Endpoint,
    octets: bytes,
    now: float,
    cause: int,
    origin: Origin,
    step: str,
    **more: bool,
) -> None:
    detail: dict[str, Any] = {"door": "wire", "step": step, **more}
    endpoint.journal.append(
        now, endpoint.connection, Kind.OCTETS_SENT, octets, cause, origin, detail
    )
    endpoint.output.append(octets)
