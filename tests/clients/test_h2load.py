"""h2load: many requests and many streams at once."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.clients


@pytest.fixture
def h2load(client: Callable[..., str], run: Callable[..., Any]) -> Callable[..., Any]:
    """Runs it and gives how many requests succeeded; all others are errors."""
    program = client("h2load")

    def call(*options: object) -> int:
        done = run(program, "-N", 25, "-T", 25, *options)
        requests = re.search(
            r"(\d+) succeeded, (\d+) failed, (\d+) errored, (\d+) timeout", done.out
        )
        statuses = re.search(r"status codes: (\d+) 2xx, 0 3xx, 0 4xx, 0 5xx", done.out)
        assert requests and statuses, done.out
        assert requests.groups()[1:] == ("0", "0", "0"), done.out
        assert requests[1] == statuses[1], done.out
        return int(requests[1])

    return call


def test_100_concurrent_streams(h2load: Any, url: str, said: Any) -> None:
    assert h2load("-n", 1000, "-c", 1, "-m", 100, url + "/hello.py") == 1000
    said.adds_up()
    assert len(said.matching("type:HEADERS dir:received flag:END_STREAM")) == 1000
    assert len(said.matching("type:HEADERS dir:sent status:200")) == 1000
    assert said.body("sent") == b"hello GET" * 1000
    assert said.blamed() == []


def test_100_handlers_are_inside_of_main_at_the_same_time(h2load: Any, url: str, said: Any) -> None:
    assert h2load("-n", 100, "-c", 1, "-m", 100, url + "/together.py") == 100
    said.adds_up()
    asked = [reading.record.seq for reading in said.matching("type:HEADERS dir:received")]
    answered = [reading.record.seq for reading in said.matching("type:HEADERS dir:sent")]
    assert len(asked) == len(answered) == 100
    assert max(asked) < min(answered)


def test_many_connections_each_with_many_streams(h2load: Any, url: str, said: Any) -> None:
    assert h2load("-n", 1000, "-c", 20, "-m", 10, url + "/hello.py") == 1000
    said.adds_up(20)
    assert len(said.matching("kind:CONNECTION_OPENED")) == 20
    assert said.body("sent") == b"hello GET" * 1000


def test_uploads_beside_each_other(h2load: Any, url: str, said: Any, root: Path) -> None:
    assert h2load("-n", 20, "-m", 20, "-d", root / "small.bin", url + "/upload.py") == 20
    said.adds_up()
    assert sum(r.frame.length for r in said.matching("type:DATA dir:received")) == 20 * 200_000
    assert said.blamed() == []


def test_small_windows_shared_by_many_streams(h2load: Any, url: str, said: Any) -> None:
    assert h2load("-n", 50, "-m", 50, "-w", 10, "-W", 16, url + "/64k.bin") == 50
    said.adds_up()
    data = said.matching("type:DATA dir:sent")
    assert sum(reading.frame.length for reading in data) == 50 * 65_536
    assert max(reading.frame.length for reading in data) <= 1023
    assert said.blamed() == []
