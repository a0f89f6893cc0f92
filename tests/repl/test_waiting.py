"""Waiting by reading along: before anybody has connected, over all connections, and given up."""

from __future__ import annotations

import os
import signal
import threading
from typing import Any

import pytest

from h2craft.language import parse
from h2craft.repl.doing import Refused
from h2craft.repl.evaluate import Verdict
from h2craft.session import Target
from h2craft.wire import FrameType, frame_octets


def begun(bench: Any, line: str) -> Any:
    return bench.shell.begin(parse(line, bench.shell.context()))


def test_a_wait_begins_before_any_client_has_connected_and_aims_at_what_it_finds(
    bench: Any,
) -> None:
    wait = begun(bench, "wait path:/x")
    assert wait.look() is None
    bench.peer("/a")
    bench.peer("/x")
    done = wait.wait()
    assert (done.reading.record.connection, done.stream_id) == (2, 1)
    assert bench.shell.target == Target(2, 1)
    assert "GET /x" in done.said


def test_what_came_since_the_last_act_is_found(answered: Any) -> None:
    bench, peer = answered
    bench.run("barrier")
    peer.sends(frame_octets(FrameType.PING, 0, 0, b"12345678"))
    bench.recorded("type:PING dir:received not flag:ACK")
    assert "3132333435363738" in bench.run("wait type:PING dir:received timeout=5")


def test_what_was_found_once_is_not_found_again(answered: Any) -> None:
    bench, peer = answered
    bench.run("wait path:/")
    said = bench.run("wait path:/ type:HEADERS timeout=10ms")
    assert said == "refused: nothing came that matches path:/ type:HEADERS\n"
    peer.asks(3, "/")
    bench.run("wait path:/ type:HEADERS")
    assert bench.shell.target == Target(1, 3)


def test_what_an_act_has_answered_itself_is_before_it(answered: Any) -> None:
    bench, _ = answered
    bench.run("wait path:/\nheaders :status=200")
    assert "refused" in bench.run("wait path:/ dir:received timeout=10ms")


def test_a_wait_at_a_connection_is_for_that_one_unless_it_names_another(bench: Any) -> None:
    one, two = bench.peer("/a"), bench.peer("/b")
    bench.run("barrier")
    bench.shell.use(Target(1, 1))
    here = begun(bench, "wait type:PING dir:received")
    there = begun(bench, "wait conn:2 type:PING dir:received")
    two.sends(frame_octets(FrameType.PING, 0, 0, b"from two"))
    assert there.wait().reading.record.connection == 2
    assert here.look() is None
    one.sends(frame_octets(FrameType.PING, 0, 0, b"from one"))
    assert here.wait().reading.record.connection == 1


def test_a_wait_at_a_connection_that_ends_is_refused(bench: Any) -> None:
    one = bench.peer("/a")
    wait = begun(bench, "wait type:PUSH_PROMISE")
    one.leaves()
    with pytest.raises(Refused, match="connection 1 is closed: nothing more comes"):
        wait.wait()


def test_the_end_itself_can_be_waited_for(bench: Any) -> None:
    one = bench.peer("/a")
    wait = begun(bench, "wait kind:connection_closed")
    one.leaves()
    assert "closed" in wait.wait().said


def test_a_wait_that_is_given_up_leaves_nothing_behind(answered: Any) -> None:
    bench, _ = answered
    wait = begun(bench, "wait type:ORIGIN")
    assert len(bench.shell.waits) == 1
    del wait
    assert len(bench.shell.waits) == 0


def test_a_pattern_that_is_no_filter_points_at_itself(answered: Any) -> None:
    bench, _ = answered
    assert bench.run("wait tpye:PING").splitlines()[1:] == ["wait tpye:PING", "     ^^^^"]


@pytest.mark.parametrize(
    "text",
    [
        "wait type:ORIGIN",
        "wait('type:ORIGIN')",
        "import asyncio\nawait asyncio.gather(wait('type:ORIGIN'), wait('type:ALTSVC'))",
        "sleep 1000",
        "import time; time.sleep(1000)",
        "while True: pass",
        "import asyncio\nawait asyncio.sleep(1000)",
        "import asyncio\nasync def f():\n    while True: pass\n\nawait f()",
        "barrier timeout=1000",
    ],
)
def test_ctrl_c_ends_what_runs_at_once_and_the_server_goes_on(answered: Any, text: str) -> None:
    bench, peer = answered
    bench.run("barrier")
    peer.acknowledges = False
    ticking = threading.Timer(0.2, os.kill, (os.getpid(), signal.SIGINT))
    ticking.start()
    said = bench.run(text)
    ticking.join()
    left = "; what was fired stays with the engine" if "barrier" in text else ""
    assert (bench.verdict, said) == (Verdict.INTERRUPTED, f"interrupted{left}\n")
    bench.run("rst 1 CANCEL")
    assert bench.verdict is Verdict.OK
    assert peer.wants(FrameType.RST_STREAM).stream_id == 1


def test_another_thread_can_interrupt(answered: Any) -> None:
    bench, _ = answered
    ticking = threading.Timer(0.1, bench.shell.interrupt)
    ticking.start()
    bench.run("wait type:ORIGIN")
    ticking.join()
    assert bench.verdict is Verdict.INTERRUPTED
    bench.shell.interrupt()  # nothing runs, nothing happens


def test_an_engine_that_is_gone_ends_a_wait(bench: Any) -> None:
    wait = begun(bench, "wait type:PING")
    bench.client.close()
    with pytest.raises(Refused, match="the engine has stopped"):
        wait.wait()


def test_an_interrupted_file_is_said_once(bench: Any, tmp_path: Any) -> None:
    (tmp_path / "long.txt").write_text("sleep 1000\n")
    ticking = threading.Timer(0.2, os.kill, (os.getpid(), signal.SIGINT))
    ticking.start()
    assert bench.run("source long.txt") == "interrupted\n"
    ticking.join()
    assert bench.verdict is Verdict.INTERRUPTED


def test_of_many_connections_only_those_with_news_are_looked_at(stub_of: Any, talk: Any) -> None:
    for number in range(1, 300):
        talk.opened(number)
    stub = stub_of(talk)
    stub.shell.mark = talk.request(1, "/old", connection=7)
    talk.request(3, "/new", connection=9)
    said = stub.run("wait conn:1.. path:/new timeout=1")
    assert "GET /new" in said
    assert stub.shell.target == Target(9, 3)
