"""Automatic replies on their way out: sent, held in the tray or dropped, as the policy says.

What the policy and the tray are is theirs to know (see `tray`); here is what h2 and the records
hear of it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from h2craft.actions import Policy, Reply
from h2craft.endpoint.crafting import cut_frames
from h2craft.endpoint.reconcile import apart
from h2craft.endpoint.refusal import Refused
from h2craft.endpoint.shadow import follow, follow_policy
from h2craft.endpoint.tray import Held, reply_name, unknown_reply
from h2craft.trace import Kind, Origin
from h2craft.wire import FrameType

if TYPE_CHECKING:
    from h2craft.endpoint.endpoint import Endpoint

_RST_STREAM = int(FrameType.RST_STREAM)


def answer(endpoint: Endpoint, octets: bytes, cause: int, now: float) -> None:
    """Whole frames h2 wants to send because of record `cause`."""
    for reply in cut_frames(octets):
        if reply[3] == _RST_STREAM and endpoint.judge.reset_already(reply):
            # 9113 5.1: what arrives on a stream we have reset is discarded, not answered.
            endpoint.journal.append(
                now, endpoint.connection, Kind.FRAME_DROPPED, reply, cause, Origin.AUTOMATIC
            )
        else:
            automatic(endpoint, reply, cause, now)


def automatic(endpoint: Endpoint, octets: bytes, cause: int, now: float) -> None:
    """One frame that answers record `cause`."""
    verdict = endpoint.tray.policy[reply_name(octets)]
    if verdict is Reply.SEND:
        endpoint.sent(octets, now, cause, Origin.AUTOMATIC)
        return
    follow(endpoint, now)  # had it not begun with the policy: the connection is being closed
    held = verdict is Reply.HOLD and _has_room(endpoint, now)
    kind = Kind.FRAME_HELD if held else Kind.FRAME_DROPPED
    # h2 believes that it was sent, and has closed the stream.
    detail = apart(endpoint.lawful, octets) or None if octets[3] == _RST_STREAM else None
    seq = endpoint.journal.append(
        now, endpoint.connection, kind, octets, cause, Origin.AUTOMATIC, detail
    )
    if held:
        endpoint.tray.hold(Held(seq, octets, cause, now))


def _has_room(endpoint: Endpoint, now: float) -> bool:
    """One more reply may be held; told once in a row where it may not."""
    tray, most = endpoint.tray, endpoint.limits.held_replies
    count = len(tray.held)
    if count == most and not tray.full:
        endpoint.limit(now, "held_replies", count, "more are dropped")
    tray.full = count >= most
    return not tray.full


def reset(endpoint: Endpoint, stream_id: int, code: int, now: float, cause: int) -> None:
    """Close a stream, and let the policy decide whether the peer hears of it."""
    try:
        octets = endpoint.lawful.reset(stream_id, code)
    except Refused:
        return  # gone already
    endpoint.judge.reset_by_us(stream_id)
    endpoint.drop_stream(stream_id, "the stream was reset")
    for reply in cut_frames(octets):
        automatic(endpoint, reply, cause, now)


def change(endpoint: Endpoint, action: Policy, now: float, origin: Origin) -> None:
    """Change the policy; what is held of a reply that is to be sent again is released.

    Raises Refused, with nothing changed, where a name or a held record is not known.
    """
    tray = endpoint.tray
    changes = {name: Reply(reply) for name, reply in action.changes.items()}
    trouble = unknown_reply(changes) or tray.trouble(action.release, action.drop)
    if trouble:
        raise Refused(trouble)
    follow_policy(endpoint, changes, now)
    for held in tray.take(action.drop):
        endpoint.journal.append(
            now, endpoint.connection, Kind.FRAME_DROPPED, held.octets, held.seq, origin
        )
    for held in (*tray.take(action.release), *tray.change(changes)):
        endpoint.sent(held.octets, now, held.seq, Origin.AUTOMATIC)
        if held.octets[3] == _RST_STREAM:
            endpoint.judge.released(held.octets, held.seq)
