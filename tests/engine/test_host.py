from __future__ import annotations

import asyncio
import socket
import threading
from pathlib import Path
from typing import Any

import pytest

from h2craft.engine import EngineError, EngineHost, EngineOptions
from h2craft.trace import Kind

ENGINE_THREADS = {"h2craft-engine", "h2craft-keeper"}


def engine_threads() -> set[threading.Thread]:
    """Those there are; one may be another test's, which serves for its whole module."""
    return {one for one in threading.enumerate() if one.name in ENGINE_THREADS}


def test_an_engine_runs_beside_a_caller_without_a_loop(greeter: Any) -> None:
    others = engine_threads()
    with EngineHost(greeter()) as host:
        listener = host.listen("127.0.0.1", 0)
        with socket.create_connection(("127.0.0.1", listener.port)) as plug:
            plug.sendall(b"GET / HTTP/1.1\r\n\r\n")
            assert plug.recv(12) == b"HTTP/1.1 426"
        assert host.engine.journal.read()[0].kind is Kind.LISTENING
    assert engine_threads() <= others
    host.stop()
    with pytest.raises(EngineError):
        host.listen("127.0.0.1", 0)


def test_an_engine_that_cannot_begin_leaves_no_thread(tmp_path: Path) -> None:
    others = engine_threads()
    host = EngineHost(options=EngineOptions(trace=tmp_path / "no" / "such"))
    with pytest.raises(EngineError):
        host.start()
    host.stop()
    assert engine_threads() <= others


def test_another_loop_can_be_chosen() -> None:
    made: list[asyncio.AbstractEventLoop] = []

    def new_loop() -> asyncio.AbstractEventLoop:
        made.append(asyncio.new_event_loop())
        return made[-1]

    with EngineHost(new_loop=new_loop) as host:
        assert host.engine.loop is made[0]
