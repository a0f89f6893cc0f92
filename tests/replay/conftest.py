"""Scenarios written for a test, and a small client that asks for paths."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from h2craft.scenario import Entry, read_entry

PEER = Path(__file__).parents[1] / "peer.py"
ASKS = f"""
import importlib.util, sys
spec = importlib.util.spec_from_file_location("peer", {str(PEER)!r})
peer = importlib.util.module_from_spec(spec)
sys.modules["peer"] = peer
spec.loader.exec_module(peer)
with peer.Peer(sys.argv[1]) as one:
    for path in sys.argv[2:]:
        print(one.get(path).body.decode())
"""

Scenario = Callable[..., Entry]


@pytest.fixture
def scenario(tmp_path: Path) -> Scenario:
    """`scenario(text, name="it")`: a file, and what it says of itself."""

    def make(text: str, name: str = "it") -> Entry:
        file = tmp_path / f"{name}.py"
        file.write_text(text)
        return read_entry(file)

    return make


@pytest.fixture
def asks() -> Callable[..., list[str]]:
    """The words of a client that asks {base} for these paths, one after the other."""
    return lambda *paths: [sys.executable, "-c", ASKS, "{base}", *paths]
