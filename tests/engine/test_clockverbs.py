from __future__ import annotations

from typing import Any

import pytest

from h2craft.actions import Await, Sleep
from h2craft.trace import Kind
from h2craft.wire import FrameType, frame_octets

pytestmark = pytest.mark.engine


async def test_sleep_and_await_are_actions_too(opened: Any) -> None:
    running, client, link = opened
    slept = link.submit(Sleep(seconds=0.01))
    awaited = link.submit(Await(pattern="type:PING", timeout_seconds=5))
    nothing = link.submit(Await(pattern="type:GOAWAY", timeout_seconds=0.01))
    bad = link.submit(Await(pattern="type:NONSENSE"))
    client.send(frame_octets(FrameType.PING, 0, 0, bytes(8)))
    await running.until(lambda: len(running.records(Kind.ACTION_DONE)) == 4)
    assert slept.outcome.accepted
    assert awaited.outcome.accepted
    assert not nothing.outcome.accepted
    assert "NONSENSE" in bad.outcome.reason


async def test_what_waits_when_the_connection_goes_is_refused(opened: Any) -> None:
    running, client, link = opened
    slept = link.submit(Sleep(seconds=1000))
    awaited = link.submit(Await(pattern="type:GOAWAY", timeout_seconds=1000))
    client.writer.transport.abort()
    await running.recorded(Kind.CONNECTION_CLOSED)
    assert [ticket.outcome.accepted for ticket in (slept, awaited)] == [False, False]
    assert not running.records(Kind.ACTION_DONE)


async def test_a_wait_may_look_from_a_record_that_has_been(opened: Any) -> None:
    running, client, link = opened
    begun = running.records(Kind.PREFACE_RECEIVED)[0].seq
    awaited = link.submit(
        Await(pattern="type:SETTINGS dir:received", timeout_seconds=5), after=begun
    )
    await running.until(lambda: awaited.done)
    [settings] = [r for r in running.records(Kind.FRAME_RECEIVED) if r.octets[3] == 4]
    assert awaited.found == settings.seq
