"""curl, the client everybody has: libnghttp2 by its own glue."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.clients
VERSION_AND_STATUS = "%{http_version} %{http_code} %{size_upload} %{size_download}"


@pytest.fixture
def curl(client: Callable[..., str], run: Callable[..., Any], server: Any) -> Callable[..., Any]:
    program = client("curl")

    def call(url: str, *options: object, **more: Any) -> Any:
        how = ["--cacert", server.ca, "--http2"]
        if url.startswith("http:") and "--http2" not in options:
            how = ["--http2-prior-knowledge"]
        return run(program, "-sS", "--noproxy", "*", "--max-time", 30, *how, *options, url, **more)

    return call


def test_a_get_is_answered_and_every_frame_is_in_the_trace(curl: Any, url: str, said: Any) -> None:
    done = curl(url + "/hello.py", "-w", "\n" + VERSION_AND_STATUS)
    assert done.out == "hello GET\n2 200 0 9"
    said.adds_up()
    (asked,) = said.matching("type:HEADERS dir:received path:/hello.py")
    assert (b":method", b"GET") in asked.fields
    assert asked.frame.has_flag(0x1)
    (answered,) = said.matching("type:HEADERS dir:sent status:200")
    assert (b"content-type", b"text/plain") in answered.fields
    assert said.body("sent") == b"hello GET"
    assert said.blamed() == []


def test_a_body_comes_back_as_it_went(curl: Any, url: str, said: Any) -> None:
    assert curl(url + "/echo.py", "-d", "a=1&b=2").out == "a=1&b=2"
    said.adds_up()
    assert said.body("received") == said.body("sent") == b"a=1&b=2"
    assert said.matching("type:HEADERS dir:received method:POST field:content-length=7")


def test_head_has_the_headers_and_no_body(curl: Any, url: str, said: Any) -> None:
    done = curl(url + "/small.bin", "--head")
    assert done.out.startswith("HTTP/2 200")
    said.adds_up()
    assert said.body("sent") == b""
    (answered,) = said.matching("type:HEADERS dir:sent status:200")
    assert answered.frame.has_flag(0x1)
    assert said.blamed() == []


def test_200_kilobytes_come_and_go(curl: Any, url: str, said: Any, root: Path) -> None:
    wanted = (root / "small.bin").read_bytes()
    assert curl(url + "/small.bin").octets == wanted
    echoed = curl(url + "/echo_frames.py", "--data-binary", f"@{root / 'small.bin'}")
    assert echoed.octets == wanted
    said.adds_up(2)
    assert said.body("sent", "path:/small.bin") == wanted
    assert said.body("received", "path:/echo_frames.py") == wanted
    assert said.body("sent", "path:/echo_frames.py") == wanted
    assert max(r.frame.length for r in said.matching("type:DATA dir:sent")) <= 16_384


def test_trailers_arrive(curl: Any, url: str, said: Any) -> None:
    done = curl(url + "/trailers.py", "-D", "-")
    assert "checksum: 2a" in done.out
    (trailers,) = said.expect("type:HEADERS dir:sent field:checksum=2a")
    assert trailers.frame.has_flag(0x1)


def test_103_arrives_before_the_answer(curl: Any, url: str, said: Any) -> None:
    lines = curl(url + "/hints.py", "-D", "-").out.splitlines()
    assert [line for line in lines if line.startswith("HTTP/2")] == ["HTTP/2 103 ", "HTTP/2 200 "]
    assert lines[-1] == "after the hints"
    early, final = said.expect("type:HEADERS dir:sent", 2)
    assert (b":status", b"103") in early.fields
    assert (b":status", b"200") in final.fields


def test_the_documented_script_passes_who_passes_the_test(curl: Any, url: str, said: Any) -> None:
    done = curl(url + "/doc.py", "-H", "test: pass", "-d", "reversed", "-D", "-")
    head, _, body = done.out.replace("\r", "").partition("\n\n")
    assert head.splitlines()[0] == "HTTP/2 200 "
    assert "test: passed" in head
    assert body == "desrever\nEnd of File"
    assert said.expect("type:HEADERS dir:received field:test=pass")
    assert said.body("received") == b"reversed"
    assert said.body("sent") == b"desrever\nEnd of File"


def test_the_documented_script_forbids_all_others(curl: Any, url: str, said: Any) -> None:
    done = curl(url + "/doc.py", "-H", "test: fail", "-d", "reversed", "-D", "-")
    head, _, body = done.out.replace("\r", "").partition("\n\n")
    assert head.splitlines()[0] == "HTTP/2 403 "
    assert "test: failed" in head
    assert body == ""
    said.adds_up()
    assert said.matching("type:HEADERS dir:sent status:403 field:test=failed")
    assert said.body("sent") == b""


def test_upgrade_from_http_1(curl: Any, server: Any, said: Any) -> None:
    done = curl(server.http + "/hello.py", "--http2", "-w", "\n" + VERSION_AND_STATUS)
    assert done.out == "hello GET\n2 200 0 9"
    said.adds_up()
    assert said.matching("kind:UPGRADED")
    assert said.body("sent", "stream:1") == b"hello GET"
    assert said.blamed() == []


def test_http_1_gets_a_readable_answer_on_either_port(curl: Any, url: str, said: Any) -> None:
    done = curl(url + "/hello.py", "--http1.1", "-D", "-", status=None)
    assert done.out.startswith("HTTP/1.1 4") or done.out.startswith("HTTP/1.1 505")
    assert "This port speaks HTTP/2" in done.out
    said.adds_up()
    (asked,) = said.matching("kind:OCTETS_RECEIVED")
    assert asked.record.octets.startswith(b"GET /hello.py HTTP/1.1\r\n")


def test_a_client_that_does_not_trust_us_is_in_the_trace(
    client: Any, run: Any, server: Any, said: Any
) -> None:
    done = run(client("curl"), "-sS", "--noproxy", "*", server.https + "/hello.py", status=60)
    assert "certificate" in done.err
    (failed,) = said.expect("kind:TLS_FAILED")
    assert "h2craft ca" in failed.record.detail["reason"]


def test_64_mebioctets_down_a_large_window(
    curl: Any, url: str, said: Any, digest: Any, tmp_path: Path
) -> None:
    curl(url + "/large.bin", "-o", tmp_path / "got")
    assert hashlib.sha256((tmp_path / "got").read_bytes()).hexdigest() == digest("large.bin")
    (tmp_path / "got").unlink()
    said.adds_up()
    assert hashlib.sha256(said.body("sent")).hexdigest() == digest("large.bin")
    assert said.blamed() == []


@pytest.mark.parametrize("script", ["upload.py", "upload_whole.py"])
def test_64_mebioctets_up_our_default_window(
    curl: Any, server: Any, said: Any, digest: Any, root: Path, script: str
) -> None:
    url = server.https if script == "upload.py" else server.http
    done = curl(f"{url}/{script}", "-H", "expect:", "--data-binary", f"@{root / 'large.bin'}")
    assert done.out == f"{64 << 20} {digest('large.bin')}"
    said.adds_up()
    assert hashlib.sha256(said.body("received")).hexdigest() == digest("large.bin")
    assert said.blamed() == []
