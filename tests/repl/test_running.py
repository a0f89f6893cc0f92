"""Code run to its end, in one loop for all inputs, and interrupted."""

from __future__ import annotations

import ast
import signal
import threading
from typing import Any

import pytest

from h2craft.repl.running import Running, undisturbed


@pytest.fixture
def running() -> Any:
    made = Running()
    yield made
    made.close()


def codes(*texts: str) -> list[Any]:
    flags = ast.PyCF_ALLOW_TOP_LEVEL_AWAIT
    last = len(texts) - 1
    return [
        compile(text, "<test>", "eval" if at == last else "exec", flags)
        for at, text in enumerate(texts)
    ]


def test_plain_code_needs_no_loop(running: Running) -> None:
    assert running.run(codes("x = 2", "x + 1"), {}) == 3


def test_all_of_an_input_runs_in_one_task(running: Running) -> None:
    text = "import asyncio\na = asyncio.current_task()\nawait asyncio.sleep(0)"
    assert running.run(codes(text, "a is asyncio.current_task()"), {}) is True


def test_what_was_interrupted_may_clean_up(running: Running) -> None:
    names: dict[str, Any] = {"signal": signal, "seen": []}
    text = (
        "import asyncio\n"
        "try:\n    asyncio.get_running_loop().call_soon(signal.raise_signal, signal.SIGINT)\n"
        "    await asyncio.sleep(1000)\n"
        "finally:\n    await asyncio.sleep(0)\n    seen.append(1)"
    )
    with pytest.raises(KeyboardInterrupt):
        running.run(codes(text, "0"), names)
    assert names["seen"] == [1]
    assert running.run(codes("import asyncio", "await asyncio.sleep(0, 5)"), names) == 5


def test_nothing_runs_nothing_is_interrupted(running: Running) -> None:
    running.interrupt()
    with running:
        pass
    running.interrupt()


def test_what_is_undisturbed_is_interrupted_afterwards() -> None:
    done = []
    with pytest.raises(KeyboardInterrupt), undisturbed():
        signal.raise_signal(signal.SIGINT)
        done.append(1)
    assert done == [1]
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


def test_other_threads_and_other_handlers_are_left_alone() -> None:
    seen = []

    def look() -> None:
        with undisturbed():
            seen.append(signal.getsignal(signal.SIGINT))

    thread = threading.Thread(target=look)
    thread.start()
    thread.join()
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        look()
    finally:
        signal.signal(signal.SIGINT, before)
    assert seen == [signal.default_int_handler, signal.SIG_IGN]
