"""What an endpoint is told when it is made: how it greets, and where it draws the line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from h2craft.wire import SettingId


@dataclass(frozen=True, slots=True, kw_only=True)
class Greeting:
    """Our side of the connection preface (RFC 9113 3.4).

    settings           identifier and value in the order they are written, duplicates count
    connection_window  octets; what exceeds 65,535 is announced by WINDOW_UPDATE right away
    octets             crafted octets instead of all that; h2 is told nothing of them
    send               False: no greeting by itself, somebody will write one by hand

    The windows are larger than the RFC's defaults, with which an upload waits more than it sends;
    and no larger, because measured uploads were fastest with what the processor's cache holds.
    """

    settings: tuple[tuple[int, int], ...] = (
        (SettingId.MAX_CONCURRENT_STREAMS, 256),
        (SettingId.INITIAL_WINDOW_SIZE, 256 << 10),
        (SettingId.MAX_HEADER_LIST_SIZE, 65_536),
    )
    connection_window: int = 1 << 20
    octets: bytes | None = None
    send: bool = True

    def changed(
        self, pairs: Sequence[tuple[int, int]], connection_window: int | None = None
    ) -> Greeting:
        """The same with other settings: one that is named takes the place of ours."""
        named = {identifier for identifier, _ in pairs}
        kept = [pair for pair in self.settings if pair[0] not in named]
        window = self.connection_window if connection_window is None else connection_window
        return replace(self, settings=(*kept, *pairs), connection_window=window)


CLIENT_GREETING = Greeting(
    settings=(
        (SettingId.ENABLE_PUSH, 0),
        (SettingId.INITIAL_WINDOW_SIZE, 256 << 10),
        (SettingId.MAX_HEADER_LIST_SIZE, 65_536),
    )
)
"""A client's: as browsers and curl do, it takes no pushes unless it is told to."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What one peer may cost. Reaching one is a record, and a GOAWAY(ENHANCE_YOUR_CALM).

    resets_per_second     streams the peer may open and reset within a second (rapid reset)
    header_list_octets    decoded size of one header list, RFC 9113 10.5.1 (HPACK bombs)
    encoder_table_octets  the largest HPACK table we keep for our own encoder, whatever the peer
                          offers in SETTINGS_HEADER_TABLE_SIZE
    records_after_goaway  frames still recorded after h2 gave up; then the connection is reset
    held_replies          automatic replies that may wait for a person; more are dropped
    pump_octets           DATA moved to the output in one go, so that one download cannot
                          hold up the other connections
    """

    resets_per_second: int = 200
    header_list_octets: int = 65_536
    encoder_table_octets: int = 65_536
    records_after_goaway: int = 10_000
    held_replies: int = 1_000
    pump_octets: int = 256 << 10
