"""One request and its handler, on the test's own thread."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from h2craft.actions import Headers, RstStream
from h2craft.script.errors import HTTPException, ProtocolError, StreamClosed
from h2craft.script.handling import Handling, OnError
from h2craft.script.hooks import hooks_of
from h2craft.script.pool import WorkerPool
from h2craft.script.router import MISSING, Does, Target
from h2craft.trace import Kind

Make = Callable[..., Handling]


@pytest.fixture
def handle(make_request: Any, channel: Any) -> Make:
    channel.closed = None
    pool = WorkerPool()

    def make(handler: Any = None, target: Target | None = None, **options: Any) -> Handling:
        on_error = options.pop("on_error", OnError.ANSWER)
        handling = Handling(make_request(**options), channel, pool, on_error)
        handling.hooks = None if handler is None else hooks_of(handler)
        handling.target = target or Target(Does.HOOKS, hooks=handling.hooks)
        return handling

    return make


def status(channel: Any) -> int:
    (head,) = [frame for frame in channel.frames if isinstance(frame, Headers)]
    return int({field.name: field.value for field in head.fields}[b":status"])


def kinds(channel: Any) -> list[Kind]:
    return [kind for kind, _ in channel.records]


def test_what_main_returns_is_written_and_the_stream_ended(handle: Make, channel: Any) -> None:
    handle(lambda request, response: (201, [("x", "y")], "body")).complete()
    assert status(channel) == 201
    assert channel.frames[-1].data == b"body"
    assert channel.frames[-1].end_stream


def test_a_script_without_main_is_finished_all_the_same(handle: Make, channel: Any) -> None:
    handle({"handle_headers": lambda frame, request, response: None}).complete()
    assert status(channel) == 200
    assert channel.frames[-1].end_stream


def test_a_missing_hook_is_no_failure(handle: Make, channel: Any) -> None:
    assert handle(print).call("handle_data", None)
    assert channel.actions == []


def test_a_hook_that_raises_is_told_and_answered(handle: Make, channel: Any) -> None:
    def fails(frame: Any, request: Any, response: Any) -> None:
        raise ValueError("no")

    assert not handle({"handle_headers": fails}).call("handle_headers", None)
    ((kind, detail),) = channel.records
    assert kind is Kind.HANDLER_RAISED
    assert (detail["hook"], detail["error"]) == ("handle_headers", "ValueError: no")
    assert status(channel) == 500


def test_hooks_share_a_context(handle: Make) -> None:
    from contextvars import ContextVar

    variable: ContextVar[int] = ContextVar("variable", default=0)
    seen = []
    handling = handle(
        {
            "handle_headers": lambda frame, request, response: variable.set(5) and None,
            "main": lambda request, response: seen.append(variable.get()),
        }
    )
    handling.call("handle_headers", None)
    handling.complete()
    assert seen == [5]
    assert variable.get() == 0


def test_an_http_exception_answers_with_its_code(handle: Make, channel: Any) -> None:
    def main(request: Any, response: Any) -> None:
        raise HTTPException(404, "not here")

    handle(main).complete()
    assert status(channel) == 404
    assert kinds(channel) == []


def test_an_http_exception_of_500_is_a_failure_too(handle: Make, channel: Any) -> None:
    def main(request: Any, response: Any) -> None:
        raise HTTPException(503)

    handle(main).complete()
    assert status(channel) == 503
    assert kinds(channel) == [Kind.HANDLER_RAISED]


def test_content_that_raises_is_a_failure_of_main(handle: Make, channel: Any) -> None:
    def content() -> Any:
        yield "a"
        raise OSError("disk")

    handle(lambda request, response: content()).complete()
    assert kinds(channel) == [Kind.HANDLER_RAISED]
    assert isinstance(channel.frames[-1], RstStream)


def test_a_refused_call_is_a_failure(handle: Make, channel: Any) -> None:
    def main(request: Any, response: Any) -> None:
        raise ProtocolError("refused", "8.1")

    handle(main).complete()
    assert kinds(channel) == [Kind.HANDLER_RAISED]


def test_a_client_that_left_is_no_failure(handle: Make, channel: Any) -> None:
    def main(request: Any, response: Any) -> None:
        channel.closed = StreamClosed("reset")
        raise channel.closed

    handle(main).complete()
    assert channel.records == []
    assert channel.actions == []


def test_a_failure_after_the_client_left_is_told_but_not_answered(
    handle: Make, channel: Any
) -> None:
    def main(request: Any, response: Any) -> None:
        channel.closed = StreamClosed("reset")
        raise ValueError

    handle(main).complete()
    assert kinds(channel) == [Kind.HANDLER_RAISED]
    assert channel.actions == []


def test_a_client_that_leaves_while_it_is_answered_is_no_failure(
    handle: Make, channel: Any
) -> None:
    def main(request: Any, response: Any) -> None:
        channel.refuse = StreamClosed("reset")
        raise ValueError

    handle(main).complete()
    assert kinds(channel) == [Kind.HANDLER_RAISED]


def test_an_answer_by_reset_is_one(handle: Make, channel: Any) -> None:
    handle(lambda request, response: 1 / 0, on_error=OnError.RESET).complete()
    (reset,) = channel.frames
    assert isinstance(reset, RstStream)


def test_no_answer_is_none(handle: Make, channel: Any) -> None:
    handle(lambda request, response: 1 / 0, on_error=OnError.NOTHING).complete()
    assert channel.actions == []


def test_prints_without_a_newline_are_passed_on(handle: Make, channel: Any) -> None:
    from h2craft.script import prints

    def main(request: Any, response: Any) -> None:
        printer = prints.current.get()
        assert printer is not None
        printer.write("half a line")

    handling = handle(main)
    handling.complete()
    assert channel.records == []
    handling.flush()
    assert channel.records == [(Kind.PRINTED, {"text": "half a line"})]
    handling.close()
    handling.close()


def test_files_folders_and_nothing_are_answered(handle: Make, channel: Any, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("a")
    targets = {
        Target(Does.FILE, str(tmp_path / "a.txt")): 200,
        Target(Does.LISTING, str(tmp_path)): 200,
        Target(Does.REDIRECT, str(tmp_path)): 301,
        MISSING: 404,
    }
    for target, code in targets.items():
        channel.actions.clear()
        handle(target=target).complete()
        assert status(channel) == code
        channel.actions.clear()
        handle(target=target, method="DELETE").complete()
        assert status(channel) == 404
    assert channel.records == []
