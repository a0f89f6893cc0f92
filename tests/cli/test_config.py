from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from h2craft.tui import SETTINGS


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "config.toml"


@pytest.fixture
def own(environment: dict[str, str], tmp_path: Path) -> Path:
    """The person's own file, not there yet."""
    environment["XDG_CONFIG_HOME"] = str(tmp_path / "etc")
    environment["XDG_STATE_HOME"] = str(tmp_path / "state")
    return tmp_path / "etc" / "h2craft" / "config.toml"


def held(stdout: str) -> dict[str, list[str]]:
    """Who said each setting, and what it is."""
    return {line.split()[0]: line.split(None, 2)[1:] for line in stdout.splitlines()[2:]}


def test_what_holds_stands_beside_who_said_so(run, file) -> None:
    file.write_text('mouse = false\n[views]\nbad = "finding:"\n')
    done = run("config", str(file))
    assert done.returncode == 0 and done.stderr == ""
    lines = held(done.stdout)
    assert list(lines) == list(SETTINGS)
    assert lines["mouse"] == ["file", "false"]
    assert lines["follow"] == ["default", "true"]
    assert lines["views"] == ["file", '{ "bad" = "finding:" }']


def test_what_the_screen_remembers_is_said_to_be_remembered(run, own, tmp_path) -> None:
    state = tmp_path / "state" / "h2craft" / "state.json"
    state.parent.mkdir(parents=True)
    state.write_text('{"theme": "nord"}')
    assert held(run("config").stdout)["theme"] == ["remembered", '"nord"']
    own.parent.mkdir(parents=True)
    own.write_text('theme = "dracula"\n')
    assert held(run("config").stdout)["theme"] == ["file", '"dracula"']


def test_the_list_explains_every_setting(run) -> None:
    said = " ".join(run("config", "--list").stdout.split())
    for name, setting in SETTINGS.items():
        assert name in said and setting.values in said and setting.about in said


def test_the_path_is_all_that_path_prints(run, own) -> None:
    assert run("config", "--path").stdout == f"{own}\n"


def test_a_file_with_nothing_wrong_passes_the_check(run, file) -> None:
    file.write_text("mouse = true\n")
    done = run("config", "--check", str(file))
    assert (done.returncode, done.stdout) == (0, f"{file}: nothing is wrong in it\n")


def test_a_file_of_ones_own_that_is_not_there_is_no_trouble(run, own) -> None:
    done = run("config", "--check")
    assert done.returncode == 0 and f"{own} is not there" in done.stdout


def test_what_is_wrong_is_named_with_its_line_and_the_nearest_name(run, file) -> None:
    file.write_text('them = "nord"\n[keymap]\n"frames.filtr" = "q"\n')
    done = run("config", "--check", str(file))
    assert done.returncode == 1 and done.stdout == ""
    assert done.stderr.splitlines() == [
        f"{file}:1: unknown name 'them'; did you mean theme?",
        f"{file}:3: no command 'frames.filtr'; did you mean frames.filter?",
    ]


def test_without_the_check_what_is_wrong_is_told_and_the_rest_is_shown(run, file) -> None:
    file.write_text("mouse = 1\nfollow = false\n")
    done = run("config", str(file))
    assert done.returncode == 0
    assert f"{file}:1: 1 is neither true nor false" in done.stderr
    assert held(done.stdout)["mouse"] == ["default", "true"]
    assert held(done.stdout)["follow"] == ["file", "false"]


def test_the_example_changes_nothing_and_has_every_setting_to_uncover(run, file) -> None:
    example = run("config", "--example").stdout
    file.write_text(example)
    assert "  file  " not in run("config", str(file)).stdout
    assert run("config", "--check", str(file)).returncode == 0
    hidden = re.compile("^#(?! )", re.MULTILINE)
    file.write_text(hidden.sub("", example))
    done = run("config", "--check", str(file))
    assert (done.returncode, done.stderr) == (0, "")
    shown = run("config", str(file)).stdout
    assert shown.count("  file  ") == len(SETTINGS)


def test_json_is_an_object_for_each_setting(run, file) -> None:
    file.write_text("history = 7\n")
    told = [json.loads(line) for line in run("config", str(file), "--json").stdout.splitlines()]
    assert [one["name"] for one in told] == list(SETTINGS)
    [history] = [one for one in told if one["name"] == "history"]
    assert (history["value"], history["given"], history["default"]) == (7, True, 500)


@pytest.mark.parametrize("words", [["no.toml"], ["--check", "no.toml"], ["."]])
def test_a_file_that_was_named_must_be_a_file(run, words) -> None:
    done = run("config", *words)
    assert done.returncode == 1
    assert done.stderr.startswith(f"h2craft: {words[-1]} ") and done.stderr.count("\n") == 1


def test_objects_are_of_settings_alone(run) -> None:
    done = run("config", "--json", "--path")
    assert done.returncode == 2 and "--path" in done.stderr
