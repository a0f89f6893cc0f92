"""The hooks of one connection: in order, each script in turn, whatever one of them does."""

from __future__ import annotations

import queue
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from h2craft.endpoint.events import PingReceived, UnknownReceived
from h2craft.script.conversation import Conversation
from h2craft.script.errors import ConnectionClosed
from h2craft.script.hooks import Hooks, hooks_of
from h2craft.script.linkchannel import LinkChannel
from h2craft.script.loader import ScriptError
from h2craft.script.outbox import Outbox
from h2craft.script.pool import WorkerPool
from h2craft.trace import Kind
from h2craft.wire import Frame

Said = queue.SimpleQueue[Any]
Make = Callable[..., Conversation]
PING = PingReceived(b"8 octets")


class Given:
    def __init__(self, hooks: Any) -> None:
        self._hooks = hooks

    def current(self) -> Hooks:
        if isinstance(self._hooks, Exception):
            raise self._hooks
        return hooks_of(self._hooks)


@pytest.fixture
def said() -> Said:
    return queue.SimpleQueue()


@pytest.fixture
def make(engine: Any, link: Any) -> Iterator[Make]:
    pool = WorkerPool()
    outbox = Outbox(pool)
    outbox.open(engine)

    def conversation(*sources: Any) -> Conversation:
        given = [Given(source) for source in sources]
        return Conversation(pool, LinkChannel(link, pool, outbox), lambda name: given)

    yield conversation
    pool.close()


def hear(said: Said, count: int) -> list[Any]:
    return [said.get(timeout=20) for _ in range(count)]


def test_every_script_gets_the_event_in_turn(make: Make, said: Said) -> None:
    first = {"handle_ping": lambda frame, connection: said.put(("first", frame.opaque_data))}
    second = {"handle_ping": lambda frame, connection: said.put(("second", connection.number))}
    make(first, second).deliver(("handle_ping", PING, None))
    assert hear(said, 2) == [("first", b"8 octets"), ("second", 1)]


def test_an_unknown_frame_is_given_as_it_is(make: Make, said: Said) -> None:
    frame = Frame.build(0x42, b"payload")
    make({"handle_unknown": lambda frame, connection: said.put(frame)}).deliver(
        ("handle_unknown", UnknownReceived(frame), None)
    )
    assert hear(said, 1) == [frame]


def test_the_first_and_the_last_hook_take_the_connection_only(make: Make, said: Said) -> None:
    hooks = {"handle_connection": said.put, "handle_close": said.put}
    conversation = make(hooks)
    conversation.deliver(("handle_connection", None, lambda: said.put("then")))
    conversation.deliver(("handle_close", None, None))
    facade = conversation.facade
    assert hear(said, 3) == [facade, "then", facade]


def test_one_that_fails_is_reported_and_the_others_go_on(
    make: Make, said: Said, engine: Any
) -> None:
    def fails(frame: Any, connection: Any) -> None:
        raise ValueError("no")

    works = {"handle_ping": lambda frame, connection: said.put("works")}
    make({"handle_ping": fails}, works).deliver(("handle_ping", PING, None))
    assert hear(said, 1) == ["works"]
    engine.wait_until(lambda: engine.journal.last)
    (record,) = engine.journal.read(0, 10)
    assert record.kind is Kind.HANDLER_RAISED
    assert record.detail["error"] == "ValueError: no"
    assert record.detail["line"] == fails.__code__.co_firstlineno + 1


@pytest.mark.parametrize("error", [ScriptError("a.py", 1, "broken"), ConnectionClosed("gone")])
def test_what_was_said_already_is_not_said_again(
    make: Make, said: Said, engine: Any, error: Exception
) -> None:
    works = {"handle_ping": lambda frame, connection: said.put("works")}
    make(error, works).deliver(("handle_ping", PING, None))
    assert hear(said, 1) == ["works"]
    assert engine.journal.last == 0


def test_async_hooks_share_a_loop(make: Make, said: Said) -> None:
    import asyncio

    async def hook(frame: Any, connection: Any) -> None:
        said.put(asyncio.get_running_loop())

    conversation = make({"handle_ping": hook, "handle_close": lambda connection: said.put("over")})
    conversation.deliver(("handle_ping", PING, None))
    conversation.deliver(("handle_ping", PING, None))
    conversation.deliver(("handle_close", None, None))
    first, second, over = hear(said, 3)
    assert first is second
    assert over == "over"
