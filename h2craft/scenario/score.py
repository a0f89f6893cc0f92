"""What a recording is: acts in their order, each with what it came after. Knows no text, no file.

Numbers are the journal's: seqs, connections from 1, stream identifiers as they were. What of them
is left in a script is for the renderer to decide. An act is small: its action stays where it is
recorded and is loaded again when it is needed, so that a recording of any length has room.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from h2craft.actions import Action
from h2craft.trace import Origin

Load = Callable[[int], Action]
"""From the seq of an act to its action, whole: no DATA of it left out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wait:
    """The peer's frame an act visibly came after, where no hook is called for it.

    pattern    for `wait_for`, about the frame alone: "type:RST_STREAM", "type:PING flag:ACK"
    stream_id  the stream the frame was on; 0 for the connection
    seq        its record
    said       somebody has waited for it with these words; False: it was inferred
    """

    pattern: str
    stream_id: int = 0
    seq: int = 0
    said: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """One action of a person or a script, or an automatic reply that is kept as one.

    seq       of ACTION_FIRED; what it is loaded by
    at        seconds since the journal began
    wait      a frame on the same connection it came after; None where there is no need to wait
    after     seq of an act of another turn, or of another turn's request, it has to come after;
              0 where its own turn, or its wait, sees to that
    pause     seconds that had passed since what it came after: the act before it in its turn, its
              wait, or its request, whichever was last
    promised  the stream a lawful PUSH_PROMISE has opened; 0 for none
    also      more frames it came after, on other streams; of a client
    slept     seconds of the pause a person has asked for by `sleep`, which are kept however short
    """

    seq: int
    at: float
    origin: Origin = Origin.HAND
    wait: Wait | None = None
    also: tuple[Wait, ...] = ()
    after: int = 0
    pause: float = 0.0
    promised: int = 0
    slept: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """What one request got, or (`stream_id` 0) a connection before its first request; of a client
    all that was said on a connection.

    connection  as the journal numbers it
    ordinal     which of the requests of the recording it is, from 1; of the connections, where
                `stream_id` is 0
    seq         record that ends the request's head, or where the connection was ready
    complete    record with its END_STREAM; 0 where that never came
    method, path   of the request, as they were sent
    acts        in order; what has a seq below `complete` was done before the request was whole
    ended       we had ended it: our side of the stream, all of it, or the connection
    at          when `seq` was, in seconds since the journal began
    answers     of a client: what had come to an end since the last act
    scheme, authority   of a client: those of the URL it has connected to; empty if not known
    """

    connection: int
    stream_id: int = 0
    ordinal: int = 1
    seq: int = 0
    complete: int = 0
    method: bytes = b""
    path: bytes = b""
    acts: tuple[Act, ...] = ()
    ended: bool = False
    at: float = 0.0
    answers: tuple[Wait, ...] = ()
    scheme: str = ""
    authority: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """One thing the client has said, by its meaning.

    connection  of the recording, from 1
    stream      which request of that connection, from 1; 0 for the connection, -1, -2... for the
                streams that were pushed to it, in order
    frame       name of its type, "0x42" for an unknown one; "END" where the client ended its side
                or the connection
    meaning     what of it counts, as JSON values
    seq         its record, where there is one
    """

    connection: int
    stream: int
    frame: str
    meaning: Mapping[str, Any] = field(default_factory=dict)
    seq: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """A recording.

    role      ours: "server", or "client": then there is a turn for each connection
    turns     by the order their requests came in; also of requests that got nothing
    said      what the client has said; `unsaid` more of it is left out
    recorded  wall-clock time of the first act, "2026-11-23 10:04 UTC"; empty if unknown
    client    what the client calls itself (its first user-agent); empty if it did not say
    program   "h2craft 0.1.0"
    remarks   what a person did beside it that is no act: sentences
    lost      how many of the oldest acts are not in it
    """

    role: str = "server"
    turns: tuple[Turn, ...] = ()
    said: tuple[Said, ...] = ()
    unsaid: int = 0
    recorded: str = ""
    client: str = ""
    program: str = ""
    remarks: tuple[str, ...] = ()
    lost: int = 0

    @property
    def acts(self) -> tuple[Act, ...]:
        """All of them, in the order they were done."""
        return tuple(sorted((act for turn in self.turns for act in turn.acts), key=_seq))


def _seq(act: Act) -> int:
    return act.seq


class ScenarioError(ValueError):
    """A scenario that cannot be made, found or read. The text is one line for the user."""
