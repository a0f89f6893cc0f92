"""Automatic replies as a policy: which are sent, which wait in the tray, which never are."""

from __future__ import annotations

from dataclasses import dataclass, field

from h2craft.actions import AUTOMATIC_REPLIES, Reply
from h2craft.wire import FrameType

_NAMES: dict[int, str] = {
    FrameType.SETTINGS: "settings_ack",
    FrameType.PING: "ping_ack",
    FrameType.WINDOW_UPDATE: "window_update",
    FrameType.RST_STREAM: "reset",
    FrameType.GOAWAY: "goaway",
}


def reply_name(octets: bytes) -> str:
    """The policy's word for an automatic frame. h2 sends no others by itself."""
    return _NAMES[octets[3]]


@dataclass(slots=True)
class Tray:
    """`held` has the record and the octets of each reply that waits, oldest first."""

    policy: dict[str, Reply] = field(
        default_factory=lambda: dict.fromkeys(AUTOMATIC_REPLIES, Reply.SEND)
    )
    held: list[tuple[int, bytes]] = field(default_factory=list)

    def released(self) -> list[tuple[int, bytes]]:
        """Take out what the policy would send now."""
        free = [one for one in self.held if self.policy[reply_name(one[1])] is Reply.SEND]
        self.held = [one for one in self.held if one not in free]
        return free
