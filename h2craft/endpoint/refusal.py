"""What h2 says no with, to what we want to send and to what the peer sent. Knows no h2."""

from __future__ import annotations

from typing import Any, NamedTuple


class Refused(Exception):
    """An attempt that was not lawful. Nothing has left, nothing has changed."""

    def __init__(self, reason: str, section: str = "") -> None:
        super().__init__(reason)
        self.reason = reason
        self.section = section


class Before(NamedTuple):
    """What h2 had before the frame it raised on; its states are not to be relied on after that.

    state    of the frame's stream, None where h2 had no such stream
    highest  stream the peer had opened
    blocks   header blocks read
    block    frames of the header block that was under way, each with its record
    """

    frame_type: int
    stream_id: int
    state: Any
    highest: int
    blocks: int
    block: list[tuple[int, bytes]]


class GaveUp(Exception):
    """h2 raised on received octets: it is closed for good. `reply` is what it still said."""

    before: Before | None = None
    table_lost = False  # a header block was read in part

    def __init__(self, reason: str, code: int, section: str, reply: bytes) -> None:
        super().__init__(reason)
        self.reason = reason
        self.code = code
        self.section = section
        self.reply = reply
