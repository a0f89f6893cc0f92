"""What a person has done at the prompt, step by step. Knows commands, no shell and no file."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, replace

from h2craft.language import Command
from h2craft.model import FieldsKind, Reading, Stream, StreamState
from h2craft.session import Session, Target, target
from h2craft.trace import Kind
from h2craft.wire import elide, escape

KEPT = 10_000  # steps; the oldest go
LONGEST = 120  # of a request line
LONGEST_PATH = 2_000

_COMPLETE = frozenset((StreamState.HALF_CLOSED_REMOTE, StreamState.CLOSED))


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One act.

    connection, stream_id  where it was aimed; `stream_id` 0 for the connection
    at                     when, in seconds since the journal began
    request                the request line of the stream then, printable; empty for none
    path                   its path as the client wrote it, if that is plain ASCII
    complete               all of the request was there: END_STREAM has come (RFC 9113 8.1)
    opened                 the record of the request; 0 for none
    promised               the stream that was promised; 0 for none
    found                  the record a wait has found; 0 for none, or as long as it waits
    found_frame            that was a frame of the peer
    found_request          and the head of a request
    """

    connection: int
    stream_id: int
    command: Command
    at: float
    request: str = ""
    path: str = ""
    complete: bool = True
    opened: int = 0
    promised: int = 0
    found: int = 0
    found_frame: bool = False
    found_request: bool = False


def step_of(session: Session, command: Command, aim: Target) -> Step:
    """The step an act is at this moment."""
    connection = target.connection_of(session, aim)
    stream = connection.stream(aim.stream_id) if connection is not None else None
    asked = stream is not None and stream.method is not None
    return Step(
        connection=aim.connection,
        stream_id=aim.stream_id,
        command=command,
        at=session.now(),
        request=request_line(stream) if stream is not None and asked else "",
        path=_path(stream) if stream is not None and asked else "",
        complete=stream is None or stream.received.ended or stream.state in _COMPLETE,
        opened=stream.opened if stream is not None else 0,
    )


def settled(step: Step, stream_id: int, found: Reading | None) -> Step:
    """The step with what came of it: the stream of a promise, or what a wait has found."""
    verb = step.command.verb
    if verb == "push":
        return replace(step, promised=0 if stream_id % 2 else stream_id)
    if verb != "wait" or found is None:
        return step
    record = found.record
    return replace(
        step,
        connection=step.connection or record.connection,
        found=record.seq,
        found_frame=record.kind == Kind.FRAME_RECEIVED,
        found_request=found.fields_kind is FieldsKind.REQUEST,
    )


def request_line(stream: Stream) -> str:
    """ "GET /path", printable and not long; empty where the request is not known."""
    words = [stream.method or b"", stream.path if stream.path is not None else b""]
    return elide(escape(b" ".join(words)[:LONGEST]).strip(), LONGEST)


def _path(stream: Stream) -> str:
    path = stream.path or b""
    plain = len(path) <= LONGEST_PATH and all(0x20 < octet < 0x7F for octet in path)
    return path.decode("ascii") if plain else ""


class Recording:
    """The steps so far, oldest first.

    on    steps are taken in
    lost  how many of the oldest were given up
    """

    def __init__(self) -> None:
        self.on = True
        self.lost = 0
        self._steps: deque[Step] = deque()

    @property
    def steps(self) -> tuple[Step, ...]:
        return tuple(self._steps)

    def __len__(self) -> int:
        return len(self._steps)

    def add(self, step: Step) -> None:
        """Take a step in, if it is on."""
        if not self.on:
            return
        self._steps.append(step)
        if len(self._steps) > KEPT:
            self._steps.popleft()
            self.lost += 1

    def settle(self, step: Step, stream_id: int = 0, found: Reading | None = None) -> None:
        """What came of a step that was taken in, if it is still there."""
        self._put(step, settled(step, stream_id, found))

    def refuse(self, step: Step) -> None:
        """A step was refused: it was none."""
        self._put(step, None)

    def _put(self, step: Step, other: Step | None) -> None:
        for number in reversed(range(len(self._steps))):
            if self._steps[number] is step:
                if other is None:
                    del self._steps[number]
                else:
                    self._steps[number] = other
                return

    def undo(self) -> Step | None:
        """Forget the last step, which is returned; None where there is none."""
        return self._steps.pop() if self._steps else None
