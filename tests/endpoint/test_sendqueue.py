from __future__ import annotations

from h2craft.actions import Data
from h2craft.endpoint.sendqueue import Job, SendQueue
from h2craft.trace import Origin


def test_a_job_is_done_with_its_last_frame() -> None:
    queue, job = SendQueue(), Job(1, 10, Origin.HAND)
    queue.put(Data(stream_id=1), job)
    queue.put(Data(stream_id=1), job)
    assert 1 in queue
    assert queue.done(1) is None
    assert queue.done(1) is job
    assert 1 not in queue


def test_dropping_a_stream_names_each_job_once() -> None:
    queue, one, two = SendQueue(), Job(1, 10, Origin.HAND), Job(2, 11, Origin.HAND)
    for job in (one, one, two):
        queue.put(Data(stream_id=1), job)
    assert queue.drop(1) == [one, two]
    assert queue.drop(1) == []
