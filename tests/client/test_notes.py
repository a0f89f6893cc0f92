from __future__ import annotations

from pathlib import Path

import pytest

from h2craft.client import notes
from h2craft.client.notes import Notes


def test_the_last_note_about_a_record_counts(tmp_path: Path) -> None:
    path, said = tmp_path / "notes", []
    kept = Notes(path, said.append)
    assert kept.add(5, "one", marked=True) == ""
    kept.add(5, "two\nlines \N{SNOWMAN}", marked=True)
    assert kept.marks == {5: "two\nlines \N{SNOWMAN}"}
    assert Notes(path, said.append).marks == kept.marks
    assert len(path.read_bytes().splitlines()) == 2 and not said


def test_lines_that_are_no_notes_are_passed_over_and_said_once(tmp_path: Path) -> None:
    path, said = tmp_path / "notes", []
    bad = b'\n{"seq": "x"}\n[]\n7\nnot json\n\xff\xfe\n{"seq": true}\n{"seq": 2, "text": 3}\n'
    path.write_bytes(b'{"seq": 1}' + bad + b'{"seq": 9, "text": "x"}')
    assert Notes(path, said.append).marks == {1: "", 9: "x"}
    [line] = said
    assert line.endswith("line 2 is no note, nor are 6 more")


def test_a_line_cut_short_does_not_spoil_the_next(tmp_path: Path) -> None:
    path = tmp_path / "notes"
    path.write_bytes(b'{"seq": 1}\n{"se')
    Notes(path, lambda _: None).add(2, "x", marked=True)
    assert Notes(path, lambda _: None).marks == {1: "", 2: "x"}


def test_a_file_nobody_can_have_written_by_hand_is_not_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(notes, "LONGEST_FILE", 5)
    path, said = tmp_path / "notes", []
    path.write_bytes(b'{"seq": 1}\n')
    assert not Notes(path, said.append).marks and "too long" in said[0]
