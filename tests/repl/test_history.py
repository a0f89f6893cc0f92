"""What was entered, kept for the next time."""

from __future__ import annotations

import stat
import threading
from pathlib import Path

import pytest

from h2craft.repl import history as module
from h2craft.repl.history import PrivateHistory


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "state" / "prompt-history"


def test_entries_come_back_the_newest_first(path: Path) -> None:
    first = PrivateHistory(path)
    for entry in ("one", "for x in y:\n    z\n", "three é"):
        first.append_string(entry)
    assert list(PrivateHistory(path).load_history_strings()) == [
        "three é",
        "for x in y:\n    z\n",
        "one",
    ]


def test_only_its_owner_can_read_the_file_whoever_made_it(path: Path) -> None:
    path.parent.mkdir()
    path.write_text("")
    path.chmod(0o644)
    PrivateHistory(path).append_string("secret")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_prompts_at_the_same_time_take_nothing_from_each_other(path: Path) -> None:
    entries = [f"{'x' * 9_000}\n{number}" for number in range(20)]

    def keep(part: int) -> None:
        mine = PrivateHistory(path)
        for entry in entries[part::2]:
            mine.append_string(entry)

    threads = [threading.Thread(target=keep, args=(part,)) for part in (0, 1)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(PrivateHistory(path).load_history_strings()) == sorted(entries)


def test_a_file_that_has_grown_too_long_keeps_its_newer_half(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "LONGEST", 1_000)
    first = PrivateHistory(path)
    for number in range(100):
        first.append_string(f"entry {number}")
    kept = list(PrivateHistory(path).load_history_strings())
    assert kept == [f"entry {number}" for number in range(99, 99 - len(kept), -1)]
    assert 40 <= len(kept) <= 60


def test_where_nothing_can_be_kept_it_says_so_and_goes_on(tmp_path: Path) -> None:
    (tmp_path / "state").write_text("a file")
    made = PrivateHistory(tmp_path / "state" / "prompt-history")
    made.append_string("entry")
    assert made.get_strings() == ["entry"]
    assert made.trouble.startswith("cannot write the history")
