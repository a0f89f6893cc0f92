"""Flow control of what we receive (RFC 9113 5.2, 6.9): our windows, not h2's.

h2 would do this too, but it can only be told of a DATA frame by being given all of it, copies and
a hexadecimal dump included: three quarters of an upload's cost. So h2 sees the shell of a DATA
frame, and only where a stream's state may change; the octets are counted here. It is also the
better law: one acknowledgement settles one SETTINGS frame (6.5.3), where h2 settles them all.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field

DEFAULT_WINDOW = 65_535
KEPT_ENDED = 1_000


@dataclass(slots=True)
class Inflow:
    """One window: `room` for the peer to send, `consumed` octets not yet given back."""

    room: int = DEFAULT_WINDOW
    size: int = DEFAULT_WINDOW
    consumed: int = 0

    def give_back(self, octets: int) -> int:
        """Octets are consumed. Returns an increment worth a WINDOW_UPDATE, or 0.

        Half a window at a time, so that neither the peer waits nor a frame is spent on little.
        """
        self.consumed += octets
        if self.consumed * 2 < self.size:
            return 0
        increment, self.consumed = self.consumed, 0
        self.room += increment
        return increment

    def open(self, increment: int) -> None:
        """We have announced more, beyond what was consumed."""
        self.room += increment
        self.size = max(self.size, self.room)


@dataclass(slots=True)
class Inflows:
    """The connection's window and those of streams that have received DATA.

    `ended`: what was left where the peer has ended its direction, for whoever asks how things
    stand; the last 1,000.
    """

    connection: Inflow = field(default_factory=Inflow)
    streams: dict[int, Inflow] = field(default_factory=dict)
    ended: dict[int, int] = field(default_factory=dict)
    initial: int = DEFAULT_WINDOW
    _in_flight: deque[int | None] = field(default_factory=deque)

    def stream(self, stream_id: int) -> Inflow:
        window = self.streams.get(stream_id)
        if window is None:
            room = self.ended.pop(stream_id, self.initial)
            window = self.streams[stream_id] = Inflow(room, self.initial)
        return window

    def room_of(self, stream_id: int) -> int:
        """What the peer may still send on a stream that is open in some direction."""
        window = self.streams.get(stream_id)
        return self.ended.get(stream_id, self.initial) if window is None else window.room

    def end(self, stream_id: int) -> None:
        """The peer sends no more on the stream: its window is not ours to look after any more."""
        window = self.streams.pop(stream_id, None)
        if window is not None:
            self._remember(stream_id, window.room)

    def stray(self, stream_id: int, octets: int) -> None:
        """DATA where none may be counts all the same; nobody will consume it."""
        window = self.streams.get(stream_id)
        if window is not None:
            window.room -= octets
        else:
            self._remember(stream_id, self.room_of(stream_id) - octets)

    def _remember(self, stream_id: int, room: int) -> None:
        self.ended[stream_id] = room
        if len(self.ended) > KEPT_ENDED:
            del self.ended[next(iter(self.ended))]

    def drop(self, stream_id: int) -> None:
        """The stream is closed."""
        self.streams.pop(stream_id, None)
        self.ended.pop(stream_id, None)

    def announced(self, initial: int | None) -> None:
        """SETTINGS of ours have left, with this INITIAL_WINDOW_SIZE or without one."""
        self._in_flight.append(initial)

    def acknowledged(self) -> None:
        """The peer's ACK puts the oldest SETTINGS in flight into force (6.5.3, 6.9.2)."""
        if not self._in_flight:
            return
        initial = self._in_flight.popleft()
        if initial is None:
            return
        delta, self.initial = initial - self.initial, initial
        for window in self.streams.values():
            window.room += delta
            window.size = max(window.size + delta, 0)
        for stream_id in self.ended:
            self.ended[stream_id] += delta

    def opened(self, stream_id: int, increment: int) -> None:
        """A WINDOW_UPDATE of ours has left that no consumption has caused."""
        (self.stream(stream_id) if stream_id else self.connection).open(increment)

    def received(self, stream_id: int, octets: int) -> str | None:
        """DATA has arrived: both windows shrink. Returns what is overrun, or None (6.9.1)."""
        window = self.stream(stream_id)
        window.room -= octets
        self.connection.room -= octets
        if self.connection.room < 0:
            return "connection"
        return "stream" if window.room < 0 else None
