"""The options of `h2craft replay`, and which scenarios are meant."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from h2craft.cli.replay import replay

HELLO = "def main(request, response):\n    return 'hello'\n"


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Any:
    """`asked("it.py", ...)`: what was to be performed, or the exit status and the last line."""
    from h2craft.cli import replaying

    performed: list[Any] = []

    def perform(entries: Any, command: Any, given: Any, wanted: Any, judge: Any) -> int:
        performed.append(([entry.name for entry in entries], command, given, judge))
        return 0

    monkeypatch.setattr(replaying, "perform", perform)
    monkeypatch.chdir(tmp_path)
    (tmp_path / "it.py").write_text(HELLO)

    def ask(*words: str) -> Any:
        found = CliRunner().invoke(replay, list(words), prog_name="h2craft replay")
        if found.exit_code == 0:
            return performed[-1]
        return found.exit_code, found.output.splitlines()[-1]

    return ask


def test_a_script_and_a_client_command(asked: Any) -> None:
    names, command, given, judge = asked("it.py", "--speed", "0", "--", "curl", "{url}")
    assert (names, command, judge) == (["it"], ("curl", "{url}"), None)
    assert (given["speed"], given["timeout"], given["strict_order"]) == (0, 30.0, False)


def test_without_a_client_command_there_is_none(asked: Any) -> None:
    assert asked("it.py", "--once")[1] is None


def test_a_name_of_the_library_a_group_of_it_and_a_folder(asked: Any, tmp_path: Path) -> None:
    folder = tmp_path / "mine"
    folder.mkdir()
    for name in ("b", "a"):
        (folder / f"{name}.py").write_text(HELLO)
    names, *_ = asked("rst-mid-body", "mine", "interim")
    assert names[:3] == ["rst-mid-body", "a", "b"]
    assert "early-hints" in names


def test_each_is_played_once(asked: Any) -> None:
    assert asked("it.py", "./it.py")[0] == ["it"]


def test_comparing_has_a_judge_with_the_rules(asked: Any) -> None:
    judge = asked("it.py", "--compare", "--vary", "body", "--strict-order", "--", "curl")[3]
    assert "body" in judge.rules
    assert judge.strict_order


@pytest.mark.parametrize(
    ("words", "status", "told"),
    [
        ([], 2, "Missing argument"),
        (["it.py", "--"], 2, "a client command is needed behind --"),
        (["it.py", "--", "curl", "{nowhere}"], 2, "the client command has {nowhere}; there are"),
        (["it.py", "--speed", "-1"], 2, "--speed"),
        (["it.py", "--timeout", "0"], 2, "--timeout"),
        (["it.py", "--key", "k.pem"], 2, "--key needs --cert"),
        (["it.py", "--cert", "c.pem", "--h2c"], 2, "--cert and --h2c exclude each other"),
        (["it.py", "--filter", "type:PING"], 2, "--filter says which of --frames"),
        (["it.py", "--frames", "--json"], 2, "--frames and --json exclude each other"),
        (["it.py", "--vary", "body"], 2, "--vary and --exact say what of --compare"),
        (["it.py", "rst-mid-body", "--port", "1234"], 2, "--port is for one scenario"),
        (["it.py", "rst-mid-body", "--name", "x"], 2, "--name is for one scenario"),
        (["it.py", "rst-mid-body", "--trace", "x"], 2, "--trace names a folder that exists"),
        (["rst-mid-body", "curl", "{url}"], 2, "the client command stands behind --"),
        (["no-such-scenario"], 1, "no scenario is called 'no-such-scenario'"),
        (["."], 1, None),
        (["runtime.py"], 1, "there is no file runtime.py"),
    ],
)
def test_what_cannot_be_is_said_in_one_line(
    asked: Any, tmp_path: Path, words: list[str], status: int, told: str | None
) -> None:
    if told is None:
        (tmp_path / "it.py").unlink()
        told = "there is no scenario in the folder ."
    found_status, line = asked(*words)
    assert found_status == status
    assert told in line
