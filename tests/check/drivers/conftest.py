"""Drivers are programs: here they are loaded by their files, or started."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest

DRIVERS = Path(__file__).parents[3] / "h2craft" / "check" / "drivers"


@pytest.fixture
def drivers() -> Path:
    """The folder they are in."""
    return DRIVERS


@pytest.fixture
def loaded(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], ModuleType]:
    """`loaded("proxy")`: the driver as a module; each finds what lies beside it."""
    monkeypatch.syspath_prepend(str(DRIVERS))
    return importlib.import_module
