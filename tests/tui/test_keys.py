"""The keymap: the person's changes, and what is wrong with them."""

from __future__ import annotations

import pytest

from h2craft.tui.commands import Command, all_commands
from h2craft.tui.config import load
from h2craft.tui.keys import checked, keys_of, normal, shown, table


@pytest.fixture
def checked_of(tmp_path):
    def check(text: str):
        path = tmp_path / "config.toml"
        path.write_text("[keymap]\n" + text)
        return checked(load(path))

    return check


@pytest.mark.parametrize(
    ("key", "name"),
    [
        ("?", "question_mark"),
        ("question_mark", "question_mark"),
        (":", "colon"),
        ("-", "minus"),
        ("/", "slash"),
        ("ctrl+/", "ctrl+slash"),
        ("+", "plus"),
        ("ctrl++", "ctrl+plus"),
        ("F", "F"),
        ("f1", "f1"),
    ],
)
def test_a_key_has_one_name(key, name) -> None:
    assert normal(key) == name


@pytest.mark.parametrize(
    ("key", "words"),
    [("question_mark", "?"), ("f1", "F1"), ("ctrl+p", "ctrl+p"), ("f", "f"), ("enter", "Enter")],
)
def test_a_key_is_shown_as_it_is_written(key, words) -> None:
    assert shown(key) == words


def test_a_change_is_taken(checked_of) -> None:
    keymap, troubles = checked_of('"screen.pause" = "ctrl+t, f12"')
    assert keymap == {"screen.pause": "ctrl+t,f12"}
    assert troubles == []
    [pause] = [one for one in all_commands() if one.id == "screen.pause"]
    assert keys_of(pause, keymap) == ["ctrl+t", "f12"]


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ('"screen.paus" = "f8"', "did you mean screen.pause?"),
        ('"screen.pause" = "f99x"', "'f99x'"),
        ('"screen.pause" = "strg+p"', "'strg+p'"),
        ('"screen.pause" = "f8,"', "''"),
    ],
)
def test_what_cannot_be_is_named_with_its_line_and_left_out(checked_of, line, words) -> None:
    keymap, [trouble] = checked_of(line)
    assert keymap == {}
    assert "config.toml:2: " in trouble and words in trouble


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('"screen.pause" = "z"', "screen.pause takes it from screen.zoom"),
        ('"screen.pause" = "ctrl+q"', "it stays with app.quit"),
        ('"screen.pause" = "ctrl+i"', "ctrl+i is tab"),
        ('"screen.pause" = "f8"\n"screen.zoom" = "f8"', "are both on it"),
        ('"screen.pause" = "n"', "in the frames pane it stays with frames.next"),
    ],
)
def test_two_commands_on_one_key_are_named(checked_of, text, words) -> None:
    _, troubles = checked_of(text)
    assert [trouble for trouble in troubles if words in trouble]


def test_commands_that_change_places_are_no_conflict(checked_of) -> None:
    assert checked_of('"screen.pause" = "z"\n"screen.zoom" = "p"')[1] == []


def test_every_command_has_a_sentence_and_an_id_of_its_own() -> None:
    commands = all_commands()
    assert len({command.id for command in commands}) == len(commands)
    for command in commands:
        assert command.sentence and command.label and command.action


def test_no_key_of_ours_means_two_things_in_one_pane() -> None:
    seen: dict[tuple[str, str], Command] = {}
    for command in all_commands():
        for key in keys_of(command, {}):
            other = seen.setdefault((command.pane, key), command)
            assert other is command, f"{key}: {other.id} and {command.id}"


def test_no_key_of_ours_is_one_that_terminals_confuse() -> None:
    bad = {"ctrl+m", "ctrl+i", "ctrl+j", "ctrl+h", "ctrl+left_square_bracket", "ctrl+b"}
    for command in all_commands():
        assert not bad & set(keys_of(command, {})), command.id


def test_the_table_has_a_line_for_each_command() -> None:
    lines = table().splitlines()
    assert len(lines) == len(all_commands()) + 2
    assert "| `ctrl+q` | `app.quit` |" in table()
