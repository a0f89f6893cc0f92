from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from h2craft.export.lines import jsonl, ladder, mermaid
from h2craft.trace import record_from_json
from h2craft.wire import FrameType

Written = Callable[..., bytes]


@pytest.fixture
def two(talk: Any) -> Any:
    for connection in (1, 2):
        talk.opened(connection)
    talk.request(1, "/one", connection=1)
    talk.request(1, "/two", connection=2)
    talk.response(1, connection=1)
    talk.sent(FrameType.RST_STREAM, 0, 1, bytes(4), connection=2)
    return talk


def test_each_line_is_a_record_that_can_be_read_again(two: Any, written: Written) -> None:
    lines = written(jsonl, secrets=True).decode("ascii").splitlines()
    assert [record_from_json(json.loads(line)) for line in lines] == two.journal.read(0, 100)
    (line,) = written(jsonl, "path:/two type:HEADERS").splitlines()
    assert json.loads(line)["summary"] == "GET /two"


def test_each_connection_has_a_ladder_of_its_own(two: Any, written: Written) -> None:
    first, second = written(ladder, "type:HEADERS or type:RST_STREAM").decode().split("\n\n")
    assert first.startswith("connection 1\n") and "GET /one" in first and "200" in first
    assert second.startswith("connection 2\n") and "GET /two" in second


def test_one_connection_is_a_diagram_as_it_is_elsewhere(two: Any, written: Written) -> None:
    lines = written(mermaid, "conn:1 type:HEADERS").decode().splitlines()
    assert lines == [
        "sequenceDiagram",
        "    participant C as client",
        "    participant S as server",
        "    C->>S: 1 HEADERS END_STREAM GET /one",
        "    S->>C: 1 HEADERS 200 text/plain",
    ]


def test_several_connections_share_a_diagram_in_order_of_time(two: Any, written: Written) -> None:
    lines = written(mermaid, "stream:1").decode().splitlines()
    assert lines[:9] == [
        "sequenceDiagram",
        "    box connection 1",
        "    participant C1 as client 1",
        "    participant S1 as server 1",
        "    end",
        "    box connection 2",
        "    participant C2 as client 2",
        "    participant S2 as server 2",
        "    end",
    ]
    assert [line.split(":")[0].strip() for line in lines[9:]] == [
        "C1->>S1",
        "C2->>S2",
        "S1->>C1",
        "S2-xC2",
    ]


@pytest.mark.parametrize("make", [jsonl, ladder])
def test_of_nothing_there_is_nothing(two: Any, written: Written, make: Any) -> None:
    assert written(make, "path:/nowhere") == b""


def test_what_is_of_no_connection_is_on_no_ladder(talk: Any, written: Written) -> None:
    from h2craft.trace import Kind

    talk(Kind.LISTENING, connection=0)
    talk(Kind.PRINTED, detail={"stream": 1, "text": "x"})
    assert written(ladder) == b"" and b"LISTENING" not in written(mermaid)
