"""Where the events of one request go. What comes of them is proven in test_host.py."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable
from typing import Any

import pytest

from h2craft.actions import RstStream
from h2craft.endpoint.events import PriorityUpdated, StreamReset
from h2craft.script import stream
from h2craft.script.stream import Mode
from h2craft.trace import Kind
from h2craft.wire import ErrorCode

Serve = Callable[..., Any]


def task_of(served: Any, stream_id: int = 1) -> Any:
    return served.host._connections[1].streams[stream_id]


def test_a_known_main_takes_no_thread_before_its_request_is_complete(serve: Serve) -> None:
    served = serve(lambda request, response: request.body)
    served.request("/", ended=False)
    served.data(b"abc")
    assert task_of(served).mode is Mode.COLLECTS
    assert served.host.pool.threads == 0
    served.data(b"def", ended=True)
    assert served.answer() == (200, b"abcdef")


def test_a_main_that_had_to_be_looked_up_collects_from_then_on(serve: Serve) -> None:
    served = serve(files={"a": "def main(request, response): return request.body\n"})
    served.request("/a", ended=False)
    served.engine.wait_until(lambda: task_of(served).mode is Mode.COLLECTS)
    served.data(b"abc")
    served.data(b"def", ended=True)
    assert served.answer() == (200, b"abcdef")


def test_a_body_nobody_looks_at_is_not_kept(serve: Serve) -> None:
    served = serve(files={"a.txt": "static"})
    for stream_id in (1, 3):
        served.request("/a.txt", stream_id, ended=False)
        served.engine.wait_until(lambda n=stream_id: task_of(served, n).mode is Mode.DISCARDS)
        task = task_of(served, stream_id)
        served.data(b"abc", stream_id)
        assert task.body.length == 0
        served.data(b"", stream_id, ended=True)
        assert served.answer(stream_id) == (200, b"static")


def test_the_number_of_kept_frames_is_bounded(
    serve: Serve, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stream, "MAX_FRAMES", 3)
    served = serve(lambda request, response: f"{len(request.frames)} {len(request.body)}")
    served.request("/", ended=False)
    for _ in range(5):
        served.data(b"x")
    served.data(b"x", ended=True)
    assert served.answer() == (200, b"3 6")


def test_a_script_too_far_behind_costs_its_stream(
    serve: Serve, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stream, "MAX_INBOX", 5)
    begun, go = threading.Event(), threading.Event()

    def handle_headers(frame: Any, request: Any, response: Any) -> None:
        begun.set()
        go.wait(20)

    served = serve({"handle_headers": handle_headers})
    served.request("/", ended=False)
    assert begun.wait(20)
    for _ in range(10):
        served.data(b"")
    assert served.frames() == []
    assert served.said(Kind.LIMIT_REACHED)[0]["limit"] == "handler_backlog"
    served.link.late()
    (reset,) = served.frames()
    assert isinstance(reset, RstStream)
    assert reset.error_code == ErrorCode.ENHANCE_YOUR_CALM
    assert served.said(Kind.LIMIT_REACHED)[0]["limit"] == "handler_backlog"
    assert served.wait(Kind.HANDLER_ABANDONED)
    go.set()


def test_a_peer_waits_for_a_script_that_catches_up(
    serve: Serve, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stream, "MAX_INBOX", 5)
    begun, go = threading.Event(), threading.Event()

    def handle_headers(frame: Any, request: Any, response: Any) -> None:
        begun.set()
        go.wait(20)

    served = serve({"handle_headers": handle_headers, "main": lambda request, response: "all"})
    served.request("/", ended=False)
    assert begun.wait(20)
    for _ in range(10):
        served.data(b"")
    assert served.link.late is not None
    go.set()
    served.engine.wait_until(lambda: served.link.late is None)
    served.data(b"", ended=True)
    assert served.answer() == (200, b"all")


def test_all_octets_are_credited_when_a_stream_is_given_up(serve: Serve) -> None:
    begun, go = threading.Event(), threading.Event()

    def handle_data(frame: Any, request: Any, response: Any) -> None:
        begun.set()
        go.wait(20)

    served = serve({"handle_data": handle_data})
    served.request("/", ended=False)
    served.data(b"x" * 10)
    assert begun.wait(20)
    served.data(b"x" * 100)
    served.tell(StreamReset(1, 8))
    go.set()
    served.engine.wait_until(lambda: sum(n for _, n in served.link.credits) == 110)


def test_events_a_script_has_no_hook_for_do_not_wake_it(serve: Serve) -> None:
    served = serve(lambda request, response: None)
    served.request("/", ended=False)
    served.tell(PriorityUpdated(1))
    assert served.host.pool.threads == 0


def test_a_client_that_left_with_everything_abandons_nothing(serve: Serve) -> None:
    wrote, go = threading.Event(), threading.Event()

    def main(request: Any, response: Any) -> None:
        response.writer.write_headers([], 200, last=True)
        wrote.set()
        go.wait(20)

    served = serve(main)
    served.request("/")
    assert wrote.wait(20)
    served.link.lawful.is_open = lambda number: False
    served.close()
    go.set()
    served.wait(Kind.HANDLER_ENDED)
    assert served.said(Kind.HANDLER_ABANDONED) == []


# While a hook waits for a frame of the peer


@pytest.fixture
def wait(engine: Any, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Hooks that wait for a frame till the event is set, and the event; it is never found."""
    go = threading.Event()

    def await_record(*_: Any) -> None:
        go.wait(20)

    monkeypatch.setattr(engine, "await_record", await_record)

    def handle_headers(frame: Any, request: Any, response: Any) -> None:
        with contextlib.suppress(TimeoutError):
            response.writer.wait_for("type:DATA", 1)

    return {"handle_headers": handle_headers, "handle_data": lambda *_: None}, go


def test_octets_are_credited_while_a_hook_waits_for_a_frame(serve: Serve, wait: Any) -> None:
    hooks, go = wait
    served = serve(hooks)
    served.request("/", ended=False)
    served.data(b"x" * 10)
    served.engine.wait_until(lambda: served.link.credits == [(1, 10)])
    served.data(b"x" * 100)
    assert served.link.credits == [(1, 10), (1, 100)]
    go.set()
    served.data(b"x" * 1000, ended=True)
    served.wait(Kind.HANDLER_ENDED)
    assert sum(octets for _, octets in served.link.credits) == 1110


def test_octets_are_not_credited_while_a_hook_is_busy_otherwise(serve: Serve) -> None:
    begun, go = threading.Event(), threading.Event()

    def handle_headers(frame: Any, request: Any, response: Any) -> None:
        begun.set()
        go.wait(20)

    served = serve({"handle_headers": handle_headers})
    served.request("/", ended=False)
    assert begun.wait(20)
    served.data(b"x" * 10)
    assert served.link.credits == []
    go.set()
    served.engine.wait_until(lambda: served.link.credits == [(1, 10)])


# What kept a handler from doing all it would


def test_a_handler_whose_client_had_everything_says_what_it_still_would(serve: Serve) -> None:
    wrote, go = threading.Event(), threading.Event()

    def main(request: Any, response: Any) -> None:
        response.writer.write_headers([], 200, last=True)
        wrote.set()
        go.wait(20)
        response.writer.write_ping()

    served = serve(main)
    served.request("/")
    assert wrote.wait(20)
    served.link.lawful.is_open = lambda number: False
    served.close()
    go.set()
    (ended,) = served.wait(Kind.HANDLER_ENDED)
    assert (ended["hook"], ended["cut"]) == ("main", "the connection is closed")
    assert ended["file"] == __file__
    assert served.said(Kind.HANDLER_RAISED) == []


def test_an_answer_that_could_not_be_written_to_its_end_is_no_cut(serve: Serve) -> None:
    wrote, go = threading.Event(), threading.Event()

    def main(request: Any, response: Any) -> None:
        response.writer.write_headers([], 200)
        wrote.set()
        go.wait(20)

    served = serve(main)
    served.request("/")
    assert wrote.wait(20)
    served.link.lawful.is_open = lambda number: False
    served.close()
    go.set()
    (ended,) = served.wait(Kind.HANDLER_ENDED)
    assert "cut" not in ended


def test_a_handler_that_was_given_up_says_when_it_has_ended(serve: Serve) -> None:
    wrote, go = threading.Event(), threading.Event()

    def main(request: Any, response: Any) -> None:
        response.writer.write_headers([], 200)
        wrote.set()
        go.wait(20)

    served = serve(main)
    served.request("/")
    assert wrote.wait(20)
    served.tell(StreamReset(1, 8))
    served.wait(Kind.HANDLER_ABANDONED)
    assert served.said(Kind.HANDLER_ENDED) == []
    go.set()
    (ended,) = served.wait(Kind.HANDLER_ENDED)
    assert "cut" not in ended


def test_an_answer_of_which_nothing_could_be_written_is_cut(serve: Serve) -> None:
    begun, go = threading.Event(), threading.Event()

    def main(request: Any, response: Any) -> str:
        begun.set()
        go.wait(20)
        return "nobody reads it"

    served = serve(main)
    served.request("/")
    assert begun.wait(20)
    served.tell(StreamReset(1, 8))
    go.set()
    (ended,) = served.wait(Kind.HANDLER_ENDED)
    assert ended["cut"] == "the stream was reset by the peer: CANCEL"


def test_a_handler_given_up_while_it_waits_says_for_what(serve: Serve, wait: Any) -> None:
    hooks, go = wait
    served = serve(hooks)
    served.request("/", ended=False)
    served.data(b"x")
    served.engine.wait_until(lambda: served.link.credits)
    served.tell(StreamReset(1, 8))
    (abandoned,) = served.wait(Kind.HANDLER_ABANDONED)
    go.set()
    assert abandoned["awaited"] == "type:DATA"
    assert abandoned["reason"] == "the stream was reset by the peer: CANCEL"
