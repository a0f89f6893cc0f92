from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from h2craft.export import Circumstances
from h2craft.export.curl import LONGEST_CONTENT, curl
from h2craft.trace import Kind
from h2craft.wire import FrameType, encode_stateless

Written = Callable[..., bytes]


def test_each_request_has_a_line_below_where_it_was(talk: Any, written: Written) -> None:
    talk.opened()
    talk.request(1, "/x", fields=[("accept", "a b")])
    talk.request(3, "/y", method="DELETE", fields=())
    around = Circumstances(urls=("https://127.0.0.1:8443",), ca_path=Path("/ca.pem"))
    lines = written(curl, circumstances=around).decode().splitlines()
    assert lines == [
        "# connection 1 stream 1 at 0.0080",
        "curl -v --http2 --cacert /ca.pem -H 'accept: a b' --connect-to ::127.0.0.1:8443"
        " https://a.test/x",
        "",
        "# connection 1 stream 3 at 0.0090",
        "curl -v --http2 --cacert /ca.pem -X DELETE --connect-to ::127.0.0.1:8443 https://a.test/y",
        "",
    ]


@pytest.mark.parametrize("shell", ["sh", "bash", "dash", "zsh"])
@pytest.mark.parametrize("content", [bytes(range(256)), b"100% 'of' \\n $it `x` %s\n", b"a"])
def test_curl_reads_the_very_content_from_any_shell(
    talk: Any, written: Written, tmp_path: Path, shell: str, content: bytes
) -> None:
    found = shutil.which(shell)
    if found is None:
        pytest.skip(f"no {shell} here")
    talk.opened()
    talk.request(1, "/x", method="POST", end=False)
    talk.received(0, 1, 1, content)
    script = tmp_path / "script"
    script.write_bytes(written(curl))
    (tmp_path / "curl").write_text("#!/bin/sh\ncat\n")
    (tmp_path / "curl").chmod(0o755)
    path = f"{tmp_path}:/usr/bin:/bin"
    done = subprocess.run(
        [found, str(script)], env={"PATH": path}, capture_output=True, timeout=20, check=True
    )
    assert done.stdout == content and b"--data-binary @-" in script.read_bytes()


def test_what_does_not_fit_a_line_is_said(talk: Any, written: Written) -> None:
    talk.opened()
    talk.request(1, "/x", method="POST", end=False)
    talk.received(0, 0, 1, bytes(LONGEST_CONTENT + 1))
    trailers = encode_stateless([(b"x", b"1")])
    talk.received(FrameType.HEADERS, 5, 1, trailers)
    first, second, *_ = written(curl).decode().splitlines()
    assert "reads its content of 65,537 octets on standard input" in first
    assert "curl sends no trailers, so those are missing" in first
    assert second.startswith("curl ")


def test_what_nobody_has_asked_for_has_no_line(talk: Any, written: Written) -> None:
    talk(Kind.CONNECTION_OPENED)
    promised = encode_stateless([(b":method", b"GET"), (b":path", b"/style")])
    talk.sent(FrameType.PUSH_PROMISE, 4, 1, (2).to_bytes(4, "big") + promised)
    talk.received(FrameType.HEADERS, 4, 3, b"\xff\xff\xff\xff\xff\x0f")
    assert written(curl, secrets=True) == b""
