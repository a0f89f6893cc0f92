"""A capture made while a real client talks to a real server, beside that server's own trace."""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from h2craft.capture import CaptureError, read_capture
from h2craft.trace import Kind, Record

pytestmark = pytest.mark.clients
WITHIN = 30.0


@contextlib.contextmanager
def capturing(path: Path, port: int) -> Iterator[None]:
    """dumpcap writes what that port of the loopback interface says; skipped where it may not."""
    dumpcap = shutil.which("dumpcap")
    if dumpcap is None or shutil.which("curl") is None:
        pytest.skip("dumpcap or curl is not installed")
    running = subprocess.Popen(
        [dumpcap, "-i", "lo", "-f", f"tcp port {port}", "-w", str(path)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert running.stderr is not None
    with running.stderr as said:
        if not any(line.startswith("File: ") for line in said):  # then it captures
            running.wait()
            pytest.skip("dumpcap may not capture on the loopback interface")
        try:
            yield
        finally:
            running.terminate()
            running.wait()


def frames(records: list[Record], number: int) -> dict[Kind, bytes]:
    """What each direction of a connection says."""
    mine = [one for one in records if one.connection == number]
    kinds = (Kind.PREFACE_RECEIVED, Kind.FRAME_RECEIVED, Kind.FRAME_SENT)
    return {kind: b"".join(one.octets for one in mine if one.kind == kind) for kind in kinds}


def captured(path: Path, keylog: Path) -> list[Record]:
    """The records of the one connection, once its end is in the capture."""
    end = time.monotonic() + WITHIN
    while True:
        try:
            with read_capture(path, keylog=keylog) as reader:
                records = list(reader)
        except CaptureError:  # nothing of it is in the file yet
            records = []
        if any(one.kind == Kind.CONNECTION_CLOSED for one in records):
            return records
        assert time.monotonic() < end, "the end of the connection was not captured"


def test_the_capture_says_what_the_servers_own_trace_says(starting, tmp_path) -> None:
    path, keylog = tmp_path / "live.pcapng", tmp_path / "keys.log"
    with starting() as server, capturing(path, server.port("https")):
        talked = server.conversation()
        subprocess.run(
            ["curl", "-s", "--http2", "--cacert", str(server.ca), f"{server.https}/trailers"],
            env={"SSLKEYLOGFILE": str(keylog), "PATH": os.environ["PATH"]},
            check=True,
            capture_output=True,
        )
        (closed,) = talked.expect("kind:CONNECTION_CLOSED")
        ours = [one.record for one in talked.readings]
        assert frames(captured(path, keylog), 1) == frames(ours, closed.record.connection)
        talked.close()
