"""httpx, the Python client: python-h2 by its own glue."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.clients
httpx = pytest.importorskip("httpx", reason="httpx is not installed")
pytest.importorskip("h2", reason="httpx[http2] is not installed")


def how(url: str, ca: Path) -> dict[str, Any]:
    """HTTP/2 over TLS, and with prior knowledge."""
    if url.startswith("http:"):
        return {"http1": False, "http2": True, "trust_env": False, "timeout": 20}
    context = ssl.create_default_context(cafile=str(ca))
    return {"http2": True, "verify": context, "trust_env": False, "timeout": 20}


@pytest.fixture
def session(server: Any, url: str) -> Iterator[Any]:
    with httpx.Client(base_url=url, **how(url, server.ca)) as client:
        yield client


def test_get_post_and_head_on_one_connection(session: Any, said: Any, root: Path) -> None:
    small = (root / "small.bin").read_bytes()
    got = session.get("/hello.py")
    assert (got.http_version, got.status_code, got.text) == ("HTTP/2", 200, "hello GET")
    assert got.headers["content-type"] == "text/plain"
    assert session.get("/small.bin").content == small
    assert session.post("/echo.py", content=small).content == small
    head = session.head("/small.bin")
    assert (head.status_code, head.content) == (200, b"")
    session.close()
    said.adds_up()
    assert len(said.matching("kind:CONNECTION_OPENED")) == 1
    assert [r.stream_id for r in said.matching("type:HEADERS dir:received")] == [1, 3, 5, 7]
    assert said.body("sent", "stream:1") == b"hello GET"
    assert said.body("sent", "stream:3") == small
    assert said.body("received", "stream:5") == said.body("sent", "stream:5") == small
    assert said.body("sent", "stream:7") == b""
    assert said.blamed() == []


def test_103_and_trailers_do_not_disturb_it(session: Any, said: Any) -> None:
    assert session.get("/hints.py").text == "after the hints"
    assert session.get("/trailers.py").text == "before the trailers"
    assert said.expect("type:HEADERS dir:sent field::status=103")
    assert said.expect("type:HEADERS dir:sent field:checksum=2a")


def test_an_upload_that_is_made_while_it_is_sent(session: Any, said: Any) -> None:
    sent = (b"%0799d\n" % number for number in range(1_000))
    assert session.post("/upload.py", content=sent).text.startswith("800000 ")
    session.close()
    said.adds_up()
    assert len(said.body("received")) == 800_000


async def test_100_handlers_are_inside_of_main_at_the_same_time(
    server: Any, url: str, said: Any
) -> None:
    limits = httpx.Limits(max_connections=1)
    async with httpx.AsyncClient(limits=limits, **how(url, server.ca)) as client:
        await client.get(url + "/hello.py")
        asked = [client.get(url + "/together.py") for _ in range(100)]
        answers = await asyncio.gather(*asked)
    assert [answer.text for answer in answers] == ["together"] * 100
    said.adds_up()
    assert len(said.matching("kind:CONNECTION_OPENED")) == 1
    assert len(said.matching("type:HEADERS dir:received path:/together.py")) == 100
    assert said.body("sent", "path:/together.py") == b"together" * 100
    assert said.blamed() == []


def test_settings_and_pings_of_the_script_are_answered_by_the_client(
    session: Any, said: Any
) -> None:
    # httpx answers only while it reads, which it does during a request.
    assert session.get("/settings.py").text == "settled"
    assert said.expect("type:PING dir:received flag:ACK")
    assert len(said.expect("type:SETTINGS dir:received flag:ACK", 2)) == 2
