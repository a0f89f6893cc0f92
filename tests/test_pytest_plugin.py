"""The plugin, as the test suite of an HTTP library uses it: httpx is the worked example."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.engine

WORKED = """
import httpx
import pytest


def get(ask):
    with httpx.Client(http2=True, verify=ask.ssl_context()) as client:
        return client.get(ask.url)


def test_a_server_of_a_few_lines(h2craft_server):
    def main(request, response):
        response.writer.write_headers([], 200)
        response.writer.write_data("hello", last=True)

    server = h2craft_server(main)
    with httpx.Client(http2=True, verify=server.ssl_context()) as client:
        assert client.get(server.url).text == "hello"
    server.wait_for("type:GOAWAY dir:received or kind:END_RECEIVED")


def test_a_scenario_of_the_library(h2craft_scenario):
    server, url = h2craft_scenario("rst-mid-body")
    with httpx.Client(http2=True, verify=server.ssl_context()) as client:
        with pytest.raises(httpx.RemoteProtocolError):
            client.get(url)


@pytest.mark.parametrize("case", ["A/6.1/padded-data", "D/truncated/tcp-close-no-length"])
def test_cases_of_the_catalogue(h2craft_check, case):
    h2craft_check(case, get)


def test_several_requests_are_a_list(h2craft_check):
    def two(ask):
        with httpx.Client(http2=True, verify=ask.ssl_context()) as client:
            return [client.get(ask.url) for _ in range(ask.requests)]

    assert h2craft_check("D/9.1/connection-reuse", two, strict=True).outcome == "pass"
"""

LYING = """
import contextlib
import httpx


def test_half_a_body_is_taken_for_the_whole(h2craft_check):
    def get(ask):
        said = b""
        with contextlib.suppress(httpx.HTTPError):
            with httpx.Client(http2=True, verify=ask.ssl_context()) as client:
                with client.stream("GET", ask.url) as response:
                    for octets in response.iter_bytes():
                        said += octets
        return said

    h2craft_check("D/truncated/tcp-close-no-length", get)


def test_what_is_no_case_is_named(h2craft_check):
    h2craft_check("rst-mid-body", lambda ask: b"")


def test_a_name_that_is_none(h2craft_scenario):
    h2craft_scenario("rst-mid-bdy")
"""


def run(folder: Path, text: str) -> subprocess.CompletedProcess[str]:
    (folder / "test_library.py").write_text(text)
    return subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "test_library.py"],
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=55,
    )


def test_a_library_tests_itself_with_it(tmp_path: Path) -> None:
    done = run(tmp_path, WORKED)
    assert done.returncode == 0 and "5 passed" in done.stdout, done.stdout + done.stderr


def test_what_is_wrong_is_told_in_whole(tmp_path: Path) -> None:
    done = run(tmp_path, LYING)
    assert done.returncode == 1 and "3 failed" in done.stdout, done.stdout + done.stderr
    assert "D/truncated/tcp-close-no-length" in done.stdout and "MUST" in done.stdout
    assert "is a scenario without a verdict: it is no case" in done.stdout
    assert "did you mean rst-mid-body" in done.stdout


def test_nothing_of_the_rooms_is_loaded_before_a_fixture_is_used() -> None:
    code = "import sys, h2craft.pytest_plugin; print(sorted(m for m in sys.modules if 'h2' in m))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "['h2craft', 'h2craft.pytest_plugin']"
