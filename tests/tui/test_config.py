"""The configuration file, and what is remembered beside it."""

from __future__ import annotations

import pytest

from h2craft.session import Config
from h2craft.tui.config import load


@pytest.fixture
def config_of(tmp_path):
    def made(text: str) -> Config:
        path = tmp_path / "config.toml"
        path.write_text(text)
        return load(path)

    return made


def test_a_missing_file_is_an_empty_one(tmp_path) -> None:
    assert load(tmp_path / "none.toml") == Config()


def test_a_file_that_was_named_must_be_there(tmp_path) -> None:
    [trouble] = load(tmp_path / "none.toml", must_exist=True).troubles
    assert "none.toml does not exist" in trouble


def test_what_is_right_is_taken(config_of) -> None:
    config = config_of(
        'theme = "nord"\nmouse = false\nfollow = true\nhistory = 10\ncolumns = ["seq"]\n'
        '[keymap]\n"frames.filter" = "f"\n[views]\nbad = "finding:error"\n'
    )
    assert config.troubles == ()
    assert config.given == {
        "theme": "nord",
        "mouse": False,
        "follow": True,
        "history": 10,
        "columns": ("seq",),
        "keymap": {"frames.filter": "f"},
        "views": {"bad": "finding:error"},
    }


@pytest.mark.parametrize(
    "text",
    ['[keymap]\nframes.filter = "f, ctrl+f"', '[keymap]\n"frames.filter" = ["f", "ctrl+f"]'],
)
def test_keys_may_be_a_list_and_ids_unquoted(config_of, text) -> None:
    keys = config_of(text).keymap["frames.filter"]
    assert [key.strip() for key in keys.split(",")] == ["f", "ctrl+f"]


@pytest.mark.parametrize(
    ("text", "place", "words"),
    [
        ("mouse = true\nthem = 1", ":2:", "did you mean theme?"),
        ('\n\ntheme = "nordd"', ":3:", "did you mean nord?"),
        ("mouse = 1", ":1:", "neither true nor false"),
        ("history = -1", ":1:", "0 to 100,000"),
        ('columns = "seq"', ":1:", "list"),
        ('columns = ["seqq"]', ":1:", "there are seq"),
        ("views = 1", ":1:", "table"),
        ('mouse = true\n[views]\ngood = ""\nbad = "type:HEDERS"', ":4:", "bad"),
        ("[keymap]\nx = 1", ":2:", "keys of x"),
        ("mouse = true\nmouse ; 1", ":2:", "column"),
    ],
)
def test_what_is_wrong_is_named_with_its_line_and_left_out(config_of, text, place, words) -> None:
    config = config_of(text)
    [trouble] = config.troubles
    assert f"config.toml{place}" in trouble and words in trouble


def test_one_bad_value_does_not_spoil_the_others(config_of) -> None:
    assert config_of('theme = "none"\nmouse = false').given == {"mouse": False}


def test_a_file_that_is_no_text_is_a_trouble(tmp_path) -> None:
    path = tmp_path / "config.toml"
    path.write_bytes(b"mouse = true\n#\xff\xfe")
    assert load(path).troubles == (f"{path}:2: not UTF-8: octet 15",)


def test_a_folder_in_its_place_is_a_trouble(tmp_path) -> None:
    assert load(tmp_path).troubles == (f"cannot read {tmp_path}: is a directory",)


def test_the_place_of_a_command_in_the_keymap_can_be_asked_for(config_of) -> None:
    config = config_of('mouse = true\n[keymap]\n"frames.filter" = "f"\n')
    assert config.line_of("keymap", "frames.filter").endswith("config.toml:3")
