"""Firefox's driver, without a browser."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest


@pytest.fixture
def firefox(loaded: Callable[[str], ModuleType]) -> Any:
    return loaded("firefox")


def test_words_become_what_the_browser_is_told(firefox: Any) -> None:
    job = firefox.job_of(["url=https://h/", "requests=3", "timeout=25"])
    assert (job["requests"], job["parallel"], job["timeout"], job["cookies"]) == (3, 1, 25.0, False)


def test_nothing_leaves_the_machine(firefox: Any) -> None:
    assert firefox.SETTINGS["network.proxy.type"] == 1
    assert firefox.SETTINGS["network.proxy.ssl"] == "127.0.0.1"
    assert "127.0.0.1" in firefox.SETTINGS["network.proxy.no_proxies_on"]


def test_a_program_that_is_no_browser_is_said_to_be_none(
    firefox: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "home").mkdir()
    with pytest.raises(RuntimeError, match="did not start"):
        firefox.Browser(shutil.which("false") or "/bin/false", str(tmp_path / "home"))
