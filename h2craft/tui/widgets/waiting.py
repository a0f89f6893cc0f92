"""What comes later, brought back to the screen's own loop. Knows futures, no pane."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from concurrent.futures import Future
from typing import TypeVar

from textual.widget import Widget
from textual.worker import WorkType

from h2craft.client import Result
from h2craft.session import refusal_of
from h2craft.tui.messages import Said

Made = TypeVar("Made")


def when_done(widget: Widget, future: Future[Result], then: Callable[[Result], None]) -> None:
    """Call `then` with the result, on the screen's loop; never, once the widget is gone.

    A future that fails (the engine has ended meanwhile) is a refusal with that reason.
    """

    async def wait() -> None:
        try:
            result = await asyncio.wrap_future(future)
        except Exception as error:  # whatever it is, a person has to hear of it
            result = Result(accepted=False, reason=str(error) or type(error).__name__)
        then(result)

    work: WorkType[None] = wait
    widget.run_worker(work, group="waiting", exit_on_error=False)


def beside(
    widget: Widget,
    work: Callable[[], Made],
    then: Callable[[Made], None],
    failed: Callable[[Exception], None],
    *,
    must_end: bool = False,
) -> None:
    """Do something that takes its time on a thread of its own, while the screen goes on.

    `then` or `failed` is called on the screen's loop; neither, once the widget is gone. `must_end`:
    the program does not end before it is done.
    """
    future: Future[Made] = Future()
    future.set_running_or_notify_cancel()  # from now on nobody can cancel it

    def run() -> None:
        try:
            made = work()
        except Exception as error:
            future.set_exception(error)
        else:
            future.set_result(made)

    async def wait() -> None:
        try:
            made = await asyncio.wrap_future(future)
        except Exception as error:  # whatever it is, a person has to hear of it
            failed(error)
        else:
            then(made)

    threading.Thread(target=run, name="h2craft-beside", daemon=not must_end).start()
    waits: WorkType[None] = wait
    widget.run_worker(waits, group="beside", exit_on_error=False)


def refusal(result: Result) -> str:
    """ "h2's reason (5.1)", for a result that is none."""
    return refusal_of(result.reason, result.section)


def say_when_done(widget: Widget, future: Future[Result], done: str) -> None:
    """Tell the person that it was done, or why not."""

    def say(result: Result) -> None:
        if result.accepted:
            widget.post_message(Said(done))
        else:
            widget.post_message(Said(refusal(result), "error"))

    when_done(widget, future, say)
