from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from h2craft.actions import Reply, Send
from h2craft.client import Binding, HeldAction, HeldReply, HeldRequest
from h2craft.repl.tools import TOOLS

Stubs = Callable[..., Any]


@pytest.fixture
def stub(stub_of: Stubs, talk: Any) -> Any:
    """On connection 2 stream 3 waits."""
    talk.opened()
    talk.closed()
    talk.opened(2)
    talk.exchange(1, "/done", connection=2)
    talk.request(3, "/open", connection=2)
    return stub_of(talk)


def call(stub: Any, tool: str, *args: Any, **kwargs: Any) -> Any:
    return TOOLS[tool].call(stub.shell, *args, **kwargs)


def test_the_desk_says_what_is_held_and_what_shall_be(stub: Any) -> None:
    assert "nothing is held" in stub.run("desk")
    stub.client.desk_now = replace(
        stub.client.desk_now,
        version=1,
        hold="path:/open",
        requests=(HeldRequest(connection=2, stream_id=3, seq=9, held_seq=10, at=0.0),),
        actions=(HeldAction(seq=11, connection=2, stream_id=3, at=0.0, action=Send(frames=())),),
        replies=(HeldReply(seq=12, connection=2, name="ping_ack", octets=b"", cause=4, at=0.0),),
        policy={"ping_ack": Reply.HOLD, "goaway": Reply.SEND},
    )
    said = stub.run("desk")
    assert "hold requests path:/open" in said
    assert "ping_ack=hold" in said
    assert "request  GET /open" in said
    assert "reply    ping_ack, answers 4" in said
    assert call(stub, "desk").requests[0].seq == 9


def test_scripts_are_those_bound_and_the_files_there_are(stub: Any) -> None:
    stub.client.scripts = ("a.py", "b\x1b.py")
    said = stub.run("scripts")
    assert said == "no script is attached by hand\n  attach a.py\n  attach b\\x1b.py\n"
    binding = Binding(file="slow.py", number=2, pattern="/slow", connection=2, once=True)
    stub.client.desk_now = replace(stub.client.desk_now, version=1, bindings=(binding,))
    assert call(stub, "scripts")[0] is binding
    assert "2  slow.py  /slow  2/*" in stub.run("scripts")


def test_tools_that_take_nothing_say_so(stub: Any) -> None:
    assert "desk takes nothing behind it" in stub.run("desk all")
