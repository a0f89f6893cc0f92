"""Java's HttpClient: the JDK's own HTTP/2; over cleartext it asks by Upgrade: h2c."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.clients


@pytest.fixture
def java(
    client: Callable[..., str], run: Callable[..., Any], programs: Path, server: Any, root: Path
) -> Callable[..., dict[str, list[str]]]:
    program = client("java")
    quick = ("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xshare:auto")

    def ask(url: str) -> dict[str, list[str]]:
        done = run(program, *quick, programs / "Client.java", url, server.ca, root / "small.bin")
        lines = (line.split() for line in done.out.splitlines())
        return {name: answer for name, *answer in lines}

    return ask


def test_every_kind_of_request_over_tls_and_by_upgrade(
    java: Any, url: str, said: Any, root: Path
) -> None:
    small = (root / "small.bin").read_bytes()
    got = java(url)

    def answer(body: bytes) -> list[str]:
        return ["200", "HTTP_2", str(len(body)), hashlib.sha256(body).hexdigest()]

    assert got == {
        "get": answer(b"hello GET"),
        "large": answer(small),
        "head": answer(b""),
        "post": answer(small),
        "hints": answer(b"after the hints"),
        "trailers": answer(b"before the trailers"),
        "first-is-a-post": answer(small),
    }
    said.adds_up(2)
    assert said.body("sent", "path:/hello.py stream:1") == b"hello GET"
    assert said.body("sent", "path:/small.bin method:GET") == small
    assert said.body("received", "path:/echo_frames.py") == small
    assert said.body("sent", "path:/echo_frames.py") == small
    assert said.matching("type:HEADERS dir:sent field::status=103")
    assert said.matching("type:HEADERS dir:sent field:checksum=2a")
    assert len(said.matching("kind:UPGRADED")) == (2 if url.startswith("http:") else 0)
    assert said.blamed() == []
