"""Acts in the making, and what is known of an action before anything has come of it.

Knows actions and frames; no reading and no turn.
"""

from __future__ import annotations

from h2craft.actions import Action, Close, Data, Door, Headers, Send, SendOctets
from h2craft.scenario.score import Wait
from h2craft.scenario.triggers import Trigger
from h2craft.trace import Origin
from h2craft.wire import HEADER_LENGTH

_FRAMES_LOOKED_AT = 64


class Deed:
    """An act in the making; see `score.Act`.

    waited_at  when the frame of `wait` came
    came       record of another turn's request somebody has waited for; 0 for none
    done_at    when it was done with: later than `at` for what had to wait
    slept      see `score.Act`
    """

    __slots__ = (
        "also",
        "at",
        "came",
        "done_at",
        "origin",
        "promised",
        "seq",
        "slept",
        "wait",
        "waited_at",
    )

    def __init__(self, seq: int, at: float, origin: Origin) -> None:
        self.seq = seq
        self.at = self.done_at = at
        self.origin = origin
        self.wait: Wait | None = None
        self.also: tuple[Wait, ...] = ()
        self.waited_at = 0.0
        self.came = 0
        self.promised = 0
        self.slept = 0.0

    def follows(self, trigger: Trigger, *, said: bool = False) -> None:
        """It came after this frame of the peer."""
        self.wait = wait_for(trigger, said=said)
        self.waited_at = trigger.at


def wait_for(trigger: Trigger, *, said: bool = False) -> Wait:
    """The wait for such a frame."""
    seq, _, pattern, stream_id = trigger
    return Wait(pattern=pattern, stream_id=stream_id, seq=seq, said=said)


class Job:
    """DATA an act sends lawfully: octets of it, and those that have not left.

    elided  records do not have it: it is known from the frames that have left, and nowhere else
    alone   the act sends nothing but DATA
    """

    __slots__ = ("alone", "elided", "left", "octets", "stream_id")

    def __init__(self, stream_id: int, octets: int, *, elided: bool, alone: bool) -> None:
        self.stream_id = stream_id
        self.octets = self.left = octets
        self.elided = elided
        self.alone = alone


def means_end(action: Action, stream_id: int) -> bool:
    """With this act nothing more will be sent on the stream, even if it has not left yet."""
    if isinstance(action, Close):
        return True
    frames = action.frames if isinstance(action, Send) else ()
    return any(
        isinstance(one, Data | Headers) and one.end_stream and one.stream_id == stream_id
        for one in frames
    )


def job_of(action: Action) -> Job | None:
    """The DATA that may have to wait."""
    if not isinstance(action, Send) or action.door is not Door.LAWFUL:
        return None
    bodies = [one for one in action.frames if isinstance(one, Data)]
    octets = sum(len(one.data) + one.elided for one in bodies)
    if not octets:
        return None
    return Job(
        bodies[0].stream_id,
        octets,
        elided=any(one.elided for one in bodies),
        alone=len(bodies) == len(action.frames),
    )


def stream_of(action: Action) -> int:
    """The stream an action concerns: the first that is not the connection; 0 for none."""
    if isinstance(action, Send):
        streams = (frame.stream_id for frame in action.frames)
        return next((stream_id for stream_id in streams if stream_id), 0)
    return _stream_in(action.octets) if isinstance(action, SendOctets) else 0


def _stream_in(octets: bytes) -> int:
    """The first stream named by whole frame headers."""
    at = 0
    for _ in range(_FRAMES_LOOKED_AT):
        header = octets[at : at + HEADER_LENGTH]
        if len(header) < HEADER_LENGTH:
            return 0
        stream_id = int.from_bytes(header[5:], "big") & 0x7FFF_FFFF
        if stream_id:
            return stream_id
        at += HEADER_LENGTH + int.from_bytes(header[:3], "big")
    return 0
