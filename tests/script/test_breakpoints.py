"""Breakpoints on what scripts send, over real sockets."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from h2craft.actions import Data, Headers, RstStream, Send, SendOctets, action_from_json, fields_of
from h2craft.script import ConnectionClosed, StreamClosed, Verdict
from h2craft.trace import Kind, Origin

HELLO = "def main(request, response):\n    return 'hello'\n"
STEPS = """
def main(request, response):
    writer = response.writer
    response.write_status_headers()
    writer.write_data("one ")
    writer.write_data("two ")
    writer.write_data("three", last=True)
    print("done", writer.stream_ended)
"""


def body_of(held: Any) -> bytes:
    return b"".join(frame.data for frame in held.action.frames if isinstance(frame, Data))


class Stopper:
    """A server with a breakpoint, and decisions made about what is held."""

    def __init__(self, server: Any) -> None:
        self.server = server

    def next(self, count: int = 1) -> Any:
        """What is held now, the oldest of `count`."""
        return self.server.wait_until(
            lambda: len(found := self.server.state.actions) >= count and found
        )[0]

    def decide(self, verdict: str, held: Any = None, **more: Any) -> Any:
        held = held or self.next()
        return self.server.hands("decide", held.seq, verdict, **more)


@pytest.fixture
def stopping(live: Callable[..., Any]) -> Callable[..., Stopper]:
    def make(files: dict[str, str], pattern: str, **options: Any) -> Stopper:
        server = live(files, **options)
        assert server.hands("set_break", pattern).accepted
        assert server.state.break_on == pattern
        return Stopper(server)

    return make


@pytest.mark.parametrize(
    "pattern",
    [
        "type:HEADERS",
        "type:DATA flag:END_STREAM",
        "flag:END_STREAM len:5",
        "status:200",
        "status:2xx type:DATA",
        "field::status=200",
        "path:/hello",
        "method:GET",
        "stream:1 conn:1",
        "script:hello.py",
        "origin:script dir:sent",
        "hello",
        "",
    ],
)
def test_an_action_with_a_matching_frame_stops(
    stopping: Callable[..., Stopper], pattern: str
) -> None:
    hands = stopping({"hello": HELLO}, pattern)
    peer = hands.server.peer()
    number = peer.request("/hello", headers=[("x", "1")])
    held = hands.next()
    assert (held.connection, held.stream_id) == (1, 1)
    assert held.script.endswith("hello.py")
    (record,) = hands.server.records(Kind.ACTION_HELD)
    assert record.seq == held.seq
    assert record.detail["stream"] == 1
    assert record.detail["script"] == held.script
    assert action_from_json(record.detail["action"]) == held.action
    peer.barrier()
    assert peer.answer(number).status == 0
    outcome = hands.decide("release")
    assert outcome.accepted
    assert peer.finish(number).body == b"hello"
    (released,) = hands.server.records(Kind.ACTION_RELEASED)
    assert released.cause == held.seq
    assert released.detail == {"stream": 1, "verdict": "release"}
    assert hands.server.state.actions == ()


@pytest.mark.parametrize(
    "pattern", ["type:GOAWAY", "status:404", "path:/other", "script:other", "len:>5 type:DATA"]
)
def test_what_does_not_match_passes(stopping: Callable[..., Stopper], pattern: str) -> None:
    hands = stopping({"hello": HELLO}, pattern)
    assert hands.server.peer().get("/hello").body == b"hello"
    assert hands.server.records(Kind.ACTION_HELD) == []


def test_what_comes_after_it_on_the_stream_waits_and_others_go_on(
    stopping: Callable[..., Stopper],
) -> None:
    hands = stopping({"steps": STEPS, "hello": HELLO}, "one")
    peer = hands.server.peer()
    number = peer.request("/steps")
    assert body_of(hands.next()) == b"one "
    assert peer.get("/hello").body == b"hello"
    assert (peer.answer(number).status, peer.answer(number).body) == (200, b"")
    hands.decide("release")
    assert peer.finish(number).body == b"one two three"


def test_each_one_that_matches_stops_in_its_turn(stopping: Callable[..., Stopper]) -> None:
    hands = stopping({"steps": STEPS}, "type:DATA")
    peer = hands.server.peer()
    number = peer.request("/steps")
    for body in (b"one ", b"two ", b"three"):
        held = hands.next()
        assert body_of(held) == body
        hands.decide("release", held)
    assert peer.finish(number).body == b"one two three"


def test_an_answer_nobody_waits_for_stops_its_script_too(
    stopping: Callable[..., Stopper],
) -> None:
    hands = stopping({"hello": HELLO}, "")
    peer = hands.server.peer()
    number = peer.request("/hello")
    hands.next()
    peer.barrier()
    assert hands.server.records(Kind.HANDLER_ENDED) == []
    hands.decide("release")
    peer.finish(number)
    hands.server.wait(Kind.HANDLER_ENDED)


def test_another_action_goes_in_its_place(stopping: Callable[..., Stopper]) -> None:
    hands = stopping({"steps": STEPS}, "one")
    peer = hands.server.peer()
    number = peer.request("/steps")
    other = Send(frames=(Data(stream_id=1, data=b"eins "), Data(stream_id=1, data=b"zwei ")))
    held = hands.next()
    assert hands.decide("edit", held, action=other).accepted
    assert peer.finish(number).body == b"eins zwei two three"
    (released,) = hands.server.records(Kind.ACTION_RELEASED)
    assert released.detail["verdict"] == "edit"
    assert action_from_json(released.detail["action"]) == other
    by_hand = [r for r in hands.server.records(Kind.ACTION_FIRED) if r.origin is Origin.HAND]
    assert [(record.detail, record.cause) for record in by_hand] == [(other, held.seq)]


def test_a_refused_edit_says_why_and_the_action_stays_held(
    stopping: Callable[..., Stopper],
) -> None:
    hands = stopping({"steps": STEPS}, "one")
    peer = hands.server.peer()
    number = peer.request("/steps")
    held = hands.next()
    again = Headers(stream_id=9, fields=fields_of([(":status", "200")]))
    outcome = hands.decide("edit", held, action=Send(frames=(again,)))
    assert not outcome.accepted and outcome.reason
    assert hands.server.state.actions == (held,)
    assert not hands.decide("edit", held).accepted  # nothing to put in its place
    assert hands.decide("edit", held, action=SendOctets(octets=b"")).accepted
    assert peer.finish(number).body == b"two three"


def test_the_edit_of_an_answer_nobody_waits_for(stopping: Callable[..., Stopper]) -> None:
    hands = stopping({"hello": HELLO}, "")
    peer = hands.server.peer()
    number = peer.request("/hello")
    head = Headers(stream_id=1, fields=fields_of([(":status", "404")]), end_stream=True)
    assert hands.decide("edit", action=Send(frames=(head,))).accepted
    assert peer.finish(number).status == 404
    hands.server.wait(Kind.HANDLER_ENDED)
    assert hands.server.records(Kind.HANDLER_RAISED) == []


def test_a_dropped_action_is_done_as_far_as_the_script_knows(
    stopping: Callable[..., Stopper],
) -> None:
    hands = stopping({"steps": STEPS}, "three")
    peer = hands.server.peer()
    number = peer.request("/steps")
    hands.decide("drop")
    (printed,) = hands.server.wait(Kind.PRINTED)
    assert printed.detail["text"] == "done True"
    hands.server.wait(Kind.HANDLER_ENDED)
    peer.barrier()
    assert (peer.answer(number).body, peer.answer(number).ended) == (b"one two ", False)
    end = Send(frames=(Data(stream_id=1, end_stream=True),))
    assert hands.server.by_hand(end).accepted  # the stream is still there for a person
    peer.finish(number)


def test_a_dropped_promise_has_its_stream_for_the_script(
    stopping: Callable[..., Stopper],
) -> None:
    text = (
        "def main(request, response):\n"
        "    promised = response.writer.write_push([('method', 'GET'), ('path', '/x'),"
        " ('scheme', 'http'), ('authority', 'a')])\n"
        "    return str(promised)\n"
    )
    hands = stopping({"push": text}, "type:PUSH_PROMISE")
    peer = hands.server.peer()
    number = peer.request("/push")
    hands.decide("drop")
    assert peer.finish(number).body == b"2"


def test_an_action_can_leave_twice(stopping: Callable[..., Stopper]) -> None:
    hands = stopping({"steps": STEPS}, "one")
    peer = hands.server.peer()
    number = peer.request("/steps")
    assert hands.decide("duplicate").accepted
    assert peer.finish(number).body == b"one one two three"


def test_a_second_time_that_is_refused_is_told_to_the_person_alone(
    stopping: Callable[..., Stopper],
) -> None:
    hands = stopping({"steps": STEPS}, "three")
    peer = hands.server.peer()
    number = peer.request("/steps")
    outcome = hands.decide("duplicate")
    assert not outcome.accepted
    assert peer.finish(number).body == b"one two three"
    hands.server.wait(Kind.HANDLER_ENDED)
    assert hands.server.records(Kind.HANDLER_RAISED) == []


def test_an_action_can_be_released_later(stopping: Callable[..., Stopper]) -> None:
    hands = stopping({"steps": STEPS}, "one")
    peer = hands.server.peer()
    number = peer.request("/steps")
    held = hands.next()
    assert hands.decide("delay", held, seconds=3_600).accepted
    assert hands.server.state.actions == (held,)
    assert hands.decide("delay", held, seconds=0.01).accepted  # thought better of it
    assert peer.finish(number).body == b"one two three"
    (released,) = hands.server.records(Kind.ACTION_RELEASED)
    assert (released.detail["verdict"], released.detail["seconds"]) == ("delay", 0.01)


@pytest.mark.parametrize("seconds", [-1.0, float("nan"), float("inf")])
def test_a_delay_is_a_time_that_comes(stopping: Callable[..., Stopper], seconds: float) -> None:
    hands = stopping({"hello": HELLO}, "")
    hands.server.peer().request("/hello")
    held = hands.next()
    assert not hands.decide("delay", held, seconds=seconds).accepted
    assert hands.server.state.actions == (held,)


def test_what_is_held_no_more_cannot_be_decided(stopping: Callable[..., Stopper]) -> None:
    hands = stopping({"hello": HELLO}, "")
    hands.server.peer().request("/hello")
    held = hands.next()
    assert hands.decide("release", held).accepted
    for verdict in Verdict:
        assert not hands.decide(verdict, held).accepted
    with pytest.raises(ValueError, match="explode"):
        hands.decide("explode", held)


def test_no_breakpoint_any_more_releases_nothing(stopping: Callable[..., Stopper]) -> None:
    hands = stopping({"steps": STEPS, "hello": HELLO}, "type:DATA")
    peer = hands.server.peer()
    number = peer.request("/steps")
    held = hands.next()
    hands.server.hands("set_break", None)
    assert hands.server.state.break_on is None
    assert peer.get("/hello").body == b"hello"
    assert hands.server.state.actions == (held,)
    hands.decide("release", held)
    assert peer.finish(number).body == b"one two three"


TELLS = """
def main(request, response):
    response.write_status_headers()
    try:
        response.writer.write_data("stop")
    except Exception as error:
        print(type(error).__name__)
"""


@pytest.mark.parametrize(
    ("how", "told"), [("reset", StreamClosed), ("by hand", StreamClosed), ("close", None)]
)
def test_the_end_of_the_stream_settles_what_is_held(
    stopping: Callable[..., Stopper], peer: Any, how: str, told: type | None
) -> None:
    hands = stopping({"tells": TELLS}, "stop")
    client = hands.server.peer()
    number = client.request("/tells")
    held = hands.next()
    if how == "reset":
        client.send(peer.rst_stream(number))
    elif how == "close":
        client.close()
    else:
        reset = Send(frames=(RstStream(stream_id=1),), door="wire")
        hands.server.by_hand(reset)
    (released,) = hands.server.wait(Kind.ACTION_RELEASED)
    assert released.cause == held.seq
    assert (released.detail["verdict"], released.origin) == ("ended", Origin.ENGINE)
    (printed,) = hands.server.wait(Kind.PRINTED)
    assert printed.detail["text"] == (told or ConnectionClosed).__name__
    assert hands.server.state.actions == ()
    assert not hands.decide("release", held).accepted


def test_a_delay_ends_with_its_stream(stopping: Callable[..., Stopper], peer: Any) -> None:
    hands = stopping({"tells": TELLS}, "stop")
    client = hands.server.peer()
    number = client.request("/tells")
    hands.decide("delay", seconds=0.05)
    client.send(peer.rst_stream(number))
    hands.server.wait(Kind.PRINTED)
    again = client.request("/tells")
    held = hands.next()
    hands.decide("release", held)
    client.finish(again)
    assert [r.detail["verdict"] for r in hands.server.records(Kind.ACTION_RELEASED)] == [
        "ended",
        "release",
    ]


def test_octets_of_a_script_stop_by_the_frames_in_them(stopping: Callable[..., Stopper]) -> None:
    text = (
        "def main(request, response):\n"
        "    response.writer.write_raw(bytes.fromhex('000008060000000000') + b'12345678')\n"
        "    response.writer.write_raw(b'\\0')\n"
    )
    hands = stopping({"raw": text}, "type:PING")
    hands.server.peer().request("/raw")
    held = hands.next()
    assert isinstance(held.action, SendOctets)
    hands.decide("drop", held)
    hands.server.wait(Kind.HANDLER_ENDED)
    assert [
        len(r.detail["action"]["octets"]["hex"]) for r in hands.server.records(Kind.ACTION_HELD)
    ] == [34]


def test_connection_hooks_stop_too(stopping: Callable[..., Stopper]) -> None:
    text = "def handle_connection(connection):\n    connection.write_ping(b'12345678')\n"
    hands = stopping({"conn": text, "hello": HELLO}, "type:PING")
    peer = hands.server.peer()
    number = peer.request("/hello")
    held = hands.next()
    assert held.stream_id == 0
    assert held.script.endswith("conn.py")
    hands.decide("release", held)
    assert peer.finish(number).body == b"hello"


def test_what_a_script_should_never_have_sent_does_not_hang_it(
    live: Callable[..., Any],
) -> None:
    text = (
        "from h2craft.actions import Send, Headers, Data\n"
        "def main(request, response):\n"
        "    for odd in (Headers(stream_id='x', fields=(1, 2)), Data(stream_id=1, data=5), None):\n"
        "        try:\n"
        "            response.writer.fire(Send(frames=(odd,)))\n"
        "        except Exception as error:\n"
        "            print(type(error).__name__)\n"
        "    return 'survived'\n"
    )
    server = live({"odd": text})
    server.hands("set_break", "type:GOAWAY")
    assert server.peer().get("/odd").body == b"survived"
    assert len(server.records(Kind.PRINTED)) == 3


def test_the_stop_of_the_server_settles_what_is_held(stopping: Callable[..., Stopper]) -> None:
    hands = stopping({"hello": HELLO}, "")
    hands.server.peer().request("/hello")
    hands.next()
    hands.server.on_loop(hands.server.host.hands.close)
    assert hands.server.state.actions == ()
