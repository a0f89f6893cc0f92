"""What waits to be sent lawfully: DATA behind a window, and whatever was said after it.

One queue a stream, taken in turn, so that a large download leaves room for the others. Frames of
one action share a job; the job is done when the last of them has left.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field

from h2craft.actions import Data, Headers
from h2craft.trace import Origin


@dataclass(slots=True)
class Job:
    """An action that could not leave at once. `ticket` names it to whoever waits."""

    ticket: int
    action_seq: int
    origin: Origin
    waiting: int = 0


@dataclass(slots=True)
class Waiting:
    """A frame in the queue; of DATA, what is left of it from `offset` on."""

    crafted: Data | Headers
    job: Job
    offset: int = 0


@dataclass(slots=True)
class SendQueue:
    streams: dict[int, deque[Waiting]] = field(default_factory=dict)

    def __contains__(self, stream_id: int) -> bool:
        return stream_id in self.streams

    def put(self, crafted: Data | Headers, job: Job) -> None:
        """Let a frame wait behind what its stream already has."""
        job.waiting += 1
        self.streams.setdefault(crafted.stream_id, deque()).append(Waiting(crafted, job))

    def done(self, stream_id: int) -> Job | None:
        """The first frame of the stream has left. Returns its job when that was the last."""
        line = self.streams[stream_id]
        job = line.popleft().job
        if not line:
            del self.streams[stream_id]
        job.waiting -= 1
        return None if job.waiting else job

    def drop(self, stream_id: int) -> list[Job]:
        """Forget the stream. Returns the jobs that will never be done."""
        line = self.streams.pop(stream_id, ())
        return list({id(waiting.job): waiting.job for waiting in line}.values())
