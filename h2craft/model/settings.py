"""What one end announced in SETTINGS, RFC 9113 6.5. Knows no frame and no connection."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import NamedTuple

from h2craft.wire import SettingId

UNLIMITED = 1 << 32  # above every value the wire can carry
DEFAULTS: Mapping[int, int] = MappingProxyType(
    {
        SettingId.HEADER_TABLE_SIZE: 4096,
        SettingId.ENABLE_PUSH: 1,
        SettingId.MAX_CONCURRENT_STREAMS: UNLIMITED,
        SettingId.INITIAL_WINDOW_SIZE: 65_535,
        SettingId.MAX_FRAME_SIZE: 16_384,
        SettingId.MAX_HEADER_LIST_SIZE: UNLIMITED,
        SettingId.ENABLE_CONNECT_PROTOCOL: 0,
        SettingId.NO_RFC7540_PRIORITIES: 0,
    }
)
"""Values in force before any SETTINGS: 9113 6.5.2, 8441 3, 9218 2.1."""

KEPT_UNKNOWN = 64
KEPT_IN_FLIGHT = 256


class InFlight(NamedTuple):
    """One SETTINGS frame that is not acknowledged yet; the last value of each identifier."""

    record: int
    values: Mapping[int, int]


class SettingsView:
    """The settings one end announced: those acknowledged, and the frames still in flight.

    One ACK settles one frame, the oldest (6.5.3). Until then the other end may act by the old
    values or the new, hence `most`. Of a flood of them the oldest are merged: their values count
    once all of those are acknowledged.
    """

    __slots__ = ("_acknowledged", "_merged", "in_flight", "settled")

    def __init__(self) -> None:
        self._acknowledged = dict(DEFAULTS)
        self._merged = 0  # frames in flight that are part of the oldest that is kept
        self.in_flight: deque[InFlight] = deque()
        self.settled = 0  # frames acknowledged so far

    @property
    def acknowledged(self) -> Mapping[int, int]:
        """Every value in force, the defaults included; unknown identifiers as announced."""
        return MappingProxyType(self._acknowledged)

    def __getitem__(self, identifier: int) -> int:
        """The acknowledged value; 0 for an identifier nobody announced."""
        return self._acknowledged.get(identifier, 0)

    def most(self, identifier: int) -> int:
        """The highest of the acknowledged value and those in flight."""
        highest = self._acknowledged.get(identifier, 0)
        for frame in self.in_flight:
            highest = max(highest, frame.values.get(identifier, highest))
        return highest

    def latest(self, identifier: int) -> int:
        """The value announced last, acknowledged or not."""
        for frame in reversed(self.in_flight):
            if identifier in frame.values:
                return frame.values[identifier]
        return self[identifier]

    def announce(self, pairs: Iterable[tuple[int, int]], record: int) -> None:
        """A SETTINGS frame was sent. Of unknown identifiers only the first 64 are kept."""
        values: dict[int, int] = {}
        unknown = 0
        for identifier, value in pairs:
            if identifier not in DEFAULTS and identifier not in values:
                unknown += 1
                if unknown > KEPT_UNKNOWN:
                    continue
            values[identifier] = value
        self.in_flight.append(InFlight(record, values))
        if len(self.in_flight) > KEPT_IN_FLIGHT:
            self._merge()

    def _merge(self) -> None:
        """The two oldest become one, with what identifiers there is room for."""
        oldest, following = self.in_flight.popleft(), self.in_flight.popleft()
        merged = dict(oldest.values)
        for identifier, value in following.values.items():
            if identifier in merged or identifier in DEFAULTS or len(merged) < KEPT_UNKNOWN:
                merged[identifier] = value
        self.in_flight.appendleft(InFlight(following.record, merged))
        self._merged += 1

    def take_over(
        self, acknowledged: Iterable[tuple[int, int]], in_flight: Iterable[InFlight], settled: int
    ) -> None:
        """Become what somebody else knows them to be; the defaults go on where nothing is said."""
        self._acknowledged = dict(DEFAULTS)
        for identifier, value in acknowledged:
            if identifier in DEFAULTS or len(self._acknowledged) < len(DEFAULTS) + KEPT_UNKNOWN:
                self._acknowledged[identifier] = value
        self.in_flight.clear()
        self.in_flight.extend(in_flight)
        self._merged = 0
        self.settled = settled

    def settle(self) -> dict[int, tuple[int, int]] | None:
        """An ACK came: the changes it brings into force as (old, new), None if nothing waited."""
        if not self.in_flight:
            return None
        self.settled += 1
        if self._merged:
            self._merged -= 1
            return {}
        changes: dict[int, tuple[int, int]] = {}
        for identifier, value in self.in_flight.popleft().values.items():
            if (
                identifier in self._acknowledged
                or len(self._acknowledged) < len(DEFAULTS) + KEPT_UNKNOWN
            ):
                changes[identifier] = self[identifier], value
                self._acknowledged[identifier] = value
        return changes
