"""Recordings of WPT's own calls run on the real wptserve: a client sees what it saw at first.

Each case is a handler that is served to a real client and recorded from the trace. What is
rendered of it is served by wptserve and by h2craft again. Nothing is made by hand.
"""

from __future__ import annotations

import importlib.util
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
import trustme

from h2craft.model import Board
from h2craft.scenario import Recorder, Score, loading, rendered
from h2craft.trace import TraceReader

SCRIPT_TESTS = Path(__file__).parents[1] / "script"
PURE = "Runs on h2craft and on wptserve."
PATIENCE = 5.0

pytestmark = pytest.mark.engine

Connect = Callable[[], Any]


@dataclass(frozen=True)
class Case:
    """`handler` answers what `ask` asks, given something that makes connections and a path."""

    name: str
    handler: str
    ask: Callable[[Connect, str], Any]


def once(*requests: dict[str, Any]) -> Callable[[Connect, str], Any]:
    """Requests one after the other, on one connection."""

    def ask(connect: Connect, path: str) -> Any:
        client = connect()
        return [client.fetch(path, request, PATIENCE) for request in requests]

    return ask


def out_of_order(connect: Connect, path: str) -> Any:
    client = connect()
    first = client.ask(path, {"query": "?slow"})
    second = client.ask(path, {"query": "?fast"})
    return [client.hear(first, {}), client.hear(second, {}), client.order]


def alike_out_of_order(connect: Connect, path: str) -> Any:
    client = connect()
    first, second = client.ask(path, {}), client.ask(path, {})
    return [client.hear(first, {}), client.hear(second, {}), client.order]


def early(connect: Connect, path: str) -> Any:
    client = connect()
    stream_id = client.ask(path, {"method": "POST"}, whole=False)
    answered = client.hear_head(stream_id)
    client.go_on(stream_id, "a body nobody has waited for", end=True)
    return [answered, client.hear(stream_id, {})]


def two_connections(connect: Connect, path: str) -> Any:
    return [connect().fetch(path, {}), connect().fetch(path, {}), connect().fetch(path, {})]


CASES = [
    Case(
        "plain",
        """
def main(request, response):
    response.headers.set("content-type", "text/plain")
    response.headers.set("x-list", "a, b")
    return "hello, \\u00e9t\\u00e9\\n"
""",
        once({}),
    ),
    Case(
        "status_and_list",
        """
def main(request, response):
    fields = [("x-a", "1"), ("x-a", "2"), ("server", "mine"), ("x-b", b"\\xc3\\xa9")]
    response.writer.write_headers(fields, 299)
    response.writer.write_data("one ")
    response.writer.write_data_frame(b"two ", False)
    response.writer.write_data("")
    response.writer.write_data(b"three", last=True)
""",
        once({"frames": True}),
    ),
    Case(
        "two_answered_in_the_other_order",
        """
import threading

fast = threading.Event()


def main(request, response):
    writer = response.writer
    if request.url_parts.query == "slow":
        assert fast.wait(10)
        writer.write_headers([], 200)
        writer.write_data("the first one, late", last=True)
    else:
        writer.write_headers([], 404)
        writer.write_data("the second one", last=True)
        fast.set()
""",
        out_of_order,
    ),
    Case(
        "two_alike_answered_in_the_other_order",
        """
import threading

second = threading.Event()


def main(request, response):
    writer = response.writer
    if request.h2_stream_id == 1:
        assert second.wait(10)
    writer.write_headers([("x-stream", str(request.h2_stream_id))], 200)
    writer.write_data("same path", last=True)
    if request.h2_stream_id == 3:
        second.set()
""",
        alike_out_of_order,
    ),
    Case(
        "early_response",
        """
def handle_headers(frame, request, response):
    response.writer.write_headers([("x-when", "early")], 200)


def main(request, response):
    response.writer.write_data("after %d octets" % len(request.body), last=True)
""",
        early,
    ),
    Case(
        "refused_at_the_head",
        """
def handle_headers(frame, request, response):
    response.writer.write_headers([], 413)
    response.writer.end_stream()
""",
        early,
    ),
    Case(
        "echo",
        """
def handle_data(frame, request, response):
    request.pieces = getattr(request, "pieces", b"") + frame.data


def main(request, response):
    response.writer.write_headers([], 200)
    response.writer.write_data(request.pieces[::-1], last=True)
""",
        once({"method": "POST", "body": ["abc", ["xy", 200]]}),
    ),
    Case(
        "push_with_a_response",
        """
PROMISE = [
    (":method", "GET"),
    (":scheme", "https"),
    (":authority", "example.test"),
    (":path", "/style.css"),
]


def main(request, response):
    writer = response.writer
    writer.write_headers([], 200)
    pushed = writer.write_push(PROMISE)
    other = writer.write_push(PROMISE[:3] + [(":path", "/script.js")])
    writer.write_headers([("content-type", "text/css")], 200, stream_id=pushed)
    writer.write_headers([], 204, stream_id=other, last=True)
    writer.write_data("a { color: green }", last=True, stream_id=pushed)
    writer.write_data("the page", last=True)
""",
        once({}),
    ),
    Case(
        "raw_frames_and_continuation",
        """
def main(request, response):
    writer = response.writer
    writer.write_raw_header_frame([(":status", "203"), ("X-Upper", "kept")])
    writer.write_raw_continuation_frame([("x-two", "2")])
    writer.write_raw_continuation_frame([("x-three", b"\\xe9")], end_headers=True)
    writer.write_raw_data_frame("half ".encode())
    writer.write_raw_data_frame(b"and half")
    writer.write_raw_header_frame([("x-trailer", "yes")], end_stream=True, end_headers=True)
""",
        once({"frames": True}, {"frames": True}),
    ),
    Case(
        "octets_as_they_are",
        """
def main(request, response):
    stream = request.h2_stream_id.to_bytes(4, "big")
    response.writer.write_headers([], 200)
    response.writer.write_raw(b"\\x00\\x00\\x03\\x00\\x00" + stream + b"raw")
    response.writer.write_data(" and lawful", last=True)
""",
        once({}),
    ),
    Case(
        "head",
        """
def main(request, response):
    response.writer.write_headers([("content-length", "1234")], 200, last=True)
""",
        once({"method": "HEAD"}),
    ),
    Case(
        "binary_body",
        """
def main(request, response):
    response.writer.write_headers([("content-type", "application/octet-stream")], 200)
    response.writer.write_data(bytes(range(256)) * 3)
    response.writer.write_data(b"\\x00" * 40000, last=True)
""",
        once({}),
    ),
    Case(
        "two_requests_to_one_path",
        """
import itertools

NUMBERS = itertools.count(1)


def main(request, response):
    number = next(NUMBERS)
    response.writer.write_headers([("x-number", str(number))], 500 if number == 1 else 200)
    response.writer.write_data("again" if number == 1 else "now it works", last=True)
""",
        once({}, {}),
    ),
    Case(
        "three_connections",
        """
import itertools

NUMBERS = itertools.count(1)


def main(request, response):
    response.writer.write_headers([("x-number", str(next(NUMBERS)))], 200, last=True)
""",
        two_connections,
    ),
    Case(
        "interim",
        """
def main(request, response):
    response.writer.write_headers([("link", "</style.css>; rel=preload")], 103)
    response.writer.write_headers([], 204, last=True)
""",
        once({}),
    ),
    Case(
        "nothing_at_all",
        """
def main(request, response):
    response.writer.content_written = response.writer.stream_ended = True
""",
        lambda connect, path: connect().fetch(path, {}, 0.2),
    ),
]
NAMES = [case.name for case in CASES]


@pytest.fixture(scope="module")
def client() -> ModuleType:
    spec = importlib.util.spec_from_file_location(
        "h2_client_of_scenarios", SCRIPT_TESTS / "h2_client.py"
    )
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def asked(case: Case, client: ModuleType, port: int) -> Any:
    """What the client of a case sees at a server."""
    made: list[Any] = []

    def connect() -> Any:
        made.append(client.Client(port))
        return made[-1]

    try:
        return case.ask(connect, f"/{case.name}.py")
    finally:
        for one in made:
            one.close()


@dataclass(frozen=True)
class Recorded:
    """By case what the client saw; the folder has what was rendered."""

    seen: dict[str, Any]
    texts: dict[str, str]
    folder: Path


@pytest.fixture(scope="module")
def recorded(
    starting: Any, client: ModuleType, tmp_path_factory: pytest.TempPathFactory
) -> Recorded:
    handlers, folder = (tmp_path_factory.mktemp(name) for name in ("handlers", "recordings"))
    for case in CASES:
        (handlers / f"{case.name}.py").write_text(case.handler)
    with starting(handlers, exit_status=None) as server:
        seen = {case.name: asked(case, client, server.port("https")) for case in CASES}
        assert server.interrupt() == 0
        texts = dict(_rendered(server.trace))
    for name, text in texts.items():
        (folder / f"{name}.py").write_text(text)
    return Recorded(seen, texts, folder)


def _rendered(trace: Path) -> Iterator[tuple[str, str]]:
    """What was recorded of each case."""
    reader, board, recorder = TraceReader(trace), Board(), Recorder()
    after = 0
    while records := reader.read(after, 1000):
        after = records[-1].seq
        for record in records:
            recorder.take(board.fold(record))
    score = recorder.score(program="h2craft 0.1.0")
    load = loading(reader)
    for case in CASES:
        yield case.name, "".join(rendered(_of(score, case.name), load))


def _of(score: Score, name: str) -> Score:
    path = f"/{name}.py".encode()
    found = [turn for turn in score.turns if turn.path.partition(b"?")[0] == path]
    turns = [replace(turn, ordinal=number) for number, turn in enumerate(found, 1)]
    return Score(turns=tuple(turns), program=score.program)


@pytest.fixture(scope="module")
def wptserve_port(recorded: Recorded, tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    base = tmp_path_factory.mktemp("wptserve")
    leaf = trustme.CA().issue_cert("localhost", "127.0.0.1")
    key, chain = base / "key.pem", base / "chain.pem"
    leaf.private_key_pem.write_to_path(key)
    leaf.cert_chain_pems[0].write_to_path(chain)
    program = SCRIPT_TESTS / "wptserve_server.py"
    command = [sys.executable, str(program), str(recorded.folder), str(key), str(chain)]
    with (
        (base / "stderr").open("w") as stderr,
        subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=stderr, text=True, start_new_session=True
        ) as process,
    ):
        try:
            assert process.stdout is not None
            line = process.stdout.readline()
            assert line.startswith("listening "), (base / "stderr").read_text()
            yield int(line.split()[1])
        finally:
            os.killpg(process.pid, signal.SIGKILL)  # its stash is a process of its own


@pytest.fixture(scope="module")
def h2craft_port(recorded: Recorded, starting: Any) -> Iterator[int]:
    with starting(recorded.folder) as server:
        yield server.port("https")


@pytest.mark.parametrize("case", CASES, ids=NAMES)
def test_it_is_of_wpt_s_own_calls(case: Case, recorded: Recorded) -> None:
    assert PURE in recorded.texts[case.name]


@pytest.mark.parametrize("case", CASES, ids=NAMES)
def test_the_client_sees_the_same_at_wptserve(
    case: Case, recorded: Recorded, client: ModuleType, wptserve_port: int
) -> None:
    for _ in range(2):  # and so does the next one
        assert asked(case, client, wptserve_port) == recorded.seen[case.name]


@pytest.mark.parametrize("case", CASES, ids=NAMES)
def test_and_at_h2craft(
    case: Case, recorded: Recorded, client: ModuleType, h2craft_port: int
) -> None:
    for _ in range(2):
        assert asked(case, client, h2craft_port) == recorded.seen[case.name]


def test_something_was_seen(recorded: Recorded) -> None:
    """Or all would be equally nothing."""
    seen = recorded.seen
    assert seen["two_answered_in_the_other_order"][2] == [3, 1]
    assert seen["two_alike_answered_in_the_other_order"][2] == [3, 1]
    assert seen["early_response"][0] and seen["early_response"][1]["body"] == "after 28 octets"
    assert len(seen["push_with_a_response"][0]["pushes"]) == 2
    assert seen["raw_frames_and_continuation"][0]["trailers"] == [["x-trailer", "yes"]]
    assert [one["headers"][1][1] for one in seen["three_connections"]] == ["1", "2", "3"]
    assert "headers" not in seen["nothing_at_all"]


def test_turns_are_there_for_each_request(recorded: Recorded) -> None:
    counts = {name: text.count("\ndef answer_") for name, text in recorded.texts.items()}
    assert counts["two_answered_in_the_other_order"] == 2
    assert counts["three_connections"] == 3
    assert counts["plain"] == 0
