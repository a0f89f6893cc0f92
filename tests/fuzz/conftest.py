"""The laws of `laws.py`, as a fixture: the folder is no package."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from typing import Any

import pytest


@pytest.fixture(scope="session")
def laws() -> Any:
    """The module `laws.py`."""
    path = Path(__file__).with_name("laws.py")
    spec = importlib.util.spec_from_file_location("h2craft_fuzz_laws", path)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module  # dataclasses look there
    spec.loader.exec_module(module)
    return module
