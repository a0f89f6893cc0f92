"""A file system without room, a real one: below the trace, and below what commands write."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from h2craft.trace import Journal, Kind, TraceReader, TraceWriter
from h2craft.wire import frame_octets

pytestmark = pytest.mark.engine
KIBI, MEBI = 1 << 10, 1 << 20
BODY = bytes(60 * KIBI)
FULL = Path("/dev/full")
H2CRAFT = (sys.executable, "-c", "from h2craft.cli import main; main()")


def posts(peer: Any, url: str, count: int) -> None:
    """Bodies, each of them twice in the trace: as it comes and as it goes."""
    wide = (peer.INITIAL_WINDOW_SIZE, peer.LARGEST_WINDOW)
    with peer.Peer(url, wide) as client:
        client.send(peer.window_update(peer.LARGEST_WINDOW - 65_535))
        for _ in range(count):
            number, head = client.head("/echo.py", "POST", end=False)
            client.send(head)
            client.until(lambda number=number: client.window(number) >= len(BODY))
            for at in range(0, len(BODY), 15 * KIBI):
                end = peer.END_STREAM if at + 15 * KIBI >= len(BODY) else 0
                client.send(client.data(number, BODY[at : at + 15 * KIBI], end))
            assert len(client.finish(number).body) == len(BODY)


def said(server: Any, words: str) -> str:
    """The line that says so, once it is there."""
    end = time.monotonic() + 20
    while time.monotonic() < end:
        for line in list(server.said):
            if words in line:
                return str(line)
        time.sleep(0.01)
    raise AssertionError(server.said)


def test_a_file_system_that_fills_up_does_not_stop_the_server(
    starting: Any, handlers: Path, peer: Any, small_disk: Any
) -> None:
    folder, mount = small_disk
    trace = folder / "full.h2trace"
    more = {"trace": str(trace), "prepare": mount, "exit_status": None}
    with starting(handlers, "--keep", "4", **more) as server:
        posts(peer, server.http, 60)
        assert "no space left on device" in said(server, "cannot be written")
        said(server, "no longer written to disk")
        posts(peer, server.http, 2)
        with TraceReader(inside(server, trace)) as reader:
            assert sum(1 for _ in reader) == reader.count > 50
        assert server.memory() < 200 * MEBI
        assert server.interrupt() == 0
        assert len([line for line in server.said if "journal" in line]) == 2


def test_with_room_again_nothing_is_lost(
    starting: Any, handlers: Path, peer: Any, small_disk: Any
) -> None:
    folder, mount = small_disk
    trace = folder / "full.h2trace"
    more = {"trace": str(trace), "prepare": mount, "exit_status": None}
    with starting(handlers, "--keep", "64", **more) as server:
        ballast = inside(server, folder / "ballast")
        ballast.write_bytes(bytes(MEBI + 512 * KIBI))
        posts(peer, server.http, 6)
        said(server, "no space left on device")
        ballast.unlink()
        said(server, "written to disk again; nothing is lost")
        posts(peer, server.http, 1)
        with peer.Peer(server.http) as last:
            last.get("/echo.py")
        end = time.monotonic() + 10
        while responses(inside(server, trace)) < 8 and time.monotonic() < end:
            time.sleep(0.01)
        assert responses(inside(server, trace)) == 8
        assert server.interrupt() == 0


def inside(server: Any, path: Path) -> Path:
    """The path as the server's own mounts have it."""
    return Path(f"/proc/{server.process.pid}/root{path}")


def responses(trace: Path) -> int:
    """HEADERS we sent; the records before them are there without a gap."""
    with TraceReader(trace) as reader:
        records = list(reader)
    assert [record.seq for record in records] == list(range(1, len(records) + 1))
    return sum(one.kind == Kind.FRAME_SENT and one.octets[3] == 1 for one in records)


@pytest.fixture
def trace(tmp_path: Path) -> Path:
    """A small trace."""
    path = tmp_path / "run.h2trace"
    with TraceWriter(path) as writer:
        journal = Journal(archive=writer)
        journal.append(0.0, 1, Kind.FRAME_RECEIVED, frame_octets(6, 0, 0, bytes(8)))
        journal.archive_next()
    return path


@pytest.mark.skipif(not FULL.exists(), reason="there is no /dev/full here")
@pytest.mark.parametrize("words", [(), ("--json",), ("--stats",), ("--hex",)], ids=str)
def test_output_that_finds_no_room_is_one_line_and_a_status(
    trace: Path, words: tuple[str, ...]
) -> None:
    with FULL.open("wb") as full:
        done = subprocess.run(
            [*H2CRAFT, "trace", str(trace), *words],
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
    assert done.returncode == 1
    assert "o space left on device" in done.stderr
    assert "Traceback" not in done.stderr
    assert len(done.stderr.splitlines()) == 1
