"""Connection errors (RFC 9113 5.4.1): h2 has given up, or we do. Says so, and ends what waits."""

from __future__ import annotations

from typing import TYPE_CHECKING

from h2craft.actions import CloseHow
from h2craft.endpoint import events, replies
from h2craft.endpoint.crafting import cut_frames, frame
from h2craft.endpoint.events import Event
from h2craft.endpoint.refusal import GaveUp
from h2craft.endpoint.shadow import follow
from h2craft.trace import Kind, Origin
from h2craft.wire import ErrorCode, FrameType

if TYPE_CHECKING:
    from h2craft.endpoint.endpoint import Endpoint

_GOAWAY = int(FrameType.GOAWAY)
REASON_OCTETS = 256


def gave_up(endpoint: Endpoint, gone: GaveUp, seq: int, now: float, happened: list[Event]) -> None:
    """Record that h2 has given up because of record `seq`, and send a GOAWAY that says why."""
    follow(endpoint, now, gone, seq)
    detail = {"reason": gone.reason, "code": int(gone.code), "section": gone.section}
    endpoint.journal.append(
        now, endpoint.connection, Kind.H2_GAVE_UP, b"", seq, Origin.ENGINE, detail
    )
    for octets in cut_frames(gone.reply):
        if octets[3] != _GOAWAY:
            replies.automatic(endpoint, octets, seq, now)
    # h2's own GOAWAY says no more than a code. The reason helps whoever reads the client's log.
    last = endpoint.lawful.highest_received_stream_id
    payload = last.to_bytes(4, "big") + int(gone.code).to_bytes(4, "big")
    goaway = frame(FrameType.GOAWAY, 0, 0, payload + gone.reason.encode()[:REASON_OCTETS])
    replies.automatic(endpoint, goaway, seq, now)
    for stream_id in list(endpoint.queue.streams):
        endpoint.drop_stream(stream_id, f"h2 gave the connection up: {gone.reason}")
    happened.append(events.ConnectionEnded(gone.reason))
    if endpoint.strict and endpoint.closing is None:
        endpoint.closing = CloseHow.CLEAN


def give_up(
    endpoint: Endpoint, reason: str, code: int, section: str, cause: int, now: float
) -> None:
    """Make a connection error of ours; what it means is told aside."""
    happened: list[Event] = []
    gave_up(endpoint, endpoint.lawful.retire(reason, code, section), cause, now, happened)
    for event in happened:
        endpoint.tell_aside(event)


def calm(endpoint: Endpoint, now: float, limit: str, value: int, cause: int = 0) -> None:
    """A limit is passed: say so, and end the conversation with ENHANCE_YOUR_CALM (10.5)."""
    endpoint.limit(now, limit, value, "GOAWAY(ENHANCE_YOUR_CALM)")
    if endpoint.lawful.gone is None:
        reason = f"limit {limit} passed: {value:,}"
        give_up(endpoint, reason, ErrorCode.ENHANCE_YOUR_CALM, "10.5", cause, now)
