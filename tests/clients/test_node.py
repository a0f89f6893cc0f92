"""node's http2 module: libnghttp2 inside of node, push left on."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.clients


@pytest.fixture
def node(
    client: Callable[..., str], run: Callable[..., Any], programs: Path, server: Any, url: str
) -> Callable[..., Any]:
    """Ask all of these at once, over one session."""
    program = client("node")

    def ask(*requests: dict[str, Any]) -> Any:
        asked = {"origin": url, "requests": requests}
        if url.startswith("https:"):
            asked["ca"] = str(server.ca)
        done = run(program, programs / "client.mjs", input=json.dumps(asked).encode())
        return json.loads(done.out)

    return ask


def test_many_requests_at_once_on_one_session(node: Any, said: Any, root: Path) -> None:
    small = (root / "small.bin").read_bytes()
    told = node(
        {"path": "/hello.py"},
        {"path": "/small.bin"},
        {"path": "/small.bin", "method": "HEAD"},
        {"path": "/echo.py", "method": "POST", "file": str(root / "small.bin")},
        {"path": "/echo_frames.py", "method": "POST", "file": str(root / "small.bin")},
        {"path": "/hints.py"},
        {"path": "/trailers.py"},
        {"path": "/missing.py"},
    )
    bodies = [answer["body"].encode("latin-1") for answer in told["answers"]]
    assert [answer["status"] for answer in told["answers"]] == [200] * 7 + [404]
    assert bodies[:5] == [b"hello GET", small, b"", small, small]
    assert told["answers"][5]["early"] == [103]
    assert told["answers"][6]["trailers"]["checksum"] == "2a"
    assert told["settings"]["maxConcurrentStreams"] == 256
    said.adds_up()
    assert len(said.matching("type:HEADERS dir:received")) == len(bodies)
    for number, body in enumerate(bodies):
        assert said.body("sent", f"stream:{2 * number + 1}") == body
    assert said.body("received", "stream:7") == said.body("received", "stream:9") == small
    assert said.blamed() == []


def test_a_push_is_delivered(node: Any, said: Any) -> None:
    told = node({"path": "/push.py"})
    assert told["answers"][0]["body"] == "and this was asked for"
    assert told["pushed"] == {"/pushed.txt": "nobody asked for this"}
    said.adds_up()
    assert said.matching("type:PUSH_PROMISE dir:sent field::path=/pushed.txt")
    assert said.body("sent", "stream:2") == b"nobody asked for this"
    assert said.blamed() == []


def test_request_trailers_reach_the_script(node: Any, said: Any, root: Path) -> None:
    request = {"path": "/request_trailers.py", "method": "POST", "file": str(root / "64k.bin")}
    told = node({**request, "trailers": {"checksum": "2a"}})
    assert told["answers"][0]["body"] == "checksum=2a\n65536 octets"
    assert said.expect("type:HEADERS dir:received field:checksum=2a flag:END_STREAM")


def test_a_hundred_streams_at_once(node: Any, said: Any) -> None:
    told = node(*[{"path": "/together.py"}] * 100)
    assert [answer["body"] for answer in told["answers"]] == ["together"] * 100
    said.adds_up()
    assert len(said.matching("type:HEADERS dir:sent status:200")) == 100
    assert said.blamed() == []
