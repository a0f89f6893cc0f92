"""Automatic replies as a policy: which are sent, which wait in the tray, which never are."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from h2craft.actions import AUTOMATIC_REPLIES, Reply
from h2craft.wire import FrameType

_NAMES: dict[int, str] = {
    FrameType.SETTINGS: "settings_ack",
    FrameType.PING: "ping_ack",
    FrameType.WINDOW_UPDATE: "window_update",
    FrameType.RST_STREAM: "reset",
    FrameType.GOAWAY: "goaway",
}


class Held(NamedTuple):
    """A reply that waits. `seq` is its FRAME_HELD record, `cause` the record it answers."""

    seq: int
    octets: bytes
    cause: int
    at: float


def reply_name(octets: bytes) -> str:
    """The policy's word for an automatic frame. h2 sends no others by itself."""
    return _NAMES[octets[3]]


def usual_policy() -> dict[str, Reply]:
    """Everything is sent, as a plain server does."""
    return dict.fromkeys(AUTOMATIC_REPLIES, Reply.SEND)


def unknown_reply(changes: Mapping[str, Reply]) -> str:
    """What is wrong with the names of these changes, in words; empty if nothing is."""
    for name in changes:
        if name not in AUTOMATIC_REPLIES:
            known = ", ".join(AUTOMATIC_REPLIES)
            return f"no automatic reply is called {name!r}; there are {known}"
    return ""


@dataclass(slots=True)
class Tray:
    """`held` are the replies that wait, oldest first; `changed` is called after each change.

    `full`: the last that was to wait found no room.
    """

    policy: dict[str, Reply] = field(default_factory=usual_policy)
    held: list[Held] = field(default_factory=list)
    changed: Callable[[], object] = lambda: None
    full: bool = False

    def hold(self, held: Held) -> None:
        """Let a reply wait."""
        self.held.append(held)
        self.changed()

    def change(self, changes: Mapping[str, Reply]) -> list[Held]:
        """Another policy from now on. Takes out, and returns, what it would send now."""
        self.policy |= changes
        free = [one for one in self.held if self.policy[reply_name(one.octets)] is Reply.SEND]
        return self._out(free)

    def trouble(self, release: tuple[int, ...], drop: tuple[int, ...]) -> str:
        """Why these cannot be sent and dropped, in words; empty if they can."""
        held = {one.seq for one in self.held}
        for seq in (*release, *drop):
            if seq not in held:
                return f"record {seq} is no reply that is held here"
            if seq in release and seq in drop:
                return f"record {seq} cannot be both sent and dropped"
        return ""

    def take(self, seqs: tuple[int, ...]) -> list[Held]:
        """Take out these, in the order they are named."""
        by_seq = {one.seq: one for one in self.held}
        return self._out([by_seq[seq] for seq in dict.fromkeys(seqs) if seq in by_seq])

    def _out(self, gone: list[Held]) -> list[Held]:
        seqs = {one.seq for one in gone}
        self.held = [one for one in self.held if one.seq not in seqs]
        self.changed()
        return gone
