"""Ends that nobody has typed."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable

import pytest
from prompt_toolkit import PromptSession
from prompt_toolkit.input import create_pipe_input
from prompt_toolkit.output import DummyOutput

from h2craft.repl.leaving import Hangup, confirmed


def test_a_signal_ends_what_runs_and_is_ignored_from_then_on() -> None:
    before = signal.getsignal(signal.SIGHUP)
    hangup = Hangup()
    try:
        with pytest.raises(SystemExit), hangup.heard():
            os.kill(os.getpid(), signal.SIGHUP)
        assert hangup.status == 128 + signal.SIGHUP
        assert signal.getsignal(signal.SIGHUP) is signal.SIG_IGN  # a shell sends it once more
    finally:
        signal.signal(signal.SIGHUP, before)


def test_a_second_signal_does_not_disturb_the_end() -> None:
    before = signal.getsignal(signal.SIGHUP)
    hangup = Hangup()
    try:
        with hangup.heard():
            with pytest.raises(SystemExit):
                os.kill(os.getpid(), signal.SIGHUP)
            os.kill(os.getpid(), signal.SIGHUP)
    finally:
        signal.signal(signal.SIGHUP, before)


def test_without_a_signal_everything_is_as_before() -> None:
    before = signal.getsignal(signal.SIGTERM)
    with Hangup().heard():
        assert signal.getsignal(signal.SIGTERM) is not before
    assert signal.getsignal(signal.SIGTERM) is before


def test_a_prompt_ends_as_if_the_terminal_had() -> None:
    before = signal.getsignal(signal.SIGHUP)
    hangup = Hangup()
    try:
        with create_pipe_input() as pipe, hangup.heard():
            session = PromptSession[str](input=pipe, output=DummyOutput())
            with pytest.raises(EOFError), hangup.ends(session.app):
                session.prompt(pre_run=lambda: os.kill(os.getpid(), signal.SIGHUP))
    finally:
        signal.signal(signal.SIGHUP, before)


def answers(*given: str | type[BaseException]) -> Callable[[], str]:
    left = list(given)

    def read() -> str:
        answer = left.pop(0)
        if isinstance(answer, str):
            return answer
        raise answer

    return read


@pytest.mark.parametrize(
    ("given", "yes"),
    [
        (("y",), True),
        ((" YES ",), True),
        (("n",), False),
        (("",), False),
        (("what", "y"), True),
        ((KeyboardInterrupt,), False),
        ((EOFError,), True),
    ],
)
def test_a_question_is_asked_till_it_is_answered(
    given: tuple[str | type[BaseException], ...], yes: bool
) -> None:
    assert confirmed(answers(*given)) is yes
