"""A saved script gives the next client what the first one got: the same octets on the wire."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from h2craft.repl.evaluate import Verdict
from h2craft.wire import FrameType, frame_octets

pytestmark = pytest.mark.engine

CURL = shutil.which("curl")
WITHIN = 20


def frames_of(octets: bytes) -> list[bytes]:
    """The frames from the first on that is not part of the greeting, as far as they are whole."""
    found = []
    while len(octets) >= 9 and len(octets) >= 9 + int.from_bytes(octets[:3], "big"):
        end = 9 + int.from_bytes(octets[:3], "big")
        found.append(octets[:end])
        octets = octets[end:]
    greeting = (FrameType.SETTINGS, FrameType.WINDOW_UPDATE)
    while found and found[0][3] in greeting and found[0][5:9] == bytes(4):
        found.pop(0)
    return [*found, octets] if octets else found


SESSIONS = {
    "a plain answer": ["headers :status=200 content-type=text/plain", 'data "hello\\n" end_stream'],
    "a preset": ['preset ok body="hi"'],
    "an answer in several frames": [
        "inform 103 link=</a.css>",
        "headers :status=200 x-a=b",
        'data "abc"',
        'data b"\\x00\\xff"*40',
        "trailers checksum=none",
    ],
    "what h2 would not send": [
        "wire headers 1 :status=200 X-Upper=1 no_end_headers",
        "ping",
        "continuation 1 x-b=c end_headers",
        'wire data 1 "too early" padding=5',
        "raw 0x42 hex(00ff) flags=0xff length=2",
        'raw DATA "x" flags=END_STREAM stream=1',
    ],
    "octets": ['octets hex("000001 01 04 00000001 88")'],
    "frames of the connection": [
        "settings MAX_FRAME_SIZE=32768 INITIAL_WINDOW_SIZE=1",
        "window 0 1000",
        'goaway ENHANCE_YOUR_CALM last=0 "too fast"',
        "rst CANCEL",
    ],
    "an answer that has no end": ["headers :status=200", 'data "and"'],
    "nothing of a response": ["goaway"],
    "one flush of both doors' frames": [
        'headers 1 :status=200 + data 1 "x" + ping hex(0102030405060708) + rst 1 code=0x7'
    ],
    "a stream nobody opened": ["headers :status=200 end_stream", 'wire data 99 "idle"'],
    "a pushed stream": [
        "push 1 :method=GET :scheme=http :authority=a :path=/p",
        "headers 2 :status=200 end_stream",
        "headers 1 :status=200 end_stream",
    ],
    "Python": [
        'headers(status=200, content_type="text/plain")',
        "for n in range(3):\n    data(b'%d' % n)\n",
        "end()",
    ],
}


@pytest.mark.parametrize("lines", SESSIONS.values(), ids=SESSIONS)
def test_the_next_client_gets_the_same_octets(
    bench_of: Callable[..., Any], tmp_path: Path, lines: list[str]
) -> None:
    first = bench_of()
    peer = first.peer("/")
    for line in lines:
        first.run(line)
        assert first.verdict is Verdict.OK
    first.run("ping hex(6c6173742d6f6e65)")
    assert first.run("save x.py").startswith(f"{len(first.shell.taking)} acts in x.py\n")
    wanted = until_last(peer)

    again = bench_of(root=tmp_path / "x.py").peer("/", hold=False)
    assert until_last(again) == wanted


def until_last(peer: Any) -> list[bytes]:
    """What has come up to the PING which says that it was all."""
    last = frame_octets(FrameType.PING, 0, 0, b"last-one")
    while peer.wants(FrameType.PING).payload != b"last-one":
        pass
    found = frames_of(peer.octets)
    assert last in found
    return found[: found.index(last)]


def test_what_was_waited_for_is_waited_for(bench_of: Callable[..., Any], tmp_path: Path) -> None:
    first = bench_of()
    peer = first.peer()
    first.run("hold")
    peer.asks(path="/slow", end=False)
    first.run("wait path:/slow timeout=10")
    first.run("headers 1 :status=200")
    peer.sends(frame_octets(FrameType.DATA, 0, 1, b"body"))
    first.run("wait type:DATA stream:1 timeout=10")
    first.run("barrier")
    first.run('data 1 "seen" end_stream')
    assert "refused" not in first.said()
    first.run("save x.py")
    text = (tmp_path / "x.py").read_text()
    assert "def handle_headers(frame, request, response):" in text
    assert 'writer.wait_for(f"type:DATA stream:{request.h2_stream_id}")' in text
    assert 'writer.wait_for("type:PING flag:ACK text:' in text

    second = bench_of(root=tmp_path / "x.py")
    again = second.peer("/slow", hold=False)  # on stream 1, complete at once
    again.wants(FrameType.HEADERS)
    other = second.peer(hold=False)
    other.asks(5, "/slow", end=False)
    assert other.wants(FrameType.HEADERS).stream_id == 5
    other.sends(frame_octets(FrameType.DATA, 1, 5, b"body"))
    assert other.wants(FrameType.PING).payload
    assert other.wants(FrameType.DATA)[1:] == (1, 5, b"seen")


def test_who_sleeps_on_purpose_sleeps_in_the_script_however_short(bench: Any) -> None:
    bench.peer("/")
    assert bench.run('headers :status=200\nsleep 20ms\ndata "x" end_stream\nsave x.py') != ""
    text = Path("x.py").read_text()
    before, after = text.index("write_headers"), text.index("write_data")
    assert before < text.index("    time.sleep(0.02)\n") < after
    bench.run("save y.py no-pauses")
    assert "sleep" not in Path("y.py").read_text()


def test_requests_answered_one_after_the_other_are_told_apart(
    bench_of: Callable[..., Any], tmp_path: Path
) -> None:
    first = bench_of()
    peer = first.peer("/")
    first.run('preset ok stream=1 body="one"')
    peer.asks(3)
    first.run("wait type:HEADERS stream:3 timeout=10")
    first.run('preset ok stream=3 body="three"')
    peer.asks(5)
    first.run("wait type:HEADERS stream:5 timeout=10")
    first.run("rst 5 CANCEL")
    assert "refused" not in first.said()
    first.run("save x.py")

    again = bench_of(root=tmp_path / "x.py").peer("/", hold=False)
    assert again.wants(FrameType.DATA)[2:] == (1, b"one")
    again.asks(3)
    assert again.wants(FrameType.DATA)[2:] == (3, b"three")
    again.asks(7)
    assert again.wants(FrameType.RST_STREAM).stream_id == 7


def test_two_streams_at_once_keep_their_order(bench_of: Callable[..., Any], tmp_path: Path) -> None:
    lines = [
        "headers 1 :status=200",
        "headers 3 :status=201",
        'data 1 "a"',
        'data 3 "b" end_stream',
        'data 1 "c" end_stream',
        "ping hex(6c6173742d6f6e65)",
    ]
    first = bench_of()
    peer = first.peer("/a")
    peer.asks(3, "/b")
    first.recorded("kind:request_held stream:3")
    for line in lines:
        assert first.run(line) == ""
    wanted = until_last(peer)
    first.run("save x.py")

    again = bench_of(root=tmp_path / "x.py").peer("/a", hold=False)
    again.asks(3, "/b")
    assert until_last(again) == wanted


@pytest.mark.clients
@pytest.mark.skipif(CURL is None, reason="curl is missing")
def test_curl_gets_the_same_from_serve(
    bench_of: Callable[..., Any], tmp_path: Path, starting: Any
) -> None:
    first = bench_of()
    first.peer("/")
    lines = [
        "headers :status=418 content-type=text/plain x-made=by-hand",
        'data "short "',
        "sleep 10ms",
        "barrier",
        'data "and stout\\n" end_stream',
    ]
    for line in lines:
        assert first.run(line) == ""
    first.run("save x.py")
    with starting(tmp_path / "x.py") as server:
        command = [CURL, "-si", "--cacert", str(server.ca), f"{server.https}/any"]
        said = subprocess.run(command, capture_output=True, timeout=WITHIN, check=True).stdout
    head, _, body = said.partition(b"\r\n\r\n")
    assert head.split(b"\r\n") == [b"HTTP/2 418 ", b"content-type: text/plain", b"x-made: by-hand"]
    assert body == b"short and stout\n"
