from __future__ import annotations

import os
from pathlib import Path

import pytest

from h2craft.client import scripts
from h2craft.client.scripts import script_files


def write(folder: Path, name: str, text: str) -> None:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)


def test_files_with_hooks_wherever_they_are(tmp_path: Path) -> None:
    write(tmp_path, "b.py", "def main(request, response):\n    pass\n")
    write(tmp_path, "a/headers.py", "def handle_headers(frame, request, response): ...\n")
    write(tmp_path, "a/wrapped.py", "from x import handler\n@handler\ndef main(r, s): ...\n")
    write(tmp_path, "given.py", "main = somebody_elses\n")
    write(tmp_path, "neighbour.py", "def help_with_main(): ...\n")
    write(tmp_path, "page.html", "def main(): ...\n")
    assert script_files(tmp_path) == ["a/headers.py", "a/wrapped.py", "b.py", "given.py"]


def test_hidden_places_and_what_cannot_be_read_are_left_out(tmp_path: Path) -> None:
    for place in (".git", "__pycache__", "node_modules"):
        write(tmp_path, f"{place}/x.py", "def main(a, b): ...\n")
    write(tmp_path, ".x.py", "def main(a, b): ...\n")
    os.mkfifo(tmp_path / "pipe.py")
    (tmp_path / "nowhere.py").symlink_to(tmp_path / "none")
    assert script_files(tmp_path) == []
    assert script_files(tmp_path / "none") == []


def test_a_large_folder_is_not_searched_to_its_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(5):
        write(tmp_path, f"{number}.py", "def main(a, b): ...\n")
    write(tmp_path, "/".join("deep") + "/x.py", "def main(a, b): ...\n")
    monkeypatch.setattr(scripts, "MOST_FILES", 3)
    assert script_files(tmp_path) == ["0.py", "1.py", "2.py"]
    monkeypatch.setattr(scripts, "MOST_FILES", 100)
    monkeypatch.setattr(scripts, "DEEPEST", 2)
    assert len(script_files(tmp_path)) == 5
