"""The seven verbs. Convenience words elsewhere are functions that return these."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from h2craft.actions.craft import CraftedFrame


class Door(StrEnum):
    """How a frame leaves: made by h2, which may refuse, or written as it is."""

    LAWFUL = "lawful"
    WIRE = "wire"


class CloseHow(StrEnum):
    """How a connection ends, from our side."""

    CLEAN = "clean"  # close_notify where there is TLS, then FIN; no waiting for the peer's
    HALF = "half"  # end our direction only, go on reading
    RESET = "reset"  # TCP RST
    NO_TLS_CLOSE = "no-tls-close"  # FIN without close_notify


class Reply(StrEnum):
    """What becomes of an automatic reply."""

    SEND = "send"
    HOLD = "hold"  # kept in a tray, can be released
    DROP = "drop"


AUTOMATIC_REPLIES = ("settings_ack", "ping_ack", "window_update", "reset", "goaway")
"""The replies a policy governs: those h2 (or our limits) would send by itself."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Send:
    """One flush: one frame or several, through one door.

    The lawful door asks h2, waits for windows and cuts DATA to size. The wire door does none of
    that. `inform` False leaves h2 ignorant of what was written, on purpose.
    """

    frames: tuple[CraftedFrame, ...]
    door: Door = Door.LAWFUL
    inform: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class SendOctets:
    """These octets, whole frames or not."""

    octets: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Sleep:
    """Let time pass before the next action."""

    seconds: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Await:
    """Wait for a record that matches `pattern`, an expression of the filter language."""

    pattern: str
    timeout_seconds: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Close:
    """End the connection."""

    how: CloseHow = CloseHow.CLEAN


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """Change what happens automatically: name of `AUTOMATIC_REPLIES` to `Reply`.

    `release` and `drop` are seqs of FRAME_HELD records: these replies leave now, or never.
    """

    changes: Mapping[str, Reply] = field(default_factory=dict)
    release: tuple[int, ...] = ()
    drop: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """A remark for whoever reads the journal."""

    text: str


Action = Send | SendOctets | Sleep | Await | Close | Policy | Note
