"""nghttp, which shows every frame and can pad, push, upgrade and narrow its windows."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.clients
WINDOW = 16 << 10


@pytest.fixture
def nghttp(client: Callable[..., str], run: Callable[..., Any]) -> Callable[..., Any]:
    """Its exit status is 0 whatever happens: what it prints is looked at instead."""
    program = client("nghttp")

    def call(*options: object) -> Any:
        done = run(program, "-y", "-t", 30, *options)
        assert "not processed" not in done.out + done.err, done
        return done

    return call


def test_a_get_is_answered_and_every_frame_is_in_the_trace(
    nghttp: Any, url: str, said: Any
) -> None:
    assert nghttp(url + "/hello.py").out == "hello GET"
    said.adds_up()
    assert said.matching("type:HEADERS dir:received path:/hello.py flag:END_STREAM")
    assert said.matching("type:PRIORITY dir:received")
    assert said.matching("type:SETTINGS dir:sent flag:ACK")
    assert said.body("sent") == b"hello GET"
    assert said.blamed() == []


def test_a_body_comes_back_as_it_went(nghttp: Any, url: str, said: Any, root: Path) -> None:
    wanted = (root / "small.bin").read_bytes()
    done = nghttp("-d", root / "small.bin", url + "/echo.py")
    assert done.octets == wanted
    said.adds_up()
    assert said.body("received") == said.body("sent") == wanted


def test_head_has_the_headers_and_no_body(nghttp: Any, url: str, said: Any) -> None:
    done = nghttp("-nv", "-H:method: HEAD", url + "/small.bin")
    assert ":status: 200" in done.out
    said.adds_up()
    assert said.matching("type:HEADERS dir:sent status:200 flag:END_STREAM")
    assert not said.matching("type:DATA dir:sent")


def test_a_push_is_delivered(nghttp: Any, url: str, said: Any) -> None:
    done = nghttp("-ns", url + "/push.py")
    listed = [line.split() for line in done.out.splitlines() if line[-1:].isalpha()]
    assert ["*", "/pushed.txt"] in [[line[2], line[-1]] for line in listed if len(line) > 3]
    said.adds_up()
    (promise,) = said.matching("type:PUSH_PROMISE dir:sent field::path=/pushed.txt")
    assert promise.frame.view.promised_stream_id == 2
    assert said.body("sent", "stream:2") == b"nobody asked for this"
    assert said.body("sent", "-stream:2") == b"and this was asked for"
    assert said.blamed() == []


def test_a_push_is_refused_to_a_client_that_takes_none(nghttp: Any, url: str, said: Any) -> None:
    done = nghttp("-v", "--no-push", url + "/push.py")
    assert ":status: 500" in done.out
    (raised,) = said.expect("kind:HANDLER_RAISED")
    assert "ENABLE_PUSH" in raised.record.detail["error"]
    assert not said.matching("type:PUSH_PROMISE")


def test_trailers_and_103_arrive(nghttp: Any, url: str, said: Any) -> None:
    assert "checksum: 2a" in nghttp("-v", url + "/trailers.py").out
    assert ":status: 103" in nghttp("-v", url + "/hints.py").out
    assert said.expect("type:HEADERS dir:sent field:checksum=2a flag:END_STREAM")
    assert said.expect("type:HEADERS dir:sent field::status=103")


def test_request_trailers_reach_the_script(nghttp: Any, url: str, said: Any, root: Path) -> None:
    done = nghttp("-d", root / "64k.bin", "--trailer=checksum: 2a", url + "/request_trailers.py")
    assert done.out == "checksum=2a\n65536 octets"
    assert said.expect("type:HEADERS dir:received field:checksum=2a flag:END_STREAM")


def test_padding_and_continuation_are_taken(
    nghttp: Any, url: str, said: Any, root: Path, programs: Path
) -> None:
    script = (programs / "client.mjs").read_bytes()
    file = root / "64k.bin"
    assert nghttp("-b", 255, "-d", programs / "client.mjs", url + "/echo.py").octets == script
    assert nghttp("--continuation", "-d", file, url + "/upload.py").out.startswith("65536 ")
    said.adds_up(2)
    assert said.matching("type:CONTINUATION dir:received")
    assert said.matching("type:DATA dir:received flag:PADDED")
    assert said.body("received") == script + file.read_bytes()
    assert said.blamed() == []


def test_upgrade_from_http_1(nghttp: Any, server: Any, said: Any) -> None:
    assert nghttp("-u", server.http + "/hello.py").out == "hello GET"
    said.adds_up()
    assert said.matching("kind:UPGRADED")
    assert said.body("sent", "stream:1") == b"hello GET"
    assert said.blamed() == []


@pytest.mark.parametrize("bits", [14, 16], ids=["16 KiB windows", "default windows"])
def test_64_mebioctets_down(nghttp: Any, server: Any, said: Any, digest: Any, bits: int) -> None:
    url = server.https + "/large.bin" if bits == 14 else server.http + "/download.py?name=large.bin"
    done = nghttp("-w", bits, "-W", 16, url)
    assert hashlib.sha256(done.octets).hexdigest() == digest("large.bin")
    said.adds_up()
    data = said.matching("type:DATA dir:sent")
    assert sum(reading.frame.length for reading in data) == 64 << 20
    assert max(reading.frame.length for reading in data) <= min(16_384, (1 << bits) - 1)
    assert said.blamed() == []


@pytest.fixture(scope="module")
def narrow(starting: Any, root: Path) -> Iterator[Any]:
    """A server whose windows are 16 KiB, the connection's as small as it can be."""
    options = ("--window", str(WINDOW), "--connection-window", "65535")
    with starting(root, *options) as running:
        yield running


@pytest.mark.parametrize("script", ["upload.py", "upload_whole.py"])
def test_64_mebioctets_up_16_kibioctet_windows(
    nghttp: Any, narrow: Any, digest: Any, root: Path, script: str
) -> None:
    said = narrow.conversation()
    url = narrow.https if script == "upload.py" else narrow.http
    done = nghttp("-d", root / "large.bin", f"{url}/{script}")
    assert done.out == f"{64 << 20} {digest('large.bin')}"
    said.adds_up()
    assert hashlib.sha256(said.body("received")).hexdigest() == digest("large.bin")
    assert said.matching("type:WINDOW_UPDATE dir:sent -stream:0")
    assert said.blamed() == []
    said.close()
