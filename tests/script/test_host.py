"""Requests to scripts and files, events to hooks: on real threads, without sockets."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from h2craft.actions import RstStream
from h2craft.endpoint import Outcome
from h2craft.endpoint.events import (
    ConnectionEnded,
    ConnectionReady,
    DataReceived,
    FrameReceived,
    GoAwayReceived,
    PingReceived,
    PriorityUpdated,
    RequestReceived,
    SettingsReceived,
    StreamEnded,
    StreamReset,
    TrailersReceived,
    UnknownReceived,
    WindowUpdated,
)
from h2craft.script.handling import OnError
from h2craft.script.host import ScriptHost
from h2craft.script.pace import Pace
from h2craft.script.router import RootError
from h2craft.trace import Kind
from h2craft.wire import ErrorCode, Frame

Serve = Callable[..., Any]
HELLO = 'def main(request, response): return "hello"\n'


def test_a_script_answers(serve: Serve) -> None:
    served = serve(files={"hello": HELLO})
    served.request("/hello.py")
    assert served.answer() == (200, b"hello")


def test_a_start_and_an_end_are_recorded(serve: Serve, tmp_path: Path) -> None:
    served = serve(files={"hello": HELLO})
    served.request("/hello.py?x=1")
    ended = served.wait(Kind.HANDLER_ENDED)
    script = str(tmp_path / "hello.py")
    assert served.said(Kind.HANDLER_STARTED) == [
        {"stream": 1, "script": script, "path": "/hello.py"}
    ]
    assert ended[0]["stream"] == 1


def test_a_known_script_answers_again(serve: Serve) -> None:
    served = serve(files={"hello": HELLO})
    for stream_id in (1, 3, 5, 7):
        served.request("/hello.py", stream_id)
        assert served.answer(stream_id) == (200, b"hello")
    served.wait(Kind.HANDLER_ENDED, 4)


def test_a_callable_answers_every_path(serve: Serve) -> None:
    served = serve(lambda request, response: request.request_path)
    served.request("/any/where")
    assert served.answer() == (200, b"/any/where")


def test_an_object_with_hooks_answers(serve: Serve) -> None:
    class Handler:
        def handle_headers(self, frame: Any, request: Any, response: Any) -> None:
            response.status = 202

        def main(self, request: Any, response: Any) -> str:
            return "object"

    served = serve(Handler())
    served.request("/")
    assert served.answer() == (202, b"object")


def test_something_without_hooks_is_refused() -> None:
    with pytest.raises(TypeError, match="defines no hook"):
        ScriptHost({"mian": print})


def test_a_root_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(RootError, match="the root cannot be served"):
        ScriptHost(tmp_path / "gone")


def test_without_a_root_the_welcome_page_is_served(engine: Any) -> None:
    host = ScriptHost()
    assert host.router.bound[0].hooks is not None


def test_an_attached_script_comes_before_the_root(serve: Serve, tmp_path: Path) -> None:
    (tmp_path / "other.py").write_text('def main(a, b): return "attached"\n')
    served = serve(files={"hello": HELLO}, attach=[("/hel*", str(tmp_path / "other.py"))])
    served.request("/hello.py")
    assert served.answer() == (200, b"attached")


def test_a_path_without_its_extension_finds_the_script(serve: Serve) -> None:
    served = serve(files={"hello": HELLO})
    served.request("/hello")
    assert served.answer() == (200, b"hello")


def test_a_file_beside_scripts_is_served(serve: Serve) -> None:
    served = serve(files={"a.txt": "static"})
    served.request("/a.txt")
    assert served.answer() == (200, b"static")
    assert served.said(Kind.HANDLER_STARTED) == []


@pytest.mark.parametrize("path", ["/gone", "/../secret", "/%2e%2e/secret", "/a%2fb", "/a%00"])
def test_what_is_not_there_is_404(serve: Serve, path: str) -> None:
    served = serve(files={"hello": HELLO})
    served.request(path)
    assert served.answer() == (404, b'{"error": {"code": 404, "message": "404"}}')


def test_a_post_to_a_file_is_404(serve: Serve) -> None:
    served = serve(files={"a.txt": "static"})
    served.request("/a.txt", method="POST")
    assert served.answer() == (404, b'{"error": {"code": 404, "message": ""}}')


def test_a_path_ends_where_a_query_or_a_fragment_begins(serve: Serve) -> None:
    served = serve(files={"hello": HELLO})
    served.request("/hello.py#part?a=1")
    assert served.answer() == (200, b"hello")


# The hooks of a stream


def test_the_hooks_are_called_in_wire_order_on_one_thread(serve: Serve) -> None:
    text = """
import threading
def note(request, what):
    vars(request).setdefault("seen", []).append((what, threading.get_ident()))
def handle_headers(frame, request, response): note(request, "headers")
def handle_data(frame, request, response): note(request, frame.data.decode())
def handle_trailers(frame, request, response): note(request, "trailers")
def main(request, response):
    note(request, "main")
    names = [name for name, _ in request.seen]
    return f"{' '.join(names)} {len({ident for _, ident in request.seen})} {request.body.decode()}"
"""
    served = serve(files={"a": text})
    served.request("/a", ended=False)
    served.data(b"one")
    served.wait(Kind.HANDLER_STARTED)
    served.data(b"two")
    served.tell(TrailersReceived(1, [(b"x", b"y")], stream_ended=_end(1)))
    assert served.answer() == (200, b"headers one two trailers main 1 onetwo")


def _end(stream_id: int) -> Any:
    from h2craft.endpoint.events import StreamEnded

    return StreamEnded(stream_id)


def test_a_main_alone_gets_the_whole_body(serve: Serve) -> None:
    text = "def main(request, response): return request.body[::-1]\n"
    served = serve(files={"a": text})
    for stream_id in (1, 3):  # the second time the script is known
        served.request("/a", stream_id, method="POST", ended=False)
        served.data(b"abc", stream_id)
        served.data(b"def", stream_id, ended=True)
        assert served.answer(stream_id) == (200, b"fedcba")


def test_frames_are_all_that_was_received(serve: Serve) -> None:
    text = (
        "def main(request, response): return ' '.join(type(f).__name__ for f in request.frames)\n"
    )
    served = serve(files={"a": text})
    for stream_id in (1, 3):
        served.request("/a", stream_id, ended=False)
        served.data(b"abc", stream_id, ended=True)
        assert served.answer(stream_id) == (200, b"RequestReceived DataReceived")


def test_received_octets_are_credited_once(serve: Serve) -> None:
    hooked = "def handle_data(frame, request, response): pass\n"
    served = serve(files={"a": HELLO, "b": hooked, "c.txt": "static"})
    for stream_id, path in enumerate(["/a", "/a", "/b", "/b", "/c.txt", "/c.txt", "/gone"]):
        served.request(path, 2 * stream_id + 1, ended=False)
        served.data(b"x" * 40_000, 2 * stream_id + 1)
        served.data(b"x" * 1_000, 2 * stream_id + 1, ended=True)
        served.answer(2 * stream_id + 1)
    served.data(b"late", 99)
    wanted = 7 * 41_000 + 4
    served.engine.wait_until(lambda: sum(n for _, n in served.link.credits) >= wanted)
    assert sum(n for _, n in served.link.credits) == wanted


def test_data_for_a_script_that_is_done_is_credited(serve: Serve) -> None:
    text = "def handle_headers(frame, request, response): raise ValueError\n"
    served = serve(files={"a": text})
    served.request("/a", ended=False)
    served.wait(Kind.HANDLER_ENDED)
    served.data(b"x" * 10)
    assert served.link.credits == [(1, 10)]


def test_a_stream_hook_sees_window_updates_and_priorities(serve: Serve) -> None:
    text = """
def handle_window_update(frame, request, response): request.delta = frame.delta
def handle_priority(frame, request, response): request.weight = frame.weight
def main(request, response): return f"{request.delta} {request.weight}"
"""
    served = serve(files={"a": text})
    assert served.link.endpoint.wants_control
    served.request("/a", ended=False)
    served.wait(Kind.HANDLER_STARTED)
    served.tell(WindowUpdated(1, 5), PriorityUpdated(1, weight=7))
    served.data(b"", ended=True)
    assert served.answer() == (200, b"5 7")


def test_a_stream_hook_hears_of_what_came_while_its_script_was_looked_up(serve: Serve) -> None:
    text = """
def handle_window_update(frame, request, response): request.delta = frame.delta
def main(request, response): return str(request.delta)
"""
    served = serve(files={"a": text})
    served.host.router.expire()
    head = RequestReceived(1, [(b":method", b"GET"), (b":path", b"/a")])
    served.tell(head, WindowUpdated(1, 5), DataReceived(1, b"", 0, StreamEnded(1)))
    assert served.answer() == (200, b"5")


def test_hooks_hear_of_what_came_while_main_ran(serve: Serve) -> None:
    begun, go, heard = threading.Event(), threading.Event(), []

    class Handler:
        def main(self, request: Any, response: Any) -> None:
            begun.set()
            go.wait(20)
            response.writer.write_headers([], 200, last=True)

        def handle_window_update(self, frame: Any, request: Any, response: Any) -> None:
            heard.append(frame)

        handle_reset = handle_window_update

    served = serve(Handler())
    served.request("/")
    assert begun.wait(20)
    served.tell(WindowUpdated(1, 5), StreamReset(1, 8))
    go.set()
    served.wait(Kind.HANDLER_ENDED)
    assert heard == [WindowUpdated(1, 5), StreamReset(1, 8)]
    assert served.said(Kind.HANDLER_RAISED) == []


def test_a_reset_reaches_its_hook_while_the_answer_waits_for_a_window(serve: Serve) -> None:
    heard = []

    class Handler:
        def main(self, request: Any, response: Any) -> str:
            return "much"

        def handle_reset(self, frame: Any, request: Any, response: Any) -> None:
            heard.append(frame.error_code)

    served = serve(Handler())
    served.link.unsettled = True
    served.request("/")
    served.engine.wait_until(lambda: served.link.tickets)
    served.tell(StreamReset(1, 8))
    served.link.tickets[0].settle(Outcome(False, "the stream was reset"))
    served.wait(Kind.HANDLER_ENDED)
    assert heard == [8]
    assert served.said(Kind.HANDLER_RAISED) == []


def test_hooks_may_be_async_and_share_a_loop(serve: Serve) -> None:
    text = """
import asyncio
async def handle_headers(frame, request, response):
    request.loop = asyncio.get_running_loop()
    request.task = asyncio.create_task(asyncio.sleep(0, "slept"))
async def main(request, response):
    assert request.loop is asyncio.get_running_loop()
    return await request.task
"""
    served = serve(files={"a": text})
    served.request("/a")
    assert served.answer() == (200, b"slept")


# Failures


def test_an_exception_is_500_and_told_with_file_and_line(serve: Serve, tmp_path: Path) -> None:
    served = serve(files={"a": "def main(request, response):\n    1 / 0\n"})
    served.request("/a")
    status, body = served.answer()
    assert status == 500
    assert b"ZeroDivisionError" in body
    assert b"handling.py" not in body
    (raised,) = served.wait(Kind.HANDLER_RAISED)
    assert (raised["file"], raised["line"], raised["hook"]) == (str(tmp_path / "a.py"), 2, "main")
    assert "h2craft/script" not in raised["traceback"].replace(str(tmp_path), "")
    served.wait(Kind.HANDLER_ENDED)


@pytest.mark.parametrize("hook", ["handle_headers", "handle_data", "handle_trailers"])
def test_an_exception_in_any_hook_ends_the_request(serve: Serve, hook: str) -> None:
    served = serve(files={"a": f"def {hook}(frame, request, response): raise OSError('no')\n"})
    served.request("/a", ended=False)
    served.data(b"x")
    served.tell(TrailersReceived(1, [], stream_ended=_end(1)))
    assert served.answer()[0] == 500
    assert served.wait(Kind.HANDLER_RAISED)[0]["hook"] == hook


def test_after_headers_an_exception_is_a_reset(serve: Serve) -> None:
    text = "def main(request, response):\n    response.write_status_headers()\n    1 / 0\n"
    served = serve(files={"a": text})
    served.request("/a")
    served.wait(Kind.HANDLER_ENDED)
    reset = served.frames()[-1]
    assert isinstance(reset, RstStream)
    assert reset.error_code == ErrorCode.INTERNAL_ERROR


@pytest.mark.parametrize(
    ("policy", "frames"), [(OnError.RESET, [RstStream]), (OnError.NOTHING, [])]
)
def test_the_policy_says_what_an_exception_is_answered_with(
    serve: Serve, policy: OnError, frames: list[type]
) -> None:
    served = serve(files={"a": "def main(request, response): 1 / 0\n"}, on_error=policy)
    served.request("/a")
    served.wait(Kind.HANDLER_ENDED)
    assert [type(frame) for frame in served.frames()] == frames


@pytest.mark.parametrize(("sent", "policy"), [(False, OnError.ANSWER), (True, OnError.RESET)])
def test_a_refused_response_is_told_and_answered(serve: Serve, sent: bool, policy: OnError) -> None:
    served = serve(lambda request, response: "refused", on_error=policy)
    served.link.lawful.headers_sent = lambda number: sent
    refusals = iter([True])
    served.link.refuse = lambda action: next(refusals, False)
    served.request("/")
    (raised,) = served.wait(Kind.HANDLER_RAISED)
    assert raised["error"] == "the response is refused: refused (RFC 9113 5.1)"
    served.wait(Kind.HANDLER_ENDED)
    if sent:
        assert isinstance(served.frames()[-1], RstStream)
    else:
        assert served.answer()[0] == 500


def test_an_http_exception_is_an_answer_and_no_failure(serve: Serve) -> None:
    text = """
from wptserve.utils import HTTPException
def main(request, response): raise HTTPException(418, "teapot")
"""
    served = serve(files={"a": text})
    served.request("/a")
    assert served.answer()[0] == 418
    served.wait(Kind.HANDLER_ENDED)
    assert served.said(Kind.HANDLER_RAISED) == []


@pytest.mark.parametrize(
    "text", ["def main(:\n", "x = 1\n", "import sys\nsys.exit()\n", "import no_such_neighbour\n"]
)
def test_a_script_that_does_not_load_is_500(serve: Serve, text: str) -> None:
    served = serve(files={"a": text})
    served.request("/a")
    assert served.answer()[0] == 500
    assert served.wait(Kind.HANDLER_RAISED)
    assert served.wait(Kind.SCRIPT_BROKEN)


def test_leaving_a_hook_by_exit_is_caught(serve: Serve) -> None:
    served = serve(files={"a": "import sys\ndef main(request, response): sys.exit(3)\n"})
    served.request("/a")
    assert served.answer()[0] == 500
    assert served.wait(Kind.HANDLER_RAISED)[0]["error"] == "SystemExit: 3"


def test_what_is_written_after_the_end_is_no_failure(serve: Serve) -> None:
    text = """
def handle_headers(frame, request, response):
    response.writer.write_headers([], 403, last=True)
def main(request, response):
    response.writer.write_data("too late")
"""
    served = serve(files={"a": text})
    served.link.refuse = lambda action: getattr(action.frames[0], "data", b"") != b""
    served.request("/a")
    served.wait(Kind.HANDLER_ENDED)
    assert served.said(Kind.HANDLER_RAISED) == []


def test_prints_are_records_of_the_stream(serve: Serve, capsys: pytest.CaptureFixture[str]) -> None:
    text = "def main(request, response):\n    print('one')\n    print('two', end='')\n"
    served = serve(files={"a": text})
    served.request("/a", 5)
    served.wait(Kind.HANDLER_ENDED)
    printed = [{"stream": 5, "text": "one"}, {"stream": 5, "text": "two"}]
    assert served.said(Kind.PRINTED) == printed
    assert capsys.readouterr().out == ""


# The end of streams and connections


def test_a_reset_reaches_its_hook(serve: Serve) -> None:
    text = """
def handle_reset(frame, request, response):
    response.writer.write_ping(b"%08d" % frame.error_code)
"""
    served = serve(files={"a": text})
    served.request("/a", ended=False)
    served.wait(Kind.HANDLER_STARTED)
    served.tell(StreamReset(1, 8))
    served.wait(Kind.HANDLER_ENDED)
    assert served.frames(0)[0].opaque_data == b"00000008"


def test_a_reset_ends_a_handler_at_its_next_call(serve: Serve) -> None:
    begun, go = threading.Event(), threading.Event()

    def main(request: Any, response: Any) -> None:
        begun.set()
        go.wait(20)
        response.writer.write_data("nobody hears this")

    served = serve(main)
    served.request("/")
    assert begun.wait(20)
    served.tell(StreamReset(1, 8))
    (abandoned,) = served.wait(Kind.HANDLER_ABANDONED)
    assert abandoned == {"stream": 1, "reason": "the stream was reset by the peer: CANCEL"}
    go.set()
    served.request("/", 3)
    assert served.frames(1) == []
    assert served.said(Kind.HANDLER_RAISED) == []


def test_a_reset_upload_nobody_began_with_is_forgotten(serve: Serve) -> None:
    served = serve(lambda request, response: None)
    served.request("/", 1, ended=False)
    served.tell(StreamReset(1, 8))
    served.request("/", 3)
    served.wait(Kind.HANDLER_ENDED)
    assert [each["stream"] for each in served.said(Kind.HANDLER_STARTED)] == [3]


def test_a_closed_connection_abandons_its_handlers(serve: Serve) -> None:
    begun, go = threading.Event(), threading.Event()

    def main(request: Any, response: Any) -> None:
        begun.set()
        go.wait(20)

    served = serve(main)
    served.request("/")
    assert begun.wait(20)
    served.close()
    (abandoned,) = served.wait(Kind.HANDLER_ABANDONED)
    assert abandoned["reason"] == "the connection is closed"
    go.set()


def test_after_h2_gave_up_raw_calls_go_on(serve: Serve) -> None:
    begun, go = threading.Event(), threading.Event()

    def main(request: Any, response: Any) -> None:
        begun.set()
        go.wait(20)
        response.writer.write_raw(b"still here")
        response.writer.write_data("refused")

    served = serve(main)
    served.request("/")
    assert begun.wait(20)
    served.tell(ConnectionEnded("gave up"))
    go.set()
    served.wait(Kind.HANDLER_ENDED)
    assert served.link.actions[-1].octets == b"still here"


# The connection's hooks


CONNECTION_SCRIPT = """
def handle_connection(connection): connection.write_ping(b"hello...")
def handle_settings(frame, connection): print("settings", frame.settings)
def handle_ping(frame, connection): print("ping", frame.opaque_data)
def handle_goaway(frame, connection): print("goaway", frame.error_code)
def handle_unknown(frame, connection): print("unknown", frame.type)
def handle_frame(frame, connection): print("frame", frame.name)
def handle_window_update(frame, connection): print("window", frame.delta)
def handle_priority(frame, connection): print("priority", frame.stream_id)
def handle_close(connection): print("close", connection.number)
"""


def test_the_connections_hooks_are_called_in_wire_order(serve: Serve) -> None:
    served = serve(files={"deep/watcher": CONNECTION_SCRIPT})
    assert served.link.endpoint.wants_control and served.link.endpoint.wants_frames
    unknown = Frame.build(0x42)
    served.tell(
        ConnectionReady(),
        FrameReceived(unknown),
        SettingsReceived(((1, 2),)),
        PingReceived(b"8 octets"),
        UnknownReceived(unknown),
        WindowUpdated(0, 9),
        PriorityUpdated(3),
        GoAwayReceived(0, 1),
    )
    served.wait(Kind.PRINTED, 7)
    served.close()
    printed = [each["text"] for each in served.wait(Kind.PRINTED, 8)]
    assert printed == [
        "frame 0x42",
        "settings {1: 2}",
        "ping b'8 octets'",
        "unknown 66",
        "window 9",
        "priority 3",
        "goaway 1",
        "close 1",
    ]
    assert served.frames(0)[0].opaque_data == b"hello..."


def test_requests_wait_for_handle_connection(serve: Serve) -> None:
    text = """
def handle_connection(connection): connection.write_ping(b"first...")
def main(request, response): return "second"
"""
    served = serve(files={"a": text})
    served.tell(ConnectionReady())
    served.request("/a")
    assert served.answer() == (200, b"second")
    assert served.link.actions[0].frames[0].opaque_data == b"first..."


def test_a_failing_connection_hook_is_told_and_nothing_else(serve: Serve) -> None:
    served = serve(files={"a": "def handle_ping(frame, connection): 1 / 0\n" + HELLO})
    served.tell(PingReceived(bytes(8)))
    (raised,) = served.wait(Kind.HANDLER_RAISED)
    assert (raised["hook"], raised["stream"]) == ("handle_ping", 0)
    served.request("/a")
    assert served.answer() == (200, b"hello")


def test_nothing_is_asked_of_the_endpoint_if_no_script_wants_it(serve: Serve) -> None:
    served = serve(files={"hello": HELLO})
    assert not served.link.endpoint.wants_control
    assert not served.link.endpoint.wants_frames


# Many


def test_a_hundred_blocking_handlers_run_at_once(serve: Serve) -> None:
    everybody = threading.Barrier(101)
    served = serve(lambda request, response: everybody.wait(20) and None)
    for stream_id in range(1, 201, 2):
        served.request("/", stream_id)
    everybody.wait(20)
    served.wait(Kind.HANDLER_ENDED, 100)


def test_a_thousand_unfinished_uploads_starve_nobody(serve: Serve) -> None:
    text = "def handle_headers(frame, request, response): pass\n" + HELLO
    served = serve(files={"a": text, "hello": HELLO}, max_threads=8, max_waiting=4)
    for stream_id in range(1, 2001, 2):
        served.request("/a", stream_id, ended=False)
    served.request("/hello", 3001)
    assert served.answer(3001) == (200, b"hello")
    assert served.host.pool.threads <= 8
    for stream_id in (1, 999, 1999):
        served.data(b"x", stream_id, ended=True)
        assert served.answer(stream_id) == (200, b"hello")


def test_a_handler_beyond_the_cap_is_queued_and_says_so(serve: Serve) -> None:
    go = threading.Event()
    served = serve(lambda request, response: go.wait(20) and None, max_threads=1)
    served.request("/", 1)
    served.request("/", 3)
    served.request("/", 5)
    queued = served.wait(Kind.HANDLER_QUEUED, 2)
    assert {each["stream"] for each in queued} == {3, 5}
    assert served.wait(Kind.LIMIT_REACHED)[0]["limit"] == "handler_threads"
    go.set()
    served.wait(Kind.HANDLER_ENDED, 3)


def test_closing_the_host_waits_for_no_handler(serve: Serve) -> None:
    begun, go = threading.Event(), threading.Event()

    def main(request: Any, response: Any) -> None:
        begun.set()
        go.wait(20)

    served = serve(main)
    served.request("/")
    assert begun.wait(20)
    served.engine.on_loop(served.host.close)
    assert not go.is_set()
    go.set()


# How many-th


ORDINAL = "def main(request, response):\n    return str(request.ordinal)\n"


def test_requests_of_a_script_are_numbered_in_the_order_they_came(serve: Serve) -> None:
    served = serve(files={"a": ORDINAL})
    file = str(Path(served.host.doc_root) / "a.py")
    served = serve(file)
    for stream_id in (1, 3, 5):
        served.request(f"/{stream_id}", stream_id)
    assert [served.answer(stream_id)[1] for stream_id in (1, 3, 5)] == [b"1", b"2", b"3"]


def test_each_script_of_a_folder_has_numbers_of_its_own(serve: Serve) -> None:
    served = serve(files={"a": ORDINAL, "b": ORDINAL})
    for stream_id, path in ((1, "/a"), (3, "/b"), (5, "/a")):
        served.request(path, stream_id)
        served.answer(stream_id)
    assert [served.answer(stream_id)[1] for stream_id in (1, 3, 5)] == [b"1", b"1", b"2"]


def test_numbers_of_a_changed_script_begin_anew(serve: Serve, tmp_path: Path) -> None:
    served = serve(files={"a": ORDINAL})
    served.request("/a", 1)
    served.answer(1)
    (tmp_path / "a.py").write_text("# changed\n" + ORDINAL)
    served.engine.on_loop(served.host._files_changed)
    served.request("/a", 3)
    assert served.answer(3)[1] == b"1"


def test_connections_are_numbered_as_the_script_hears_of_them(serve: Serve) -> None:
    seen: list[int] = []
    served = serve({"handle_connection": lambda connection: seen.append(connection.ordinal)})
    served.tell(ConnectionReady())
    served.engine.wait_until(lambda: seen == [1])
    other = type(served.link)(served.engine, connection=7)
    served.engine.on_loop(lambda: served.host.connection_opened(other))
    served.engine.on_loop(lambda: served.host.event(other, ConnectionReady()))
    served.engine.wait_until(lambda: seen == [1, 2])


# One at a time


class Busy:
    """A `main` that runs till it is let go, by the path of its request."""

    def __init__(self) -> None:
        self.begun: list[str] = []
        self.go = {path: threading.Event() for path in ("/1", "/3")}

    def main(self, request: Any, response: Any) -> str:
        self.begun.append(request.request_path)
        self.go[request.request_path].wait(20)
        return ""


def test_handlers_take_turns_where_that_is_asked(serve: Serve) -> None:
    busy = Busy()
    served = serve(busy, pace=Pace(in_turn=True))
    for number in (1, 3):
        served.request(f"/{number}", number)
    served.engine.wait_until(lambda: busy.begun == ["/1"])
    busy.go["/3"].set()
    served.engine.on_loop(lambda: None)
    assert busy.begun == ["/1"]
    busy.go["/1"].set()
    served.answer(1)
    served.answer(3)
    assert busy.begun == ["/1", "/3"]


def test_a_request_that_is_gone_keeps_nobody_waiting(serve: Serve) -> None:
    busy = Busy()
    served = serve(busy, pace=Pace(in_turn=True))
    served.request("/1", 1, ended=False)
    busy.go["/3"].set()
    served.request("/3", 3)
    served.tell(StreamReset(1, 8))
    served.answer(3)
    assert busy.begun == ["/3"]


def test_a_turn_that_lasts_too_long_ends_and_is_noted(serve: Serve) -> None:
    busy = Busy()
    served = serve(busy, pace=Pace(in_turn=True, wait_seconds=0.0))
    served.request("/1", 1)
    busy.go["/3"].set()
    served.request("/3", 3)
    served.answer(3)
    (limit,) = served.wait(Kind.LIMIT_REACHED)
    busy.go["/1"].set()
    assert (limit["stream"], limit["limit"], limit["value"]) == (1, "turn_seconds", 0.0)
