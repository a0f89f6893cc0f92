"""Where the screen keeps its files."""

from __future__ import annotations

import pytest

from h2craft.session import folders


def test_the_folders_are_where_the_system_says(monkeypatch, tmp_path) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    assert folders.config_file().name == "config.toml"
    assert folders.state_folder().name == "h2craft"


def test_the_environment_may_name_another_place_for_what_is_remembered(
    monkeypatch, tmp_path
) -> None:
    monkeypatch.setenv("H2CRAFT_STATE", str(tmp_path / "here"))
    assert folders.state_folder() == tmp_path / "here"
    assert folders.state_file().parent == tmp_path / "here"


def test_what_is_written_is_whole_and_private(tmp_path) -> None:
    path = tmp_path / "a" / "b"
    folders.write_private(path, "one\udcff\n")
    assert path.read_text() == "one\\udcff\n"
    assert path.stat().st_mode & 0o777 == 0o600


def test_what_cannot_be_written_leaves_nothing_behind(tmp_path) -> None:
    (tmp_path / "a").mkdir()
    with pytest.raises(OSError):
        folders.write_private(tmp_path / "a", "text")
    assert [path.name for path in tmp_path.iterdir()] == ["a"]
