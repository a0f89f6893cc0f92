"""Browsers: how they are started."""

from __future__ import annotations

from pathlib import Path

import pytest

from h2craft.check.profiles import browsers
from h2craft.judge import ClientRun, Result, Shape
from h2craft.replay import Ran


def test_a_home_is_kept_for_each_ca(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("H2CRAFT_CACHE", str(tmp_path / "cache"))
    one, other = tmp_path / "one.pem", tmp_path / "other.pem"
    one.write_text("a certificate")
    other.write_text("another one")
    assert browsers.home(str(one)) == browsers.home(str(one))
    assert browsers.home(str(one)) != browsers.home(str(other))
    assert browsers.home("") != browsers.home(str(one))


def test_a_browser_is_started_by_its_driver(tmp_path: Path) -> None:
    ca = tmp_path / "ca.pem"
    ca.write_text("a certificate")
    values = {"url": "https://127.0.0.1:1/", "cacert": str(ca)}
    words, _ = browsers.FIREFOX.command(Shape(requests=2), values, tmp_path)
    assert words[1].endswith("firefox.py")
    assert "requests=2" in words


def test_one_that_is_not_here_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr("h2craft.check.profiles.finding.SYSTEM_PROGRAMS", ())
    monkeypatch.delenv("H2CRAFT_CLIENTS", raising=False)
    assert browsers.CHROMIUM.missing() == "it is not installed: apt install chromium"


def test_its_lines_are_results(tmp_path: Path) -> None:
    run = ClientRun(stdout=b'{"n": 0, "ok": false, "error": "net::ERR_FAILED"}\n')
    read = browsers.CHROMIUM.read(run, Ran(words=()), tmp_path)
    assert read.results == (Result(ok=False, error="net::ERR_FAILED"),)
