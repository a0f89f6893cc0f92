"""The table of settings: what each may be, and that what is said of it is true."""

from __future__ import annotations

import tomllib

import pytest

from h2craft.tui.config import load
from h2craft.tui.settings import SETTINGS, check, known_theme


@pytest.mark.parametrize("name", SETTINGS)
def test_the_default_of_a_setting_is_a_value_it_takes(name: str) -> None:
    setting = SETTINGS[name]
    written = list(setting.default) if isinstance(setting.default, tuple) else setting.default
    assert check(name, written) == setting.default


@pytest.mark.parametrize("name", SETTINGS)
def test_the_example_of_a_setting_is_taken_and_is_about_it(name: str, tmp_path) -> None:
    path = tmp_path / "config.toml"
    path.write_text(SETTINGS[name].example + "\n")
    config = load(path)
    assert config.troubles == ()
    assert list(config.given) == list(tomllib.loads(SETTINGS[name].example)) == [name]
    assert config.given[name] != SETTINGS[name].default


@pytest.mark.parametrize("name", SETTINGS)
def test_what_is_said_of_a_setting_fits_a_table_and_ends_as_a_sentence(name: str) -> None:
    setting = SETTINGS[name]
    assert setting.about.endswith(".") and setting.about[0].isupper()
    assert not setting.values.endswith(".")
    assert setting.is_table == isinstance(tomllib.loads(setting.example)[name], dict)


def test_the_columns_that_are_named_are_those_there_are() -> None:
    from h2craft.tui.widgets.rows import COLUMNS

    assert ", ".join(COLUMNS) in SETTINGS["columns"].values


def test_tables_stand_last_as_toml_wants_them() -> None:
    tables = [setting.is_table for setting in SETTINGS.values()]
    assert tables == sorted(tables)


def test_a_name_that_is_like_no_other_lists_all() -> None:
    with pytest.raises(ValueError, match="there are theme, mouse"):
        check("zzz", 1)


def test_the_theme_that_holds_by_itself_is_the_one_the_screen_has() -> None:
    from textual.app import App

    assert App().theme == SETTINGS["theme"].default
    assert known_theme("nord") == "nord"
