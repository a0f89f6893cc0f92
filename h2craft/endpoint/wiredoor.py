"""The wire door, frame by frame: what is asked for leaves, and h2 is told as far as it can be.

What h2 makes of it is in `reconcile`. Octets that nobody has called frames go by `pouring`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from h2craft.actions import (
    Continuation,
    CraftedFrame,
    GoAway,
    Headers,
    PushPromise,
    Raw,
    RstStream,
    Settings,
    WindowUpdate,
)
from h2craft.endpoint import lawdoor
from h2craft.endpoint.crafting import Unwritable, octets_of
from h2craft.endpoint.reconcile import HEADER_BLOCK_TYPES, apart, meaning_of, tell
from h2craft.endpoint.shadow import follow_wire
from h2craft.trace import Kind, Origin

if TYPE_CHECKING:
    from h2craft.endpoint.endpoint import Endpoint

_WITH_BLOCK = (Headers, PushPromise, Continuation)
_FRAME_SENT = Kind.FRAME_SENT


def send(
    endpoint: Endpoint, crafted: CraftedFrame, now: float, seq: int, origin: Origin, *, inform: bool
) -> None:
    """Let one frame out as it is. Raises Unwritable where it has no octets; then nothing left."""
    follow_wire(endpoint, crafted, now, inform=inform)
    encoder = endpoint.lawful.encoder
    if isinstance(crafted, PushPromise):
        crafted = lawdoor.with_promise(endpoint, crafted)
    elif isinstance(crafted, GoAway):
        crafted = lawdoor.with_last_stream(endpoint, crafted)
    try:
        octets = octets_of(crafted, encoder)
    except Unwritable:
        if isinstance(crafted, _WITH_BLOCK) and crafted.block is None:
            encoder.undo()  # nothing leaves, so the peer's decoder must not be ahead
        raise
    known = meaning_of(octets) if isinstance(crafted, Raw) else crafted
    written(endpoint, octets, known, now, seq, origin, inform=inform)


def written(
    endpoint: Endpoint,
    octets: bytes,
    known: CraftedFrame | None,
    now: float,
    seq: int,
    origin: Origin,
    *,
    inform: bool,
    before: int = 0,
) -> None:
    """Tell h2 of one frame, note what could not be told, and put the frame out.

    `known`: what it means, None where nobody knows. `before`: so many octets of it have left
    already.
    """
    lawful = endpoint.lawful
    step = "h2 was not informed" if not inform else known and tell(lawful, known)
    detail: dict[str, Any] = {"door": "wire"}
    if step:
        detail |= apart(lawful, octets, known) | {"step": step}
    if octets[3] in HEADER_BLOCK_TYPES:
        trouble = endpoint.peer.reads(known)
        if trouble:
            detail["hpack"] = trouble
    if isinstance(known, Settings) and not known.ack:
        endpoint.announced(known.pairs)
    elif isinstance(known, WindowUpdate):
        endpoint.inflows.opened(known.stream_id, known.increment)
    elif isinstance(known, RstStream):
        endpoint.judge.reset_by_us(known.stream_id)
        endpoint.drop_stream(known.stream_id, "the stream was reset")
    journal = endpoint.journal
    endpoint.judge.sent(octets, journal.last + 1)
    kind = Kind.OCTETS_SENT if before else _FRAME_SENT
    journal.append(now, endpoint.connection, kind, octets[before:], seq, origin, detail)
    endpoint.output.append(octets[before:])
