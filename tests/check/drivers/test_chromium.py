"""Chromium's driver, without a browser."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest


@pytest.fixture
def chromium(loaded: Callable[[str], ModuleType]) -> Any:
    return loaded("chromium")


def test_words_become_what_the_page_is_told(chromium: Any) -> None:
    job = chromium.job_of(["url=https://h/?a=b", "size=5", "slow=0.5", "cookies=1", "parallel=2"])
    assert job["url"] == "https://h/?a=b"
    assert (job["size"], job["requests"], job["parallel"]) == (5, 1, 2)
    assert (job["slow"], job["cancel"], job["cookies"]) == (0.5, 0.0, True)


def test_a_program_that_is_no_browser_is_a_failed_request(
    chromium: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Any
) -> None:
    monkeypatch.chdir(tmp_path)
    false = shutil.which("false") or "/bin/false"
    assert chromium.main(false, str(tmp_path / "home"), ["url=https://127.0.0.1:1/"]) == 1
    assert '"ok": false' in capsys.readouterr().out


@pytest.mark.skipif(shutil.which("certutil") is None, reason="apt install libnss3-tools")
def test_a_home_trusts_the_ca_and_is_kept(chromium: Any, tmp_path: Path) -> None:
    import trustme

    ca = tmp_path / "ca.pem"
    trustme.CA().cert_pem.write_to_path(str(ca))
    home = tmp_path / "home"
    chromium.trusting(str(home), str(ca))
    folder = home / ".pki" / "nssdb"
    listed = subprocess.run(
        ["certutil", "-d", f"sql:{folder}", "-L"], capture_output=True, text=True, check=True
    ).stdout
    assert "ca " in listed
    made = sorted(folder.iterdir())
    chromium.trusting(str(home), str(tmp_path / "not even there"))
    assert sorted(folder.iterdir()) == made
