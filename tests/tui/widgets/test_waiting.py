"""Results brought back to the screen's loop."""

from __future__ import annotations

from concurrent.futures import Future

from textual.app import App

from h2craft.client import Result
from h2craft.tui.messages import Said
from h2craft.tui.widgets.waiting import refusal, say_when_done, when_done


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
