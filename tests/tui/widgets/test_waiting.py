"""Results brought back to the screen's loop."""

from __future__ import annotations

import threading
from concurrent.futures import Future

from textual.app import App

from h2craft.client import Result
from h2craft.tui.messages import Said
from h2craft.tui.widgets.waiting import beside, refusal, say_when_done, when_done


class WaitingApp(App[None]):
    def __init__(self) -> None:
        super().__init__()
        self.said: list[Said] = []

    def on_said(self, message: Said) -> None:
        self.said.append(message)


async def test_the_result_comes_when_the_future_is_done() -> None:
    app, results = WaitingApp(), list[Result]()
    async with app.run_test() as pilot:
        future: Future[Result] = Future()
        when_done(app.screen, future, results.append)
        await pilot.pause()
        assert results == []
        future.set_result(Result(accepted=True, seq=7))
        await app.workers.wait_for_complete()
        assert results == [Result(accepted=True, seq=7)]


async def test_a_future_that_fails_is_a_refusal() -> None:
    app, results = WaitingApp(), list[Result]()
    async with app.run_test():
        future: Future[Result] = Future()
        future.set_exception(OSError("the engine has ended"))
        when_done(app.screen, future, results.append)
        await app.workers.wait_for_complete()
        assert results == [Result(accepted=False, reason="the engine has ended")]


async def test_it_is_said() -> None:
    app = WaitingApp()
    async with app.run_test() as pilot:
        for result in (Result(accepted=True), Result(accepted=False, reason="no", section="5.1")):
            future: Future[Result] = Future()
            future.set_result(result)
            say_when_done(app.screen, future, "done")
        await app.workers.wait_for_complete()
        await pilot.pause()
        assert sorted(one.text for one in app.said) == ["done", "no (RFC 9113 5.1)"]


def test_a_refusal_without_a_reason_is_still_one() -> None:
    assert refusal(Result(accepted=False)) == "refused"
    assert refusal(Result(accepted=False, reason="\x1b", section="7838 4")) == "\\x1b (RFC 7838 4)"


async def test_what_takes_its_time_is_done_beside_the_screen() -> None:
    app, made, failed = WaitingApp(), list[str](), list[Exception]()
    goes_on, began_on = threading.Event(), list[threading.Thread]()

    def work() -> str:
        began_on.append(threading.current_thread())
        goes_on.wait(30)
        return "made"

    async with app.run_test() as pilot:
        beside(app.screen, work, made.append, failed.append)
        await pilot.pause()
        assert made == []
        goes_on.set()
        await app.workers.wait_for_complete()
        assert made == ["made"] and failed == []
        assert began_on[0] is not threading.current_thread() and began_on[0].daemon


async def test_what_fails_beside_the_screen_is_told() -> None:
    app, made, failed = WaitingApp(), list[str](), list[Exception]()

    def work() -> str:
        raise OSError("no room")

    async with app.run_test():
        beside(app.screen, work, made.append, failed.append, must_end=True)
        await app.workers.wait_for_complete()
        assert made == [] and [str(error) for error in failed] == ["no room"]


async def test_a_screen_that_is_gone_is_told_nothing() -> None:
    app, made = WaitingApp(), list[str]()
    goes_on, ended = threading.Event(), threading.Event()

    def work() -> str:
        goes_on.wait(30)
        ended.set()
        return "made"

    async with app.run_test():
        beside(app.screen, work, made.append, lambda error: None)
    goes_on.set()
    assert ended.wait(30) and made == []
