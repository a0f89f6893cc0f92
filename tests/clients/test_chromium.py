"""Chromium without a screen: a browser asks over TLS; it has no HTTP/2 without."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.clients
QUIET = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
)


@pytest.fixture
def chromium(
    client: Callable[..., str], run: Callable[..., Any], server: Any, tmp_path: Path
) -> Callable[..., Any]:
    """A browser with a profile of its own that trusts the server's CA; gives the page's DOM."""
    program, certutil = client("chromium"), client("certutil")
    known = tmp_path / ".pki" / "nssdb"
    known.mkdir(parents=True)
    run(certutil, "-d", f"sql:{known}", "-N", "--empty-password")
    run(certutil, "-d", f"sql:{known}", "-A", "-n", "h2craft", "-t", "C,,", "-i", server.ca)
    home = {"HOME": str(tmp_path)}

    def visit(url: str) -> str:
        profile = f"--user-data-dir={tmp_path / 'profile'}"
        done = run(program, *QUIET, profile, "--dump-dom", url, env=home)
        return html.unescape(done.out)

    return visit


def test_a_page_and_what_it_asks_for(chromium: Any, server: Any, said: Any) -> None:
    page = chromium(server.https + "/page.html")
    told = re.search(r'<pre id="told">(.*)</pre>', page, re.DOTALL)
    assert told, page
    lines = told[1].splitlines()
    assert lines[0] == "get 200 9 hello GET"
    assert lines[1] == "post 200 7 a=1&b=2"
    assert lines[2].split() == ["head", "200", "0"]
    assert lines[3] == f"large 200 200000 {'x' * 40}"
    assert lines[4] == "hints 200 15 after the hints"
    assert lines[5] == "trailers 200 19 before the trailers"
    assert lines[6].startswith("missing 404 ")
    (asked,) = said.expect("type:HEADERS dir:received path:/page.html")
    assert said.expect("type:HEADERS dir:sent path:/missing.py")
    mine = f"conn:{asked.record.connection}"
    assert said.body("received", f"{mine} path:/echo_frames.py") == b"x" * 200_000
    assert said.body("sent", f"{mine} path:/echo_frames.py") == b"x" * 200_000
    assert said.body("sent", f"{mine} path:/hello.py") == b"hello GET"
    assert said.matching(f"{mine} type:HEADERS dir:sent field::status=103")
    assert said.blamed() == []
