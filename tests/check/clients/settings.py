"""What the peer's SETTINGS ask of us, RFC 9113 6.5.2, RFC 8441 3 and RFC 9218 2.1."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import frames
from rules import FLOW_CONTROL_ERROR, PROTOCOL_ERROR, ConnectionFault, crash, legal, off, refuse
from windows import change_initial_window

if TYPE_CHECKING:
    from connection import Connection

MAX_STREAMS_UNSAID = 100


class PeerSettings:
    """What is in force: as the RFC has it, till the peer has said something else."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self.initial_window = frames.DEFAULT_WINDOW
        self.max_frame_size = frames.DEFAULT_FRAME_SIZE
        self.max_streams = MAX_STREAMS_UNSAID
        self._extended: dict[int, int] = {}

    def apply(self, identifier: int, value: int) -> None:
        """One setting. What we do not know is passed over, 6.5.2."""
        rule = _RULES.get(identifier)
        if rule is None:
            legal("A/5.5/unknown-setting")
        else:
            rule(self, value)

    def set_header_table_size(self, value: int) -> None:
        self._connection.encoder.limit_to(value)

    def set_enable_push(self, value: int) -> None:
        """6.5.2: a server has nothing to say but 0."""
        if value:
            rule = "9113/6.5.2/enable-push-1" if value == 1 else "9113/6.5.2/enable-push-2"
            refuse(PROTOCOL_ERROR, f"ENABLE_PUSH={value}", rule)
        else:
            legal("9113/6.5.2/enable-push-0")

    def set_max_concurrent_streams(self, value: int) -> None:
        if value == 0:
            legal("A/5.1.2/max-concurrent-0-then-1")
        lowered = value < self.max_streams and self._connection.greeted
        if not (lowered and off("A/5.1.2/max-concurrent-lowered")):
            self.max_streams = value

    def set_initial_window_size(self, value: int) -> None:
        if value > frames.MAX_WINDOW:
            rule = "9113/6.5.2/initial-window-size-over-max"
            refuse(FLOW_CONTROL_ERROR, f"INITIAL_WINDOW_SIZE={value}", rule)
            return
        if value < frames.DEFAULT_WINDOW:
            legal("A/6.9/window-0-then-open" if value == 0 else "A/6.9/tiny-windows")
        change = value - self.initial_window
        self.initial_window = value
        if change > 0 and off("A/6.9.2/window-raised-by-settings"):
            return
        change_initial_window(self._connection.streams, change)

    def set_max_frame_size(self, value: int) -> None:
        if not frames.DEFAULT_FRAME_SIZE <= value < 1 << 24:
            low = "9113/6.5.2/max-frame-size-low" if value else "9113/6.5.2/max-frame-size-zero"
            rule = low if value < 1 << 24 else "9113/6.5.2/max-frame-size-high"
            refuse(PROTOCOL_ERROR, f"MAX_FRAME_SIZE={value}", rule)
            return
        if value == (1 << 24) - 1:
            legal("A/6.5.2/max-frame-size-max")
        self.max_frame_size = value

    def set_max_header_list_size(self, value: int) -> None:
        """A hint only, 6.5.2: we send what we have to."""
        if value <= 100:
            crash("A/6.5.2/max-header-list-size-small")

    def set_enable_connect_protocol(self, value: int) -> None:
        """RFC 8441 3; we do not use it."""
        before = self._extended.get(frames.ENABLE_CONNECT_PROTOCOL, 0)
        legal("A/8441/enable-connect-protocol")
        if value > 1:
            crash("8441/3/enable-connect-value")
            raise ConnectionFault(PROTOCOL_ERROR, f"ENABLE_CONNECT_PROTOCOL={value}")
        if value < before:
            crash("8441/3/enable-connect-withdrawn")
            raise ConnectionFault(PROTOCOL_ERROR, "ENABLE_CONNECT_PROTOCOL is withdrawn")
        self._extended[frames.ENABLE_CONNECT_PROTOCOL] = value

    def set_no_rfc7540_priorities(self, value: int) -> None:
        """RFC 9218 2.1; we send no priorities."""
        first = 0 if self._connection.greeted else value
        before = self._extended.get(frames.NO_RFC7540_PRIORITIES, first)
        legal("A/9218/no-rfc7540-priorities")
        if value > 1:
            crash("9218/2.1/no-rfc7540-priorities-value")
            raise ConnectionFault(PROTOCOL_ERROR, f"NO_RFC7540_PRIORITIES={value}")
        if value != before:
            raise ConnectionFault(PROTOCOL_ERROR, "NO_RFC7540_PRIORITIES has changed")
        self._extended[frames.NO_RFC7540_PRIORITIES] = value


_RULES: dict[int, Callable[[PeerSettings, int], None]] = {
    frames.HEADER_TABLE_SIZE: PeerSettings.set_header_table_size,
    frames.ENABLE_PUSH: PeerSettings.set_enable_push,
    frames.MAX_CONCURRENT_STREAMS: PeerSettings.set_max_concurrent_streams,
    frames.INITIAL_WINDOW_SIZE: PeerSettings.set_initial_window_size,
    frames.MAX_FRAME_SIZE: PeerSettings.set_max_frame_size,
    frames.MAX_HEADER_LIST_SIZE: PeerSettings.set_max_header_list_size,
    frames.ENABLE_CONNECT_PROTOCOL: PeerSettings.set_enable_connect_protocol,
    frames.NO_RFC7540_PRIORITIES: PeerSettings.set_no_rfc7540_priorities,
}
