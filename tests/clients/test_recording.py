"""What was served to real clients, recorded by `serve --record`, and served again."""

from __future__ import annotations

import signal
from pathlib import Path

SCRIPT = """
import time


def handle_headers(frame, request, response):
    if request.method == "POST":
        response.writer.write_informational(100)


def main(request, response):
    if request.method == "POST":
        return [("x-octets", str(len(request.body)))], request.body[::-1]
    if request.request_path == "/reset":
        response.write_status_headers()
        response.writer.write_data(b"half")
        response.writer.write_rst_stream("INTERNAL_ERROR")
        return None
    if request.request_path == "/large":
        return b"%07d\\n" * 20_000 % tuple(range(20_000))
    response.headers.set("set-cookie", "sid=tok3n; Path=/")
    response.write_status_headers()
    response.writer.write_data(b"one, ")
    time.sleep(0.01)
    response.writer.write_data(b"two\\n", last=True)
    return None
"""


def fetched(run, curl: str, server, folder: Path, path: str, *options: str) -> tuple[int, bytes]:
    """Curl's exit status, and what it got."""
    out = folder / "body"
    out.unlink(missing_ok=True)
    done = run(
        curl,
        "-s",
        "--http2",
        "--cacert",
        server.ca,
        "-o",
        out,
        *options,
        server.https + path,
        status=None,
    )
    return done.status, out.read_bytes() if out.exists() else b""


def requests(run, curl: str, server, folder: Path) -> list[tuple[int, bytes]]:
    body = folder / "upload"
    body.write_bytes(b"0123456789" * 20_000)
    return [
        fetched(run, curl, server, folder, "/a", "-H", "cookie: old=tok3n"),
        fetched(run, curl, server, folder, "/large"),
        fetched(run, curl, server, folder, "/upload", "--data-binary", f"@{body}"),
        fetched(run, curl, server, folder, "/reset"),
    ]


def test_curl_is_served_the_same_by_its_recording(starting, client, run, tmp_path) -> None:
    curl = client("curl")
    script, recording = tmp_path / "script.py", tmp_path / "done.py"
    script.write_text(SCRIPT)
    with starting(script, "--record", str(recording), exit_status=None) as server:
        first = requests(run, curl, server, tmp_path)
        server.process.send_signal(signal.SIGTERM)
        assert server.gone() == 0
        assert any("for 4 requests" in line for line in server.said), server.said
    text = recording.read_text()
    compile(text, str(recording), "exec")
    assert "tok3n" not in text
    with starting(recording) as server:
        assert requests(run, curl, server, tmp_path) == first
    assert first[0] == (0, b"one, two\n")
    assert first[2] == (0, b"9876543210" * 20_000)
    assert first[3][0] != 0
