"""kill -9 and full disks: what the trace holds afterwards."""

from __future__ import annotations

import resource
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

import pytest

from h2craft.control import open_attached
from h2craft.filter import compile
from h2craft.model import Board
from h2craft.trace import TraceReader

pytestmark = pytest.mark.engine
MEBI = 1 << 20
FLUSH_SECONDS = 0.1  # documented in h2craft/engine/keeper.py
BUSY_SECONDS = 0.4  # and what a busy machine may add to it
H2CRAFT = (sys.executable, "-c", "from h2craft.cli import main; main()")


class Traffic(threading.Thread):
    """Asks for `/hello.py?n` without a break, and notes when each was answered."""

    def __init__(self, peer: Any, url: str) -> None:
        super().__init__(daemon=True)
        self.answered: list[float] = []
        self._client = peer.Peer(url)
        self.start()

    def run(self) -> None:
        with self._client as client:
            while not client.ended:
                try:
                    answer = client.get(f"/hello.py?{len(self.answered)}")
                except OSError:
                    return
                if answer.status == 200:
                    self.answered.append(time.monotonic())


def asked_and_answered(trace: Path) -> tuple[set[bytes], set[bytes], str | None]:
    """The paths of requests in the trace, those that were answered, and what is wrong with it."""
    board, wanted = Board(), compile("type:HEADERS")
    asked, answered = set(), set()
    with TraceReader(trace) as reader:
        for record in reader:
            reading = board.fold(record)
            if not wanted.matches(reading):
                continue
            if reading.direction == "received":
                asked.add(dict(reading.fields)[b":path"])
            elif reading.stream is not None:
                answered.add(reading.stream.path)
        return asked, answered, reader.damage


def test_kill_9_in_the_middle_of_traffic_leaves_the_trace(
    starting: Any, root: Any, peer: Any
) -> None:
    with starting(root, exit_status=None) as server:
        lines = [Traffic(peer, server.http), Traffic(peer, server.https)]
        while min(len(line.answered) for line in lines) < 200:
            time.sleep(0.01)
        killed = time.monotonic()
        server.kill()
        for line in lines:
            line.join(10)
        asked, answered, damage = asked_and_answered(server.trace)
        limit = killed - FLUSH_SECONDS - BUSY_SECONDS
        for line in lines:
            early = {b"/hello.py?%d" % n for n, at in enumerate(line.answered) if at < limit}
            assert early <= asked
            assert early <= answered
        assert damage is None or "cut short" in damage
        shown = subprocess.run(
            [*H2CRAFT, "trace", str(server.trace), "--stats"],
            capture_output=True,
            text=True,
            check=True,
            cwd=Path(__file__).parents[2],
        )
        assert "HEADERS" in shown.stdout


def test_the_trace_of_a_running_server_can_be_read(starting: Any, root: Any, peer: Any) -> None:
    with starting(root) as server:
        line = Traffic(peer, server.http)
        while len(line.answered) < 50:
            time.sleep(0.01)
        time.sleep(FLUSH_SECONDS + BUSY_SECONDS)
        asked, _, damage = asked_and_answered(server.trace)
        assert len(asked) >= 50
        assert damage is None or "cut short" in damage
        shown = subprocess.run(
            [*H2CRAFT, "trace", str(server.trace), "--filter", "path:/hello.py?7 dir:sent"],
            capture_output=True,
            text=True,
            check=True,
            cwd=Path(__file__).parents[2],
        )
        assert "200" in shown.stdout


def limited(octets: int) -> Any:
    """To be called in the child: no file of it grows beyond that, as on a full disk."""
    return lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (octets, octets))


def test_a_disk_that_fills_up_is_said_once_and_serving_goes_on(
    starting: Any, root: Any, peer: Any, attack: Any
) -> None:
    wide = (peer.INITIAL_WINDOW_SIZE, peer.LARGEST_WINDOW)
    options = ("--keep", "4")
    with starting(root, *options, prepare=limited(2 * MEBI), exit_status=None) as server:
        with attack(server), peer.Peer(server.http, wide) as client:
            client.send(peer.window_update(peer.LARGEST_WINDOW - 65_535))
            assert len(client.finish(client.request("/large.py"), 30).body) == 64 * MEBI
        assert server.interrupt() == 0
        about = [line for line in server.said if "journal" in line]
        assert "file too large" in about[0]
        assert "serving goes on" in about[0]
        assert len(about) <= 2
        assert not [line for line in server.said if "Traceback" in line]
        with TraceReader(server.trace) as reader:
            assert reader.last > 50
            assert sum(1 for _ in reader) > 50
            assert reader.damage is None or "cut short" in reader.damage


def test_who_is_attached_hears_of_the_disk_as_well(
    starting: Any, root: Any, peer: Any, attack: Any, runtime: Any
) -> None:
    wide = (peer.INITIAL_WINDOW_SIZE, peer.LARGEST_WINDOW)
    options = ("--keep", "4", "--name", "filling")
    with starting(root, *options, prepare=limited(2 * MEBI), exit_status=None) as server:
        attached = open_attached("filling", front="repl")
        try:
            with attack(server), peer.Peer(server.http, wide) as client:
                client.send(peer.window_update(peer.LARGEST_WINDOW - 65_535))
                client.finish(client.request("/large.py"), 30)
            until = time.monotonic() + 10
            while not attached.troubles and time.monotonic() < until:
                attached.refresh()
                time.sleep(0.01)
            assert "file too large" in attached.troubles[0]
        finally:
            attached.close()
        assert server.interrupt() == 0
