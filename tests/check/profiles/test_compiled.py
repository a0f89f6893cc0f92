"""Drivers in languages that are compiled: what they are made of is here."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from h2craft.check.profiles import compiled
from h2craft.check.profiles.tools import DRIVERS

WAYS = {
    "go": compiled.GO_NET_HTTP,
    "go-xnet": compiled.GO_X_NET,
    "java": compiled.JDK,
    "okhttp": compiled.OKHTTP3,
    "jetty": compiled.JETTY9,
    "libsoup": compiled.SOUP3,
    "rust-hyper": compiled.RUST_HYPER,
}


@pytest.mark.parametrize("name", WAYS)
def test_a_toolchain_that_is_not_here_is_named(
    name: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr("h2craft.check.profiles.finding.SYSTEM_PROGRAMS", ())
    monkeypatch.delenv("H2CRAFT_CLIENTS", raising=False)
    assert WAYS[name].missing().startswith("it is not installed: apt install ")


def test_every_source_is_in_the_package() -> None:
    named = re.findall(r'"((?:go|gox|java|c|rust)/[\w/.]+)"', Path(compiled.__file__).read_text())
    assert len(named) >= 10
    assert all((DRIVERS / one).is_file() for one in named)
