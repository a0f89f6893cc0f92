"""Requests in a person's hands, over real sockets."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import pytest

from h2craft.actions import Continuation, Data, Door, Headers, RstStream, Send, fields_of
from h2craft.script import holds
from h2craft.script import stream as script_stream
from h2craft.trace import Kind, Origin

SAYS_HELLO = "def main(request, response):\n    return 'hello ' + request.method\n"
ECHO = """
def handle_headers(frame, request, response):
    response.status = 200
    response.write_status_headers()

def handle_data(frame, request, response):
    response.writer.write_data(b"<%d:%s>" % (frame.flow_controlled_length, frame.data))

def main(request, response):
    response.writer.write_data(b"frames %d" % len(request.frames), last=True)
"""
BODY = "def main(request, response):\n    return str(len(request.body))\n"


def head(stream_id: int = 1, status: str = "200", **more: Any) -> Headers:
    return Headers(stream_id=stream_id, fields=fields_of([(":status", status)]), **more)


def an_answer(stream_id: int = 1, body: bytes = b"by hand") -> Send:
    return Send(frames=(head(stream_id), Data(stream_id=stream_id, data=body, end_stream=True)))


@pytest.mark.parametrize(
    "pattern",
    [
        "path:/hello",
        "method:GET",
        "authority:127.0.0.1",
        "field:x-test=1",
        "conn:1 stream:1",
        "type:HEADERS flag:END_STREAM",
        "dir:received",
        "~he.lo",
        "-path:/other",
        "",
    ],
)
def test_a_request_that_matches_is_held_and_not_run(live: Callable[..., Any], pattern: str) -> None:
    server = live({"hello": SAYS_HELLO})
    assert server.hands("set_hold", pattern).accepted
    peer = server.peer()
    number = peer.request("/hello", headers=[("x-test", "1")])
    (held,) = server.wait(Kind.REQUEST_HELD)
    assert held.detail == {"stream": number, "why": pattern, "by": "filter"}
    peer.barrier()
    assert server.records(Kind.HANDLER_STARTED) == []
    (shown,) = server.state.requests
    assert (shown.connection, shown.stream_id, shown.held_seq) == (1, 1, held.seq)
    assert (shown.why, shown.by, shown.seq) == (pattern, "filter", held.cause)


@pytest.mark.parametrize("pattern", ["path:/other", "method:POST", "conn:2", "dir:sent"])
def test_a_request_that_does_not_match_is_answered(live: Callable[..., Any], pattern: str) -> None:
    server = live({"hello": SAYS_HELLO})
    server.hands("set_hold", pattern)
    assert server.peer().get("/hello").body == b"hello GET"


def test_a_released_request_goes_to_its_script(live: Callable[..., Any]) -> None:
    server = live({"hello": SAYS_HELLO})
    server.hands("set_hold", "path:/hello")
    peer = server.peer()
    number = peer.request("/hello")
    (held,) = server.wait(Kind.REQUEST_HELD)
    outcome = server.hands("release", 1, number)
    assert outcome.accepted
    answer = peer.finish(number)
    assert (answer.status, answer.body) == (200, b"hello GET")
    (released,) = server.records(Kind.REQUEST_RELEASED)
    assert (released.seq, released.cause) == (outcome.seq, held.seq)
    assert released.detail == {"stream": 1, "to": "script"}
    assert server.state.requests == ()


def test_who_would_answer_is_said_once_it_is_known(live: Callable[..., Any]) -> None:
    server = live({"hello": SAYS_HELLO})
    peer = server.peer()
    peer.get("/hello")
    server.hands("set_hold", "")
    peer.request("/hello")
    (held,) = server.wait(Kind.REQUEST_HELD)
    assert held.detail["script"].endswith("hello.py")
    assert server.state.requests[0].script == held.detail["script"]


@pytest.mark.parametrize(("script", "known"), [("echo", True), ("echo", False)])
def test_what_came_meanwhile_is_given_to_the_script_frame_by_frame(
    live: Callable[..., Any], peer: Any, *, script: str, known: bool
) -> None:
    server = live({"echo": ECHO})
    client = server.peer()
    if known:
        client.finish(client.request("/echo", "POST", body=b"x"))
    server.hands("set_hold", "")
    number, octets = client.head("/echo", "POST", end=False)
    client.send(octets, client.data(number, b"one"))
    padded = peer.frame(peer.DATA, peer.PADDED, number, b"\x02two\0\0")
    client.send(padded, client.data(number, b"", peer.END_STREAM))
    server.wait(Kind.REQUEST_HELD)
    client.barrier()
    server.hands("set_hold", None)
    server.hands("release", 1, number)
    answer = client.finish(number)
    assert answer.body == b"<3:one><6:two><0:>frames 4"


@pytest.mark.parametrize("known", [True, False])
def test_what_comes_after_the_release_follows_what_came_before(
    live: Callable[..., Any], peer: Any, *, known: bool
) -> None:
    server = live({"echo": ECHO})
    client = server.peer()
    if known:
        client.finish(client.request("/echo", "POST", body=b"x"))
    server.hands("set_hold", "")
    number, octets = client.head("/echo", "POST", end=False)
    client.send(octets, client.data(number, b"one"))
    client.barrier()
    server.hands("release", 1, number)
    client.send(client.data(number, b"two"), client.data(number, b"3", peer.END_STREAM))
    assert client.finish(number).body == b"<3:one><3:two><1:3>frames 4"


@pytest.mark.parametrize("known", [True, False])
@pytest.mark.parametrize("ends", ["before", "after"])
def test_an_upload_larger_than_the_window_is_read_while_held(
    live: Callable[..., Any], peer: Any, *, known: bool, ends: str
) -> None:
    server = live({"body": BODY})
    client = server.peer()
    if known:
        client.finish(client.request("/body", "POST", body=b"x"))
    server.hands("set_hold", "")
    number, octets = client.head("/body", "POST", end=False)
    client.send(octets)
    piece, count = bytes(16_384), 128  # 2 MiB: more than both windows
    for _ in range(count):
        client.until(lambda: client.window(number) >= len(piece))
        client.send(client.data(number, piece))
    end = client.data(number, b"", peer.END_STREAM)
    if ends == "before":
        client.send(end)
    client.barrier()
    assert server.hands("release", 1, number).accepted
    if ends == "after":
        client.send(end)
    assert client.finish(number).body == b"%d" % (len(piece) * count)


def test_a_file_is_served_after_a_release(live: Callable[..., Any]) -> None:
    server = live({"page.txt": "text"})
    server.hands("set_hold", "")
    peer = server.peer()
    for _ in range(2):  # looked up for the first time, then known
        number = peer.request("/page.txt")
        server.wait_until(lambda: server.state.requests)
        server.hands("release", 1, number)
        assert peer.finish(number).body == b"text"


def test_a_person_answers_and_the_hold_is_over(live: Callable[..., Any]) -> None:
    server = live({"hello": SAYS_HELLO})
    server.hands("set_hold", "")
    peer = server.peer()
    number = peer.request("/hello")
    (held,) = server.wait(Kind.REQUEST_HELD)
    assert server.by_hand(Send(frames=(head(),))).accepted
    assert server.state.requests  # a head alone is no end
    assert server.by_hand(
        Send(frames=(Data(stream_id=1, data=b"by hand", end_stream=True),))
    ).accepted
    answer = peer.finish(number)
    assert (answer.status, answer.body) == (200, b"by hand")
    (released,) = server.wait(Kind.REQUEST_RELEASED)
    assert released.cause == held.seq
    assert released.detail["to"] == "nobody"
    assert server.state.requests == ()
    late = server.hands("release", 1, number)
    assert not late.accepted and "not held" in late.reason
    peer.barrier()
    assert server.records(Kind.HANDLER_STARTED) == []


def test_the_end_of_a_body_that_waits_for_a_window_is_the_end_of_the_hold(
    live: Callable[..., Any], peer: Any
) -> None:
    server = live({"hello": SAYS_HELLO})
    server.hands("set_hold", "")
    client = server.peer((peer.INITIAL_WINDOW_SIZE, 10))
    number = client.request("/hello")
    server.wait(Kind.REQUEST_HELD)
    ticket = server.engine.submit(1, an_answer(body=bytes(30)))
    client.until(lambda: len(client.answer(number).body) == 10)
    assert server.state.requests
    client.send(peer.window_update(100, number))
    assert len(client.finish(number).body) == 30
    assert ticket.wait(20).accepted
    assert server.wait(Kind.REQUEST_RELEASED)[0].detail["to"] == "nobody"


@pytest.mark.parametrize(
    "ending",
    [
        Send(frames=(RstStream(stream_id=1),), door=Door.WIRE),
        Send(frames=(RstStream(stream_id=1),), door=Door.WIRE, inform=False),
        Send(
            frames=(
                head(end_stream=True, end_headers=False),
                Continuation(stream_id=1, end_headers=True),
            ),
            door=Door.WIRE,
        ),
        Send(frames=(head(), Data(stream_id=1, end_stream=True)), door=Door.WIRE, inform=False),
    ],
    ids=["reset", "uninformed reset", "continuation", "uninformed end"],
)
def test_however_a_person_ends_the_stream_the_script_is_not_run(
    live: Callable[..., Any], ending: Send
) -> None:
    server = live({"hello": SAYS_HELLO})
    server.hands("set_hold", "")
    peer = server.peer()
    number = peer.request("/hello")
    server.wait(Kind.REQUEST_HELD)
    server.by_hand(ending)
    peer.finish(number)
    (released,) = server.wait(Kind.REQUEST_RELEASED)
    assert released.detail["to"] == "nobody"
    assert not server.hands("release", 1, number).accepted


def test_an_answered_upload_is_still_read(live: Callable[..., Any]) -> None:
    server = live({"hello": SAYS_HELLO})
    server.hands("set_hold", "")
    client = server.peer()
    number, octets = client.head("/hello", "POST", end=False)
    client.send(octets)
    server.wait(Kind.REQUEST_HELD)
    server.by_hand(an_answer())
    client.finish(number)
    piece = bytes(16_384)
    for _ in range(100):
        client.until(lambda: client.credit[0] >= len(piece))
        client.send(client.data(number, piece))
    client.barrier()


def test_a_reset_by_the_client_ends_the_hold(live: Callable[..., Any], peer: Any) -> None:
    server = live({"hello": SAYS_HELLO})
    server.hands("set_hold", "")
    client = server.peer()
    number = client.request("/hello")
    server.wait(Kind.REQUEST_HELD)
    client.send(peer.rst_stream(number))
    (released,) = server.wait(Kind.REQUEST_RELEASED)
    assert released.detail["to"] == "nobody"
    assert "reset by the peer: CANCEL" in released.detail["reason"]
    assert server.state.requests == ()


def test_the_end_of_the_connection_ends_its_holds(live: Callable[..., Any]) -> None:
    server = live({"hello": SAYS_HELLO})
    server.hands("set_hold", "")
    first, second = server.peer(), server.peer()
    for client in (first, first, second):
        client.request("/hello")
    server.wait(Kind.REQUEST_HELD, 3)
    first.close()
    released = server.wait(Kind.REQUEST_RELEASED, 2)
    assert {record.detail["to"] for record in released} == {"nobody"}
    server.wait(Kind.CONNECTION_CLOSED)
    (left,) = server.state.requests
    assert left.connection == 2
    second.barrier()


def test_holding_no_more_keeps_what_is_held(live: Callable[..., Any]) -> None:
    server = live({"hello": SAYS_HELLO})
    server.hands("set_hold", "")
    peer = server.peer()
    held = peer.request("/hello")
    server.wait(Kind.REQUEST_HELD)
    server.hands("set_hold", None)
    assert peer.get("/hello").body == b"hello GET"
    assert [request.stream_id for request in server.state.requests] == [held]
    server.hands("release", 1, held)
    assert peer.finish(held).body == b"hello GET"


def test_a_hundred_held_streams_keep_no_thread(live: Callable[..., Any]) -> None:
    server = live({"hello": SAYS_HELLO})
    server.hands("set_hold", "path:/hello")
    peer = server.peer()
    numbers = [peer.request("/hello") for _ in range(100)]
    server.wait(Kind.REQUEST_HELD, 100)
    assert server.host.pool.threads == 0
    assert [request.stream_id for request in server.state.requests] == numbers
    server.hands("set_hold", None)
    for number in reversed(numbers):
        server.hands("release", 1, number)
    for number in numbers:
        assert peer.finish(number).body == b"hello GET"
    assert server.state.requests == ()


def test_no_more_are_held_than_fit(
    live: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(holds, "MAX_HELD", 3)
    server = live({"hello": SAYS_HELLO})
    server.hands("set_hold", "")
    peer = server.peer()
    numbers = [peer.request("/hello") for _ in range(5)]
    for number in numbers[3:]:
        assert peer.finish(number).body == b"hello GET"
    assert len(server.state.requests) == 3
    (limit,) = server.records(Kind.LIMIT_REACHED)
    assert (limit.detail["limit"], limit.detail["value"]) == ("held_requests", 3)


def test_small_frames_without_end_do_not_pile_up(
    live: Callable[..., Any], peer: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(script_stream, "MAX_FRAMES", 50)
    server = live({"echo": ECHO})
    server.hands("set_hold", "")
    client = server.peer()
    number, octets = client.head("/echo", "POST", end=False)
    client.send(octets, *(client.data(number, b"") for _ in range(60)))
    assert client.finish(number).reset == peer.ENHANCE_YOUR_CALM
    (released,) = server.wait(Kind.REQUEST_RELEASED)
    assert released.origin is Origin.ENGINE
    assert released.detail["to"] == "nobody"
    client.barrier()


def test_the_stop_of_the_server_ends_all_holds(live: Callable[..., Any]) -> None:
    server = live({"hello": SAYS_HELLO, "asks": "def main(q, r):\n    r.hold('x')\n"})
    server.hands("set_hold", "path:/hello")
    peer = server.peer()
    peer.request("/hello")
    peer.request("/asks")
    server.wait(Kind.REQUEST_HELD, 2)
    server.on_loop(server.host.hands.close)
    assert server.state.requests == ()
    assert {r.detail["to"] for r in server.records(Kind.REQUEST_RELEASED)} == {"nobody"}


# response.hold

HANDS_OVER = """
def main(request, response):
    print("before")
    response.hold("what now?")
    return "after"
"""


def test_a_script_hands_over_and_gets_its_stream_back(live: Callable[..., Any]) -> None:
    server = live({"asks": HANDS_OVER})
    server.host.hands.attended = True
    peer = server.peer()
    number = peer.request("/asks")
    (held,) = server.wait(Kind.REQUEST_HELD)
    assert held.origin is Origin.SCRIPT
    assert (held.detail["why"], held.detail["by"]) == ("what now?", "script")
    (shown,) = server.state.requests
    assert (shown.by, shown.why) == ("script", "what now?")
    assert shown.script.endswith("asks.py")
    assert server.hands("release", 1, number).accepted
    assert peer.finish(number).body == b"after"
    assert server.records(Kind.REQUEST_RELEASED)[0].detail == {"stream": 1, "to": "script"}
    assert [r for r in server.records(Kind.NOTED) if "nobody is here" in r.detail["text"]] == []


def test_where_nobody_can_release_it_that_is_said(live: Callable[..., Any]) -> None:
    server = live({"asks": HANDS_OVER})
    server.peer().request("/asks")
    (noted,) = server.wait(Kind.NOTED)
    assert noted.detail["stream"] == 1
    assert "nobody is here" in noted.detail["text"]


def test_what_a_person_writes_before_giving_it_back_is_not_written_again(
    live: Callable[..., Any],
) -> None:
    server = live({"asks": HANDS_OVER})
    peer = server.peer()
    number = peer.request("/asks")
    server.wait(Kind.REQUEST_HELD)
    server.by_hand(Send(frames=(head(status="418"), Data(stream_id=1, data=b"tea"))))
    server.hands("release", 1, number)
    answer = peer.finish(number)
    assert (answer.status, answer.body) == (418, b"tea")
    assert server.records(Kind.HANDLER_RAISED) == []


def test_a_script_whose_stream_a_person_has_ended_ends_quietly(live: Callable[..., Any]) -> None:
    server = live({"asks": HANDS_OVER})
    peer = server.peer()
    number = peer.request("/asks")
    server.wait(Kind.REQUEST_HELD)
    server.by_hand(an_answer())
    answer = peer.finish(number)
    assert (answer.status, answer.body, answer.reset) == (200, b"by hand", None)
    server.wait(Kind.HANDLER_ENDED)
    assert server.records(Kind.HANDLER_RAISED) == []
    assert server.records(Kind.REQUEST_RELEASED)[0].detail["to"] == "nobody"


TELLS = """
def main(request, response):
    try:
        response.hold("why", timeout={timeout})
    except Exception as error:
        print(type(error).__name__, error)
        raise
"""


@pytest.mark.parametrize("how", ["reset", "close"])
def test_a_script_is_told_that_its_stream_ended(
    live: Callable[..., Any], peer: Any, how: str
) -> None:
    server = live({"asks": TELLS.format(timeout=None)})
    client = server.peer()
    number = client.request("/asks")
    server.wait(Kind.REQUEST_HELD)
    if how == "reset":
        client.send(peer.rst_stream(number))
    else:
        client.close()
    server.wait(Kind.REQUEST_RELEASED)
    server.wait(Kind.PRINTED)
    assert server.records(Kind.HANDLER_RAISED) == []
    assert server.records(Kind.HANDLER_ABANDONED) != []


def test_a_script_can_wait_for_a_time_only(live: Callable[..., Any]) -> None:
    server = live({"asks": TELLS.format(timeout=0.01)})
    answer = server.peer().get("/asks")
    assert answer.status == 500
    assert b"nobody released it within 0.01 s" in answer.body
    (printed,) = server.records(Kind.PRINTED)
    assert printed.detail["text"].startswith("TimeoutError ")
    (released,) = server.records(Kind.REQUEST_RELEASED)
    assert (released.detail["to"], released.origin) == ("script", Origin.SCRIPT)
    assert server.state.requests == ()


def test_an_async_hook_can_hold_too(live: Callable[..., Any]) -> None:
    text = "async def main(request, response):\n    response.hold('why')\n    return 'after'\n"
    server = live({"asks": text, "hello": SAYS_HELLO})
    peer = server.peer()
    number = peer.request("/asks")
    server.wait(Kind.REQUEST_HELD)
    assert peer.get("/hello").body == b"hello GET"  # others go on
    server.hands("release", 1, number)
    assert peer.finish(number).body == b"after"


def test_a_connection_can_be_held_before_its_requests(live: Callable[..., Any]) -> None:
    text = "def handle_connection(connection):\n    connection.hold('look')\n"
    server = live({"hello": SAYS_HELLO, "conn": text})
    peer = server.peer()
    number = peer.request("/hello")
    server.wait(Kind.REQUEST_HELD)
    (shown,) = server.state.requests
    assert (shown.stream_id, shown.by) == (0, "script")
    assert server.records(Kind.HANDLER_STARTED) == []
    server.hands("release", 1, 0)
    assert peer.finish(number).body == b"hello GET"


def test_scripts_that_hold_leave_threads_to_others(live: Callable[..., Any]) -> None:
    server = live({"asks": HANDS_OVER, "hello": SAYS_HELLO}, max_threads=4)
    peer = server.peer()
    held = [peer.request("/asks") for _ in range(2)]
    server.wait(Kind.REQUEST_HELD, 2)
    assert peer.get("/asks").status == 500
    assert peer.get("/hello").body == b"hello GET"
    for number in held:
        server.hands("release", 1, number)
        assert peer.finish(number).body == b"after"


def test_a_second_hold_of_one_stream_is_refused(live: Callable[..., Any]) -> None:
    text = """
import threading
go = threading.Event()

def main(request, response):
    def again():
        go.wait()
        try:
            response.hold("second")
        except Exception as error:
            response.writer.write_headers([("x", str(error))], 200, last=True)
    threading.Thread(target=again).start()
    response.hold("first")
"""
    server = live({"asks": text})
    peer = server.peer()
    number = peer.request("/asks")
    server.wait(Kind.REQUEST_HELD)
    (script,) = [s for p, s in server.host.loader._scripts.items() if p.endswith("asks.py")]
    script._module.go.set()
    assert peer.finish(number).fields["x"] == holds.HELD_ALREADY


def test_release_and_timeout_at_once_settle_once(live: Callable[..., Any]) -> None:
    server = live({"asks": HANDS_OVER})
    assert not server.hands("release", 1, 1).accepted
    assert not server.hands("release", 99, 1).accepted
    done = threading.Event()
    peer = server.peer()
    number = peer.request("/asks")
    server.wait(Kind.REQUEST_HELD)

    def twice() -> None:
        first = server.host.hands.release(1, number)
        second = server.host.hands.release(1, number)
        assert (first.accepted, second.accepted) == (True, False)
        done.set()

    server.on_loop(twice)
    assert done.is_set()
    assert peer.finish(number).body == b"after"


def test_a_filter_that_fails_costs_no_client_its_answer(live: Callable[..., Any]) -> None:
    server = live({"hello": SAYS_HELLO})
    server.hands("set_hold", "")
    peer = server.peer()
    faults: list[Exception] = []
    server.engine.note_fault = lambda connection, error: faults.append(error)
    server.host.hands.holds.filter.matches = lambda reading: 1 / 0
    assert peer.get("/hello").body == b"hello GET"
    assert [type(fault) for fault in faults] == [ZeroDivisionError]
