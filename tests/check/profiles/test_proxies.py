"""Reverse proxies: how they are found and started."""

from __future__ import annotations

from pathlib import Path

import pytest

from h2craft.check.profiles import proxies
from h2craft.check.profiles.finding import Program
from h2craft.check.profiles.proxies import Proxy
from h2craft.judge import ClientRun, Result, Shape
from h2craft.replay import Ran

VALUES = {"url": "https://127.0.0.1:1/", "cacert": "/ca.pem"}


@pytest.fixture
def saying(tmp_path: Path) -> Proxy:
    """A proxy of version 1.22.1, as far as it tells."""
    program = tmp_path / "nginx"
    program.write_text("#!/bin/sh\necho nginx version: nginx/1.22.1 >&2\n")
    program.chmod(0o755)
    return Proxy(
        name="nginx",
        program=Program((str(program),), "pip install it"),
        version=("-v",),
        says=r"nginx/(\S+)",
        least=(1, 29, 4),
    )


def test_one_that_is_too_old_says_so(saying: Proxy) -> None:
    assert saying.versions() == ("nginx 1.22.1", "nginx 1.22.1")
    assert saying.missing() == "it is older than 1.29.4: pip install it"


def test_one_that_is_not_here_says_how_it_comes(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr("h2craft.check.profiles.finding.SYSTEM_PROGRAMS", ())
    monkeypatch.delenv("H2CRAFT_CLIENTS", raising=False)
    assert proxies.HAPROXY.missing() == "it is not installed: apt install haproxy"


def test_it_is_started_by_the_driver(saying: Proxy, tmp_path: Path) -> None:
    words, _ = saying.command(Shape(), VALUES, tmp_path)
    assert words[1].endswith("proxy.py")
    assert words[2] == "nginx"
    assert words[4] == "url=https://127.0.0.1:1/"


def test_its_lines_are_results(saying: Proxy, tmp_path: Path) -> None:
    run = ClientRun(stdout=b'{"n": 0, "ok": false, "status": 502, "error": "it answered 502"}\n')
    read = saying.read(run, Ran(words=()), tmp_path)
    assert read.results == (Result(ok=False, status=502, error="it answered 502"),)
