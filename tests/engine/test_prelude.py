from __future__ import annotations

import asyncio
from typing import Any

import pytest

from h2craft.actions import Close, CloseHow, Door, Ping, Send
from h2craft.endpoint import Greeting
from h2craft.trace import Kind
from h2craft.wire import ACK, FrameType, frame_octets

pytestmark = pytest.mark.engine

GET = frame_octets(FrameType.HEADERS, 0x5, 1, b"\x82\x84\x87\x41\x01a")


class Slow:
    """Opens connections itself, when the test says so."""

    def __init__(self, seconds: float = 60) -> None:
        self.seconds = seconds
        self.links: list[Any] = []
        self.events: list[Any] = []

    def opening_seconds(self, link: Any) -> float:
        assert link.endpoint is not None
        return self.seconds

    def connection_opened(self, link: Any) -> None:
        self.links.append(link)
        link.note("it is not open")

    def event(self, link: Any, event: Any) -> None:
        self.events.append(event)

    def connection_closed(self, link: Any) -> None: ...


@pytest.fixture(params=["https", "http"])
async def opening(request: Any, start: Any, connect: Any) -> Any:
    """A connection that waits for its application, which has a request in hand already."""
    running = await start(Slow(), lingering_seconds=0.01)
    if request.param == "https":
        client = await connect(await running.https(), running.trusting("h2"))
    else:
        client = await connect(await running.http())
    client.send(GET)
    await running.until(lambda: running.application.links)
    return running, client, running.application.links[0]


async def test_an_application_may_speak_before_the_greeting(opening: Any) -> None:
    running, client, link = opening
    assert link.waits_to_open
    link.submit(Send(frames=(Ping(),), door=Door.WIRE))
    assert (await client.frame())[0] == FrameType.PING
    assert not running.records(Kind.PREFACE_RECEIVED) and not running.application.events
    link.go_on()
    assert [(await client.frame())[0] for _ in range(2)] == [
        FrameType.SETTINGS,
        FrameType.WINDOW_UPDATE,
    ]
    await running.until(lambda: len(running.application.events) == 2)
    assert not link.waits_to_open
    link.go_on()
    assert (await client.frame())[:2] == (FrameType.SETTINGS, ACK)
    greetings = [r for r in running.records(Kind.FRAME_SENT) if r.octets[3] == FrameType.SETTINGS]
    assert len(greetings) == 2  # one of them is the ACK


async def test_an_application_may_greet_once_and_in_time(opening: Any) -> None:
    running, client, link = opening
    assert link.greet(Greeting(settings=((3, 7),), connection_window=0))
    assert not link.greet(Greeting())
    assert (await client.frame())[3] == bytes.fromhex("000300000007")
    link.go_on()
    assert not link.greet(Greeting())
    assert (await client.frame())[:2] == (FrameType.SETTINGS, ACK)


async def test_who_speaks_first_is_noted_where_the_application_opens(opening: Any) -> None:
    running, client, link = opening
    while not link.peer_has_spoken:  # noqa: ASYNC110  # nothing is read, so nothing tells
        await asyncio.sleep(0.001)
    link.go_on()
    (noted,) = [r for r in running.records(Kind.NOTED) if "early" in r.detail]
    assert noted.detail["early"] is True
    assert noted.detail["seconds"] >= 0
    assert noted.seq < running.records(Kind.FRAME_SENT)[0].seq


async def test_a_client_that_waits_for_our_settings_is_noted(start: Any, connect: Any) -> None:
    running = await start(Slow())
    client = await connect(await running.https(), running.trusting("h2"), greet=False)
    await running.until(lambda: running.application.links)
    link = running.application.links[0]
    link.greet(Greeting())
    assert (await client.frame())[0] == FrameType.SETTINGS
    link.go_on()
    (noted,) = [r for r in running.records(Kind.NOTED) if "early" in r.detail]
    assert noted.detail["early"] is False
    assert noted.detail["text"] == "The peer has said nothing before our SETTINGS."


async def test_one_that_waits_too_long_is_not_waited_for(start: Any, connect: Any) -> None:
    running = await start(Slow(0.01))
    client = await connect(await running.http())
    assert (await client.frame())[0] == FrameType.SETTINGS
    assert running.records(Kind.LIMIT_REACHED)[0].detail["limit"] == "opening_hook_seconds"
    client.send(GET)
    await running.until(lambda: len(running.application.events) == 2)


async def test_the_end_of_a_client_waits_with_what_it_has_said(opening: Any) -> None:
    running, client, link = opening
    client.writer.close()
    link.greet(Greeting())
    link.go_on()
    await running.recorded(Kind.CONNECTION_CLOSED)
    order = [record.kind for record in running.records(connection=1)]
    assert order.index(Kind.FRAME_SENT) < order.index(Kind.PREFACE_RECEIVED)
    assert order.index(Kind.PREFACE_RECEIVED) < order.index(Kind.END_RECEIVED)


async def test_a_connection_that_is_lost_before_it_is_open_is_recorded_whole(opening: Any) -> None:
    running, client, link = opening
    link.pipe.abort()
    await running.recorded(Kind.CONNECTION_CLOSED)
    assert not link.greet(Greeting())
    assert not running.records(Kind.FRAME_SENT)
    assert running.records(Kind.FRAME_DROPPED)  # the answer to the client's SETTINGS
    order = [record.kind for record in running.records(connection=1)]
    assert order.index(Kind.PREFACE_RECEIVED) < order.index(Kind.CONNECTION_CLOSED)


async def test_one_that_is_closed_before_it_is_open_is_greeted_no_more(opening: Any) -> None:
    running, client, link = opening
    link.submit(Close(how=CloseHow.CLEAN))
    assert not link.greet(Greeting())
    link.go_on()
    assert await client.rest() == b""
    assert not running.records(Kind.FRAME_SENT)
