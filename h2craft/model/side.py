"""One end of a connection, as far as its words on the wire go. Knows nothing of the other end."""

from __future__ import annotations

from collections import deque
from typing import NamedTuple

from h2craft.model.settings import SettingsView
from h2craft.model.streams import Direction
from h2craft.model.windows import Window
from h2craft.wire import Decoder

LONGEST_BLOCK = 1 << 20
LARGEST_LIST = 1 << 20
TABLE_OF_UNKNOWN_SIZE = 1 << 16  # evicting too late does no harm
KEPT_GOAWAYS = 16
KEPT_PINGS = 1024
FLOOD_COUNT = 100
FLOOD_SECONDS = 1.0
FLOODS = (
    "empty DATA frames",
    "PING frames",
    "PRIORITY frames",
    "RST_STREAM frames",
    "SETTINGS frames",
)
"""What is counted, as it is called where it is told."""


class GoAwaySeen(NamedTuple):
    """One GOAWAY."""

    record: int
    last_stream_id: int
    error_code: int
    debug_data: bytes


class Block:
    """A header block that is being put together; what exceeds LONGEST_BLOCK is not kept."""

    __slots__ = ("end_stream", "frames", "octets", "promised", "readable", "size", "stream_id")

    def __init__(self, stream_id: int, end_stream: bool, promised: int | None) -> None:
        self.stream_id = stream_id
        self.end_stream = end_stream
        self.promised = promised  # the promised stream, None for HEADERS
        self.octets: list[bytes] = []
        self.size = 0
        self.frames = 0
        self.readable = True  # the frame that began it was in its place

    def add(self, fragment: bytes) -> None:
        self.frames += 1
        self.size += len(fragment)
        if self.size <= LONGEST_BLOCK:
            self.octets.append(fragment)
        else:
            self.octets.clear()

    @property
    def whole(self) -> bytes | None:
        return b"".join(self.octets) if self.size <= LONGEST_BLOCK else None


class FloodWatch:
    """Tells when something happens more than FLOOD_COUNT times within FLOOD_SECONDS."""

    __slots__ = ("_flooding", "_times")

    def __init__(self) -> None:
        self._times: dict[str, deque[float]] = {}
        self._flooding: set[str] = set()

    def count(self, what: str, at: float) -> bool:
        """One more; True when a flood begins, once until it has ebbed away."""
        times = self._times.get(what)
        if times is None:
            times = self._times[what] = deque(maxlen=FLOOD_COUNT + 1)
        times.append(at)
        if len(times) <= FLOOD_COUNT or at - times[0] > FLOOD_SECONDS:
            self._flooding.discard(what)
            return False
        if what in self._flooding:
            return False
        self._flooding.add(what)
        return True

    def assume(self, at: float) -> None:
        """What came up to `at` is not known: whatever goes on from then began before, and is said.

        So no flood is told twice; one that begins later is told at the same record as ever.
        """
        for what in FLOODS:
            self._times[what] = deque([at] * (FLOOD_COUNT + 1), maxlen=FLOOD_COUNT + 1)
        self._flooding = set(FLOODS)


class Side:
    """One end: `direction` is where its frames go, seen from us; `role` "client" or "server".

    settings       what it announced
    window         how much more DATA it may send on the connection as a whole
    decoder        reads its header blocks; `decoder.table` is the table it keeps for them
    table_lost     the table has gaps since an unreadable block: old entries cannot be told
    owed_update    its next block must begin with a size update to at most this (9113 4.3.1)
    block          the header block it is in the middle of
    highest        highest stream it opened or promised
    forgotten      highest of its streams the model keeps no more
    active         how many of its streams count towards MAX_CONCURRENT_STREAMS
    goaways        its last GOAWAYs
    pings          what PINGs of its own wait for, the last of them; `pings_lost` more do
    preface        its connection preface was seen (only clients have one)
    octets_left    of a frame that is too large to be kept whole
    ended          how it ended its direction, None if it has not
    """

    def __init__(self, direction: Direction, role: str) -> None:
        self.direction = direction
        self.role = role
        self.settings = SettingsView()
        self.window = Window()
        self.decoder = new_decoder()
        self.table_lost = False
        self.owed_update: int | None = None
        self.block: Block | None = None
        self.highest = 0
        self.forgotten = 0
        self.active = 0
        self.goaways: deque[GoAwaySeen] = deque(maxlen=KEPT_GOAWAYS)
        self.pings: deque[bytes] = deque(maxlen=KEPT_PINGS)
        self.pings_lost = 0
        self.floods = FloodWatch()
        self.frames = 0
        self.octets = 0
        self.preface = False
        self.octets_left = 0
        self.ended: str | None = None

    def lose_table(self) -> None:
        """A block could not be read. Whatever an empty table resolves from here on is right.

        HPACK counts entries from the newest one (RFC 7541 2.3.3), so references to what comes
        after the gap still hold, and those to what came before fail instead of misleading.
        """
        limit = self.decoder.table.max_size
        self.decoder = new_decoder()
        self.decoder.table.max_size = limit
        self.table_lost = True

    def __repr__(self) -> str:
        return f"<Side {self.role} {self.direction}>"


def new_decoder() -> Decoder:
    return Decoder(max_header_list_size=LARGEST_LIST)
