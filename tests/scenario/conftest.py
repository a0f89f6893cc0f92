"""Recordings made by hand, and a stage for the scripts that are made of them."""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

HERE = Path(__file__).parent


def load(path: Path) -> ModuleType:
    """A helper beside the tests, which are no package."""
    name = f"h2craft_tests_{path.parent.name}_{path.stem}"
    if name not in sys.modules:
        spec = importlib.util.spec_from_file_location(name, path)
        assert spec is not None and spec.loader is not None
        module = sys.modules[name] = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
    return sys.modules[name]


@pytest.fixture(scope="session")
def scores() -> ModuleType:
    """`Sheet`, a recording in the making, and `wait`."""
    return load(HERE / "scores.py")


@pytest.fixture
def sheet(scores: ModuleType) -> Any:
    return scores.Sheet()


@pytest.fixture(scope="session")
def wait(scores: ModuleType) -> Callable[..., Any]:
    made: Callable[..., Any] = scores.wait
    return made


@pytest.fixture(scope="session")
def stage() -> ModuleType:
    """`Stage`, where a script is played without a socket."""
    return load(HERE / "stage.py")


@pytest.fixture(scope="session")
def crafted() -> ModuleType:
    """Strategies for actions: `frames`, `sends`, `others`."""
    return load(HERE.parent / "language" / "conftest.py")


@pytest.fixture(scope="session")
def playing() -> ModuleType:
    """`Play`, a conversation that is recorded."""
    return load(HERE / "playing.py")


@pytest.fixture
def play(playing: ModuleType, talk: Any) -> Any:
    """One with an open connection."""
    talk.opened()
    return playing.Play(talk)
