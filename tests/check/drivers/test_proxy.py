"""The driver of reverse proxies: what they are told, and what is made of their answers."""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest


@pytest.fixture
def proxy(loaded: Callable[[str], ModuleType]) -> Any:
    return loaded("proxy")


def upstream(proxy: Any, folder: Path, cacert: str = "/ca.pem") -> Any:
    return proxy.Upstream(
        folder=folder, port=81, host="127.0.0.1", upstream_port=8443, cacert=cacert, timeout=25
    )


@pytest.mark.parametrize("name", ["haproxy", "nginx", "nginx-grpc", "apache", "caddy", "traefik"])
@pytest.mark.parametrize("cacert", ["/ca.pem", ""])
def test_a_proxy_is_told_where_to_ask_and_whom_to_trust(
    proxy: Any, tmp_path: Path, name: str, cacert: str
) -> None:
    words = proxy.PROXIES[name]("program", upstream(proxy, tmp_path, cacert))
    assert words[0] == "program"
    told = " ".join([*words, *(one.read_text() for one in tmp_path.iterdir())])
    assert "8443" in told and "81" in told
    assert ("/ca.pem" in told) == bool(cacert)


def test_envoy_is_told_in_json(proxy: Any, tmp_path: Path) -> None:
    proxy.envoy("envoy", upstream(proxy, tmp_path))
    told = json.loads((tmp_path / "envoy.json").read_text())
    (cluster,) = told["static_resources"]["clusters"]
    assert cluster["transport_socket"]["typed_config"]["sni"] == "localhost"


def answering(octets: bytes) -> tuple[int, threading.Thread]:
    """A server that answers one connection with these octets, whatever it says."""
    listener = socket.create_server(("127.0.0.1", 0))

    def answer() -> None:
        with listener, listener.accept()[0] as one:
            one.recv(65536)
            one.sendall(octets)
            one.shutdown(socket.SHUT_WR)
            while one.recv(65536):
                pass

    thread = threading.Thread(target=answer)
    thread.start()
    return listener.getsockname()[1], thread


OK = b"HTTP/1.1 200 OK\r\ncontent-length: 4\r\n\r\nbody"
CASES: list[tuple[str, bytes, dict[str, Any]]] = [
    ("whole", OK, {"ok": True, "status": 200, "length": 4, "error": ""}),
    ("short", OK[:-2], {"ok": False, "status": 200, "length": 2}),
    (
        "chunked",
        b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n4\r\nbody\r\n0\r\n\r\n",
        {"ok": True, "length": 4},
    ),
    (
        "chunks that end early",
        b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n4\r\nbody\r\n",
        {"ok": False, "length": 4},
    ),
    (
        "early hints",
        b"HTTP/1.1 103 Early Hints\r\nlink: a\r\n\r\n" + OK,
        {"ok": True, "status": 200, "informational": [103]},
    ),
    (
        "its own answer",
        b"HTTP/1.1 502 Bad Gateway\r\ncontent-length: 0\r\n\r\n",
        {"ok": False, "status": 502, "error": "it answered 502 Bad Gateway"},
    ),
    (
        "an answer of the upstream's",
        b"HTTP/1.1 404 Not Found\r\ncontent-length: 0\r\n\r\n",
        {"ok": True, "status": 404},
    ),
    ("nothing", b"", {"ok": False, "status": None}),
]


@pytest.mark.parametrize(
    ("octets", "wanted"), [case[1:] for case in CASES], ids=[c[0] for c in CASES]
)
def test_what_a_proxy_answers(
    proxy: Any,
    tmp_path: Path,
    capfd: pytest.CaptureFixture[str],
    octets: bytes,
    wanted: dict[str, Any],
) -> None:
    port, thread = answering(octets)
    told = {"url": "http://127.0.0.1:1/x?y", "method": "GET", "timeout": "20"}
    proxy.ask(proxy.Job(told, port, tmp_path / "log"), 0)
    thread.join(20)
    said = json.loads(capfd.readouterr().out)
    assert {name: said[name] for name in wanted} == wanted


def test_what_its_log_complains_of_is_told(proxy: Any, tmp_path: Path) -> None:
    log = tmp_path / "log"
    log.write_text("started\n[error] upstream sent a frame\nbye\n")
    assert proxy.complaint(log) == "[error] upstream sent a frame"
    assert proxy.complaint(tmp_path / "none") == ""


def test_a_body_has_its_size(proxy: Any, tmp_path: Path) -> None:
    job = proxy.Job({"size": "100001"}, 1, tmp_path)
    assert sum(map(len, job.body())) == 100_001
