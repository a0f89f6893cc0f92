"""What a person has done at the prompt, step by step. Knows commands, no shell and no file."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass

from h2craft.language import Command
from h2craft.model import Stream, StreamState
from h2craft.session import Session, Target, target
from h2craft.wire import elide, escape

KEPT = 10_000  # steps; the oldest go
LONGEST = 120  # of a request line

_COMPLETE = frozenset((StreamState.HALF_CLOSED_REMOTE, StreamState.CLOSED))


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One act.

    connection, stream_id  where it was aimed; `stream_id` 0 for the connection
    at                     when, in seconds since the journal began
    request                the request line of the stream then, printable; empty for none
    complete               all of the request was there: END_STREAM has come (RFC 9113 8.1)
    """

    connection: int
    stream_id: int
    command: Command
    at: float
    request: str = ""
    complete: bool = True


def step_of(session: Session, command: Command, aim: Target) -> Step:
    """The step an act is at this moment."""
    connection = target.connection_of(session, aim)
    stream = connection.stream(aim.stream_id) if connection is not None else None
    return Step(
        connection=aim.connection,
        stream_id=aim.stream_id,
        command=command,
        at=session.now(),
        request="" if stream is None else request_line(stream),
        complete=stream is None or stream.state in _COMPLETE,
    )


def request_line(stream: Stream) -> str:
    """ "GET /path", printable and not long; empty where the request is not known."""
    words = [stream.method or b"", stream.path if stream.path is not None else b""]
    return elide(escape(b" ".join(words)[:LONGEST]).strip(), LONGEST)


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

    def undo(self) -> Step | None:
        """Forget the last step, which is returned; None where there is none."""
        return self._steps.pop() if self._steps else None
