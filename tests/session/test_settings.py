"""What is configured and remembered, asked for by name."""

from __future__ import annotations

from pathlib import Path

import pytest

from h2craft.session import Config, Settings


@pytest.fixture
def config_of():
    def made(**given) -> Config:
        return Config(given=given)

    return made


@pytest.fixture
def state(tmp_path) -> Path:
    return tmp_path / "folder" / "state.json"


def test_what_is_set_is_there_the_next_time(state) -> None:
    Settings(state=state).set("frames.filter", "stream:1")
    assert Settings(state=state).get("frames.filter") == "stream:1"


def test_the_state_file_is_for_its_owner_alone(state) -> None:
    Settings(state=state).set("a", 1)
    assert state.stat().st_mode & 0o777 == 0o600
    assert [path.name for path in state.parent.iterdir()] == ["state.json"]


def test_the_persons_file_wins_over_what_was_remembered(config_of, state) -> None:
    settings = Settings(config_of(theme="nord", views={"a": "conn:1"}), state)
    settings.set("theme", "dracula")
    settings.set("views", {"a": "conn:2", "b": "conn:3"})
    assert settings.get("theme") == "nord"
    assert settings.get("views") == {"a": "conn:1", "b": "conn:3"}


def test_two_windows_do_not_undo_each_other(state) -> None:
    one, other = Settings(state=state), Settings(state=state)
    one.set("a", 1)
    other.set("b", 2)
    assert (Settings(state=state).get("a"), Settings(state=state).get("b")) == (1, 2)


def test_a_damaged_state_file_is_nothing_remembered(state) -> None:
    state.parent.mkdir()
    state.write_text("{")
    settings = Settings(state=state)
    assert settings.get("a", 7) == 7
    settings.set("a", 1)
    assert Settings(state=state).get("a") == 1


def test_a_state_that_cannot_be_written_is_said_and_does_no_harm(tmp_path) -> None:
    (tmp_path / "file").write_text("")
    settings = Settings(state=tmp_path / "file" / "state.json")
    settings.set("a", 1)
    assert settings.get("a") == 1
    assert "cannot write" in settings.trouble


def test_a_history_has_each_line_once_and_no_more_than_configured(config_of) -> None:
    settings = Settings(config_of(history=2))
    for line in ("a", "b", "a", "c"):
        settings.remember("h", line)
    assert settings.history("h") == ["a", "c"]


def test_a_history_of_no_lines_stays_empty(config_of) -> None:
    settings = Settings(config_of(history=0))
    settings.remember("h", "a")
    assert settings.history("h") == []
