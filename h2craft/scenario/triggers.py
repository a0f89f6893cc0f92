"""What an act visibly came after: the frames of the peer somebody may have waited for.

Knows frames as the peer sends them and what was asked of it; no turn and no script.

Theory of operation. No hook is called for these in a script that does the same again, hence the
wait; the request itself, its end and everything before it need none. Most of what a peer sends is
noise that comes whenever it comes: priorities, settings, credit, answers to what nobody has asked.
What is left is kept as the last `Trigger` of a stream, or of the connection, until an act takes it.

    DATA            while the request is not complete
    HEADERS         trailers that do not end the request, which is wrong
    RST_STREAM
    GOAWAY
    PING            where nobody but we ourselves could answer it: the reply was held back
    SETTINGS        likewise
    PING ACK        to a PING of an act
    SETTINGS ACK    to SETTINGS of an act; acknowledgements come in order (RFC 9113 6.5.3)
    WINDOW_UPDATE   where an act sends more than the window had before, past h2

That a wait is always for something that came before the act, and an act is always after what came
before it, makes every script of a recording free of deadlock for a client that does the same again.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable
from typing import NamedTuple

from h2craft.actions import Action, CraftedFrame, Data, Door, Ping, Raw, Send, Settings
from h2craft.model import Reading
from h2craft.wire import ACK, FrameType, payloads

KEPT_ASKED = 1_000
PING_ACK = "type:PING flag:ACK"
SETTINGS_ACK = "type:SETTINGS flag:ACK"
PLAIN: dict[int, str] = {  # what is waited for where a frame is to be answered by hand
    FrameType.PING: "type:PING -flag:ACK",
    FrameType.SETTINGS: "type:SETTINGS -flag:ACK",
}


class Trigger(NamedTuple):
    """A frame of the peer; see `score.Wait`."""

    seq: int
    at: float
    pattern: str
    stream_id: int = 0


class Heard:
    """Of one stream, or of the connection as a whole: the last frame an act may have come after.

    last   whatever it was
    room   what has opened the window, and the octets that were left before
    """

    __slots__ = ("last", "room")

    def __init__(self) -> None:
        self.last: Trigger | None = None
        self.room: tuple[Trigger, int] | None = None

    def opened(self, trigger: Trigger, left: int, floor: int) -> None:
        """The window was opened; of several times since the last act that with the least left."""
        if self.room is None or self.room[0].seq <= floor or left < self.room[1]:
            self.room = trigger, left

    def take(self, floor: int, octets: int) -> Trigger | None:
        """What an act with so much DATA came after, after record `floor`; it is taken then."""
        found = [self.last] if self.last is not None and self.last.seq > floor else []
        if self.room is not None:
            trigger, left = self.room
            if trigger.seq > floor and left < octets:
                found.append(trigger)
        self.last = self.room = None
        return max(found, default=None)


class Asked:
    """What we have asked the peer of one connection, and what it has asked that may go unanswered.

    Acknowledgements count only where an act has asked for them. `stray`: the last that no act has
    asked for, which is mostly that of our first SETTINGS.
    """

    __slots__ = ("_pings", "_plain", "_settings", "stray")

    def __init__(self) -> None:
        self._settings: deque[bool] = deque(maxlen=KEPT_ASKED)
        self._pings: deque[bytes] = deque(maxlen=KEPT_ASKED)
        self._plain: dict[int, Trigger] = {}
        self.stray: Trigger | None = None

    def sent(self, reading: Reading, by_act: bool) -> None:
        """A SETTINGS or PING of ours."""
        assert reading.frame is not None
        if reading.frame.has_flag(ACK):
            return
        if reading.frame.type == FrameType.SETTINGS:
            self._settings.append(by_act)
        elif by_act:
            self._pings.append(reading.frame.payload)

    def settings_acknowledged(self, trigger: Trigger) -> bool:
        """An acknowledgement has come; whether an act has asked for it."""
        asked = self._settings.popleft() if self._settings else False
        if not asked:
            self.stray = trigger
        return asked

    def ping_acknowledged(self, payload: bytes) -> bool:
        """The same for PING."""
        if payload not in self._pings:
            return False
        self._pings.remove(payload)
        return True

    def came(self, frame_type: int, trigger: Trigger) -> None:
        """A PING or SETTINGS of the peer."""
        self._plain[frame_type] = trigger

    def unanswered(self, seq: int) -> Trigger | None:
        """The PING or SETTINGS of that record, whose reply has not left by itself."""
        return next((one for one in self._plain.values() if one.seq == seq), None)

    def answered(self, action: Action) -> Trigger | None:
        """The PING or SETTINGS this action answers."""
        types = (_answers(frame) for frame in _frames(action))
        found = [self._plain[one] for one in types if one in self._plain]
        return max(found, default=None)


def room_before(reading: Reading) -> int:
    """How much DATA could be sent before a WINDOW_UPDATE of the peer came."""
    assert reading.frame is not None
    view = reading.frame.view
    more = view.increment if isinstance(view, payloads.WindowUpdate) else 0
    if reading.stream is not None:
        return reading.stream.sent_window.size - more
    return reading.connection.us.window.size - more if reading.connection is not None else 0


def octets_past_windows(action: Action) -> int:
    """Octets of DATA that do not wait for a window by themselves."""
    if not isinstance(action, Send) or action.door is Door.LAWFUL:
        return 0
    return sum(map(_octets, action.frames))


def _octets(frame: CraftedFrame) -> int:
    if isinstance(frame, Data):
        return len(frame.data) + frame.elided + (frame.padding or 0)
    return len(frame.payload) if isinstance(frame, Raw) and frame.type == FrameType.DATA else 0


def _frames(action: Action) -> Iterable[CraftedFrame]:
    return action.frames if isinstance(action, Send) else ()


def _answers(frame: CraftedFrame) -> int:
    """The type of the frame it acknowledges; -1 for none."""
    if isinstance(frame, Ping | Settings) and frame.ack:
        return FrameType.PING if isinstance(frame, Ping) else FrameType.SETTINGS
    if isinstance(frame, Raw) and frame.flags & ACK and frame.type in PLAIN:
        return frame.type
    return -1
