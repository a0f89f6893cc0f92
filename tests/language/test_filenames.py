from __future__ import annotations

from pathlib import Path

import pytest

from h2craft.language.filenames import files, scripts


@pytest.fixture
def folder(tmp_path: Path) -> str:
    for name in ("a.py", "a.txt", "b c.py", 'd"', ".hidden", "e\x1b"):
        (tmp_path / name).touch()
    (tmp_path / "sub").mkdir()
    return f"{tmp_path}/"


def names(offers: list[tuple[str, str, str]], folder: str) -> list[str]:
    return [text.replace(folder, "") for text, _, _ in offers]


def test_files_and_folders_that_begin_so_are_offered(folder: str) -> None:
    assert names(files(folder, ")"), folder) == ["a.py)", "a.txt)", "sub/"]
    assert names(files(f"{folder}a.t", ")"), folder) == ["a.txt)"]
    assert names(files(f"{folder}.", ")"), folder) == [".hidden)"]


def test_in_quotation_marks_white_space_is_part_of_a_name(folder: str) -> None:
    assert "b c.py" in names(files(folder, "", quoted=True), folder)


def test_scripts_are_python(folder: str) -> None:
    assert names(scripts(folder), folder) == ["a.py", "sub/"]
    assert names(scripts(f'"{folder}'), folder) == ['"a.py"', '"b c.py"', '"sub/']


@pytest.mark.parametrize("prefix", ["nowhere/", "\0", "~nobody-at-all/"])
def test_where_nothing_can_be_read_nothing_is_offered(prefix: str) -> None:
    assert files(prefix, "") == []
