from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from h2craft import endpoint
from h2craft.actions import Await, Door, Note, Ping, Send
from h2craft.client import FramePreview, Preview, Result
from h2craft.client.chain import Chain, no_connection, preview_of, result_of
from h2craft.wire import ACK, FrameType, frame_octets

NAMES = ("PING", "WINDOW_UPDATE", "PRIORITY")

pytestmark = pytest.mark.engine


def test_an_outcome_in_the_doors_words() -> None:
    outcome = endpoint.Outcome(False, "because", "6.9", None, 4, 17)
    assert result_of(outcome) == Result(
        accepted=False, reason="because", section="6.9", stream_id=4, seq=17
    )


def test_a_preview_in_the_doors_words() -> None:
    frame = endpoint.FramePreview(octets=b"a", told="b", step="c")
    given = endpoint.Preview(
        frames=(frame,), octets=b"d", waiting=5, why="f", refused="g", section="h"
    )
    assert preview_of(given) == Preview(
        frames=(FramePreview(octets=b"a", told="b", step="c"),),
        octets=b"d",
        waiting=5,
        why="f",
        refused="g",
        section="h",
    )


def test_a_chain_ends_where_its_connection_does(serve: Callable[..., Any]) -> None:
    settled: list[Result] = []
    engine = serve().client.host.engine
    Chain(engine, 3, [Note(text="x")], settled.append).go_on()
    assert [result.reason for result in settled] == [no_connection(3)]


def test_waits_see_what_came_in_one_go_with_what_was_waited_for(serve: Callable[..., Any]) -> None:
    served = serve()
    peer = served.peer()
    peer.until(FrameType.SETTINGS)
    ping = Send(frames=(Ping(opaque_data=b"in order"),), door=Door.WIRE)
    waits = [Await(pattern=f"type:{name} dir:received", timeout_seconds=10) for name in NAMES]
    done = served.client.submit(1, ping, *waits)
    answer = peer.until(FrameType.PING)[3]
    frames = [
        frame_octets(FrameType.PING, ACK, 0, answer),
        frame_octets(FrameType.WINDOW_UPDATE, 0, 0, bytes([0, 0, 0, 1])),
        frame_octets(FrameType.PRIORITY, 0, 3, bytes(5)),
    ]
    peer.sends(*frames)
    assert done.result(15).accepted


def test_a_wait_does_not_find_what_the_wait_before_found(serve: Callable[..., Any]) -> None:
    served = serve()
    peer = served.peer()
    peer.until(FrameType.SETTINGS)
    ping = Send(frames=(Ping(opaque_data=b"only one"),), door=Door.WIRE)
    wait = Await(pattern="type:PING flag:ACK dir:received", timeout_seconds=0.3)
    done = served.client.submit(1, ping, wait, wait)
    peer.sends(frame_octets(FrameType.PING, ACK, 0, peer.until(FrameType.PING)[3]))
    result = done.result(15)
    assert (result.accepted, result.reason) == (False, "nothing came that matches")
